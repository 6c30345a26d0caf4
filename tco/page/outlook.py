"""Charts of what may come: cash over the horizon, and what moves the headline that decides."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from tco.charts import bars, lines
from tco.charts.theme import LINES, inlined
from tco.page.curve import number_of
from tco.page.figures import Figure
from tco.page.numbers import RULES, kind
from tco.page.words import Words
from tco.results import Results
from tco.whatif.swing import DECISIVE, GAINS, STEP, Swing, sensitive_case, swings, targets

CASH, OPENING, LENGTH = "cash_to_date", "opening_outlay", "months_per_period"
MONTHS = 12
SERVED, SAME = "output_tokens_per_second", 1e-9
Points = list[tuple[float, float]]  # years from the start, cash to date


def outlook_figures(results: Results, words: Words, titles: Mapping[str, str]) -> Iterator[Figure]:
    """Cash where the scenario has periods and asks for it; sensitivity where a headline is a number that inputs move."""
    found = (t for target in targets(results) if (t := _tornado(results, words, titles, target)))
    yield from itertools.islice(found, 1)
    if paid := cash_lines(results):
        yield _cash(results, words, titles, paid)


def cash_lines(results: Results) -> dict[str, Points]:
    """Cash to date of the first cases that have it, from what is paid as the first period begins."""
    found: dict[str, Points] = {}
    for case in results.scenario.cases:
        cash, years = results.value(case.name, CASH), number_of(results, case.name, LENGTH) / MONTHS
        if isinstance(cash, tuple) and len(cash) > 1 and len(found) < len(LINES) and " " not in case.name:
            values = (-number_of(results, case.name, OPENING), *cash)
            found[case.name] = [(place * years, value) for place, value in enumerate(values)]
    return found


def _cash(results: Results, words: Words, titles: Mapping[str, str], paid: Mapping[str, Points]) -> Figure:
    unit, ends = results.unit(CASH), {case: points[-1][1] for case, points in paid.items()}
    best, worst = max(ends, key=ends.__getitem__), min(ends, key=ends.__getitem__)
    title = words.say(
        "chart.cash_title" if len(ends) > 1 else "chart.cash_one", years=words.number(paid[best][-1][0]), best=titles[best],
        high=words.amount(ends[best], unit), worst=titles[worst], low=words.amount(ends[worst], unit),
    )  # fmt: skip
    drawn = dict(zip(LINES, paid.values(), strict=False))
    svg = inlined(lines.over_time(drawn, words.say("chart.cash_x"), words.unit(unit), words.tick_labels(unit)), "cash")
    told = "; ".join(f"{titles[case]} {words.amount(value, unit)}" for case, value in ends.items())
    legend = tuple(zip(LINES, (titles[case] for case in paid), strict=False))
    note, dashes = (
        words.say("chart.cash_note", unit=words.unit(unit)),
        tuple(" ".join(map(str, d)) for d in lines.DASHES.values()),
    )
    return Figure("cash", title, note, f"{title} {told}.", legend, svg, dashes=dashes)


def _tornado(results: Results, words: Words, titles: Mapping[str, str], target: str) -> Figure | None:
    """What moves a headline, in the first case that has it; nothing where nothing does."""
    sensitive = sensitive_case(results, target)
    found = swings(results, sensitive, target) if sensitive else []
    if not sensitive or not found:
        return None
    case = sensitive.name
    unit, base = results.unit(target), number_of(results, case, target)
    stated = {s.quantity for s in found if results.scenario.range_of(s.quantity, case)}
    rows = [
        {"case": swing_label(words, swing, results.unit(swing.quantity), swing.quantity in stated), "kind": kind,
         "start": base, "end": end, "text": words.number(end, unit)}
        for swing in found
        for kind, end in (("low", swing.at_low), ("high", swing.at_high))
    ]  # fmt: skip
    ends = [base, *(value for swing in found for value in (swing.at_low, swing.at_high))]
    title = words.say(
        "chart.swing_title", case=titles[case], quantity=words.label(target), value=words.amount(base, unit),
        low=words.amount(min(ends), unit), high=words.amount(max(ends), unit), cause=words.in_text(found[0].quantity),
    )  # fmt: skip
    svg = inlined(bars.tornado(rows, base, words.axis(unit), _axis_format(unit), words.tick_labels(unit)), "swing")
    told = "; ".join(f"{row['case']}: {row['text']}" for row in rows)
    legend = tuple((colour, words.say(f"chart.swing_{kind}")) for kind, colour in bars.TORNADO.items())
    note = words.say("chart.swing_note", step=words.amount(STEP, "share"))
    note = words.say("chart.in_unit", note=note, unit=words.beside(unit)) if words.beside(unit) else note
    return Figure("swing", title, note, f"{title} {told}.", legend, svg, case, target)


def _axis_format(unit: str) -> str:
    """How the numbers of an axis are written: with a prefix, in per cent, or as they come."""
    return "~s" if kind(unit) in RULES["scaled"] else "~%" if unit == "share" else ""


def swing_label(words: Words, swing: Swing, unit: str, stated: bool) -> str:
    """An input beside its bar; with its range where the scenario states one."""
    label = words.label(swing.quantity)
    return f"{label}, {words.number(swing.low, unit)}–{words.number(swing.high, unit)}" if stated else label


def decision(results: Results, words: Words, titles: Mapping[str, str]) -> str:
    """The case that the deciding headline is best in and the next, where all of several serve the same load; else nothing."""
    target = next(iter(targets(results)), "")
    cases = [c.name for c in results.scenario.cases if isinstance(results.value(c.name, target), float)]
    loads = [number_of(results, case, SERVED) for case in cases]
    if len(cases) < 2 or not loads[0] or max(loads) - min(loads) > SAME * loads[0] or target not in DECISIVE:
        return ""
    unit, sign = results.unit(target), -1 if target in GAINS else 1
    first, second = sorted(cases, key=lambda case: sign * number_of(results, case, target))[:2]
    return words.say(
        "decision", quantity=words.in_text(target), case=titles[first], value=words.amount(results.value(first, target), unit),
        second=titles[second], other=words.amount(results.value(second, target), unit),
    )  # fmt: skip
