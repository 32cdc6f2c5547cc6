"""Folders of files that we generate: what changed is written, what is no longer made is removed, nothing else is touched."""

from collections.abc import Mapping
from pathlib import Path

from celadon.frozen import dataclass
from celadon.sources.files.writing import write_atomically
from celadon.terms.errors import Problem, UnwritableOutput


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is out of step, or was before it was written: paths relative to the folder, sorted."""

    changed: tuple[str, ...]
    """New ones, and those whose text is another one."""
    stale: tuple[str, ...]
    """Generated files that are no longer made."""


def compare(folder: Path, files: Mapping[str, str], *, marker: str) -> Kept:
    """Compare files by their path below `folder` with what is there. A file is ours if `marker` stands in its first line."""
    changed = [name for name, text in files.items() if _text(folder / name) != text]
    folders = {(folder / name).parent for name in files}
    there = [path for parent in folders if parent.is_dir() for path in parent.iterdir() if path.is_file()]
    stale = [
        name
        for path in there
        if (name := path.relative_to(folder).as_posix()) not in files and marker in (_text(path) or "").partition("\n")[0]
    ]
    return Kept(changed=tuple(sorted(changed)), stale=tuple(sorted(stale)))


def keep(folder: Path, files: Mapping[str, str], *, marker: str) -> Kept:
    """Make the folder hold these files; raises UnwritableOutput. Files of others are not overwritten."""
    found = compare(folder, files, marker=marker)
    foreign = [name for name in found.changed if (old := _text(folder / name)) is not None and marker not in old.partition("\n")[0]]
    if foreign:
        raise UnwritableOutput([_foreign(folder, name) for name in foreign])
    try:
        for name in found.changed:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_atomically(folder / name, files[name])
        for name in found.stale:
            (folder / name).unlink()
    except OSError as error:
        message = f"{folder} cannot be written: {error.strerror or error}"
        raise UnwritableOutput(Problem(kind="unwritable-output", message=message, hint="check the folder and its permissions")) from error
    return found


def _foreign(folder: Path, name: str) -> Problem:
    message = f"{folder / name} is there and was not generated"
    return Problem(kind="unwritable-output", message=message, hint="move it away, or name another folder")


def _text(path: Path) -> str | None:
    """Read a file with the line ends it has; None where there is none, something else than a file, or no text."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
