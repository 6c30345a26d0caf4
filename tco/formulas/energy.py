"""What does it draw?

A device draws its idle power in every hour and more by its load; servers and network draw theirs beside it, and the site
adds cooling and losses. Energy has a price by the kilowatt-hour and by the peak; carbon and water follow from it.
"""

from tco.expr import SECONDS_PER_HOUR, TOKENS_PER_MTOK, WATTS_PER_KILOWATT, ratio, where


def idle_power_share(idle_power_watts, board_power_watts, idle_power_default_share):
    """Power of an idle device over its rated power: of the device, where it is known.

        idle W / rated W, or the default

    Unit: share
    Source: definition
    """
    return where(idle_power_watts > 0, ratio(idle_power_watts, board_power_watts), idle_power_default_share)


def gpu_power_watts(board_power_watts, idle_power_share, power_draw_share, load_share):
    """Mean power of one device: idle, and the rest by the load.

        W * (idle + (draw at work - idle) * load)

    Unit: W
    Source: linear power model, Barroso et al., The Datacenter as a Computer
    """
    return board_power_watts * (idle_power_share + (power_draw_share - idle_power_share) * load_share)


def it_kilowatts_per_gpu(gpu_power_watts, host_power_watts):
    """Mean power of one device with its share of server and network.

        (device + host) / 1000

    Unit: kW
    Source: definition
    """
    return (gpu_power_watts + host_power_watts) / WATTS_PER_KILOWATT


def peak_kilowatts_per_gpu(board_power_watts, power_draw_share, host_power_watts, pue):
    """Power of one device at work, with its share of server, network, cooling and losses.

        (W * draw + host W) / 1000 * PUE

    Unit: kW
    Source: definition; PUE after ISO/IEC 30134-2
    """
    return (board_power_watts * power_draw_share + host_power_watts) / WATTS_PER_KILOWATT * pue


def power_cost_per_gpu_hour(it_kilowatts_per_gpu, pue, electricity_price_per_kwh):
    """Electricity of one device for one hour, with its share of server, cooling and losses.

        kW * PUE * price

    Unit: money/gpu/hour
    Source: definition; PUE after ISO/IEC 30134-2
    """
    return it_kilowatts_per_gpu * pue * electricity_price_per_kwh


def demand_charge_per_gpu_hour(peak_kilowatts_per_gpu, demand_price_per_kilowatt_month, hours_per_month):
    """What the utility asks for the peak, for one device and hour.

        peak kW * price of a month / hours

    Unit: money/gpu/hour
    Source: definition
    """
    return peak_kilowatts_per_gpu * demand_price_per_kilowatt_month / hours_per_month


def carbon_cost_per_gpu_hour(it_kilowatts_per_gpu, pue, carbon_kg_per_kwh, carbon_price_per_kg):
    """Price of the carbon dioxide of one device-hour, where it has one.

        kW * PUE * kg per kWh * price

    Unit: money/gpu/hour
    Source: definition
    """
    return it_kilowatts_per_gpu * pue * carbon_kg_per_kwh * carbon_price_per_kg


def water_cost_per_gpu_hour(it_kilowatts_per_gpu, water_litres_per_kwh, water_price_per_litre):
    """Price of the water of one device-hour.

        kW * litres per kWh of the computers * price

    Unit: money/gpu/hour
    Source: definition; WUE after ISO/IEC 30134-9
    """
    return it_kilowatts_per_gpu * water_litres_per_kwh * water_price_per_litre


def energy_cost_per_gpu_hour(
    power_cost_per_gpu_hour, demand_charge_per_gpu_hour, carbon_cost_per_gpu_hour, water_cost_per_gpu_hour
):
    """Electricity, its peak, carbon and water of one device-hour.

        electricity + peak + carbon + water

    Unit: money/gpu/hour
    Source: definition
    """
    return power_cost_per_gpu_hour + demand_charge_per_gpu_hour + carbon_cost_per_gpu_hour + water_cost_per_gpu_hour


def energy_kwh_per_mtok(gpus, it_kilowatts_per_gpu, pue, output_tokens_per_second):
    """Energy of a million output tokens, cooling and losses included.

        devices * kW * PUE / (output tokens * 3600) * 1e6

    Unit: kWh/Mtok
    Source: definition
    """
    kilowatts = gpus * it_kilowatts_per_gpu * pue
    return ratio(kilowatts * TOKENS_PER_MTOK, output_tokens_per_second * SECONDS_PER_HOUR)


def carbon_kg_per_mtok(energy_kwh_per_mtok, carbon_kg_per_kwh):
    """Carbon dioxide of a million output tokens.

        energy * kg per kWh

    Unit: kg/Mtok
    Source: definition
    """
    return energy_kwh_per_mtok * carbon_kg_per_kwh


def water_litres_per_mtok(energy_kwh_per_mtok, pue, water_litres_per_kwh):
    """Water used for a million output tokens.

        energy / PUE * litres per kWh of the computers

    Unit: litre/Mtok
    Source: definition; WUE after ISO/IEC 30134-9
    """
    return energy_kwh_per_mtok / pue * water_litres_per_kwh
