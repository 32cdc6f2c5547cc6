"""Patterns of files that are not looked at, by the rules of gitignore: `.celadonignore` in any folder, and exclusions."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from celadon.sources.files.opening import DISK, Files
from celadon.sources.limits import MEBIBYTE
from celadon.terms.errors import Problem, UnreadableInput

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".celadonignore"


class Patterns:
    """Lines of gitignore's language; the last one that matches decides."""

    def __init__(self, lines: Sequence[str], *, origin: str) -> None:
        """Read the lines; raises UnreadableInput with each that is no pattern."""
        self._spec = None
        try:
            self._spec = _spec(lines) if lines else None
        except ValueError as error:
            wrong = [_unreadable(origin, number, line) for number, line in enumerate(lines, 1) if not _is_pattern(line)]
            raise UnreadableInput(wrong) from error

    def verdict(self, name: str) -> bool | None:
        """Tell whether a file is meant: True, False where a later `!` takes it back, None where no line speaks of it."""
        return None if self._spec is None else self._spec.check_file(name).include


def _spec(lines: Sequence[str]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most runs ignore nothing

    return GitIgnoreSpec.from_lines(lines)


def _is_pattern(line: str) -> bool:
    try:
        _spec([line])
    except ValueError:
        return False
    return True


def _unreadable(origin: str, number: int, line: str) -> Problem:
    message = f"line {number} of {origin} is no pattern: '{line}'"
    return Problem(kind="invalid-pattern", message=message, hint="write it as in a .gitignore", document=origin)


class IgnoreFiles:
    """The ignore files of a project; the one nearest to a file speaks first."""

    def __init__(self, root: Path, tree: Files = DISK) -> None:
        """Nothing is read before somebody asks."""
        self._root = root
        self._tree = tree
        self._known: dict[Path, Patterns] = {}

    def has(self, real: Path, name: str) -> bool:
        """Tell whether a file is ignored; one outside of the root never is. Raises UnreadableInput for an ignore file with mistakes."""
        if not real.is_relative_to(self._root):
            return False
        path = self._root / name
        for folder in path.parents:
            verdict = self._patterns(folder).verdict(path.relative_to(folder).as_posix())
            if verdict is not None:
                return verdict
            if folder == self._root:
                break
        return False

    def _patterns(self, folder: Path) -> Patterns:
        known = self._known.get(folder)
        if known is None:
            file = folder / IGNORE_FILE
            origin = os.path.relpath(file, self._root).replace(os.sep, "/")
            known = self._known[folder] = Patterns(self._lines(self._tree.real(file), origin), origin=origin)
        return known

    def _lines(self, real: Path, origin: str) -> list[str]:
        if not self._tree.is_file(real):
            return []
        return self._tree.read(real, name=origin, at_most=MEBIBYTE).decode("utf-8-sig", errors="replace").splitlines()
