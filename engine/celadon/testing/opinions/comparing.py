"""Compare on every example: the expressions of a policy that are portable, each subject, our answer and the other's.

Unknown facts are left out, for no other implementation has them. A disagreement is explained by a cause that was tried, not guessed: the
other one evaluates again without its known defect, and then says what we say.
"""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from celadon.cel.budget import Budget
from celadon.cel.checking.portability import beyond_standard
from celadon.cel.errors import EvaluationError
from celadon.cel.interpreting.rendering import render_value
from celadon.cel.program import Program
from celadon.evaluation.compiled import CompiledPolicy
from celadon.evaluation.plan import Entry
from celadon.evaluation.scope import Params, midnight
from celadon.evaluation.visits.visiting import bindings, subjects_of
from celadon.models.view import View
from celadon.terms.errors import InvalidUsage, Problem
from celadon.terms.policy import SourceText
from celadon.terms.tested import Disagreement, Opinion
from celadon.terms.unknown import Unknown
from celadon.testing.running import Result

if TYPE_CHECKING:
    from celadon.testing.opinions.celpython import Answer, CelPython

MISSING = Problem(
    kind="missing-extra",
    message="cel-python is not installed, so there is no second opinion",
    hint="install it with: pip install 'celadon[cel-python]'",
)
UNKNOWN = "unknown"


def require_cel_python() -> None:
    """Raise InvalidUsage where the extra is not installed."""
    if find_spec("celpy") is None:
        raise InvalidUsage(MISSING)


def second_opinion(compiled: CompiledPolicy, results: Sequence[Result]) -> Opinion:
    """Ask cel-python, which must be installed."""
    from celadon.testing.opinions.celpython import CelPython  # noqa: PLC0415 - an extra, and 0.3 s of imports

    comparison = _Comparison(compiled, CelPython())
    for result in results:
        comparison.add(result)
    return comparison.opinion()


def expressions_of(compiled: CompiledPolicy) -> list[tuple[SourceText, Program]]:
    """Give the variables, `when` and every `must` of a policy, each with its place."""
    variables = zip(compiled.policy.variables.values(), compiled.pieces.variables.values(), strict=True)
    return [*variables, *compiled.conditions]


def beyond(program: Program) -> tuple[str, ...]:
    """Name what an expression uses beyond standard CEL."""
    return beyond_standard(program.tree(), program.environment().functions.libraries)


class _Comparison:
    """Counts, expression by expression."""

    def __init__(self, compiled: CompiledPolicy, other: "CelPython") -> None:
        self.compiled = compiled
        self.other = other
        self.expressions = expressions_of(compiled)
        judged = [(source, program, beyond(program)) for source, program in self.expressions]
        self.beyond = tuple(found for _, _, found in judged if found)
        self.portable = [(source, program) for source, program, found in judged if not found]
        self.compared = 0
        self.left_out = 0
        self.disagreements: dict[tuple[int, str], Disagreement] = {}

    def opinion(self) -> Opinion:
        return Opinion(
            expressions=len(self.expressions),
            beyond=self.beyond,
            compared=self.compared,
            left_out=self.left_out,
            disagreements=tuple(self.disagreements.values()),
        )

    def add(self, result: Result) -> None:
        """Go through the subjects of a case."""
        compiled, example = self.compiled, result.case.example
        entry = Entry(compiled, compiled.policy.severity, Params(compiled.policy.params, example.params), midnight(example.today))
        for model in result.models:
            if not compiled.speaks_of(model.kind, model.family, model.version):
                continue
            for name, visit in zip(compiled.subjects, compiled.visits, strict=True):
                for subject in subjects_of(visit, model):
                    document = model.document_view
                    bag = None if visit.variables is None else visit.variables(Budget(), subject, document, entry.params, entry.today)
                    self._compare(bindings(entry, name, subject, document, bag), example.title)

    def _compare(self, values: Mapping[str, object], example: str) -> None:
        for source, program in self.portable:
            given = {name: values[name] for name in program.variables}
            ours = _our_answer(program, given)
            objects = program.environment().objects
            theirs = self.other.answer(program.source, given, objects) if ours[0] != UNKNOWN else ours
            if UNKNOWN in (ours[0], theirs[0]):
                self.left_out += 1
                continue
            self.compared += 1
            if agree(ours, theirs):
                continue
            replays = self.other.replays(program.source, given, objects, theirs)
            cause = next((cause for cause, again in replays if again is None or agree(ours, again)), "")
            known = self.disagreements.get((id(program), cause))
            self.disagreements[id(program), cause] = Disagreement(
                expression=" ".join(program.source.split()),
                location=source.location(0, len(source.text)),
                example=known.example if known else example,
                ours=known.ours if known else _told(ours, program),
                theirs=known.theirs if known else _told(theirs, program),
                cause=cause,
                times=known.times + 1 if known else 1,
            )


def _our_answer(program: Program, given: Mapping[str, object]) -> "Answer":
    try:
        value = program.evaluate(given)
    except EvaluationError as error:
        return "error", error.message
    return (UNKNOWN, value.reason) if isinstance(value, Unknown) else ("value", value)


def agree(ours: "Answer", theirs: "Answer") -> bool:
    """Compare two answers; the text of an error is each implementation's own."""
    return ours[0] == theirs[0] and (ours[0] == "error" or _same(ours[1], theirs[1]))


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, (list, tuple)):
        return isinstance(theirs, list) and len(ours) == len(theirs) and all(map(_same, ours, theirs))
    if isinstance(ours, dict):
        return isinstance(theirs, dict) and ours.keys() == theirs.keys() and all(_same(ours[key], theirs[key]) for key in ours)
    return ours is theirs or (not isinstance(ours, View) and type(ours) is type(theirs) and ours == theirs)


def _told(answer: "Answer", program: Program) -> str:
    kind, value = answer
    return f"error: {value}" if kind == "error" else render_value(value, program.environment().objects)
