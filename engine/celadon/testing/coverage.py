"""What the cases of a policy try: each term of `when` and `must` true and false, each parameter set, each version shown.

The terms are those that decide: operands of `&&` and `||`, conditions of `? :`, predicates of macros, and each condition as a whole.
A term has two branches, true and false. Where a case ends inconclusive because a part of a condition is unknown, that stands for the branch
which no document shows: what only another system knows, such as a header that the upstream sends, is never both here. A condition as a
whole is to be seen both ways all the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from celadon.cel.budget import Budget
from celadon.cel.errors import EvaluationError
from celadon.cel.interpreting.interpreter import Interpreter
from celadon.cel.program import Program
from celadon.cel.syntax.nodes import Comprehension, Conditional, Literal, Local, Logic, Node
from celadon.cel.syntax.walking import children
from celadon.evaluation.compiled import CompiledPolicy
from celadon.evaluation.plan import Entry
from celadon.evaluation.scope import Params, midnight
from celadon.evaluation.visits.visiting import bindings, subjects_of
from celadon.models.detecting import VERSIONS
from celadon.models.interface import OPENAPI, Model
from celadon.terms.policy import SourceText
from celadon.terms.tested import Coverage, Gap
from celadon.terms.unknown import Unknown, UnknownFact
from celadon.testing.running import Result


def measure(compiled: CompiledPolicy, results: Sequence[Result]) -> Coverage:
    """Go through the cases of a policy once more, slowly, and watch every term."""
    watched = [(source, program, tuple(deciding(program.tree()))) for source, program in compiled.conditions]
    watch = _Watch()
    for result in results:
        params = Params(compiled.policy.params, result.case.example.params)
        entry = Entry(compiled, compiled.policy.severity, params, midnight(result.case.example.today))
        for model in result.models:
            if compiled.speaks_of(model.kind, model.family, model.version):
                _watch_model(entry, model, watch)
    gaps = [*_branch_gaps(watched, watch), *_param_gaps(compiled, results), *_version_gaps(compiled, results)]
    return Coverage(branches=sum(2 * len(terms) for _, _, terms in watched), gaps=tuple(gaps))


def deciding(tree: Node) -> Iterator[Node]:
    """Find the terms that decide a condition, outermost first, in the order of the text."""
    yield tree
    pending = [tree]
    while pending:
        node = pending.pop()
        below = children(node)
        pending += reversed(below)
        if isinstance(node, Logic):
            terms = node.operands
        elif isinstance(node, Conditional):
            terms = [node.condition]
        elif isinstance(node, Comprehension) and node.predicate is not None:
            terms = [node.predicate]
        else:
            continue
        yield from (term for term in terms if not isinstance(term, (Literal, Logic)))


class _Watch:
    """Hears an evaluation and remembers which answers each term gave."""

    def __init__(self) -> None:
        self.seen: set[tuple[int, bool]] = set()
        self.open: set[int] = set()
        """Parts of conditions that were unknown where the whole was."""
        self._unknown: set[int] = set()

    def saw(self, node: Node, value: object) -> None:
        if value is True or value is False:
            self.seen.add((id(node), value))
        elif isinstance(value, (Unknown, UnknownFact)):
            self._unknown.add(id(node))

    def ended(self, whole: Node, answer: object) -> None:
        """Hear how a condition ended, and forget what was unknown on the way to an answer."""
        if isinstance(answer, Unknown):
            self.open |= self._unknown - {id(whole)}
        self._unknown.clear()

    def has_tried(self, node: Node, answer: bool) -> bool:
        return (id(node), answer) in self.seen or id(node) in self.open

    def round(self, node: Comprehension, values: list[tuple[Local, object]]) -> None:
        """Nothing is remembered of the elements that a macro looks at."""


def _watch_model(entry: Entry, model: Model, watch: _Watch) -> None:
    for number, visit in enumerate(entry.compiled.visits):
        for subject in subjects_of(visit, model):
            document = model.document_view
            bag = None if visit.variables is None else visit.variables(Budget(), subject, document, entry.params, entry.today)
            _watch_subject(entry.compiled, bindings(entry, entry.compiled.subjects[number], subject, document, bag), watch)


def _watch_subject(compiled: CompiledPolicy, bindings: Mapping[str, object], watch: _Watch) -> None:
    """Evaluate the conditions as a visit does: no `must` without `when`, nothing behind a false `must`."""
    for source, program in compiled.conditions:
        answer = _answer(program, bindings, watch)
        watch.ended(program.tree(), answer)
        is_when = source is compiled.policy.when
        if answer is False or (is_when and answer is not True):
            return


def _answer(program: Program, bindings: Mapping[str, object], watch: _Watch) -> object:
    environment = program.environment()
    given = {name: bindings[name] for name in program.variables}
    interpreter = Interpreter(program.source, environment.functions, environment.objects, given, Budget(), watch)
    try:
        return interpreter.evaluate(program.tree())
    except UnknownFact as fact:
        return fact.unknown
    except EvaluationError as error:
        return Unknown(error.message)


def _branch_gaps(watched: Iterable[tuple[SourceText, Program, tuple[Node, ...]]], watch: _Watch) -> Iterator[Gap]:
    for source, program, terms in watched:
        for term in terms:
            for answer in (True, False):
                if not watch.has_tried(term, answer):
                    text = " ".join(program.source[term.start : term.end].split())
                    message = f"no case makes `{text}` {str(answer).lower()}"
                    yield Gap(kind="branch", message=message, location=source.location(term.start, term.end))


def _param_gaps(compiled: CompiledPolicy, results: Iterable[Result]) -> Iterator[Gap]:
    given = {name for result in results for name in result.case.example.params}
    policy = compiled.policy
    for param in policy.params:
        if param.name not in given:
            yield Gap(kind="param", message=f"no case sets the parameter '{param.name}'", location=policy.findings[0].must.location(0, 0))


def _version_gaps(compiled: CompiledPolicy, results: Iterable[Result]) -> Iterator[Gap]:
    """Ask for a document of every OpenAPI version that the policy speaks of."""
    shown = {".".join(model.version.split(".")[:2]) for result in results for model in result.models if model.kind == OPENAPI}
    policy = compiled.policy
    place = policy.places.get("kinds") or policy.findings[0].must.location(0, 0)
    for version in VERSIONS:
        if OPENAPI in policy.kinds and compiled.speaks_of(OPENAPI, OPENAPI, f"{version}.0") and version not in shown:
            yield Gap(kind="version", message=f"no case is an OpenAPI {version} document", location=place)
