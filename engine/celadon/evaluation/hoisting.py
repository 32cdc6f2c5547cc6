"""What of a policy is the same for every subject: asked once for a document. A `when` that is false there spares the visit.

`false && anything` is false in CEL, even where the other side fails; so a false conjunct that names no subject decides for all of them.
"""

from collections.abc import Iterator, Mapping

from celadon.cel.syntax.nodes import Call, Ident, Literal, Logic, Node, Select
from celadon.cel.syntax.walking import children


def shared_conjuncts(
    tree: Node, source: str, *, visited: str, subjects: frozenset[str], shared: frozenset[str]
) -> tuple[tuple[str, ...], bool]:
    """Give the conjuncts of a checked `when` that name nothing but `shared` variables, as CEL, and whether there are no others.

    They are those for the visits of one subject. Where a policy has several subjects, the one that is visited is not null and the others
    are: a disjunct that this decides is left out, and so is a conjunct of which it makes a true one.
    """
    conjuncts = tree.operands if isinstance(tree, Logic) and tree.conjunction else [tree]
    found, is_whole = [], True
    for conjunct in conjuncts:
        disjuncts = conjunct.operands if isinstance(conjunct, Logic) and not conjunct.conjunction else [conjunct]
        known = [_presence(node, visited, subjects) for node in disjuncts]
        open_ones = [node for node, answer in zip(disjuncts, known, strict=True) if answer is None]
        if True in known:
            continue
        if open_ones and all(names(node) <= shared for node in open_ones):
            found.append(" || ".join(f"({source[node.start : node.end]})" for node in open_ones))
        else:
            is_whole = False
    return tuple(found), is_whole


def shared_variables(trees: Mapping[str, Node], *, shared: frozenset[str], holder: str) -> tuple[str, ...]:
    """Name the variables of a policy whose expressions name nothing but `shared` variables, and variables above them of which that holds.

    They are computed once for all subjects of a document; `holder` is the name under which expressions find variables.
    """
    found: list[str] = []
    for name, tree in trees.items():
        above = frozenset(f"{holder}.{known}" for known in found)
        if all(path in shared or path in above for path in _paths(tree, holder)):
            found.append(name)
    return tuple(found)


def _paths(tree: Node, holder: str) -> Iterator[str]:
    """Name the variables that an expression uses; of `holder` the member that it reads."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Select) and isinstance(node.operand, Ident) and node.operand.variable == holder:
            yield f"{holder}.{node.field}"
            continue
        if isinstance(node, Ident) and node.variable is not None and node.local is None:
            yield node.variable
        pending += children(node)


def names(tree: Node) -> frozenset[str]:
    """Name the variables that an expression uses, those of macros left out."""
    return frozenset(_names(tree))


def _names(tree: Node) -> Iterator[str]:
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Ident) and node.variable is not None and node.local is None:
            yield node.variable
        pending += children(node)


def _presence(node: Node, visited: str, subjects: frozenset[str]) -> bool | None:
    """Answer `x == null` and `x != null` about a subject of several; None for every other expression."""
    if len(subjects) < 2 or not isinstance(node, Call) or node.function not in ("_==_", "_!=_"):
        return None
    left, right = node.operands
    if isinstance(left, Literal):
        left, right = right, left
    if not (isinstance(left, Ident) and left.variable in subjects and isinstance(right, Literal) and right.value is None):
        return None
    is_null = left.variable != visited
    return is_null if node.function == "_==_" else not is_null
