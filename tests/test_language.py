"""Chinese is the same model under other words: nothing lacks its words, and no number or formula knows of it."""

from __future__ import annotations

import csv
import importlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from recalculate import IronCalc, differences, formulas, read

from tco import formulas as textbook
from tco.cli.common import language_of
from tco.content import Content, open_content
from tco.emit.text import formula_text
from tco.engine import Model, load
from tco.errors import InputError
from tco.expr import Number, walk
from tco.language import ENGLISH, Language, read_language
from tco.lint import lint
from tco.page.words import read_words
from tco.pricebook import PriceBook
from tco.publish import publish
from tco.report import make_report
from tco.results import Results
from tco.sheet import sheet
from tco.translate import translated, translated_tables
from tco.upkeep import GROUPS
from tco.workbook import build
from tco.workbook.cover import SUBJECTS
from tco.workbook.identities import IDENTITIES
from tco.workbook.plan import chapter_title
from tco.workbook.topics import FIRST_OF_TOPIC

ROOT = Path(__file__).parent.parent
WORDS = ROOT / "words" / "zh"
PAGE = ROOT / "reports" / "_page"
BOX = "deepseek-8xh200"
OURS = ("defaults", "owners", "efficiency")  # tables of prices whose notes are ours
NAMES = re.compile(r"\{([a-z_]+)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
A_WORD = re.compile(r"(?<![A-Za-z])[a-z]{3,}(?![A-Za-z])")
IN_PART = re.compile(r"(?<![\w./-])[a-z]{3,} [a-z]{3,}(?![\w./-])")  # two English words in a row are left over
PROSE = ("note", "assumption", "title")  # keys of a scenario whose texts are its own; a `source` is quoted
CHOSEN = ("definition: ", "asked: ")  # how a source begins that is a choice of the scenario itself
SAME = {"API", "CoreWeave", "P99", "FP16", "TP8", "tp", "tp * pp", "50 ms * 20 KB / 2 MB"}  # said the same in Chinese


@pytest.fixture(scope="module")
def zh() -> Language:
    return read_language(open_content(), "zh")


def lacking(zh: Language, texts: Iterator[str]) -> list[str]:
    said = {text: zh.text(text) for text in dict.fromkeys(texts) if text and text not in SAME}
    return [text for text, chinese in said.items() if chinese == text or IN_PART.search(chinese)]


def told(what: list[str], file: str) -> str:
    return f"say these in Chinese too, a row `english,text` each, in words/zh/{file}: {what}"


def scenario_texts(path: Path) -> Iterator[str]:
    """What a scenario says of its own: title, question, finding, titles and notes of its cases, definitions, reasons of assumptions."""

    def inside(table: Any) -> Iterator[str]:
        for key, value in table.items() if isinstance(table, dict) else enumerate(table):
            if isinstance(value, (dict, list)):
                yield from inside(value)
            elif key in PROSE and isinstance(value, str):
                yield value
            elif key == "source" and isinstance(value, str) and value.startswith(CHOSEN):
                yield value.removeprefix(CHOSEN[0])

    table = tomllib.loads(path.read_text(encoding="utf-8"))
    yield from (str(table.get(key, "")) for key in ("question", "finding"))
    yield from inside(table)


def report_texts(path: Path) -> Iterator[str]:
    for table in tomllib.loads(path.read_text(encoding="utf-8"))["table"]:
        yield from (table.get("title", ""), table.get("note", ""), *table.get("titles", {}).values())


def workbook_texts() -> Iterator[str]:
    """Chapters and what they leave out, checks, topics of inputs, causes of a change."""
    yield from map(chapter_title, textbook.CHAPTERS)
    for chapter in textbook.CHAPTERS:
        words = " ".join((importlib.import_module(f"tco.formulas.{chapter}").__doc__ or "").split())
        found = re.findall(r"(Leaves out [^.]*\.)", words)
        yield from (f"{chapter.capitalize()}: {text[0].lower()}{text[1:]}" for text in found)
    yield from (identity.says for identity in IDENTITIES)
    yield from FIRST_OF_TOPIC.values()
    yield from GROUPS.values()
    yield from SUBJECTS.values()


def test_every_quantity_has_its_label_and_meaning(zh: Language) -> None:
    """The label by name, the meaning by its English sentence: a sentence that is changed is to be said anew."""
    rows = sheet().inputs | sheet().formulas
    wrong = [n for n, q in rows.items() if not zh.label(n) or zh.text(q.meaning) == q.meaning]
    assert wrong == [], f"add or renew the rows (name,label,english,text) of words/zh/quantities.csv: {wrong}"


def test_no_quantity_is_told_that_is_not_there(zh: Language) -> None:
    """What was renamed or taken away leaves no row behind."""
    assert [n for n in zh.labels if n not in sheet().names] == []


@pytest.mark.parametrize("table", OURS)
def test_every_reason_of_a_default_is_told(table: str, zh: Language, book: PriceBook) -> None:
    """The notes of the tables that hold choices of ours, not what a source says."""
    notes = (entry.row.note for entry in book.rows(table))
    assert (missing := lacking(zh, notes)) == [], told(missing, "notes.csv")


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.toml")), ids=lambda path: path.stem)
def test_every_scenario_is_told(path: Path, zh: Language) -> None:
    """Title, question, finding, cases and assumptions of each shipped scenario."""
    assert (missing := lacking(zh, scenario_texts(path))) == [], told(missing, "scenarios.csv")


@pytest.mark.parametrize("file", ["scenarios.csv", "notes.csv"])
def test_no_text_is_kept_that_nobody_says(file: str, book: PriceBook) -> None:
    """What was worded anew leaves no old row behind; rows with {names} stand for many texts."""
    said = {text for path in (ROOT / "scenarios").glob("*.toml") for text in scenario_texts(path)}
    said |= {entry.row.note.removeprefix("excluded: ") for table in OURS for entry in book.rows(table)}
    with (WORDS / file).open(encoding="utf-8", newline="") as lines:
        rows = [row["english"] for row in csv.DictReader(lines)]
    assert [text for text in rows if text not in said and not NAMES.search(text)] == [], f"take them out of {file}"


@pytest.mark.parametrize("path", sorted((ROOT / "reports").glob("*/report.toml")), ids=lambda path: path.parent.name)
def test_every_report_is_told(path: Path, zh: Language) -> None:
    """Titles, notes and headings of its tables."""
    assert (missing := lacking(zh, report_texts(path))) == [], told(missing, "reports.csv")


def test_every_chapter_check_and_topic_is_told(zh: Language) -> None:
    assert (missing := lacking(zh, workbook_texts())) == [], told(missing, "workbook.csv")


def test_every_verdict_is_told(zh: Language) -> None:
    """Values that are texts, such as what binds."""
    numbers = (node for f in sheet().formulas.values() for node in walk(f.body) if isinstance(node, Number))
    words = {node.value for node in numbers if isinstance(node.value, str)}
    assert (missing := sorted(w for w in words if zh.word(w) == w)) == [], told(missing, "values.csv")


def test_the_page_has_the_same_words() -> None:
    """Every key of words.toml stands in words.zh.toml, and fills in the same {names}; labels come from elsewhere."""

    def flat(table: dict[str, Any], path: str = "") -> dict[str, str]:
        found: dict[str, str] = {}
        for key, value in table.items():
            found |= flat(value, f"{path}{key}.") if isinstance(value, dict) else {f"{path}{key}": str(value)}
        return {k: v for k, v in found.items() if not k.startswith(("label.", "spelling."))}

    english, chinese = (flat(dict(read_words(PAGE, language).table)) for language in (ENGLISH, Language("zh")))
    assert {f"chapter.{name}" for name in textbook.CHAPTERS} <= english.keys(), "name them in reports/_page/words.toml"
    assert english.keys() - chinese.keys() == set(), "add them to reports/_page/words.zh.toml"
    assert chinese.keys() - english.keys() == set()
    other = [k for k in english if set(NAMES.findall(english[k])) != set(NAMES.findall(chinese[k]))]
    assert other == [], "fill in the same {names} in reports/_page/words.zh.toml"
    assert [k for k, text in chinese.items() if not CHINESE.search(text)] == [
        "language", "between_sentences", "list_separator", "at_point", "whatif.pin", "whatif.change_one", "foot.version",
    ]  # fmt: skip


@dataclass(frozen=True)
class Listening(Language):
    """A language that takes down what it was asked and could not say."""

    unsaid: list[str] = field(default_factory=list)

    def text(self, english: str) -> str:
        said = super().text(english)
        if said == english:
            self.unsaid.append(english)
        return said


def quoted(results: Results) -> set[str]:
    """What stays as it is in any language: ids, units, formulas, and what sources say."""
    given = [g for case in results.scenario.cases for g in case.given.values()]
    kept = {text for g in given for text in (g.source, g.note, g.listed, g.rate, g.where, g.unit, str(g.value))}
    kept |= {f"{g.source} ({g.date})" for g in given}
    kept |= {r.low.source for r in results.scenario.ranges.values()}
    for formula in results.sheet.formulas.values():
        kept |= {formula.source, formula_text(formula), formula.unit, f":{formula.name}"}
    return kept | {c.name for c in results.scenario.cases} | {results.scenario.name}


@pytest.mark.parametrize("name", [BOX, "buy-rent-api-8xh200"])
def test_a_workbook_says_nothing_in_english_of_its_own(name: str, zh: Language) -> None:
    """Every text that is written was looked up; what has no Chinese is an id, a unit, a formula or what a source says."""
    ears = Listening(zh.code, zh.pairs, zh.labels, zh.sheets, zh.values)
    model = load(name)
    english = model.run()
    results = translated(english, zh)
    report = make_report(english, model.book.content, results.scenario.report)
    build(results, translated_tables(report.tables, zh), language=ears)
    kept = quoted(english) | quoted(results) | {f"llm-tco {results.version}"}
    unsaid = (t for t in dict.fromkeys(ears.unsaid) if A_WORD.search(t) and not CHINESE.search(t) and t not in kept)
    missing = [text for text in unsaid if " " in text and not _is_made_of(text, kept)]
    assert missing == [], told(missing, "workbook.csv")


def _is_made_of(text: str, kept: set[str]) -> bool:
    """Is it a list of texts that stay, such as the sources of several cases?"""
    parts = [re.sub(r"^(case )?[-\d, ]+: ", "", part) for part in text.split("; ")]
    return any(k.startswith(text) for k in kept) or all(any(p in k for k in kept) for p in parts)


def made(model: Model, folder: Path, language: Language) -> Path:
    return publish(model, folder, ("xlsx",), language=language).paths[0]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, zh: Language) -> tuple[Path, Path]:
    """The same workbook in both languages."""
    folder, model = tmp_path_factory.mktemp("both"), load(BOX)
    return made(model, folder, ENGLISH), made(model, folder, zh)


def test_the_formulas_underneath_are_the_same(pair: tuple[Path, Path], zh: Language) -> None:
    """Cell by cell, but for the names of the sheets and the words between quotes."""
    english, chinese = (formulas(path) for path in pair)
    assert {(zh.sheets[s], cell): zh.formula(text) for (s, cell), text in english.items()} == chinese
    back = {said: title for title, said in zh.sheets.items()}
    assert {(back[s], cell): zh.formula_back(text) for (s, cell), text in chinese.items()} == english


def test_the_values_underneath_are_the_same(pair: tuple[Path, Path], zh: Language) -> None:
    """Every number of every cell."""
    english, chinese = (read(path) for path in pair)
    numbers = {(zh.sheets[s], c): v for (s, c), v in english.items() if isinstance(v, (int, float))}
    assert numbers == {at: v for at, v in chinese.items() if isinstance(v, (int, float))}


def test_another_engine_computes_the_same_of_both(pair: tuple[Path, Path], zh: Language) -> None:
    """It finds every sheet by its Chinese name, and every word: cell by cell what it makes of the English workbook."""
    english, chinese = (IronCalc(path).values(formulas(path)) for path in pair)
    said = {(zh.sheets[s], c): zh.word(v) if isinstance(v, str) else v for (s, c), v in english.items()}
    assert len(said) > 1000
    assert differences(said, chinese) == {}


def test_the_header_reads_as_its_formula_makes_it(zh: Language) -> None:
    """The formula joins its words with a space; what the cell carries has it too, or an engine reads another text."""
    assert zh.text("Case shown, inputs: base") == f"{zh.word('Case shown, inputs:')} {zh.word('base')}"


def test_the_names_of_sheets_need_no_quotes(zh: Language) -> None:
    """Every sheet has one: at most 31 letters, none of which a formula would have to quote; no two alike."""
    assert [title for title in SUBJECTS if title not in zh.sheets] == [], "add them to words/zh/sheets.csv"
    assert [s for s in zh.sheets.values() if not re.fullmatch(r"[\u4e00-\u9fff]{1,31}", s)] == []
    assert len(set(zh.sheets.values())) == len(zh.sheets)


def test_a_chinese_workbook_passes_the_same_points(pair: tuple[Path, Path]) -> None:
    """The reviewer's checklist reads it as if it were in English."""
    english, chinese = ([(v.point.number, v.status) for v in lint(path)] for path in pair)
    assert english == chinese


def test_an_edited_chinese_workbook_is_read_back(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """A changed input with a source in Chinese comes back as a scenario; nothing else was changed, and nothing is told."""
    from tco.importing import read_back

    book = openpyxl.load_workbook(pair[1])
    page = book["输入"]
    row = next(cell.row for cell in page["A"] if cell.value == "rent_per_server_month")
    source = next(cell.column for cell in page[6] if cell.value == "来源")
    page.cell(row, 4).value, page.cell(row, source).value = 100000, "报价单第 3 页"
    book.save(tmp_path / "back.xlsx")
    back = read_back(tmp_path / "back.xlsx", open_content())
    assert [(e.quantity, e.old, e.new, dict(e.said)) for e in back.edits] == [
        ("rent_per_server_month", 120000.0, 100000.0, {"source": "报价单第 3 页"})
    ]
    assert back.notes == ()
    untouched = read_back(pair[1], open_content())
    assert (untouched.edits, untouched.notes) == ((), ())


def test_dates_are_written_as_in_chinese(zh: Language) -> None:
    """2026年11月22日; a workbook's numbers keep their digits and signs."""
    assert zh.text("yyyy-mm-dd") == 'yyyy"年"m"月"d"日"'
    assert zh.text("#,##0.00") == "#,##0.00"


def test_a_frame_says_what_fills_it(zh: Language) -> None:
    """Texts with numbers and names in them are one row; what fills them is looked up in turn, and all of it comes back."""
    assert zh.text("case 1-3, 6") == "方案1-3, 6"
    assert zh.text("excluded: no water is counted") == "未计入：未计用水"
    assert zh.back("未计入：未计用水") == "excluded: no water is counted"
    assert zh.text("batch is as the engine computed it") == "batch 与引擎计算值一致"
    assert zh.text("nobody says this, or that; nor this") == "nobody says this, or that; nor this"


def test_the_terms_of_the_glossary_are_those_in_use(zh: Language) -> None:
    """A term that no label, meaning or text uses is not what the field says, or not what we do."""
    with (WORDS / "glossary.csv").open(encoding="utf-8", newline="") as lines:
        terms = {row["text"] for row in csv.DictReader(lines)}
    page = (PAGE / "words.zh.toml").read_text(encoding="utf-8")
    used = "\n".join([*zh.pairs.values(), *zh.labels.values(), *zh.values.values(), page])
    assert [term for term in sorted(terms) if term not in used] == []


def test_no_text_to_be_said_is_an_id(zh: Language) -> None:
    """Names of quantities stay as they are, so none may stand among the texts."""
    assert [text for text in zh.pairs if text in sheet().names] == []


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(InputError, match="no language 'xx'"):
        language_of("xx", ())


def test_a_workspace_may_say_it_otherwise(tmp_path: Path) -> None:
    """Its words win over those that are shipped, and a faulty file is told with its line."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "words" / "zh").mkdir(parents=True)
    own = tmp_path / "words" / "zh" / "own.csv"
    own.write_text("english,text\nBuy,自购\n", encoding="utf-8")
    content: Content = open_content([tmp_path])
    assert read_language(content, "zh").text("Buy") == "自购"
    own.write_text("english,text\ncase {n} of {m},第 {n} 个\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"words/zh/own\.csv:2: other \{names\} than the English text"):
        read_language(content, "zh")


def test_the_id_of_a_case_stays_where_it_is_a_word_as_well(zh: Language) -> None:
    """A case called rent is no rent: in the sentences of a bridge its id is kept, and the cause beside it is said."""
    assert zh.text("Bridge of npv, rent, USD") == "差异桥：npv，rent，USD"
    told = zh.text("rent: cost_per_month from 1 to 2 EUR/month, 2026Q2 to 2026Q3; most by rent.")
    assert told == "rent：cost_per_month 由 1 变为 2 EUR/month（2026Q2 至 2026Q3），主要因素为租金。"
