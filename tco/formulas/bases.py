"""What was billed, and what did it cost?

Cash spent and cost of the periods that use what it bought, at list and at contracted prices.
"""

from tco.expr import maximum, ratio, total, where


def spent_over_horizon(spent_in_period, opening_outlay):
    """Cash spent over the horizon: the billed basis.

        opening outlay + total

    Unit: money
    Source: FinOps FOCUS: billed cost
    """
    return opening_outlay + total(spent_in_period)


def owned_effective_in_period(
    depreciation_in_period, facility_depreciation_in_period, retired_book_value_in_period, sold_in_period,
    book_value_at_end, last_period,
):  # fmt: skip
    """What the owned fleet loses in value in the period, losses on what is sold included.

        depreciation + value in the books of what leaves - what it brings

    Unit: money
    Source: definition
    """
    leaving = retired_book_value_in_period + book_value_at_end * last_period
    return depreciation_in_period + facility_depreciation_in_period + leaving - sold_in_period


def effective_cost_in_period(cost_in_period, owned_share, owned_effective_in_period, setup_cost, period_index):
    """Cost of the period with purchases spread over the periods that use them, and set-up charged as service begins.

        cost + loss of value + set-up, in the first period

    Unit: money
    Source: FinOps FOCUS: effective cost
    """
    loss = where(owned_share > 0, owned_effective_in_period, 0)
    return cost_in_period + loss + setup_cost * maximum(2 - period_index, 0)


def effective_cost_over_horizon(effective_cost_in_period):
    """Effective cost of the horizon; over the whole term it is what was billed.

        total

    Unit: money
    Source: FinOps FOCUS: effective cost
    """
    return total(effective_cost_in_period)


def list_cost_per_month(cost_per_month, contract_discount_share):
    """What the month would cost at list prices.

        cost / (1 - discount)

    Unit: money/month
    Source: FinOps FOCUS: list cost
    """
    return ratio(cost_per_month, 1 - contract_discount_share)
