"""The operators and functions of the language itself."""

from collections.abc import Iterable
from typing import Any

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.runtime.arithmetic import add, divide, multiply, negate, remainder, subtract
from celadon.cel.runtime.comparing import contains, equal, greater, greater_equal, less, less_equal, unequal
from celadon.cel.runtime.converting import to_bool, to_bytes, to_double, to_duration, to_int, to_string, to_timestamp, to_uint
from celadon.cel.runtime.kinds import no_overload
from celadon.cel.runtime.moments import in_zone
from celadon.cel.runtime.selecting import index, optional_index, size
from celadon.cel.signatures import Implementation
from celadon.cel.syntax.nodes import Call, Literal, Node
from celadon.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    STRING,
    TIMESTAMP,
    UINT,
    Type,
    list_of,
    map_of,
    optional_of,
    param,
    type_of,
)
from celadon.cel.values import Duration, Failure, Timestamp

A, B = param("A"), param("B")
LIST_A = list_of(A)
MAP_AB = map_of(A, B)


def _same(name: str, label: str, types: tuple[Type, ...], implementation: Implementation, result: Type | None = None) -> Function:
    """Declare an operator on two values of one type."""
    return Function(name, [Overload(f"{label}_{type_.name}", (type_, type_), result or type_, implementation) for type_ in types])


def _not(value: Any) -> bool:
    if value is True:
        return False
    if value is False:
        return True
    raise no_overload(f"!{type(value).__name__}")


_ORDERED = (BOOL, INT, UINT, DOUBLE, STRING, BYTES, TIMESTAMP, DURATION)
_NUMBERS = (INT, UINT, DOUBLE)


def _ordering(name: str, label: str, implementation: Implementation) -> Function:
    overloads = [Overload(f"{label}_{type_.name}", (type_, type_), BOOL, implementation) for type_ in _ORDERED]
    overloads += [
        Overload(f"{label}_{left.name}_{right.name}", (left, right), BOOL, implementation)
        for left in _NUMBERS
        for right in _NUMBERS
        if left is not right
    ]
    return Function(name, overloads)


_OPERATORS = (
    Function("!_", [Overload("logical_not", (BOOL,), BOOL, _not)]),
    Function(
        "-_",
        [Overload("negate_int", (INT,), INT, negate), Overload("negate_double", (DOUBLE,), DOUBLE, negate)],
    ),
    Function(
        "_+_",
        [
            *_same("", "add", (INT, UINT, DOUBLE, STRING, BYTES), add).overloads,
            Overload("add_list", (LIST_A, LIST_A), LIST_A, add),
            Overload("add_timestamp_duration", (TIMESTAMP, DURATION), TIMESTAMP, add),
            Overload("add_duration_timestamp", (DURATION, TIMESTAMP), TIMESTAMP, add),
            Overload("add_duration_duration", (DURATION, DURATION), DURATION, add),
        ],
    ),
    Function(
        "_-_",
        [
            *_same("", "subtract", (*_NUMBERS, DURATION), subtract).overloads,
            Overload("subtract_timestamp_timestamp", (TIMESTAMP, TIMESTAMP), DURATION, subtract),
            Overload("subtract_timestamp_duration", (TIMESTAMP, DURATION), TIMESTAMP, subtract),
        ],
    ),
    _same("_*_", "multiply", _NUMBERS, multiply),
    _same("_/_", "divide", _NUMBERS, divide),
    _same("_%_", "modulo", (INT, UINT), remainder),
    Function("_==_", [Overload("equals", (A, A), BOOL, equal)]),
    Function("_!=_", [Overload("not_equals", (A, A), BOOL, unequal)]),
    _ordering("_<_", "less", less),
    _ordering("_<=_", "less_equals", less_equal),
    _ordering("_>_", "greater", greater),
    _ordering("_>=_", "greater_equals", greater_equal),
    Function(
        "@in",
        [Overload("in_list", (A, LIST_A), BOOL, contains), Overload("in_map", (A, MAP_AB), BOOL, contains)],
    ),
    Function(
        "_[_]",
        [
            Overload("index_list", (LIST_A, INT), A, index),
            Overload("index_map", (MAP_AB, A), B, index),
            Overload("optional_list_index", (optional_of(LIST_A), INT), optional_of(A), index),
            Overload("optional_map_index", (optional_of(MAP_AB), A), optional_of(B), index),
        ],
    ),
    Function(
        "_[?_]",
        [
            Overload("list_optindex", (LIST_A, INT), optional_of(A), optional_index),
            Overload("map_optindex", (MAP_AB, A), optional_of(B), optional_index),
            Overload("optional_list_optindex", (optional_of(LIST_A), INT), optional_of(A), optional_index),
            Overload("optional_map_optindex", (optional_of(MAP_AB), A), optional_of(B), optional_index),
        ],
    ),
)


def _conversion(result: Type, sources: tuple[Type, ...], implementation: Implementation, doc: str, example: str) -> Function:
    overloads = [Overload(f"{source.name}_to_{result.name}", (source,), result, implementation) for source in sources]
    return Function(result.name, overloads, doc, example)


_CONVERSIONS = (
    _conversion(
        INT,
        (INT, UINT, DOUBLE, STRING, TIMESTAMP),
        to_int,
        "Converts to int; a double is cut towards zero, a timestamp gives seconds since 1970.",
        "int('42') == 42 && int(-7.9) == -7",
    ),
    _conversion(
        UINT,
        (UINT, INT, DOUBLE, STRING),
        to_uint,
        "Converts to uint; negative numbers are an error.",
        "uint(3) == 3u",
    ),
    _conversion(DOUBLE, (DOUBLE, INT, UINT, STRING), to_double, "Converts to double.", "double('1.5') == 1.5"),
    _conversion(
        STRING,
        (STRING, BOOL, INT, UINT, DOUBLE, BYTES, TIMESTAMP, DURATION),
        to_string,
        "Writes a scalar as text.",
        "string(100) == '100' && string(true) == 'true'",
    ),
    _conversion(BYTES, (BYTES, STRING), to_bytes, "Gives a string's UTF-8.", "size(bytes('é')) == 2"),
    _conversion(BOOL, (BOOL, STRING), to_bool, "Reads a bool.", "bool('true')"),
    _conversion(
        TIMESTAMP,
        (TIMESTAMP, STRING, INT),
        to_timestamp,
        "Reads an instant as RFC 3339 writes it, or as seconds since 1970.",
        "timestamp('2025-01-01T00:00:00Z').getFullYear() == 2025",
    ),
    _conversion(
        DURATION,
        (DURATION, STRING),
        to_duration,
        "Reads a length of time with units h, m, s, ms, us, ns.",
        "duration('1h30m') == duration('90m')",
    ),
    Function(
        "dyn",
        [Overload("to_dyn", (A,), DYN, lambda value: value)],
        "Gives the value itself and hides its type from the checker.",
        "dyn(1) == 1.0",
    ),
    Function(
        "type",
        [Overload("type", (A,), type_of(A), no_overload)],  # the interpreter and the compiler know model objects' names, and answer
        "Gives the type of a value, without the types inside of lists and maps.",
        "type('a') == string && type([1]) == list",
    ),
)


def _starts_with(value: str, prefix: str) -> bool:
    return value.startswith(prefix)


def _ends_with(value: str, suffix: str) -> bool:
    return value.endswith(suffix)


def _contains(value: str, part: str) -> bool:
    return part in value


def _matches(value: str, pattern: str) -> bool:
    from celadon.cel.patterns.searching import searcher  # noqa: PLC0415 - RE2 costs 15 ms

    return searcher(pattern)(value)


def _inspect_pattern(call: Call) -> Iterable[tuple[Node, str, str]]:
    """Check a constant pattern before it ever runs."""
    pattern = call.operands[1]
    if isinstance(pattern, Literal) and isinstance(pattern.value, str):
        from celadon.cel.patterns.searching import compile_pattern  # noqa: PLC0415 - RE2 costs 15 ms

        try:
            compile_pattern(pattern.value)
        except Failure as failure:
            yield pattern, failure.message, failure.hint


def _sizes() -> list[Overload]:
    types = (STRING, BYTES, LIST_A, MAP_AB)
    return [Overload(f"size_{t.name}", (t,), INT, size) for t in types] + [
        Overload(f"{t.name}_size", (t,), INT, size, member=True) for t in types
    ]


_TEXT = (
    Function("size", _sizes(), "Counts code points, bytes, elements or entries.", "size('né') == 2 && [1, 2].size() == 2"),
    Function(
        "startsWith",
        [Overload("starts_with_string", (STRING, STRING), BOOL, _starts_with, member=True)],
        "Says whether the text begins with the argument.",
        "'/health/live'.startsWith('/health')",
    ),
    Function(
        "endsWith",
        [Overload("ends_with_string", (STRING, STRING), BOOL, _ends_with, member=True)],
        "Says whether the text ends with the argument.",
        "'order_id'.endsWith('_id')",
    ),
    Function(
        "contains",
        [Overload("contains_string", (STRING, STRING), BOOL, _contains, member=True)],
        "Says whether the argument occurs in the text.",
        "'application/json'.contains('json')",
    ),
    Function(
        "matches",
        [
            Overload("matches", (STRING, STRING), BOOL, _matches, inspect=_inspect_pattern),
            Overload("matches_string", (STRING, STRING), BOOL, _matches, member=True, inspect=_inspect_pattern),
        ],
        "Says whether an RE2 pattern is found in the text; anchor it with ^ and $ to match the whole.",
        "'v1.2'.matches('^v[0-9]+') && !'xv1'.matches('^v')",
    ),
)


def _calendar(name: str, doc: str, example: str) -> Function:
    def plain(value: Timestamp) -> int:
        return _FIELDS[name](value, "UTC")

    def zoned(value: Timestamp, zone: str) -> int:
        return _FIELDS[name](value, zone)

    overloads = [
        Overload(f"timestamp_{name}", (TIMESTAMP,), INT, plain, member=True),
        Overload(f"timestamp_{name}_zone", (TIMESTAMP, STRING), INT, zoned, member=True),
    ]
    unit = {"getHours": 3_600, "getMinutes": 60, "getSeconds": 1}.get(name)
    if unit is not None:
        overloads.append(Overload(f"duration_{name}", (DURATION,), INT, _whole_units(unit * 1_000_000_000), member=True))
    elif name == "getMilliseconds":
        overloads.append(Overload(f"duration_{name}", (DURATION,), INT, _milliseconds, member=True))
    return Function(name, overloads, doc, example)


def _whole_units(nanos: int) -> Implementation:
    def count(value: Duration) -> int:
        whole = abs(value.nanos) // nanos
        return whole if value.nanos >= 0 else -whole

    return count


def _milliseconds(value: Duration) -> int:
    rest = abs(value.nanos) % 1_000_000_000 // 1_000_000
    return rest if value.nanos >= 0 else -rest


_FIELDS = {
    "getFullYear": lambda value, zone: in_zone(value, zone)[0].year,
    "getMonth": lambda value, zone: in_zone(value, zone)[0].month - 1,
    "getDate": lambda value, zone: in_zone(value, zone)[0].day,
    "getDayOfMonth": lambda value, zone: in_zone(value, zone)[0].day - 1,
    "getDayOfWeek": lambda value, zone: in_zone(value, zone)[0].isoweekday() % 7,
    "getDayOfYear": lambda value, zone: in_zone(value, zone)[0].timetuple().tm_yday - 1,
    "getHours": lambda value, zone: in_zone(value, zone)[0].hour,
    "getMinutes": lambda value, zone: in_zone(value, zone)[0].minute,
    "getSeconds": lambda value, zone: in_zone(value, zone)[0].second,
    "getMilliseconds": lambda value, zone: in_zone(value, zone)[1],
}

_TIME = (
    _calendar("getFullYear", "Gives the year of an instant, in UTC or in the given time zone.", "timestamp(0).getFullYear() == 1970"),
    _calendar("getMonth", "Gives the month of an instant; January is 0.", "timestamp(0).getMonth() == 0"),
    _calendar("getDate", "Gives the day of the month; the first is 1.", "timestamp(0).getDate() == 1"),
    _calendar("getDayOfMonth", "Gives the day of the month; the first is 0.", "timestamp(0).getDayOfMonth() == 0"),
    _calendar("getDayOfWeek", "Gives the day of the week; Sunday is 0.", "timestamp(0).getDayOfWeek() == 4"),
    _calendar("getDayOfYear", "Gives the day of the year; the first is 0.", "timestamp(0).getDayOfYear() == 0"),
    _calendar("getHours", "Gives the hour of an instant, or a duration in whole hours.", "duration('90m').getHours() == 1"),
    _calendar("getMinutes", "Gives the minute of an instant, or a duration in whole minutes.", "duration('2h').getMinutes() == 120"),
    _calendar("getSeconds", "Gives the second of an instant, or a duration in whole seconds.", "duration('2m').getSeconds() == 120"),
    _calendar(
        "getMilliseconds",
        "Gives the milliseconds of an instant's or a duration's second.",
        "duration('1.5s').getMilliseconds() == 500",
    ),
)

STANDARD = Library(
    "standard",
    1,
    (*_OPERATORS, *_CONVERSIONS, *_TEXT, *_TIME),
    "The functions of the CEL specification itself.",
)
