"""A sign of life for those who watch a terminal; logs and pipes see nothing of it."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import threading

_PATIENCE = 1.0
"""Seconds after which people wonder; nearly every run is over by then."""


class Waiting:
    """While open, counts seconds on standard error; leaves no trace there."""

    def __init__(self, what: str, *, quiet: bool = False) -> None:
        """Name the work, such as `judging`; with `quiet`, or without a terminal, nothing is shown."""
        self._what = what
        self._watched = not quiet and sys.stderr.isatty()
        self._counting: tuple[threading.Thread, threading.Event] | None = None

    def __enter__(self) -> Self:
        """Begin to count."""
        if self._watched:
            import threading  # noqa: PLC0415 - where nobody watches it would only cost

            over = threading.Event()
            self._counting = threading.Thread(target=self._count, args=(over,), daemon=True), over
            self._counting[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Wipe the line, before anything else is written."""
        if self._counting is not None:
            thread, over = self._counting
            over.set()
            thread.join()

    def _count(self, over: "threading.Event") -> None:
        started, shown = time.monotonic(), ""
        while not over.wait(_PATIENCE):
            shown = f"{self._what} ... {time.monotonic() - started:.0f} s"
            sys.stderr.write(f"\r{shown}")
            sys.stderr.flush()
        if shown:
            sys.stderr.write("\r" + " " * len(shown) + "\r")
            sys.stderr.flush()
