"""Optional values. `a.?b`, `a[?b]`, `[?x]`, `{?k: v}`, `optMap` and `optFlatMap` are part of the grammar."""

from collections.abc import Sequence
from typing import Any

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.types import BOOL, list_of, optional_of, param
from celadon.cel.values import MISSING, NONE, Duration, Failure, Optional

A = param("A")
OPTIONAL = optional_of(A)


def _of_non_zero(value: Any) -> Optional:
    if value is None or value is False or value is NONE or (value.__class__ is Duration and value.nanos == 0):
        return NONE
    if hasattr(value.__class__, "__len__"):
        return Optional(value) if len(value) else NONE
    return NONE if isinstance(value, (int, float)) and value == 0 else Optional(value)


def _none() -> Optional:
    return NONE


def _has_value(value: Optional) -> bool:
    return value.value is not MISSING


def _value(value: Optional) -> Any:
    if value.value is MISSING:
        raise Failure("optional.none() has no value", "write .orValue(...), or ask .hasValue() first")
    return value.value


def _or(value: Optional, other: Optional) -> Optional:
    return other if value.value is MISSING else value


def _or_value(value: Optional, other: Any) -> Any:
    return other if value.value is MISSING else value.value


def _unwrap(values: Sequence[Any]) -> list[Any]:
    return [value.value for value in values if value.value is not MISSING]


OPTIONALS = Library(
    "optionals",
    2,
    (
        Function("optional.of", [Overload("optional_of", (A,), OPTIONAL, Optional)], "Wraps a value.", "optional.of(1).hasValue()"),
        Function(
            "optional.none", [Overload("optional_none", (), OPTIONAL, _none)], "Is the empty optional.", "!optional.none().hasValue()"
        ),
        Function(
            "optional.ofNonZeroValue",
            [Overload("optional_of_non_zero_value", (A,), OPTIONAL, _of_non_zero)],
            "Wraps a value unless it is null, false, 0 or empty.",
            "!optional.ofNonZeroValue('').hasValue() && optional.ofNonZeroValue('a').hasValue()",
        ),
        Function(
            "hasValue",
            [Overload("optional_has_value", (OPTIONAL,), BOOL, _has_value, member=True)],
            "Says whether there is a value.",
            "{'a': 1}.?a.hasValue() && !{'a': 1}.?b.hasValue()",
        ),
        Function(
            "value",
            [Overload("optional_value", (OPTIONAL,), A, _value, member=True)],
            "Gives the value; an error where there is none.",
            "optional.of(1).value() == 1",
        ),
        Function(
            "or",
            [Overload("optional_or_optional", (OPTIONAL, OPTIONAL), OPTIONAL, _or, member=True)],
            "Gives the first optional that has a value.",
            "optional.none().or(optional.of(2)).value() == 2",
        ),
        Function(
            "orValue",
            [Overload("optional_or_value", (OPTIONAL, A), A, _or_value, member=True)],
            "Gives the value, or another one where there is none.",
            "{'a': 1}.?b.orValue(7) == 7",
        ),
        Function(
            "optional.unwrap",
            [Overload("optional_unwrap", (list_of(OPTIONAL),), list_of(A), _unwrap)],
            "Gives the values of those that have one.",
            "optional.unwrap([optional.of(1), optional.none()]) == [1]",
        ),
        Function(
            "unwrapOpt",
            [Overload("optional_unwrap_opt", (list_of(OPTIONAL),), list_of(A), _unwrap, member=True)],
            "Gives the values of those that have one.",
            "[optional.of(1), optional.none()].unwrapOpt() == [1]",
        ),
    ),
    "Optional values, as the optionals extension of CEL has it.",
)
