"""The documents of a run as they were at a revision, judged by the same policies. A document that is the same is not judged again."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from celadon.evaluation.evaluator import Judged, evaluate
from celadon.evaluation.visits.changes import Changes
from celadon.frozen import dataclass
from celadon.models.detecting import UnknownKind, build, detect
from celadon.models.interface import Model
from celadon.sources.files.opening import DISK
from celadon.sources.limits import Limits
from celadon.sources.reading import Reader
from celadon.sources.sharing import Sharing, in_turn, worthwhile
from celadon.terms.errors import CeladonError, Problem, UnreadableInput
from celadon.terms.finding import Disposition, Finding
from celadon.terms.policy import Applies
from celadon.terms.report import Compared, DocumentCompared
from celadon.usecases.checking.loading import Inputs, Loaded, document_id, model_of
from celadon.usecases.checking.planning import Planner

if TYPE_CHECKING:
    from celadon.sources.files.revisions import Revision


class Comparison:
    """Judges documents, and with a revision to compare with, what they were."""

    def __init__(self, inputs: Inputs, planner: Planner) -> None:
        """Begin with nothing compared."""
        revision = inputs.origin.against
        self._planner = planner
        self._with_reasons = inputs.options.why
        self._places_all = inputs.options.places_all
        self._jobs = inputs.options.jobs
        self._past = None if revision is None else _Past(revision, inputs, planner)

    @property
    def before(self) -> tuple[Finding, ...] | None:
        """What was found at the revision; None without one."""
        return None if self._past is None else tuple(self._past.findings)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What could not be judged at the revision."""
        return () if self._past is None else tuple(self._past.warnings)

    def judge(self, loaded: Loaded) -> Iterator[tuple[Model, Judged]]:
        """Judge each model of a document."""
        former = None if self._past is None else _Former(self._past, loaded)
        answers = []
        for model in loaded.models:
            changes = None if former is None else Changes(model, former.models)
            plan, share = self._planner.plan(loaded.id, model), _sharing(model, self._jobs)
            judged = evaluate(
                plan,
                model,
                document=loaded.id,
                changes=changes,
                with_reasons=self._with_reasons,
                places_all=self._places_all,
                share=share,
            )
            answers.append(judged)
            yield model, judged
        if self._past is not None and former is not None:
            self._past.add(former, answers)

    def look_back(self) -> None:
        """Having judged every document, warn of those of the revision that the run passed over."""
        if self._past is not None:
            self._past.look_for_strays()

    def seen(self, findings: Sequence[Finding], mended: int) -> Compared | None:
        """Say what came of it."""
        if self._past is None:
            return None
        new = sum(finding.disposition is Disposition.OPEN for finding in findings)
        documents = tuple(sorted(self._past.documents, key=lambda document: document.id))
        revision = self._past.revision
        return Compared(ref=revision.ref, commit=revision.commit, documents=documents, new=new, mended=mended)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a document was."""

    models: tuple[tuple[str, Model], ...] = ()
    """Each with the id of its document; of a stream, those of every document."""
    was: str = ""
    reason: str = ""
    is_unclear: bool = False

    @property
    def state(self) -> str:
        return "unclear" if self.is_unclear else "renamed" if self.models and self.was else "changed" if self.models else "added"


class _Former:
    """One document as it was, read when somebody asks."""

    def __init__(self, past: "_Past", loaded: Loaded) -> None:
        self.loaded = loaded
        self._past = past
        self._found: _Found | None = None

    @property
    def found(self) -> _Found:
        if self._found is None:
            self._found = self._past.find(self.loaded)
        return self._found

    def models(self) -> Sequence[Model]:
        return [model for _, model in self.found.models]


class _Past:
    """What stood at the revision: findings, and what became of each document."""

    def __init__(self, revision: "Revision", inputs: Inputs, planner: Planner) -> None:
        from celadon.sources.files.snapshots import Snapshot  # noqa: PLC0415 - most runs have no revision to compare with

        self.revision = revision
        self.findings: list[Finding] = []
        self.documents: list[DocumentCompared] = []
        self.warnings: list[Problem] = []
        self._inputs = inputs
        self._root = inputs.settings.root
        self._validation = inputs.options.validation
        self._jobs = inputs.options.jobs
        self._planner = planner
        self._tree = Snapshot(revision)
        self._reader = Reader(self._root, tree=self._tree, jobs=self._jobs)
        self._judged: set[tuple[Path, ...]] = set()
        """Files, every document of which was judged as it was."""
        self._looked_at: set[str] = set()
        """Names of the files of the revision to which documents of today go back."""

    def add(self, former: _Former, answers: Sequence[Judged]) -> None:
        """Take in a document: what is the same has the same findings, the rest is judged."""
        loaded = former.loaded
        self._looked_at.update(source.name for source in loaded.sources)
        if self._is_same(loaded):
            policies = self._planner.selection.policies
            self.findings += [
                found for judged in answers for found in judged.findings if policies[found.policy].applies_to is Applies.ALWAYS
            ]
            self.documents.append(DocumentCompared(id=loaded.id, state="same"))
            return
        found = former.found
        self.documents.append(DocumentCompared(id=loaded.id, state=found.state, was=found.was, reason=found.reason))
        self._looked_at.update(found.was.split(" + "))
        if found.is_unclear:
            self._warn(loaded.id, found.reason, "what is found there today counts as new")
        paths = tuple(source.path for source in loaded.sources)
        if paths not in self._judged:
            self._judged.add(paths)
            self._judge(found)

    def _judge(self, found: _Found) -> None:
        for name, model in found.models:
            plan, share = self._planner.plan(name, model).standing(), _sharing(model, self._jobs)
            judged = evaluate(plan, model, document=name, share=share)
            for finding in judged.findings:
                finding.standing.settle()
            self.findings += judged.findings
            for problem in judged.problems:
                self._warn(name, problem.message, "what that policy finds today counts as new")

    def _warn(self, document: str, reason: str, hint: str) -> None:
        message = f"{document} cannot be judged as it was at {self.revision.shown}: {reason}"
        self.warnings.append(Problem(kind="unclear-before", message=message, hint=hint, document=document))

    def _is_same(self, loaded: Loaded) -> bool:
        """Tell whether every file of a document, and every path that its references try, is at the revision what it is today."""
        if not loaded.sources:
            return False
        data = {document.real_path: document.text.data for model in loaded.models for document in model.documents}
        for path in {*loaded.traced.paths, *(source.path for source in loaded.sources)}:
            real = Path(os.path.realpath(path))
            if real not in data and os.path.lexists(real):
                return False  # what could not be read today may have been readable
            if not self._tree.has_same(path, data.get(real)):
                return False
        return True

    def find(self, loaded: Loaded) -> _Found:
        """Read a document and what it refers to at the revision."""
        if not loaded.sources:
            return _Found(reason="standard input has no name at the revision: give --stdin-filepath")
        paths = [path for source in loaded.sources if (path := self._tree.before(source.path)) is not None]
        if len(paths) < len(loaded.sources):
            return _Found()
        was, today = " + ".join(map(self._name, paths)), " + ".join(source.name for source in loaded.sources)
        was = "" if was == today else was
        try:
            return _Found(models=self._pair(loaded, paths) if len(paths) > 1 else self._stream(loaded, paths[0]), was=was)
        except CeladonError as error:
            return _Found(was=was, reason=error.problems[0].message, is_unclear=not isinstance(error, UnknownKind))

    def look_for_strays(self) -> None:
        """Warn of what was an API document and is still there, out of sight or out of shape: a change must not hide a document."""
        for old, today in sorted(self.revision.departed().items()):
            name = self._name(self.revision.top / old)
            if today is not None and name not in self._looked_at and self._inputs.would_look_at(name) and self._was_document(name):
                self._stray(name, f"it is {self._name(self.revision.top / today)} now, where this run does not look")
        for item in self._inputs.skipped:
            if item.reason != "ignored" and item.path not in self._looked_at and self._was_document(item.path):
                self._stray(item.path, item.reason)

    def _stray(self, name: str, now: str) -> None:
        message = f"{name} was judged at {self.revision.shown} and is not any more: {now}"
        hint = "see that nothing is hidden: name the file, or widen `documents` in the settings"
        self.warnings.append(Problem(kind="not-judged-any-more", message=message, hint=hint, document=name))

    def _was_document(self, name: str) -> bool:
        path = self._root / name
        if not self._tree.is_file(self._tree.real(path)) or self._tree.has_same(path, _bytes_of(path)):
            return False
        try:
            return any(detect(document).is_supported for document in self._reader.read(path, name=name))
        except UnreadableInput:
            return False

    def _pair(self, loaded: Loaded, paths: Sequence[Path]) -> tuple[tuple[str, Model], ...]:
        from celadon.models.pairs import PairModel  # noqa: PLC0415 - few runs have pairs

        sides = zip(loaded.sources, paths, strict=True)
        left, right = (model_of(source, self._reader.read(path, name=source.name), self._reader) for source, path in sides)
        return ((loaded.id, PairModel(left, right)),)

    def _stream(self, loaded: Loaded, path: Path) -> tuple[tuple[str, Model], ...]:
        """Build every document of a file; raises UnknownKind where none is one that is read."""
        models: list[tuple[str, Model]] = []
        strangers: list[UnknownKind] = []
        for document in self._reader.read(path, name=loaded.sources[0].name):
            try:
                models += [(document_id(document), model) for model in build(document, self._reader, validation=self._validation)]
            except UnknownKind as error:
                strangers.append(error)
        if strangers and not models:
            raise strangers[0]
        return tuple(models)

    def _name(self, path: Path) -> str:
        """Name a file as it was named then."""
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.as_posix()


def _sharing(model: Model, jobs: int | None) -> Sharing:
    """Share a large document; of several files one process judges, for which of them belong to it shows on the way."""
    share = worthwhile(len(model.documents[0].text.decoded), jobs)
    return share if share is in_turn or model.is_one_file else in_turn


def _bytes_of(path: Path) -> bytes | None:
    try:
        return DISK.read(DISK.real(path), name=path.name, at_most=Limits().file_bytes)
    except UnreadableInput:
        return None
