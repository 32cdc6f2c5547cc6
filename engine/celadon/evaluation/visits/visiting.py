"""The inner loop: one policy over the subjects of one model. Outcomes are counted; only what is not a pass is kept.

The mean cost of one policy on one subject is held by `tests/bench`; nothing is done here per subject that could be done per policy.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from celadon.cel.budget import Budget
from celadon.cel.errors import BudgetSpent, EvaluationError, Issue
from celadon.cel.program import Program
from celadon.cel.runtime.kinds import kind_of
from celadon.evaluation.compiled import CompiledBlock, CompiledPolicy, CompiledVisit
from celadon.evaluation.plan import Entry
from celadon.evaluation.scope import DOCUMENT, PARAMS, TODAY, VARIABLES, Function, Variables
from celadon.evaluation.visits.sieving import FEW, Columns, Sieves, Sifting
from celadon.models.interface import Model
from celadon.models.nodes import nodes_of
from celadon.models.view import View
from celadon.terms.unknown import Unknown

ITERATIONS = 1_000_000
ITERATIONS_PER_SUBJECT = 2_000
"""What a policy may spend on a document: a fixed part, and one that grows with the document."""

Failure = tuple[View, CompiledBlock, Variables | None]


class Tally:
    """What one policy says of the subjects of one model."""

    __slots__ = ("doubts", "errors", "failures", "passed")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.passed = 0
        self.failures: list[Failure] = []
        self.doubts: list[str] = []
        """For each subject that cannot be told: why."""
        self.errors: list[tuple[View, str]] = []

    def add(self, other: "Tally") -> None:
        """Take in what was said of the subjects of another target."""
        self.passed += other.passed
        self.failures += other.failures
        self.doubts += other.doubts
        self.errors += other.errors


def subjects_of(at: CompiledVisit, model: Model) -> Sequence[View]:
    """Give the subjects of a visit in document order."""
    if at.select is not None:
        return nodes_of(model.documents[0], at.select)
    return model.subjects(at.target)


def visit(
    at: CompiledVisit,
    entry: Entry,
    subjects: Sequence[View],
    document: object,
    budget: Budget,
    *,
    columns: Columns | None = None,
    gates_hold: bool = False,
) -> Tally:
    """Judge each subject in order. An error is the subject's; a spent budget is the policy's and ends the visit.

    `gates_hold` says that what of `when` is the same for every subject was asked, and is true. With `columns`, which are those of all
    subjects of the target, one answer is taken for all subjects that share what it rests on.
    """
    if not subjects:
        return Tally()
    visiting = _Visiting(at, entry, document, budget, {} if columns is None else columns.common(entry))
    sieves = None if columns is None or len(subjects) < FEW else at.spared.sieves
    if columns is None or sieves is None:
        return visiting.judge(subjects, at.when if not gates_hold or at.spared.asks_more else None)
    return visiting.sifted(sieves, subjects, columns, gates_hold=gates_hold)


class _Visiting:
    """One policy at the subjects of one of its targets."""

    def __init__(self, at: CompiledVisit, entry: Entry, document: object, budget: Budget, common: dict[str, object]) -> None:
        self.at = at
        self.entry = entry
        self.document = document
        self.budget = budget
        self.common = common
        self.tally = Tally()
        self.is_over = False
        """Whether the budget is spent."""

    def sifted(self, sieves: Sieves, subjects: Sequence[View], columns: Columns, *, gates_hold: bool) -> Tally:
        sifting = Sifting(self.at.target, subjects, columns, self._ask)
        concerned, doubtful, left = sifting.concerned(sieves)
        if not concerned:
            return self.tally
        if not gates_hold:
            doubtful = set(concerned)
        parts = [late.function for late in ([] if sieves.rest is None else [sieves.rest]) + left]
        holding = sifting.holding(sieves, concerned)
        if not parts:
            sure = set(holding) - doubtful
            self.tally.passed += len(sure)
            concerned = [index for index in concerned if index not in sure]
            holding = sorted(doubtful.intersection(holding))
        kept = {subjects[index] for index in holding}
        asked = _left(parts, self.at) if parts else None
        for is_doubtful, indices in groupby(concerned, doubtful.__contains__):
            self.judge([subjects[index] for index in indices], self.at.when if is_doubtful else asked, holding=kept)
        return self.tally

    def _ask(self, function: Function, subjects: Sequence[View]) -> list[object]:
        budget, document, params, today, variables = self.budget, self.document, self.entry.params, self.entry.today, self.at.variables
        bag = None if variables is None else variables(budget, None, document, params, today, self.common)
        answers: list[object] = []
        for subject in subjects:
            if bag is not None:
                bag.renew(subject)
            try:
                answers.append(function(budget, subject, document, params, bag, today))
            except EvaluationError:
                answers.append(None)
        return answers

    def judge(self, subjects: Sequence[View], when: Function | None, *, holding: Collection[View] = ()) -> Tally:
        """Judge subjects one by one; `when` is what is still to be asked, and of some it is known that they hold."""
        tally, at, entry, document, budget = self.tally, self.at, self.entry, self.document, self.budget
        if self.is_over or not subjects:
            return tally
        blocks, variables = at.blocks, at.variables
        params, today, common = entry.params, entry.today, self.common
        bag: Variables | None = None
        passed = 0
        for subject in subjects:
            try:
                if bag is not None:
                    bag.renew(subject)
                elif variables is not None:
                    bag = variables(budget, subject, document, params, today, common)
                if when is not None and (answer := when(budget, subject, document, params, bag, today)) is not True:
                    if answer is not False:
                        tally.doubts.append(_doubt(answer))
                    continue
                if subject in holding:
                    passed += 1
                    continue
                doubt = ""
                for block in blocks:
                    holds = block.must(budget, subject, document, params, bag, today)
                    if holds is not True:
                        if holds is False:
                            tally.failures.append((subject, block, bag))
                            bag = None
                            break
                        doubt = doubt or _doubt(holds)
                else:
                    if doubt:
                        tally.doubts.append(doubt)
                    else:
                        passed += 1
            except BudgetSpent:
                message = f"the policy costs too much: it spent its budget of {budget.iterations:,} steps on this document"
                tally.errors.append((subject, message))
                self.is_over = True
                break
            except EvaluationError as error:
                tally.errors.append((subject, error.message))
        tally.passed += passed
        return tally


def _left(parts: Sequence[Function], at: CompiledVisit) -> Function:
    """Ask what is left of a `when`, part by part; where one is neither true nor false ask all of it, which says why."""

    def left(budget: object, subject: object, document: object, params: object, bag: object, today: object) -> object:
        answer: object = True
        try:
            for part in parts:
                answer = part(budget, subject, document, params, bag, today)
                if answer is not True:
                    break
        except EvaluationError:
            answer = None
        return answer if answer is True or answer is False or at.when is None else at.when(budget, subject, document, params, bag, today)

    return left


def gates_of(at: CompiledVisit, entry: Entry, document: object, budget: Budget) -> bool | None:
    """Ask once what of `when` is the same for every subject: where it is false nobody is concerned; None leaves it to the subjects."""
    try:
        answers = [gate(budget, None, document, entry.params, None, entry.today) for gate in at.gates]
    except EvaluationError:
        return None
    if any(answer is False for answer in answers):
        return False
    return True if all(answer is True for answer in answers) else None


def _doubt(answer: object) -> str:
    """Give the reason of an answer that is neither true nor false; raises EvaluationError where it is no answer at all."""
    if isinstance(answer, Unknown):
        return answer.reason
    issue = Issue(f"the answer is of type {kind_of(answer)}, bool is needed", "", 0, 0)
    raise EvaluationError("", (issue,))


def bindings(entry: Entry, visited: str, subject: View, document: View, bag: Variables | None) -> Mapping[str, object]:
    """Give every variable its value, as the compiled functions would get them; of several subjects only the visited one is not null."""
    subjects = {name: subject if name == visited else None for name in entry.compiled.subjects}
    return {**subjects, DOCUMENT: document, PARAMS: entry.params, VARIABLES: bag, TODAY: entry.today}


def explain(entry: Entry, subject: View, block: CompiledBlock, document: View, bag: Variables | None) -> tuple[tuple[str, str], ...]:
    """Tell what made a `must` false: its parts with their values, innermost first, the whole of it last. Slow; done where somebody asks."""
    compiled = entry.compiled
    given = bindings(entry, _visited(compiled, block), subject, document, bag)
    variables = {f"{VARIABLES}.{name}": program for name, program in compiled.pieces.variables.items()}
    return tuple(dict.fromkeys(_reasons(block.rule, given, variables)))


def _reasons(rule: Program, given: Mapping[str, object], variables: dict[str, Program]) -> Iterator[tuple[str, str]]:
    """Tell the parts of an expression that matter; before a variable, once, what it comes from."""
    for step in rule.explain({name: given[name] for name in rule.variables}).steps:
        if step.matters:
            program = variables.pop(step.text, None)
            if program is not None:
                yield from _reasons(program, given, variables)
            yield step.text, step.value


def _visited(compiled: CompiledPolicy, block: CompiledBlock) -> str:
    """Find the subject's variable by the visit that the block belongs to."""
    return next(name for name, visit in zip(compiled.subjects, compiled.visits, strict=True) if block in visit.blocks)
