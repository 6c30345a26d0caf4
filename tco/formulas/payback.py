"""When is the outlay earned back?

Period by period, with and without interest; cash of a period is taken to come evenly within it.
"""

from tco.expr import highest, last, maximum, previous, ratio, running, total, where


def cash_a_period_ago(cash_to_date, opening_outlay):
    """Cash to date as the period begins.

        one period ago, less what is paid at the start at first

    Unit: money
    Source: definition
    """
    return previous(cash_to_date, 0 - opening_outlay)


def still_unpaid(cash_to_date):
    """1 in a period by whose end the outlay has never been earned back, else 0.

        highest cash to date < 0

    Unit: count
    Source: definition
    """
    return where(highest(cash_to_date) < 0, 1, 0)


def turning_period(still_unpaid):
    """1 in the period in which the outlay is earned back, else 0.

        unpaid one period ago, and not now

    Unit: count
    Source: definition
    """
    return previous(still_unpaid, 1) * (1 - still_unpaid)


def turning_cash(turning_period, net_cash_in_period):
    """Cash of that period, and 1 elsewhere.

        cash, or 1

    Unit: money
    Source: guard
    """
    return where(turning_period * net_cash_in_period > 0, net_cash_in_period, 1)


def payback_part(still_unpaid, turning_period, cash_a_period_ago, turning_cash):
    """Part of the period that passes before the outlay is earned back: all, none, or a part, cash coming evenly.

        1 while unpaid; owed / cash of the period in the one that pays it back; then 0

    Unit: count
    Source: linear inside the period
    """
    return still_unpaid + turning_period * maximum(0 - cash_a_period_ago, 0) / turning_cash


def paid_back(still_unpaid, opening_outlay):
    """1 where something is paid at the start and earned back within the horizon, else 0.

        1 - unpaid in the last period, where there is an outlay

    Unit: count
    Source: definition
    """
    return (1 - last(still_unpaid)) * where(opening_outlay > 0, 1, 0)


def payback_months(payback_part, months_per_period, paid_back):
    """Months until what was paid at the start is earned back, not discounted; none where it is not.

        parts of periods * months

    Unit: months
    Source: definition; linear inside the period
    """
    return ratio(total(payback_part) * months_per_period, paid_back)


def value_to_date(present_value_in_period, opening_outlay):
    """Present value from the start to the end of the period.

        sum so far - opening outlay

    Unit: money
    Source: definition
    """
    return running(present_value_in_period) - opening_outlay


def value_a_period_ago(value_to_date, opening_outlay):
    """Present value to date as the period begins.

        one period ago, less what is paid at the start at first

    Unit: money
    Source: definition
    """
    return previous(value_to_date, 0 - opening_outlay)


def still_unpaid_discounted(value_to_date):
    """1 in a period by whose end the outlay has never been earned back with interest, else 0.

        highest present value to date < 0

    Unit: count
    Source: definition
    """
    return where(highest(value_to_date) < 0, 1, 0)


def turning_period_discounted(still_unpaid_discounted):
    """1 in the period in which the outlay is earned back with interest, else 0.

        unpaid one period ago, and not now

    Unit: count
    Source: definition
    """
    return previous(still_unpaid_discounted, 1) * (1 - still_unpaid_discounted)


def turning_value(turning_period_discounted, present_value_in_period):
    """Present value of that period, and 1 elsewhere.

        present value, or 1

    Unit: money
    Source: guard
    """
    return where(turning_period_discounted * present_value_in_period > 0, present_value_in_period, 1)


def discounted_payback_part(still_unpaid_discounted, turning_period_discounted, value_a_period_ago, turning_value):
    """Part of the period that passes before the outlay is earned back with interest.

        1 while unpaid; owed / present value of the period in the one that pays it back; then 0

    Unit: count
    Source: linear inside the period; NPER, which is geometric there, gives slightly less
    """
    owed = maximum(0 - value_a_period_ago, 0)
    return still_unpaid_discounted + turning_period_discounted * owed / turning_value


def discounted_paid_back(still_unpaid_discounted, opening_outlay):
    """1 where something is paid at the start and earned back with interest within the horizon, else 0.

        1 - unpaid in the last period, where there is an outlay

    Unit: count
    Source: definition
    """
    return (1 - last(still_unpaid_discounted)) * where(opening_outlay > 0, 1, 0)


def discounted_payback_months(discounted_payback_part, months_per_period, discounted_paid_back):
    """Months until what was paid at the start is earned back with interest; none where it is not.

        parts of periods * months

    Unit: months
    Source: definition; linear inside the period
    """
    return ratio(total(discounted_payback_part) * months_per_period, discounted_paid_back)
