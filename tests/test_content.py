"""Where content is found, and how strictly a file of it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tco.content import Content, Place, default_workspaces, is_workspace, open_content, shipped_root
from tco.csvfile import MOST_BYTES, read_rows, read_text
from tco.dates import parse_day, period
from tco.errors import InputError
from tco.names import fold, index, resolve
from tco.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS, OPTIONAL = ["item", "price", "note"], frozenset({"note"})


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one price table, one scenario, one report and one model."""
    for name in ("pricing/fx.csv", "scenarios/mine.toml", "reports/board/report.toml", "scenarios/models/own.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", "utf-8")
    return tmp_path


def rows_of(text: str) -> list[tuple[int, dict[str, str]]]:
    rows, faults = read_rows(text, COLUMNS, OPTIONAL, "pricing/x.csv")
    assert faults == []
    return rows


def test_the_shipped_layer_is_the_root_of_the_checkout() -> None:
    """A checkout carries its content in the root; an installed package inside itself."""
    assert (shipped_root() / "pricing" / "hardware.csv").is_file()


def test_a_workspace_wins_over_what_is_shipped(workspace: Path) -> None:
    """Of two files of one name, the workspace's counts; what it lacks is taken from what is shipped."""
    content = open_content([workspace])
    assert content.find("pricing", "fx") == Place("workspace", workspace / "pricing" / "fx.csv")
    assert content.find("pricing", "hardware").layer == "shipped"


def test_files_come_in_the_order_of_the_layers(workspace: Path) -> None:
    """Shipped first, so that a reader who applies them in order ends with the workspace's."""
    assert [place.layer for place in open_content([workspace]).files("pricing", "fx.csv")] == ["shipped", "workspace"]


def test_each_kind_has_its_ending(workspace: Path) -> None:
    """A scenario is a .toml, a model a .toml or .json, a report a folder; none is named with its ending."""
    content = open_content([workspace])
    assert content.find("scenarios", "mine").path.name == "mine.toml"
    assert content.find("models", "own").path.name == "own.json"
    assert content.find("reports", "board").path.is_dir()
    assert "board" in content.names("reports")
    assert "own" in content.names("models")


def test_a_file_is_named_by_its_place_in_the_layer(workspace: Path) -> None:
    """Messages say pricing/fx.csv, not where a user's folders happen to be."""
    content = open_content([workspace])
    assert content.label(workspace / "pricing" / "fx.csv") == "pricing/fx.csv"
    assert content.label(shipped_root() / "pricing" / "fx.csv") == "pricing/fx.csv"


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/b", "", ".hidden", "x\x00y", "..\\x"])
def test_a_name_is_never_a_path(name: str, workspace: Path) -> None:
    """What a user types as a name cannot leave the content folders."""
    with pytest.raises(InputError, match="not a name"):
        open_content([workspace]).find("scenarios", name)


def test_an_unknown_name_is_told_with_the_nearest(workspace: Path) -> None:
    """A slip of the pen gets the name that was meant, and the command that lists all."""
    with pytest.raises(InputError) as caught:
        open_content([workspace]).find("scenarios", "min")
    assert str(caught.value) == "nothing called 'min' in scenarios\n  allowed: mine\n  next: tco list scenarios"


def test_the_current_folder_is_a_workspace_only_if_it_has_content(workspace: Path, tmp_path: Path) -> None:
    """The shipped root itself is not a workspace over itself; an empty folder is none."""
    empty = tmp_path / "empty"
    empty.mkdir()
    assert default_workspaces(workspace) == (workspace,)
    assert default_workspaces(empty) == ()
    assert not is_workspace(shipped_root())


def test_a_folder_that_is_no_workspace_is_refused(tmp_path: Path) -> None:
    """Rather than silently reporting on shipped prices only."""
    with pytest.raises(InputError, match="not a workspace"):
        open_content([tmp_path])


def test_content_cannot_be_changed() -> None:
    """The layers are fixed when the content is opened."""
    with pytest.raises(AttributeError):
        open_content().layers = ()  # type: ignore[misc]
    assert isinstance(open_content(), Content)


def test_a_row_comes_with_the_line_it_starts_on() -> None:
    """A quoted cell may hold line breaks; the next row's line counts them."""
    assert rows_of('item,price,note\n"a\nb",1,\n\nc,2,x\n') == [
        (2, {"item": "a\nb", "price": "1", "note": ""}),
        (5, {"item": "c", "price": "2", "note": "x"}),
    ]


def test_an_optional_column_may_be_left_out() -> None:
    """A workspace table states only the columns it needs."""
    assert rows_of("item,price\na,1\n") == [(2, {"item": "a", "price": "1"})]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("item\na\n", "pricing/x.csv:1: column 'price' is missing"),
        ("item,price,price\na,1,2\n", "column 'price' is there twice"),
        ("item,price,nota\na,1,2\n", "unknown column\n  found: 'nota'\n  allowed: note"),
        ("", "an empty file"),
        ('item,price\n"a,1\n', "not readable as CSV"),
    ],
)
def test_a_faulty_form_is_told(text: str, said: str) -> None:
    """What is wrong with the header or the quoting is one readable fault."""
    with pytest.raises(InputError) as caught:
        read_rows(text, COLUMNS, OPTIONAL, "pricing/x.csv")
    assert said in str(caught.value)


def test_a_ragged_row_does_not_hide_the_others() -> None:
    """Rows of the right width are read; each other one is a fault of its own."""
    rows, faults = read_rows("item,price\na\nb,2\nc,3,4\n", COLUMNS, OPTIONAL, "pricing/x.csv")
    assert [cells["item"] for _, cells in rows] == ["b"]
    assert [(f.what, f.where, f.found) for f in faults] == [
        ("a ragged row", "pricing/x.csv:2", "1 cells"),
        ("a ragged row", "pricing/x.csv:4", "3 cells"),
    ]


def test_a_byte_order_mark_is_tolerated_and_other_encodings_are_not(tmp_path: Path) -> None:
    """Spreadsheets write a byte order mark; a Latin-1 file is refused at the line of its first wrong byte."""
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xef\xbb\xbfitem\n")
    assert read_text(path, "x.csv") == "item\n"
    path.write_bytes(b"item\na\nZ\xfcrich\n")
    with pytest.raises(InputError, match=r"x\.csv:3: not UTF-8\n  found: byte 0xfc"):
        read_text(path, "x.csv")


def test_a_file_that_is_no_text_or_too_large_is_refused(tmp_path: Path) -> None:
    """A NUL byte means it is no table; 50 MB is the most that is read."""
    path = tmp_path / "x.csv"
    path.write_bytes(b"item\n\x00\n")
    with pytest.raises(InputError, match=r"x\.csv:2: not a text file"):
        read_text(path, "x.csv")
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(InputError, match="too large to read\n  found: 50,000,001 bytes"):
        read_text(path, "x.csv")


def test_all_faults_of_a_file_come_in_one_error(tmp_path: Path) -> None:
    """Each with its line, its column, what was found and what is allowed."""
    path = tmp_path / "defaults.csv"
    head = "quantity,value,unit,valid_from,confidence,source,source_date\n"
    bad = "pue,NaN,ratio,2025-02-30,sure,me,2025\nPUE!,1,furlong,2025-01-01,high,,2025-13\n"
    path.write_text(head + bad, "utf-8")
    with pytest.raises(InputError) as caught:
        read_table("defaults", path, "workspace")
    assert [(f.where, f.what) for f in caught.value.faults] == [
        ("pricing/defaults.csv:2, column valid_from", "no such day: day is out of range for month"),
        ("pricing/defaults.csv:2, column confidence", "not one of the known words"),
        ("pricing/defaults.csv:2, column value", "not a number"),
        ("pricing/defaults.csv:3, column source", "an empty cell"),
        ("pricing/defaults.csv:3, column source_date", "not a date or a period"),
        ("pricing/defaults.csv:3, column quantity", "not in the form of its column"),
        ("pricing/defaults.csv:3, column unit", "unknown unit 'furlong'"),
    ]


@pytest.mark.parametrize("text", ["1,000", "NaN", "inf", "1e999", "0x10", "", "1_000", "one"])
def test_a_number_is_plain_and_finite(text: str, tmp_path: Path) -> None:
    """No thousands separators, no NaN, nothing that a double cannot hold."""
    path = tmp_path / "defaults.csv"
    head = "quantity,value,unit,valid_from,confidence,source,source_date\n"
    path.write_text(f'{head}pue,"{text}",ratio,2025-01-01,high,me,2025\n', "utf-8")
    with pytest.raises(InputError, match="column value"):
        read_table("defaults", path, "workspace")


@pytest.mark.parametrize("text", ["1e999", "4.5", "-1", "five"])
def test_a_count_is_a_whole_number(text: str, tmp_path: Path) -> None:
    """A generation, a year, a number of devices."""
    path = tmp_path / "devices.csv"
    head = "device,vendor,name,kind,pcie_gen,valid_from,confidence,source,source_date\n"
    path.write_text(f"{head}own,We,Own,gpu,{text},2025-01-01,high,me,2025\n", "utf-8")
    with pytest.raises(InputError, match="column pcie_gen: not a"):
        read_table("devices", path, "workspace")


@pytest.mark.parametrize(("text", "value"), [("1e3", 1000.0), ("-.5", -0.5), ("+2.", 2.0), (" 7 ", 7.0)])
def test_a_number_may_be_written_with_an_exponent(text: str, value: float, tmp_path: Path) -> None:
    """1e3 is 1000."""
    path = tmp_path / "defaults.csv"
    head = "quantity,value,unit,valid_from,confidence,source,source_date\n"
    path.write_text(f"{head}pue,{text},ratio,2025-01-01,high,me,2025\n", "utf-8")
    assert read_table("defaults", path, "workspace")[0].row.value == value


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-07-15", "2025-07-15", "2025-07-15"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026Q4", "2026-10-01", "2026-12-31"),
        ("2024-H2", "2024-07-01", "2024-12-31"),
        ("2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    """A quarter of a report and a quarter of a source are written alike, with or without a hyphen."""
    assert tuple(map(str, period(text))) == (first, last)


@pytest.mark.parametrize("text", ["2025-7-1", "20250715", "15.07.2025", "2025-02-29", "yesterday"])
def test_a_day_is_iso_8601(text: str) -> None:
    """Nothing is guessed from other orders of day and month."""
    with pytest.raises(InputError):
        parse_day(text)


def test_names_are_compared_without_case_blanks_and_slashes() -> None:
    """As people write them."""
    assert fold(" RTX  4090 ") == fold("rtx-4090") == fold("RTX_4090") == "rtx-4090"


def test_a_name_that_two_things_answer_to_is_ambiguous() -> None:
    """An id always means itself; a shared alias names its candidates; an unknown one its neighbours."""
    known = index({"a-1": ["A", "first"], "a-2": ["A"], "a": []})
    assert resolve("device", "First", known) == "a-1"
    assert resolve("device", "A", known) == "a"
    shared = index({"a-1": ["A"], "a-2": ["A"]})
    with pytest.raises(InputError, match=r"(?s)'A' could be any of 2 devices.*a-1, a-2.*tco list devices"):
        resolve("device", "A", shared)
