"""A case that does not fit, or cannot be laid out, is told wherever its figures are shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from tco.cli import cli
from tco.engine import Model
from tco.refusals import refusals

REFUSED = (
    "one-card does not fit: a device needs 72 GB and may fill 24; 4 devices would hold it, cut evenly",
    (
        "four-cards-with-cache does not fit: a device needs 36.43 GB and may fill 24; "
        "7 devices would hold it, cut evenly, 8 with tensor parallelism"
    ),
    "a10 does not fit: a device needs 72 GB and may fill 24; 4 devices would hold it, cut evenly",
    "a100-fp16 does not fit: a device needs 144 GB and may fill 80; 2 devices would hold it, cut evenly",
)


def test_a_case_that_does_not_fit_says_what_it_lacks_and_what_would_hold_it(model: Callable[..., Model]) -> None:
    """72 GB of an 8-bit 72B model on a card of 24; its twin on four cards is not refused."""
    assert tuple(refusals(model("qwen-72b-rag-4090").run())) == REFUSED


def test_a_layout_that_cannot_be_built_is_refused(model: Callable[..., Model]) -> None:
    """64 heads do not divide over 12 devices."""
    found = refusals(model("llama-70b-sizing", "fp16-two-a100:tp=12", "fp16-two-a100:gpus_per_decode_unit=12").run())
    assert "fp16-two-a100 cannot be laid out: tp does not divide the heads" in found


def test_nothing_is_refused_where_memory_is_not_computed(model: Callable[..., Model]) -> None:
    """A rate that is measured needs no sum of memory."""
    assert list(refusals(model("api-against-rental").run())) == []


def test_refusals_stand_under_the_table_and_the_other_figures_stay() -> None:
    """0.87 s is shown as what could be if it fitted; JSON holds figures only."""
    told = CliRunner().invoke(cli, ["run", "qwen-72b-rag-4090"]).stdout
    assert " ".join(told.split()).endswith(" ".join(" ".join(REFUSED).split()))
    assert "0.872727" in told
    assert "does not fit:" not in CliRunner().invoke(cli, ["run", "qwen-72b-rag-4090", "--json"]).stdout


def test_refusals_head_the_markdown_and_the_page(model: Callable[..., Model], tmp_path: Path) -> None:
    """Before any figure, and among what the numbers leave out."""
    from tco.publish import publish

    publish(model("qwen-72b-rag-4090"), tmp_path, ["md", "html"])
    assert (tmp_path / "qwen-72b-rag-4090.md").read_text("utf-8").index(REFUSED[0]) < 1000
    title = model("qwen-72b-rag-4090").scenario.case("one-card").title
    said = REFUSED[0].replace("one-card", title)  # the page calls a case by its title
    assert said in (tmp_path / "qwen-72b-rag-4090.html").read_text("utf-8")
