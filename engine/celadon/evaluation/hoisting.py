"""What of a condition need not be asked of every subject: what no subject has a say in, and what rests on one fact of the subject.

Many subjects share the value of a fact (a direction, an owner, the operations that use them), so an answer that rests on it alone is good
for all of them. `false && anything` is false in CEL, even where the other side fails, and `true || anything` is true: one such answer may
decide for a subject whatever the rest of the condition would say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from celadon.cel.syntax.nodes import Call, Comprehension, Conditional, Ident, Literal, Logic, Node, Select
from celadon.cel.syntax.walking import children

Lone = tuple[str, str]
"""The attribute of the one fact on which an expression rests (`schema.types` is one too), and the expression as CEL."""

SAME = "__class__"
"""An attribute that is the same for all subjects of a target: an expression that reads no fact rests on it as well as on any."""


class Scope(NamedTuple):
    """What the variables of a condition are, for the visits of one subject."""

    visited: str
    subjects: frozenset[str]
    """Where a policy has several, the one that is visited is not null and the others are."""
    shared: frozenset[str]
    """Variables that are the same for all subjects of a document."""
    holder: str = "variables"
    """The name under which expressions find the variables of the policy."""
    variables: Mapping[str, Node] = {}
    """The trees of those variables."""
    attribute: Callable[[str], str | None] = lambda _: None
    """Names the attribute of a field of the visited subject, or of a field of an object that is one; None for what nobody declares."""
    few: frozenset[str] = frozenset()
    """Attributes of the visited subject that have few values."""


def shared_conjuncts(tree: Node, source: str, scope: Scope) -> tuple[str, ...]:
    """Give the conjuncts of a checked `when` that name nothing but shared variables, as CEL.

    What the scope decides is left out: a disjunct that is false for the visited subject, a conjunct that is true.
    """
    return tuple(_joined(disjuncts, source) for disjuncts in _conjuncts(tree, scope) if _are_shared(disjuncts, scope))


class Split(NamedTuple):
    """A `when` without what is the same for all subjects of a document."""

    lone: tuple[tuple[Lone, ...], ...]
    """Conjuncts whose disjuncts rest on one fact of the subject each, where one answer for many is worth it.

    Neighbours on one fact are asked as one: disjuncts of a conjunct, and conjuncts.
    """
    rest: str
    """The other conjuncts, as CEL; empty where there are none."""


def split_conjuncts(tree: Node, source: str, scope: Scope) -> Split:
    """Take the conjuncts of a checked `when` apart."""
    lone: list[tuple[Lone, ...]] = []
    rest = []
    for disjuncts in _conjuncts(tree, scope):
        if _are_shared(disjuncts, scope):
            continue
        found = _lone_parts(disjuncts, source, scope)
        if not found:
            rest.append(_joined(disjuncts, source) or "false")
        else:
            lone.append(found)
    return Split(tuple(_gathered(lone)), _all(rest))


def _lone_parts(disjuncts: list[Node], source: str, scope: Scope) -> tuple[Lone, ...]:
    """Give a disjunction as parts that rest on one fact each; nothing where one of them does not."""
    whole = _lone_fact(disjuncts, scope)
    if whole is not None or len(disjuncts) < 2:
        return ((whole, _joined(disjuncts, source)),) if whole is not None else ()
    parts: dict[str, list[Node]] = {}
    for node in disjuncts:
        fact = _lone_fact([node], scope)
        if fact is None:
            return ()
        parts.setdefault(fact, []).append(node)
    return tuple((fact, _joined(nodes, source)) for fact, nodes in parts.items())


def _gathered(lone: list[tuple[Lone, ...]]) -> Iterator[tuple[Lone, ...]]:
    """Make one of neighbours that rest on the same fact alone."""
    for key, same in groupby(lone, lambda parts: parts[0][0] if len(parts) == 1 else None):
        conjuncts = list(same)
        if key is None or len(conjuncts) == 1:
            yield from conjuncts
        else:
            yield ((key, _all([text for ((_, text),) in conjuncts])),)


def lone_disjuncts(tree: Node, source: str, scope: Scope) -> tuple[tuple[Lone, ...], ...]:
    """Give, for each conjunct of a checked `must`, those disjuncts that rest on one fact of the subject.

    Where each conjunct has one that is true, the whole is true. Nothing where a conjunct has none: then there is nothing to gain.
    """
    found = []
    for disjuncts in _conjuncts(tree, scope):
        alone = [(attribute, node) for node in disjuncts if (attribute := _lone_fact([node], scope)) is not None]
        if not alone:
            return ()
        found.append(tuple((attribute, _joined([node], source)) for attribute, node in alone))
    return tuple(found)


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


def names(tree: Node) -> frozenset[str]:
    """Name the variables that an expression uses, those of macros left out."""
    return frozenset(_paths(tree, ""))


def words(trees: Iterable[Node]) -> frozenset[str]:
    """Name every field that expressions read, of whatever object, and every function that they call."""
    found: set[str] = set()
    pending = list(trees)
    while pending:
        node = pending.pop()
        if isinstance(node, Select):
            found.add(node.field)
        elif isinstance(node, Call):
            found.add(node.function)
        pending += children(node)
    return frozenset(found)


def _paths(tree: Node, holder: str) -> Iterator[str]:
    """Name the variables that an expression uses; of `holder` the member that it reads."""
    pending = [tree]
    while pending:
        node = pending.pop()
        field = _member(node, holder)
        if field is not None:
            yield f"{holder}.{field}"
            continue
        if isinstance(node, Ident) and node.variable is not None and node.local is None:
            yield node.variable
        pending += children(node)


def _member(node: Node, variable: str) -> str | None:
    """Name the member of a variable that a node reads; None for every other node."""
    if isinstance(node, Select) and isinstance(node.operand, Ident) and node.operand.local is None and node.operand.variable == variable:
        return node.field
    return None


def _are_shared(disjuncts: list[Node], scope: Scope) -> bool:
    return bool(disjuncts) and all(names(node) <= scope.shared for node in disjuncts)


def _joined(disjuncts: list[Node], source: str) -> str:
    return " || ".join(f"({source[node.start : node.end]})" for node in disjuncts)


def _all(texts: list[str]) -> str:
    return " && ".join(f"({text})" for text in texts)


def _conjuncts(tree: Node, scope: Scope) -> Iterator[list[Node]]:
    """Give the conjuncts that the scope does not make true, each as its disjuncts; no disjuncts: it is false."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Logic) and node.conjunction:
            pending += reversed(node.operands)
            continue
        if isinstance(node, Conditional) and (answer := _presence(node.condition, scope)) is not None:
            pending.append(node.yes if answer else node.no)
            continue
        disjuncts = node.operands if isinstance(node, Logic) else [node]
        known = [_presence(one, scope) for one in disjuncts]
        if True not in known:
            yield [one for one, answer in zip(disjuncts, known, strict=True) if answer is None]


def _lone_fact(disjuncts: list[Node], scope: Scope) -> str | None:
    """Name the one fact on which a disjunction rests; None where there are several, or where to ask each subject costs as little."""
    facts = _facts_of(disjuncts, scope) if disjuncts else None
    if facts is None or len(facts) > 1:
        return None
    fact = next(iter(facts), SAME)
    return fact if fact == SAME or fact in scope.few or any(map(_is_costly, _looked_at(disjuncts, scope))) else None


def _is_costly(node: Node) -> bool:
    """Tell whether a node does more than read a fact or compare."""
    return isinstance(node, Comprehension) or (isinstance(node, Call) and node.function.isalpha() and node.function != "size")


def _facts_of(nodes: list[Node], scope: Scope) -> frozenset[str] | None:
    """Name the attributes of the visited subject that expressions read; None where they use the subject itself."""
    found: set[str] = set()
    for node in _looked_at(nodes, scope):
        fact = _fact(node, scope)
        if fact is not None:
            found.add(fact)
        elif isinstance(node, Ident) and node.local is None and node.variable in (scope.visited, scope.holder):
            return None
    owners = {fact.partition(".")[0] for fact in found}
    return frozenset(found if len(found) == 1 or len(owners) > 1 else owners)


def _fact(node: Node, scope: Scope) -> str | None:
    """Name the attribute of the visited subject that a node reads, or that of an object which the subject has."""
    field = _member(node, scope.visited)
    if field is None and isinstance(node, Select) and not (node.optional or node.test):
        owner = _member(_decided(node.operand, scope), scope.visited)
        field = None if owner is None else f"{owner}.{node.field}"
    return None if field is None else scope.attribute(field)


def _decided(node: Node, scope: Scope) -> Node:
    """Go through variables and choices that the scope decides."""
    while True:
        variable = _member(node, scope.holder)
        if variable is not None:
            node = scope.variables[variable]
        elif isinstance(node, Conditional) and (answer := _presence(node.condition, scope)) is not None:
            node = node.yes if answer else node.no
        else:
            return node


def _looked_at(nodes: list[Node], scope: Scope) -> Iterator[Node]:
    """Walk over what a visit evaluates: of a choice that the scope decides one side, and the expression of each variable once."""
    pending = list(nodes)
    seen: set[str] = set()
    while pending:
        node = pending.pop()
        if _presence(node, scope) is not None:
            continue
        yield node
        variable = _member(node, scope.holder)
        if isinstance(node, Conditional) and (answer := _presence(node.condition, scope)) is not None:
            pending.append(node.yes if answer else node.no)
        elif variable is not None:
            if variable not in seen:
                seen.add(variable)
                pending.append(scope.variables[variable])
        elif _fact(node, scope) is None:
            pending += children(node)


def _presence(node: Node, scope: Scope) -> bool | None:
    """Answer `x == null` and `x != null` about a subject of several; None for every other expression."""
    if len(scope.subjects) < 2 or not isinstance(node, Call) or node.function not in ("_==_", "_!=_"):
        return None
    left, right = node.operands
    if isinstance(left, Literal):
        left, right = right, left
    if not (isinstance(left, Ident) and left.local is None and left.variable in scope.subjects):
        return None
    if not (isinstance(right, Literal) and right.value is None):
        return None
    is_null = left.variable != scope.visited
    return is_null if node.function == "_==_" else not is_null
