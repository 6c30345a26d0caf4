"""Tax and finance, the horizon, and what has a value a period."""

from __future__ import annotations

from tco.formulas.inputs.record import Input

# fmt: off
ROWS = (
    # tax and finance
    Input("tax_share", "share", "tax on income; 0 where the case is looked at before tax", 0, 0.9, switch=True),
    Input("losses_carried", "share", "1 where a loss waits for income of its own, 0 where it saves tax elsewhere at once", 0, 1, switch=True),
    Input("tax_bonus_share", "share", "part of the price that tax takes off at once", 0, 1),
    Input("tax_counts_years", "share", "1 where a tax table counts by the tax year of purchase, 0 where by the age of a machine", 0, 1, switch=True),
    Input("tax_share_at_age", "share", "what tax takes off by age, over the price", 0, 1, level="period"),
    Input("mid_quarter_limit_share", "share", "part of a tax year's purchases in its last quarter above which each counts from the middle of its quarter", 0, 1),
    Input("tax_half_year_share", "share", "what tax takes off by tax year, from the period with which the year of purchase ends: placed in the middle of the year", 0, 1, level="period"),
    Input("tax_first_quarter_share", "share", "the same: placed in the middle of the first quarter", 0, 1, level="period"),
    Input("tax_second_quarter_share", "share", "the same: placed in the middle of the second quarter", 0, 1, level="period"),
    Input("tax_third_quarter_share", "share", "the same: placed in the middle of the third quarter", 0, 1, level="period"),
    Input("tax_fourth_quarter_share", "share", "the same: placed in the middle of the last quarter", 0, 1, level="period"),
    Input("construction_share", "share", "part of the price paid in a period before service, the last one first", 0, 1, level="period"),
    Input("construction_rate_per_year", "share", "yearly interest while it is built", 0, 1),
    Input("variable_cost_per_mtok", "money/Mtok", "cost of a million output tokens that no device-hour holds", 0, 1e6),
    Input("loan_share", "share", "part of what is bought that is borrowed", 0, 1),
    Input("loan_rate_per_year", "share", "yearly interest of the loan", 0, 1),
    Input("loan_periods", "count", "periods until the loan is repaid", 1, 480),
    Input("loan_grace_periods", "count", "periods at first with interest alone", 0, 480),
    Input("loan_balloon_share", "share", "part of the loan that is repaid at the end at once", 0, 1),
    Input("lease_share", "share", "part of the machines bought first that a lessor pays for", 0, 1, switch=True),
    Input("lease_rate_per_year", "share", "yearly interest that the lessor reckons with", 0, 1),
    Input("lease_periods", "count", "periods that the lease runs", 1, 480),
    Input("lease_in_advance", "share", "1 where a lease is paid as each period begins, 0 as it ends", 0, 1),
    Input("lease_residual_share", "share", "part of the price that the payments of a lease leave", 0, 1),
    Input("lease_bought", "share", "1 where leased machines are bought at that part of the price, 0 where they go back", 0, 1),
    Input("lease_per_year", "money", "lease of the same machines for a year", 0, 1e12),
    Input("lease_payments", "count", "yearly payments of the lease", 1, 30),
    Input("receivable_days", "days", "days that customers take to pay", 0, 365, switch=True),
    Input("reinvestment_rate_per_year", "share", "yearly rate at which what comes in is put to use", 0, 1),
    Input("use_hours_per_day", "hours/day", "hours of a day in which the machines are used", 0.1, 24),
    # time
    Input("days_per_month", "days/month", "days that a month of rent is divided by", 28, 31),
    Input("calendar_hours", "share", "1 where a period has the hours of its calendar days, 0 where months are all alike", 0, 1),
    Input("calendar_years", "share", "1 where time is counted in calendar days, 0 where it is counted in whole months", 0, 1),
    Input("days_in_year", "days", "days of a year where time is counted in calendar days", 360, 366),
    Input("cash_timing_share", "share", "when in a period its cash comes: 1 at the end, 0.5 in the middle", 0, 1),
    Input("inflation_per_year", "share", "yearly change of the general price level", -0.5, 10),
    Input("discount_rate_is_real", "share", "1 where the discount rate is stated without inflation, 0 where with it", 0, 1),
    Input("changes_are_real", "share", "1 where yearly price changes are stated without inflation, 0 where with it", 0, 1),
    Input("discount_rate_per_year", "share", "yearly rate at which later money is worth less", 0, 1),
    Input("price_change_per_year", "share", "yearly change of token prices; negative where they fall", -0.99, 10),
    Input("demand_change_per_year", "share", "yearly change of tokens served; the fleet stays", -0.99, 10),
    Input("rent_change_per_year", "share", "yearly change of the cost of the fleet; negative where rents fall", -0.99, 10),
    Input("months_per_period", "months", "length of a period: 1 for months, 3 for quarters", 1, 12),
    Input("prices_by_date", "share", "1 where token prices follow the dated lists of the price book, 0 where they only drift", 0, 1, switch=True),
    # what moves by period
    Input("season_ratio", "ratio", "load of the period over that of an ordinary one", 0, 100, level="period"),
    Input("commitment_ramp_share", "share", "part of a spending commitment that counts in the period: a ramp, 0 after its term", 0, 1, level="period"),
    Input("listed_input_ratio", "ratio", "list price of input tokens in the period over that of today", 0, 1000, level="period"),
    Input("listed_cached_ratio", "ratio", "list price of cached tokens in the period over that of today", 0, 1000, level="period"),
    Input("listed_output_ratio", "ratio", "list price of output tokens in the period over that of today", 0, 1000, level="period"),
    # the clock, a value a period
    Input("period_index", "count", "number of the period, from 1", 1, 480, level="period"),
    Input("days_in_period", "days", "calendar days of the period", 28, 366, level="period"),
    Input("fiscal_year", "count", "fiscal year of the period, named after the year in which it ends", 1900, 2300, level="period"),
    Input("year_index", "count", "number of the fiscal year within the horizon, from 1", 1, 481, level="period"),
    Input("year_ends", "share", "1 in the period with which a fiscal year ends, else 0", 0, 1, level="period"),
    Input("month_of_year", "count", "calendar month in which the period begins", 1, 12, level="period"),
    Input("is_actual", "share", "1 where the figures of the period are actuals, 0 where they are forecast", 0, 1, level="period"),
)
# fmt: on
