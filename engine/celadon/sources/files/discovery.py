"""Paths, folders and globs become one sorted list of files. What is named and leads nowhere is a problem, never a silence."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from celadon.terms.errors import Problem

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES = (".yaml", ".yml", ".json")
NEVER = frozenset({"node_modules", "__pycache__", "venv"})
"""Folders, beside the hidden ones, that hold nobody's own documents."""
IGNORE_FILE = ".celadonignore"
SIGNS = "*?["
MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """One file to look at."""

    path: Path
    name: str
    """As shown: POSIX, relative to the root where it is inside of it."""
    is_named: bool
    """The user wrote this very path: what it is not, is an error rather than a file that was passed over."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found, sorted by name, and what was named in vain."""

    files: tuple[Found, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    """Files that `.celadonignore` or an exclusion kept out, sorted."""


def discover(paths: Sequence[str], *, root: Path, start: Path, exclude: Iterable[str] = ()) -> Discovery:
    """Find the files that `paths` name, relative to `start`; ignore files and `exclude` work like gitignore, from `root`.

    A file that is named itself is looked at even where an ignore file has it; `exclude` holds for named files too.
    """
    search = _Search(root, _spec(_ignore_lines(root)), _spec(list(exclude)))
    problems = []
    for written in paths:
        try:
            if not search.add(written, start / written):
                problems.append(_unmatched(written, start / written))
        except OSError as error:
            message = f"{written} cannot be looked at: {error.strerror or error}"
            problems.append(Problem(kind="unreadable-file", message=message, hint="check the path and its permissions"))
        if len(search.files) > MOST_FILES:
            message = f"{written} holds more than {MOST_FILES:,} files"
            problems.append(Problem(kind="limit-exceeded", message=message, hint="name a smaller folder, or exclude some"))
            break
    return Discovery(
        files=tuple(sorted(search.files.values(), key=lambda found: found.name)),
        problems=tuple(problems),
        ignored=tuple(sorted(search.ignored)),
    )


class _Search:
    def __init__(self, root: Path, ignore: "GitIgnoreSpec | None", exclude: "GitIgnoreSpec | None") -> None:
        self.root = Path(os.path.realpath(root))
        self.ignore = ignore
        self.exclude = exclude
        self.files: dict[Path, Found] = {}
        self.ignored: set[str] = set()

    def add(self, written: str, path: Path) -> bool:
        """Add what one argument names; False where that is nothing at all."""
        if path.is_file():
            return self._take(path, is_named=True)
        if path.is_dir():
            return self._take_all(_walk(path))
        return any(sign in written for sign in SIGNS) and self._take_all(_matches(path))

    def _take_all(self, paths: Iterable[Path]) -> bool:
        count = 0
        for count, path in enumerate(paths, 1):  # noqa: B007 - the last number is how many there were
            self._take(path, is_named=False)
        return count > 0

    def _take(self, path: Path, *, is_named: bool) -> bool:
        real = Path(os.path.realpath(path))
        name = self._name(path, real)
        if (self.exclude and self.exclude.match_file(name)) or (not is_named and self.ignore and self.ignore.match_file(name)):
            self.ignored.add(name)
            return True
        before = self.files.get(real)
        self.files[real] = Found(path, name, is_named or (before is not None and before.is_named))
        return True

    def _name(self, path: Path, real: Path) -> str:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links, and the name is the user's
        for candidate in (absolute, real):
            if candidate.is_relative_to(self.root):
                return candidate.relative_to(self.root).as_posix()
        return path.as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in NEVER)
        yield from (Path(where, name) for name in sorted(files) if name.lower().endswith(SUFFIXES) and not name.startswith("."))


def _matches(pattern: Path) -> Iterator[Path]:
    """Expand a glob as shells do: `**` spans folders; hidden ones are left out unless they are written."""
    import glob  # noqa: PLC0415 - shells expand most globs themselves

    for found in sorted(glob.glob(str(pattern), recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
        path = Path(found)
        if path.is_file():
            yield path


def _ignore_lines(root: Path) -> list[str]:
    file = root / IGNORE_FILE
    return file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []


def _spec(lines: list[str]) -> "GitIgnoreSpec | None":
    if not lines:
        return None
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most runs ignore nothing

    return GitIgnoreSpec.from_lines(lines)


def _unmatched(written: str, path: Path) -> Problem:
    if path.is_dir():
        message, hint = f"the folder {written} holds no {', '.join(SUFFIXES)} file", "name a folder with documents"
    elif any(sign in written for sign in SIGNS):
        message, hint = f"nothing matches {written}", "check the pattern; '**' spans folders"
    elif not os.path.lexists(path):
        message, hint = f"{written} does not exist", "check the path"
    else:
        message, hint = f"{written} is not a plain file or folder", "name a file"
    kind = "missing-file" if "does not exist" in message else "unmatched-path"
    return Problem(kind=kind, message=message, hint=hint, document=written)
