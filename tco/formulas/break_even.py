"""Where does the answer change?

The rent at which renting costs what owning does, and the rent that revenue would pay for; how long and how busy a machine
must be for owning to beat renting; the load at which revenue covers cost. Each is a closed form: what has none is solved for.
"""

from tco.expr import ROUNDING_TOLERANCE, log, maximum, ratio, total, where


def fleet_hours_in_period(from_api, rent_follows_load, gpus, served_share, hours_in_period):
    """Device-hours of a fleet that is held, owned or rented, used or not; none where devices follow the load.

        devices * in service * hours

    Unit: hours
    Source: definition
    """
    held = where(from_api > 0, 0, gpus * served_share * hours_in_period)
    return held * where(rent_follows_load > 0, 0, 1)


def fleet_hours_value_in_period(fleet_hours_in_period, cost_index, discount_factor):
    """The same, each as much worth as a unit of rent that is paid for it: rents drift, and later money is worth less.

        hours * cost index * discount factor

    Unit: hours
    Source: definition
    """
    return fleet_hours_in_period * cost_index * discount_factor


def fleet_hours_value(fleet_hours_value_in_period):
    """The same over the horizon.

        total

    Unit: hours
    Source: definition
    """
    return total(fleet_hours_value_in_period)


def break_even_rent_per_gpu_hour(cost_present_value, fleet_hours_value):
    """Rent of today at which renting the same devices over the horizon would cost as much; of a rented fleet its own.

        present value of all costs / value of device-hours

    Unit: money/gpu/hour
    Source: definition; levelised cost of a device-hour, before tax
    """
    return ratio(cost_present_value, fleet_hours_value)


def revenue_value_in_period(revenue_in_period, discount_factor):
    """Revenue of the period in money of today.

        revenue * discount factor

    Unit: money
    Source: definition
    """
    return revenue_in_period * discount_factor


def covered_rent_per_gpu_hour(revenue_value_in_period, fleet_hours_value):
    """Rent of today that revenue would just pay for over the horizon.

        present value of revenue / value of device-hours

    Unit: money/gpu/hour
    Source: definition
    """
    return ratio(total(revenue_value_in_period), fleet_hours_value)


def rent_instead_per_hour(gpus_owned, rent_cost_per_gpu_hour):
    """What the owned devices would cost to rent, for an hour.

        devices * rent

    Unit: money/hour
    Source: definition
    """
    return gpus_owned * rent_cost_per_gpu_hour


def break_even_hours(capex, rent_instead_per_hour, running_cost_per_hour):
    """Hours of rent that would have paid for what was bought, less what it costs to run; not discounted.

        capex / (rent - running cost)

    Unit: hours
    Source: Lenovo Press LP2225
    """
    return ratio(capex, rent_instead_per_hour - running_cost_per_hour)


def break_even_months(break_even_hours, hours_per_month):
    """Months until owning costs no more than renting had, every hour being rented; below 0 it never does.

        hours / hours of a month

    Unit: months
    Source: Lenovo Press LP2225; not discounted
    """
    return break_even_hours / hours_per_month


def rent_saved_per_month(rent_instead_per_hour, running_cost_per_hour, hours_per_month):
    """What owning saves of the rent in a month once the machines are there.

        (rent - running cost) * hours of a month

    Unit: money/month
    Source: definition
    """
    return (rent_instead_per_hour - running_cost_per_hour) * hours_per_month


def rent_saved_divisor(rent_saved_per_month):
    """The same, and 1 where nothing is saved.

        saving, or 1

    Unit: money/month
    Source: guard
    """
    return where(rent_saved_per_month > 0, rent_saved_per_month, 1)


def interest_in_saving_share(capex, discount_rate_in_period, rent_saved_divisor, months_per_period):
    """Part of what a period saves that interest on what was bought takes.

        capex * rate of a period / saving of a period

    Unit: share
    Source: annuity
    """
    return capex * discount_rate_in_period / (rent_saved_divisor * months_per_period)


def saving_left_share(rent_saved_per_month, interest_in_saving_share):
    """Part of what a period saves that is left after interest; 0 or below, owning never catches up.

        1 - interest, where something is saved

    Unit: share
    Source: annuity
    """
    return where(rent_saved_per_month > 0, 1 - interest_in_saving_share, 0)


def saving_catches_up(saving_left_share):
    """1 where what is saved of the rent pays for what was bought with interest, sooner or later, else 0.

        something is left

    Unit: count
    Source: definition
    """
    return where(saving_left_share > 0, 1, 0)


def periods_to_catch_up(saving_left_share, saving_catches_up, discount_rate_in_period):
    """Periods until what is saved has paid for what was bought with interest, at a rate above 0.

        -log(share of the saving left) / log(1 + rate of a period)

    Unit: count
    Source: Excel NPER
    """
    left = maximum(saving_left_share, 1 - saving_catches_up)
    rate = where(discount_rate_in_period > ROUNDING_TOLERANCE, discount_rate_in_period, 1)
    return (0 - log(left)) / log(1 + rate)


def discounted_break_even_months(
    discount_rate_in_period, periods_to_catch_up, months_per_period, break_even_months, saving_catches_up
):
    """Months until owning costs no more in money of today than renting had, every hour being rented; none where it never does.

        periods * months of one, or the months without interest where the rate is 0

    Unit: months
    Source: Excel NPER; what is saved in a period comes at its end, and rents stay as they are
    """
    discounted = periods_to_catch_up * months_per_period
    return ratio(where(discount_rate_in_period > ROUNDING_TOLERANCE, discounted, break_even_months), saving_catches_up)


def break_even_years_of_use(break_even_hours, use_hours_per_day, days_in_year):
    """Years until owning costs no more than renting had, rented only for the hours of use.

        hours / hours of use a day / days of a year

    Unit: ratio
    Source: Lenovo Press LP2225
    """
    return break_even_hours / use_hours_per_day / days_in_year


def break_even_rent_utilisation(own_cost_per_gpu_hour, rent_cost_per_gpu_hour):
    """Share of the hours in which a device must be at work for owning to cost less than renting it for those hours.

        cost of owning an hour / rent of an hour; above 1 renting is always cheaper

    Unit: share
    Source: definition
    """
    return ratio(own_cost_per_gpu_hour, rent_cost_per_gpu_hour)


def break_even_requests_per_second(requests_per_second, cost_per_second, revenue_per_second):
    """Requests answered each second at which revenue equals cost, the fleet held; more than it can answer, it never does.

        requests * cost / revenue

    Unit: requests/s
    Source: definition; revenue grows in proportion to the requests answered
    """
    return ratio(requests_per_second * cost_per_second, revenue_per_second)
