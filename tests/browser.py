"""Chromium for the tests that need a real browser: one instance a session, its log, its requests, its prints."""

from __future__ import annotations

import base64
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb",
)  # fmt: skip


def missing() -> str:
    """Why no browser test can run; nothing where they can."""
    if not (shutil.which("chromium") or shutil.which("google-chrome")):
        return "no chromium on the path"
    if not shutil.which("chromedriver"):
        return "no chromedriver on the path"
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "selenium is not installed"
    return ""


class Browser:
    """A page in Chromium."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, path: Path, width: int = 1280, height: int = 1000) -> None:
        """Load a file at a width; what was logged before is forgotten."""
        for kind in ("browser", "performance"):
            self.driver.get_log(kind)
        self.resize(width, height)
        self.driver.get(path.resolve().as_uri())

    def resize(self, width: int, height: int = 1000) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def scheme(self, name: str) -> None:
        """light or dark"""
        feature = {"name": "prefers-color-scheme", "value": name}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def log(self) -> list[str]:
        """What the console said."""
        return [f"{e['level']} {e['message']}" for e in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Every address that was asked for, the page itself and data: apart."""
        found = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append(message["params"]["request"]["url"])
        page = self.driver.current_url.split("#")[0]
        return [
            url for url in found if url.split("#")[0] != page and not url.startswith(("data:", "about:", "chrome:"))
        ]

    def screenshot(self, path: Path, *, full: bool = True) -> None:
        more = {"captureBeyondViewport": True, "clip": self._whole()} if full else {}
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", **more})
        path.write_bytes(base64.b64decode(shot["data"]))

    def _whole(self) -> dict[str, Any]:
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        return {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}

    def faults(self) -> list[tuple[str, str]]:
        """What an accessibility checker (axe-core) finds wrong: the rule and the first place it is broken."""
        from importlib.resources import files

        self.run((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
        asked = """const done = arguments[0], rules = {"target-size": {enabled: true}};
            axe.run(document, {rules, resultTypes: ["violations"]}).then(found => done(found.violations))"""
        return [(v["id"], v["nodes"][0]["html"][:200]) for v in self.driver.execute_async_script(asked)]

    def pdf(self, path: Path, inches: tuple[float, float] = (8.27, 11.69)) -> None:
        """Print to a paper of this width and height, A4 unless told."""
        options = {"paperWidth": inches[0], "paperHeight": inches[1], "printBackground": False}
        path.write_bytes(base64.b64decode(self.driver.execute_cdp_cmd("Page.printToPDF", options)["data"]))


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium of its own, with a profile that is thrown away."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = Options()
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            yield Browser(driver)
        finally:
            driver.quit()
