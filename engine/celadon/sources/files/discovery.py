"""Paths, folders and globs become one sorted list of files. What is named and leads nowhere is a problem, never a silence."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from celadon.frozen import dataclass
from celadon.sources.files.ignoring import IgnoreFiles, Patterns
from celadon.sources.files.opening import DISK, Files
from celadon.sources.limits import Limits
from celadon.terms.errors import Problem, UnreadableInput

SUFFIXES = (".yaml", ".yml", ".json")
NEVER = frozenset({"node_modules", "__pycache__", "venv"})
"""Folders, beside the hidden ones, that hold nobody's own documents."""
SIGNS = "*?["


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
    """Files that an ignore file or an exclusion kept out, sorted."""


def discover(paths: Sequence[str], *, root: Path, start: Path, exclude: Iterable[str] = (), ignore_files: Files = DISK) -> Discovery:
    """Find the files that `paths` name, relative to `start`; ignore files and `exclude` work like gitignore, the latter from `root`.

    A file that is named itself is looked at even where an ignore file has it; `exclude` holds for named files too. Ignore files are
    read from a tree of their own, for a change must not choose what is looked at of it.
    """
    search = _Search(root, tuple(exclude), ignore_files)
    for written in paths:
        try:
            if not search.add(written, start / written):
                search.problems.append(_unmatched(written, start / written))
        except UnreadableInput as error:
            search.problems += error.problems
        except OSError as error:
            message = f"{written} cannot be looked at: {error.strerror or error}"
            search.problems.append(Problem(kind="unreadable-file", message=message, hint="check the path and its permissions"))
    return Discovery(
        files=tuple(sorted(search.files.values(), key=lambda found: found.name)),
        problems=tuple(dict.fromkeys(search.problems)),
        ignored=tuple(sorted(search.ignored)),
    )


def would_find(
    name: str, paths: Sequence[str], *, root: Path, start: Path, exclude: Iterable[str] = (), ignore_files: Files = DISK
) -> bool:
    """Tell whether `discover` would come upon a file of that name below the root, were it there; the file need not exist."""
    wanted = [os.path.relpath(start / written, root).replace(os.sep, "/") for written in paths]
    lines = ["/**" if written == "." else f"/{written}" for written in wanted if not written.startswith("..")]
    try:
        if not Patterns(lines, origin="PATH").verdict(name) or Patterns(tuple(exclude), origin="--exclude").verdict(name):
            return False
        is_hidden = any(part.startswith(".") or part in NEVER for part in name.split("/"))
        return name.lower().endswith(SUFFIXES) and not is_hidden and not IgnoreFiles(root, ignore_files).has(root / name, name)
    except UnreadableInput:
        return False  # what is wrong with the patterns was said when they were used


class _Search:
    def __init__(self, root: Path, exclude: tuple[str, ...], ignore_files: Files) -> None:
        self.written_root = Path(os.path.abspath(root))  # noqa: PTH100 - the root as written, to tell a link that leaves it
        self.root = Path(os.path.realpath(root))
        self.files: dict[Path, Found] = {}
        self.ignored: set[str] = set()
        self.problems: list[Problem] = []
        self.ignore = IgnoreFiles(self.root, ignore_files)
        self.exclude: Patterns | None = None
        try:
            self.exclude = Patterns(exclude, origin="--exclude")
        except UnreadableInput as error:
            self.problems += error.problems

    def add(self, written: str, path: Path) -> bool:
        """Add what one argument names; False where that is nothing at all."""
        if path.is_file():
            return self._take(path, is_named=True)
        if path.is_dir():
            return self._take_all(written, _walk(path))
        return any(sign in written for sign in SIGNS) and self._take_all(written, _matches(written, path))

    def _take_all(self, written: str, paths: Iterable[Path]) -> bool:
        most = Limits().files
        matched = False
        for path in paths:
            matched = self._take(path, is_named=False)
            if len(self.files) > most:
                message = f"{written} holds more than {most:,} files"
                raise UnreadableInput(Problem(kind="limit-exceeded", message=message, hint="name a smaller folder, or exclude some"))
        return matched

    def _take(self, path: Path, *, is_named: bool) -> bool:
        real, absolute = Path(os.path.realpath(path)), Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
        name = self._name(path, absolute, real)
        is_ignored = not is_named and self.ignore.has(real, name)
        if is_ignored or (self.exclude is not None and self.exclude.verdict(name)):
            self.ignored.add(name)
        elif self._is_inside(absolute) and not real.is_relative_to(self.root):
            message = f"{name} is a link that leads out of the project"
            self.problems.append(Problem(kind="unreadable-file", message=message, hint="name the file that it leads to", document=name))
        else:
            before = self.files.get(real)
            if before is None or (is_named and not before.is_named):
                self.files[real] = Found(path, name, is_named)
        return True

    def _is_inside(self, absolute: Path) -> bool:
        return absolute.is_relative_to(self.root) or absolute.is_relative_to(self.written_root)

    def _name(self, path: Path, absolute: Path, real: Path) -> str:
        for candidate, root in ((absolute, self.root), (absolute, self.written_root), (real, self.root)):
            if candidate.is_relative_to(root):
                return candidate.relative_to(root).as_posix()
        return path.as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in NEVER)
        yield from (Path(where, name) for name in sorted(files) if name.lower().endswith(SUFFIXES) and not name.startswith("."))


def _matches(written: str, pattern: Path) -> Iterator[Path]:
    """Expand a glob as shells do: `**` spans folders; hidden ones, and what nobody wrote himself, only where they are written."""
    import glob  # noqa: PLC0415 - shells expand most globs themselves

    passed = NEVER.difference(Path(written).parts)
    for found in sorted(glob.glob(str(pattern), recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
        path = Path(found)
        if path.is_file() and not passed.intersection(path.parts[len(_fixed(pattern)) :]):
            yield path


def _fixed(pattern: Path) -> tuple[str, ...]:
    """Give the leading parts of a pattern that hold no sign; they are the user's own, whatever their names."""
    count = next((number for number, part in enumerate(pattern.parts) if any(sign in part for sign in SIGNS)), len(pattern.parts))
    return pattern.parts[:count]


def _unmatched(written: str, path: Path) -> Problem:
    kind = "unmatched-path"
    if path.is_dir():
        message, hint = f"the folder {written} holds no {', '.join(SUFFIXES)} file", "name a folder with documents"
    elif any(sign in written for sign in SIGNS):
        message, hint = f"nothing matches {written}", "check the pattern; '**' spans folders"
    elif os.path.lexists(path):
        message, hint = f"{written} is not a plain file or folder", "name a file"
    else:
        kind, message, hint = "missing-file", f"{written} does not exist", "check the path"
    return Problem(kind=kind, message=message, hint=hint, document=written)
