"""The only door to the bytes of documents: reads, limits, keeps at hand, and resolves the file part of references. No network."""

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from celadon.frozen import dataclass
from celadon.sources.confining import REFUSED, target
from celadon.sources.document import Document
from celadon.sources.files.opening import DISK, MISSING, Files, too_large
from celadon.sources.limits import MEBIBYTE, Limits
from celadon.sources.parsing.decoding import decode
from celadon.sources.parsing.documents import is_like_json, must_be_json, parse_documents
from celadon.sources.sharing import in_turn, worthwhile
from celadon.terms.errors import Problem, UnreadableInput

if TYPE_CHECKING:
    from celadon.sources.parsing.yaml.halving import Halves

DEFAULT_LIMITS = Limits()
KEPT_BYTES = 48 * MEBIBYTE
"""Of files whose documents stay at hand; a run over a thousand APIs must not hold a thousand trees."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A file of which another process reads a part already."""

    real: Path
    data: bytes
    halves: "Halves"


def begin(named: str, jobs: int | None, limits: Limits = DEFAULT_LIMITS) -> Begun | None:
    """Have another process read a part of a file that a run will read; None where that spares nothing, or something is wrong with it."""
    path = Path(named)
    if must_be_json(path.name):
        return None
    try:
        real = DISK.real(path)
        if worthwhile(real.stat().st_size, jobs) is in_turn:  # it has no more characters than bytes
            return None
        data = DISK.read(real, name=path.name, at_most=limits.file_bytes)
        text = decode(data, path.name)
    except (OSError, ValueError, UnreadableInput):  # a name that no file has, among them
        return None
    if is_like_json(text, path.name) or worthwhile(len(text.decoded), jobs) is in_turn:
        return None
    from celadon.sources.parsing.yaml.halving import EARLY_SHARE, halves_of  # noqa: PLC0415 - JSON needs none of it

    halves = halves_of(text, limits, EARLY_SHARE)
    return None if halves is None else Begun(real, data, halves)


Answer = tuple[Document, ...] | UnreadableInput


class Reader:
    """Reads the files of one run. Everything that a `$ref` names must stay under `root`, symbolic links resolved.

    A document that the user named and that lies elsewhere is confined to its own folder.
    """

    def __init__(
        self, root: Path, limits: Limits = DEFAULT_LIMITS, tree: Files = DISK, jobs: int | None = 1, begun: Begun | None = None
    ) -> None:
        """Begin with nothing read; `tree` is where the files are, `jobs` how many processes may share one (None: as many as pay).

        `begun` is a file of the disk of which another process reads a part already.
        """
        self.root = Path(os.path.realpath(root))
        self.tree = tree
        self.limits = limits
        self._jobs = jobs
        self._begun = begun
        self.files: dict[str, str] = {}
        """Path as shown to `sha256:<hex>`, for every file read so far."""
        self._kept: dict[Path, Answer] = {}
        self._kept_bytes = 0
        self._virtual: dict[Path, bytes] = {}
        self._elsewhere: set[Path] = set()
        self._bytes = 0

    def add_virtual(self, name: str, data: bytes) -> None:
        """Put a file into memory that stands in for one below the root; what is on disk at that place is not looked at."""
        self._virtual[Path(os.path.realpath(self.root / name))] = data

    def read(self, path: Path, *, name: str | None = None) -> tuple[Document, ...]:
        """Read the documents of a file that somebody named; `name` is how reports show it. Raises UnreadableInput with what is wrong."""
        real = self.tree.real(path)
        if not real.is_relative_to(self.root):
            self._elsewhere.add(real.parent)
        return self._documents(real, name or self.shown(path))

    def read_text(self, data: bytes, *, name: str, real_path: Path | None = None, begun: "Halves | None" = None) -> tuple[Document, ...]:
        """Read the documents of some bytes, such as standard input. Raises UnreadableInput."""
        digest = "sha256:" + sha256(data).hexdigest()
        if self.files.get(name) != digest:
            self._charge(len(data), name)
        documents = parse_documents(data, name=name, real_path=real_path, digest=digest, limits=self.limits, jobs=self._jobs, begun=begun)
        self.files[name] = digest
        return documents

    def resolve(self, base: Document, path_part: str) -> Document:
        """Give the document that the file part of a reference names, relative to its base; of a stream, the first one.

        Raises UnreadableInput: kind `refused-reference` for what is remote, absolute or outside of the root, `missing-file` for what
        does not exist, and the file's own mistakes.
        """
        if base.real_path is None:
            message = f"the reference {path_part} needs a place to start from, and standard input has none"
            raise UnreadableInput(Problem(kind=REFUSED, message=message, hint="give --stdin-filepath"))
        real = target(path_part, base.real_path.parent, self._confinement(base.real_path), follow=self.tree.real)
        if isinstance(real, Problem):
            raise UnreadableInput(real)
        if real not in self._virtual and not self.tree.is_file(real):
            message, hint = f"the file {path_part} does not exist", "mend the reference or add the file"
            raise UnreadableInput(Problem(kind=MISSING, message=message, hint=hint))
        return self._documents(real, self.shown(real))[0]

    def shown(self, path: Path) -> str:
        """Name a path as reports do: POSIX, relative to the root where it is inside of it."""
        path = self.tree.known_as(path)
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links, and the name is the user's
        for candidate in (absolute, Path(os.path.realpath(path))):
            if candidate.is_relative_to(self.root):
                return candidate.relative_to(self.root).as_posix()
        return path.as_posix()

    def _confinement(self, real: Path) -> Path:
        if real.is_relative_to(self.root):
            return self.root
        above = [folder for folder in self._elsewhere if real.is_relative_to(folder)]
        return min(above, key=lambda folder: len(folder.parts), default=real.parent)

    def _documents(self, real: Path, name: str) -> tuple[Document, ...]:
        known = self._kept.pop(real, None)
        if known is None:
            try:
                known = self._read(real, name)
            except UnreadableInput as error:
                self._keep(real, UnreadableInput(error.problems))  # without the traceback, which holds the whole text
                raise
        else:
            self._kept_bytes -= _size(known)
        self._keep(real, known)
        if isinstance(known, UnreadableInput):
            raise known
        return known

    def _read(self, real: Path, name: str) -> tuple[Document, ...]:
        begun = self._begun
        if begun is None or begun.real != real or real in self._virtual:
            return self.read_text(self._bytes_of(real, name), name=name, real_path=real)
        self._begun = None  # its answers are given once
        return self.read_text(begun.data, name=name, real_path=real, begun=begun.halves)

    def _keep(self, real: Path, known: Answer) -> None:
        """Keep at hand what was asked for last, and forget what was not asked for longest; a model that uses a document holds it."""
        self._kept[real] = known
        self._kept_bytes += _size(known)
        while self._kept_bytes > KEPT_BYTES and len(self._kept) > 1:
            self._kept_bytes -= _size(self._kept.pop(next(iter(self._kept))))

    def _bytes_of(self, real: Path, name: str) -> bytes:
        held = self._virtual.get(real)
        if held is not None:
            return held
        return self.tree.read(real, name=name, at_most=self.limits.file_bytes)

    def _charge(self, size: int, name: str) -> None:
        """Count bytes and files of the run."""
        if size > self.limits.file_bytes:
            raise too_large(name, size, self.limits.file_bytes)
        self._bytes += size
        if self._bytes > self.limits.total_bytes or len(self.files) >= self.limits.files:
            message = f"with {name} the run would read more than {self.limits.total_bytes:,} bytes or {self.limits.files:,} files"
            raise UnreadableInput(Problem(kind="limit-exceeded", message=message, hint="check fewer documents at a time", document=name))


def _size(known: Answer) -> int:
    return 0 if isinstance(known, UnreadableInput) else len(known[0].text.data)
