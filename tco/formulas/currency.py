"""What do bills in another currency come to?

A bill is charged at the average rate of its period; what is deposited or paid in advance stands in the balance sheet at
the closing rate. What the rates change is a line of its own, beside the plan at the rate of the price's own date.
"""

from tco.expr import previous, total


def billed_at_average_in_period(billed_cost_in_period, fx_average_ratio):
    """Bills of the period as profit and loss has them: at the average rate of the period.

        bills at the rate of the price's date * average rate / that rate

    Unit: money
    Source: IAS 21, ASC 830
    """
    return billed_cost_in_period * fx_average_ratio


def fx_on_bills_in_period(billed_at_average_in_period, billed_cost_in_period):
    """What the rates of the period change in its bills; a cost.

        bills at the average rate - bills at the rate of the price's date

    Unit: money
    Source: definition
    """
    return billed_at_average_in_period - billed_cost_in_period


def paid_ahead_at_closing_at_end(paid_ahead_at_end, fx_closing_ratio):
    """Deposits and prepayments as the balance sheet has them: at the closing rate of the period.

        deposits and prepayments at the rate of the price's date * closing rate / that rate

    Unit: money
    Source: IAS 21, ASC 830; a prepayment that is refunded in money is a monetary item
    """
    return paid_ahead_at_end * fx_closing_ratio


def fx_on_balance_in_period(
    paid_ahead_at_closing_at_end, paid_ahead_opening, fx_opening_ratio, paid_ahead_in_period, fx_average_ratio
):
    """What the rates of the period change in deposits and prepayments; a gain.

        at closing now - at closing one period ago - what was paid in the period at the average rate

    Unit: money
    Source: IAS 21, ASC 830: the bridge from one balance sheet to the next
    """
    before = previous(paid_ahead_at_closing_at_end, paid_ahead_opening * fx_opening_ratio)
    return paid_ahead_at_closing_at_end - before - paid_ahead_in_period * fx_average_ratio


def fx_on_bills_over_horizon(fx_on_bills_in_period):
    """What rates change in all bills; a cost.

        total

    Unit: money
    Source: definition
    """
    return total(fx_on_bills_in_period)


def fx_on_balance_over_horizon(fx_on_balance_in_period):
    """What rates change in deposits and prepayments; a gain.

        total

    Unit: money
    Source: definition
    """
    return total(fx_on_balance_in_period)
