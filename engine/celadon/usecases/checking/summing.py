"""What the documents of a run amount to: verdicts, findings and files, sorted."""

from operator import attrgetter

from celadon.evaluation.evaluator import Judged
from celadon.exemptions.applying import Disposed
from celadon.models.interface import Model
from celadon.terms.errors import Problem
from celadon.terms.finding import Finding
from celadon.terms.report import DocumentSeen, FileSeen
from celadon.terms.verdict import Verdict
from celadon.usecases.checking.loading import Inputs, Loaded


class Summary:
    """Grows by one judged model at a time."""

    def __init__(self, inputs: Inputs) -> None:
        """Begin with nothing judged."""
        self._inputs = inputs
        self._documents: dict[str, DocumentSeen] = {}
        self._verdicts: list[Verdict] = []
        self._findings: list[Finding] = []
        self._settled = 0
        self._problems: list[Problem] = []

    def add(self, loaded: Loaded, model: Model, judged: Judged) -> None:
        """Take what a plan said of a model; a document may have several, such as OpenAPI and a gateway in one file."""
        seen = self._documents.get(loaded.id)
        files = {file.path: file for file in (seen.files if seen else ())}
        for document in model.documents:
            if document.path not in files:
                files[document.path] = FileSeen(path=document.path, digest=document.digest)
        first = model.documents[0].path
        ordered = sorted(files.values(), key=lambda file: (file.path != first, file.path))
        views = (*(seen.views if seen else ()), judged.view)
        self._documents[loaded.id] = DocumentSeen(id=loaded.id, files=tuple(ordered), views=views)
        self._verdicts += judged.verdicts
        self._findings += judged.findings
        self._problems += judged.problems
        for document in model.documents[1:]:
            self._problems += [problem for problem in document.duplicate_problems() if problem not in self._problems]

    def settle(self) -> None:
        """Let go of the documents so far: a run over a thousand must not hold them all until it speaks."""
        for finding in self._findings[self._settled :]:
            finding.standing.settle()
        self._settled = len(self._findings)

    @property
    def documents(self) -> tuple[DocumentSeen, ...]:
        """Every document that was judged, sorted."""
        return tuple(self._documents[name] for name in sorted(self._documents))

    @property
    def files(self) -> frozenset[str]:
        """Every file that was read for a document."""
        return frozenset(file.path for document in self._documents.values() for file in document.files)

    @property
    def files_by_document(self) -> dict[str, tuple[str, ...]]:
        """The files that were read for each document."""
        return {name: tuple(file.path for file in document.files) for name, document in self._documents.items()}

    @property
    def verdicts(self) -> list[Verdict]:
        """By document, then policy."""
        return sorted(self._verdicts, key=lambda verdict: (verdict.document, verdict.policy))

    @property
    def findings(self) -> list[Finding]:
        """By document, then policy, then place."""
        return sorted(self._findings, key=attrgetter("document", "policy", "standing.file", "standing.order"))

    def problems(self, disposed: Disposed, *, is_strict: bool, is_planned: bool) -> tuple[Problem, ...]:
        """Give what the evaluation complained of, exemptions without use where those are errors, and a run that judged nothing."""
        stale = disposed.stale if is_strict else ()
        found = (*self._problems, *stale)
        if found or self._inputs.problems or self._verdicts or not is_planned:
            return found
        return (self._nothing_judged(),)

    def _nothing_judged(self) -> Problem:
        """Make a problem of a run that would be green because nothing ran."""
        if not self._documents:
            hint = "name a file or a folder with OpenAPI documents or gateway configurations"
            return Problem(kind="no-document", message="no document was judged", hint=hint)
        kinds = sorted({f"{view.kind} {view.version}".strip() for document in self._documents.values() for view in document.views})
        hint = "name other policies, a profile or a bundle that has some"
        return Problem(kind="no-policy", message=f"no chosen policy speaks of {', '.join(kinds)}, so nothing was judged", hint=hint)
