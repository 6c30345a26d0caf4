"""What do a cloud and an API bill in each period?

Usage moves with load and prices; a commitment is billed by the part of it that counts in the period, so that a ramp and
the end of a term are rows of dates. Take or pay: what usage lacks of the commitment is a row of its own.
"""

from tco.expr import maximum, where


def rent_usage_in_period(rent_usage_per_month, months_in_period, cost_index, load_index):
    """Devices of the period that follow the load.

        devices of a month today * months * cost index * load index

    Unit: money
    Source: definition; a reservation is taken to be cut anew for the load of each period
    """
    return rent_usage_per_month * months_in_period * cost_index * load_index


def rent_shortfall_in_period(rent_commitment_per_month, months_in_period, commitment_ramp_share, rent_usage_in_period):
    """What a spending commitment bills beyond use in the period.

        max(commitment of a month * months * part that counts - usage, 0)

    Unit: money
    Source: FinOps FOCUS, unused commitment
    """
    return maximum(rent_commitment_per_month * months_in_period * commitment_ramp_share - rent_usage_in_period, 0)


def rent_bill_in_period(
    rent_usage_in_period, rent_shortfall_in_period, rent_storage_per_month, rent_egress_per_month, rent_nodes_per_month,
    months_in_period, cost_index, support_share,
):  # fmt: skip
    """The bill of the period of rented machines that follow the load.

        (devices + shortfall + (storage + egress + nodes) * months * cost index) * (1 + support)

    Unit: money
    Source: definition
    """
    beside = (rent_storage_per_month + rent_egress_per_month + rent_nodes_per_month) * months_in_period * cost_index
    return (rent_usage_in_period + rent_shortfall_in_period + beside) * (1 + support_share)


def api_list_cost_in_period(api_list_cost_per_month, months_in_period, price_index, demand_index):
    """All tokens of the period at the provider's prices of then.

        list cost of a month today * months * price index * demand index

    Unit: money
    Source: definition
    """
    return api_list_cost_per_month * months_in_period * price_index * demand_index


def api_first_share_in_period(beyond_limit_in_period, refused_share_in_period):
    """Share of the tokens delivered in the period that comes from the first provider.

        (1 - above the limit) / (1 - unanswered)

    Unit: share
    Source: definition
    """
    return (1 - beyond_limit_in_period) / (1 - refused_share_in_period)


def api_usage_in_period(api_list_cost_in_period, api_first_share_in_period):
    """Tokens of the period within the rate limit.

        all tokens * share of the first provider

    Unit: money
    Source: definition
    """
    return api_list_cost_in_period * api_first_share_in_period


def api_discount_in_period(api_usage_in_period, volume_tier_per_month, months_in_period, volume_discount_share):
    """What the volume tier lets off in the period.

        max(usage - tier of a month * months, 0) * discount

    Unit: money
    Source: definition
    """
    return maximum(api_usage_in_period - volume_tier_per_month * months_in_period, 0) * volume_discount_share


def api_shortfall_in_period(
    api_commitment_per_month, months_in_period, commitment_ramp_share, api_usage_in_period, api_discount_in_period
):
    """What the commitment to an API bills beyond use in the period.

        max(commitment of a month * months * part that counts - (usage - discount), 0)

    Unit: money
    Source: FinOps FOCUS, unused commitment
    """
    due = api_commitment_per_month * months_in_period * commitment_ramp_share
    return maximum(due - (api_usage_in_period - api_discount_in_period), 0)


def api_due_in_period(api_usage_in_period, api_discount_in_period, api_shortfall_in_period):
    """What the first provider bills in the period before credits.

        usage - discount + shortfall

    Unit: money
    Source: definition
    """
    return api_usage_in_period - api_discount_in_period + api_shortfall_in_period


def api_bill_in_period(
    from_api, api_due_in_period, api_credit_per_month, months_in_period, api_list_cost_in_period,
    api_first_share_in_period, overflow_price_ratio,
):  # fmt: skip
    """The API's bill of the period; nothing in a case that calls none.

        max(due - credits, 0) + second provider, where an API is called

    Unit: money
    Source: definition
    """
    second = api_list_cost_in_period * (1 - api_first_share_in_period) * overflow_price_ratio
    called = maximum(api_due_in_period - api_credit_per_month * months_in_period, 0) + second
    return where(from_api > 0, called, 0)


def machines_billed_in_period(
    rent_follows_load, rent_bill_in_period, billed_cost_per_month, months_in_period, cost_index
):
    """Rent of the period: the bill of devices that follow the load, or that of a fleet held whether it is used or not.

        bill of the period, or bill of a month today * months * cost index

    Unit: money
    Source: definition
    """
    held = billed_cost_per_month * months_in_period * cost_index
    return where(rent_follows_load > 0, rent_bill_in_period, held)


def billed_cost_in_period(from_api, api_bill_in_period, machines_billed_in_period):
    """Rent or API bill of the period.

        bill of the API, or of the machines

    Unit: money
    Source: definition
    """
    return where(from_api > 0, api_bill_in_period, machines_billed_in_period)
