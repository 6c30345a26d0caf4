"""What return does the outlay bring?

A rate of return is asked only of cash that turns once, so that there is one at most; where it has none or could have
several, the figure is left out, and `tco explain` lists all of them.
"""

from tco.expr import highest, last, maximum, power, ratio, total, where
from tco.expr import irr as rate_of_return


def cash_has_come(net_cash_in_period):
    """1 from the first period on in which cash came in, else 0.

        highest cash so far > 0

    Unit: count
    Source: definition
    """
    return where(highest(net_cash_in_period) > 0, 1, 0)


def cash_falls_back(cash_has_come, net_cash_in_period):
    """1 in a period in which cash goes out after it came in: then a rate of return need not be the only one.

        came before, and cash < 0

    Unit: count
    Source: definition
    """
    return cash_has_come * where(net_cash_in_period < 0, 1, 0)


def cash_turns_once(cash_falls_back):
    """1 where cash turns from out to in once and for all, so that there is one rate of return at most, else 0.

        no period falls back

    Unit: count
    Source: Descartes' rule of signs
    """
    return where(total(cash_falls_back) > 0, 0, 1)


def return_opening(opening_outlay):
    """What is paid at the start as a flow, outflow negative.

        -opening outlay

    Unit: money
    Source: definition
    """
    return 0 - opening_outlay


def horizon_years(years_elapsed):
    """Length of the horizon.

        years to the end of the last period

    Unit: ratio
    Source: definition
    """
    return last(years_elapsed)


def horizon_periods(horizon_years, periods_per_year):
    """Length of the horizon in periods.

        years * periods of a year

    Unit: ratio
    Source: definition
    """
    return horizon_years * periods_per_year


def inflow_in_period(net_cash_in_period):
    """What comes in of the period's cash.

        cash, or 0 where it goes out

    Unit: money
    Source: definition
    """
    return maximum(net_cash_in_period, 0)


def inflow_over_horizon(inflow_in_period):
    """All that comes in.

        total of inflows

    Unit: money
    Source: definition
    """
    return total(inflow_in_period)


def outflow_over_horizon(inflow_over_horizon, net_cash_in_period, opening_outlay):
    """All that goes out, with what is paid at the start.

        inflows - total of cash + opening outlay

    Unit: money
    Source: definition
    """
    return inflow_over_horizon - total(net_cash_in_period) + opening_outlay


def recovered_share(inflow_over_horizon, outflow_over_horizon):
    """How much of what goes out comes in again, whenever it does.

        inflows / outflows, 0 where nothing goes out

    Unit: ratio
    Source: definition
    """
    spent = where(outflow_over_horizon > 0, 1, 0)
    return spent * inflow_over_horizon / where(outflow_over_horizon > 0, outflow_over_horizon, 1)


def return_known(cash_turns_once, net_cash_in_period):
    """1 where a rate of return says something: cash turns once, and what follows the start brings more than it takes.

        turns once, where total of cash > 0

    Unit: count
    Source: definition; where nothing of the outlay comes back there is no return on it, and spreadsheets find none
    """
    return cash_turns_once * where(total(net_cash_in_period) > 0, 1, 0)


def return_start(recovered_share, horizon_periods):
    """Where a spreadsheet begins its search: the growth of a period if cash came evenly.

        recovered share^(2 / (periods + 1)), as even inflows come (periods + 1) / 2 after the start

    Unit: ratio
    Source: definition
    """
    return power(recovered_share, 2 / (horizon_periods + 1))


def irr(net_cash_in_period, return_opening, periods_per_year, return_known, return_start):
    """Yearly rate of return at which the net present value is zero; none where cash never turns, or more than once.

        (1 + rate of a period)^(periods of a year) - 1

    Unit: share
    Source: Excel IRR, effective yearly
    """
    return rate_of_return(net_cash_in_period, return_opening, periods_per_year, return_known, return_start)


def gain_today_in_period(net_cash_in_period, reinvestment_rate_per_year, years_elapsed):
    """What the inflow of the period is worth today, at the rate at which it is put to use.

        inflow / (1 + rate)^years

    Unit: money
    Source: Excel MIRR
    """
    return maximum(net_cash_in_period, 0) / power(1 + reinvestment_rate_per_year, years_elapsed)


def outlay_today_in_period(net_cash_in_period, discount_rate_nominal, years_elapsed):
    """What the outflow of the period is worth today, financed.

        outflow / (1 + rate)^years

    Unit: money
    Source: Excel MIRR
    """
    return maximum(0 - net_cash_in_period, 0) / power(1 + discount_rate_nominal, years_elapsed)


def outlay_today(outlay_today_in_period, opening_outlay):
    """All that is paid, in money of today.

        opening outlay + total of outflows

    Unit: money
    Source: Excel MIRR
    """
    return opening_outlay + total(outlay_today_in_period)


def outlay_known(opening_outlay):
    """1 where something is paid at the start, else 0.

        outlay > 0

    Unit: count
    Source: definition
    """
    return where(opening_outlay > 0, 1, 0)


def gains_at_end(gain_today_in_period, reinvestment_rate_per_year, horizon_years):
    """All that came in, put to use until the end of the horizon.

        total of what it is worth today * (1 + rate)^years

    Unit: money
    Source: Excel MIRR
    """
    return total(gain_today_in_period) * power(1 + reinvestment_rate_per_year, horizon_years)


def outlay_divisor(outlay_today, outlay_known):
    """What is paid in money of today, and 1 where nothing is.

        outlay, or 1

    Unit: money
    Source: guard
    """
    return where(outlay_known > 0, outlay_today, 1)


def mirr_growth(gains_at_end, outlay_divisor, years_elapsed):
    """Yearly growth from what is paid to what is there at the end.

        (gains / outlay)^(1 / years)

    Unit: ratio
    Source: Excel MIRR
    """
    return power(gains_at_end / outlay_divisor, 1 / last(years_elapsed))


def mirr(mirr_growth, outlay_known):
    """Yearly rate of return where gains are reinvested at a stated rate; none where nothing is paid.

        gain ratio^(1 / years) - 1

    Unit: share
    Source: Excel MIRR
    """
    return ratio(mirr_growth - 1, outlay_known)
