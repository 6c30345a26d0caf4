"""What do the charts show? Revenue against cost, what the cost is made of, where the two meet, cash, and what moves the result.

Each figure has a title that states its finding, and a text that tells a reader who cannot see it the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tco.charts import bars, lines
from tco.charts.lines import Curve
from tco.charts.theme import PARTS as COLOURS
from tco.charts.theme import inlined
from tco.page.curve import COST, REVENUE, default_curve, number_of, shown_cases
from tco.page.words import Words
from tco.results import Results
from tco.scenario import Case

PARTS = ("cost_decode_per_hour", "cost_prefill_per_hour")
OWNED = (
    "depreciation_per_gpu_hour", "financing_cost_per_gpu_hour", "energy_cost_per_gpu_hour", "colocation_cost_per_gpu_hour",
    "overhead_cost_per_gpu_hour",
)  # fmt: skip
RENTED = ("rent_cost_per_gpu_hour",)
LIVE = {"revenue": "", "even": "over", "build": "", "hour": "", "roofline": "", "swing": "target", "cash": ""}
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
    dashes: tuple[str, ...] = ()  # of lines, as an SVG writes them

    @property
    def live(self) -> bool:
        """Whether the page's script draws it anew when a reader changes something."""
        return self.name in LIVE

    @property
    def choice(self) -> str:
        """What a reader chooses beside the case."""
        return LIVE.get(self.name, "")


def figures(results: Results, words: Words, titles: dict[str, str]) -> Iterator[Figure]:
    """The figures of money that a scenario has the quantities for."""
    made = _Bars(results, words, titles)
    if made.shown:
        yield made.revenue()
    if found := default_curve(results):
        yield _break_even(results, words, titles, *found)
    if len(made.parts) > 1:
        yield made.build_up()
    if hours := device_hours(results):
        yield made.device_hour(hours)


def charted(results: Results) -> list[str]:
    """The cases of a bar chart: all, or where they are many those in which revenue covers most and least of cost."""
    shown = shown_cases(results)
    if len(shown) <= MOST_CHARTED:
        return shown
    ranked = sorted(shown, key=lambda c: -number_of(results, c, REVENUE) / number_of(results, c, COST))
    return [*ranked[: MOST_CHARTED // 2], *ranked[-MOST_CHARTED // 2 :]]


def cost_parts(results: Results) -> tuple[str, ...]:
    """What the cost of an hour is made of, in any case."""
    return tuple(q for q in PARTS if any(number_of(results, case, q) for case in shown_cases(results)))


def device_hours(results: Results) -> dict[str, tuple[str, ...]]:
    """What a device-hour costs: the parts of owning, or the rent, of the first case of each price. Nothing where nobody owns."""
    names = [c.name for c in results.scenario.cases]
    found: dict[str, tuple[str, ...]] = {}
    prices: set[tuple[float, ...]] = set()
    for case in [name for name in names if " " not in name] or names:
        owned = number_of(results, case, "owned_share") and number_of(results, case, OWNED[0])
        parts = OWNED if owned else RENTED
        price = tuple(number_of(results, case, q) for q in parts)
        if number_of(results, case, "gpus") and number_of(results, case, "cost_per_gpu_hour") and price not in prices:
            found[case] = parts
            prices.add(price)
    return found if OWNED in found.values() and len(found) <= MOST_CHARTED else {}


def short(title: str) -> str:
    """A title beside its bar: the middle of a long one gives way, for what tells two apart stands at the ends."""
    keep = (LONGEST - 1) // 2
    return title if len(title) <= LONGEST else f"{title[:keep].rstrip()}…{title[-keep:].lstrip()}"


def labels(titles: Mapping[str, str], cases: Sequence[str]) -> dict[str, str]:
    """Each case's name beside its bar, in full where short ones are alike."""
    found = {case: short(titles[case]) for case in cases}
    return {case: text if list(found.values()).count(text) == 1 else titles[case] for case, text in found.items()}


class _Bars:
    """The bar charts: a bar or two for each case."""

    def __init__(self, results: Results, words: Words, titles: dict[str, str]) -> None:
        self.results, self.words, self.titles = results, words, titles
        self.shown, self.charted = shown_cases(results), charted(results)
        self.parts = cost_parts(results)

    def _values(self, case: str, quantities: Sequence[str]) -> list[float]:
        return [number_of(self.results, case, q) for q in quantities]

    def _title(self, kind: str, shares: Sequence[float], **values: object) -> str:
        """For one case, for some, for many: the share of the first, or the range of all."""
        many = "one" if len(shares) == 1 else "title" if len(shares) <= MOST_CHARTED else "many"
        first, low, high = (self.words.amount(share, "share") for share in (shares[0], min(shares), max(shares)))
        case = self.titles[self.shown[0]]
        say = self.words.say
        return say(f"chart.{kind}_{many}", case=case, share=first, low=low, high=high, count=len(shares), **values)

    def _note(self, key: str, unit: str) -> str:
        note = self.words.say(key, unit=self.words.unit(unit))
        if len(self.charted) == len(self.shown):
            return note
        return self.words.say("chart.some", note=note, number=len(self.charted), count=len(self.shown))

    def revenue(self) -> Figure:
        """Revenue beside cost."""
        unit, names = self.results.unit(REVENUE), (self.words.say("chart.revenue"), self.words.say("chart.cost"))
        beside = labels(self.titles, self.charted)
        rows = [
            {"case": beside[case], "series": name, "value": value, "text": self.words.number(value, unit)}
            for case in self.charted
            for name, value in zip(names, self._values(case, (REVENUE, COST)), strict=True)
        ]
        cover = [revenue / cost for revenue, cost in (self._values(c, (REVENUE, COST)) for c in self.shown)]
        title = self._title("revenue", cover, above=sum(share >= 1 for share in cover))
        svg = inlined(bars.grouped_bars(rows, names, ("revenue", "cost"), self.words.unit(unit)), "revenue")
        legend = (("revenue", names[0]), ("cost", names[1]))
        return Figure("revenue", title, self._note("chart.revenue_note", unit), _told(title, rows), legend, svg)

    def build_up(self) -> Figure:
        """What the cost of an hour is made of."""
        made = [self._values(case, self.parts) for case in self.shown]
        shares = [values[-1] / sum(values) for values in made if sum(values)]
        title = self._title("build", shares, part=self.words.say(f"chart.part_{self.parts[-1]}").lower())
        note = self._note("chart.build_note", self.results.unit(self.parts[0]))
        return self._stacked("build", title, note, dict.fromkeys(self.charted, self.parts))

    def device_hour(self, hours: Mapping[str, tuple[str, ...]]) -> Figure:
        """What a device-hour is made of, bought and rented."""
        case = next(name for name, parts in hours.items() if parts == OWNED)
        unit, values = self.results.unit(OWNED[0]), dict(zip(OWNED, self._values(case, OWNED), strict=True))
        part = max(values, key=values.__getitem__)
        title = self.words.say(
            "chart.hour_title", case=self.titles[case], value=self.words.amount(sum(values.values()), unit),
            part=self.words.say(f"chart.part_{part}").lower(), share=self.words.amount(values[part] / sum(values.values()), "share"),
        )  # fmt: skip
        return self._stacked("hour", title, self.words.say("chart.hour_note", unit=self.words.unit(unit)), hours)

    def _stacked(self, name: str, title: str, note: str, parts: Mapping[str, Sequence[str]]) -> Figure:
        series = list(dict.fromkeys(q for found in parts.values() for q in found))
        unit, names = self.results.unit(series[0]), {q: self.words.say(f"chart.part_{q}") for q in series}
        beside, rows = labels(self.titles, list(parts)), list[dict[str, object]]()
        for case, found in parts.items():
            values = self._values(case, found)
            rows += [
                {
                    "case": beside[case],
                    "series": names[q],
                    "value": value,
                    "place": place,
                    "text": self.words.number(value, unit),
                }
                for place, (q, value) in enumerate(zip(found, values, strict=True))
            ]
            rows.append(
                {"case": beside[case], "series": "", "value": sum(values), "text": self.words.number(sum(values), unit)}
            )
        svg = inlined(bars.stacked_bars(rows, list(names.values()), self.words.unit(unit)), name)
        return Figure(name, title, note, _told(title, rows), tuple(zip(COLOURS, names.values(), strict=False)), svg)


def _told(title: str, rows: Sequence[dict[str, object]]) -> str:
    return title + " " + "; ".join(f"{r['case']}, {r['series']} {r['text']}" for r in rows if r["series"]) + "."


def _break_even(results: Results, words: Words, titles: dict[str, str], case: Case, over: str, curve: Curve) -> Figure:
    unit, money, quantity = results.unit(over), words.unit(results.unit(REVENUE)), words.in_text(over)
    beyond = curve.meets is not None and curve.meets[0] > curve.high
    above = curve.points[-1][1] >= curve.points[-1][2]
    key = "at" if curve.meets and not beyond else "above" if above else "closed" if beyond else "below"
    value, limit = words.amount(curve.meets[0], unit) if curve.meets else "", words.amount(curve.high, unit)
    title = words.say(f"chart.even_{key}", case=titles[case.name], quantity=quantity, value=value, limit=limit)
    shown = Curve(curve.points, None if beyond else curve.meets, curve.now, curve.low, curve.high)
    beside = words.beside(unit)
    svg = lines.break_even(
        shown, f"{words.label(over)}, {beside}" if beside else words.label(over), money,
        ".0%" if unit == "share" else ",~r",
        words.say("chart.even_mark", value=value), words.say("chart.even_now", value=words.amount(curve.now, unit)),
    )  # fmt: skip
    note = words.say("chart.even_note", unit=money, quantity=quantity)
    legend = (("revenue", words.say("chart.revenue")), ("cost", words.say("chart.cost")))
    return Figure("even", title, note, title, legend, inlined(svg, "even"), case.name, over)
