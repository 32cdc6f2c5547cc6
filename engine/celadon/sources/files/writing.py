"""Atomic writes: a file is the old one or the new one, never a half."""

import contextlib
import os
from pathlib import Path

from celadon.terms.errors import Problem, UnwritableOutput

NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_atomically(path: Path, data: str | bytes) -> None:
    """Write beside the target, flush to disk, then take its place; text as UTF-8 with the line ends it has.

    Permissions of an existing file stay; a link is written through. Raises UnwritableOutput, and then the old file is intact.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)  # a device or a pipe has no beside
        else:
            _replace(target, content)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}"
        hint = "check the folder, its permissions and space"
        raise UnwritableOutput(Problem(kind="unwritable-output", message=message, hint=hint)) from error


def append(path: Path, text: str) -> None:
    """Add text to the end of a file that others write to as well, such as a CI job's summary. Raises UnwritableOutput."""
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}"
        raise UnwritableOutput(Problem(kind="unwritable-output", message=message, hint="check the folder and its permissions")) from error


def _replace(target: Path, content: bytes) -> None:
    beside = target.with_name(f".{target.name}.{os.urandom(6).hex()}.tmp")
    try:
        with os.fdopen(os.open(beside, NEW_FILE, 0o666), "wb") as file:  # less the umask, as for any new file
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        os.replace(beside, target)  # noqa: PTH105 - the one call that is atomic on every system
    except BaseException:  # an interrupt too leaves nothing behind
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
