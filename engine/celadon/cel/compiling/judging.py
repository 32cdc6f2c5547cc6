"""What is known of a node's value before it exists: its Python class, and whether it can be an unknown."""

from celadon.cel.syntax.nodes import Call, Comprehension, Ident, Index, Known, ListLiteral, Literal, Logic, MapLiteral, Node, Select
from celadon.cel.types import Type

_OWN_RESULTS = frozenset(
    (
        *("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in", "!_", "-_", "_+_", "_-_", "_*_", "_/_", "_%_", "size"),
        *("int", "uint", "double", "bool", "bytes", "timestamp", "duration", "startsWith", "endsWith", "contains", "matches", "type"),
    )
)
"""Operators and functions whose result is a value of their declared type, never an unknown and never null."""


def is_definite(node: Node) -> bool:
    """Say whether the value is surely known, not null and of its static type, whatever the data are."""
    if node.type.kind in ("dyn", "error") or node.type.nullable:
        return False
    if isinstance(node, (Literal, Logic, ListLiteral, MapLiteral, Known)):
        return True
    if isinstance(node, Call):
        return bool(node.overloads) and node.function in _OWN_RESULTS
    if isinstance(node, Comprehension):
        return True
    return isinstance(node, Select) and node.test


def is_plain(node: Node) -> bool:
    """Say whether the value comes out of plain data, as far as declarations tell: it holds no model objects and no optionals."""
    while isinstance(node, (Select, Index)):
        if isinstance(node, Select) and node.qualified is not None:
            node = node.qualified
            break
        if node.operand.type.kind == "object":
            return not _holds_values(node.type)
        node = node.operand
    if isinstance(node, Comprehension) and node.macro in ("filter", "sortBy"):
        return is_plain(node.range)
    if not isinstance(node, Ident):
        return False
    if node.local is not None:
        return node.local.plain
    return node.variable is not None and node.type.kind in ("map", "list") and not _holds_values(node.type)


def _holds_values(type_: Type) -> bool:
    """Say whether model objects or optionals are declared inside of a type."""
    return type_.kind in ("object", "opaque") or any(map(_holds_values, type_.params))


def is_safe_number(node: Node) -> bool:
    """Say whether a node is a constant number that doubles and ints show alike, so that Python's comparison of the two is CEL's."""
    if not isinstance(node, Literal) or not isinstance(node.value, (int, float)) or node.type.kind not in ("int", "double"):
        return False
    return abs(node.value) < 1 << 53
