"""What money is tied up beside machines?

What customers have not paid yet, what a provider holds as security, and rent or tokens that are paid for before they are
used. It is no cost: it goes out early or comes in late, and by the end of the horizon all of it is back.
"""

from tco.expr import floor, previous, where


def receivable_at_end(revenue_in_period, receivable_days, days_in_period, last_period):
    """What customers owe at the end of the period; at the end of the horizon they have paid.

        revenue * days / days of the period, but in the last period

    Unit: money
    Source: definition
    """
    return revenue_in_period * receivable_days / days_in_period * (1 - last_period)


def deposit_paid(deposit_months, billed_cost_per_month):
    """What a provider holds as security while the horizon runs, at today's prices; it comes back at its end.

        months * bill of a month

    Unit: money
    Source: definition
    """
    return deposit_months * billed_cost_per_month


def deposit_opening(deposit_months, deposit_paid):
    """What is deposited as the first period begins, where a provider asks for it.

        deposit, or 0

    Unit: money
    Source: definition
    """
    return where(deposit_months > 0, deposit_paid, 0)


def deposit_at_end(deposit_opening, last_period):
    """What the provider holds as security at the end of the period.

        deposit, but in the last period

    Unit: money
    Source: definition
    """
    return deposit_opening * (1 - last_period)


def months_elapsed(period_index, months_per_period):
    """Months from the start to the end of the period.

        periods * months of one

    Unit: months
    Source: definition
    """
    return period_index * months_per_period


def prepaid_first(prepaid_months, billed_cost_per_month):
    """What is paid in advance for the first time, at today's prices.

        months paid at a time * bill of a month

    Unit: money
    Source: definition
    """
    return prepaid_months * billed_cost_per_month


def prepaid_opening(prepaid_months, prepaid_first):
    """What is paid in advance as the first period begins, where a case pays so.

        first payment, or 0

    Unit: money
    Source: definition
    """
    return where(prepaid_months > 0, prepaid_first, 0)


def prepaid_months_left(prepaid_months, months_elapsed):
    """Months that are paid for and not yet used at the end of the period; the next are paid for as the last are used up.

        months at a time * (whole times so far + 1) - months so far

    Unit: months
    Source: definition
    """
    block = where(prepaid_months > 0, prepaid_months, 1)
    return block * (floor(months_elapsed / block) + 1) - months_elapsed


def prepaid_unused_at_end(prepaid_months_left, billed_cost_in_period, months_in_period, last_period):
    """What is paid for in advance and not yet used at the end of the period, at its prices; the horizon ends with nothing left.

        months left * bill of the period / its months, but in the last period

    Unit: money
    Source: definition; what is left at the end of the horizon is counted back
    """
    return prepaid_months_left * billed_cost_in_period / months_in_period * (1 - last_period)


def prepaid_at_end(prepaid_months, prepaid_unused_at_end):
    """The same, where a case pays in advance.

        paid for and not yet used, or 0

    Unit: money
    Source: definition
    """
    return where(prepaid_months > 0, prepaid_unused_at_end, 0)


def paid_ahead_opening(deposit_opening, prepaid_opening):
    """Deposits and prepayments as the first period begins.

        deposit + prepaid

    Unit: money
    Source: definition
    """
    return deposit_opening + prepaid_opening


def paid_ahead_at_end(deposit_at_end, prepaid_at_end):
    """Deposits and prepayments at the end of the period.

        deposit + prepaid

    Unit: money
    Source: definition
    """
    return deposit_at_end + prepaid_at_end


def paid_ahead_in_period(paid_ahead_at_end, paid_ahead_opening):
    """What deposits and prepayments take in the period beyond the bill; below 0 where they come back or are used up.

        now - one period ago

    Unit: money
    Source: definition
    """
    return paid_ahead_at_end - previous(paid_ahead_at_end, paid_ahead_opening)


def working_capital_at_end(receivable_days, receivable_at_end, paid_ahead_at_end):
    """Money tied up beside machines at the end of the period.

        owed by customers, where they pay late + deposits and prepayments

    Unit: money
    Source: definition
    """
    return where(receivable_days > 0, receivable_at_end, 0) + paid_ahead_at_end


def working_capital_in_period(working_capital_at_end, paid_ahead_opening):
    """Money that is tied up in the period beside machines; below 0 where it comes back.

        now - one period ago, at first what is paid as the first period begins

    Unit: money
    Source: definition
    """
    return working_capital_at_end - previous(working_capital_at_end, paid_ahead_opening)
