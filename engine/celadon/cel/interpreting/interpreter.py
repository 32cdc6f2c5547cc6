"""The slow, careful evaluation: straight over the tree, every value and every failure with its place.

Compiled code only has to be right when it returns a value. Where it raises, this room says what happened, and `explain` shows its steps.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, NoReturn, Protocol

from celadon.cel.budget import MAX_SIZE, Budget
from celadon.cel.checking.declarations import FunctionTable
from celadon.cel.errors import BudgetSpent, EvaluationError, Issue
from celadon.cel.runtime.arithmetic import too_large
from celadon.cel.runtime.comparing import make_map, sort_by
from celadon.cel.runtime.dispatching import OPERATORS, choose
from celadon.cel.runtime.kinds import Objects, denotation, kind_of, name_of, no_overload, reject_unknown, sure, type_value
from celadon.cel.runtime.selecting import elements, index, optional_index, optional_select, pairs, present, select
from celadon.cel.syntax.nodes import (
    Bind,
    Call,
    Comprehension,
    Conditional,
    Ident,
    Index,
    Known,
    ListLiteral,
    Literal,
    Local,
    Logic,
    MapLiteral,
    Node,
    Select,
    StructLiteral,
)
from celadon.cel.values import MISSING, NONE, Failure, Optional
from celadon.terms.unknown import UnknownFact

SLOWNESS = 8
"""Steps for one round of a macro: it takes about that much longer here than in compiled code."""


class Trace(Protocol):
    """Listens to an evaluation."""

    def saw(self, node: Node, value: Any) -> None:
        """Hear every node and its value, or the EvaluationError or UnknownFact that came instead."""

    def round(self, node: Comprehension, values: list[tuple[Local, Any]]) -> None:
        """Hear that a macro looks at its next element, with the values of its variables."""


class Interpreter:
    """One evaluation of one tree."""

    def __init__(
        self,
        source: str,
        functions: FunctionTable,
        objects: Objects,
        bindings: Mapping[str, Any],
        budget: Budget,
        trace: Trace | None = None,
    ) -> None:
        self.source = source
        self.functions = functions
        self.objects = objects
        self.bindings = bindings
        self.budget = budget
        self.trace = trace
        self.locals: dict[Local, Any] = {}

    def evaluate(self, node: Node) -> Any:
        """Give the value of a node, which may be an Unknown. Raises EvaluationError, UnknownFact."""
        try:
            value = self._EVALUATIONS[node.__class__](self, node)
        except Failure as failure:
            error = EvaluationError(self.source, [Issue(failure.message, self.source, node.start, node.end, hint=failure.hint)])
            if self.trace is not None:
                self.trace.saw(node, error)
            raise error from None
        except (EvaluationError, UnknownFact) as error:
            if self.trace is not None:
                self.trace.saw(node, error)
            raise
        except RecursionError:
            raise self._error(node, "the data is nested too deeply") from None
        except Exception as error:
            raise self._error(node, f"internal error: {_what(node)} failed with {type(error).__name__}; please report it") from error
        if self.trace is not None:
            self.trace.saw(node, value)
        return value

    def _error(self, node: Node, message: str) -> EvaluationError:
        return EvaluationError(self.source, [Issue(message, self.source, node.start, node.end)])

    def _charge(self, steps: int, node: Node) -> None:
        """Take steps from the budget; raises BudgetSpent."""
        self.budget.remaining -= steps
        if self.budget.remaining < 0:
            message = f"the expression costs more than its budget of {self.budget.iterations:,} steps"
            raise BudgetSpent(self.source, [Issue(message, self.source, node.start, node.end, hint="look at fewer elements")])

    def _all_values(self, nodes: Iterable[Node]) -> list[Any]:
        """Evaluate several; an unknown wins over an error, whichever comes first."""
        values: list[Any] = []
        failed: EvaluationError | None = None
        for node in nodes:
            try:
                values.append(self.evaluate(node))
            except BudgetSpent:
                raise
            except EvaluationError as error:
                failed = failed or error
        if failed is not None:
            for value in values:
                reject_unknown(value)
            raise failed
        return values

    # Leaves

    def _literal(self, node: Literal) -> Any:
        return node.value

    def _ident(self, node: Ident) -> Any:
        if node.local is not None:
            value = self.locals[node.local]
            if isinstance(value, Exception):
                raise value
            return value
        if node.variable is not None and node.variable in self.bindings:
            return self.bindings[node.variable]
        if node.denotes is not None:
            return denotation(node.denotes)
        raise Failure(f"undeclared reference to '{node.name}'")

    def _select(self, node: Select) -> Any:
        if node.qualified is not None:
            return self._ident(node.qualified)
        operand = self.evaluate(node.operand)
        if node.test:
            return present(operand, node.field, self.objects)
        if node.optional:
            return optional_select(operand, node.field, self.objects)
        return select(operand, node.field, self.objects)

    def _index(self, node: Index) -> Any:
        container, key = self._all_values((node.operand, node.index))
        return (optional_index if node.optional else index)(sure(container), sure(key))

    # Calls

    def _call(self, node: Call) -> Any:
        if node.target is not None and node.function in ("or", "orValue") and len(node.args) == 1:
            return self._alternative(node, node.target)
        values = self._all_values(node.operands)
        for value in values[1:] if node.function == "@in" else values:
            # Nothing is in an empty list, not even an unknown: `in` looks at its left side itself.
            reject_unknown(value)
        if node.function == "type" and len(values) == 1 and node.target is None:
            return type_value(values[0], self.objects)
        operator = OPERATORS.get(node.function)
        if operator is not None and len(values) == (1 if node.function in ("-_", "size") else 2):
            result = operator(*values)
            self._measure(node, result)
            return result
        member = node.target is not None
        overloads = node.overloads or self.functions.candidates(node.function, len(values), member=member)
        overload = choose(node.function, overloads, values, self.objects, member=member)
        result = overload.implementation(*values)
        if overload.sized:
            self._measure(node, result)
        return result

    def _measure(self, node: Node, result: Any) -> None:
        """Check and charge the size of something that was made."""
        if isinstance(result, (str, bytes, list)):
            size = len(result)
            if size > MAX_SIZE:
                raise too_large(size)
            self._charge(size >> 6, node)

    def _alternative(self, node: Call, target: Node) -> Any:
        """`a.or(b)` and `a.orValue(b)`: b is evaluated only where a is none."""
        left = sure(self.evaluate(target))
        if left.__class__ is not Optional:
            raise no_overload(f"{kind_of(left)}.{node.function}()")
        if left.value is not MISSING:
            return left if node.function == "or" else left.value
        right = self.evaluate(node.args[0])
        if node.function == "or" and sure(right).__class__ is not Optional:
            raise no_overload(f"optional_type.or({kind_of(right)})")
        return right

    def _logic(self, node: Logic) -> bool:
        decisive = not node.conjunction
        unknown: UnknownFact | None = None
        failed: EvaluationError | None = None
        for operand in node.operands:
            try:
                value = self.evaluate(operand)
                if value is True or value is False:
                    if value is decisive:
                        return decisive
                else:
                    self._not_bool(operand, value)
            except BudgetSpent:
                raise
            except UnknownFact as fact:
                unknown = unknown or fact
            except EvaluationError as error:
                failed = failed or error
        if unknown is not None:
            raise unknown
        if failed is not None:
            raise failed
        return not decisive

    def _not_bool(self, node: Node, value: Any) -> NoReturn:
        reject_unknown(value)
        raise self._error(node, f"a bool is needed here, and the value is of type {name_of(value, self.objects)}")

    def _truth(self, node: Node) -> bool:
        value = self.evaluate(node)
        if value is not True and value is not False:
            self._not_bool(node, value)
        return value is True

    def _conditional(self, node: Conditional) -> Any:
        return self.evaluate(node.yes if self._truth(node.condition) else node.no)

    def _known(self, node: Known) -> bool:
        try:
            sure(self.evaluate(node.operand))
        except UnknownFact:
            return False
        return True

    # Literals

    def _list_literal(self, node: ListLiteral) -> list[Any]:
        values = self._all_values(node.elements)
        if not node.optional:
            return values
        made: list[Any] = []
        for number, value in enumerate(values):
            if number not in node.optional:
                made.append(value)
            elif _unwrap(value) is not MISSING:
                made.append(value.value)
        return made

    def _map_literal(self, node: MapLiteral) -> Any:
        flat = self._all_values(part for entry in node.entries for part in entry)
        entries: list[tuple[Any, Any]] = []
        for number in range(len(node.entries)):
            key, value = sure(flat[2 * number]), flat[2 * number + 1]
            if number not in node.optional:
                entries.append((key, value))
            elif _unwrap(value) is not MISSING:
                entries.append((key, value.value))
        return make_map(entries)

    def _struct_literal(self, node: StructLiteral) -> Any:
        raise Failure(f"there is no message type {node.name} to build")

    # Macros

    def _bind(self, node: Bind) -> Any:
        try:
            value = self.evaluate(node.value)
        except BudgetSpent:
            raise
        except (EvaluationError, UnknownFact) as error:
            if node.unwrap:
                raise
            value = error  # raised where the variable is used
        if node.unwrap:
            value = _unwrap(value)
            if value is MISSING:
                return NONE
        self.locals[node.variable] = value
        result = self.evaluate(node.body)
        return Optional(sure(result)) if node.unwrap == "optMap" else result

    def _comprehension(self, node: Comprehension) -> Any:
        range_ = sure(self.evaluate(node.range))
        members = elements(range_)
        self._charge(SLOWNESS * len(members), node)
        if node.second is None:
            steps: Iterable[Any] = ((element, None) for element in members)
        else:
            steps = pairs(range_)
        if node.macro in ("all", "exists"):
            return self._quantified(node, steps)
        return self._collected(node, steps)

    def _step(self, node: Comprehension, first: Any, second: Any) -> None:
        self.locals[node.first] = first
        if node.second is not None:
            self.locals[node.second] = second
        if self.trace is not None:
            self.trace.round(node, [(node.first, first)] if node.second is None else [(node.first, first), (node.second, second)])

    def _quantified(self, node: Comprehension, steps: Iterable[Any]) -> bool:
        decisive = node.macro == "exists"
        predicate = node.predicate
        assert predicate is not None  # noqa: S101 - the parser makes it so
        unknown: UnknownFact | None = None
        failed: EvaluationError | None = None
        for first, second in steps:
            self._step(node, first, second)
            try:
                if self._truth(predicate) is decisive:
                    return decisive
            except BudgetSpent:
                raise
            except UnknownFact as fact:
                unknown = unknown or fact
            except EvaluationError as error:
                failed = failed or error
        if unknown is not None:
            raise unknown
        if failed is not None:
            raise failed
        return not decisive

    def _collected(self, node: Comprehension, steps: Iterable[Any]) -> Any:
        """`existsOne`, `filter`, `map` and the transforming macros: strict in every element; an unknown wins over an error."""
        made: list[Any] = []
        selected: list[Any] = []
        failed: EvaluationError | None = None
        for first, second in steps:
            self._step(node, first, second)
            try:
                if node.predicate is not None and not self._truth(node.predicate):
                    continue
                selected.append(first)
                if node.transform is None:
                    made.append(first)
                elif node.macro == "transformMap":
                    made.append((first, self.evaluate(node.transform)))
                else:
                    made.append(self.evaluate(node.transform))
            except BudgetSpent:
                raise
            except EvaluationError as error:
                failed = failed or error
        if failed is not None:
            raise failed
        if node.macro == "existsOne":
            return len(made) == 1
        if node.macro == "transformMap":
            return make_map(made)
        if node.macro == "sortBy":
            return sort_by(selected, made)
        if node.macro == "transformMapEntry":
            return make_map([(key, entry[key]) for entry in made for key in elements(sure(entry))])
        return made

    _EVALUATIONS: ClassVar[dict[type[Node], Callable[["Interpreter", Any], Any]]] = {
        Literal: _literal,
        Ident: _ident,
        Select: _select,
        Index: _index,
        Call: _call,
        Logic: _logic,
        Conditional: _conditional,
        Known: _known,
        ListLiteral: _list_literal,
        MapLiteral: _map_literal,
        StructLiteral: _struct_literal,
        Bind: _bind,
        Comprehension: _comprehension,
    }


def _unwrap(value: Any) -> Any:
    if sure(value).__class__ is not Optional:
        raise Failure(f"an optional is needed here, and the value is of type {kind_of(value)}")
    return value.value


def _what(node: Node) -> str:
    if isinstance(node, Call):
        return f"the function {node.function}"
    if isinstance(node, Select):
        return f"the field {node.field}"
    return "the evaluation"
