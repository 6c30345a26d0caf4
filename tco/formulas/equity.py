"""What do the owners get?

Cash after loan and lease. What they pay at the start, the loan and the lessor together pay for all that is bought: sources
are uses.
"""

from tco.expr import ratio, total, where


def loan_cash_in_period(interest_in_period, principal_in_period, tax_share):
    """Cash that the loan takes in the period, below 0: its interest saves tax.

        -interest * (1 - tax) - principal

    Unit: money
    Source: definition
    """
    return 0 - interest_in_period * (1 - tax_share) - principal_in_period


def leased_cash_in_period(lease_share, lease_cash_in_period):
    """Cash that a lease adds in the period, where there is one.

        lease, or 0

    Unit: money
    Source: definition
    """
    return where(lease_share > 0, lease_cash_in_period, 0)


def equity_cash_in_period(net_cash_in_period, loan_cash_in_period, leased_cash_in_period):
    """Cash of the period for the owners, after loan and lease.

        cash + loan + lease

    Unit: money
    Source: definition
    """
    return net_cash_in_period + loan_cash_in_period + leased_cash_in_period


def leased_opening(lease_share, lease_opening):
    """What a lease spares as the first period begins, where there is one.

        lease, or 0

    Unit: money
    Source: definition
    """
    return where(lease_share > 0, lease_opening, 0)


def equity_opening(opening_outlay, loan_amount, leased_opening):
    """What the owners pay as the first period begins.

        opening outlay - loan - what a lease spares

    Unit: money
    Source: definition; sources = uses
    """
    return opening_outlay - loan_amount - leased_opening


def equity_value_in_period(equity_cash_in_period, discount_factor):
    """Cash of the owners in money of today.

        cash * discount factor

    Unit: money
    Source: definition
    """
    return equity_cash_in_period * discount_factor


def equity_npv(equity_value_in_period, equity_opening):
    """What the case is worth to the owners over the horizon, at the discount rate of the case.

        total present value - what they pay at first

    Unit: money
    Source: definition; debt is cheaper than the owners' own money, and looks the better the more of it there is
    """
    return total(equity_value_in_period) - equity_opening


def loan_cover_in_period(cash_in_period, interest_in_period, principal_in_period):
    """Cash of the service over what the loan asks for in the period.

        cash / (interest + principal)

    Unit: ratio
    Source: debt service cover
    """
    return ratio(cash_in_period, interest_in_period + principal_in_period)
