"""The children of every kind of node, in the order of the text; depth without recursion."""

from celadon.cel.syntax.nodes import (
    Bind,
    Call,
    Comprehension,
    Conditional,
    Index,
    Known,
    ListLiteral,
    Logic,
    MapLiteral,
    Node,
    Select,
)


def children(node: Node) -> list[Node]:
    """Give the nodes directly below a node."""
    if isinstance(node, Call):
        return node.operands
    if isinstance(node, (Select, Known)):
        return [node.operand]
    if isinstance(node, Logic):
        return node.operands
    if isinstance(node, Index):
        return [node.operand, node.index]
    if isinstance(node, Conditional):
        return [node.condition, node.yes, node.no]
    if isinstance(node, ListLiteral):
        return node.elements
    if isinstance(node, MapLiteral):
        return [part for entry in node.entries for part in entry]
    if isinstance(node, Bind):
        return [node.value, node.body]
    if isinstance(node, Comprehension):
        return [node.range, *(part for part in (node.predicate, node.transform) if part is not None)]
    return []


def deepest(tree: Node) -> int:
    """Count the levels of a tree."""
    levels = 0
    level = [tree]
    while level:
        levels += 1
        level = [child for node in level for child in children(node)]
    return levels
