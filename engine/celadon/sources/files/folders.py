"""A whole small folder as bytes, under limits: for bundles, whose digest is over everything they hold."""

from pathlib import Path

from celadon.sources.files.opening import DISK, Files
from celadon.terms.errors import Problem, UnreadableInput

MAX_FILES = 2_000
MAX_FILE_BYTES = 1 << 20
MAX_TOTAL_BYTES = 32 << 20


def contents(folder: Path, *, shown: str, tree: Files = DISK) -> dict[str, bytes]:
    """Read every file below a folder by its POSIX path within, sorted; hidden files and folders are left out.

    Raises UnreadableInput for what is no folder, for symbolic links (a bundle is what it holds, not what it points at),
    and for more than a bundle may hold.
    """
    folder = tree.real(folder)
    if not tree.is_folder(folder):
        raise UnreadableInput(Problem(kind="missing-file", message=f"there is no folder {shown}", hint="check the path"))
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    total = 0
    for inner, is_plain in tree.below(folder):
        if not is_plain:
            problems.append(_problem(f"{shown}/{inner} is not a plain file", "put the file itself into the bundle"))
            continue
        try:
            found[inner] = tree.read(folder / inner, name=f"{shown}/{inner}", at_most=MAX_FILE_BYTES)
        except UnreadableInput as error:
            problems += error.problems
            continue
        total += len(found[inner])
        if len(found) > MAX_FILES or total > MAX_TOTAL_BYTES:
            message = f"{shown} holds more than {MAX_FILES:,} files or {MAX_TOTAL_BYTES:,} bytes"
            raise UnreadableInput(_problem(message, "name the bundle's own folder"))
    if problems:
        raise UnreadableInput(problems)
    return dict(sorted(found.items()))


def _problem(message: str, hint: str) -> Problem:
    return Problem(kind="limit-exceeded" if "more than" in message else "unreadable-file", message=message, hint=hint)
