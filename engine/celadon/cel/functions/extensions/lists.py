"""The list extension."""

from collections.abc import Sequence
from typing import Any

from celadon.cel.budget import MAX_SIZE
from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.runtime.arithmetic import too_large
from celadon.cel.runtime.comparing import check_order, contains
from celadon.cel.runtime.kinds import LISTS
from celadon.cel.types import DYN, INT, list_of, optional_of, param
from celadon.cel.values import NONE, Failure, Optional

A = param("A")
LIST_A = list_of(A)
_SCALARS = frozenset((str, int, bytes))


def _slice(values: Sequence[Any], start: int, end: int) -> list[Any]:
    if start < 0 or end > len(values) or start > end:
        raise Failure(f"cannot slice({start}, {end}): the list has {len(values)} elements")
    return list(values[start:end])


def _flatten(values: Sequence[Any], depth: int = 1) -> list[Any]:
    if depth < 0:
        raise Failure("the depth of flatten() is not negative")
    flat: list[Any] = list(values)
    for _ in range(min(depth, 200)):
        if not any(value.__class__ in LISTS for value in flat):
            break
        size = sum(len(value) if value.__class__ in LISTS else 1 for value in flat)
        if size > MAX_SIZE:
            raise too_large(size)
        flat = [item for value in flat for item in (value if value.__class__ in LISTS else (value,))]
    return flat


def _range(count: int) -> list[int]:
    if count > MAX_SIZE:
        raise too_large(count)
    return list(range(count))


def _distinct(values: Sequence[Any]) -> list[Any]:
    classes = {value.__class__ for value in values}
    if len(classes) <= 1 and classes <= _SCALARS:
        return list(dict.fromkeys(values))
    found: list[Any] = []
    for value in values:
        if not contains(value, found):
            found.append(value)
            if len(found) > 1_000:
                raise Failure("distinct() takes at most 1,000 different elements that are not all texts or all whole numbers")
    return found


def _sort(values: Sequence[Any]) -> list[Any]:
    check_order(values)
    return sorted(values)


def _reverse(values: Sequence[Any]) -> list[Any]:
    return list(values[::-1])


def _first(values: Sequence[Any]) -> Optional:
    return Optional(values[0]) if values else NONE


def _last(values: Sequence[Any]) -> Optional:
    return Optional(values[-1]) if values else NONE


LISTS_EXTENSION = Library(
    "lists",
    2,
    (
        Function(
            "slice",
            [Overload("list_slice", (LIST_A, INT, INT), LIST_A, _slice, member=True, sized=True)],
            "Gives the elements from one index up to another (exclusive).",
            "[1, 2, 3, 4].slice(1, 3) == [2, 3]",
        ),
        Function(
            "flatten",
            [
                Overload("list_flatten", (list_of(LIST_A),), LIST_A, _flatten, member=True, sized=True),
                Overload("list_flatten_int", (list_of(DYN), INT), list_of(DYN), _flatten, member=True, sized=True),
            ],
            "Replaces lists inside of a list by their elements, one level deep or as deep as is said.",
            "[[1], [2, 3]].flatten() == [1, 2, 3] && [[1, [2]]].flatten(2) == [1, 2]",
        ),
        Function(
            "lists.range",
            [Overload("lists_range", (INT,), list_of(INT), _range, sized=True)],
            "Gives the numbers from 0 up to n (exclusive).",
            "lists.range(3) == [0, 1, 2]",
        ),
        Function(
            "distinct",
            [Overload("list_distinct", (LIST_A,), LIST_A, _distinct, member=True, sized=True)],
            "Leaves out what came before; the order stays.",
            "['b', 'a', 'b'].distinct() == ['b', 'a']",
        ),
        Function(
            "sort",
            [Overload("list_sort", (LIST_A,), LIST_A, _sort, member=True, sized=True)],
            "Sorts values of one type that has an order.",
            "[3, 1, 2].sort() == [1, 2, 3]",
        ),
        Function(
            "reverse",
            [Overload("list_reverse", (LIST_A,), LIST_A, _reverse, member=True, sized=True)],
            "Turns a text or a list round.",
            "[1, 2, 3].reverse() == [3, 2, 1]",
        ),
        Function(
            "first",
            [Overload("list_first", (LIST_A,), optional_of(A), _first, member=True)],
            "Gives the first element as an optional.",
            "[7, 8].first().value() == 7 && ![].first().hasValue()",
        ),
        Function(
            "last",
            [Overload("list_last", (LIST_A,), optional_of(A), _last, member=True)],
            "Gives the last element as an optional.",
            "[7, 8].last().value() == 8",
        ),
    ),
    "Lists, as the list extension of CEL has it; sortBy(x, key) is a macro of the language here.",
)
