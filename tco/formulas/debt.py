"""Who pays for it?

A loan on a part of what is bought first: interest alone in a time of grace, then level payments to a balloon at the end.
A lease of the same machines is set against buying them. Bills that customers pay late bind money as well.
"""

from tco.expr import MONTHS_IN_A_YEAR, ROUNDING_TOLERANCE, maximum, minimum, power, previous, where


def loan_amount(loan_share, capex):
    """What is borrowed as the first period begins.

        share * capex

    Unit: money
    Source: definition
    """
    return loan_share * capex


def loan_rate_in_period(loan_rate_per_year, months_per_period):
    """Interest of one period.

        yearly rate * months / 12

    Unit: share
    Source: nominal compounding
    """
    return loan_rate_per_year * months_per_period / MONTHS_IN_A_YEAR


def loan_rate_divisor(loan_rate_in_period):
    """The same, and 1 where the loan costs nothing.

        rate, or 1

    Unit: share
    Source: guard of the annuity
    """
    return where(loan_rate_in_period > ROUNDING_TOLERANCE, loan_rate_in_period, 1)


def loan_discount(loan_rate_in_period, loan_payments):
    """What one unit due with the last payment is worth when the level payments begin.

        1 / (1 + i)^payments

    Unit: ratio
    Source: definition
    """
    return power(1 / (1 + loan_rate_in_period), loan_payments)


def loan_payments(loan_periods, loan_grace_periods):
    """Level payments of the loan.

        periods - grace, at least one

    Unit: count
    Source: definition
    """
    return maximum(loan_periods - loan_grace_periods, 1)


def loan_annuity_divisor(loan_rate_in_period, loan_discount, loan_payments):
    """Value of level payments of one, times the rate; the number of payments where the loan costs nothing.

        1 - 1 / (1 + i)^payments, or payments

    Unit: ratio
    Source: annuity
    """
    return where(loan_rate_in_period > ROUNDING_TOLERANCE, 1 - loan_discount, loan_payments)


def loan_payment(loan_amount, loan_balloon_share, loan_discount, loan_rate_divisor, loan_annuity_divisor):
    """Level payment that leaves the balloon at the end.

        loan * (1 - balloon * v) * i / (1 - v), and (loan - balloon) / payments without interest

    Unit: money
    Source: annuity, Excel PMT
    """
    return loan_amount * (1 - loan_balloon_share * loan_discount) * loan_rate_divisor / loan_annuity_divisor


def loan_paid_periods(period_index, loan_grace_periods, loan_payments):
    """Level payments made by the end of the period.

        periods after grace, at most all

    Unit: count
    Source: definition
    """
    return minimum(maximum(period_index - loan_grace_periods, 0), loan_payments)


def loan_grown(loan_rate_in_period, loan_paid_periods):
    """What one unit owed has grown to by the payments made.

        (1 + i)^payments

    Unit: ratio
    Source: definition
    """
    return power(1 + loan_rate_in_period, loan_paid_periods)


def loan_paid_value(loan_rate_in_period, loan_grown, loan_rate_divisor, loan_paid_periods):
    """What payments of one so far have come to with interest.

        (g - 1) / i, or their number

    Unit: ratio
    Source: Excel FV
    """
    return where(loan_rate_in_period > ROUNDING_TOLERANCE, (loan_grown - 1) / loan_rate_divisor, loan_paid_periods)


def loan_balance_before_balloon(loan_amount, loan_grown, loan_payment, loan_paid_value):
    """What is owed at the end of the period, the balloon still to pay.

        loan * g - payment * value of payments so far; what rounding leaves of a loan is nothing

    Unit: money
    Source: Excel FV
    """
    owed = loan_amount * loan_grown - loan_payment * loan_paid_value
    rounding = ROUNDING_TOLERANCE * maximum(loan_amount, -loan_amount)
    return where(rounding < maximum(owed, -owed), owed, 0)


def loan_balance_at_end(loan_balance_before_balloon, period_index, loan_periods):
    """What is owed at the end of the period; nothing once the balloon is paid.

        before the balloon, while the loan runs

    Unit: money
    Source: definition
    """
    return where(period_index < loan_periods, loan_balance_before_balloon, 0)


def interest_in_period(loan_balance_at_end, loan_amount, loan_rate_in_period):
    """Interest of the period.

        owed one period ago * rate

    Unit: money
    Source: Excel IPMT
    """
    return previous(loan_balance_at_end, loan_amount) * loan_rate_in_period


def principal_in_period(loan_balance_at_end, loan_amount):
    """What is paid back in the period, balloon included.

        owed one period ago - owed now

    Unit: money
    Source: Excel PPMT
    """
    return previous(loan_balance_at_end, loan_amount) - loan_balance_at_end


def debt_rate_after_tax(debt_rate_per_year, tax_share):
    """Cost of debt after tax.

        debt rate * (1 - tax)

    Unit: share
    Source: definition
    """
    return debt_rate_per_year * (1 - tax_share)


def debt_rate_divisor(debt_rate_after_tax):
    """The same, and 1 where debt costs nothing.

        rate, or 1

    Unit: share
    Source: guard of the annuity
    """
    return where(debt_rate_after_tax > ROUNDING_TOLERANCE, debt_rate_after_tax, 1)


def lease_level_value(debt_rate_divisor, lease_payments):
    """Present value of one paid at the end of each year of the lease, at a rate above 0.

        (1 - (1 + k)^-payments) / k

    Unit: ratio
    Source: annuity
    """
    return (1 - power(1 / (1 + debt_rate_divisor), lease_payments)) / debt_rate_divisor


def lease_value_factor(debt_rate_after_tax, lease_level_value, lease_payments):
    """Present value of one paid at the end of each year of the lease, at the cost of debt after tax.

        level value, and the number of payments where the rate is 0

    Unit: ratio
    Source: annuity
    """
    return where(debt_rate_after_tax > ROUNDING_TOLERANCE, lease_level_value, lease_payments)


def lease_advantage(capex, lease_per_year, tax_share, net_residual_share, lease_payments, lease_value_factor):
    """What leasing is better than buying, before what the machines bring at the end; below 0 where buying is better.

        capex - (lease * (1 - tax) + tax * straight-line depreciation) * value of a year's payment

    Unit: money
    Source: Ross, Westerfield, Jordan, Corporate Finance: net advantage to leasing
    """
    shield = tax_share * capex * (1 - net_residual_share) / lease_payments
    return capex - (lease_per_year * (1 - tax_share) + shield) * lease_value_factor


def vat_recovered_in_period(vat_paid, vat_lost, period_index):
    """Value added tax on the purchase that comes back at the end of the first period.

        paid - lost, in the first period

    Unit: money
    Source: definition; a timing of cash only
    """
    return (vat_paid - vat_lost) * maximum(2 - period_index, 0)


def vat_advanced(vat_paid, vat_lost):
    """Value added tax that is paid as the first period begins and comes back.

        paid - lost

    Unit: money
    Source: definition
    """
    return vat_paid - vat_lost
