"""A whole small folder as bytes, under limits: for bundles, whose digest is over everything they hold."""

import os
from pathlib import Path

from celadon.terms.errors import Problem, UnreadableInput

MAX_FILES = 2_000
MAX_FILE_BYTES = 1 << 20
MAX_TOTAL_BYTES = 32 << 20


def contents(folder: Path, *, shown: str) -> dict[str, bytes]:
    """Read every file below a folder by its POSIX path within, sorted; hidden files and folders are left out.

    Raises UnreadableInput for what is no folder, for symbolic links (a bundle is what it holds, not what it points at),
    and for more than a bundle may hold.
    """
    if not folder.is_dir():
        raise UnreadableInput(Problem(kind="missing-file", message=f"there is no folder {shown}", hint="check the path"))
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    total = 0
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(where, name)
            inner = path.relative_to(folder).as_posix()
            if name.startswith("."):
                continue
            if path.is_symlink() or not path.is_file():
                problems.append(_problem(f"{shown}/{inner} is not a plain file", "put the file itself into the bundle"))
                continue
            found[inner] = path.read_bytes()
            total += len(found[inner])
            if len(found[inner]) > MAX_FILE_BYTES:
                problems.append(_problem(f"{shown}/{inner} has more than {MAX_FILE_BYTES:,} bytes", "keep large files out of the bundle"))
            if len(found) > MAX_FILES or total > MAX_TOTAL_BYTES:
                message = f"{shown} holds more than {MAX_FILES:,} files or {MAX_TOTAL_BYTES:,} bytes"
                raise UnreadableInput(_problem(message, "name the bundle's own folder"))
    if problems:
        raise UnreadableInput(problems)
    return dict(sorted(found.items()))


def _problem(message: str, hint: str) -> Problem:
    return Problem(kind="limit-exceeded" if "more than" in message else "unreadable-file", message=message, hint=hint)
