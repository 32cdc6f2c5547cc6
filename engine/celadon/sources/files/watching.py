"""Changes on disk, as they happen."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from celadon.terms.errors import InvalidUsage, Problem, UnreadableInput

IDLE = 200
"""Milliseconds after which the wait looks whether it was interrupted."""


class Watcher:
    """Collects changes below some folders from the moment it is opened, those during a check included."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """Begin; raises InvalidUsage where the extra is not installed, UnreadableInput where the system refuses."""
        try:
            from watchfiles import DefaultFilter, watch  # noqa: PLC0415 - an extra, for few runs
        except ImportError as error:
            problem = Problem(
                kind="missing-extra", message="--watch needs watchfiles, which is not installed", hint="pip install 'celadon[watch]'"
            )
            raise InvalidUsage(problem) from error
        self._changes = watch(*folders, watch_filter=DefaultFilter(), rust_timeout=IDLE, yield_on_timeout=True, debounce=IDLE)
        self._next()  # from here on nothing is missed

    def __enter__(self) -> Self:
        """Be closed by `with`."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop watching."""
        self._changes.close()

    def wait(self) -> frozenset[Path]:
        """Give the files that changed, as soon as there are some."""
        while True:
            found = self._next()
            if found:
                return found

    def _next(self) -> frozenset[Path]:
        try:
            return frozenset(Path(path) for _, path in next(self._changes))
        except OSError as error:
            message, hint = f"the folders cannot be watched: {error.strerror or error}", "name fewer folders, or raise the system's limit"
            raise UnreadableInput(Problem(kind="unwatchable", message=message, hint=hint)) from error
