"""What do the owners get?

Cash after the loan. What they pay at the start and the loan together pay for all that is bought: sources are uses.
"""

from tco.expr import ratio


def equity_cash_in_period(net_cash_in_period, interest_in_period, principal_in_period, tax_share):
    """Cash of the period for the owners: after the loan, whose interest saves tax.

        cash - interest * (1 - tax) - principal

    Unit: money
    Source: definition
    """
    return net_cash_in_period - interest_in_period * (1 - tax_share) - principal_in_period


def equity_opening(opening_outlay, loan_amount):
    """What the owners pay as the first period begins.

        opening outlay - loan

    Unit: money
    Source: definition; sources = uses
    """
    return opening_outlay - loan_amount


def loan_cover_in_period(cash_in_period, interest_in_period, principal_in_period):
    """Cash of the service over what the loan asks for in the period.

        cash / (interest + principal)

    Unit: ratio
    Source: debt service cover
    """
    return ratio(cash_in_period, interest_in_period + principal_in_period)
