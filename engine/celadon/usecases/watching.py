"""Which documents a change on disk concerns, and where to look for changes. Nothing is watched here."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from celadon.bundles.shipped import built_in_bundles
from celadon.frozen import dataclass
from celadon.settings import FILE_NAME, Settings
from celadon.sources.files.discovery import SUFFIXES
from celadon.sources.files.ignoring import IGNORE_FILE
from celadon.terms.errors import CeladonError
from celadon.terms.report import DocumentSeen
from celadon.usecases.checking.loading import load_inputs, project_root
from celadon.usecases.checking.options import CheckOptions

GLOB = "*?["


@dataclass(frozen=True, slots=True)
class Again:
    """What to judge again."""

    paths: tuple[str, ...] | None
    """Documents; None: everything."""
    because: tuple[str, ...]
    """Names of the files that changed, sorted."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a run looked at, as far as changes matter to it."""

    seen: tuple[DocumentSeen, ...]
    folders: tuple[Path, ...]
    """Where to look for changes, below which everything counts; none within another."""
    _root: Path
    _deciding: frozenset[Path]
    """Settings, waivers, baseline; folders of bundles."""
    _documents: Mapping[Path, frozenset[Path]]
    """File to the files that the documents which read it begin with."""
    _digests: Mapping[Path, str]
    _can_narrow: bool

    @property
    def documents(self) -> int:
        """How many files documents begin with."""
        return len(frozenset().union(*self._documents.values()))

    def with_seen(self, judged: Iterable[DocumentSeen]) -> tuple[DocumentSeen, ...]:
        """Give all documents as they were last read; one that can no longer be read stays as it was."""
        known = {document.id: document for document in self.seen} | {document.id: document for document in judged}
        return tuple(known[name] for name in sorted(known))

    def outdated(self) -> Again | None:
        """Say what has to be judged again because it is not as it was read; for folders that were not watched from the beginning."""
        changed = [path for path, digest in self._digests.items() if _digest(path) != digest]
        return self.concerned(changed)

    def concerned(self, changed: Iterable[Path], *, own: frozenset[Path] = frozenset()) -> Again | None:
        """Say what has to be judged again, or None where nothing has; `own` are files that the run itself writes."""
        files = {path for path in changed if path not in own and self._matters(path)}
        if not files:
            return None
        because = tuple(sorted(self._shown(path) for path in files))
        if not self._can_narrow or any(path not in self._documents or not path.is_file() for path in files):
            return Again(None, because)
        first = frozenset().union(*(self._documents[path] for path in files))
        every = frozenset().union(*self._documents.values())
        return Again(None if first == every else tuple(sorted(str(path) for path in first)), because)

    def _matters(self, path: Path) -> bool:
        if path in self._documents or path.name in (FILE_NAME, IGNORE_FILE) or path.suffix in SUFFIXES:
            return True
        return any(place in self._deciding for place in (path, *path.parents))

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else str(path)


def scene_of(options: CheckOptions, documents_seen: Iterable[DocumentSeen]) -> Scene:
    """Look at what a run read, and at what it would have read, had it been there."""
    seen = tuple(documents_seen)
    try:
        settings = load_inputs(options).settings
    except CeladonError:  # the report says what is wrong with it; its folder is watched until it is mended
        root = (options.start / options.config).parent if options.config else project_root(options.start)
        settings = Settings(root=root)
    root = settings.root.resolve()
    deciding = {root / name for name in (settings.file, settings.waivers, settings.baseline) if name} | set(_bundles(options, settings))
    documents: dict[Path, set[Path]] = {}
    digests: dict[Path, str] = {}
    for document in seen:
        files = [(root / file.path).resolve() for file in document.files]
        digests.update(zip(files, (file.digest for file in document.files), strict=True))
        for file in files:
            documents.setdefault(file, set()).add(files[0])
    places = {
        *_starts(options, settings),
        *(path.parent for path in documents),
        *(path if path.is_dir() else path.parent for path in deciding),
    }
    return Scene(
        seen,
        _outermost(path for path in places if path.is_dir()),
        root,
        frozenset(deciding),
        {file: frozenset(first) for file, first in documents.items()},
        digests,
        not options.pairs and not any(" + " in document.id for document in seen),
    )


def _bundles(options: CheckOptions, settings: Settings) -> Iterator[Path]:
    names = options.bundles or tuple(use.use for use in settings.bundles or ())
    start = options.start if options.bundles else settings.root
    yield from ((start / name).resolve() for name in names if name not in built_in_bundles())


def _starts(options: CheckOptions, settings: Settings) -> Iterator[Path]:
    """Yield the folders below which documents are looked for."""
    from_settings = not options.paths and bool(settings.documents)
    start = settings.root if from_settings else options.start
    for written in options.paths or settings.documents or (".",):
        parts = Path(written).parts
        plain = next((at for at, part in enumerate(parts) if any(mark in part for mark in GLOB)), len(parts))
        path = start.joinpath(*parts[:plain]).resolve()
        yield path if path.is_dir() else path.parent


def _outermost(paths: Iterable[Path]) -> tuple[Path, ...]:
    kept: list[Path] = []
    for path in sorted(set(paths), key=lambda path: len(path.parts)):
        if not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
    return tuple(sorted(kept))


def _digest(path: Path) -> str:
    try:
        return "sha256:" + sha256(path.read_bytes()).hexdigest()  # door: whether a file is as it was read
    except OSError:
        return ""
