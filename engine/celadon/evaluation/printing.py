"""Templates at work: values as text, and the text of messages and remediations."""

from collections.abc import Iterable

from celadon.cel.budget import Budget
from celadon.cel.errors import EvaluationError, Issue
from celadon.cel.runtime.converting import to_string
from celadon.cel.types import Type
from celadon.cel.values import Failure
from celadon.evaluation.scope import Function
from celadon.terms.unknown import Unknown, UnknownFact

UNKNOWN_TEXT = "(unknown)"
SCALARS = ("null", "bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration")


def is_printable(kind: Type) -> bool:
    """Tell whether a value of a type can be printed, as far as the type tells: `dyn` may hold anything."""
    if kind.kind == "list":
        return is_printable(kind.params[0])
    return kind.kind in SCALARS or kind.kind == "dyn"


class Template:
    """A compiled template; each expression's function returns a value that can be printed."""

    __slots__ = ("parts",)

    def __init__(self, parts: Iterable[str | Function]) -> None:
        """Keep text and functions in order."""
        self.parts = tuple(parts)

    def render(self, budget: Budget, *arguments: object) -> str:
        """Fill in; raises EvaluationError where an expression fails. A fact that is not known prints as such."""
        texts: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                texts.append(part)
                continue
            try:
                value = part(budget, *arguments)
                texts.append(value if isinstance(value, str) else printed(value))
            except UnknownFact:
                texts.append(UNKNOWN_TEXT)
        return "".join(texts)


def printed(value: object) -> str:
    """Write a value as CEL's `string()` does, a list with `, ` between its items; raises EvaluationError for what has no text."""
    if isinstance(value, Unknown):
        return UNKNOWN_TEXT
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, list | tuple):
        return ", ".join(printed(item) for item in value)
    try:
        return to_string(value)
    except Failure as failure:
        raise EvaluationError("", [Issue(f"a value cannot be printed: {failure.message}", "", 0, 0)]) from failure
