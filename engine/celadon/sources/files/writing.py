"""Atomic writes: a file is the old one or the new one, never a half."""

import contextlib
import os
import tempfile
from pathlib import Path

from celadon.terms.errors import Problem, UnwritableOutput


def write_atomically(path: Path, data: str | bytes) -> None:
    """Write beside the target, flush to disk, then take its place; text as UTF-8 with the line ends it has.

    Permissions of an existing file stay; a link is written through. Raises UnwritableOutput, and then the old file is intact.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    target = Path(os.path.realpath(path))
    temporary = ""
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)  # a device or a pipe has no beside
            return
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _copy_mode(target, temporary)
        os.replace(temporary, target)  # noqa: PTH105 - the one call that is atomic on every system
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        message = f"{path} cannot be written: {error.strerror or error}"
        raise UnwritableOutput(
            Problem(kind="unwritable-output", message=message, hint="check the folder, its permissions and space")
        ) from error


def _copy_mode(target: Path, temporary: str) -> None:
    """Give a new file the permissions that `open` would have given it, and an old one those that it had."""
    if target.exists():
        mode = target.stat().st_mode & 0o7777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    Path(temporary).chmod(mode)
