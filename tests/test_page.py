"""The page: the engine's numbers, in one file that loads nothing, says where each is from, and lets nothing in."""

from __future__ import annotations

import hashlib
import json
import math
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import quickjs

from tco.emit.javascript import script
from tco.engine import load
from tco.page import build, tied
from tco.page.curve import COST, REVENUE, curve_over, unit_of
from tco.page.numbers import amount, number, rules
from tco.page.titles import case_titles
from tco.page.view import View
from tco.page.words import read_words
from tco.report import Column, Table, make_report
from tco.results import Results

TEMPLATES = Path(__file__).parent.parent / "reports" / "_page"
SCENARIOS = ("deepseek-640", "deepseek-8xh200", "deepseek-day", "api-or-self-host")


@lru_cache
def made(name: str) -> tuple[Results, str]:
    model = load(name)
    results = model.run()
    report = make_report(results, model.book.content, results.scenario.report)
    return results, build(results, report.tables, TEMPLATES)


@pytest.fixture(scope="module")
def pages() -> dict[str, tuple[Results, str]]:
    return {name: made(name) for name in SCENARIOS}


class Reader(HTMLParser):
    """What a browser would make of the tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def every(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


# numbers

VALUES = [
    0.0, 1.0, -1.0, 0.5, 2.5, 0.005, 1.005, 3.2, -0.5037037, 0.0463, 0.00044, 18.5185, 120000.0, -14880000.0, 0.0432, 60.0,
    2.98e-5, 0.0028672, 1.5e-8, 4.8e12, 2.097e9, 1.979e15, 70272.0, 671.0264e9, 352.0, 70179.37, 1.1574, 10.52, 0.0003,
    568.18, 0.999999, 9.9999, 99.995, 999.95, 999999.5, 1e-6, 1e-7, 3.3e-13, 1e15, 1.2345e20, 0.1, 0.01, 0.001, 12345.678,
]  # fmt: skip
UNITS = ["", "count", "share", "s", "ratio", "CNY/s", "USD/Mtok", "CNY", "CNY/gpu/hour", "bytes", "bytes/s", "FLOP", "tokens/s",
         "months", "requests/s", "units", "W", "switch"]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_numbers_read_the_same_in_python_and_in_the_script(language: str) -> None:
    """One table of rules a language, two readings, the same text."""
    context, told = quickjs.Context(), json.dumps(rules(language))
    context.eval(f"const data = {{rules: {told}}};" + (TEMPLATES / "script" / "numbers.js").read_text("utf-8"))
    asked = [(value, unit) for value in VALUES for unit in UNITS]
    read = json.loads(
        context.eval(f"JSON.stringify({json.dumps(asked)}.map(([v, u]) => [number(v, u), amount(v, u)]))")
    )
    assert read == [[number(v, u, language), amount(v, u, language)] for v, u in asked]


def test_chinese_counts_large_amounts_in_ten_thousands_and_hundreds_of_millions() -> None:
    """From 100,000 on: amounts of money and counts, and no price and no rate, which are compared figure by figure."""
    said = [
        (99_999.0, "CNY"),
        (100_000.0, "CNY"),
        (-14_880_000.0, "CNY/month"),
        (2.097e9, "USD"),
        (5e6, "requests/day"),
    ]
    assert [number(*one, "zh") for one in said] == [
        "99,999",
        "10\u202f万",
        "−1,488\u202f万",
        "20.97\u202f亿",
        "500\u202f万",
    ]
    assert [number(120_000.0, unit, "zh") for unit in ("tokens/s", "CNY/Mtok", "bytes")] == [
        "120,000",
        "120,000.00",
        "120\u202fkB",
    ]
    assert amount(450_443.0, "USD/month", "zh") == "45.04\u202f万\u00a0USD/month"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_row_of_periods_reads_the_same_in_both(language: str) -> None:
    """One value where all are alike, all of a few, the first and the last of many."""
    context = quickjs.Context()
    context.eval(
        f"const data = {{rules: {json.dumps(rules(language))}}};"
        + (TEMPLATES / "script" / "numbers.js").read_text("utf-8")
    )
    rows = [(0.0,) * 20, (1.0, 0.0), tuple(float(n) for n in range(20))]
    asked = [(row, unit) for row in rows for unit in ("share", "ratio", "switch")]
    read = json.loads(context.eval(f"JSON.stringify({json.dumps(asked)}.map(([v, u]) => number(v, u)))"))
    assert read == [number(row, unit, language) for row, unit in asked]
    assert [number(row, "ratio") for row in rows] == ["0", "1, 0", "0, 1, 2 … 19"]


def test_what_is_yes_or_no_is_told_so() -> None:
    """And a part of one by its share."""
    assert [number(value, "switch") for value in (1.0, 0.0, 0.5)] == ["yes", "no", "50.0\u202f%"]
    assert [number(value, "switch", "zh") for value in (1.0, 0.0)] == ["是", "否"]


def test_only_what_is_one_or_nothing_is_yes_or_no() -> None:
    """A part of the fleet is a share, and a factor that is 1 for dense weights a factor."""
    results, _ = made("api-or-self-host")
    units = [unit_of(results, quantity) for quantity in ("from_api", "owned_share", "sparsity_speedup")]
    assert units == ["switch", "share", "ratio"]


def test_what_is_no_number_is_a_dash_or_itself() -> None:
    assert (number(None, "s"), number(math.inf), number("interconnect", "text")) == ("–", "–", "interconnect")


def test_a_line_does_not_end_between_a_number_and_its_per_cent_sign() -> None:
    assert tied("23 to 38 %, a 5 % share of 2") == "23 to 38\u00a0%, a 5\u00a0% share of 2"


# the emitted script


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_script_equals_the_engine_for_every_quantity_of_every_case(name: str) -> None:
    results = load(name).run()
    context = quickjs.Context()
    context.eval(script(results.sheet, results.names))
    for case in results.scenario.cases:
        given = json.dumps({q: g.value for q, g in case.given.items()})
        found = json.loads(context.eval(f"JSON.stringify(compute({given}, {results.scenario.periods}))"))
        for quantity, cell in results.cells[case.name].items():
            assert close(found[quantity], cell.value), (
                case.name,
                quantity,
            )


NOISE = 1e-6  # what is left of two equal amounts of money, such as the profit of a case that just pays


def close(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, tuple):
        return all(close(a, b) for a, b in zip(found, wanted, strict=True))
    if isinstance(wanted, (int, float)) and isinstance(found, (int, float)):
        return math.isclose(found, wanted, rel_tol=1e-9, abs_tol=NOISE if abs(wanted) < NOISE else 0)
    return bool(found == wanted)


def test_a_value_that_cannot_be_made_is_null_in_the_script() -> None:
    """Over zero, without an input, or built on either."""
    results = load("deepseek-640").run()
    context = quickjs.Context()
    context.eval(script(results.sheet, results.names))
    given = {q: g.value for q, g in results.scenario.cases[0].given.items()} | {"price_per_mtok_output": 0.0}
    del given["rent_per_server_month"]
    found = json.loads(context.eval(f"JSON.stringify(compute({json.dumps(given)}, 12))"))
    assert (found["revenue_per_second"], found["margin_on_revenue"], found["cost_per_second"]) == (0, None, None)


# the file


def test_the_page_is_one_file_that_may_load_nothing(pages: dict[str, tuple[Results, str]]) -> None:
    for _, page in pages.values():
        reader = Reader(page)
        assert len(page.encode()) < 2_000_000
        assert [a["rel"] for a in reader.every("link")] == ["icon"]
        assert not [
            a for tag, a in reader.tags if tag != "a" and any(k in a for k in ("src", "srcset", "data", "action"))
        ]
        assert not [k for _, a in reader.tags for k in a if k.startswith("on") or k == "style"]


def test_the_policy_allows_this_style_and_this_script_only(pages: dict[str, tuple[Results, str]]) -> None:
    _, page = pages["deepseek-640"]
    policy = next(a["content"] for a in Reader(page).every("meta") if a.get("http-equiv"))
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    code = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [f"'sha256-{b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in (*style, *code)]
    assert policy == (
        f"default-src 'none'; style-src {digests[0]}; script-src {digests[1]}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_the_same_run_gives_the_same_bytes(pages: dict[str, tuple[Results, str]]) -> None:
    """In another process with another hash seed."""
    code = "import test_page, sys; sys.stdout.buffer.write(test_page.made('deepseek-day')[1].encode())"
    environment = {
        "PYTHONPATH": f"{Path(__file__).parent}:{TEMPLATES.parent.parent}",
        "PYTHONHASHSEED": "7",
        "PATH": "",
    }
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert found.stdout == pages["deepseek-day"][1].encode()


def test_ids_are_unique_and_every_link_within_the_page_leads_somewhere(pages: dict[str, tuple[Results, str]]) -> None:
    for _, page in pages.values():
        reader = Reader(page)
        ids = [a["id"] for _, a in reader.tags if "id" in a]
        assert len(ids) == len(set(ids))
        assert {a["href"][1:] for a in reader.every("a") if (a["href"] or "").startswith("#")} <= set(ids)  # type: ignore[index]


def test_every_live_cell_holds_the_full_value(pages: dict[str, tuple[Results, str]]) -> None:
    for results, page in pages.values():
        cells = [a for a in Reader(page).every("button") if "data-quantity" in a]
        assert len(cells) > 30
        for cell in cells:
            value = results.value(str(cell["data-case"]), str(cell["data-quantity"]))
            assert cell["data-value"] == in_full(value)


def in_full(value: object) -> str:
    """As the page's script writes it back after a reset: a value a period is a list of plain numbers."""
    if isinstance(value, tuple):
        return ",".join(f"{one:g}" if one == int(one) else repr(one) for one in value)
    return "" if value is None else str(value)


def test_the_script_says_nothing_that_the_words_lack() -> None:
    words = read_words(TEMPLATES)
    scripts = "".join(p.read_text("utf-8") for p in (TEMPLATES / "script").glob("*.js"))
    for key in set(re.findall(r'say\("([a-z_.]+)"[,)]', scripts)):
        assert words.say(key)
    for word in {*re.findall(r'term\("([a-z_]+)"', scripts), "source", "listed", "rate", "note", "confidence"}:
        assert words.say(f"how.{word}")


HOSTILE = "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>{{7*7}}\"'"


def hostile() -> tuple[Results, str]:
    """A run in which every text of a file is an attack."""
    results = load("deepseek-8xh200").run()
    bad = {
        "source": f"javascript:alert(1) {HOSTILE} https://example.org/a",
        "note": HOSTILE,
        "listed": HOSTILE,
        "where": HOSTILE,
    }
    cells = {
        case: {q: replace(c, source=bad["source"], note=HOSTILE) for q, c in row.items()}
        for case, row in results.cells.items()
    }
    cases = tuple(
        replace(
            c, title=f"{c.name} {HOSTILE}", note=HOSTILE, inputs={q: replace(g, **bad) for q, g in c.inputs.items()},
            pins={q: replace(g, **bad) for q, g in c.pins.items()},
        )
        for c in results.scenario.cases
    )  # fmt: skip
    scenario = replace(results.scenario, name=HOSTILE, title=HOSTILE, question=HOSTILE, finding=HOSTILE, cases=cases)
    results = replace(results, scenario=scenario, cells=cells)
    table = Table(
        HOSTILE, HOSTILE, HOSTILE, (Column("x", HOSTILE, HOSTILE, text=True),), ((HOSTILE,),), ((None,),), (HOSTILE,)
    )
    return results, build(results, [table], TEMPLATES, attribution=[replace(table, name="attribution")])


def test_text_from_files_is_text_wherever_it_stands() -> None:
    """A closing script tag, an image with a handler, an address of the wrong kind, a template expression."""
    _, page = hostile()
    reader = Reader(page)
    assert [a.get("type", "") for a in reader.every("script")] == ["application/json", ""]
    assert not reader.every("img")
    assert "{{7*7}}" in page
    assert {a["href"] for a in reader.every("a") if not (a["href"] or "").startswith("#")} == {"https://example.org/a"}


def test_many_cases_stay_one_small_file_that_reads_top_down() -> None:
    """Cases become rows, bars are those at both ends, and a finding is there though the scenario states none."""
    results, _ = made("api-against-rental")
    silent = replace(results, scenario=replace(results.scenario, finding=""))
    page = build(silent, make_report(silent, load("deepseek-day").book.content, "api-against-rental").tables, TEMPLATES)
    cases = len(results.scenario.cases)
    assert cases > 40
    assert len(page.encode()) < 2_000_000
    glance = page[page.index('id="glance"') : page.index('id="charts"')]
    assert glance.count("<tr>") == cases + 1
    assert page[: page.index('id="glance"')].count(f"of {cases} cases") == 1


# what it says


def test_a_number_is_cited_and_its_sources_are_listed_once(pages: dict[str, tuple[Results, str]]) -> None:
    results, page = pages["deepseek-640"]
    rent = results.scenario.cases[0].inputs["rent_per_server_month"].source
    assert page.count("What these numbers leave out") == 1
    listed = page[page.index('<ol class="sources">') :]
    assert listed[: listed.index("</ol>")].count(f"{rent}<br>") <= 1
    assert rent in listed


def test_a_pin_stands_beside_what_its_formula_gives() -> None:
    results = load("deepseek-640").run()
    view = View(results, (), (), read_words(TEMPLATES))
    units = next(e for e in view.pins if e.quantity == "prefill_units" and e.shown.text == "10")
    assert (units.by_formula, units.cases) == ("1", "As printed; With input revenue; Half-price decode")


def test_cases_of_one_title_are_told_apart_by_their_point() -> None:
    case = load("deepseek-640").scenario.cases[0]
    named = [replace(case, name=f"a {point}") for point in ("batch=1", "batch=2000", "batch=1 load=30000 requests/day")]
    assert list(case_titles(named, read_words(TEMPLATES)).values()) == [
        "As printed (Batch 1)", "As printed (Batch 2,000)", "As printed (Batch 1, 30,000 requests/day)",
    ]  # fmt: skip


def test_the_numbers_in_a_chart_are_those_of_its_cases(pages: dict[str, tuple[Results, str]]) -> None:
    """Rounding coordinates must not round what is written."""
    results, page = pages["deepseek-8xh200"]
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", page[page.index('data-figure="revenue"') :])
    for case in results.scenario.cases:
        assert number(results.value(case.name, REVENUE), "CNY/s") in drawn
        assert number(results.value(case.name, COST), "CNY/s") in drawn


def test_the_break_even_of_the_chart_is_that_of_the_formula() -> None:
    results = load("deepseek-640").run()
    for case in results.scenario.cases:
        curve = curve_over(results, case, "utilisation_share")
        assert curve
        assert curve.meets
        assert close(curve.meets[0], results.value(case.name, "break_even_utilisation"))
        now = min(curve.points, key=lambda p: abs(p[0] - curve.now))
        assert close(now[1], results.value(case.name, REVENUE))
        assert close(now[2], results.value(case.name, COST))


def colours(scheme: str) -> dict[str, str]:
    """The colour variables of the style sheet, light or dark."""
    style = (TEMPLATES / "page.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[0]))
    return found | (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[1])) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: str) -> None:
    """WCAG AA: 4.5 to 1 for text; 3 to 1 between neighbouring parts and for lines and bars against the ground would be
    met by blue, vermilion and green; orange, which Okabe and Ito chose to be told apart, has its number beside it."""
    named = colours(scheme)
    for text in ("ink", "muted", "accent", "warn"):
        for ground in ("paper", "tint"):
            lighter, darker = sorted((luminance(named[text]), luminance(named[ground])), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (scheme, text, ground)
