"""What do the machines cost?

A device-hour, rented or owned; then the fleet, prefill and decode apart, because decode may run on cheaper devices.
Owning here is straight-line depreciation, electricity and upkeep; the full balance of owning is a chapter of its own.
"""

from tco.expr import HOURS_PER_DAY, MONTHS_PER_YEAR, SECONDS_PER_DAY, SECONDS_PER_HOUR, WATTS_PER_KILOWATT, where


def hours_per_month(days_per_month):
    """Hours of the month that rent is divided by.

        days * 24

    Unit: hours/month
    Source: seed 004, line 186 (30 days, 720 hours)
    """
    return days_per_month * HOURS_PER_DAY


def rent_cost_per_gpu_hour(rent_per_server_month, gpus_per_server, hours_per_month):
    """Rent of one device for one hour, used or not.

        rent of a server for a month / devices / hours

    Unit: money/gpu/hour
    Source: seed 004, line 186
    """
    return rent_per_server_month / gpus_per_server / hours_per_month


def power_cost_per_gpu_hour(board_power_watts, power_draw_share, host_power_watts, pue, electricity_price_per_kwh):
    """Electricity of one device for one hour, with its share of server, cooling and losses.

        (W * draw + host W) / 1000 * PUE * price

    Unit: money/gpu/hour
    Source: definition; PUE after ISO/IEC 30134-2
    """
    kilowatts = (board_power_watts * power_draw_share + host_power_watts) / WATTS_PER_KILOWATT
    return kilowatts * pue * electricity_price_per_kwh


def hours_per_year(hours_per_month):
    """Hours of the year, by the same convention as the month.

        hours of the month * 12

    Unit: hours/year
    Source: definition
    """
    return hours_per_month * MONTHS_PER_YEAR


def depreciation_per_gpu_hour(price_per_gpu, residual_share, life_years, hours_per_year):
    """Straight-line loss of value of one device in one hour.

        price * (1 - residual) / life / hours of a year

    Unit: money/gpu/hour
    Source: definition
    """
    return price_per_gpu * (1 - residual_share) / life_years / hours_per_year


def maintenance_per_gpu_hour(price_per_gpu, maintenance_share_per_year, hours_per_year):
    """Support and repair of one device for one hour.

        price * yearly share / hours of a year

    Unit: money/gpu/hour
    Source: definition
    """
    return price_per_gpu * maintenance_share_per_year / hours_per_year


def own_cost_per_gpu_hour(depreciation_per_gpu_hour, power_cost_per_gpu_hour, maintenance_per_gpu_hour):
    """Cost of one owned device for one hour, used or not, before the cost of capital.

        depreciation + electricity + maintenance

    Unit: money/gpu/hour
    Source: definition
    """
    return depreciation_per_gpu_hour + power_cost_per_gpu_hour + maintenance_per_gpu_hour


def owned_part_per_gpu_hour(owned_share, own_cost_per_gpu_hour):
    """What owning adds to the mean cost of a device-hour.

        owned share * cost of owning

    Unit: money/gpu/hour
    Source: definition
    """
    return where(owned_share > 0, owned_share * own_cost_per_gpu_hour, 0)


def rented_part_per_gpu_hour(owned_share, rent_cost_per_gpu_hour):
    """What renting adds to the mean cost of a device-hour.

        (1 - owned share) * rent

    Unit: money/gpu/hour
    Source: definition
    """
    return where(owned_share < 1, (1 - owned_share) * rent_cost_per_gpu_hour, 0)


def cost_per_gpu_hour(owned_part_per_gpu_hour, rented_part_per_gpu_hour):
    """Cost of one device for one hour, used or not: what is owned at its full cost, the rest at its rent.

        owned + rented

    Unit: money/gpu/hour
    Source: definition
    """
    return owned_part_per_gpu_hour + rented_part_per_gpu_hour


def cost_prefill_per_hour(gpus_prefill, cost_per_gpu_hour):
    """Cost of the devices that prefill.

        devices * cost of one

    Unit: money/hour
    Source: seed 004, line 223
    """
    return gpus_prefill * cost_per_gpu_hour


def cost_decode_per_hour(gpus_decode, cost_per_gpu_hour, decode_price_factor):
    """Cost of the devices that decode.

        devices * cost of one * price of decode devices over prefill devices

    Unit: money/hour
    Source: seed 004, lines 223 and 238-241
    """
    return gpus_decode * cost_per_gpu_hour * decode_price_factor


def fleet_cost_per_hour(rent_follows_load, rent_bill_per_hour, cost_prefill_per_hour, cost_decode_per_hour):
    """Cost of the machines for an hour.

        prefill + decode; or, where rented devices come and go with the load, their bill

    Unit: money/hour
    Source: definition
    """
    return where(rent_follows_load > 0, rent_bill_per_hour, cost_prefill_per_hour + cost_decode_per_hour)


def cost_per_hour(from_api, api_cost_per_hour, fleet_cost_per_hour):
    """Cost of the deployment for an hour.

        machines; or, where the tokens are bought from an API, its bill

    Unit: money/hour
    Source: definition
    """
    return where(from_api > 0, api_cost_per_hour, fleet_cost_per_hour)


def cost_per_second(cost_per_hour):
    """Cost of the deployment for a second.

        per hour / 3600

    Unit: money/s
    Source: seed 004, line 223
    """
    return cost_per_hour / SECONDS_PER_HOUR


def cost_per_day(cost_per_second):
    """Cost of the deployment for a day.

        per second * 86400

    Unit: money/day
    Source: definition
    """
    return cost_per_second * SECONDS_PER_DAY


def cost_per_month(cost_per_hour, hours_per_month):
    """Cost of the deployment for a month.

        per hour * hours of the month

    Unit: money/month
    Source: definition
    """
    return cost_per_hour * hours_per_month
