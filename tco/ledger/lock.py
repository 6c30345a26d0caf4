"""One writer at a time: a lock that the system itself takes back when the process that holds it ends, however it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tco.errors import Fault, InputError

PATIENCE = 30.0  # seconds to wait for another writer
PAUSE = 0.05


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of a ledger file; InputError where another process does not let go of it in time."""
    beside = path.with_name(f".{path.name}.lock")
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(beside, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as wrong:
        raise InputError(
            Fault("cannot be written", str(path), str(wrong.strerror), next_step="--ledger FILE")
        ) from None
    try:
        end = time.monotonic() + patience
        while not _taken(handle):
            if time.monotonic() > end:
                step = "wait for it to end, then try again; nothing was written"
                raise InputError(Fault("another process is writing the ledger", str(path), next_step=step))
            time.sleep(PAUSE)
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _taken(handle: int) -> bool:
        with suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def _taken(handle: int) -> bool:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False
