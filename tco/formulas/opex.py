"""What does it cost to keep it running?

One owned device for one hour, used or not: energy, space, people, support, failures, licences, lines, insurance and
property tax. What is stated by the year or the month is brought to the hour by the convention of the scenario.
"""

from tco.expr import MONTHS_PER_YEAR, ratio


def hours_per_year(hours_per_month):
    """Hours of the year, by the same convention as the month.

        hours of the month * 12

    Unit: hours/year
    Source: definition
    """
    return hours_per_month * MONTHS_PER_YEAR


def colocation_cost_per_gpu_hour(
    provisioned_kilowatts_per_gpu, space_price_per_kilowatt_month, facility_occupancy_share, hours_per_month
):
    """Space, where it is rented, by the power provided, used or not; what stands empty is paid for too.

        kW * price of a month / occupancy / hours

    Unit: money/gpu/hour
    Source: definition
    """
    month = provisioned_kilowatts_per_gpu * space_price_per_kilowatt_month
    return month / facility_occupancy_share / hours_per_month


def staff_cost_per_gpu_hour(staff_cost_per_year, gpus_per_staff, hours_per_year):
    """People who run the devices.

        cost of one / devices that one runs / hours of a year

    Unit: money/gpu/hour
    Source: definition
    """
    return staff_cost_per_year / gpus_per_staff / hours_per_year


def machines_per_gpu(capex_machines, capex_network, gpus_owned):
    """Machines and network bought for one owned device.

        (machines + network) / devices

    Unit: money/gpu
    Source: definition
    """
    return ratio(capex_machines + capex_network, gpus_owned)


def maintenance_per_gpu_hour(machines_per_gpu, maintenance_share_per_year, hours_per_year):
    """Support contract and repair, as a share of the price.

        machines and network of one device * yearly share / hours of a year

    Unit: money/gpu/hour
    Source: definition
    """
    return machines_per_gpu * maintenance_share_per_year / hours_per_year


def failures_observed_per_year(failures_observed, gpus_observed, days_observed, days_in_year):
    """Failures of one device in a year, from a count: to be given as the failure rate where one has counted.

        failures / devices / days * days of a year

    Unit: ratio
    Source: definition
    """
    return failures_observed / gpus_observed / days_observed * days_in_year


def failure_cost_per_gpu_hour(
    failure_rate_per_year, repair_cost, downtime_hours, downtime_cost_per_hour, hours_per_year
):
    """Failures beyond the support contract: the repair, and the hours in which the device is away.

        failures of a year * (repair + hours away * cost of an hour) / hours of a year

    Unit: money/gpu/hour
    Source: definition
    """
    return failure_rate_per_year * (repair_cost + downtime_hours * downtime_cost_per_hour) / hours_per_year


def licence_cost_per_gpu_hour(licence_per_gpu_year, hours_per_year):
    """Software licences.

        price of a year / hours

    Unit: money/gpu/hour
    Source: definition
    """
    return licence_per_gpu_year / hours_per_year


def transit_cost_per_gpu_hour(transit_per_gpu_month, hours_per_month):
    """Lines to the outside.

        price of a month / hours

    Unit: money/gpu/hour
    Source: definition
    """
    return transit_per_gpu_month / hours_per_month


def mean_book_value_per_gpu(capex_per_gpu, residual_share):
    """Value in the books of one device with all that belongs to it, on average over its life.

        capex * (1 + residual) / 2

    Unit: money/gpu
    Source: straight line
    """
    return capex_per_gpu * (1 + residual_share) / 2


def insurance_per_gpu_hour(
    mean_book_value_per_gpu, insurance_share_per_year, property_tax_share_per_year, hours_per_year
):
    """Insurance and property tax, on the value in the books.

        mean value * (insurance + property tax) / hours of a year

    Unit: money/gpu/hour
    Source: definition
    """
    return mean_book_value_per_gpu * (insurance_share_per_year + property_tax_share_per_year) / hours_per_year


def overhead_cost_per_gpu_hour(
    staff_cost_per_gpu_hour, maintenance_per_gpu_hour, failure_cost_per_gpu_hour, licence_cost_per_gpu_hour,
    transit_cost_per_gpu_hour, insurance_per_gpu_hour,
):  # fmt: skip
    """All that runs beside energy and space.

        staff + maintenance + failures + licences + lines + insurance

    Unit: money/gpu/hour
    Source: definition
    """
    upkeep = staff_cost_per_gpu_hour + maintenance_per_gpu_hour + failure_cost_per_gpu_hour
    return upkeep + licence_cost_per_gpu_hour + transit_cost_per_gpu_hour + insurance_per_gpu_hour


def opex_per_gpu_hour(energy_cost_per_gpu_hour, colocation_cost_per_gpu_hour, overhead_cost_per_gpu_hour):
    """All that one owned device costs in an hour beside what was paid for it.

        energy + space + overhead

    Unit: money/gpu/hour
    Source: definition
    """
    return energy_cost_per_gpu_hour + colocation_cost_per_gpu_hour + overhead_cost_per_gpu_hour
