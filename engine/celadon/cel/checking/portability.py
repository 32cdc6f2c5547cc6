"""What a checked expression uses beyond the standard of CEL: where nothing, every implementation of CEL can judge it."""

from collections.abc import Iterable, Iterator

from celadon.cel.functions.library import Library
from celadon.cel.functions.standard import STANDARD
from celadon.cel.signatures import Signature
from celadon.cel.syntax.nodes import Bind, Call, Comprehension, Index, Known, ListLiteral, MapLiteral, Node, Select
from celadon.cel.syntax.walking import children

MACROS = frozenset(("all", "exists", "existsOne", "filter", "map"))
"""The macros of the standard, with one variable."""


def beyond_standard(tree: Node, libraries: Iterable[Library]) -> tuple[str, ...]:
    """Name what is not standard, sorted: functions with their library, macros, optionals; empty for portable CEL.

    A function of the standard that the checker could not tell from another one of its name counts as standard.
    """
    owners = {id(overload): library.name for library in libraries for function in library.functions for overload in function.overloads}
    found: set[str] = set()
    pending = [tree]
    while pending:
        node = pending.pop()
        pending += children(node)
        found |= set(_beyond(node, owners))
    return tuple(sorted(found))


def _beyond(node: Node, owners: dict[int, str]) -> Iterator[str]:
    if isinstance(node, Call):
        yield from _library(node.function, node.overloads, owners)
    elif isinstance(node, Comprehension):
        if node.second is not None or node.macro not in MACROS:
            yield f"{node.macro} with two variables" if node.second is not None else f"{node.macro} (macro)"
    elif isinstance(node, Bind):
        yield f"{node.unwrap or 'cel.bind'} (macro)"
    elif isinstance(node, Known):
        yield "known (macro)"
    elif isinstance(node, Select) and node.test and node.operand.type.kind == "object":
        yield "has() of a model's field"
    elif (isinstance(node, (Select, Index)) and node.optional) or (isinstance(node, (ListLiteral, MapLiteral)) and node.optional):
        yield "optional syntax"


def _library(function: str, overloads: Iterable[Signature], owners: dict[int, str]) -> Iterator[str]:
    libraries = {owners.get(id(overload), "") for overload in overloads}
    if libraries and STANDARD.name not in libraries:
        yield f"{function} ({', '.join(sorted(libraries))})"
