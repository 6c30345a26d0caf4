"""`tco run` and `tco explain --lang zh`: the same numbers under Chinese labels, no line wider than the terminal; keys for programs stay."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tco.cli import cli
from tco.texts import columns


def told(monkeypatch: pytest.MonkeyPatch, *asked: str, command: str = "run") -> str:
    monkeypatch.setenv("COLUMNS", "80")
    done = CliRunner().invoke(cli, [command, *asked])
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


def test_a_report_prints_its_headline_in_chinese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Heads, verdicts, and what does not fit; names of cases stay."""
    asked = ("cpu-and-edge", "--lang", "zh", "--format", "json", "--out", str(tmp_path))
    shown = told(monkeypatch, *asked, command="report")
    lines = shown.splitlines()
    assert lines[2].split() == ["单卡显存带宽", "权重", "显存结论", "最少卡数", "纯读权重步速"]
    assert lines[3].startswith("方案 ")
    assert lines[4].split()[0::3] == ["epyc", "放得下"]
    assert "groq 放不下：单卡需 70 GB" in shown


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_what_programs_read_is_the_same_in_every_language(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    english = told(monkeypatch, "deepseek-day", form)
    assert told(monkeypatch, "deepseek-day", form, "--lang", "zh") == english
    if form == "--json":
        assert json.loads(english)["scenario"] == "deepseek-day"


def explained(monkeypatch: pytest.MonkeyPatch, *asked: str) -> str:
    return told(monkeypatch, *asked, command="explain")


def test_a_tree_has_labels_and_meanings_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name stands behind its label, for the formula says it; what sources say stays."""
    lines = explained(monkeypatch, "deepseek-640", "cost_per_second", "--lang", "zh").splitlines()
    assert lines[:7] == [
        "deepseek-640, 方案 as-printed",
        "",
        "每秒成本 cost_per_second = 3.7037 CNY/s",
        "│   部署一秒的成本。",
        "│   = cost_per_hour / 3600",
        "│   = 13,333.3 / 3600",
        "│   依据：seed 004, line 223",
    ]
    text = "\n".join(lines)
    assert "按公式应为 1：ceil(prefill_units_loaded) *" in text  # a pin, with what the formula would give
    assert "假设：约定 (2020-01-01)" in text
    assert "情景给定：seed 004, 大模型推理的成本计算（草稿） (2025-07-15)," in text


def test_a_verdict_of_a_tree_is_in_chinese_and_its_formula_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    text = explained(monkeypatch, "llama-70b-sizing", "memory_verdict", "--lang", "zh")
    assert "显存结论 memory_verdict = 放不下" in text
    assert "= does not fit" in text
    assert "因为 fits <= 0" in text


@pytest.mark.parametrize(
    ("name", "quantity"),
    [
        ("deepseek-640", "cost_per_second"),
        ("llama-70b-sizing", "memory_verdict"),
    ],
)
def test_a_tree_has_the_same_formulas_and_numbers(name: str, quantity: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many nodes with the same names and values, and no line wider than the terminal."""
    english, chinese = (explained(monkeypatch, name, quantity, "--lang", code) for code in ("en", "zh"))
    heads = re.compile(r"^[│├└─ ]*(?:[^=\n]* )?([a-z][a-z0-9_]+) = ([^\s（]+)", re.MULTILINE)
    assert heads.findall(english)[0][0] == quantity
    values = [[pair for pair in heads.findall(text) if pair[1][0] in "-[0123456789"] for text in (english, chinese)]
    assert values[0] == values[1]
    formulas = re.compile(r"^[│ ]* = .*$", re.MULTILINE)
    assert formulas.findall(chinese) == formulas.findall(english)
    assert [line for line in chinese.splitlines() if columns(line) > 80] == []


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_a_tree_for_programs_is_the_same_in_every_language(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("deepseek-640", "cost_per_second", form)
    assert explained(monkeypatch, *asked, "--lang", "zh") == explained(monkeypatch, *asked)


def test_a_tree_as_markdown_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = explained(monkeypatch, "deepseek-640", "cost_per_second", "--md", "--lang", "zh").splitlines()
    assert lines[0] == "| 层级 | 指标 | 数值 | 单位 | 出处 | 公式 | 代入数值 | 来源 | 日期 | 备注 |"
    assert lines[2].startswith("| 0 | 每秒成本 | 3.7037 | CNY/s | 公式 | cost_per_hour / 3600 | 13,333.3 / 3600 |")
