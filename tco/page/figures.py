"""What do the charts show? Revenue against cost, what the cost is made of, and where the two meet.

Each figure has a title that states its finding, and a text that tells a reader who cannot see it the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tco import charts
from tco.charts import Curve
from tco.page.curve import COST, REVENUE, default_curve, number_of, shown_cases
from tco.page.numbers import amount, number, unit_beside
from tco.page.words import Words
from tco.results import Results
from tco.scenario import Case

PARTS = ("cost_decode_per_hour", "cost_prefill_per_hour")
MOST_CHARTED = 12  # cases of a bar chart; of more, those at both ends
LONGEST = 46  # letters of a name beside its bar


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
    bars = _Bars(results, words, titles)
    if bars.shown:
        yield bars.revenue()
    if len(bars.parts) > 1:
        yield bars.build_up()
    if found := default_curve(results):
        yield _break_even(results, words, titles, *found)


def charted(results: Results) -> list[str]:
    """The cases of a bar chart: all, or where they are many those in which revenue covers most and least of cost."""
    shown = shown_cases(results)
    if len(shown) <= MOST_CHARTED:
        return shown
    ranked = sorted(shown, key=lambda c: -number_of(results, c, REVENUE) / number_of(results, c, COST))
    return [*ranked[: MOST_CHARTED // 2], *ranked[-MOST_CHARTED // 2 :]]


def short(title: str) -> str:
    """A title beside its bar: the middle of a long one gives way, for what tells two apart stands at the ends."""
    keep = LONGEST - 1
    return title if len(title) <= LONGEST else f"{title[: keep * 3 // 5].rstrip()}…{title[-(keep * 2 // 5) :].lstrip()}"


class _Bars:
    """The bar charts: a bar or two for each case."""

    def __init__(self, results: Results, words: Words, titles: dict[str, str]) -> None:
        self.results, self.words, self.titles = results, words, titles
        self.shown, self.charted = shown_cases(results), charted(results)
        self.parts = [q for q in PARTS if any(number_of(results, case, q) for case in self.shown)]

    def _values(self, case: str, quantities: Sequence[str]) -> list[float]:
        return [number_of(self.results, case, q) for q in quantities]

    def _title(self, kind: str, shares: Sequence[float], **values: object) -> str:
        """For one case, for some, for many: the share of the first, or the range of all."""
        many = "one" if len(shares) == 1 else "title" if len(shares) <= MOST_CHARTED else "many"
        first, low, high = (amount(share, "share") for share in (shares[0], min(shares), max(shares)))
        case = self.titles[self.shown[0]]
        say = self.words.say
        return say(f"chart.{kind}_{many}", case=case, share=first, low=low, high=high, count=len(shares), **values)

    def _note(self, key: str, unit: str) -> str:
        note = self.words.say(key, unit=unit)
        if len(self.charted) == len(self.shown):
            return note
        return self.words.say("chart.some", note=note, number=len(self.charted), count=len(self.shown))

    def revenue(self) -> Figure:
        """Revenue beside cost."""
        unit, names = self.results.unit(REVENUE), (self.words.say("chart.revenue"), self.words.say("chart.cost"))
        rows = [
            {"case": short(self.titles[case]), "series": name, "value": value, "text": number(value, unit)}
            for case in self.charted
            for name, value in zip(names, self._values(case, (REVENUE, COST)), strict=True)
        ]
        cover = [revenue / cost for revenue, cost in (self._values(c, (REVENUE, COST)) for c in self.shown)]
        title = self._title("revenue", cover, above=sum(share >= 1 for share in cover))
        svg = charts.inlined(charts.grouped_bars(rows, names, ("revenue", "cost"), unit), "revenue")
        legend = (("revenue", names[0]), ("cost", names[1]))
        return Figure("revenue", title, self._note("chart.revenue_note", unit), _told(title, rows), legend, svg)

    def build_up(self) -> Figure:
        """What the cost is made of."""
        unit, names = self.results.unit(self.parts[0]), [self.words.say(f"chart.part_{q}") for q in self.parts]
        rows: list[dict[str, object]] = []
        for case in self.charted:
            title, values = short(self.titles[case]), self._values(case, self.parts)
            rows += [
                {"case": title, "series": name, "value": value, "place": place, "text": number(value, unit)}
                for place, (name, value) in enumerate(zip(names, values, strict=True))
            ]
            rows.append({"case": title, "series": "", "value": sum(values), "text": number(sum(values), unit)})
        made = [self._values(case, self.parts) for case in self.shown]
        shares = [values[-1] / sum(values) for values in made if sum(values)]
        title = self._title("build", shares, part=names[-1].lower())
        svg = charts.inlined(charts.stacked_bars(rows, names, unit), "build")
        legend = tuple(zip(charts.PARTS, names, strict=False))
        return Figure("build", title, self._note("chart.build_note", unit), _told(title, rows), legend, svg)


def _told(title: str, rows: Sequence[dict[str, object]]) -> str:
    return title + " " + "; ".join(f"{r['case']}, {r['series']} {r['text']}" for r in rows if r["series"]) + "."


def _break_even(results: Results, words: Words, titles: dict[str, str], case: Case, over: str, curve: Curve) -> Figure:
    unit, money, quantity = results.unit(over), results.unit(REVENUE), words.in_text(over)
    beyond = curve.meets is not None and curve.meets[0] > curve.high
    above = curve.points[-1][1] >= curve.points[-1][2]
    key = "at" if curve.meets and not beyond else "above" if above else "closed" if beyond else "below"
    value, limit = amount(curve.meets[0], unit) if curve.meets else "", amount(curve.high, unit)
    title = words.say(f"chart.even_{key}", case=titles[case.name], quantity=quantity, value=value, limit=limit)
    shown = Curve(curve.points, None if beyond else curve.meets, curve.now, curve.low, curve.high)
    beside = unit_beside(unit)
    svg = charts.break_even(
        shown, f"{words.label(over)}, {beside}" if beside else words.label(over), money,
        ".0%" if unit == "share" else ",~r",
        words.say("chart.even_mark", value=value), words.say("chart.even_now", value=amount(curve.now, unit)),
    )  # fmt: skip
    note = words.say("chart.even_note", unit=money, quantity=quantity)
    legend = (("revenue", words.say("chart.revenue")), ("cost", words.say("chart.cost")))
    return Figure("even", title, note, title, legend, charts.inlined(svg, "even"), case.name, over)
