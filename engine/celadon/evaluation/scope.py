"""What expressions see beside the subject: the parameters of a policy, and its variables, computed where used.

The names of a policy never become Python names: parameters are `p0`, `p1`, variables `v0`, `v1`, in the order declared.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Self, cast

from celadon.cel.budget import Budget
from celadon.cel.errors import EvaluationError
from celadon.cel.values import Timestamp
from celadon.terms.policy import Param, ParamValue

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

    __slots__ = ("__dict__", "budget", "document", "params", "subject", "today")

    def __init__(self, budget: Budget, subject: object, document: object, params: Params, today: Timestamp) -> None:
        """Keep what the expressions need."""
        self.budget = budget
        self.subject = subject
        self.document = document
        self.params = params
        self.today = today


class _Variable:
    """One variable of a class of `Variables`; not a data descriptor, so that the kept value is found before it."""

    __slots__ = ("failure", "function", "slot")

    def __init__(self, slot: str, function: Function) -> None:
        self.slot = slot
        self.failure = f"{slot} failed"
        self.function = function

    def __get__(self, bag: Variables | None, owner: type) -> object | Self:
        if bag is None:
            return self
        kept = bag.__dict__
        if self.failure in kept:
            raise kept[self.failure]
        try:
            value = kept[self.slot] = self.function(bag.budget, bag.subject, bag.document, bag.params, bag, bag.today)
        except EvaluationError as error:
            kept[self.failure] = error
            raise
        return value


def variables_class(functions: Sequence[Function]) -> type[Variables] | None:
    """Make the class that computes a policy's variables; None where it has none."""
    if not functions:
        return None
    slots = {f"v{number}": _Variable(f"v{number}", function) for number, function in enumerate(functions)}
    return type("PolicyVariables", (Variables,), {"__slots__": (), **slots})
