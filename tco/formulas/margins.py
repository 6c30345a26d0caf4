"""What is left of the revenue, layer by layer, and what does it return on what is tied up?

Each margin says which costs are taken off. Contribution: what comes and goes with the tokens. Gross: what serving takes,
the wear of machines with it, so that owned and rented machines compare. EBITDA: all costs but wear and set-up. EBIT: all
costs. A margin is on revenue; a return is on cost or on capital, and is told apart.
"""

from tco.expr import last, previous, ratio, total, where


def used_billed_in_period(from_api, rent_follows_load, billed_cost_in_period):
    """Bills that come and go with the tokens: of an API, or of devices rented by the load.

        bills, where an API is called or devices follow the load

    Unit: money
    Source: definition; a fleet that is held costs the same without tokens
    """
    return where(from_api + rent_follows_load > 0, billed_cost_in_period, 0)


def owned_energy_in_period(owned_share, energy_cost_in_period):
    """Energy of the owned fleet, where there is one.

        energy, or 0

    Unit: money
    Source: definition
    """
    return where(owned_share > 0, energy_cost_in_period, 0)


def variable_cost_in_period(used_billed_in_period, owned_energy_in_period):
    """Costs that come and go with the tokens: an API's bill, devices rented by the load, energy of owned machines.

        bill of an API or of devices that follow the load + energy

    Unit: money
    Source: definition; energy is counted whole, idle power with it
    """
    return used_billed_in_period + owned_energy_in_period


def contribution_in_period(revenue_in_period, variable_cost_in_period):
    """What the tokens of the period bring beyond what they cost on top of what is held anyway.

        revenue - costs that come and go with the tokens

    Unit: money
    Source: definition
    """
    return revenue_in_period - variable_cost_in_period


def contribution_margin_over_horizon(contribution_in_period, revenue_over_horizon):
    """Contribution margin: revenue less the API's bill, devices rented by the load and energy, as a share of revenue.

        total contribution / revenue

    Unit: share
    Source: definition
    """
    return ratio(total(contribution_in_period), revenue_over_horizon)


def owned_serving_cost_in_period(energy_cost_in_period, space_cost_in_period, owned_effective_in_period):
    """What serving takes of an owned fleet: energy, space, and the value that machines and building lose.

        energy + space + loss of value

    Unit: money
    Source: definition
    """
    return energy_cost_in_period + space_cost_in_period + owned_effective_in_period


def gross_profit_in_period(revenue_in_period, billed_cost_in_period, owned_share, owned_serving_cost_in_period):
    """What the period leaves after what serving takes; people, support and set-up are not in it.

        revenue - bills - energy, space and loss of value of an owned fleet

    Unit: money
    Source: definition
    """
    return revenue_in_period - billed_cost_in_period - where(owned_share > 0, owned_serving_cost_in_period, 0)


def gross_margin_over_horizon(gross_profit_in_period, revenue_over_horizon):
    """Gross margin: revenue less bills, energy, space and loss of value, as a share of revenue.

        total gross profit / revenue

    Unit: share
    Source: definition
    """
    return ratio(total(gross_profit_in_period), revenue_over_horizon)


def ebitda_margin_over_horizon(revenue_over_horizon, cost_over_horizon):
    """EBITDA margin: revenue less all costs but loss of value and set-up, as a share of revenue.

        (revenue - cost) / revenue

    Unit: share
    Source: definition
    """
    return ratio(revenue_over_horizon - cost_over_horizon, revenue_over_horizon)


def ebit_in_period(revenue_in_period, effective_cost_in_period):
    """What is left of the revenue of the period after cost and loss of value, before interest and tax.

        revenue - effective cost

    Unit: money
    Source: definition
    """
    return revenue_in_period - effective_cost_in_period


def ebit_over_horizon(ebit_in_period):
    """The same over the horizon.

        total

    Unit: money
    Source: definition
    """
    return total(ebit_in_period)


def ebit_margin_over_horizon(ebit_over_horizon, revenue_over_horizon):
    """EBIT margin: revenue less all costs, loss of value and set-up with them, as a share of revenue.

        EBIT / revenue

    Unit: share
    Source: definition
    """
    return ratio(ebit_over_horizon, revenue_over_horizon)


def return_on_cost_over_horizon(ebit_over_horizon, effective_cost_over_horizon):
    """Cost-profit margin: what the horizon leaves as a share of all its costs, not of revenue.

        EBIT / effective cost

    Unit: share
    Source: definition
    """
    return ratio(ebit_over_horizon, effective_cost_over_horizon)


def capex_over_horizon(capex_in_period):
    """All that is bought within the horizon.

        total

    Unit: money
    Source: definition
    """
    return total(capex_in_period)


def invested_over_horizon(setup_cost, paid_ahead_opening, owned_share, capex_over_horizon):
    """All that is put in: set-up, deposits and prepayments at first, and every purchase of an owned fleet.

        set-up + paid ahead + purchases

    Unit: money
    Source: definition
    """
    return setup_cost + paid_ahead_opening + where(owned_share > 0, capex_over_horizon, 0)


def return_on_investment(ebit_over_horizon, invested_over_horizon):
    """ROI: what the whole horizon leaves before interest and tax, over all that is put in; not by the year.

        EBIT / put in

    Unit: share
    Source: definition; no figure where nothing is put in
    """
    return ratio(ebit_over_horizon, invested_over_horizon)


def nopat_in_period(ebit_in_period, tax_share):
    """NOPAT: what the operation leaves in the period after tax, as if nothing were borrowed.

        EBIT * (1 - tax)

    Unit: money
    Source: definition
    """
    return ebit_in_period * (1 - tax_share)


def nopat_over_horizon(nopat_in_period):
    """The same over the horizon.

        total

    Unit: money
    Source: definition
    """
    return total(nopat_in_period)


def invested_capital_at_end(owned_share, book_value_at_end, working_capital_at_end):
    """Capital that is tied up at the end of the period: machines at their value in the books, and working capital.

        value in the books + working capital

    Unit: money
    Source: definition
    """
    return where(owned_share > 0, book_value_at_end, 0) + working_capital_at_end


def invested_opening(opening_outlay, setup_cost):
    """Capital that is tied up as the first period begins; set-up is charged as service begins.

        opening outlay - set-up

    Unit: money
    Source: definition
    """
    return opening_outlay - setup_cost


def invested_capital_in_period(invested_capital_at_end, invested_opening):
    """Capital that is tied up in the period on average.

        (as it begins + as it ends) / 2

    Unit: money
    Source: definition
    """
    return (previous(invested_capital_at_end, invested_opening) + invested_capital_at_end) / 2


def horizon_months(months_elapsed):
    """Length of the horizon in months.

        months to the end of the last period

    Unit: months
    Source: definition
    """
    return last(months_elapsed)


def invested_capital_mean(invested_capital_in_period, months_per_period, horizon_months):
    """Capital that is tied up over the horizon on average.

        total * months of a period / months of the horizon

    Unit: money
    Source: definition
    """
    return total(invested_capital_in_period) * months_per_period / horizon_months


def return_on_invested_capital(nopat_over_horizon, horizon_years, invested_capital_mean):
    """ROIC: what the operation leaves in a year after tax, over the capital that it ties up on average.

        NOPAT / (years * capital tied up)

    Unit: share
    Source: definition; no figure where no capital is tied up
    """
    return ratio(nopat_over_horizon, horizon_years * invested_capital_mean)
