"""What a scenario says: which value counts, where it is from, and on which line it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tco.engine import Model
from tco.pricebook import PriceBook
from tco.scenario import Setting, setting
from tco.whatif.solve import find

HEAD = 'title = "t"\ncurrency = "CNY"\nas_of = 2025-07-15\n'
Write = Callable[..., Model]


@pytest.fixture
def written(model: Callable[..., Model], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """The scenario of a text, s.toml, ready to run."""
    monkeypatch.chdir(tmp_path)

    def write(text: str, *settings: str) -> Model:
        Path("s.toml").write_text(text, encoding="utf-8")
        return model("s.toml", *settings)

    return write


# -- which value counts ---------------------------------------------------------------------------------------------

LAYERS = [
    ("", 1.0, "scenario"),  # the scenario
    ("[cases.old.inputs]\nbatch = 2\n", 2.0, "scenario"),  # the case it is taken from
    ("[cases.own.inputs]\nbatch = 3\n", 3.0, "scenario"),  # the case
]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_what_stands_closer_to_the_case_counts(count: int, written: Write) -> None:
    """The scenario, then the case it is taken from, then the case."""
    text = HEAD + "[inputs]\nbatch = 1\n[cases.old]\n[cases.own]\nfrom = 'old'\n"
    found = written(text + "".join(part for part, _, _ in LAYERS[:count])).scenario.case("own").inputs["batch"]
    assert (found.value, found.origin) == LAYERS[count - 1][1:]


def test_the_command_line_counts_before_all(written: Write) -> None:
    """For all cases, or for the one that is named; the last setting of two."""
    text = HEAD + "[cases.own.inputs]\nbatch = 3\n[cases.two.inputs]\nbatch = 4\n"
    found = written(text, "batch=5", "two:batch=6", "prompt_tokens=1", "prompt_tokens=2").scenario
    assert [case.inputs["batch"].value for case in found.cases] == [5.0, 6.0]
    assert found.case("two").inputs["batch"].origin == "command line"
    assert found.case("two").inputs["batch"].source == "--set batch=6"
    assert found.case("own").inputs["prompt_tokens"].value == 2.0


def test_a_choice_counts_less_than_a_value(written: Write, book: PriceBook) -> None:
    """What a device brings is taken from the price book, unless the scenario says otherwise."""
    text = HEAD + "choices.device = 'h200-sxm'\n[cases.own]\n[cases.two.inputs]\nboard_power_watts = 500\n"
    found = written(text).scenario
    known = book.device("h200-sxm", "2025-07-15")["board_power_watts"]
    assert found.case("own").inputs["board_power_watts"].value == known.value
    assert found.case("own").inputs["board_power_watts"].origin == "shipped price"
    assert found.case("own").inputs["board_power_watts"].where == known.where
    assert found.case("two").inputs["board_power_watts"].value == 500.0


def test_a_default_counts_last(written: Write, book: PriceBook) -> None:
    """And says why it is what it is."""
    found = written(HEAD + "[cases.own]\n").scenario.case("own").inputs["pue"]
    default = book.default("pue", "2025-07-15")
    assert default is not None
    assert (found.value, found.source, found.where) == (default.value, default.source, default.where)


def test_a_formula_given_on_the_command_line_is_pinned(written: Write) -> None:
    """Its formula is not used for that case, nor does the case need what it is made of."""
    ready = written(HEAD + "[cases.own]\n", "tpot_seconds=50 ms", "batch=64")
    results = ready.run(["decode_tokens_per_second"])
    assert results.value("own", "decode_tokens_per_second") == 1280.0
    cell = results.cell("own", "tpot_seconds")
    assert cell is not None
    assert (cell.value, cell.origin, cell.by_formula) == (0.05, "command line", None)


def test_a_setting_counts_before_what_is_solved(written: Write) -> None:
    """A batch given on the command line is that batch, though the scenario would have it found."""
    text = 'base = "deepseek-8xh200"\n[cases.own-rate]\nsolve.utilisation_share = { for = "profit_per_second", equals = 0 }\n'
    solved = written(text).run(["profit_per_second"])
    given = written(text, "utilisation_share=0.5").run(["profit_per_second"])
    assert solved.value("own-rate", "profit_per_second") == pytest.approx(0, abs=1e-12)
    cell = given.cell("own-rate", "utilisation_share")
    assert cell is not None
    assert (cell.value, cell.origin) == (0.5, "command line")


# -- cases ----------------------------------------------------------------------------------------------------------


def test_a_case_is_a_diff_over_another(written: Write) -> None:
    """It takes choices, inputs and pins; what it unpins goes by the formula again; its words are its own."""
    text = (
        HEAD
        + """
pins.gpus = 8
[cases.old]
title = "Old"
note = "old"
choices.model = "deepseek-v3"
inputs.batch = 3
pins.tpot_seconds = "50 ms"
[cases.new]
from = "old"
unpin = ["tpot_seconds", "gpus"]
"""
    )
    new = written(text).scenario.case("new")
    assert (new.title, new.note, new.parent) == ("new", "", "old")
    assert new.choices == {"model": "deepseek-v3"}
    assert new.inputs["batch"].value == 3.0
    assert new.pins == {}


@pytest.mark.parametrize("name", ["as-printed", "A_1.b+c", "自建-8xh200", "8", "x" * 63])
def test_a_case_is_named_by_letters_and_digits(name: str, written: Write) -> None:
    """Of any script; a dot needs quotes in TOML."""
    assert [case.name for case in written(f'{HEAD}[cases."{name}"]\n').scenario.cases] == [name]


def test_a_list_is_an_axis(written: Write) -> None:
    """A case for each point, the last axis running fastest, each named by its values as they are written."""
    text = (
        HEAD
        + "[cases.own]\ninputs.batch = [64, { value = 128, source = 'test 7' }]\npins.tpot_seconds = ['50 ms', '0.1 s']\n"
    )
    found = written(text).scenario
    assert [case.name for case in found.cases] == [
        "own batch=64 tpot_seconds=50 ms",
        "own batch=64 tpot_seconds=0.1 s",
        "own batch=128 tpot_seconds=50 ms",
        "own batch=128 tpot_seconds=0.1 s",
    ]
    assert [case.inputs["batch"].source for case in found.cases] == ["s.toml:5", "s.toml:5", "test 7", "test 7"]


def test_points_of_an_axis_that_differ_little_have_names_of_their_own(written: Write) -> None:
    """Twelve figures, not six."""
    found = written(HEAD + "[cases.own]\ninputs.batch = [1000001, 1000002]\n").scenario
    assert [case.name for case in found.cases] == ["own batch=1000001", "own batch=1000002"]


def test_an_axis_of_words_is_an_axis(written: Write) -> None:
    """A pinned text may vary too."""
    found = written(HEAD + "[cases.own]\npins.bottleneck = ['compute', 'bandwidth']\n").scenario
    assert [case.name for case in found.cases] == ["own bottleneck=compute", "own bottleneck=bandwidth"]


def test_a_setting_takes_the_place_of_an_axis(written: Write) -> None:
    """One value, one case."""
    found = written(HEAD + "[cases.own]\ninputs.batch = [1, 2]\n", "batch=3").scenario
    assert [(case.name, case.inputs["batch"].value) for case in found.cases] == [("own", 3.0)]


# -- bases ----------------------------------------------------------------------------------------------------------


def test_a_scenario_is_a_diff_over_its_base(written: Write) -> None:
    """Tables are merged key by key; a list, and a value with its source, is replaced whole."""
    Path("base.toml").write_text(
        HEAD + "headline = ['npv', 'irr']\n[sources]\nq = 'quotation'\n[inputs]\n"
        "batch = { value = 1, source = 'q', note = 'old' }\nprompt_tokens = 5\n[cases.old]\n[cases.gone]\n",
        encoding="utf-8",
    )
    text = "base = 'base.toml'\ntitle = 'new'\nheadline = ['batch']\ndrop_cases = ['gone']\n[inputs]\nbatch = { value = 2 }\n[cases.own]\n"
    found = written(text).scenario
    assert (found.title, found.headline) == ("new", ("batch",))
    assert [case.name for case in found.cases] == ["old", "own"]
    batch, prompt = found.case("own").inputs["batch"], found.case("own").inputs["prompt_tokens"]
    assert (batch.value, batch.note, batch.source) == (2.0, "", "s.toml:6")
    assert (prompt.value, prompt.source) == (5.0, "base.toml:9")


def test_a_base_is_found_beside_the_file_that_names_it(model: Callable[..., Model], tmp_path: Path) -> None:
    """Wherever the command is run."""
    (tmp_path / "base.toml").write_text(HEAD + "[cases.own]\n", encoding="utf-8")
    (tmp_path / "s.toml").write_text('base = "base.toml"\n', encoding="utf-8")
    assert model(tmp_path / "s.toml").scenario.name == "s"


# -- values ---------------------------------------------------------------------------------------------------------


def test_a_source_may_be_abbreviated(written: Write) -> None:
    """Once in [sources], then by its short name, each of several."""
    value = "{ value = 3, source = 'q, page 2; own test', date = 2025-01-31, note = 'n' }"
    text = f"{HEAD}[sources]\nq = 'Quotation 17'\n[cases.own]\ninputs.batch = {value}\n"
    batch = written(text).scenario.case("own").inputs["batch"]
    assert (batch.source, batch.date, batch.note, batch.origin) == (
        "Quotation 17, page 2; own test",
        "2025-01-31",
        "n",
        "scenario",
    )


def test_an_assumption_says_why(written: Write) -> None:
    """Its origin is "assumption" in every report."""
    batch = (
        written(HEAD + "[cases.own]\ninputs.batch = { value = 3, assumption = 'as in 2024' }\n")
        .scenario.case("own")
        .inputs["batch"]
    )
    assert (batch.origin, batch.source, batch.note, batch.confidence) == (
        "assumption",
        "assumption",
        "as in 2024",
        "assumption",
    )


def test_a_price_with_a_date_takes_the_rate_of_that_date(written: Write, book: PriceBook) -> None:
    """Not that of the report."""
    text = HEAD + "[cases.own]\ninputs.setup_cost = { value = '100 USD', date = 2024-02-01, source = 'q' }\n"
    cost = written(text).scenario.case("own").inputs["setup_cost"]
    assert cost.value == 100 * float(book.fx("USD", "CNY", "2024-02-01").value)
    assert "2024-02-01" in cost.rate


def test_a_range_counts_in_the_currency_of_the_report(written: Write) -> None:
    """500 million yen are less than 100 million yuan, and more than that is no price of a device."""
    cost = (
        written(HEAD + "[cases.own]\ninputs.price_per_gpu = '500000000 JPY'\n")
        .scenario.case("own")
        .inputs["price_per_gpu"]
    )
    assert cost.value == pytest.approx(24.4e6, rel=0.05)


# -- settings and solving -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("batch=64", Setting("batch", "64")),
        (" batch = 64 ", Setting("batch", "64")),
        ("own:batch=64", Setting("batch", "64", "own")),
        ("own:bottleneck=a=b", Setting("bottleneck", "a=b", "own")),
        ("自建:tpot_seconds=50 ms", Setting("tpot_seconds", "50 ms", "自建")),
    ],
)
def test_a_setting_is_a_quantity_and_its_value(text: str, read: Setting) -> None:
    """For all cases, or for the one before the colon."""
    assert setting(text) == read


def test_a_root_is_a_root(model: Callable[..., Model]) -> None:
    """The load at which revenue is rent; where revenue never gets there, a fault and no number."""
    ready = model("deepseek-8xh200")
    share = find(ready.sheet, ready.scenario.case("own-rate").given, "utilisation_share", "profit_per_second", 0)
    even = ready.run(["break_even_utilisation"]).value("own-rate", "break_even_utilisation")
    assert share == pytest.approx(even, rel=1e-9)
