"""What does it cost to lease what is bought first?

The lessor pays; the user pays level amounts, in advance or in arrears, and at the end buys at a price that was agreed, or
gives the machines back, which is as good as buying and selling them at what they are worth. All other lines of owning
stand, so that each row here is what leasing changes against paying in cash. Payments are taken off for tax in place of
depreciation; at the end the price replaces what tax had left of the purchase.
"""

from tco.expr import MONTHS_IN_A_YEAR, ROUNDING_TOLERANCE, maximum, power, previous, total, where


def lease_amount(lease_share, capex_short_lived, capex_network, tranches_later_share):
    """What the lessor pays as the first period begins.

        share * (machines + network) * part placed at first

    Unit: money
    Source: definition
    """
    return lease_share * (capex_short_lived + capex_network) * (1 - tranches_later_share)


def lease_rate_in_period(lease_rate_per_year, months_per_period):
    """The lessor's interest of one period.

        yearly rate * months / 12

    Unit: share
    Source: nominal compounding
    """
    return lease_rate_per_year * months_per_period / MONTHS_IN_A_YEAR


def lease_rate_divisor(lease_rate_in_period):
    """The same, and 1 where the lessor asks for none.

        rate, or 1

    Unit: share
    Source: guard of the annuity
    """
    return where(lease_rate_in_period > ROUNDING_TOLERANCE, lease_rate_in_period, 1)


def lease_discount(lease_rate_in_period, lease_periods):
    """What one unit at the end of the lease is worth at its start.

        1 / (1 + i)^periods

    Unit: ratio
    Source: definition
    """
    return power(1 / (1 + lease_rate_in_period), lease_periods)


def lease_annuity_divisor(lease_rate_in_period, lease_discount, lease_periods):
    """Value of one at the end of each period, times the rate; the number of payments without interest.

        1 - 1 / (1 + i)^periods, or periods

    Unit: ratio
    Source: annuity
    """
    return where(lease_rate_in_period > ROUNDING_TOLERANCE, 1 - lease_discount, lease_periods)


def lease_payment(
    lease_amount, lease_residual_share, lease_discount, lease_rate_divisor, lease_annuity_divisor, lease_rate_in_period,
    lease_in_advance,
):  # fmt: skip
    """Level payment of each period that leaves the residual at the end; less where it is paid in advance.

        (amount - residual * v) * i / (1 - v) / (1 + i, in advance)

    Unit: money
    Source: annuity, Excel PMT with type 0 or 1
    """
    left = lease_amount * (1 - lease_residual_share * lease_discount)
    return left * lease_rate_divisor / lease_annuity_divisor / (1 + lease_rate_in_period * lease_in_advance)


def lease_opening(lease_amount, lease_in_advance, lease_payment):
    """What leasing spares as the first period begins: the price, less a payment in advance.

        amount - first payment, where it is in advance

    Unit: money
    Source: definition
    """
    return lease_amount - lease_in_advance * lease_payment


def lease_paid_in_period(lease_payment, period_index, lease_in_advance, lease_periods):
    """Payment that falls at the end of the period: its own in arrears, the next one's in advance.

        payment, while there is one

    Unit: money
    Source: definition
    """
    due = period_index + lease_in_advance
    return where(due <= lease_periods, lease_payment, 0)


def lease_grown(lease_rate_in_period, period_index, lease_periods):
    """What one unit owed has grown to by the end of the period, as long as the lease runs.

        (1 + i)^periods

    Unit: ratio
    Source: definition
    """
    return power(1 + lease_rate_in_period, period_index - maximum(period_index - lease_periods, 0))


def lease_paid_value(lease_rate_in_period, lease_grown, lease_rate_divisor, period_index):
    """What payments of one at the end of each period have come to with interest.

        (g - 1) / i, or their number

    Unit: ratio
    Source: Excel FV
    """
    return where(lease_rate_in_period > ROUNDING_TOLERANCE, (lease_grown - 1) / lease_rate_divisor, period_index)


def lease_owed_at_end(lease_opening, lease_grown, lease_payment, lease_paid_value, period_index, lease_periods):
    """Liability of the lease at the end of the period, the residual still to pay; nothing once the lease is over.

        opening * g - payment * value of payments so far

    Unit: money
    Source: Excel FV; the lease liability of IFRS 16 and ASC 842 where the purchase at the end is certain
    """
    return where(period_index < lease_periods, lease_opening * lease_grown - lease_payment * lease_paid_value, 0)


def lease_interest_in_period(lease_owed_at_end, lease_opening, lease_rate_in_period):
    """Interest in what is paid for the lease.

        owed one period ago * rate

    Unit: money
    Source: Excel IPMT
    """
    return previous(lease_owed_at_end, lease_opening) * lease_rate_in_period


def lease_ends(period_index, lease_periods):
    """1 in the period with which the lease ends, else 0.

        period = periods of the lease

    Unit: count
    Source: definition
    """
    return maximum(1 - maximum(period_index - lease_periods, lease_periods - period_index), 0)


def lease_cut_short(period_index, lease_periods, last_period):
    """1 in the last period of the horizon where the lease runs beyond it, else 0.

        last, and before the end of the lease

    Unit: count
    Source: definition
    """
    return where(period_index < lease_periods, last_period, 0)


def lease_return_share(period_index, life_periods, market_share_at_age, net_residual_share):
    """What machines of this age are worth over their price: to a buyer, or at the end of their life.

        market, or net residual

    Unit: share
    Source: definition
    """
    return where(period_index < life_periods, market_share_at_age, net_residual_share)


def lease_price_share(lease_bought, lease_residual_share, lease_return_share):
    """Price at the end of the lease over the price when new: as agreed, or what the machines that go back are worth.

        residual, or worth

    Unit: share
    Source: definition; giving back is as good as buying and selling at that worth
    """
    return where(lease_bought > 0, lease_residual_share, lease_return_share)


def lease_price_in_period(lease_amount, lease_price_share, lease_ends, lease_owed_at_end, lease_cut_short):
    """What is paid to end the lease: the price at its end, or what is owed where the horizon cuts it short.

        amount * price share at the end, or owed

    Unit: money
    Source: definition
    """
    return lease_amount * lease_price_share * lease_ends + lease_owed_at_end * lease_cut_short


def lease_given_up_in_period(lease_share, tax_depreciation_in_period, period_index, lease_periods):
    """Depreciation for tax that the lessor has in place of the user.

        share * taken off for tax, as long as the lease runs

    Unit: money
    Source: definition; all is placed at first, and nothing renewed while the lease runs
    """
    return where(period_index <= lease_periods, lease_share * tax_depreciation_in_period, 0)


def lease_basis_in_period(lease_price_in_period, lease_share, tax_value_at_end, lease_ends, lease_cut_short):
    """What tax has left of machines that were leased over what it would have left had they been bought.

        price - share * value for tax, as the lease ends

    Unit: money
    Source: definition; taken off at once, not over what is left of the table
    """
    return lease_price_in_period - lease_share * tax_value_at_end * (lease_ends + lease_cut_short)


def lease_deducted_in_period(
    lease_paid_in_period, lease_in_advance, lease_payment, period_index, lease_given_up_in_period, lease_basis_in_period
):
    """What leasing takes off income for tax beyond what buying does.

        payments - depreciation given up + basis gained

    Unit: money
    Source: true lease: payments are expense of the user
    """
    first = lease_in_advance * lease_payment * maximum(2 - period_index, 0)
    return lease_paid_in_period + first - lease_given_up_in_period + lease_basis_in_period


def lease_cash_in_period(lease_paid_in_period, lease_price_in_period, lease_deducted_in_period, tax_share):
    """Cash that leasing adds in the period to paying in cash, inflow positive.

        tax saved - payment - price

    Unit: money
    Source: definition
    """
    return lease_deducted_in_period * tax_share - lease_paid_in_period - lease_price_in_period


def lease_value_in_period(lease_cash_in_period, debt_rate_after_tax, years_elapsed):
    """The same in money of today, at the cost of debt after tax.

        cash / (1 + rate)^years

    Unit: money
    Source: Ross, Westerfield, Jordan, Corporate Finance: a lease takes the place of debt
    """
    return lease_cash_in_period * power(1 / (1 + debt_rate_after_tax), years_elapsed)


def lease_advantage_over_horizon(lease_value_in_period, lease_opening):
    """What leasing is better than paying in cash, in money of today; below 0 where it is worse.

        spared at first + total

    Unit: money
    Source: Ross, Westerfield, Jordan, Corporate Finance: net advantage to leasing
    """
    return lease_opening + total(lease_value_in_period)


def lease_right_at_end(lease_amount, lease_residual_share, lease_discount, lease_periods, period_index):
    """Right of use in the books at the end of the period: what the payments are worth, straight over the lease.

        (amount - residual * v) * periods left / periods

    Unit: money
    Source: IFRS 16, ASC 842: right-of-use asset
    """
    left = maximum(lease_periods - period_index, 0) / lease_periods
    return lease_amount * (1 - lease_residual_share * lease_discount) * left
