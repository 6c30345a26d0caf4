"""`tco run --lang zh`: the same numbers under Chinese labels, no line wider than the terminal; keys for programs stay."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tco.cli import cli
from tco.texts import columns


def told(monkeypatch: pytest.MonkeyPatch, *asked: str) -> str:
    monkeypatch.setenv("COLUMNS", "80")
    done = CliRunner().invoke(cli, ["run", *asked])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_labels_and_verdicts_are_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = told(monkeypatch, "cpu-and-edge", "-q", "bottleneck", "-q", "memory_verdict", "--lang", "zh")
    lines = shown.splitlines()
    assert lines[0].split() == ["瓶颈", "显存结论"]
    assert lines[2].split() == ["epyc", "显存带宽", "放得下"]
    assert next(line for line in lines if line.startswith("groq ")).split() == ["groq", "显存容量", "放不下"]


@pytest.mark.parametrize("name", ["deepseek-640", "buy-rent-api-8xh200", "kv-tiers"])
def test_no_line_is_wider_than_the_terminal(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Chinese letter takes two columns."""
    assert [line for line in told(monkeypatch, name, "--lang", "zh").splitlines() if columns(line) > 80] == []


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_what_programs_read_is_the_same_in_every_language(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    english = told(monkeypatch, "deepseek-day", form)
    assert told(monkeypatch, "deepseek-day", form, "--lang", "zh") == english
    if form == "--json":
        assert json.loads(english)["scenario"] == "deepseek-day"
