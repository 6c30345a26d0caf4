"""What else is on the bill of rented machines, and what does it come to?

A commitment that usage falls short of, storage, traffic, nodes without devices, support; then the bill, and what it
would be if the devices of the busiest hour were reserved for all hours. Beside the bill stand costs that no provider
invoices: capacity lost to faults, setting up, people who hunt faults.
"""

from tco.expr import maximum, ratio


def rent_shortfall_per_month(rent_commitment_per_month, rent_usage_per_month):
    """What a spending commitment bills beyond use: take or pay.

        max(commitment - usage, 0)

    Unit: money/month
    Source: FinOps FOCUS, unused commitment
    """
    return maximum(rent_commitment_per_month - rent_usage_per_month, 0)


def rent_storage_per_month(storage_gb, storage_price_per_gb_month):
    """Storage for weights, logs and caches.

        gigabytes * price

    Unit: money/month
    Source: definition
    """
    return storage_gb * storage_price_per_gb_month


def rent_egress_per_month(egress_gb_per_month, egress_price_per_gb):
    """Traffic out of the cloud.

        gigabytes * price

    Unit: money/month
    Source: definition
    """
    return egress_gb_per_month * egress_price_per_gb


def rent_nodes_per_month(cpu_nodes, cpu_node_price_per_month, control_plane_per_month):
    """Nodes without devices: gateways, databases, monitoring, and the control plane.

        nodes * price + control plane

    Unit: money/month
    Source: definition
    """
    return cpu_nodes * cpu_node_price_per_month + control_plane_per_month


def rent_support_per_month(
    rent_usage_per_month, rent_shortfall_per_month, rent_storage_per_month, rent_egress_per_month, rent_nodes_per_month,
    support_share,
):  # fmt: skip
    """Support, as a share of everything else on the bill.

        (devices + shortfall + storage + egress + nodes) * share

    Unit: money/month
    Source: definition
    """
    devices = rent_usage_per_month + rent_shortfall_per_month
    return (devices + rent_storage_per_month + rent_egress_per_month + rent_nodes_per_month) * support_share


def rent_bill_per_month(
    rent_usage_per_month, rent_shortfall_per_month, rent_storage_per_month, rent_egress_per_month, rent_nodes_per_month,
    rent_support_per_month,
):  # fmt: skip
    """The bill of rented machines that follow the load.

        devices + shortfall + storage + egress + nodes + support

    Unit: money/month
    Source: definition
    """
    devices = rent_usage_per_month + rent_shortfall_per_month
    beside = rent_storage_per_month + rent_egress_per_month + rent_nodes_per_month
    return devices + beside + rent_support_per_month


def rent_bill_per_hour(rent_bill_per_month, hours_per_month):
    """The bill by the hour, on average.

        bill of a month / hours of the month

    Unit: money/hour
    Source: definition
    """
    return rent_bill_per_month / hours_per_month


def rent_bill_gpu_share(rent_usage_per_month, rent_bill_per_month):
    """Part of the bill that pays for devices.

        devices / bill

    Unit: share
    Source: definition
    """
    return ratio(rent_usage_per_month, rent_bill_per_month)


def rent_peak_per_month(gpus_for_peak, reserved_price_per_gpu_hour, hours_per_month):
    """Devices alone, if those of the busiest hour were reserved for all hours.

        devices at the peak * reserved price * hours

    Unit: money/month
    Source: definition
    """
    return gpus_for_peak * reserved_price_per_gpu_hour * hours_per_month


def rent_lost_per_month(rent_usage_per_month, goodput_loss_share):
    """Rent of the device-hours that faults and restarts take.

        devices * share lost

    Unit: money/month
    Source: SemiAnalysis ClusterMAX, goodput expense
    """
    return rent_usage_per_month * goodput_loss_share


def rent_setup_per_month(rent_setup_cost, rent_term_months):
    """Setting up the rented cluster, spread over the term of the contract.

        one-off cost / months

    Unit: money/month
    Source: SemiAnalysis ClusterMAX, set-up expense
    """
    return rent_setup_cost / rent_term_months


def rent_tco_per_month(rent_bill_per_month, rent_lost_per_month, rent_setup_per_month, rent_debugging_per_month):
    """What renting costs a month with what no provider invoices.

        bill + capacity lost + set-up + hunting faults

    Unit: money/month
    Source: SemiAnalysis ClusterMAX Cluster TCO Calculator
    """
    return rent_bill_per_month + rent_lost_per_month + rent_setup_per_month + rent_debugging_per_month
