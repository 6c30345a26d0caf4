"""What do the charts show? Revenue against cost, what the cost is made of, and where the two meet.

Each figure has a title that states its finding, and a text that tells a reader who cannot see it the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tco import charts
from tco.charts import Curve
from tco.emit.python import evaluate
from tco.page.numbers import amount, number, unit_beside
from tco.page.words import Words
from tco.results import Results
from tco.scenario import Case

REVENUE, COST = "revenue_per_second", "cost_per_second"
PARTS = ("cost_decode_per_hour", "cost_prefill_per_hour")
STEPS, HALVINGS, REACH = 80, 60, 4


@dataclass(frozen=True)
class Figure:
    """A chart with its finding; `legend` is a (colour, word) for each series."""

    name: str
    title: str
    note: str
    alt: str
    legend: tuple[tuple[str, str], ...]
    svg: str
    case: str = ""
    over: str = ""


def figures(results: Results, words: Words, titles: dict[str, str]) -> Iterator[Figure]:
    """The figures that a scenario has the quantities for."""
    shown = [c.name for c in results.scenario.cases if all(_number(results, c.name, q) for q in (REVENUE, COST))]
    if shown:
        yield _revenue(results, words, titles, shown)
    parts = [q for q in PARTS if any(_number(results, name, q) for name in shown)]
    if len(parts) > 1:
        yield _build_up(results, words, titles, shown, parts)
    if found := default_curve(results):
        yield _break_even(results, words, titles, *found)


def _number(results: Results, case: str, quantity: str) -> float:
    value = results.value(case, quantity)
    return value if isinstance(value, (int, float)) else 0.0


def _revenue(results: Results, words: Words, titles: dict[str, str], shown: list[str]) -> Figure:
    unit, series = results.unit(REVENUE), (words.say("chart.revenue"), words.say("chart.cost"))
    rows = [
        {
            "case": titles[c],
            "series": word,
            "value": _number(results, c, q),
            "text": number(_number(results, c, q), unit),
        }
        for c in shown
        for q, word in zip((REVENUE, COST), series, strict=True)
    ]
    cover = {c: _number(results, c, REVENUE) / _number(results, c, COST) for c in shown}
    key = "chart.revenue_title" if len(shown) > 1 else "chart.revenue_one"
    above = sum(share >= 1 for share in cover.values())
    first = number(cover[shown[0]], "share")
    title = words.say(key, case=titles[shown[0]], share=first, above=above, count=len(shown))
    note = words.say("chart.revenue_note", unit=unit)
    svg = charts.grouped_bars(rows, series, ("revenue", "cost"), unit)
    alt = _told(title, rows)
    return Figure(
        "revenue", title, note, alt, (("revenue", series[0]), ("cost", series[1])), charts.inlined(svg, "revenue")
    )


def _told(title: str, rows: list[dict[str, object]]) -> str:
    return title + " " + "; ".join(f"{r['case']}, {r['series']} {r['text']}" for r in rows if r["series"]) + "."


def _build_up(results: Results, words: Words, titles: dict[str, str], shown: list[str], parts: list[str]) -> Figure:
    unit = results.unit(parts[0])
    names = [words.say(f"chart.part_{q}") for q in parts]
    rows: list[dict[str, object]] = []
    for case in shown:
        values = [_number(results, case, q) for q in parts]
        rows += [
            {"case": titles[case], "series": n, "value": v, "place": i, "text": number(v, unit)}
            for i, (n, v) in enumerate(zip(names, values, strict=True))
        ]
        rows.append({"case": titles[case], "series": "", "value": sum(values), "text": number(sum(values), unit)})
    title = build_title(results, words, titles, shown, parts)
    svg = charts.inlined(charts.stacked_bars(rows, names, unit), "build")
    legend = tuple(zip(charts.PARTS, names, strict=False))
    return Figure("build", title, words.say("chart.build_note", unit=unit), _told(title, rows), legend, svg)


def build_title(results: Results, words: Words, titles: dict[str, str], shown: list[str], parts: list[str]) -> str:
    """Which share of the cost the part takes that varies: the last one."""
    totals = {c: sum(_number(results, c, q) for q in parts) for c in shown}
    shares = [_number(results, c, parts[-1]) / totals[c] for c in shown if totals[c]]
    key = "chart.build_title" if len(shares) > 1 else "chart.build_one"
    return words.say(
        key, part=words.say(f"chart.part_{parts[-1]}"), share=number(shares[0], "share"), case=titles[shown[0]],
        low=number(min(shares), "share"), high=number(max(shares), "share"),
    )  # fmt: skip


def _break_even(results: Results, words: Words, titles: dict[str, str], case: Case, over: str, curve: Curve) -> Figure:
    unit, money = results.unit(over), results.unit(REVENUE)
    quantity = words.label(over)
    beyond = curve.meets is not None and curve.meets[0] > curve.high
    values = {"case": titles[case.name], "quantity": quantity.lower(), "limit": amount(curve.high, unit)}
    values["value"] = amount(curve.meets[0], unit) if curve.meets else ""
    if curve.meets:
        key = "chart.even_closed" if beyond else "chart.even_at"
    else:
        above = curve.points[-1][1] >= curve.points[-1][2]
        key = "chart.even_above" if above else "chart.even_below"
        values |= {"limit": amount(curve.low, unit)} if above else {}
    title = words.say(key, **values)
    shown = Curve(curve.points, None if beyond else curve.meets, curve.now, curve.low, curve.high)
    beside = unit_beside(unit)
    svg = charts.break_even(
        shown, f"{quantity}, {beside}" if beside else quantity, money, ".0%" if unit == "share" else ",~r",
        words.say("chart.even_mark", value=values["value"]), words.say("chart.even_now", value=amount(curve.now, unit)),
    )  # fmt: skip
    note = words.say("chart.even_note", unit=money, quantity=quantity.lower())
    legend = (("revenue", words.say("chart.revenue")), ("cost", words.say("chart.cost")))
    return Figure("even", title, note, title, legend, charts.inlined(svg, "even"), case.name, over)


def default_curve(results: Results) -> tuple[Case, str, Curve] | None:
    """The first case with an input among the sliders that moves its profit, and its curve."""
    for case in results.scenario.cases:
        if not all(_number(results, case.name, q) for q in (REVENUE, COST)):
            continue
        for over in results.scenario.sliders:
            given = case.inputs.get(over)
            if given and isinstance(given.value, (int, float)) and over not in case.solve and case.name:
                curve = curve_over(results, case, over)
                if curve and len({p[1] - p[2] for p in curve.points}) > 1:
                    return case, over, curve
    return None


def span(low: float, unit: str, base: float) -> tuple[float, float]:
    """The range of a curve: all of a share, else from the least to twice the base."""
    return (0.0, 1.0) if unit == "share" else (max(low, 0.0), 2 * base if base > 0 else 1.0)


def curve_over(results: Results, case: Case, over: str) -> Curve | None:
    """Revenue and cost of a case over one of its inputs, all else held."""
    sheet = results.sheet
    base = float(case.inputs[over].value)
    low, high = span(sheet.inputs[over].low, results.unit(over), base)
    fixed = {name: given.value for name, given in case.given.items()}

    def at(x: float) -> tuple[float, float, float]:
        made = evaluate(sheet, {**fixed, over: x}, (REVENUE, COST), results.scenario.periods)
        return x, made[REVENUE], made[COST]

    try:
        points = [at(low + (high - low) * i / STEPS) for i in range(STEPS + 1)]
        far = [at(high + (REACH - 1) * (high - low) * i / STEPS) for i in range(STEPS + 1)]
        meets = _meeting(points, base, at) or _meeting(far, base, at)
    except (ArithmeticError, KeyError, TypeError):
        return None
    return Curve(tuple(points), meets, base, low, high)


def _meeting(
    points: list[tuple[float, float, float]], base: float, at: Callable[[float], tuple[float, float, float]]
) -> tuple[float, float] | None:
    """Where profit changes sign, the nearest to the base."""
    ahead = [p[1] - p[2] >= 0 for p in points]
    turns = [i for i in range(len(points) - 1) if ahead[i] != ahead[i + 1]]
    if not turns:
        return None
    nearest = min(turns, key=lambda i: abs(points[i][0] - base))
    low, high = points[nearest], points[nearest + 1]
    for _ in range(HALVINGS):
        middle = at((low[0] + high[0]) / 2)
        low, high = (middle, high) if (middle[1] - middle[2] >= 0) == ahead[nearest] else (low, middle)
    return high[0], high[2]
