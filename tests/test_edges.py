"""The house: what imports what, where code may stand, what loads late, and what the README shows."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from shell import Tco

import tco as package

PACKAGE = Path(package.__file__).parent

LAYERS = [
    "errors", "files", "texts", "toml_lines", "toml_text", "shapes", "units", "primitives", "expr", "tracer",
    "formulas", "sheet", "emit", "tabular", "terminal", "dates", "clock", "quarters", "names", "csvfile", "cells", "content",
    "language", "provenance", "efficiency", "upkeep", "machines", "presets", "records", "tables", "seen", "quotes",
    "hf_config", "models", "architectures", "exchange", "endpoints", "shelf", "pricebook", "ages", "plausible", "check",
    "given", "closed_periods", "rents", "choices", "values", "scenario_file", "each", "scenario", "unknown", "solves", "ranges",
    "timing", "resolve", "results", "engine", "restate", "refusals", "doubts", "whatif", "search", "measured",
    "calibration", "explain", "derivation", "freshness", "ledger", "compare", "actuals", "focus", "lineage", "database",
    "report", "assumptions", "owners", "translate", "quarterly", "charts", "page", "workbook", "xlsxfile", "lint", "publish", "importing",
    "starter", "catalogue", "checkup", "cli", "__main__",
]  # fmt: skip


def test_imports_run_downwards() -> None:
    """A module imports only what stands before it in the order of the house."""
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:  # imports inside functions load late on purpose
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tco."):
                other = (node.module or "").split(".")[1]
                if LAYERS.index(other) > LAYERS.index(own):
                    wrong.append(f"{own} imports {other}")
    assert wrong == []


def test_content_holds_no_code() -> None:
    """pricing, scenarios and reports are content only."""
    root = PACKAGE.parent
    assert [p for folder in ("pricing", "scenarios", "reports", "words") for p in (root / folder).rglob("*.py")] == []


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    """Help answers without polars, pydantic or duckdb."""
    heavy = "print('polars' in sys.modules, 'pydantic' in sys.modules)"
    code = f"import sys, tco.cli; tco.cli.cli.main(['--help'], standalone_mode=False); {heavy}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, env=os.environ
    )
    assert done.stdout.strip().endswith("False False")


def test_the_readme_shows_the_true_output(tco: Tco) -> None:
    """What stands in the README is what the command prints."""
    readme = (PACKAGE.parent / "README.md").read_text(encoding="utf-8")
    shown = readme.split("<!-- report -->\n```text\n")[1].split("\n```\n<!-- /report -->")[0]
    assert tco("report", "deepseek-640").out.rstrip() == shown
