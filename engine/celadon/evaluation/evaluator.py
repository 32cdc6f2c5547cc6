"""Plan and model in; verdicts, findings and problems out. Pure: the same input gives the same output, nothing is opened."""

from collections.abc import Callable, Collection, Mapping, Sequence

from celadon.cel.budget import Budget
from celadon.cel.errors import EvaluationError
from celadon.cel.runtime.kinds import kind_of
from celadon.evaluation.compiled import CompiledBlock
from celadon.evaluation.plan import Entry, Plan
from celadon.evaluation.printing import Template
from celadon.evaluation.scope import Variables
from celadon.evaluation.standing import LateStanding
from celadon.evaluation.visits.changes import Changes
from celadon.evaluation.visits.sieving import Columns
from celadon.evaluation.visits.visiting import ITERATIONS, ITERATIONS_PER_SUBJECT, Failure, Tally, explain, gates_of, subjects_of, visit
from celadon.frozen import dataclass
from celadon.models.interface import Model
from celadon.models.place import Place
from celadon.models.view import View
from celadon.sources.sharing import Early, Sharing, in_turn
from celadon.terms.errors import Problem
from celadon.terms.finding import Finding, Use
from celadon.terms.location import Tokens
from celadon.terms.policy import Applies
from celadon.terms.report import DocumentView
from celadon.terms.unknown import Unknown
from celadon.terms.verdict import Verdict, fold

PROBLEM = "policy-error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a plan says of one model."""

    view: DocumentView
    verdicts: tuple[Verdict, ...]
    """Sorted by policy."""
    findings: tuple[Finding, ...]
    """By policy, then in document order."""
    problems: tuple[Problem, ...]


def evaluate(
    plan: Plan,
    model: Model,
    *,
    document: str,
    changes: Changes | None = None,
    with_reasons: bool = False,
    places_all: bool = False,
    share: Sharing = in_turn,
) -> Judged:
    """Judge a model; `document` is the id under which the report speaks of it.

    `changes` tells a policy that asks of what is added or changed only which subjects are; without it every subject is.
    `with_reasons` explains each finding, slowly. `share` may have other processes judge some of the policies, and with `places_all` find
    what the places of many findings rest on.
    """
    columns = Columns()
    places = len(plan.entries)
    """The number of the piece that is no policy."""

    def work(number: int) -> _Part | bytes:
        if number == places:
            return model.documents[0].survey()
        return _Judge(plan.entries[number], model, document, changes, columns, with_reasons=with_reasons).part()

    def first() -> None:
        for target in model.foundations:
            model.subjects(target)  # first, so that the way to what many reach does not depend on which policy came there before

    if share is in_turn:
        parts = share(work, [range(places)], first=first)
    else:
        early = _early(plan, model) if changes is None else []
        groups = _groups(plan, model, without=early)
        begun = [places, *early] if places_all else early
        parts = share(work, groups, first=first, early=Early([begun], model.do_without) if early else None)
    judged = [part for number in range(places) if isinstance(part := parts[number], _Part)]
    if isinstance(survey := parts.get(places), bytes):
        model.documents[0].adopt(survey)
    for part in judged:
        for standing in part.standings:
            standing.bind(model)
    subjects_seen: dict[str, int] = {}
    for part in judged:
        for target, seen in part.seen.items():
            subjects_seen[target] = max(seen, subjects_seen.get(target, 0))
    return Judged(
        view=DocumentView(kind=model.kind, version=model.version, subjects=dict(sorted(subjects_seen.items()))),
        verdicts=tuple(part.verdict for part in judged),
        findings=tuple(finding for part in judged for finding in part.findings),
        problems=tuple(problem for part in judged for problem in part.problems),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one policy says of one model."""

    seen: Mapping[str, int]
    verdict: Verdict
    findings: tuple[Finding, ...]
    standings: tuple[LateStanding, ...]
    """Those of the findings."""
    problems: tuple[Problem, ...]


def _early(plan: Plan, model: Model) -> list[int]:
    """Choose the policies that, as far as their words tell, need none of what rests on the foundations."""
    if not model.foundations:
        return []
    resting = model.resting
    return [
        number
        for number, entry in enumerate(plan.entries)
        if resting.isdisjoint(entry.compiled.words) and resting.isdisjoint(visit.target for visit in entry.compiled.visits)
    ]


def _groups(plan: Plan, model: Model, *, without: Collection[int]) -> list[list[int]]:
    """Put policies that visit the same things together: those of the foundations first, the many last, as small pieces end evenly."""
    groups: dict[str, list[int]] = {}
    for number, entry in enumerate(plan.entries):
        if number in without:
            continue
        targets = [visit.target for visit in entry.compiled.visits]
        groups.setdefault(next((target for target in model.foundations if target in targets), targets[0]), []).append(number)
    early = [target for target in model.foundations if target in groups]
    late = sorted(groups.keys() - set(early), key=lambda target: (len(groups[target]), target))
    return [groups[target] for target in (*early, *late)]


class _Judge:
    """One policy on one model."""

    def __init__(self, entry: Entry, model: Model, document: str, changes: Changes | None, columns: Columns, *, with_reasons: bool) -> None:
        self.entry = entry
        self.with_reasons = with_reasons
        self.policy = entry.compiled.policy
        self.name = self.policy.name
        self.model = model
        self.document = document
        self.problems: list[Problem] = []
        self._uses: dict[tuple[str, ...], tuple[Use, ...]] = {}
        self._standings: list[LateStanding] = []
        view = model.document_view
        answers = {at: gates_of(at, entry, view, Budget()) for at in entry.compiled.visits}
        visits = [(at, subjects_of(at, model)) for at, answer in answers.items() if answer is not False]
        known: Columns | None = columns
        if changes is not None and self.policy.applies_to is not Applies.ALWAYS:
            known = None
            visits = [(at, changes.of(at, subjects, self.policy.applies_to)) for at, subjects in visits]
        self.seen = {at.target: len(subjects) for at, subjects in visits}
        """Subjects by target, as far as they were looked at."""
        self.budget = Budget(ITERATIONS + ITERATIONS_PER_SUBJECT * sum(self.seen.values()))
        self.tally = Tally()
        for at, subjects in visits:
            self.tally.add(visit(at, entry, subjects, view, self.budget, columns=known, gates_hold=answers[at] is True))
        self._report_errors()
        self.findings = self._findings()

    def part(self) -> _Part:
        """Give all that is said, without the model."""
        return _Part(
            seen=self.seen,
            verdict=self._verdict(),
            findings=self.findings,
            standings=tuple(self._standings),
            problems=tuple(self.problems),
        )

    def _verdict(self) -> Verdict:
        """Count subjects and fold."""
        tally = self.tally
        passed, failed, inconclusive, errors = tally.passed, len(tally.failures), len(tally.doubts), len(tally.errors)
        return Verdict(
            policy=self.name,
            document=self.document,
            severity=self.entry.severity,
            judgement=fold(errors, failed, inconclusive, 0, passed),
            subjects=passed + failed + inconclusive + errors,
            passed=passed,
            failed=failed,
            inconclusive=inconclusive,
            errors=errors,
            reasons=tuple(sorted({*tally.doubts, *(message for _, message in tally.errors)})),
        )

    def _report_errors(self) -> None:
        """Say once what could not be evaluated, however many subjects it hit."""
        if self.tally.errors:
            subject, message = self.tally.errors[0]
            others = len(self.tally.errors) - 1
            also = f" (and {others} more subjects)" if others else ""
            self._complain(f"{self.name} could not be evaluated: {message}{also}", subject.place)

    def _complain(self, message: str, place: Place) -> None:
        hint = "this is a defect of the policy: tell its owner, or take the policy out with --skip"
        self.problems.append(
            Problem(kind=PROBLEM, message=message, hint=hint, location=place.location(), policy=self.name, document=self.document)
        )

    def _findings(self) -> tuple[Finding, ...]:
        """Make one finding of all failures that stand at one node."""
        nodes: dict[tuple[str, int, tuple[str, ...]], tuple[Place, Tokens, list[Failure]]] = {}
        for failure in self.tally.failures:
            place = self._place(failure)
            tokens = place.tokens
            node = (place.document.path, place.document.index, tuple(map(str, tokens)))  # a reference writes an index as text
            nodes.setdefault(node, (place, tokens, []))[2].append(failure)
        remediation = self._remediation() if nodes else ""
        return tuple([self._finding(place, tokens, failures, remediation) for place, tokens, failures in nodes.values()])

    def _finding(self, place: Place, tokens: Tokens, failures: list[Failure], remediation: str) -> Finding:
        _, block, _ = failures[0]
        policy = self.policy
        return Finding(
            policy=self.name,
            block=block.id or None,
            document=self.document,
            severity=self.entry.severity,
            confidence=policy.confidence,
            standing=self._standing(place, tokens, [subject for subject, _, _ in failures]),
            message=self._message(failures[0]),
            remediation=remediation,
            subjects=len(failures),
            used_by=self._used_by([subject for subject, _, _ in failures]),
            references=self.entry.compiled.references,
            security_severity=policy.security_severity,
            explanation=self._reasons(*failures[0]) if self.with_reasons else (),
        )

    def _standing(self, place: Place, tokens: Tokens, subjects: Sequence[View]) -> LateStanding:
        """Note the place, and what to look at besides, in the order of the subjects: places of another file than the finding's."""
        beside = [one for subject in subjects for one in subject.see_also if one.document is not place.document]
        others = tuple({(one.document.path, one.pointer): one for one in beside}.values()) if beside else ()
        standing = LateStanding(self.name, self.model, place, place.document.rank(tokens), others)
        self._standings.append(standing)
        return standing

    def _used_by(self, subjects: Sequence[View]) -> tuple[Use, ...]:
        """Name every use of the subjects at one node. Hundreds of operations may use one component, and many findings stand in it."""
        labels = self.model.uses(subjects[0])
        for subject in subjects[1:]:
            others = self.model.uses(subject)
            if others is not labels:
                labels = tuple(dict.fromkeys((*labels, *others)))
        if labels not in self._uses:
            self._uses[labels] = tuple(Use(label=label) for label in labels)
        return self._uses[labels]

    def _reasons(self, subject: View, block: CompiledBlock, bag: Variables | None) -> tuple[tuple[str, str], ...]:
        return explain(self.entry, subject, block, self.model.document_view, bag)

    def _place(self, failure: Failure) -> Place:
        """Evaluate `at`; where it fails, the subject's own place and a problem. Null says that there is no better place."""
        subject, block, _ = failure
        if block.at is None:
            return subject.place
        found = self._late(block.at, failure, "at")
        if isinstance(found, View):
            return found.place
        if found is not None and not isinstance(found, Unknown):
            self._complain_once("at", f"it gave a value of type {kind_of(found)}, a place is needed", subject)
        return subject.place

    def _message(self, failure: Failure) -> str:
        """Fill in the message; where that fails, the title and a problem."""
        found = self._late(failure[1].message.render, failure, "message")
        return " ".join(found.split()) if isinstance(found, str) else self.policy.title

    def _late(self, function: Callable[..., object], failure: Failure, key: str) -> object:
        """Evaluate what only a failed subject needs: it stays failed whatever happens here."""
        subject, _, bag = failure
        try:
            return function(self.budget, subject, self.model.document_view, self.entry.params, bag, self.entry.today)
        except EvaluationError as error:
            self._complain_once(key, error.message, subject)
            return None

    def _complain_once(self, key: str, message: str, subject: View) -> None:
        start = f"the `{key}` of {self.name} could not be evaluated"
        if not any(problem.message.startswith(start) for problem in self.problems):
            self._complain(f"{start}: {message}", subject.place)

    def _remediation(self) -> str:
        """Fill in the remediation and the snippet of the document's own version or vendor."""
        compiled, model = self.entry.compiled, self.model
        parts: list[Template] = [compiled.remediation]
        snippet = compiled.snippet_for(model.kind, model.family, model.version)
        if snippet is not None:
            parts.append(snippet)
        try:
            text, *snippets = (part.render(self.budget, model.document_view, self.entry.params, self.entry.today).strip() for part in parts)
        except EvaluationError as error:
            subject = self.tally.failures[0][0]
            self._complain(f"the `remediation` of {self.name} could not be evaluated: {error.message}", subject.place)
            return ""
        return "\n\n".join((text, *map(_indented, snippets)))  # indented: code, to whoever writes a page


def _indented(snippet: str) -> str:
    """Indent the lines that are not empty; `textwrap` does the same for 1 ms of imports."""
    return "".join(f"    {line}" if line.strip() else line for line in snippet.splitlines(keepends=True))
