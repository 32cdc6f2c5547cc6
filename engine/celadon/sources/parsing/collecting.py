"""When the garbage collector looks: nearly everything that a document becomes lives until its verdicts are told, and then goes at once.

Left to itself the collector looks through all of it again and again, for a fifth of the time of a run, and frees nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

ENOUGH = 8_000_000
"""Characters of text that was read since the collector looked: what was made of it may take some hundred megabytes."""


@contextmanager
def at_rest() -> Iterator[None]:
    """Keep the collector out while objects are made that all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Collecting:
    """Has the collector look between documents only, and only where enough was left behind."""

    def __init__(self, after: int = ENOUGH) -> None:
        """Begin with nothing left behind; the collector looks `after` so many characters, or whatever the caller counts."""
        self._after = after
        self._was_on = False
        self._read = 0

    def __enter__(self) -> Self:
        """Switch the collector off."""
        self._was_on = gc.isenabled()
        gc.disable()
        gc.unfreeze()
        return self

    def left(self, size: int) -> None:
        """Say that something of a size is done with; what outlives it is not looked through again."""
        self._read += size
        if self._read >= self._after:
            self._read = 0
            gc.collect()
            gc.freeze()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Give the collector back as it was, without a look at everything on the way."""
        if self._was_on:
            gc.freeze()
            gc.enable()
