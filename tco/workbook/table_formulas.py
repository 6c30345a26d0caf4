"""The formula of a cell that SQL makes of several figures: their sum, the least, its name, a rank, over the cells where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tco.lineage import NUMBERS, WHICH, Made, figure
from tco.workbook.table_areas import areas, place_of, summed
from tco.workbook.table_lists import Lists

LONGEST = 120  # characters of a formula; what would be longer stays as SQL made it
_TEXTS: Mapping[str, Callable[[str], str]] = {
    "min": lambda cells: f"MIN({cells})",
    "max": lambda cells: f"MAX({cells})",
    "second": lambda cells: f"SMALL({cells},2)",
    "count": lambda cells: f"COUNT({cells})",
    "spread": lambda cells: f"MAX({cells})/MIN({cells})",
}
_SIGNS = {"which_min": "<=", "which_max": ">="}


def made_formula(lists: Lists, made: Made | None, shown: object) -> str:
    """The formula of a cell that shows something, without its "="; "" where it stays as SQL made it. Written once."""
    if not made:
        return ""
    if (made, shown) not in lists.formulas:
        lists.formulas[made, shown] = _written(lists, made, shown)
    return lists.formulas[made, shown]


def _written(lists: Lists, made: Made, shown: object) -> str:
    if not all(place_of(lists.plan, ref) for ref in made.refs):
        return ""
    if made.verb == "sum":
        text = summed(lists.plan, made.refs)
    elif any(ref.startswith("-") for ref in made.refs):
        text = ""
    elif made.verb in WHICH:
        text = _name(lists, made, shown)
    else:
        text = _number(lists, made)
    return text if len(text) < LONGEST else ""


def made_value(lists: Lists, made: Made, shown: object) -> float | str:
    """What the formula shows, by the engine's figures; a name as it is shown."""
    if made.verb in WHICH:
        return str(shown)
    found = (figure(lists.plan.results, ref) for ref in made.refs)
    return NUMBERS[made.verb]([number for number in found if number is not None])


def _number(lists: Lists, made: Made) -> str:
    if made.verb == "is":
        return cells_of(lists, made.refs[:1])
    if made.verb == "rank":
        return f"1+SUMPRODUCT(({cells_of(lists, made.refs[1:])}<{cells_of(lists, made.refs[:1])})*1)"
    return _TEXTS[made.verb](cells_of(lists, made.refs)) if made.verb in _TEXTS else ""


def cells_of(lists: Lists, refs: tuple[str, ...]) -> str:
    """Where figures stand: one range where there is one, else cell by cell."""
    text = areas([place for ref in refs if (place := place_of(lists.plan, ref))])
    return next((listed.cells for listed in lists.of(refs)), text) if "," in text else text


def _name(lists: Lists, made: Made, shown: object) -> str:
    """Which of several it is: the name that stands beside the figure found."""
    if found := named_among(lists, made, shown):
        figures, names = found
        return f"INDEX({names},MATCH({extreme(made.verb, figures)},{figures},0))"
    return _either(lists, made) if len(made.refs) == 2 and made.verb in _SIGNS else ""


def named_among(lists: Lists, made: Made, shown: object) -> tuple[str, str] | None:
    """The cells of the figures and those of their names, where the first of the figures found has the name shown."""
    names = dict(zip(made.refs, made.names, strict=True))
    for listed in lists.of(made.refs):
        numbers = [figure(lists.plan.results, ref) or 0.0 for ref in listed.refs]
        first = numbers.index(WHICH[made.verb](numbers))
        if (cells := listed.names(names)) and names[listed.refs[first]] == shown:
            return listed.cells, cells
    return None


def extreme(verb: str, cells: str) -> str:
    """The figure that a name is told of: the least of some cells, the most, the second."""
    return _TEXTS[verb.removeprefix("which_")](cells)


def _either(lists: Lists, made: Made) -> str:
    """Which of two, by names that stand in no cell."""
    one, other = (cells_of(lists, (ref,)) for ref in made.refs)
    first, second = either(made)
    return f"IF({one}{_SIGNS[made.verb]}{other},{first},{second})"


def either(made: Made) -> tuple[str, str]:
    """The two names as texts of a formula."""
    first, second = ('"' + name.replace('"', '""') + '"' for name in made.names)
    return first, second
