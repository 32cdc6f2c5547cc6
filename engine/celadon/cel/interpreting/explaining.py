"""Why an expression has its value: the sub-expressions, in the order in which they were evaluated, with what each gave."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from celadon.cel.budget import ITERATIONS, Budget
from celadon.cel.errors import BudgetSpent, EvaluationError
from celadon.cel.interpreting.interpreter import SLOWNESS, Interpreter
from celadon.cel.interpreting.rendering import render_value
from celadon.cel.loading import Scope
from celadon.cel.runtime.kinds import KINDS, LISTS, MAPS, Objects
from celadon.cel.syntax.nodes import Comprehension, Ident, ListLiteral, Literal, Local, Logic, MapLiteral, Node, Select
from celadon.cel.syntax.walking import children
from celadon.terms.unknown import Unknown, UnknownFact


class Step(NamedTuple):
    """One sub-expression."""

    text: str
    """Its source, with white space folded."""
    value: str
    """What it gave, rendered: a value, `error: ...` or `unknown: ...`."""
    decisive: bool
    """Whether it decided a chain or a macro: the false term of `&&`, the true one of `||`, the element at which `all` stopped."""
    matters: bool
    """Whether the expression has its value because of it: the true terms of a chain that is false do not matter, nor what is inside."""


class Explanation(NamedTuple):
    """The whole story of one evaluation."""

    value: str
    """What the expression gave, rendered like the value of a step."""
    steps: tuple[Step, ...]
    """Innermost first; the last one is the expression itself."""
    cost: int
    """Steps of the budget that it took; explaining costs more than evaluating."""


def explain(source: str, tree: Node, scope: Scope, bindings: Mapping[str, Any] | None = None, budget: Budget | None = None) -> Explanation:
    """Evaluate slowly and tell every step. What the expression raises is part of the story, not raised."""
    budget = budget or Budget(SLOWNESS * ITERATIONS)
    collector = _Collector(source, scope.objects)
    interpreter = Interpreter(source, scope.functions, scope.objects, bindings or {}, budget, collector)
    before = budget.remaining
    outcome: Any
    try:
        outcome = interpreter.evaluate(tree)
    except UnknownFact as fact:
        outcome = fact.unknown
    except EvaluationError as error:
        outcome = error
    return Explanation(collector.rendered(outcome), tuple(collector.steps()), before - budget.remaining)


class _Collector:
    """Keeps what is worth telling: of a macro's rounds only the one that decided."""

    def __init__(self, source: str, objects: Objects) -> None:
        self.source = source
        self.objects = objects
        self.told: list[tuple[Node | Local, Any]] = []
        self.rounds: list[tuple[Comprehension, int]] = []
        """The macros that are running, and where in `told` their current round begins."""

    def saw(self, node: Node, value: Any) -> None:
        """Hear of a node and its value, or of the exception that came instead."""
        if isinstance(node, Comprehension):
            self._close(node, value)
        self.told.append((node, value))

    def round(self, node: Comprehension, values: list[tuple[Local, Any]]) -> None:
        """Hear that a macro looks at its next element; what the one before had to tell is forgotten."""
        if self.rounds and self.rounds[-1][0] is node:
            del self.told[self.rounds[-1][1] :]
        else:
            self.rounds.append((node, len(self.told)))
        self.told += values

    def _close(self, node: Comprehension, value: Any) -> None:
        if not self.rounds or self.rounds[-1][0] is not node:
            return
        _, start = self.rounds.pop()
        decided = value is (node.macro == "exists") and node.macro in ("all", "exists")
        if not decided and not isinstance(value, Exception):
            del self.told[start:]

    def steps(self) -> list[Step]:
        """Give the steps, each text once per value."""
        decisive = self._decisive()
        mattering = self._mattering()
        found: dict[tuple[str, str], Step] = {}
        last = len(self.told) - 1
        for number, (node, value) in enumerate(self.told):
            if number != last and not self._is_telling(node, value):
                continue
            step = Step(self._text(node), self.rendered(value), id(node) in decisive, id(node) in mattering)
            before = found.pop((step.text, step.value), None)
            found[step.text, step.value] = step if before is None else step._replace(matters=step.matters or before.matters)
        return list(found.values())

    def _decisive(self) -> set[int]:
        """Find the operands that decided their chain, and the predicates that decided their macro."""
        values = {id(node): value for node, value in self.told}
        found: set[int] = set()
        for node, value in self.told:
            if isinstance(node, Logic) and (value is (not node.conjunction) or isinstance(value, Exception)):
                found |= {id(operand) for operand in node.operands if values.get(id(operand)) is value}
            elif isinstance(node, Comprehension) and node.predicate is not None and value is (node.macro == "exists"):
                found.add(id(node.predicate))
        return found

    def _mattering(self) -> set[int]:
        """Find what the value comes from: down from the whole expression, at each fork only where it was decided."""
        values = {id(node): value for node, value in self.told}
        found: set[int] = set()
        pending: list[Node | Local] = [node for node, _ in self.told[-1:]]
        while pending:
            node = pending.pop()
            found.add(id(node))
            if isinstance(node, Node):
                pending += _origins(node, values)
        return found

    def _is_telling(self, node: Node | Local, value: Any) -> bool:
        """Leave out what says nothing new: constants, types, and names of what is too large to show."""
        if isinstance(node, Local):
            return True
        if isinstance(node, Literal) or (isinstance(node, (ListLiteral, MapLiteral)) and all(map(_is_constant, children(node)))):
            return False
        if isinstance(node, Ident):
            return node.local is None and node.variable is not None and self._is_data(value) and value.__class__ not in LISTS | MAPS
        return not (isinstance(node, Select) and not node.test and not self._is_data(value))

    def _is_data(self, value: Any) -> bool:
        return value.__class__ in KINDS or isinstance(value, (Unknown, Exception))

    def _text(self, node: Node | Local) -> str:
        return node.name if isinstance(node, Local) else " ".join(self.source[node.start : node.end].split())

    def rendered(self, value: Any) -> str:
        """Render what a node gave."""
        if isinstance(value, UnknownFact):
            return render_value(value.unknown, self.objects)
        if isinstance(value, BudgetSpent | EvaluationError):
            return f"error: {value.message}"
        return render_value(value, self.objects)


def _origins(node: Node, values: Mapping[int, Any]) -> list[Node | Local]:
    """Name the parts of a node that its value comes from; the branch of `? :` that was not taken has no value, and tells nothing."""
    if isinstance(node, Logic):
        value = values.get(id(node))
        if value is (not node.conjunction) or isinstance(value, Exception):
            return [operand for operand in node.operands if values.get(id(operand)) is value]
        return [*node.operands]
    below: list[Node | Local] = [*children(node)]
    return [*below, node.first, *([node.second] if node.second else [])] if isinstance(node, Comprehension) else below


def _is_constant(node: Node) -> bool:
    return isinstance(node, Literal)
