"""What does the owned fleet cost to run, and what is left of it?

Energy, space, people and the rest, each by its own drift; what is worn out is sold, and at the end of the horizon all that
is there. Costs are positive.
"""

from tco.expr import MONTHS_PER_YEAR, following, maximum, minimum, power, spread, where


def held_cost_in_period(insurance_share_per_year, property_tax_share_per_year, book_value_at_end, months_in_period):
    """Insurance and property tax of the period, on the value in the books.

        value * (insurance + property tax) * months / 12

    Unit: money
    Source: definition
    """
    yearly = insurance_share_per_year + property_tax_share_per_year
    return book_value_at_end * yearly * months_in_period / MONTHS_PER_YEAR


def energy_price_index(energy_change_per_year, years_elapsed, inflation_index):
    """Price of energy in the period over that of today.

        (1 + yearly change)^years * inflation index

    Unit: ratio
    Source: definition
    """
    return power(1 + energy_change_per_year, years_elapsed) * inflation_index


def wage_index(wage_change_per_year, years_elapsed, inflation_index):
    """Wages, space and services in the period over those of today.

        (1 + yearly change)^years * inflation index

    Unit: ratio
    Source: definition
    """
    return power(1 + wage_change_per_year, years_elapsed) * inflation_index


def owned_gpu_hours(gpus_owned, in_service_share, hours_in_period):
    """Device-hours of the owned fleet in the period, used or not.

        devices * in service * hours

    Unit: hours
    Source: definition
    """
    return gpus_owned * in_service_share * hours_in_period


def energy_cost_in_period(owned_gpu_hours, energy_cost_per_gpu_hour, energy_price_index):
    """Energy of the owned fleet.

        device-hours * cost of one * price index

    Unit: money
    Source: definition
    """
    return owned_gpu_hours * energy_cost_per_gpu_hour * energy_price_index


def space_cost_in_period(owned_gpu_hours, colocation_cost_per_gpu_hour, wage_index):
    """Space of the owned fleet, where it is rented.

        device-hours * cost of one * index

    Unit: money
    Source: definition
    """
    return owned_gpu_hours * colocation_cost_per_gpu_hour * wage_index


def overhead_in_period(owned_gpu_hours, overhead_cost_per_gpu_hour, insurance_per_gpu_hour, wage_index):
    """Staff, support, failures, licences and lines of the owned fleet.

        device-hours * (overhead - insurance of one) * index

    Unit: money
    Source: definition
    """
    return owned_gpu_hours * (overhead_cost_per_gpu_hour - insurance_per_gpu_hour) * wage_index


def running_cost_in_period(energy_cost_in_period, space_cost_in_period, overhead_in_period, held_cost_in_period):
    """All that the owned fleet costs in the period beside what is paid for machines.

        energy + space + overhead + insurance and property tax

    Unit: money
    Source: definition
    """
    return energy_cost_in_period + space_cost_in_period + overhead_in_period + held_cost_in_period


def sold_at_life_in_period(capex_machines_in_period, retired_share_at_age, net_residual_share):
    """What worn-out machines bring, less what it costs to take them away.

        purchases of a life ago * net residual

    Unit: money
    Source: definition
    """
    return spread(capex_machines_in_period, retired_share_at_age) * net_residual_share


def market_share_at_age(residual_follows_table, residual_table_share, book_value_share, decommissioning_share):
    """What a machine of this age brings over its price, less what it costs to take it away.

        by the table of the market, else its value in the books, less decommissioning

    Unit: share
    Source: definition
    """
    found = where(residual_follows_table > 0, residual_table_share, book_value_share)
    return found - decommissioning_share


def alive_market_share_at_age(market_share_at_age, period_index, life_periods):
    """The same, and nothing once it was sold at the end of its life.

        while the age is below the life

    Unit: share
    Source: definition
    """
    return market_share_at_age * maximum(minimum(life_periods - period_index, 1), 0)


def market_value_at_end(capex_machines_in_period, alive_market_share_at_age):
    """What the machines there would bring at the end of the period.

        purchases so far by what they bring at their age

    Unit: money
    Source: definition
    """
    return spread(capex_machines_in_period, alive_market_share_at_age)


def last_period(period_index):
    """1 in the last period, else 0.

        no period follows

    Unit: count
    Source: definition
    """
    return where(following(period_index) > 0, 0, 1)


def sold_in_period(sold_at_life_in_period, market_value_at_end, facility_value_at_end, last_period):
    """What is sold at the end of the period: worn-out machines, and at the end of the horizon all that is there.

        worn out + what is left, in the last period

    Unit: money
    Source: definition
    """
    return sold_at_life_in_period + (market_value_at_end + facility_value_at_end) * last_period
