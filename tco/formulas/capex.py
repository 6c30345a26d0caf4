"""What is bought?

Devices, servers, network, storage, racks, spares, installation, duty, a building if it is built, and the tax on all of it
that does not come back. Each line is its own row. A line that a case states no price of is 0 and not counted.
"""

from tco.expr import ceil, ratio


def gpus_owned(owned_share, gpus):
    """Devices that are owned.

        devices * owned share

    Unit: gpus
    Source: definition
    """
    return gpus * owned_share


def servers_owned(gpus_owned, gpus_per_server):
    """Servers that hold them.

        ceil(devices / devices of a server)

    Unit: count
    Source: definition
    """
    return ceil(gpus_owned / gpus_per_server)


def capex_gpus(gpus_owned, price_per_gpu):
    """Devices.

        devices * price

    Unit: money
    Source: definition
    """
    return gpus_owned * price_per_gpu


def capex_servers(servers_owned, price_per_server):
    """Servers without their devices: chassis, processors, memory, disks.

        servers * price

    Unit: money
    Source: definition
    """
    return servers_owned * price_per_server


def network_switches(servers_owned, switches_per_server):
    """Switches of the network between servers: leaves, spines, core.

        ceil(servers * switches a server)

    Unit: count
    Source: definition
    """
    return ceil(servers_owned * switches_per_server)


def capex_network(servers_owned, network_price_per_server, network_switches, price_per_switch):
    """Network between servers: adapters, ports, cables and optics of each server, and switches.

        servers * price of its side + switches * price

    Unit: money
    Source: definition
    """
    return servers_owned * network_price_per_server + network_switches * price_per_switch


def capex_storage(owned_share, owned_storage_gb, storage_price_per_gb):
    """Shared storage of the owned part of the fleet.

        owned share * gigabytes * price

    Unit: money
    Source: definition
    """
    return owned_share * owned_storage_gb * storage_price_per_gb


def racks(servers_owned, servers_per_rack):
    """Racks.

        ceil(servers / servers of a rack)

    Unit: count
    Source: definition
    """
    return ceil(servers_owned / servers_per_rack)


def capex_racks(racks, price_per_rack):
    """Racks with their power distribution and cabling.

        racks * price

    Unit: money
    Source: definition
    """
    return racks * price_per_rack


def capex_spares(capex_gpus, capex_servers, spare_parts_share):
    """Spares held, so that a failure need not wait for delivery.

        (devices + servers) * share

    Unit: money
    Source: definition
    """
    return (capex_gpus + capex_servers) * spare_parts_share


def capex_imported(capex_gpus, capex_servers, capex_network, capex_spares):
    """What crosses a border.

        devices + servers + network + spares

    Unit: money
    Source: definition
    """
    return capex_gpus + capex_servers + capex_network + capex_spares


def capex_duty(capex_imported, import_duty_share):
    """Import duty.

        imported * rate

    Unit: money
    Source: definition
    """
    return capex_imported * import_duty_share


def capex_installation(capex_imported, capex_storage, capex_racks, installation_share):
    """Freight, installation, commissioning.

        (imported + storage + racks) * share

    Unit: money
    Source: definition
    """
    return (capex_imported + capex_storage + capex_racks) * installation_share


def capex_machines(capex_imported, capex_storage, capex_racks, capex_duty, capex_installation, capex_network):
    """All that is worn out within the life of a server: everything but network and building.

        imported + storage + racks + duty + installation - network

    Unit: money
    Source: definition
    """
    return capex_imported + capex_storage + capex_racks + capex_duty + capex_installation - capex_network


def critical_kilowatts(gpus_owned, provisioned_kilowatts_per_gpu):
    """Power for which building or colocation is provided.

        devices * provided power of one

    Unit: kW
    Source: definition
    """
    return gpus_owned * provisioned_kilowatts_per_gpu


def capex_facility(critical_kilowatts, facility_price_per_kilowatt, facility_occupancy_share):
    """The building with power and cooling, where one is built; a part that stands empty is paid for too.

        kW * price / occupancy

    Unit: money
    Source: definition; occupancy after Barroso et al., The Datacenter as a Computer, chapter 6
    """
    return critical_kilowatts * facility_price_per_kilowatt / facility_occupancy_share


def vat_paid(capex_machines, capex_network, capex_facility, vat_share):
    """Value added tax on all that is bought.

        (machines + network + building) * rate

    Unit: money
    Source: definition
    """
    return (capex_machines + capex_network + capex_facility) * vat_share


def vat_lost(vat_paid, vat_recoverable_share):
    """The part of it that does not come back.

        paid * (1 - recoverable)

    Unit: money
    Source: definition
    """
    return vat_paid * (1 - vat_recoverable_share)


def capex(capex_machines, capex_network, capex_facility, vat_lost):
    """All that is bought for the owned fleet, at today's prices.

        machines + network + building + tax lost

    Unit: money
    Source: definition
    """
    return capex_machines + capex_network + capex_facility + vat_lost


def capex_per_gpu(capex, gpus_owned):
    """All that is bought for one owned device.

        capex / devices

    Unit: money/gpu
    Source: definition
    """
    return ratio(capex, gpus_owned)
