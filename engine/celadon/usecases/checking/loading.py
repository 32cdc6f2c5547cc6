"""From paths to models: settings, discovery, reading, detection. What could not be read is a problem; the other files go on."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypedDict

from celadon.frozen import dataclass, replace
from celadon.models.detecting import UnknownKind, build, get_ready
from celadon.models.interface import Model
from celadon.models.references import FileResolver
from celadon.settings import Settings
from celadon.sources.document import Document
from celadon.sources.files.discovery import Found, discover, would_find
from celadon.sources.files.opening import DISK, Files
from celadon.sources.reading import Reader
from celadon.sources.tracing import Traced
from celadon.terms.errors import CeladonError, InvalidUsage, Problem, UnreadableInput
from celadon.terms.report import Governing, Skipped
from celadon.usecases.checking.options import CheckOptions
from celadon.usecases.checking.origin import Origin, origin_of

STDIN = "-"
FOREIGN = frozenset({"unknown-kind", "unsupported-kind", "unsupported-version"})
"""Kinds of problems of what is well formed and not ours."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that a document begins with; a pair has two."""

    path: Path
    name: str
    """As shown."""
    family: str = ""
    """What it has to be; empty where that is open."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """One document and what it is."""

    id: str
    """The path as shown, with `#<index>` behind it for the later documents of a stream."""
    models: tuple[Model, ...]
    sources: tuple[Source, ...]
    """Empty for standard input without a name."""
    traced: Traced
    """Where its references lead, as far as they were followed."""

    @property
    def size(self) -> int:
        """Count the characters that were read for it so far."""
        return sum(len(document.text.decoded) for model in self.models for document in model.documents)


class _Search(TypedDict):
    """Where documents are looked for."""

    root: Path
    start: Path
    exclude: tuple[str, ...]
    ignore_files: Files


class Inputs:
    """What a run reads. Models are made one document at a time, so that a thousand documents need the memory of the largest."""

    __slots__ = ("governing", "options", "origin", "problems", "reader", "settings", "skipped", "warnings")

    def __init__(self, options: CheckOptions, settings: Settings, origin: Origin, reader: Reader) -> None:
        """Begin with nothing read."""
        self.options = options
        self.settings = settings
        self.origin = origin
        self.reader = reader
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.skipped: list[Skipped] = []
        self.governing: list[Governing] = []

    def documents(self) -> Iterator[Loaded]:
        """Yield every document that a model reads, sorted by file; fill in problems, warnings and what was skipped on the way."""
        for found in self._files():
            try:
                documents = self._read(found)
            except UnreadableInput as error:
                self._refused(error, is_named=found.is_named)
                continue
            for document in documents:
                self.problems += document.duplicate_problems()
                traced = Traced(self.reader)
                models = self._models(document, traced, is_named=found.is_named)
                if models:
                    yield Loaded(document_id(document), models, self._sources(found, document), traced)
        yield from self._pairs()
        self.warnings[:0] = _slow_reader()

    @property
    def _paths(self) -> tuple[str, ...]:
        return self.options.paths or self.settings.documents or (() if self.options.pairs else (".",))

    @property
    def _search(self) -> "_Search":
        settings = self.settings
        start = settings.root if not self.options.paths and settings.documents else self.options.start
        exclude = (*settings.exclude, *self.options.exclude)
        return {"root": settings.root, "start": start, "exclude": exclude, "ignore_files": self.origin.tree}

    def would_look_at(self, name: str) -> bool:
        """Tell whether this run would come upon a file of that name, were it there and not named itself."""
        return would_find(name, [path for path in self._paths if path != STDIN], **self._search)

    def _refused(self, error: CeladonError, *, is_named: bool) -> None:
        """Note what is no document of ours: left out where a folder or `--skip-unknown` allows it, else a problem."""
        foreign = all(problem.kind in FOREIGN for problem in error.problems)
        if not foreign or (is_named and not self.options.skip_unknown):
            self.problems += error.problems
            return
        for problem in error.problems:
            name = problem.document or ""
            self.skipped.append(Skipped(path=name, reason=problem.message.removeprefix(f"{name} ").removeprefix("this ")))

    def _files(self) -> list[Found]:
        options, settings, paths = self.options, self.settings, self._paths
        named = [path for path in paths if path != STDIN]
        if not options.paths:
            named = self._still_there([self._today(name) for name in named])
        found = discover(named, **self._search)
        self.problems += map(self._unfound, found.problems)
        self.skipped += [Skipped(path=name, reason="ignored") for name in found.ignored]
        ours = {Path(settings.file).name} if settings.file else set()
        ours |= {Path(settings.waivers).name, Path(settings.baseline).name}
        files = [file for file in found.files if file.is_named or file.path.name not in ours]
        if STDIN in paths:
            files.append(Found(Path(STDIN), options.stdin_name or STDIN, is_named=True))
        return files

    def _today(self, name: str) -> str:
        """Follow a file that the settings of a revision name to where it is now."""
        start, snapshot = self.settings.root, self.origin.snapshot
        today = start / name if snapshot is None else snapshot.known_as(start / name)
        return name if today == start / name else os.path.relpath(today, start)

    def _still_there(self, names: Iterable[str]) -> list[str]:
        """Leave out the files that the settings of a revision name and that are gone since: counted, not missed."""
        start, snapshot = self.settings.root, self.origin.snapshot
        there = []
        for name in names:
            if snapshot is None or DISK.has(start / name) or not snapshot.is_file(snapshot.real(start / name)):
                there.append(name)
            else:
                self.skipped.append(Skipped(path=name, reason=f"gone since {snapshot.revision.shown}"))
        return there

    def _unfound(self, problem: Problem) -> Problem:
        """Tell whose settings asked for what was not found."""
        snapshot = self.origin.snapshot
        if snapshot is None or self.options.paths:
            return problem
        hint = f"the settings are those of {snapshot.revision.shown}; --config-from worktree reads them as they stand here"
        return replace(problem, hint=f"{problem.hint}; {hint}")

    def _read(self, found: Found) -> tuple[Document, ...]:
        if found.path != Path(STDIN):
            if self.options.begun is not None:
                get_ready(self.options.begun.halves.text)
            return self.reader.read(found.path, name=found.name)
        read = self.options.read_stdin
        data = read() if read is not None else b""
        if not self.options.stdin_name:
            return self.reader.read_text(data, name=STDIN)  # door: the reader itself, with bytes in hand
        path = self.options.start / self.options.stdin_name
        return self.reader.read_text(
            data, name=self.reader.shown(path), real_path=path.resolve()
        )  # door: the reader itself, with bytes in hand

    def _sources(self, found: Found, document: Document) -> tuple[Source, ...]:
        if found.path != Path(STDIN):
            return (Source(found.path, document.path),)
        return (Source(self.options.start / self.options.stdin_name, document.path),) if self.options.stdin_name else ()

    def _models(self, document: Document, traced: Traced, *, is_named: bool) -> tuple[Model, ...]:
        try:
            return build(document, traced, validation=self.options.validation)
        except UnknownKind as error:
            self._refused(error, is_named=is_named)
            return ()

    def _pairs(self) -> Iterator[Loaded]:
        pairs = () if self.options.paths else self.settings.pairs
        wanted = [(self._today(pair.openapi), self._today(pair.gateway), self.settings.root) for pair in pairs]
        wanted += [(openapi, gateway, self.options.start) for openapi, gateway in self.options.pairs]
        for openapi, gateway, start in wanted:
            sources = tuple(
                Source(start / written, self.reader.shown(start / written), family)
                for written, family in ((openapi, "openapi"), (gateway, "gateway"))
            )
            traced = Traced(self.reader)
            try:
                left, right = (model_of(source, self.reader.read(source.path), traced) for source in sources)
            except CeladonError as error:
                self.problems += [problem for problem in error.problems if problem not in self.problems]
                continue
            from celadon.models.pairs import PairModel  # noqa: PLC0415 - few runs have pairs

            yield Loaded(" + ".join(source.name for source in sources), (PairModel(left, right),), sources, traced)


def document_id(document: Document) -> str:
    """Name a document in a report."""
    return f"{document.path}#{document.index}" if document.index else document.path


def model_of(source: Source, documents: Iterable[Document], files: FileResolver) -> Model:
    """Give the model of one side of a pair; raises a CeladonError where none is of its family."""
    models = [model for document in documents for model in build(document, files)]
    found = next((model for model in models if model.family == source.family), None)
    if found is None:
        message = f"{source.name} is no {'OpenAPI document' if source.family == 'openapi' else 'gateway configuration'}"
        hint = "a pair is written SPEC=GATEWAY, the document first"
        raise InvalidUsage(Problem(kind="invalid-pair", message=message, hint=hint))
    return found


def load_inputs(options: CheckOptions) -> Inputs:
    """Find and read the settings; documents are read when they are asked for. Raises what settings and revisions raise."""
    origin = origin_of(options)
    settings = origin.settings(options) or Settings(root=project_root(options.start))
    inputs = Inputs(options, settings, origin, Reader(settings.root, jobs=options.jobs, begun=options.begun))
    if settings.file is not None:
        inputs.governing.append(Governing(role="settings", path=settings.file, digest=settings.digest))
    return inputs


def project_root(start: Path) -> Path:
    """Take the git work tree's top for the project, or the working directory where there is none."""
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start)


def _slow_reader() -> list[Problem]:
    events = sys.modules.get("celadon.sources.parsing.yaml.events")  # not imported where nothing was YAML, nor is it for this question
    if events is None or not events.is_pure():
        return []
    hint = "install a PyYAML that was built with libyaml"
    return [Problem(kind="slow-yaml", message="PyYAML came without libyaml, so YAML is read ten times as slowly", hint=hint)]
