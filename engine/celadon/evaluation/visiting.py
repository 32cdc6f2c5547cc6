"""The inner loop: one policy over the subjects of one model. Outcomes are counted; only what is not a pass is kept.

The mean cost of one policy on one subject is held by `tests/bench`; nothing is done here per subject that could be done per policy.
"""

from collections.abc import Iterator, Mapping, Sequence

from celadon.cel.budget import Budget
from celadon.cel.errors import BudgetSpent, EvaluationError, Issue
from celadon.cel.program import Program
from celadon.cel.runtime.kinds import kind_of
from celadon.evaluation.compiling import PARAMS, TODAY, VARIABLES, CompiledBlock, CompiledPolicy, CompiledVisit
from celadon.evaluation.plan import Entry
from celadon.evaluation.scope import DOCUMENT, Variables
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
    at: CompiledVisit, entry: Entry, subjects: Sequence[View], document: object, budget: Budget, *, all_concerned: bool = False
) -> Tally:
    """Judge each subject in order. An error is the subject's; a spent budget is the policy's and ends the visit.

    Where it is known that every subject is concerned, `when` is not asked again.
    """
    tally = Tally()
    when, blocks, variables = None if all_concerned else at.when, at.blocks, at.variables
    params, today = entry.params, entry.today
    bag = None
    common: dict[str, object] = {}
    passed = 0
    for subject in subjects:
        try:
            if variables is not None:
                bag = variables(budget, subject, document, params, today, common)
            if when is not None and (answer := when(budget, subject, document, params, bag, today)) is not True:
                if answer is not False:
                    tally.doubts.append(_doubt(answer))
                continue
            doubt = ""
            for block in blocks:
                holds = block.must(budget, subject, document, params, bag, today)
                if holds is not True:
                    if holds is False:
                        tally.failures.append((subject, block, bag))
                        break
                    doubt = doubt or _doubt(holds)
            else:
                if doubt:
                    tally.doubts.append(doubt)
                else:
                    passed += 1
        except BudgetSpent:
            tally.errors.append(
                (subject, f"the policy costs too much: it spent its budget of {budget.iterations:,} steps on this document")
            )
            break
        except EvaluationError as error:
            tally.errors.append((subject, error.message))
    tally.passed = passed
    return tally


def concerned(at: CompiledVisit, entry: Entry, document: object, budget: Budget) -> bool | None:
    """Ask once what of `when` is the same for every subject: whether all, or none, are concerned. None leaves it to the subjects."""
    try:
        answers = [gate(budget, None, document, entry.params, None, entry.today) for gate in at.gates]
    except EvaluationError:
        return None
    if any(answer is False for answer in answers):
        return False
    return True if at.is_gated_only and all(answer is True for answer in answers) else None


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
    variables = {f"{VARIABLES}.{name}": program for name, program in zip(compiled.policy.variables, compiled.programs, strict=False)}
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
