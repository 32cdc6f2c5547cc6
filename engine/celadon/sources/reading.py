"""The only door to the bytes of documents: reads, limits, memoises, and resolves the file part of references. No network."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

from celadon.sources.document import Document, DuplicateKey, Places
from celadon.sources.limits import Limits
from celadon.sources.parsing.decoding import decode
from celadon.sources.parsing.misreading import Misread
from celadon.sources.parsing.text import Text
from celadon.terms.errors import Problem, UnreadableInput

DEFAULT_LIMITS = Limits()
REFUSED, MISSING = "refused-reference", "missing-file"


class Reader:
    """Reads the files of one run, each once. Everything that a `$ref` names must stay under `root`, symbolic links resolved."""

    def __init__(self, root: Path, limits: Limits = DEFAULT_LIMITS) -> None:
        """Begin with nothing read."""
        self.root = Path(os.path.realpath(root))
        self.limits = limits
        self.files: dict[str, str] = {}
        """Path as shown to `sha256:<hex>`, for every file read so far."""
        self._read: dict[Path, tuple[Document, ...] | UnreadableInput] = {}
        self._virtual: dict[Path, bytes] = {}
        self._bytes = 0

    def add_virtual(self, name: str, data: bytes) -> None:
        """Put a file into memory that stands in for one below the root; what is on disk at that place is not looked at."""
        self._virtual[self.root / name] = data

    def read(self, path: Path, *, name: str | None = None) -> tuple[Document, ...]:
        """Read the documents of a file; `name` is how reports show it. Raises UnreadableInput, with every mistake of the file."""
        real = self._real(path)
        known = self._read.get(real)
        if known is None:
            shown = name or self.shown(path)
            try:
                known = self.read_text(self._bytes_of(real, shown), name=shown, real_path=real)
            except UnreadableInput as error:
                known = error
            self._read[real] = known
        if isinstance(known, UnreadableInput):
            raise known
        return known

    def read_text(self, data: bytes, *, name: str, real_path: Path | None = None) -> tuple[Document, ...]:
        """Read the documents of some bytes, such as standard input. Raises UnreadableInput."""
        self._charge(len(data), name)
        digest = "sha256:" + sha256(data).hexdigest()
        text = decode(data, name)
        if not text.data.strip():
            raise UnreadableInput(
                Problem(kind="empty-file", message=f"{name} is empty", hint="write a document, or leave it out", document=name)
            )
        with _collector_at_rest():
            documents = self._parse(text, name, digest, real_path)
        self.files[name] = digest
        return documents

    def resolve(self, base: Document, path_part: str) -> Document:
        """Give the document that the file part of a reference names, relative to its base.

        Raises UnreadableInput: kind `refused-reference` for what is remote, absolute or outside of the root, `missing-file` for what
        does not exist, and the file's own mistakes.
        """
        steps = unquote(path_part)
        self._refuse(path_part, steps)
        if base.real_path is None:
            message = f"the reference {path_part} needs a place to start from, and standard input has none"
            raise UnreadableInput(Problem(kind=REFUSED, message=message, hint="give --stdin-filepath"))
        wanted = base.real_path.parent / steps
        real = self._real(wanted)
        if not real.is_relative_to(self.root):
            message = f"the reference {path_part} leads out of the project"
            raise UnreadableInput(Problem(kind=REFUSED, message=message, hint="keep the file inside the project"))
        if real not in self._virtual and not real.is_file():
            raise UnreadableInput(
                Problem(kind=MISSING, message=f"the file {path_part} does not exist", hint="mend the reference or add the file")
            )
        return self.read(real)[0]

    def shown(self, path: Path) -> str:
        """Name a path as reports do: POSIX, relative to the root where it is inside of it."""
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links, and the name is the user's
        for candidate in (absolute, self._real(path)):
            if candidate.is_relative_to(self.root):
                return candidate.relative_to(self.root).as_posix()
        return path.as_posix()

    def _real(self, path: Path) -> Path:
        return Path(os.path.realpath(path))

    def _refuse(self, path_part: str, steps: str) -> None:
        scheme = urlsplit(path_part).scheme
        is_remote = len(scheme) > 1 or path_part.startswith("//")  # one letter is a drive of Windows
        if is_remote:
            message = f"the reference {path_part} is remote, and nothing is fetched"
            raise UnreadableInput(Problem(kind=REFUSED, message=message, hint="keep a copy in the project and refer to that"))
        if "\0" in steps or PurePosixPath(steps).is_absolute() or PureWindowsPath(steps).anchor:
            message = f"the reference {path_part} is an absolute path"
            raise UnreadableInput(Problem(kind=REFUSED, message=message, hint="write it relative to the file that holds it"))

    def _bytes_of(self, real: Path, name: str) -> bytes:
        held = self._virtual.get(real)
        if held is not None:
            return held
        try:
            size = real.stat().st_size
            if real.is_dir() or not real.is_file():
                raise UnreadableInput(
                    Problem(kind="unreadable-file", message=f"{name} is not a plain file", hint="name a file", document=name)
                )
            if size > self.limits.file_bytes:
                raise _too_large(name, size, self.limits.file_bytes)
            with real.open("rb") as file:
                data = file.read(self.limits.file_bytes + 1)
        except FileNotFoundError as error:
            raise UnreadableInput(Problem(kind=MISSING, message=f"{name} does not exist", hint="check the path", document=name)) from error
        except OSError as error:
            message = f"{name} cannot be read: {error.strerror or error}"
            raise UnreadableInput(Problem(kind="unreadable-file", message=message, hint="check its permissions", document=name)) from error
        return data

    def _charge(self, size: int, name: str) -> None:
        """Count bytes and files of the run."""
        if size > self.limits.file_bytes:
            raise _too_large(name, size, self.limits.file_bytes)
        self._bytes += size
        if self._bytes > self.limits.total_bytes or len(self.files) >= self.limits.files:
            message = f"with {name} the run would read more than {self.limits.total_bytes:,} bytes or {self.limits.files:,} files"
            raise UnreadableInput(Problem(kind="limit-exceeded", message=message, hint="check fewer documents at a time", document=name))

    def _parse(self, text: Text, name: str, digest: str, real_path: Path | None) -> tuple[Document, ...]:
        first = text.data[:256].lstrip()[:1]
        is_json_file = name.lower().endswith(".json")
        if is_json_file or first in (b"{", b"["):
            try:
                return (self._parse_json(text, name, digest, real_path),)
            except Misread as error:
                if is_json_file or error.kind != "syntax-error":
                    raise UnreadableInput(error.problem(text, name)) from error
        try:
            return self._parse_yaml(text, name, digest, real_path)
        except Misread as error:
            raise UnreadableInput(error.problem(text, name)) from error

    def _parse_json(self, text: Text, name: str, digest: str, real_path: Path | None) -> Document:
        from celadon.sources.parsing.json.places import JsonPlaces  # noqa: PLC0415 - YAML needs none of it
        from celadon.sources.parsing.json.reading import read_json  # noqa: PLC0415 - YAML needs none of it

        tree, repeats = read_json(text.decoded, self.limits)
        places = JsonPlaces(text)
        repeated = islice(places.repeated(), self.limits.duplicates) if repeats else ()
        duplicates = tuple(
            _duplicate(text, places, tokens, str(second.key), first.key_start, second.key_start) for tokens, first, second in repeated
        )
        return Document(
            path=name,
            real_path=real_path,
            index=0,
            tree=tree,
            format="json",
            digest=digest,
            duplicates=duplicates,
            text=text,
            places=places,
        )

    def _parse_yaml(self, text: Text, name: str, digest: str, real_path: Path | None) -> tuple[Document, ...]:
        from celadon.sources.parsing.yaml.places import YamlPlaces  # noqa: PLC0415 - JSON needs none of it
        from celadon.sources.parsing.yaml.reading import read_yaml  # noqa: PLC0415 - JSON needs none of it

        builder = read_yaml(text, self.limits)
        documents = []
        for index, one in enumerate(builder.documents):
            if one.is_empty:
                continue
            places = YamlPlaces(one.tree, builder.rows, one.root, text)
            documents.append(
                Document(
                    path=name,
                    real_path=real_path,
                    index=index,
                    tree=one.tree,
                    format="yaml",
                    digest=digest,
                    duplicates=tuple(
                        _duplicate(text, places, repeated.tokens, repeated.key, repeated.first, repeated.second)
                        for repeated in one.repeated
                    ),
                    text=text,
                    places=places,
                )
            )
        if not documents:
            raise UnreadableInput(
                Problem(kind="empty-file", message=f"{name} holds no document", hint="write one, or leave it out", document=name)
            )
        return tuple(documents)


def _duplicate(text: Text, places: Places, tokens: tuple[str | int, ...], key: str, first: int, second: int) -> DuplicateKey:
    limit = len(text.decoded)
    return DuplicateKey(
        key=key,
        tokens=tokens,
        first=text.span(first, places.key_end(key, first, limit)),
        second=text.span(second, places.key_end(key, second, limit)),
    )


def _too_large(name: str, size: int, most: int) -> UnreadableInput:
    message = f"{name} has {size:,} bytes, {most:,} are allowed"
    return UnreadableInput(Problem(kind="limit-exceeded", message=message, hint="split the document, or leave the file out", document=name))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector out while millions of objects are made that all stay: three times as fast on large files."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
