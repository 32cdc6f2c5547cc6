"""`format`: clauses of a format string, their values, and what can be said of both before the expression runs."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from celadon.cel.budget import MAX_SIZE
from celadon.cel.runtime.arithmetic import too_large
from celadon.cel.runtime.converting import opaque_text, to_string
from celadon.cel.runtime.kinds import KINDS, LISTS, MAPS, kind_of, sure
from celadon.cel.syntax.nodes import Call, ListLiteral, Literal, Node
from celadon.cel.types import runtime_name
from celadon.cel.values import MISSING, Failure, Optional

MAX_PRECISION = 1_000
Clause = tuple[str, int]
"""The letter and the precision, 6 where none is written."""


def _parts(text: str) -> Iterator[str | Clause]:
    """Cut a format string into plain text and clauses. Raises Failure."""
    position = 0
    while True:
        percent = text.find("%", position)
        if percent < 0:
            yield text[position:]
            return
        yield text[position:percent]
        position = percent + 1
        if text.startswith("%", position):
            yield "%"
            position += 1
            continue
        precision = 6
        if text.startswith(".", position):
            digits = position + 1
            position = digits
            while text[position : position + 1].isdigit():
                position += 1
            precision = int(text[digits:position][:9] or "0")
            if precision > MAX_PRECISION:
                raise Failure(f"could not parse formatting clause: a precision of {precision} is above {MAX_PRECISION}")
        letter = text[position : position + 1]
        if letter not in _CLAUSES or not letter:
            if not letter:
                raise Failure("could not parse formatting clause: the format string ends in %", "write %% for a percent sign")
            raise Failure(f'could not parse formatting clause: unrecognized formatting clause "{letter}"', "write %% for a percent sign")
        yield letter, precision
        position += 1


def format_text(text: str, values: Sequence[Any]) -> str:
    """Fill a format string."""
    made: list[str] = []
    used = size = 0
    for part in _parts(text):
        if isinstance(part, tuple):
            if used >= len(values):
                raise Failure(f"index {used} out of range")
            piece = _fill(part, sure(values[used]))
            used += 1
        else:
            piece = part
        size += len(piece)
        if size > MAX_SIZE:
            raise too_large(size)
        made.append(piece)
    return "".join(made)


def _fill(clause: Clause, value: Any) -> str:
    letter, precision = clause
    kinds, complaint, write = _CLAUSES[letter]
    kind = kind_of(value)
    if kinds and kind not in kinds:
        raise Failure(f"error during formatting: {complaint}, was given {_type_name(kind)}")
    return write(value, precision)


def _type_name(kind: str) -> str:
    return {"null": "null_type", "timestamp": "google.protobuf.Timestamp", "duration": "google.protobuf.Duration"}.get(kind, kind)


def _number(value: Any, write: Callable[[float], str]) -> str:
    if value.__class__ is float and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return write(value)


def _decimal(value: Any, _: int) -> str:
    return _number(value, lambda number: f"{number:f}" if number.__class__ is float else str(int(number)))


def _fixed(value: Any, precision: int) -> str:
    return _number(value, lambda number: f"{number:.{precision}f}")


def _scientific(value: Any, precision: int) -> str:
    return _number(value, lambda number: f"{number:.{precision}e}")


def _binary(value: Any, _: int) -> str:
    return f"{int(value):b}"


def _octal(value: Any, _: int) -> str:
    return f"{int(value):o}"


def _hexadecimal(value: Any, _: int) -> str:
    if value.__class__ is str:
        value = value.encode("utf-8", "surrogatepass")
    return value.hex() if value.__class__ is bytes else f"{int(value):x}"


def _upper_hexadecimal(value: Any, precision: int) -> str:
    return _hexadecimal(value, precision).upper()


def _text(value: Any, _: int = 0) -> str:
    class_ = sure(value).__class__
    if value is None:
        return "null"
    if class_ in LISTS:
        return "[" + ", ".join(map(_text, value)) + "]"
    if class_ in MAPS:
        return "{" + ", ".join(f"{key}: {text}" for key, text in sorted((_text(key), _text(value[key])) for key in value)) + "}"
    if class_ is float:
        return _number(value, to_string)
    if class_ is Optional:
        return "optional.none()" if value.value is MISSING else f"optional({_text(value.value)})"
    return to_string(value) if class_ in KINDS else opaque_text(value)


_CLAUSES: dict[str, tuple[frozenset[str], str, Callable[[Any, int], str]]] = {
    "s": (frozenset(), "", _text),
    "d": (frozenset(("int", "uint", "double")), "decimal clause can only be used on numbers", _decimal),
    "f": (frozenset(("int", "uint", "double")), "fixed-point clause can only be used on numbers", _fixed),
    "e": (frozenset(("int", "uint", "double")), "scientific clause can only be used on numbers", _scientific),
    "b": (frozenset(("int", "uint", "bool")), "only integers and bools can be formatted as binary", _binary),
    "o": (frozenset(("int", "uint")), "octal clause can only be used on integers", _octal),
    "x": (frozenset(("int", "uint", "string", "bytes")), "only integers, bytes and strings can be formatted as hex", _hexadecimal),
    "X": (frozenset(("int", "uint", "string", "bytes")), "only integers, bytes and strings can be formatted as hex", _upper_hexadecimal),
}


def inspect_format(call: Call) -> Iterable[tuple[Node, str, str]]:
    """Check a constant format string against a list that is written beside it."""
    if call.target is None or not isinstance(call.target, Literal) or not isinstance(call.target.value, str):
        return
    try:
        clauses = [part for part in _parts(call.target.value) if isinstance(part, tuple)]
    except Failure as failure:
        yield call, failure.message, failure.hint
        return
    values = call.args[0]
    if not isinstance(values, ListLiteral) or values.optional:
        return
    if len(clauses) > len(values.elements):
        yield call, f"index {len(values.elements)} out of range", "the list has fewer values than the format string has clauses"
    for (letter, _), value in zip(clauses, values.elements, strict=False):
        kinds, complaint, _ = _CLAUSES[letter]
        kind = value.type.kind
        if kinds and kind not in kinds and kind not in ("dyn", "error"):
            yield value, f"error during formatting: {complaint}, was given {runtime_name(value.type)}", ""
