"""Which models there are: every architecture of the content, found by its id, its name or an alias.

A file of a workspace goes before a shipped one of the same name.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tco.content import SHIPPED, Content, Place
from tco.errors import Fault, InputError, raise_faults
from tco.models import Model, read_model
from tco.names import fold, index, resolve
from tco.tables import Sourced

if TYPE_CHECKING:
    from collections.abc import Iterable

UNITS = {"sliding_window": "tokens", "selected_tokens": "tokens", "state_bytes_per_layer": "bytes"}
TEXTS = ("name", "attention", "native_precision", "source", "note")


class ModelFile(NamedTuple):
    """An architecture with its place: the layer of content, the file as people know it."""

    model: Model
    layer: str
    where: str

    def sourced(self, value: float | str, unit: str) -> Sourced:
        """A fact of the model with the provenance of its file."""
        origin = "shipped price" if self.layer == SHIPPED else "workspace price"
        model = self.model
        return Sourced(value, unit, model.source, model.source_date, origin, "high", model.note, self.where)


def model_files(content: Content) -> list[Place]:
    """The files of models, those of later layers last."""
    return [place for place in content.files("models", "*.*") if place.path.suffix in (".toml", ".json")]


def read_models(content: Content, places: Iterable[Place]) -> tuple[dict[str, ModelFile], list[Fault]]:
    """The models of these files by id, a later file over an earlier one; and the faults of those that cannot be read."""
    found: dict[str, ModelFile] = {}
    faults: list[Fault] = []
    for layer, path in places:
        where = content.label(path)
        try:
            found[path.stem] = ModelFile(read_model(path, where), layer, where)
        except InputError as error:
            faults += error.faults
    return found, faults


class Architectures:
    """The models of some content; files are read when first asked for."""

    def __init__(self, content: Content) -> None:
        self.content = content

    @cached_property
    def _files(self) -> dict[str, ModelFile]:
        """Each model by id; a file that another goes before is not even read."""
        found, faults = read_models(self.content, {p.path.stem: p for p in model_files(self.content)}.values())
        raise_faults(faults)
        return found

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        return index({i: (f.model.name, *f.model.aliases) for i, f in self._files.items()})

    def ids(self) -> list[str]:
        """The ids of all models."""
        return sorted(self._files)

    def ids_behind(self, name: str) -> list[str]:
        """Every id that answers to a name or alias; none where no model does."""
        return self._names.get(fold(name), [])

    def id_of(self, name: str) -> str:
        """The id that a name or alias stands for, or the name behind the organisation that published it; InputError if none."""
        own = name.rpartition("/")[2]
        known = own if not self.ids_behind(name) and self.ids_behind(own) else name
        return resolve("model", known, self._names)

    def facts(self, name: str) -> dict[str, Sourced]:
        """The architecture of a model: engine quantities by name, and its descriptive texts."""
        identifier = self.id_of(name)
        file = self._files[identifier]
        facts = {k: v for k, v in file.model.model_dump().items() if k not in ("aliases", "source_date")}
        numbers = {k: file.sourced(float(v), UNITS.get(k, "count")) for k, v in facts.items() if k not in TEXTS}
        texts = {k: file.sourced(facts[k], "text") for k in TEXTS}
        return {"model": file.sourced(identifier, "text")} | texts | numbers
