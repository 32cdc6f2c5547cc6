"""A case through the real pipeline: read in memory, index, plan of one policy, evaluate; then compare with what is marked."""

from collections.abc import Iterable
from pathlib import Path

from celadon.evaluation.compiled import CompiledPolicy
from celadon.evaluation.evaluator import Judged, evaluate
from celadon.evaluation.plan import Entry, Plan
from celadon.evaluation.scope import Params, midnight
from celadon.frozen import dataclass
from celadon.models.detecting import build
from celadon.models.interface import Model
from celadon.sources.reading import Reader
from celadon.terms.errors import CeladonError
from celadon.terms.finding import Finding
from celadon.terms.policy import Answer, ExpectedFinding
from celadon.terms.tested import CaseTested, Difference
from celadon.terms.verdict import Judgement, Verdict, fold
from celadon.testing.cases import Case

NOWHERE = Path("/celadon-case")
"""The root of the files of a case; nothing there is on disk, and nothing on disk is under it."""

ANSWERS = {
    Answer.REFUSED: Judgement.FAIL,
    Answer.ACCEPTED: Judgement.PASS,
    Answer.NOT_CONCERNED: Judgement.NOT_APPLICABLE,
    Answer.INCONCLUSIVE: Judgement.INCONCLUSIVE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a case."""

    case: Case
    differences: tuple[Difference, ...]
    """None where the case holds."""
    models: tuple[Model, ...] = ()
    """What was judged, for coverage."""

    @property
    def is_passed(self) -> bool:
        """Tell whether the policy says exactly what the case says."""
        return not self.differences

    @property
    def told(self) -> CaseTested:
        """Say it without the models."""
        example = self.case.example
        file, line = ("", 0) if example.origin is None else (example.origin.file, example.origin.span.start.line)
        return CaseTested(title=example.title, answer=example.answer, file=file, line=line, differences=self.differences)


def run(case: Case, compiled: CompiledPolicy) -> Result:
    """Run one case. A document that cannot be read is a difference like any other."""
    try:
        models = _models(case)
    except CeladonError as error:
        return Result(case=case, differences=tuple(_unreadable(problem.message) for problem in error.problems))
    entry = Entry(compiled, case.policy.severity, Params(case.policy.params, case.example.params), midnight(case.example.today))
    judged = [
        evaluate(Plan.of([entry], kind=model.kind, family=model.family, version=model.version), model, document=case.example.entry)
        for model in models
    ]
    return Result(case=case, differences=tuple(_differences(case, judged)), models=models)


def _models(case: Case) -> tuple[Model, ...]:
    reader = Reader(NOWHERE)
    for name, text in case.example.files.items():
        reader.add_virtual(name, text.encode())
    if case.example.pair:
        from celadon.models.pairs import PairModel  # noqa: PLC0415 - few cases are pairs

        openapi, gateway = (_models_of(reader, case.example.pair[side])[0] for side in ("openapi", "gateway"))
        return (PairModel(openapi, gateway),)
    return _models_of(reader, case.example.entry)


def _models_of(reader: Reader, name: str) -> tuple[Model, ...]:
    documents = reader.read(NOWHERE / name, name=name)
    return tuple(model for document in documents for model in build(document, reader))


def _unreadable(message: str) -> Difference:
    return Difference(kind="problem", message=f"the document cannot be read: {message}")


def _differences(case: Case, judged: list[Judged]) -> Iterable[Difference]:
    verdicts = [verdict for one in judged for verdict in one.verdicts]
    findings = [finding for one in judged for finding in one.findings]
    yield from (Difference(kind="problem", message=problem.message) for one in judged for problem in one.problems)
    expected, seen = ANSWERS[case.example.answer], _judgement(verdicts)
    if seen is not expected:
        reasons = "; ".join(dict.fromkeys(reason for verdict in verdicts for reason in verdict.reasons))
        message = f"the verdict is {seen.value}, {expected.value} is expected"
        yield Difference(kind="verdict", message=f"{message} ({reasons})" if reasons else message)
    yield from sorted(_unmatched(case, findings), key=lambda difference: (difference.file, difference.line))


def _judgement(verdicts: list[Verdict]) -> Judgement:
    """Fold the views; a kind of which the policy does not speak is not concerned."""
    return fold(
        sum(verdict.errors for verdict in verdicts),
        sum(verdict.failed for verdict in verdicts),
        sum(verdict.inconclusive for verdict in verdicts),
        0,
        sum(verdict.passed for verdict in verdicts),
    )


def _unmatched(case: Case, findings: list[Finding]) -> Iterable[Difference]:
    """Match marks and listed finds, each on its own side, with the findings; say what is left over on either side."""
    covered: set[int] = set()
    for mark in case.marks:
        at = [number for number, finding in enumerate(findings) if number not in covered and _is_marked(case, mark, finding)]
        if at:
            covered.add(at[0])
        else:
            yield _at(case, mark.file, mark.line or 0, kind="missing", message=f"expected and not found: {mark.id}")
    listed: set[int] = set()
    for find in case.example.finds:
        at = [number for number, finding in enumerate(findings) if number not in listed and _is_listed(case, find, finding)]
        listed.update(at[: find.count])
        if len(at) < find.count:
            message = f"expected {find.count} times and found {len(at)} times: {find.id}"
            yield Difference(kind="missing", message=message, pointer=f"{find.file}#{find.pointer}")
    for number, finding in enumerate(findings):
        if number not in covered | listed:
            location = finding.location
            message = f"found and not expected: {finding.block or case.policy.id}: {finding.message}"
            pointer = f"{location.file}#{location.pointer}"
            yield _at(case, location.file, location.span.start.line, kind="unexpected", message=message, pointer=pointer)


def _at(case: Case, file: str, line: int, *, kind: str, message: str, pointer: str = "") -> Difference:
    """Tell a difference at a line of one of the case's documents, by the file in which the case is written."""
    lines = case.example.files.get(file, "").splitlines()
    source = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    origin, written_at = case.line_of(file, line)
    return Difference(kind=kind, message=message, file=origin, line=written_at, source=source, pointer=pointer)


def _is_marked(case: Case, mark: ExpectedFinding, finding: Finding) -> bool:
    return finding.location.file == mark.file and finding.location.span.start.line == mark.line and _is_named(case, mark, finding)


def _is_listed(case: Case, find: ExpectedFinding, finding: Finding) -> bool:
    return finding.location.file == find.file and finding.location.pointer == find.pointer and _is_named(case, find, finding)


def _is_named(case: Case, expected: ExpectedFinding, finding: Finding) -> bool:
    return expected.id in (case.policy.id, finding.block)
