"""Plan and model in; verdicts, findings and problems out. Pure: the same input gives the same output, nothing is opened."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from celadon.cel.budget import Budget
from celadon.cel.errors import EvaluationError
from celadon.cel.runtime.kinds import kind_of
from celadon.evaluation.compiled import CompiledBlock
from celadon.evaluation.plan import Entry, Plan
from celadon.evaluation.printing import Template
from celadon.evaluation.scope import Variables
from celadon.evaluation.standing import LateStanding, Sent
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

_Uses = dict[tuple[str, ...], tuple[Use, ...]]
_Reasons = tuple[tuple[str, str], ...]
_Row = tuple[str | None, str, int, _Reasons, tuple[Use, ...], LateStanding]
"""What a finding has of its own: block, message, subjects, explanation, uses, standing."""
_SentRow = tuple[str | None, str, int, _Reasons, tuple[str, ...], Sent]
_Node = tuple[Place, Tokens, tuple[int, ...], list[Failure]]
"""A place, its rank, and what failed there."""


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
    uses: _Uses = {}
    places = len(plan.entries)
    """The number of the piece that is no policy."""

    def work(number: int) -> _Part | _Sent | bytes:
        if number == places:
            return model.documents[0].survey()
        return _Judge(plan.entries[number], model, document, changes, columns, uses, with_reasons=with_reasons).part()

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
    if isinstance(survey := parts.get(places), bytes):
        model.documents[0].adopt(survey)
    judged: list[_Part] = []
    for number, entry in enumerate(plan.entries):
        part = parts[number]
        if isinstance(part, _Sent):
            judged.append(part.received(entry, model, document, uses))
        elif isinstance(part, _Part):
            judged.append(part)
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
    remediation: str
    rows: tuple[_Row, ...]
    """What each finding has of its own, in the order of the findings."""
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]

    def __reduce__(self) -> tuple[type["_Sent"], tuple[object, ...]]:
        """Send what is not known where it goes."""
        rows = tuple([(*row[:4], tuple([use.label for use in row[4]]), row[5].sent()) for row in self.rows])
        return _Sent, (self.seen, self.verdict, self.remediation, rows, self.problems)


class _Sent(NamedTuple):
    """A part that another process made: what all findings of a policy share is known here."""

    seen: Mapping[str, int]
    verdict: Verdict
    remediation: str
    rows: tuple[_SentRow, ...]
    problems: tuple[Problem, ...]

    def received(self, entry: Entry, model: Model, document: str, uses: _Uses) -> _Part:
        """Make of it the part that this process would have made."""
        name = entry.compiled.policy.name
        rows = tuple([(*row[:4], _named(row[4], uses), LateStanding.received(name, model, row[5])) for row in self.rows])
        return _Part(
            seen=self.seen,
            verdict=self.verdict,
            remediation=self.remediation,
            rows=rows,
            findings=_findings(rows, entry, document, self.remediation),
            problems=self.problems,
        )


def _findings(rows: Sequence[_Row], entry: Entry, document: str, remediation: str) -> tuple[Finding, ...]:
    """Add to each row what all findings of the policy share."""
    policy, severity, references = entry.compiled.policy, entry.severity, entry.compiled.references
    name, confidence, security_severity = policy.name, policy.confidence, policy.security_severity
    return tuple(
        [
            Finding(
                policy=name,
                block=block,
                document=document,
                severity=severity,
                confidence=confidence,
                standing=standing,
                message=message,
                remediation=remediation,
                subjects=subjects,
                used_by=used_by,
                references=references,
                security_severity=security_severity,
                explanation=explanation,
            )
            for block, message, subjects, explanation, used_by, standing in rows
        ]
    )


def _named(labels: tuple[str, ...], uses: _Uses) -> tuple[Use, ...]:
    """Give the uses of so many names: hundreds of operations may use one component, and many findings stand in it."""
    found = uses.get(labels)
    if found is None:
        found = uses[labels] = tuple([Use(label=label) for label in labels])
    return found


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

    def __init__(
        self, entry: Entry, model: Model, document: str, changes: Changes | None, columns: Columns, uses: _Uses, *, with_reasons: bool
    ) -> None:
        self.entry = entry
        self.with_reasons = with_reasons
        self.policy = entry.compiled.policy
        self.name = self.policy.name
        self.model = model
        self.document = document
        self.problems: list[Problem] = []
        self._uses = uses
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

    def part(self) -> _Part:
        """Give all that is said."""
        nodes = self._nodes()
        remediation = self._remediation() if nodes else ""
        rows = tuple([self._row(*node) for node in nodes])
        return _Part(
            seen=self.seen,
            verdict=self._verdict(),
            remediation=remediation,
            rows=rows,
            findings=_findings(rows, self.entry, self.document, remediation),
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

    def _nodes(self) -> list[_Node]:
        """Put failures together that stand at one node."""
        nodes: list[_Node] = []
        known: dict[tuple[str, int, tuple[int, ...]], list[_Node]] = {}
        for failure in self.tally.failures:
            place = self._place(failure)
            tokens = place.tokens
            document = place.document
            rank = document.rank(tokens)
            alike = known.setdefault(
                (document.path, document.index, rank), []
            )  # one node has one rank; what has the same is mostly the same node
            for _, others, _, failures in alike:
                if others == tokens or tuple(map(str, others)) == tuple(map(str, tokens)):  # a reference writes an index as text
                    failures.append(failure)
                    break
            else:
                node = (place, tokens, rank, [failure])
                alike.append(node)
                nodes.append(node)
        return nodes

    def _row(self, place: Place, _: Tokens, rank: tuple[int, ...], failures: list[Failure]) -> _Row:
        """Say what the finding at a node has of its own."""
        first = failures[0]
        explanation = self._reasons(*first) if self.with_reasons else ()
        return (
            first[1].id or None,
            self._message(first),
            len(failures),
            explanation,
            self._used_by(failures),
            self._standing(place, rank, failures),
        )

    def _standing(self, place: Place, rank: tuple[int, ...], failures: list[Failure]) -> LateStanding:
        """Note the place, and what to look at besides, in the order of the subjects: places of another file than the finding's."""
        beside = [one for subject, _, _ in failures for one in subject.see_also if one.document is not place.document]
        others = tuple({(one.document.path, one.pointer): one for one in beside}.values()) if beside else ()
        return LateStanding(self.name, self.model, place, place.document.path, rank, others)

    def _used_by(self, failures: list[Failure]) -> tuple[Use, ...]:
        """Name every use of the subjects at one node."""
        labels = self.model.uses(failures[0][0])
        for subject, _, _ in failures[1:]:
            others = self.model.uses(subject)
            if others is not labels:
                labels = tuple(dict.fromkeys((*labels, *others)))
        return _named(labels, self._uses)

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
