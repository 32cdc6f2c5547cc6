"""Trees of files, and the one on disk. Another offers the same: `snapshots` has the files of a git revision."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from celadon.terms.errors import Problem, UnreadableInput

MISSING = "missing-file"


class Files(Protocol):
    """What readers need of a tree of files. Paths are absolute ones of today's folders, even where the tree is an older one."""

    def real(self, path: Path) -> Path:
        """Follow symbolic links; the path need not exist."""

    def has(self, path: Path) -> bool:
        """Tell whether anything stands there, a link that leads nowhere included."""

    def is_file(self, real: Path) -> bool:
        """Tell whether a plain file stands there."""

    def is_folder(self, real: Path) -> bool:
        """Tell whether a folder stands there."""

    def read(self, real: Path, *, name: str, at_most: int) -> bytes:
        """Give the bytes of a file; raises UnreadableInput for what is missing, no plain file, or larger than `at_most`."""

    def below(self, folder: Path) -> Iterator[tuple[str, bool]]:
        """List what stands below a folder, hidden names left out: its way from there, and whether it is a plain file."""

    def known_as(self, path: Path) -> Path:
        """Give the path by which reports know a file: the one that it has today."""


class Disk:
    """The files as they are now."""

    def real(self, path: Path) -> Path:
        """Follow symbolic links."""
        return Path(os.path.realpath(path))

    def has(self, path: Path) -> bool:
        """Ask the file system."""
        return os.path.lexists(path)

    def is_file(self, real: Path) -> bool:
        """Ask the file system."""
        return os.path.isfile(real)  # noqa: PTH113 - Path.is_file raises for a name that is too long

    def is_folder(self, real: Path) -> bool:
        """Ask the file system."""
        return os.path.isdir(real)  # noqa: PTH112 - Path.is_dir raises for a name that is too long

    def read(self, real: Path, *, name: str, at_most: int) -> bytes:
        """Open and read, never more than `at_most`."""
        try:
            found = real.stat()
            if not stat.S_ISREG(found.st_mode):
                message = f"{name} is not a plain file"
                raise UnreadableInput(Problem(kind="unreadable-file", message=message, hint="name a file", document=name))
            if found.st_size > at_most:
                raise too_large(name, found.st_size, at_most)
            with real.open("rb") as file:
                return file.read(at_most + 1)
        except FileNotFoundError as error:
            raise UnreadableInput(Problem(kind=MISSING, message=f"{name} does not exist", hint="check the path", document=name)) from error
        except OSError as error:
            message = f"{name} cannot be read: {error.strerror or error}"
            raise UnreadableInput(Problem(kind="unreadable-file", message=message, hint="check its permissions", document=name)) from error

    def below(self, folder: Path) -> Iterator[tuple[str, bool]]:
        """Walk; links and devices are no plain files."""
        for where, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                if not name.startswith("."):
                    path = Path(where, name)
                    yield path.relative_to(folder).as_posix(), path.is_file() and not path.is_symlink()

    def known_as(self, path: Path) -> Path:
        """Give it back: it is today."""
        return path


DISK = Disk()


def too_large(name: str, size: int, most: int) -> UnreadableInput:
    """Refuse a file for its size."""
    message = f"{name} has {size:,} bytes, {most:,} are allowed"
    return UnreadableInput(Problem(kind="limit-exceeded", message=message, hint="split the document, or leave the file out", document=name))
