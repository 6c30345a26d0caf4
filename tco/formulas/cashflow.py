"""What is it worth over the horizon?

Period by period: prices and demand drift, the fleet stays, later money is worth less. When the cash of a period
comes is for the clock to say; what is bought is paid for as a period begins. What an owned fleet, taxes, a loan or late
payment add is 0 in a case that has none of them. `total` brings a row of periods back to the case.
"""

from tco.expr import following, power, running, total, where


def cost_index(rent_change_per_year, years_elapsed, inflation_index):
    """Cost of the fleet in the period over that of today.

        (1 + yearly change)^years * inflation index

    Unit: ratio
    Source: definition
    """
    return power(1 + rent_change_per_year, years_elapsed) * inflation_index


def discount_factor(discount_rate_nominal, years_to_cash):
    """What one unit of money that comes in the period is worth today.

        1 / (1 + rate)^years

    Unit: ratio
    Source: definition; end-of-period or mid-period by the clock
    """
    return 1 / power(1 + discount_rate_nominal, years_to_cash)


def served_share(owned_share, in_service_share):
    """Part of the tokens that can be served: of an owned fleet, the part that is in service.

        in service, or all

    Unit: share
    Source: definition
    """
    return where(owned_share > 0, in_service_share, 1)


def revenue_in_period(revenue_per_month, months_in_period, price_index, demand_index, served_share):
    """Revenue of the period.

        revenue of a month today * months * price index * demand index * served

    Unit: money
    Source: definition
    """
    return revenue_per_month * months_in_period * price_index * demand_index * served_share


def mtok_output_in_period(output_mtok_per_month, months_in_period, demand_index, served_share):
    """Output tokens of the period, in millions.

        tokens of a month today * months * demand index * served

    Unit: Mtok
    Source: definition
    """
    return output_mtok_per_month * months_in_period * demand_index * served_share


def billed_cost_per_hour(cost_per_hour, rented_part_per_gpu_hour, cost_per_gpu_hour):
    """What others bill for an hour where a part of the fleet is owned: rent of the rest.

        cost * rented part / cost of a device-hour

    Unit: money/hour
    Source: definition
    """
    return cost_per_hour * rented_part_per_gpu_hour / cost_per_gpu_hour


def billed_cost_per_month(owned_share, billed_cost_per_hour, hours_per_month, cost_per_month):
    """What others bill for a month: all of the cost where nothing is owned.

        bill of an hour * hours, or cost of a month

    Unit: money/month
    Source: definition
    """
    return where(owned_share > 0, billed_cost_per_hour * hours_per_month, cost_per_month)


def cost_in_period(billed_cost_in_period, owned_share, running_cost_in_period):
    """Cost of the period: bills, and what an owned fleet costs to run. What is paid for machines is not in it.

        bills + running cost

    Unit: money
    Source: definition
    """
    return billed_cost_in_period + where(owned_share > 0, running_cost_in_period, 0)


def cash_in_period(revenue_in_period, cost_in_period):
    """Cash that the service brings in the period, before investment, tax and finance; inflow positive.

        revenue - cost

    Unit: money
    Source: definition
    """
    return revenue_in_period - cost_in_period


def owned_cash_in_period(sold_in_period, vat_recovered_in_period, capex_in_period):
    """Cash of buying and selling machines at the end of the period: purchases of the next one are paid for by then.

        sold + tax that comes back - purchases of the next period

    Unit: money
    Source: definition
    """
    return sold_in_period + vat_recovered_in_period - following(capex_in_period)


def investment_cash_in_period(owned_share, owned_cash_in_period):
    """Cash of investment in the period, inflow positive.

        of the owned fleet, where there is one

    Unit: money
    Source: definition
    """
    return where(owned_share > 0, owned_cash_in_period, 0)


def tax_paid_in_period(tax_share, tax_in_period):
    """Tax of the period, where tax is counted.

        tax, or 0

    Unit: money
    Source: definition
    """
    return where(tax_share > 0, tax_in_period, 0)


def net_cash_in_period(cash_in_period, investment_cash_in_period, tax_paid_in_period, working_capital_in_period):
    """All cash of the period before finance, inflow positive.

        service + investment - tax - working capital

    Unit: money
    Source: definition
    """
    return cash_in_period + investment_cash_in_period - tax_paid_in_period - working_capital_in_period


def owned_opening(capex_short_lived, capex_network, tranches_later_share, capex_facility, vat_advanced):
    """What the owned fleet takes as the first period begins: what is placed then, at today's prices.

        (machines + network) * part placed at first + building + tax that comes back later

    Unit: money
    Source: definition
    """
    return (capex_short_lived + capex_network) * (1 - tranches_later_share) + capex_facility + vat_advanced


def opening_outlay(setup_cost, owned_share, owned_opening, paid_ahead_opening):
    """What is paid as the first period begins.

        set-up + purchases of an owned fleet + deposits and prepayments

    Unit: money
    Source: definition
    """
    return setup_cost + where(owned_share > 0, owned_opening, 0) + paid_ahead_opening


def cash_to_date(net_cash_in_period, opening_outlay):
    """Cash from the start to the end of the period, what is paid at the start included.

        sum of cash so far - opening outlay

    Unit: money
    Source: definition
    """
    return running(net_cash_in_period) - opening_outlay


def present_value_in_period(net_cash_in_period, discount_factor):
    """Cash of the period in money of today.

        cash * discount factor

    Unit: money
    Source: definition
    """
    return net_cash_in_period * discount_factor


def period_unpaid(cash_to_date):
    """1 in a period at whose end what was paid at the start is not yet earned back, else 0.

        cash to date < 0

    Unit: count
    Source: definition
    """
    return where(cash_to_date < 0, 1, 0)


def npv(present_value_in_period, opening_outlay):
    """Net present value over the horizon.

        total present value - opening outlay

    Unit: money
    Source: definition; what is paid at the start is not discounted
    """
    return total(present_value_in_period) - opening_outlay


def revenue_over_horizon(revenue_in_period):
    """Revenue of all periods.

        total of revenue

    Unit: money
    Source: definition
    """
    return total(revenue_in_period)


def cost_over_horizon(cost_in_period):
    """Cost of all periods, purchases apart.

        total of cost

    Unit: money
    Source: definition
    """
    return total(cost_in_period)


def periods_unpaid(period_unpaid):
    """Periods at whose end what was paid at the start is not yet earned back; all of them where it never is.

        total of unpaid periods

    Unit: count
    Source: definition
    """
    return total(period_unpaid)
