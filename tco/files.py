"""Files written whole or not at all: each beside its place first, and moved there when all of them are complete."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from tco.errors import Fault, InputError

READABLE = 0o644


def write(path: Path, data: bytes, next_step: str = "--out DIR") -> None:
    """Write one file."""
    write_all({path: data}, next_step)


def write_all(files: Mapping[Path, bytes], next_step: str = "--out DIR") -> None:
    """Write files, making the folders they stand in; InputError says which cannot be written, and none has changed.

    Only a failure between two moves, each of which happens at once, could leave some new and some old.
    """
    with ExitStack() as stack:
        made: dict[Path, Path] = {}
        for path, data in files.items():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.")
                made[path] = Path(beside)
                stack.callback(made[path].unlink, missing_ok=True)
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                made[path].chmod(READABLE)
                if path.is_dir():
                    raise IsADirectoryError(None, "Is a directory")
            except (OSError, ValueError) as wrong:
                raise _unwritable(path, wrong, next_step) from None
        for path, beside_it in made.items():
            try:
                beside_it.replace(path)
            except OSError as wrong:
                raise _unwritable(path, wrong, next_step) from None


def _unwritable(path: Path, wrong: OSError | ValueError, next_step: str) -> InputError:
    found = (
        f"{path.parent} is a file"
        if isinstance(wrong, FileExistsError)
        else getattr(wrong, "strerror", None) or str(wrong)
    )
    return InputError(Fault("cannot be written", str(path), found, next_step=next_step))
