"""Try an expression: at every subject of a document, or on plain data. What it gives, of which type, at what cost, and why."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from celadon.cel.budget import Budget
from celadon.cel.errors import CelError, EvaluationError, Issue
from celadon.cel.interpreting.explaining import Step
from celadon.cel.interpreting.rendering import render_value
from celadon.cel.program import Program
from celadon.cel.runtime.kinds import name_of
from celadon.frozen import dataclass
from celadon.sources.document import JsonValue
from celadon.terms.errors import CeladonError, InvalidUsage, Problem
from celadon.terms.location import Excerpt, Location, Position, Span
from celadon.terms.unknown import Unknown
from celadon.usecases.evaluating.plain import plain
from celadon.usecases.evaluating.subjects import Bench, Named, Subject, bench_of
from celadon.usecases.explain import explain

EXPRESSION = "expression"
"""How places in the text of the expression are named."""
STDIN = "-"
RENDERED = 1_000
"""Characters of a value that is shown."""


class WrongExpression(CeladonError):
    """The expression is not CEL, or does not fit what there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalOptions:
    """What to try it on; an expression that names nothing needs none of it."""

    start: Path
    today: date
    data: str = ""
    """A file of JSON or YAML, or `-`."""
    document: str = ""
    target: str = ""
    select: str = ""
    policy: str = ""
    """A policy whose parameters and variables are there too, and whose targets are visited."""
    bundles: tuple[str, ...] = ()
    """Where that policy is looked for, as `explain` does."""
    read_stdin: Callable[[], bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What an expression gives at one subject."""

    subject: Subject
    kind: str
    """`value`, `unknown` or `error`."""
    text: str
    """The value in CEL's notation, the reason why it is not known, or what went wrong."""
    type: str
    """The type of the value; empty where there is none."""
    value: JsonValue
    """The value as JSON; null where there is none."""
    cost: int
    """Steps of the budget."""
    problem: Problem | None
    """An error, with its place in the expression."""
    why: Callable[[], tuple[Step, ...]]
    """Evaluate once more, slowly, and give the sub-expressions with their values, innermost first."""


def prepare(options: EvalOptions) -> Bench:
    """Read data and document. Raises CeladonError."""
    if not options.document:
        for what, value in (("--target", options.target), ("--select", options.select), ("--policy", options.policy)):
            if value:
                hint = f"name it behind the expression: celadon eval EXPR api.yaml {what} '{value}'"
                raise InvalidUsage(Problem(kind="missing-document", message=f"{what} needs a DOCUMENT", hint=hint))
    if options.select and options.policy:
        raise InvalidUsage(Problem(kind="usage", message="--policy visits what the policy visits", hint="leave --select out"))
    if options.data == options.document == STDIN:
        message = "the data and the document cannot both come from standard input"
        raise InvalidUsage(Problem(kind="usage", message=message, hint="name a file for one of them"))
    return bench_of(
        start=options.start,
        today=options.today,
        data=_named(options, options.data),
        document=_named(options, options.document),
        target=options.target,
        select=options.select,
        policy=explain(options.policy, bundles=options.bundles, start=options.start).policy if options.policy else None,
    )


def _named(options: EvalOptions, name: str) -> Named | None:
    if not name:
        return None
    return name, options.read_stdin() if name == STDIN and options.read_stdin is not None else None


def compile_on(bench: Bench, source: str) -> Program:
    """Compile for a bench; raises WrongExpression with every mistake at its place in the text."""
    try:
        return bench.environment.compile(source)
    except CelError as error:
        raise WrongExpression([_problem(source, issue) for issue in error.issues]) from error


def try_on(bench: Bench, program: Program) -> Iterator[Tried]:
    """Evaluate at each subject, in document order."""
    for subject in bench.subjects:
        yield _try_at(subject, program)


def _try_at(subject: Subject, program: Program) -> Tried:
    budget = Budget()
    problem = None
    result: object = None
    try:
        result = program.evaluate(subject.values, budget)
    except EvaluationError as error:
        problem = _problem(program.source, error.issues[0], kind="evaluation-error")
    kind = "error" if problem else "unknown" if isinstance(result, Unknown) else "value"
    objects = program.environment().objects
    return Tried(
        subject=subject,
        kind=kind,
        text=problem.message if problem else result.reason if isinstance(result, Unknown) else render_value(result, objects, RENDERED),
        type=name_of(result, objects) if kind == "value" else "",
        value=plain(result, objects) if kind == "value" else None,
        cost=budget.spent,
        problem=problem,
        why=lambda: program.explain(subject.values).steps,
    )


def _problem(source: str, issue: Issue, *, kind: str = "invalid-expression") -> Problem:
    lines = source.split("\n")
    end = source[: issue.end]
    end_position = Position(end.count("\n") + 1, issue.end - (end.rfind("\n") + 1) + 1)
    location = Location(
        file=EXPRESSION,
        span=Span(Position(issue.line, issue.column), end_position),
        excerpt=Excerpt(first_line=issue.line, lines=(lines[issue.line - 1].rstrip("\r"),)),
    )
    return Problem(kind=kind, message=issue.message, hint=issue.hint, location=location)
