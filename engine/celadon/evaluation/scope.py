"""What expressions see beside the subject: the parameters of a policy, and its variables, computed where used.

The names of a policy never become Python names: parameters are `p0`, `p1`, variables `v0`, `v1`, in the order declared.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Self, cast

from celadon.cel.budget import Budget
from celadon.cel.errors import EvaluationError
from celadon.cel.program import Program
from celadon.cel.values import Timestamp
from celadon.terms.policy import Param, ParamValue

DOCUMENT = "document"
"""The variable that every expression sees, and the target that visits it."""

Function = Callable[..., object]
"""A compiled expression: `(budget, subject, document, params, variables, today)`; remediations take `(budget, document, params, today)`."""


def midnight(day: date) -> Timestamp:
    """Give the moment at which a day begins, in UTC: what `today` is in expressions."""
    return Timestamp((day - date(1970, 1, 1)).days * 86_400 * 1_000_000_000)


class Params:
    """The values of one policy's parameters."""

    def __init__(self, declared: Sequence[Param], values: Mapping[str, ParamValue]) -> None:
        """Take each value from `values`, its default otherwise."""
        for number, param in enumerate(declared):
            value = values.get(param.name, param.default)
            setattr(self, f"p{number}", float(cast("float", value)) if param.type == "double" else value)


class Variables:
    """The variables of one policy for one subject; each is computed at most once, its error kept like a value."""

    __slots__ = ("__dict__", "budget", "common", "document", "params", "subject", "today")

    def __init__(
        self, budget: Budget, subject: object, document: object, params: Params, today: Timestamp, common: dict[str, object] | None = None
    ) -> None:
        """Keep what the expressions need; `common` holds what is the same for all subjects of a visit."""
        self.budget = budget
        self.subject = subject
        self.document = document
        self.params = params
        self.today = today
        self.common = {} if common is None else common


class _Variable:
    """One variable of a class of `Variables`; not a data descriptor, so that the kept value is found before it."""

    __slots__ = ("failure", "function", "is_shared", "slot")

    def __init__(self, slot: str, function: Function, *, is_shared: bool) -> None:
        self.slot = slot
        self.failure = f"{slot} failed"
        self.function = function
        self.is_shared = is_shared
        """Its value is that of every subject of a visit: computed for the first that asks."""

    def __get__(self, bag: Variables | None, owner: type) -> object | Self:
        if bag is None:
            return self
        kept = bag.common if self.is_shared else bag.__dict__
        if self.slot in kept:
            return kept[self.slot]
        if self.failure in kept:
            raise cast("EvaluationError", kept[self.failure])
        try:
            value = kept[self.slot] = self.function(bag.budget, bag.subject, bag.document, bag.params, bag, bag.today)
        except EvaluationError as error:
            kept[self.failure] = error
            raise
        return value


def variables_class(functions: Mapping[str, Function], shared: Collection[str] = ()) -> type[Variables] | None:
    """Make the class that computes a policy's variables, by name; None where it has none."""
    if not functions:
        return None
    slots = {
        f"v{number}": _Variable(f"v{number}", function, is_shared=name in shared)
        for number, (name, function) in enumerate(functions.items())
    }
    return type("PolicyVariables", (Variables,), {"__slots__": (), **slots})


class Binding:
    """Lets functions take what `Function` says, whatever variables their programs declare."""

    def __init__(self, names: tuple[str, ...], visited: str) -> None:
        """Name the variables of all subjects, and the one that is visited."""
        self._place = names.index(visited)
        self._count = len(names)
        self._document_at = names.index(DOCUMENT) if DOCUMENT in names else -1

    def __call__(self, program: Program | None) -> Function:
        """Bind a program."""
        function = called(program)
        if self._count == 1 and self._document_at < 0:
            return function
        before, after, place = (None,) * self._place, (None,) * (self._count - self._place - 1), self._document_at

        def bound(budget: object, subject: object, document: object, *shared: object) -> object:
            return function(budget, *before, subject, *after, document, *shared)

        def bound_with_document(budget: object, subject: object, document: object, *shared: object) -> object:
            given: list[object] = [*before, subject, *after]
            given[place] = document
            return function(budget, *given, *shared)

        return bound if place < 0 else bound_with_document


def called(program: Program | None) -> Function:
    """Give a program's function; a policy with a program that did not compile is refused, so nobody asks for that."""
    if program is None:
        raise AssertionError("a policy that does not compile was bound")
    return program.function
