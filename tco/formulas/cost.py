"""What do the machines cost?

A device-hour, rented or owned; then the fleet, prefill and decode apart, because decode may run on cheaper devices; or
the bill of devices that follow the load; or the bill of an API for the same tokens.
"""

from tco.expr import HOURS_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_HOUR, where


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


def rented_part_per_gpu_hour(owned_share, rent_cost_per_gpu_hour):
    """What renting adds to the mean cost of a device-hour, where a part of the fleet is owned.

        (1 - owned share) * rent

    Unit: money/gpu/hour
    Source: definition
    """
    return where(owned_share < 1, (1 - owned_share) * rent_cost_per_gpu_hour, 0)


def mixed_cost_per_gpu_hour(owned_share, own_cost_per_gpu_hour, rented_part_per_gpu_hour):
    """Mean cost of a device-hour where a part of the fleet is owned: that part at its full cost, the rest at its rent.

        owned share * cost of owning + rented part

    Unit: money/gpu/hour
    Source: definition
    """
    return owned_share * own_cost_per_gpu_hour + rented_part_per_gpu_hour


def cost_per_gpu_hour(owned_share, mixed_cost_per_gpu_hour, rent_cost_per_gpu_hour):
    """Cost of one device for one hour, used or not: its rent, or what owning comes to.

        mixed where some are owned, else rent

    Unit: money/gpu/hour
    Source: definition
    """
    return where(owned_share > 0, mixed_cost_per_gpu_hour, rent_cost_per_gpu_hour)


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


def gpus_at_one_price(gpus_prefill, gpus_decode, decode_price_factor):
    """How many devices at the price of a prefill device cost what the fleet costs.

        prefill devices + decode devices * their price over that of prefill devices

    Unit: gpus
    Source: definition
    """
    return gpus_prefill + gpus_decode * decode_price_factor


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
