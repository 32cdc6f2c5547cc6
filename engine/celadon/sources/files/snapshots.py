"""The files of a git revision, under the paths at which they stand, or would stand, in today's work tree."""

import os
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from celadon.sources.files.opening import MISSING, Files, too_large
from celadon.sources.files.revisions import LINK, PLAIN, Revision
from celadon.terms.errors import CeladonError, Problem, UnreadableInput

HOPS = 40
"""Symbolic links that one path may go through, as on most systems."""

LONGEST_LINK = 4096


class Snapshot:
    """Files as they were. Outside of the repository there are none, or those of `elsewhere`."""

    def __init__(self, revision: Revision, *, elsewhere: Files | None = None) -> None:
        """Look into one revision."""
        self.revision = revision
        self._elsewhere = elsewhere

    def inner(self, path: Path) -> str | None:
        """Give the way from the top of the repository, as git writes it; None for what lies outside."""
        absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow today's links
        near = os.path.join(os.path.realpath(os.path.dirname(absolute)), os.path.basename(absolute))  # noqa: PTH118, PTH119, PTH120 - the same
        for candidate in (Path(absolute), Path(near), Path(os.path.realpath(absolute))):
            if candidate.is_relative_to(self.revision.top):
                inner = candidate.relative_to(self.revision.top).as_posix()
                return "" if inner == "." else inner
        return None

    def real(self, path: Path) -> Path:
        """Follow the links that the revision has."""
        for _ in range(HOPS):
            inner = self.inner(path)
            if inner is None:
                outside = Path(os.path.abspath(path))  # noqa: PTH100 - the same
                return outside if self._elsewhere is None else self._elsewhere.real(outside)
            link = next((name for name in accumulate(inner.split("/"), "{}/{}".format) if self._is_link(name)), None)
            if link is None:
                return self.revision.top / inner
            leads_to = self.revision.blob(link, at_most=LONGEST_LINK)
            here = self.revision.top / link
            path = here.parent / (os.fsdecode(leads_to) if isinstance(leads_to, bytes) else "") / inner[len(link) :].lstrip("/")
        return path

    def has(self, path: Path) -> bool:
        """Look it up."""
        inner = self.inner(path)
        if inner is None:
            return self._elsewhere is not None and self._elsewhere.has(path)
        real = self.real(path)
        return self.revision.entry(inner) is not None or self.is_file(real) or self.is_folder(real)

    def is_file(self, real: Path) -> bool:
        """Look it up."""
        inner = self.inner(real)
        if inner is None:
            return self._elsewhere is not None and self._elsewhere.is_file(real)
        found = self.revision.entry(inner)
        return found is not None and found[0].startswith(PLAIN)

    def is_folder(self, real: Path) -> bool:
        """Look it up: git knows no empty folders."""
        inner = self.inner(real)
        if inner is None:
            return self._elsewhere is not None and self._elsewhere.is_folder(real)
        return bool(self.revision.below(inner))

    def read(self, real: Path, *, name: str, at_most: int) -> bytes:
        """Ask git for the bytes."""
        inner = self.inner(real)
        if inner is None and self._elsewhere is not None:
            return self._elsewhere.read(real, name=name, at_most=at_most)
        if inner is None or not self.is_file(real):
            message = f"{name} does not exist at {self.revision.shown}"
            raise UnreadableInput(Problem(kind=MISSING, message=message, hint="check the path", document=name))
        try:
            found = self.revision.blob(inner, at_most=at_most)
        except CeladonError as error:
            raise UnreadableInput(error.problems) from error
        if isinstance(found, int):
            raise too_large(name, found, at_most)
        return found

    def below(self, folder: Path) -> Iterator[tuple[str, bool]]:
        """List; links and submodules are no plain files."""
        inner = self.inner(folder)
        if inner is None:
            yield from () if self._elsewhere is None else self._elsewhere.below(folder)
            return
        for path in self.revision.below(inner):
            name = path[len(inner) :].lstrip("/")
            if not any(part.startswith(".") for part in name.split("/")):
                mode, _ = self.revision.entry(path) or ("", "")
                yield name, mode.startswith(PLAIN)

    def known_as(self, path: Path) -> Path:
        """Give a file the path that it has today, where git takes it for renamed."""
        inner = self.inner(path)
        if inner is None or os.path.lexists(self.revision.top / inner):
            return path
        today = self.revision.renames().get(inner)
        return path if today is None else self.revision.top / today

    def before(self, path: Path) -> Path | None:
        """Find a file of today: at its path, or at the one from which it was renamed; None where the revision does not have it."""
        if self.is_file(self.real(path)):
            return path
        inner = self.inner(path)
        old = next((old for old, today in self.revision.renames().items() if today == inner), None)
        return None if old is None else self.revision.top / old

    def has_same(self, path: Path, data: bytes | None) -> bool:
        """Tell whether a path leads to these bytes at the revision too; None stands for nothing at all."""
        real = self.real(path)
        if data is None:
            return not self.is_file(real)
        inner = self.inner(real)
        return inner is not None and Path(os.path.realpath(path)) == real and self.revision.is_same(inner, data)

    def _is_link(self, name: str) -> bool:
        found = self.revision.entry(name)
        return found is not None and found[0].startswith(LINK)
