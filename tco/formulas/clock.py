"""When?

How long a period is, how far it lies ahead, and in which money. Months are all alike unless a scenario counts calendar
days; cash comes at the end of a period unless it says the middle. All money over periods is nominal: rates and
changes stated without inflation are brought to it here, so that the two are never mixed.
"""

from tco.expr import HOURS_PER_DAY, MONTHS_IN_A_YEAR, power, running, where


def hours_in_period(calendar_hours, days_in_period, hours_per_month, months_per_period):
    """Hours of the period, by its calendar days or by the month that rent is divided by.

        days * 24, or hours of a month * months

    Unit: hours
    Source: the convention that the scenario states; 720, 730 and calendar hours are all in use
    """
    return where(calendar_hours > 0, days_in_period * HOURS_PER_DAY, hours_per_month * months_per_period)


def months_in_period(calendar_hours, hours_in_period, hours_per_month, months_per_period):
    """Months of the stated length that the period has: a fraction more or less where calendar hours count.

        hours / hours of a month, or months

    Unit: months
    Source: the convention that the scenario states
    """
    return where(calendar_hours > 0, hours_in_period / hours_per_month, months_per_period)


def periods_per_year(months_per_period):
    """Periods of a year.

        12 / months

    Unit: ratio
    Source: definition
    """
    return MONTHS_IN_A_YEAR / months_per_period


def days_elapsed(days_in_period):
    """Calendar days from the start to the end of the period.

        sum of days so far

    Unit: days
    Source: definition
    """
    return running(days_in_period)


def years_in_period(calendar_years, days_in_period, days_in_year, months_per_period):
    """Length of the period in years.

        calendar days / days of a year, or months / 12

    Unit: ratio
    Source: definition
    """
    return where(calendar_years > 0, days_in_period / days_in_year, months_per_period / MONTHS_IN_A_YEAR)


def years_elapsed(calendar_years, days_elapsed, days_in_year, period_index, months_per_period):
    """Years from the start to the end of the period.

        calendar days / days of a year, or periods * months / 12

    Unit: ratio
    Source: definition; ACT/365 counts calendar days over 365
    """
    whole = period_index * months_per_period / MONTHS_IN_A_YEAR
    return where(calendar_years > 0, days_elapsed / days_in_year, whole)


def years_to_cash(years_elapsed, cash_timing_share, years_in_period):
    """Years from the start to when the cash of the period comes.

        years to its end - (1 - timing) * its length

    Unit: ratio
    Source: end-of-period or mid-period convention, as the scenario states
    """
    return years_elapsed - (1 - cash_timing_share) * years_in_period


def discount_rate_nominal(discount_rate_per_year, discount_rate_is_real, inflation_per_year):
    """Yearly discount rate with inflation.

        (1 + real rate) * (1 + inflation) - 1, where the rate is real

    Unit: share
    Source: Fisher equation
    """
    nominal = (1 + discount_rate_per_year) * (1 + inflation_per_year) - 1
    return where(discount_rate_is_real > 0, nominal, discount_rate_per_year)


def discount_rate_in_period(discount_rate_nominal, months_per_period):
    """Discount rate of one period, effective: the yearly rate is reached by compounding.

        (1 + yearly rate)^(months / 12) - 1

    Unit: share
    Source: effective compounding; the nominal rate of a period would be the yearly rate / periods
    """
    return 1 / power(1 / (1 + discount_rate_nominal), months_per_period / MONTHS_IN_A_YEAR) - 1


def inflation_index(changes_are_real, inflation_per_year, years_elapsed):
    """What prices rise by inflation beside the changes that are stated; 1 where those include it.

        (1 + inflation)^years, where changes are real

    Unit: ratio
    Source: Fisher equation
    """
    return where(changes_are_real > 0, power(1 + inflation_per_year, years_elapsed), 1)
