"""The page in a real browser: sliders recalculate what the engine would, nothing is logged, nothing is asked for."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, browser, missing
from test_page import SCENARIOS, hostile, made

from tco.engine import load, run
from tco.results import Results
from tco.scenario import Setting
from tco.sheet import sheet

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(missing()), reason=missing() or "-")]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Results, Path]]:
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name in SCENARIOS:
        results, text = made(name)
        path = folder / f"{name}.html"
        path.write_text(text, encoding="utf-8")
        found[name] = (results, path)
    return found


@pytest.fixture
def page(chromium: Browser, files: dict[str, tuple[Results, Path]]) -> Iterator[Browser]:
    """The 640-card page, freshly loaded; the console must have stayed silent and the network idle."""
    chromium.open(files["deepseek-640"][1])
    yield chromium
    assert chromium.log() == []
    assert chromium.requests() == []


def shown(page: Browser, case: str) -> dict[str, Any]:
    """Every cell of a case on the page, all chapters open, by quantity: the full values as the page holds them."""
    page.run("tco.openAll()")
    cells = page.run(
        "return [...document.querySelectorAll('button.number[data-case=\"' + arguments[0] + '\"]')]"
        ".map(b => [b.dataset.quantity, b.dataset.value, b.textContent])",
        case,
    )
    found: dict[str, Any] = {}
    for quantity, value, _ in cells:
        assert agrees(found.setdefault(quantity, value), number_of(value)), f"{quantity} is shown with two values"
    return found


def differences(page: Browser, case: str, results: Results) -> list[tuple[str, Any, Any]]:
    """Cells of the page that are not the engine's value, to 1e-9."""
    found = shown(page, case)
    assert len(found) > 60
    wanted = {q: results.value(case, q) for q in found}
    return [(q, v, wanted[q]) for q, v in found.items() if not agrees(v, wanted[q])]


def number_of(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def agrees(text: str, value: Any) -> bool:
    if isinstance(value, tuple):  # a value a period
        found = text.strip("()").split(",")
        return len(found) == len(value) and all(agrees(one, v) for one, v in zip(found, value, strict=True))
    if isinstance(value, (int, float)):
        return text != "" and math.isclose(float(text), value, rel_tol=1e-9, abs_tol=1e-6 if abs(value) < 1e-6 else 0)
    return text == (value or "")


def slide(page: Browser, case: str, quantity: str, position: float) -> float:
    """Move a slider as a hand would; the value it came to."""
    return float(
        page.run(
            """const [name, quantity, position] = arguments;
            const list = document.getElementById("whatif-case");
            list.value = name; list.dispatchEvent(new Event("change", {bubbles: true}));
            const slider = document.querySelector(`[data-slider="${quantity}"]`);
            slider.value = position; slider.dispatchEvent(new Event("input", {bubbles: true}));
            const one = tco.cases.find(one => one.name === name);
            return one.changes[quantity] ?? one.inputs[quantity]""",
            *(case, quantity, position),
        )
    )


def engine(settings: list[tuple[str, str, float]]) -> Results:
    return load("deepseek-640", settings=[Setting(q, repr(v), c) for c, q, v in settings]).run()


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_page_opens_with_the_engines_numbers(
    chromium: Browser, files: dict[str, tuple[Results, Path]], name: str
) -> None:
    results, path = files[name]
    chromium.open(path)
    checked = chromium.run("return tco.checked")
    assert checked["differ"] == 0
    assert checked["all"] > 100
    for case in results.scenario.cases:
        assert differences(chromium, case.name, results) == []
    assert (chromium.log(), chromium.requests()) == ([], [])
    assert chromium.run("return performance.getEntriesByType('resource').length") == 0


def test_many_cases_are_recalculated_too(chromium: Browser, tmp_path: Path) -> None:
    results, text = made("api-against-rental")
    path = tmp_path / "many.html"
    path.write_text(text, encoding="utf-8")
    chromium.open(path)
    assert chromium.run("return tco.checked.differ") == 0
    case = results.scenario.cases[40].name
    chromium.run("tco.openAll(); tco.choose(arguments[0]); tco.change(arguments[0], 'utilisation_share', 0.25)", case)
    found = load("api-against-rental", settings=[Setting("utilisation_share", "0.25", case)]).run()
    assert differences(chromium, case, found) == []
    assert (chromium.log(), chromium.requests()) == ([], [])


MOVES = [
    ("as-printed", "utilisation_share", 0.635), ("as-printed", "utilisation_share", 0.0),
    ("as-printed", "price_per_mtok_output", 0.105), ("corrected", "rent_per_server_month", -0.42),
    ("steady-state", "batch", 1.0), ("corrected-input", "batch", -1.0), ("half-price-decode", "decode_price_factor", 0.37),
    ("steady-state-100k", "batch", 0.33), ("corrected-60ms-filled", "utilisation_share", 0.4),
]  # fmt: skip


@pytest.mark.parametrize(("case", "quantity", "position"), MOVES)
def test_after_a_slider_every_number_is_the_engines(page: Browser, case: str, quantity: str, position: float) -> None:
    """Tables, headline and cards of that case; the other cases stay."""
    value = slide(page, case, quantity, position)
    results = engine([(case, quantity, value)])
    assert differences(page, case, results) == []
    assert differences(page, "with-input", results) == []


def test_several_sliders_in_several_cases_hold_together(page: Browser) -> None:
    moves = [
        ("as-printed", "price_per_mtok_output", -0.31), ("as-printed", "batch", 0.27), ("corrected", "batch", 0.64),
        ("corrected", "utilisation_share", 0.55), ("corrected", "decode_price_factor", -0.2),
    ]  # fmt: skip
    settings = [(case, quantity, slide(page, case, quantity, position)) for case, quantity, position in moves]
    results = engine(settings)
    for case in ("as-printed", "corrected"):
        assert differences(page, case, results) == []
    lines = page.run("return document.getElementById('set-lines').value")
    assert lines.split()[:3] == ["tco", "run", "deepseek-640"]
    assert all(f"--set {case}:{quantity}=" in lines for case, quantity, _ in settings)


def test_any_input_may_be_added_and_a_solved_one_is_solved_again(page: Browser) -> None:
    """The largest batch within 60 ms follows the network, as the engine finds it."""
    page.run("tco.choose('corrected-60ms-filled')")
    assert page.run("return document.querySelector('[data-slider=batch]')") is None
    assert "is solved for" in page.run("return document.getElementById('whatif-note').textContent")
    page.run(
        "document.getElementById('more').value = 'Scale out bandwidth'; document.getElementById('more-add').click()"
    )
    value = slide(page, "corrected-60ms-filled", "scale_out_bandwidth", 0.5)
    results = engine([("corrected-60ms-filled", "scale_out_bandwidth", value)])
    assert results.value("corrected-60ms-filled", "batch") != load("deepseek-640").run().value(
        "corrected-60ms-filled", "batch"
    )
    assert differences(page, "corrected-60ms-filled", results) == []


def test_a_released_pin_gives_way_to_its_formula(page: Browser) -> None:
    page.run("tco.choose('as-printed'); document.querySelector('[data-pin=prefill_units]').click()")
    scenario = load("deepseek-640").scenario
    case = scenario.cases[0]
    free = replace(case, pins={q: g for q, g in case.pins.items() if q != "prefill_units"})
    results = run(replace(scenario, cases=(free, *scenario.cases[1:])), sheet())
    assert differences(page, "as-printed", results) == []
    assert "--set as-printed:prefill_units=formula" in page.run("return document.getElementById('set-lines').value")


def test_a_number_typed_in_the_box_counts_and_nonsense_does_not(page: Browser) -> None:
    """A share is typed in per cent; what lies outside the plausible is refused with the range."""
    typed = """const box = document.querySelector(`[data-box="${arguments[0]}"]`); box.focus();
        box.value = arguments[1]; box.dispatchEvent(new Event("input", {bubbles: true}));
        return [box.getAttribute("aria-invalid"), tco.cases[0].changes[arguments[0]] ?? null]"""
    assert page.run(typed, "utilisation_share", "63.66") == ["false", 0.6366]
    assert page.run(typed, "utilisation_share", "120") == ["true", 0.6366]
    assert page.run(typed, "batch", "") == ["true", None]
    assert differences(page, "as-printed", engine([("as-printed", "utilisation_share", 0.6366)])) == []


def test_charts_follow_and_reset_brings_everything_back(page: Browser) -> None:
    state = """tco.draw(); return [...document.querySelectorAll('[data-figure]')].map(f =>
        [f.querySelector('h3').textContent, f.querySelector('.still').hidden, f.querySelector('.drawn').innerHTML])"""
    before = page.run(state)
    cells = shown(page, "as-printed")
    slide(page, "as-printed", "price_per_mtok_output", 0.3)
    after = page.run(state)
    assert all(a[0] != b[0] or a[2] != b[2] for a, b in zip(after, before, strict=True))
    assert [a[1] for a in after] == [True] * len(before)
    assert page.run("return document.getElementById('active').hidden") is False
    page.run("document.querySelector('#whatif [data-reset]').click()")
    reset = page.run(state)
    assert [r[:2] for r in reset] == [b[:2] for b in before]
    assert {q: number_of(v) for q, v in shown(page, "as-printed").items()} == {
        q: number_of(v) for q, v in cells.items()
    }
    assert page.run("return document.getElementById('active').hidden") is True


def test_the_break_even_chart_may_be_drawn_for_any_case_and_lever(page: Browser) -> None:
    choose = """const [case_, over] = document.querySelectorAll('figure select');
        case_.value = arguments[0]; case_.dispatchEvent(new Event('change', {bubbles: true}));
        over.value = arguments[1]; over.dispatchEvent(new Event('change', {bubbles: true}));
        tco.draw(); return document.querySelector('[data-figure=even] h3').textContent"""
    assert (
        page.run(choose, "steady-state", "utilisation_share")
        == "Steady state: revenue meets cost at utilisation 63.7\u202f%."
    )
    assert "18.52" in page.run(choose, "as-printed", "price_per_mtok_output")
    assert "11,574" in page.run(choose, "as-printed", "batch")


def test_a_number_explains_itself_down_to_its_source(page: Browser) -> None:
    """From the cost of a second, six steps down, to the rent of a server and who states it."""
    page.run("document.querySelector('#glance [data-case=as-printed][data-quantity=cost_per_second]').click()")
    read = "return document.getElementById('how').innerText"
    assert "cost_per_hour / 3600" in page.run(read)
    for step in (
        *("Cost per hour", "Fleet cost per hour", "Cost of decode"),
        *("Cost per GPU hour", "Rent of a device-hour", "Rent of a server"),
    ):
        page.run(
            "[...document.querySelectorAll('#how .from button')].find(b => b.textContent === arguments[0]).click()",
            step,
        )
    text = page.run(read)
    assert "120,000" in text
    assert "seed 004" in text


def test_the_keyboard_reaches_and_moves_among_the_numbers(page: Browser) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    page.run("document.querySelector('#glance button.number').focus()")
    where = "const b = document.activeElement; return [b.dataset.case, b.dataset.quantity]"
    keys = ActionChains(page.driver)
    keys.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_DOWN).perform()
    assert page.run(where) == ["with-input", "cost_per_second"]
    keys.send_keys(Keys.ENTER).perform()
    assert page.run("return document.getElementById('how').classList.contains('held')") is True
    keys.send_keys(Keys.ESCAPE).perform()
    assert page.run("return document.getElementById('how').hidden") is True
    assert page.run(where) == ["with-input", "cost_per_second"]


def test_headings_step_by_one(page: Browser) -> None:
    levels = page.run("return [...document.querySelectorAll('main h1, main h2, main h3, h1')].map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_sticks_out_of_the_page(page: Browser, width: int) -> None:
    page.resize(width)
    page.run("tco.change('as-printed', 'batch', 12345); tco.draw()")
    assert page.run("return document.documentElement.scrollWidth") <= width


def test_hostile_text_stays_inert(chromium: Browser, tmp_path: Path) -> None:
    results, text = hostile()
    path = tmp_path / "hostile.html"
    path.write_text(text, encoding="utf-8")
    chromium.open(path)
    case = results.scenario.cases[0].name
    chromium.run("document.querySelector('button.number').click()")
    chromium.run("tco.change(arguments[0], 'utilisation_share', 0.5); tco.draw()", case)
    assert chromium.run("return window.pwned ?? null") is None
    assert chromium.run("return document.images.length") == 0
    assert (chromium.log(), chromium.requests()) == ([], [])
    assert (
        json.loads(chromium.run("return document.getElementById('tco-data').textContent"))["name"]
        == results.scenario.name
    )
