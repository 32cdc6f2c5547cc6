"""Effective limits of a composition: the strictest of all nodes, and the weakest over a choice of branches."""

from collections.abc import Callable, Iterator
from typing import TypeGuard, cast

from celadon.models.openapi.plain import sequence
from celadon.models.openapi.schemas.composition import Composition, Group
from celadon.models.openapi.schemas.keywords import FAMILIES, TYPE_OF_BOUND
from celadon.models.openapi.version import Version
from celadon.models.place import Place
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Unknown

Number = int | float


class Limit:
    """One effective limit: its value, whether the value itself is excluded, and where it is written."""

    __slots__ = ("exclusive", "keyword", "node", "value")

    def __init__(self, value: Number, node: int, keyword: str, *, exclusive: bool = False) -> None:
        """Store."""
        self.value = value
        self.node = node
        self.keyword = keyword
        self.exclusive = exclusive


DEEPEST = 40
"""So many choices inside of each other are looked through for a limit; public documents have four."""


def size_limit(composition: Composition, keyword: str, depth: int = DEEPEST) -> Limit | Unknown | None:
    """Find the strictest `max…` or `min…` of a composition; without one, the weakest that every branch of some choice has."""
    if len(composition.nodes) == 1:  # nearly always
        (node,) = composition.nodes
        value = node.get(keyword)
        if value.__class__ is int:
            return Limit(value, 0, keyword)
        if keyword not in node and not composition.groups and not composition.siblings:
            return None
    return _effective(composition, keyword, lambda one: _sizes(one, keyword), upper=keyword.startswith("max"), depth=depth)


def value_limit(composition: Composition, version: Version, *, upper: bool, depth: int = DEEPEST) -> Limit | Unknown | None:
    """Find the strictest `maximum` or `minimum`, exclusive ones in the way of the version included."""
    keyword = "maximum" if upper else "minimum"
    return _effective(composition, keyword, lambda one: _values(one, version, upper=upper), upper=upper, depth=depth)


def _effective(
    composition: Composition, keyword: str, read: Callable[[Composition], Iterator[Limit | Unknown]], *, upper: bool, depth: int
) -> Limit | Unknown | None:
    limits = list(read(composition))
    own = _strictest(limits, upper=upper) if limits else None
    if own is not None:
        return own
    if not composition.groups and not composition.siblings:  # nearly always
        return None
    choices = [*composition.groups, *composition.siblings]
    known = composition.chosen
    if depth == 0 or keyword in known:
        return cast("Limit | Unknown | None", known.get(keyword))
    known[keyword] = None  # a circle of choices adds nothing
    weakest = [_weakest(group, keyword, read, upper=upper, depth=depth - 1) for group in choices]
    known[keyword] = found = _strictest([limit for limit in weakest if limit is not None], upper=upper)
    return found


def _weakest(
    group: Group, keyword: str, read: Callable[[Composition], Iterator[Limit | Unknown]], *, upper: bool, depth: int
) -> Limit | Unknown | None:
    """Every branch that admits the type must have the limit; the limit of the choice is that of the most generous branch."""
    found: list[Limit] = []
    for branch in group:
        if branch.unknown is not None:
            return branch.unknown
        declared = declared_types(branch)
        if isinstance(declared, Unknown):
            return declared
        if declared is not None and not _admits(declared, TYPE_OF_BOUND[keyword]):
            continue
        limit = _effective(branch, keyword, read, upper=upper, depth=depth)
        if limit is None or isinstance(limit, Unknown):
            return limit
        found.append(limit)
    best = (max if upper else min)(found, key=lambda limit: limit.value, default=None)
    return None if best is None else Limit(best.value, -1, best.keyword, exclusive=best.exclusive)


def _strictest(limits: list[Limit | Unknown], *, upper: bool) -> Limit | Unknown | None:
    known = [limit for limit in limits if isinstance(limit, Limit)]
    if len(known) != len(limits):
        return next(limit for limit in limits if isinstance(limit, Unknown))
    sign = 1 if upper else -1
    return min(known, key=lambda limit: (sign * limit.value, not limit.exclusive), default=None)


def _sizes(composition: Composition, keyword: str) -> Iterator[Limit | Unknown]:
    for index, node in enumerate(composition.nodes):
        if keyword not in node:
            continue
        value = node[keyword]
        if isinstance(value, Unknown):
            yield value
        elif is_number(value) and float(value).is_integer():
            yield Limit(int(value), index, keyword)


def _values(composition: Composition, version: Version, *, upper: bool) -> Iterator[Limit | Unknown]:
    plain, exclusive = ("maximum", "exclusiveMaximum") if upper else ("minimum", "exclusiveMinimum")
    for index, node in enumerate(composition.nodes):
        limit, bound = node.get(plain), node.get(exclusive)
        for value in (limit, bound):
            if isinstance(value, Unknown):
                yield value
        if is_number(limit):
            yield Limit(limit, index, plain, exclusive=not version.numeric_exclusive and bound is True)
        if version.numeric_exclusive and is_number(bound):
            yield Limit(bound, index, exclusive, exclusive=True)


def listed_extreme(composition: Composition, *, upper: bool) -> tuple[Place, Number] | None:
    """Find the largest or smallest number that a `const` or the first `enum` lists, with its place; None where neither lists one."""
    for node, place in zip(composition.nodes, composition.places, strict=True):
        constant = node.get("const")
        if is_number(constant):
            return place.child("const"), constant
        numbers = [(value, index) for index, value in enumerate(sequence(node.get("enum"))) if is_number(value)]
        if numbers:
            value, index = (max if upper else min)(numbers)
            return place.child("enum").child(index), value
    return None


def is_number(value: JsonValue) -> TypeGuard[Number]:
    """Tell numbers from booleans, which Python counts as numbers."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def declared_types(composition: Composition) -> tuple[str, ...] | Unknown | None:
    """Intersect the written types of all nodes, `null` included, in the order of the first; None where no node states one."""
    declared: tuple[str, ...] | None = None
    nodes = composition.nodes
    if len(nodes) == 1 and isinstance(alone := nodes[0].get("type"), str):  # nearly always
        return (alone,)
    for node in nodes:
        written = node.get("type")
        if isinstance(written, Unknown):
            return written
        names = (written,) if isinstance(written, str) else tuple([one for one in sequence(written) if isinstance(one, str)])
        if names:
            declared = names if declared is None else _both(declared, names)
    return declared


def inferred_types(composition: Composition) -> tuple[str, ...]:
    """Guess the type of a schema that states none from the keywords that speak of one type only.

    Keywords of several types tell nothing, but `items` and `properties` are taken at their word.
    """
    nodes = composition.nodes
    if len(nodes) == 1 and TYPE_OF_BOUND.keys().isdisjoint(nodes[0]):  # nearly always: a choice
        return ()
    written = set[str]().union(*nodes)
    families = tuple([family for family, keywords in FAMILIES.items() if not keywords.isdisjoint(written)])
    if len(families) < 2:
        return families
    telling = {"array": ("items", "prefixItems"), "object": ("properties", "additionalProperties")}
    return tuple([family for family in families if not written.isdisjoint(telling.get(family, ()))])


def _both(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    """Intersect two lists of types; an integer is a number."""
    kept = [one for one in left if one in right or (one == "integer" and "number" in right)]
    kept += ["integer" for one in left if one == "number" and "integer" in right and "number" not in right]
    return tuple(kept)


def _admits(declared: tuple[str, ...], family: str) -> bool:
    return family in declared or (family == "number" and "integer" in declared)
