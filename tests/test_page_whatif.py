"""The page under a reader's hands: any input to any value gives the engine's numbers, on a phone, in the dark, on paper."""

from __future__ import annotations

import json
import math
import random
import shlex
import subprocess
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, browser, missing
from click.testing import CliRunner
from test_page import TEMPLATES

from tco.cli import cli
from tco.engine import load
from tco.page import build
from tco.publish import _searched as searched
from tco.report import make_report
from tco.results import Results
from tco.scenario import Setting
from tco.whatif.swing import sensitive_case, swings, targets

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(missing()), reason=missing() or "-")]

PAGES = ("deepseek-640", "buy-rent-api-8xh200", "layout-search", "api-or-self-host-by-demand")
SEED, CHANGES = 20261124, 3
PAPERS = {"A4": (8.27, 11.69), "Letter": (8.5, 11.0)}
MEANT = {"A4": (595, 842), "Letter": (612, 792)}  # points


@lru_cache
def page_of(name: str) -> tuple[Results, str]:
    model = load(name)
    results = model.run()
    report = make_report(results, model.book.content, results.scenario.report)
    return results, build(results, report.tables, TEMPLATES, searched=searched(model))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Browser, Results]]:
    """A page of a scenario, freshly loaded; the console must have stayed silent and the network idle."""
    results, text = page_of(request.param)
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    chromium.scheme("light")
    chromium.open(path)
    yield chromium, results
    assert (chromium.log(), chromium.requests()) == ([], [])


def on_each(*names: str) -> Any:
    return pytest.mark.parametrize("opened", names, indirect=True)


def agree(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, tuple):
        return len(found) == len(wanted) and all(agree(a, b) for a, b in zip(found, wanted, strict=True))
    if isinstance(wanted, (int, float)) and isinstance(found, (int, float)):
        return math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9 if abs(wanted) < 1 else 0)
    return bool(found == wanted)


def bounded(page: Browser, quantity: str, value: float) -> float:
    low, high = page.run(
        "const q = tco.data.quantities[arguments[0]]; return [q.low ?? null, q.high ?? null]", quantity
    )
    return min(max(value, -math.inf if low is None else low), math.inf if high is None else high)


@on_each(*PAGES)
def test_random_changes_of_random_inputs_give_the_engines_numbers(opened: tuple[Browser, Results]) -> None:
    """Three changes at once, of inputs and pins drawn from all that can be changed: every quantity of the case, to 1e-9."""
    page, results = opened
    draw, name = random.Random(SEED), results.scenario.name
    for _ in range(CHANGES):
        case = draw.choice(results.scenario.cases).name
        free = page.run("tco.reset(); return tco.changeable(arguments[0])", case)
        switches = {
            q for q, known in results.sheet.inputs.items() if known.switch
        }  # another way to serve asks for more
        free = [q for q in free if q not in switches]
        settings = []
        for quantity in draw.sample(sorted(free), 3):
            base = page.run("return tco.cases.find(c => c.name === arguments[0]).engine[arguments[1]]", case, quantity)
            value = bounded(page, quantity, (base or 1.0) * draw.uniform(0.7, 1.4))
            page.run("tco.change(...arguments)", case, quantity, value)
            settings.append(Setting(quantity, repr(float(value)), case))
        found = load(name, settings=settings).run()
        now = page.run("return tco.cases.find(c => c.name === arguments[0]).now", case)
        lacks = set(page.run("return [...tco.cases.find(c => c.name === arguments[0]).lacks]", case))
        wrong = [
            (q, now.get(q), cell.value)
            for q, cell in found.cells[case].items()
            if q in now and q not in lacks and not agree(now[q], cell.value)
        ]
        assert wrong == [], settings


@on_each("deepseek-640", "buy-rent-api-8xh200", "api-or-self-host-by-demand")
def test_the_set_lines_run_and_give_what_the_page_shows(opened: tuple[Browser, Results]) -> None:
    """Pasted into a shell: an input, a pin at another value, a pin let go, and a point of an axis by its name."""
    page, results = opened
    case = results.scenario.cases[0].name
    slider = page.run("return tco.mattering(arguments[0])[0]", case)
    page.run("tco.change(arguments[0], arguments[1], tco.cases[0].engine[arguments[1]] * 1.25)", case, slider)
    page.run("const pin = tco.cases[0].free[0]; if (pin) tco.release(arguments[0], pin, true)", case)
    told = shlex.split(page.run("return document.getElementById('set-lines').value").replace("\\\n", " "))
    assert told[:3] == ["tco", "run", results.scenario.name]
    done = CliRunner().invoke(cli, [*told[1:], "--json"])
    assert done.exit_code == 0, done.output
    printed = next(row for row in json.loads(done.stdout)["cases"] if row["case"] == case)["quantities"]
    now = page.run("return tco.cases[0].now")
    for quantity in results.scenario.headline:
        if quantity in printed:
            assert agree(now[quantity], printed[quantity]["value"]), quantity
    assert page.run("tco.reset(); return document.getElementById('set-lines').value") == "Base values: nothing to set."


@on_each(*PAGES)
def test_what_matters_most_is_what_the_engine_finds(opened: tuple[Browser, Results]) -> None:
    """The ranking of the browser is that of Python; every other input and pin with a number is found by its name."""
    page, results = opened
    target = targets(results)[0]
    case = sensitive_case(results, target)
    assert case
    ranked = [swing.quantity for swing in swings(results, case, target)]
    assert page.run("return tco.swingsOf(...arguments)", case.name, target) == ranked
    page.run("tco.choose(arguments[0])", case.name)
    shown = page.run("return [...document.querySelectorAll('#sliders [data-slider]')].map(s => s.dataset.slider)")
    assert shown[: len(ranked)] == ranked
    offered = page.run("return document.querySelectorAll('#more-names option').length")
    unique = page.run("return new Set([...document.querySelectorAll('#more-names option')].map(o => o.value)).size")
    numbers = [q for q, g in case.given.items() if q in results.names and isinstance(g.value, (int, float))]
    assert (offered, unique) == (len(numbers) - len(shown), offered)


@on_each("buy-rent-api-8xh200")
def test_every_chart_follows_and_what_does_not_says_so(opened: tuple[Browser, Results]) -> None:
    page, _ = opened
    read = """tco.draw(); return Object.fromEntries([...document.querySelectorAll('[data-figure]')].map(f =>
        [f.dataset.figure, f.querySelector('.drawn').innerHTML]))"""
    seen = "return [...document.querySelectorAll('.as-run')].filter(n => n.offsetHeight).length"
    page.run("tco.choose('own'); tco.change('own', 'price_per_gpu', 35001)")
    before = page.run(read)
    assert {"revenue", "even", "hour", "swing", "cash"} <= set(before)
    page.run("tco.change('own', 'price_per_gpu', 60000); tco.change('own', 'discount_rate_per_year', 0.3)")
    after = page.run(read)
    assert [name for name in before if before[name] == after[name]] == []
    assert page.run(seen) == page.run("return document.querySelectorAll('.as-run').length")
    page.run("tco.reset()")
    assert page.run(seen) == 0


@on_each("buy-rent-api-8xh200")
def test_a_slider_stays_under_the_hand(opened: tuple[Browser, Results]) -> None:
    """Notes that come up above it do not push it away; tables out of view wait for their layout, and then have it."""
    page, _ = opened
    page.run("document.querySelector('#whatif').scrollIntoView({behavior: 'instant'})")
    top = "return document.querySelector('[data-slider]').getBoundingClientRect().top"
    before = page.run(top)
    page.run("""const slider = document.querySelector('[data-slider]');
        slider.value = 0.5;
        slider.dispatchEvent(new Event('input', {bubbles: true}));""")
    skipped = """return [...document.querySelectorAll('#tables .scroll')]
        .filter(box => getComputedStyle(box).contentVisibility === 'auto').length"""
    assert page.run(skipped) > 5
    time.sleep(2.5)
    assert page.run(top) == pytest.approx(before, abs=2)
    assert page.run(skipped) == 0


@on_each("layout-search")
def test_the_roofline_follows_and_the_front_says_that_it_does_not(opened: tuple[Browser, Results]) -> None:
    page, _ = opened
    page.run("tco.change('h100', 'batch', 200); tco.draw()")
    first = page.run("return document.querySelector('[data-figure=roofline] .drawn').innerHTML")
    page.run("tco.change('h100', 'batch', 400); tco.draw()")
    assert page.run("return document.querySelector('[data-figure=roofline] .drawn').innerHTML") != first
    assert "as run, whatever the sliders say" in page.run("return document.getElementById('charts').textContent")


@on_each("deepseek-640", "layout-search")
def test_no_fault_of_accessibility_in_light_and_dark_wide_and_narrow(opened: tuple[Browser, Results]) -> None:
    """axe-core with all its rules, changed values and the making of a number shown."""
    pytest.importorskip("axe_playwright_python")
    page, results = opened
    slider = page.run("return tco.mattering(arguments[0])[0]", results.scenario.cases[0].name)
    page.run("document.querySelectorAll('details').forEach(d => { d.open = !d.matches('.chapter'); })")
    page.run(
        "tco.change(arguments[0], arguments[1], tco.cases[0].engine[arguments[1]] * 1.1); tco.draw()",
        *(results.scenario.cases[0].name, slider),
    )
    page.run("document.querySelector('#glance button.number').click()")
    for scheme, width in (("light", 1280), ("dark", 375)):
        page.scheme(scheme)
        page.resize(width)
        assert page.faults() == []
        assert page.run("return document.documentElement.scrollWidth") <= width


@on_each("deepseek-640", "buy-rent-api-8xh200")
def test_it_prints_on_both_papers_in_light_without_the_panel(opened: tuple[Browser, Results], tmp_path: Path) -> None:
    page, results = opened
    page.scheme("dark")
    for name, inches in PAPERS.items():
        path = tmp_path / f"{name}.pdf"
        page.pdf(path, inches)
        data = path.read_bytes()
        assert f"/MediaBox [0 0 {MEANT[name][0]}".encode() in data
        assert 4 <= data.count(b"/Type /Page\n") <= 20
    assert "What if?" not in text_of(path)
    assert results.scenario.title.split(":")[0] in text_of(path)


def text_of(path: Path) -> str:
    try:
        return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("no pdftotext on the path")


@on_each("deepseek-640")
def test_how_a_number_was_made_opens_by_pointing_tapping_and_tabbing(opened: tuple[Browser, Results]) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    page, _ = opened
    seen = "return !document.getElementById('how').hidden && document.getElementById('how').innerText"
    button = page.driver.find_element(By.CSS_SELECTOR, "#glance button.number")
    ActionChains(page.driver).move_to_element(button).pause(0.4).perform()
    assert "Formula" in page.run(seen)
    ActionChains(page.driver).send_keys(Keys.ESCAPE).move_by_offset(0, -200).pause(0.3).perform()
    page.run("document.querySelector('#glance .scroll').focus()")
    ActionChains(page.driver).send_keys(Keys.TAB).pause(0.1).perform()
    told = page.run(seen)
    for part in ("Formula", "With its values", "Made from", "Source"):
        assert part in told
    page.resize(375)
    page.run("document.querySelector('#glance button.number').click()")
    assert page.run(
        "const box = document.getElementById('how').getBoundingClientRect(); return [box.left, box.right]"
    ) == [0, 375]
