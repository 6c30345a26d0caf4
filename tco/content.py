"""Where content lives: which folders hold prices, scenarios and reports, and which of two files of one name counts.

Content comes in layers. The first is what is shipped (inside the installed package, or the root of a checkout); every
later one is a workspace of the user's. A later layer wins. This is the only module that knows about folders.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tco.errors import Fault, InputError, near_or_count, raise_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FOLDERS = ("pricing", "scenarios", "reports")
# kind of thing -> (folder, endings tried after the bare name)
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "pricing": ("pricing", (".csv",)),
    "measured": ("pricing/measured", (".csv",)),
    "scenarios": ("scenarios", (".toml",)),
    "models": ("scenarios/models", (".toml", ".json")),
    "reports": ("reports", ("",)),
    "words": ("words", ("",)),
}
SHIPPED = "shipped"
LONGEST = 200  # characters of a name


class Place(NamedTuple):
    """A file or folder of content: the layer it is in, and where that is on disk."""

    layer: str
    path: Path


@dataclass(frozen=True)
class Layer:
    """One root folder with any of pricing/, scenarios/, reports/ in it."""

    name: str
    root: Path

    def place(self, folder: str, name: str) -> Place:
        return Place(self.name, self.root / folder / name)


@dataclass(frozen=True)
class Content:
    """The layers, shipped first; a later layer wins over an earlier one."""

    layers: tuple[Layer, ...]

    def files(self, kind: str, pattern: str) -> list[Place]:
        """Every file of a kind that matches, in the order of the layers, then by name; hidden files are not content."""
        folder, _ = _kind(kind)
        return [
            Place(layer.name, path)
            for layer in self.layers
            for path in sorted((layer.root / folder).glob(pattern))
            if path.is_file() and not path.name.startswith(".")
        ]

    def names(self, kind: str) -> list[str]:
        """The names of a kind that `find` knows, without their ending."""
        folder, endings = _kind(kind)
        found = {
            path.name.removesuffix(ending)
            for layer in self.layers
            for ending in endings
            for path in (layer.root / folder).glob(f"*{ending}")
            if path.is_dir() == (ending == "") and not path.name.startswith((".", "_"))
        }
        return sorted(found)

    def find(self, kind: str, name: str) -> Place:
        """The file or folder of that name in the last layer that has it; InputError with the nearest names if none."""
        folder, endings = _kind(kind)
        if (
            not name.isprintable()
            or not 0 < len(name) <= LONGEST
            or name.startswith(".")
            or any(c in name for c in "/\\")
        ):
            allowed = "a bare name, without a folder"
            raise InputError(Fault("not a name", found=repr(name)[:60], allowed=allowed, next_step=f"tco list {kind}"))
        for layer in reversed(self.layers):
            for ending in ("", *endings):
                place = layer.place(folder, name + ending)
                if place.path.is_dir() if endings == ("",) else place.path.is_file():
                    return place
        near = near_or_count(name, self.names(kind))
        raise InputError(Fault(f"nothing called {name!r} in {kind}", allowed=near, next_step=f"tco list {kind}"))

    def label(self, path: Path) -> str:
        """A file's name for people: relative to its layer, such as "pricing/hardware.csv"."""
        for layer in reversed(self.layers):
            if path.is_relative_to(layer.root):
                return Path(os.path.relpath(path, layer.root)).as_posix()  # a base may lie beside the layer
        return path.as_posix()


def _kind(kind: str) -> tuple[str, tuple[str, ...]]:
    if kind not in KINDS:
        raise InputError(Fault(f"no such kind of content: {kind!r}", allowed=", ".join(KINDS)))
    return KINDS[kind]


def shipped_root() -> Path:
    """The folder of the shipped content: inside the installed package, else the root of the checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "_content"
    return inside if inside.is_dir() else package.parent


def is_workspace(folder: Path) -> bool:
    """Whether a folder has any of the content folders and is not the shipped root itself."""
    return folder.resolve() != shipped_root() and any((folder / name).is_dir() for name in FOLDERS)


def default_workspaces(current: Path) -> tuple[Path, ...]:
    """The current folder, where it is a workspace; the command line passes it in."""
    return (current,) if is_workspace(current) else ()


def _layers(workspaces: Iterable[Path]) -> Iterator[Layer]:
    yield Layer(SHIPPED, shipped_root())
    for count, folder in enumerate(workspaces, start=1):
        yield Layer("workspace" if count == 1 else f"workspace {count}", folder.resolve())


def open_content(workspaces: Iterable[Path] = ()) -> Content:
    """The shipped content with workspaces over it; a folder that is none is an error that says what one has."""
    folders = tuple(workspaces)
    raise_faults(
        Fault("not a workspace", str(f), allowed=f"a folder with any of {', '.join(FOLDERS)}", next_step="tco init DIR")
        for f in folders
        if not any((f / name).is_dir() for name in FOLDERS)
    )
    return Content(tuple(_layers(folders)))
