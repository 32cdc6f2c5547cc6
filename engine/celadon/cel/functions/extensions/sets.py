"""The sets extension: lists as sets."""

from collections.abc import Sequence
from typing import Any

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.runtime.comparing import contains
from celadon.cel.types import BOOL, list_of, param
from celadon.cel.values import Failure

LIST_A = list_of(param("A"))
_MAX_PAIRS = 4_000_000
"""Comparisons of one call; lists of texts alone are looked up, not compared."""


def _all_within(values: Sequence[Any], container: Sequence[Any]) -> bool:
    texts = _as_texts(container)
    if texts is not None and _as_texts(values) is not None:
        return texts.issuperset(values)
    _bound(values, container)
    return all(contains(value, container) for value in values)


def _as_texts(values: Sequence[Any]) -> set[str] | None:
    return set(values) if all(value.__class__ is str for value in values) else None


def _bound(one: Sequence[Any], other: Sequence[Any]) -> None:
    if len(one) * len(other) > _MAX_PAIRS:
        raise Failure(f"the sets are too large to compare: {len(one):,} and {len(other):,} elements")


def _contains(container: Sequence[Any], values: Sequence[Any]) -> bool:
    return _all_within(values, container)


def _equivalent(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return _all_within(one, other) and _all_within(other, one)


def _intersects(one: Sequence[Any], other: Sequence[Any]) -> bool:
    texts = _as_texts(other)
    if texts is not None and _as_texts(one) is not None:
        return not texts.isdisjoint(one)
    _bound(one, other)
    return any(contains(value, other) for value in one)


SETS = Library(
    "sets",
    1,
    (
        Function(
            "sets.contains",
            [Overload("list_sets_contains_list", (LIST_A, LIST_A), BOOL, _contains)],
            "Says whether the first list has every element of the second.",
            "sets.contains([1, 2, 3], [2, 1, 1]) && !sets.contains([1], [1, 2])",
        ),
        Function(
            "sets.equivalent",
            [Overload("list_sets_equivalent_list", (LIST_A, LIST_A), BOOL, _equivalent)],
            "Says whether two lists have the same elements, in any order and number.",
            "sets.equivalent([1, 2], [2, 1, 1])",
        ),
        Function(
            "sets.intersects",
            [Overload("list_sets_intersects_list", (LIST_A, LIST_A), BOOL, _intersects)],
            "Says whether two lists have an element in common.",
            "sets.intersects(['a', 'b'], ['b', 'c']) && !sets.intersects([1], [])",
        ),
    ),
    "Lists as sets, as the sets extension of CEL has it.",
)
