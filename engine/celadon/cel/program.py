"""A compiled expression: runs, says where it failed, and can be kept for another process."""

import marshal
import sys
from collections.abc import Callable, Mapping, Sequence
from types import CodeType
from typing import TYPE_CHECKING, Any

from celadon.cel.budget import Budget
from celadon.cel.errors import BudgetSpent, CelError, EvaluationError, Issue
from celadon.cel.loading import Constant, Scope, portable, settle
from celadon.cel.runtime.support import Exhausted
from celadon.cel.types import Type, parse_type
from celadon.terms.unknown import UnknownFact

if TYPE_CHECKING:
    from celadon.cel.interpreting.explaining import Explanation
    from celadon.cel.syntax.nodes import Node

_Compiled = tuple[CodeType, tuple[Constant, ...]]
_FORMAT = (2, sys.implementation.cache_tag)
"""Changes whenever a kept program could no longer be read."""


class Program:
    """One expression, ready to run. Threads may share it; each brings its own budget."""

    __slots__ = ("_compiled", "_environment", "_function", "_result", "_tree", "source", "variables")

    source: str
    """The text it was compiled from."""
    variables: tuple[str, ...]
    """The names of the variables, in the order in which `function` takes their values."""

    def __init__(
        self,
        source: str,
        variables: Sequence[str],
        result_type: Type | str,
        environment: Callable[[], Scope],
        *,
        tree: "Node | None" = None,
        compiled: _Compiled | bytes | None = None,
    ) -> None:
        """Take what the checker or the cache gives; `Environment.compile` is how to get a program.

        `compiled` may be as `dump` writes it: most programs of a run never run, so their code is read when it is asked for.
        """
        self.source = source
        self.variables = tuple(variables)
        self._result = result_type
        self._environment = environment
        self._tree = tree
        self._compiled = compiled
        self._function: Callable[..., Any] | None = None

    @property
    def function(self) -> Callable[..., Any]:
        """`function(budget, *values)`: gives the value, or an `Unknown`. Raises EvaluationError, and BudgetSpent, which is one.

        It is made when it is first asked for (0.2 ms), so that programs which never run cost nothing; keep it where it is called often.
        """
        if self._function is None:
            code, constants = self._code()
            self._function = settle(code, constants, self._environment, self._fail)
        return self._function

    def _code(self) -> _Compiled:
        if self._compiled is None:
            from celadon.cel.compiling.compiling import generate  # noqa: PLC0415 - programs from a cache bring their code

            generated = generate(self.tree(), self.variables, self._environment().objects)
            self._compiled = compile(generated.source, "<cel>", "exec", dont_inherit=True), generated.constants
        elif isinstance(self._compiled, bytes):
            code, constants = marshal.loads(self._compiled)  # noqa: S302 - the docstring of dump says whom to trust
            self._compiled = code, constants
        return self._compiled

    @property
    def result_type(self) -> Type:
        """The type that the checker found; `dyn` where only the run can tell."""
        if isinstance(self._result, str):
            self._result = parse_type(self._result, self._environment().objects.by_name)
        return self._result

    def evaluate(self, bindings: Mapping[str, Any] | None = None, budget: Budget | None = None) -> Any:
        """Run with values by name, and a fresh budget unless one is given.

        Gives the value, or an `Unknown`. Raises KeyError for a variable without a value, EvaluationError, BudgetSpent.
        """
        given = bindings or {}
        return self.function(budget or Budget(), *[given[name] for name in self.variables])

    def explain(self, bindings: Mapping[str, Any] | None = None) -> "Explanation":
        """Evaluate slowly and tell what every sub-expression gave."""
        from celadon.cel.interpreting.explaining import explain  # noqa: PLC0415 - nobody explains on the way to a verdict

        return explain(self.source, self.tree(), self._environment(), bindings)

    def tree(self) -> "Node":
        """Give the checked tree; a program that was kept is parsed and checked again."""
        if self._tree is None:
            self._tree = self._environment().checked(self.source)
        return self._tree

    def environment(self) -> Scope:
        """Give the environment that it was compiled in."""
        return self._environment()

    def dump(self) -> bytes:
        """Keep the program for `load`, in this version of Python and of Celadon. It contains code: load only what nobody else can write."""
        code, constants = self._code()
        described = portable(constants, self._environment().functions.overload)
        # Version 2 has no back references, which depend on how often an object happens to be in use: the same program, the same bytes.
        return marshal.dumps((_FORMAT, self.source, self.variables, self.result_type.text, marshal.dumps((code, described), 2)), 2)

    @classmethod
    def load(cls, kept: bytes, environment: Callable[[], Scope]) -> "Program":
        """Give a kept program back. `environment` makes the environment of the original, and is called only where it is needed.

        Raises ValueError for what this version cannot read.
        """
        try:
            format_, source, variables, result_type, compiled = marshal.loads(kept)  # noqa: S302 - the docstring of dump says whom to trust
        except (EOFError, TypeError, ValueError) as error:
            raise ValueError("not a kept program") from error
        if tuple(format_) != _FORMAT:
            raise ValueError(f"a kept program of another version: {format_}")
        return cls(source, variables, result_type, environment, compiled=compiled)

    def _fail(self, error: BaseException, budget: Budget, values: tuple[Any, ...]) -> Any:
        """Say what happened when the generated code raised: it knows only that there is no value."""
        if isinstance(error, UnknownFact):
            return error.unknown
        if isinstance(error, BudgetSpent):
            raise error
        if isinstance(error, Exhausted):
            message = f"the expression costs more than its budget of {error.budget.iterations:,} steps"
            hint = "look at fewer elements, or raise the budget"
            raise BudgetSpent(self.source, [Issue(message, self.source, 0, len(self.source), hint=hint)]) from None
        if not isinstance(error, Exception):
            raise error
        return self._interpret(budget, values)

    def _interpret(self, budget: Budget, values: tuple[Any, ...]) -> Any:
        """Evaluate slowly and carefully. The cost counts, so that errors are no way around the budget."""
        from celadon.cel.interpreting.interpreter import Interpreter  # noqa: PLC0415 - only where something went wrong

        environment = self._environment()
        bindings = dict(zip(self.variables, values, strict=True))
        try:
            tree = self.tree()
        except CelError as error:  # pragma: no cover - a kept program whose environment changed
            raise EvaluationError(self.source, error.issues) from error
        interpreter = Interpreter(self.source, environment.functions, environment.objects, bindings, budget)
        try:
            return interpreter.evaluate(tree)
        except UnknownFact as fact:
            return fact.unknown

    def __repr__(self) -> str:
        return f"<Program {self.source!r}>"
