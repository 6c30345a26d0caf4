"""The results as one HTML file: tables with their sources, charts that print, and sliders that recalculate.

    build(results, tables, templates) -> str

Nothing is loaded from elsewhere, and a content security policy in the file says so to the browser: scripts and styles
are allowed by their digests alone. Text from files is escaped wherever it stands; addresses are links only where they
are http or https.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tco.csvfile import read_text
from tco.errors import Fault, InputError
from tco.language import ENGLISH, Language
from tco.page.data import data, formulas
from tco.page.figures import figures
from tco.page.layouts import layout_figures
from tco.page.outlook import decision, outlook_figures
from tco.page.quarter import quarter_sheets, waterfalls
from tco.page.view import View
from tco.page.words import Words, read_words
from tco.quarterly.gather import Quarterly
from tco.report import Table
from tco.restate import Second
from tco.results import Results
from tco.search.ask import Answer
from tco.translate import translated_tables

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

SCRIPTS = (
    "numbers",
    "state",
    "draw",
    "plots",
    "figures",
    "outlook",
    "explain",
    "chapters",
    "made",
    "differences",
    "whatif",
    "start",
)
_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]{};,]+[^\s<>\"'()\[\]{};,.:]")


def build(
    results: Results,
    tables: Sequence[Table],
    templates: Path,
    *,
    attribution: Sequence[Table] = (),
    quarter: Quarterly | None = None,
    searched: Answer | None = None,
    second: Second | None = None,
    language: Language = ENGLISH,
) -> str:
    """The page of a run. `templates` is the folder of its templates, styles, scripts and words.

    A closed `quarter` adds what changed since the one before it, and why; `searched` the front of its layouts; `second`
    the rates at which the values of the cases are told in a second currency.
    """
    words = read_words(templates, language)
    changed = translated_tables(quarter_sheets(quarter) if quarter else (), language)
    view = View(results, tables, attribution, words, changed, also=second is not None)
    asked = (results, words, view.titles)
    drawn = [*figures(*asked), *layout_figures(*asked, searched), *outlook_figures(*asked)]
    found = quarter.comparison if quarter else None
    told = {
        "view": view, "scenario": results.scenario, "results": results, "figures": drawn, "decision": decision(*asked),
        "span": next((figure.title for figure in drawn if figure.name == "swing"), ""),
        "quarter_figures": list(waterfalls(found, words, view.titles)) if found else [],
        "data": data(results, words, view.titles, view.chapters, second),
    }  # fmt: skip
    return _rendered(templates, words, formulas(results), told)


def _rendered(templates: Path, words: Words, compute: str, told: Mapping[str, Any]) -> str:
    """The page of what is told, with its style, its script and the policy that allows these alone."""
    from markupsafe import Markup

    style = _own(templates / "page.css") + _own_in(templates, words.language)
    script = _script(templates, compute)
    own = {"style": Markup(style), "script": Markup(script), "policy": policy(style, script)}  # noqa: S704 - our own files
    return environment(templates, words).get_template("base.html.jinja").render(w=words.table, **told, **own)


def policy(style: str, script: str) -> str:
    """Nothing but this style and this script; nothing from elsewhere, nothing sent."""
    rules = {
        "default-src": "'none'", "style-src": _digest(style), "script-src": _digest(script), "img-src": "data:",
        "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _own(path: Path) -> str:
    return read_text(path, str(path))


def _own_in(templates: Path, language: Language) -> str:
    """The styles that a language adds, such as its fonts."""
    path = templates / f"page.{language.code}.css"
    return _own(path) if path.is_file() else ""


def _script(templates: Path, compute: str) -> str:
    """All scripts as one, in a scope of its own."""
    parts = [_own(templates / "script" / f"{name}.js") for name in SCRIPTS]
    whole = "\n".join(["(() => {", '"use strict";', compute, *parts, "})();"])
    if re.search(r"</?script|<!--", whole, re.IGNORECASE):
        raise InputError(Fault("a script holds '<script' or '<!--'", str(templates / "script")))
    return whole


def environment(templates: Path, words: Words) -> Environment:
    """The templates with their filters: everything escaped, nothing undefined let through."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    found = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.policies["json.dumps_function"] = _json
    found.filters |= {
        "number": words.number,
        "amount": words.amount,
        "linked": linked,
        "exact": exact,
        "tied": tied,
        "sentences": sentences,
    }
    found.globals |= {"say": words.say, "label": words.label}
    return found


def _json(value: Any, **_: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def exact(value: object) -> str:
    """A value in full, as an attribute holds it; one a period with commas, as a browser writes a list."""
    if isinstance(value, tuple):
        return ",".join(exact(one).removesuffix(".0") for one in value)
    return repr(value) if isinstance(value, float) else "" if value is None else str(value)


def tied(text: str) -> str:
    """A text in which no line ends between a number and its per cent sign."""
    return re.sub(r"(?<=\d) (?=%)", "\u00a0", text)


def sentences(text: str) -> list[str]:
    """A text by sentences: the first is the headline, the others say why.

    >>> sentences("Buy, at 2.5 % a year. It pays back. 3 of 4 do.")
    ['Buy, at 2.5 % a year.', 'It pays back.', '3 of 4 do.']
    >>> sentences("购买。三年收回。")
    ['购买。', '三年收回。']
    """
    return [part.strip() for part in re.split(r"(?<=[.?!])\s+(?=[A-Z0-9])|(?<=[。？！])", text) if part.strip()]


def linked(text: str) -> Markup:
    """A text in which addresses, http and https only, are links; all else is escaped."""
    from markupsafe import Markup, escape

    made, end = Markup(), 0
    for found in _ADDRESS.finditer(text):
        made += escape(text[end : found.start()])
        made += Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(found[0])
        end = found.end()
    return made + escape(text[end:])
