"""The page in a real browser: what it shows is what the engine gives, before and after a slider moves."""

from __future__ import annotations

import html
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tco.content import open_content
from tco.engine import Model, load
from tco.publish import publish
from tco.scenario import setting

needs_browser = pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("chromedriver")), reason="Chromium or its driver is not installed"
)
SCENARIOS = ("deepseek-640", "deepseek-8xh200", "deepseek-day", "deepseek-workings")


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    content = open_content()
    return {name: load(name, content=content) for name in SCENARIOS}


@pytest.fixture(scope="module")
def pages(models: dict[str, Model], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    return {name: publish(model, folder, ("html",)).paths[0] for name, model in models.items()}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in (
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", f"--user-data-dir={profile}",
        ):  # fmt: skip
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver") or ""))
        yield driver
        driver.quit()


def test_a_page_is_one_small_file_that_asks_for_nothing(pages: dict[str, Path]) -> None:
    """Under 2 MB, a strict policy, no address to load from."""
    for path in pages.values():
        text = path.read_text(encoding="utf-8")
        assert len(text) < 2_000_000
        assert "default-src 'none'" in html.unescape(text)
        assert 'src="http' not in text
        assert "@import" not in text
        assert " onclick=" not in text


def test_the_same_results_make_the_same_page(models: dict[str, Model], tmp_path: Path) -> None:
    """Nothing of the day or the machine is in the file."""
    first, second = (publish(models["deepseek-day"], tmp_path / n, ("html",)).paths[0].read_bytes() for n in "ab")
    assert first == second


def test_text_of_users_stays_text(models: dict[str, Model], tmp_path: Path) -> None:
    """Markup and script addresses in titles, notes and sources are shown, not run."""
    from dataclasses import replace

    model = models["deepseek-day"]
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    case = model.scenario.cases[0]
    pin = replace(next(iter(case.pins.values())), source="javascript:alert(3)", note=hostile)
    cases = (replace(case, title=hostile, note=hostile, pins={**case.pins, next(iter(case.pins)): pin}),)
    changed = Model(replace(model.scenario, title=hostile, question=hostile, finding=hostile, cases=cases), model.book)
    text = publish(changed, tmp_path, ("html",)).paths[0].read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert 'href="javascript:' not in text


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_page_opens_quietly(name: str, pages: dict[str, Path], browser: Any) -> None:
    """No error in the console, no request but the file itself, and it fits a phone."""
    browser.get_log("performance")
    browser.set_window_size(390, 844)
    browser.get(pages[name].as_uri())
    assert browser.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith(("file:", "data:", "chrome"))] == []
    width = browser.execute_script("return document.documentElement.scrollWidth")
    assert width <= browser.execute_script("return window.innerWidth")


MOVES = [
    ("deepseek-640", "as-printed", "utilisation_share", 0.6),
    ("deepseek-640", "as-printed", "batch", 12345.0),
    ("deepseek-640", "corrected-input", "price_per_mtok_output", 9.5),
    ("deepseek-640", "steady-state-100k", "rent_per_server_month", 90000.0),
    ("deepseek-640", "half-price-decode", "decode_price_factor", 0.7),
    ("deepseek-8xh200", "tensor-8", "batch", 37.0),
    ("deepseek-day", "published", "price_per_mtok_cached", 0.07),
]


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize(("name", "case", "quantity", "value"), MOVES)
def test_a_moved_slider_gives_what_the_engine_gives(
    name: str, case: str, quantity: str, value: float, pages: dict[str, Path], models: dict[str, Model], browser: Any
) -> None:
    """Every number on the page equals the engine: as it opens, after a change (as with --set), and after a reset."""
    browser.set_window_size(1280, 900)
    browser.get(pages[name].as_uri())
    before = models[name].run()
    assert shown(browser, case, before) == []
    browser.execute_script(CHANGE, case, quantity, value * 100 if before.sheet.unit(quantity) == "share" else value)
    changed = load(name, content=models[name].book.content, settings=[setting(f"{case}:{quantity}={value!r}")]).run()
    assert shown(browser, case, changed) == []
    assert shown(browser, case, before) != []
    browser.execute_script("document.querySelector('[data-reset]').click()")
    assert shown(browser, case, before) == []
    assert browser.get_log("browser") == []


CHANGE = """
const [name, quantity, value] = arguments;
const choice = document.getElementById("whatif-case");
choice.selectedIndex = JSON.parse(document.getElementById("tco-data").textContent).cases.findIndex(c => c.name === name);
choice.dispatchEvent(new Event("change", {bubbles: true}));
const box = document.querySelector(`[data-box="${quantity}"]`);
box.focus();
box.value = String(value);
box.dispatchEvent(new Event("input", {bubbles: true}));
"""
NUMBERS = """
return [...document.querySelectorAll("[data-case][data-quantity][data-value]")]
  .filter(n => n.dataset.case === arguments[0]).map(n => [n.dataset.quantity, n.dataset.value]);
"""


def shown(browser: Any, case: str, results: Any) -> list[tuple[str, str, object]]:
    """The numbers of a case on the page that are not the engine's to 1e-9."""
    cells = browser.execute_script(NUMBERS, case)
    assert len(cells) > 10
    return [(q, text, results.value(case, q)) for q, text in cells if not _agrees(text, results.value(case, q))]


def _agrees(text: str, value: object) -> bool:
    if not isinstance(value, float):
        return text in (str(value), "", "null") if value is None else text == value
    return float(text) == pytest.approx(value, rel=1e-9, abs=1e-15)
