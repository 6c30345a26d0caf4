"""What does what was bought lose, by its age?

Rows of periods read as rows of ages: the first is the first period of use. The value in the books falls straight, or by a
declining rate, with or without a turn to the straight line, or by the sum of digits. What taxes allow is a table. What
a buyer would pay is another.
"""

from tco.expr import MONTHS_PER_YEAR, ROUNDING_TOLERANCE, ceil, floor, highest, maximum, minimum, power, previous, where


def life_periods(life_years, months_per_period):
    """Life of the machines in periods.

        ceil(years * 12 / months of a period)

    Unit: count
    Source: definition
    """
    return ceil(life_years * MONTHS_PER_YEAR / months_per_period)


def periods_left(life_periods, period_index):
    """Periods of life left at the end of a period of this age.

        max(life - age, 0)

    Unit: count
    Source: definition
    """
    return maximum(life_periods - period_index, 0)


def straight_value_share(residual_share, periods_left, life_periods):
    """Value at this age over the price, where it falls straight to the residual.

        residual + (1 - residual) * periods left / life

    Unit: share
    Source: straight line, Excel SLN
    """
    return residual_share + (1 - residual_share) * periods_left / life_periods


def declining_rate(declining_factor, life_periods):
    """Part of its value that is lost in each period where it declines.

        factor / life, at most all

    Unit: share
    Source: declining balance, Excel DDB
    """
    return minimum(declining_factor / maximum(life_periods, 1), 1)


def declining_share(declining_rate, first_period_share, period_index):
    """Value at this age over the price, where each period takes the same part of what is left.

        (1 - rate * part of the first period) * (1 - rate)^(age - 1)

    Unit: share
    Source: declining balance
    """
    kept = maximum(1 - declining_rate, ROUNDING_TOLERANCE)  # 0 to the power of 0 is an error in a workbook
    return (1 - declining_rate * first_period_share) * power(kept, period_index - 1)


def declining_value_share(declining_share, residual_share):
    """The same, not below the residual.

        max(declining, residual)

    Unit: share
    Source: Excel DDB
    """
    return maximum(declining_share, residual_share)


def turning_slope(declining_share, residual_share, periods_left):
    """Loss of each period left, if the value turned to the straight line at this age; below zero as losses are.

        -(declining - residual) / periods left

    Unit: share
    Source: declining balance with a turn to the straight line
    """
    return 0 - maximum(declining_share - residual_share, 0) / maximum(periods_left, 1)


def turning_slope_best(turning_slope, residual_share, life_periods):
    """The slope of the straight line that the value turns to: the flattest so far, where waiting was worth while.

        max of the slopes so far, of the price itself at first

    Unit: share
    Source: declining balance with a turn to the straight line
    """
    return maximum(highest(turning_slope), 0 - (1 - residual_share) / life_periods)


def turning_value_share(residual_share, turning_slope_best, periods_left):
    """Value at this age over the price, where it declines and turns to the straight line when that takes more.

        residual - slope * periods left

    Unit: share
    Source: Excel VDB
    """
    return residual_share - turning_slope_best * periods_left


def digits_value_share(residual_share, periods_left, life_periods):
    """Value at this age over the price, where losses fall like the digits of the years left.

        residual + (1 - residual) * left * (left + 1) / (life * (life + 1))

    Unit: share
    Source: sum of digits, Excel SYD
    """
    digits = periods_left * (periods_left + 1) / (life_periods * (life_periods + 1))
    return residual_share + (1 - residual_share) * digits


def declined_value_share(book_turns, turning_value_share, declining_value_share):
    """Value where it declines, with or without the turn.

        turning, or declining

    Unit: share
    Source: definition
    """
    return where(book_turns > 0, turning_value_share, declining_value_share)


def steep_value_share(book_digits, digits_value_share, declined_value_share):
    """Value where it falls faster at first.

        by the sum of digits, or declining

    Unit: share
    Source: definition
    """
    return where(book_digits > 0, digits_value_share, declined_value_share)


def book_value_share(book_steep, steep_value_share, straight_value_share):
    """Value in the books at this age over the price, by the method of the case.

        steep, or straight

    Unit: share
    Source: definition
    """
    return where(book_steep > 0, steep_value_share, straight_value_share)


def book_loss_share(book_value_share, period_index, life_periods):
    """What the books take off in a period of this age, over the price; nothing once the life is over.

        value one period ago - value, up to the life

    Unit: share
    Source: definition
    """
    return (previous(book_value_share, 1) - book_value_share) * where(period_index <= life_periods, 1, 0)


def tax_loss_share(tax_bonus_share, tax_share_at_age, period_index):
    """What taxes take off in a period of this age, over the price: the bonus at once, the rest by the table.

        bonus at first + (1 - bonus) * table

    Unit: share
    Source: definition; IRS Publication 946, Appendix A for MACRS
    """
    return tax_bonus_share * maximum(2 - period_index, 0) + (1 - tax_bonus_share) * tax_share_at_age


def life_position(period_index, life_periods):
    """Place of a period within the life of the machines that are there by then, from 0.

        (age - 1) less whole lives

    Unit: count
    Source: definition
    """
    return period_index - 1 - floor((period_index - 1) / life_periods) * life_periods


def renewal_share_at_age(life_position, replaced_share, period_index):
    """Part of what was placed that is bought in a period of this age: all at first, then what replaces it.

        all, then the part replaced whenever a life has passed

    Unit: share
    Source: definition
    """
    return where(life_position + ROUNDING_TOLERANCE < 1, maximum(replaced_share, 2 - period_index), 0)


def retired_share_at_age(period_index, life_periods):
    """1 in the period after whose end a machine of that age is at the end of its life, else 0.

        age = life

    Unit: share
    Source: definition
    """
    return maximum(1 - maximum(life_periods - period_index, period_index - life_periods), 0)
