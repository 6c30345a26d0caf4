"""What does it cost to rent machines that follow the load?

Some devices are reserved and paid for in every hour; the hours above them are bought on demand or at spot prices, where
interrupted work is done again. A device is worth reserving as long as the share of hours in which it is used exceeds
the reserved price over the price it replaces; on the load curve that level has a closed form.
"""

from tco.expr import ROUNDING_TOLERANCE, ceil, floor, maximum, minimum, power, ratio, where


def spot_rework_share(spot_interruptions_per_hour, spot_restart_hours, spot_lost_hours):
    """Extra hours per useful hour on spot devices: each interruption costs a restart and the work since the last save.

        interruptions per hour * (restart + lost work)

    Unit: share
    Source: definition
    """
    return spot_interruptions_per_hour * (spot_restart_hours + spot_lost_hours)


def spot_useful_price_per_gpu_hour(spot_price_per_gpu_hour, spot_rework_share):
    """Price of one useful hour of a spot device.

        spot price * (1 + rework)

    Unit: money/gpu/hour
    Source: definition
    """
    return spot_price_per_gpu_hour * (1 + spot_rework_share)


def flexible_price_per_gpu_hour(on_demand_price_per_gpu_hour, spot_useful_price_per_gpu_hour, spot_share):
    """Price of one useful device-hour that is not reserved.

        (1 - spot share) * on demand + spot share * spot

    Unit: money/gpu/hour
    Source: definition
    """
    return (1 - spot_share) * on_demand_price_per_gpu_hour + spot_share * spot_useful_price_per_gpu_hour


def reservation_break_even_utilisation(reserved_price_per_gpu_hour, flexible_price_per_gpu_hour):
    """Share of hours a device must be used for its reservation to pay.

        reserved price / price of the hours it replaces

    Unit: share
    Source: definition; the newsvendor's critical ratio
    """
    return ratio(reserved_price_per_gpu_hour, flexible_price_per_gpu_hour)


def gpus_needed_mean(gpus_asked, target_load_share, availability_share):
    """Devices that the requests need on average, unrounded, each as busy as it may be.

        devices at work / highest load / availability

    Unit: gpus
    Source: definition
    """
    return gpus_asked / target_load_share / availability_share


def replicas_for_peak(gpus_needed_mean, load_valley, load_spread, gpus_per_decode_unit):
    """Replicas that must be up in the busiest hour.

        ceil(mean * peak / devices of a replica)

    Unit: count
    Source: definition
    """
    return ceil(gpus_needed_mean * (load_valley + load_spread) / gpus_per_decode_unit)


def gpus_for_peak(replicas_for_peak, gpus_per_decode_unit):
    """Devices that must be up in the busiest hour, in whole replicas.

        replicas * devices of one

    Unit: gpus
    Source: definition
    """
    return replicas_for_peak * gpus_per_decode_unit


def reserved_depth_best(reservation_break_even_utilisation, load_shape):
    """How far below the peak the best reservation lies: where hours of use fall to the break-even.

        break-even^(1 / shape), at most 1

    Unit: share
    Source: newsvendor rule on the load curve
    """
    return power(minimum(reservation_break_even_utilisation, 1), 1 / maximum(load_shape, ROUNDING_TOLERANCE))


def gpus_reserved_best(
    gpus_needed_mean, load_valley, load_spread, reserved_depth_best, reservation_break_even_utilisation,
    gpus_per_decode_unit,
):  # fmt: skip
    """Devices worth reserving, unrounded, at least one replica; none where a reservation costs no less than the hours.

        mean * (peak - spread * depth)

    Unit: gpus
    Source: newsvendor rule on the load curve
    """
    level = load_valley + load_spread * (1 - reserved_depth_best)
    best = maximum(gpus_needed_mean * level, gpus_per_decode_unit)
    return where(reservation_break_even_utilisation < 1, best, 0)


def gpus_reserved(gpus_reserved_best, gpus_per_decode_unit):
    """Devices reserved, in whole replicas: the nearest to the best.

        floor(best / devices of a replica + 1/2) * devices of a replica

    Unit: gpus
    Source: the bill is convex in the level, so the best whole number is next to the best
    """
    return floor((gpus_reserved_best / gpus_per_decode_unit * 2 + 1) / 2) * gpus_per_decode_unit


def gpus_always_up(gpus_reserved, gpus_per_decode_unit):
    """Devices that are up in every hour: the reserved ones, and never less than one replica.

        max(reserved, one replica)

    Unit: gpus
    Source: a service that is to answer needs one replica
    """
    return maximum(gpus_reserved, gpus_per_decode_unit)


def always_up_load_ratio(gpus_always_up, gpus_needed_mean):
    """Load that the devices always up can take, as a multiple of the mean load.

        always up / mean

    Unit: ratio
    Source: definition
    """
    return gpus_always_up / gpus_needed_mean


def always_up_depth(always_up_load_ratio, load_valley, load_spread):
    """How far below the peak the devices always up lie: 0 at the peak or above, 1 at the valley or below.

        (peak - always up) / (peak - valley), from 0 to 1

    Unit: share
    Source: definition
    """
    below = load_valley + load_spread - always_up_load_ratio
    return minimum(maximum(below / where(0 < load_spread, load_spread, 1), 0), 1)


def gpus_above(gpus_always_up, gpus_needed_mean, load_valley, load_above_valley, load_shape, always_up_depth):
    """Devices that come and go above those always up, on average over the hours.

        mean * mean above valley * depth^(1 + shape) + what is lacking of the valley

    Unit: gpus
    Source: integral of the load curve above the level
    """
    curve = gpus_needed_mean * load_above_valley * power(always_up_depth, 1 + load_shape)
    return curve + maximum(gpus_needed_mean * load_valley - gpus_always_up, 0)


def gpus_flexible(gpus_above, gpus_always_up, gpus_reserved):
    """Devices that are not reserved, on average over the hours.

        those that come and go + those always up that are not reserved

    Unit: gpus
    Source: definition
    """
    return gpus_above + gpus_always_up - gpus_reserved


def gpus_rented_mean(gpus_reserved, gpus_flexible):
    """Devices paid for, on average over the hours.

        reserved + flexible

    Unit: gpus
    Source: definition
    """
    return gpus_reserved + gpus_flexible


def reserved_use_share(gpus_needed_mean, gpus_above, gpus_reserved):
    """Reserved device-hours that the load needs, over those reserved; above 1 where the reserved are too few.

        (mean need - what comes and goes above) / reserved

    Unit: share
    Source: definition
    """
    return ratio(gpus_needed_mean - gpus_above, gpus_reserved)


def rent_reserved_per_month(gpus_reserved, reserved_price_per_gpu_hour, hours_per_month):
    """Reserved devices, paid for in every hour, used or not.

        devices * price * hours

    Unit: money/month
    Source: definition
    """
    return gpus_reserved * reserved_price_per_gpu_hour * hours_per_month


def rent_on_demand_per_month(gpus_flexible, spot_share, on_demand_price_per_gpu_hour, hours_per_month):
    """Devices above the reservation that are bought on demand, by the hour.

        devices * (1 - spot share) * price * hours

    Unit: money/month
    Source: definition
    """
    return gpus_flexible * (1 - spot_share) * on_demand_price_per_gpu_hour * hours_per_month


def rent_spot_per_month(gpus_flexible, spot_share, spot_useful_price_per_gpu_hour, hours_per_month):
    """Devices above the reservation that are bought at spot prices, work done twice included.

        devices * spot share * price of a useful hour * hours

    Unit: money/month
    Source: definition
    """
    return gpus_flexible * spot_share * spot_useful_price_per_gpu_hour * hours_per_month


def rent_usage_per_month(rent_reserved_per_month, rent_on_demand_per_month, rent_spot_per_month):
    """Devices of a month.

        reserved + on demand + spot

    Unit: money/month
    Source: definition
    """
    return rent_reserved_per_month + rent_on_demand_per_month + rent_spot_per_month
