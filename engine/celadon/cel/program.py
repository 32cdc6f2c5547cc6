"""A checked expression that can be run."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from celadon.cel.budget import Budget
from celadon.cel.runtime.interpreting import Interpreter
from celadon.cel.syntax.nodes import Node
from celadon.cel.types import Type
from celadon.terms.unknown import UnknownFact

if TYPE_CHECKING:
    from celadon.cel.environment import Environment


class Program:
    """One expression, ready to run; may be shared between threads."""

    def __init__(self, environment: "Environment", source: str, tree: Node, result_type: Type) -> None:
        self.environment = environment
        self.source = source
        self.tree = tree
        self.result_type = result_type
        self.function: Callable[..., Any] = self._interpret

    def _interpret(self, budget: Budget, *values: Any) -> Any:
        bindings = dict(zip(self.environment.variables, values, strict=True))
        interpreter = Interpreter(self.source, self.environment.functions, self.environment.objects, bindings, budget)
        try:
            return interpreter.evaluate(self.tree)
        except UnknownFact as fact:
            return fact.unknown

    def evaluate(self, bindings: Mapping[str, Any], budget: Budget | None = None) -> Any:
        """Run with values by name."""
        return self.function(budget or Budget(), *(bindings[name] for name in self.environment.variables))
