"""Charts of layouts: the roofline with the phases of each case, and the front of a search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tco.charts import layouts
from tco.charts.layouts import Roof
from tco.charts.theme import LINES, inlined
from tco.page.figures import MOST_CHARTED, Figure, short
from tco.page.words import Words
from tco.results import Results
from tco.search.ask import Answer
from tco.search.front import per_machine
from tco.search.run import MACHINE, RATE, USER

PEAK, RIDGE = "peak_flops", "ridge_intensity"
PHASES = {
    "decode": ("arithmetic_intensity", "decode_flops_per_gpu"),
    "prefill": ("prefill_intensity", "prefill_flops_per_gpu"),
}
TARGET = "tpot_target_seconds"


def layout_figures(
    results: Results, words: Words, titles: Mapping[str, str], answer: Answer | None
) -> Iterator[Figure]:
    """The roofline where the cases have its quantities, and the front where layouts were searched."""
    if names := roof_names(results, titles):
        yield _roofline(results, words, titles, names)
    if answer and per_machine(answer.searched.cases).height:
        yield _front(words, answer)


def roof_names(results: Results, titles: Mapping[str, str]) -> dict[str, str]:
    """The cases of the roofline, each with the name of its roof: its device and precision, or itself. None of very many."""
    cases = [c for c in results.scenario.cases if _number(results, c.name, PHASES["decode"][1])]
    named = {c.name: " ".join(c.choices[k] for k in ("device", "precision") if k in c.choices) for c in cases}
    return {case: name or titles[case] for case, name in named.items()} if len(cases) <= MOST_CHARTED else {}


def _number(results: Results, case: str, quantity: str) -> float:
    value = results.value(case, quantity)
    return value if isinstance(value, float) else 0.0


def _roofline(results: Results, words: Words, titles: Mapping[str, str], cases: Mapping[str, str]) -> Figure:
    roofs = _roofs(results, cases)
    of = {(r.peak, r.ridge): r.colour for r in roofs}
    points: list[dict[str, object]] = []
    for phase, (intensity, rate) in PHASES.items():
        for case in cases:
            colour = of[_number(results, case, PEAK), _number(results, case, RIDGE)]
            at, reached = _number(results, case, intensity), _number(results, case, rate)
            if at and reached:
                text = f"{short(titles[case])}, {words.say(f'chart.roof_{phase}')}"
                points.append({"x": at, "y": reached, "colour": colour, "phase": phase, "text": text})
    below = sum(p["x"] < _number(results, c, RIDGE) for p, c in zip(points, cases, strict=False))  # type: ignore[operator]
    title = words.say("chart.roof_title", below=below, count=len(cases))
    told = [f"{p['text']}: {words.amount(p['x'], 'FLOP/byte')}, {words.amount(p['y'], 'FLOP/s')}" for p in points]
    ridges = [_ridge(words, roof) for roof in roofs]
    svg = layouts.roofline(roofs, points, words.say("chart.roof_x"), words.say("chart.roof_y"))
    legend = tuple((r.colour, r.name) for r in roofs)
    return Figure(
        "roofline",
        title,
        words.say("chart.roof_note"),
        f"{title} {'; '.join([*ridges, *told])}.",
        legend,
        inlined(svg, "roofline"),
    )


def _ridge(words: Words, roof: Roof) -> str:
    peak, ridge = words.amount(roof.peak, "FLOP/s"), words.amount(roof.ridge, "FLOP/byte")
    return words.say("chart.roof_ridge", device=roof.name, peak=peak, ridge=ridge)


def _roofs(results: Results, names: Mapping[str, str]) -> list[Roof]:
    """A roof for each pair of peak and ridge, named after the first case under it."""
    found: dict[tuple[float, float], str] = {}
    for case, name in names.items():
        found.setdefault((_number(results, case, PEAK), _number(results, case, RIDGE)), name)
    return [Roof(name, LINES[i % len(LINES)], *key) for i, (key, name) in enumerate(found.items())]


def _front(words: Words, answer: Answer) -> Figure:
    found = per_machine(answer.searched.cases)
    names = [m.name for m in answer.searched.machines if m.name in set(found[MACHINE])][: len(LINES)]
    rows = {name: [(r[USER], r[RATE]) for r in found.iter_rows(named=True) if r[MACHINE] == name] for name in names}
    target = answer.aim(TARGET)
    mark = words.say("chart.front_mark", time=words.amount(target, "s"))
    ends = "; ".join(
        words.say("chart.front_ends", machine=name, fast=words.amount(pts[0][0], "tokens/s"), few=words.amount(pts[0][1], "tokens/s"),
                  slow=words.amount(pts[-1][0], "tokens/s"), many=words.amount(pts[-1][1], "tokens/s"))
        for name, pts in rows.items()
    )  # fmt: skip
    best = max(rows, key=lambda name: max((r for u, r in rows[name] if u >= 1 / target), default=0.0))
    reached = max((r for u, r in rows[best] if u >= 1 / target), default=0.0)
    key = "chart.front_title" if reached else "chart.front_none"
    title = words.say(key, machine=best, rate=words.amount(reached, "tokens/s"), time=words.amount(target, "s"))
    lines = dict(zip(LINES, rows.values(), strict=False))
    svg = layouts.fronts(lines, (1 / target, mark), words.say("chart.front_x"), words.say("chart.front_y"))
    note = words.say("chart.front_note", count=f"{answer.searched.count:,}")
    return Figure(
        "front", title, note, f"{title} {ends}.", tuple(zip(LINES, names, strict=False)), inlined(svg, "front")
    )
