"""The math extension: largest and smallest, rounding, signs, bits."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.runtime.arithmetic import as_int
from celadon.cel.runtime.kinds import NUMBERS, kind_of, no_overload
from celadon.cel.signatures import Implementation
from celadon.cel.types import BOOL, DOUBLE, DYN, INT, UINT, Type, list_of
from celadon.cel.values import Failure, UInt

_NUMBERS = (INT, UINT, DOUBLE)


def _number(value: Any) -> Any:
    if value.__class__ not in NUMBERS:
        raise no_overload(f"math.greatest or math.least of {kind_of(value)}")
    return value


def _greatest(values: Sequence[Any]) -> Any:
    return _extreme(values, lambda one, best: one > best)


def _least(values: Sequence[Any]) -> Any:
    return _extreme(values, lambda one, best: one < best)


def _extreme(values: Sequence[Any], better: Callable[[Any, Any], bool]) -> Any:
    if not values:
        raise Failure("math.greatest and math.least need at least one number")
    best = _number(values[0])
    for value in values[1:]:
        if better(_number(value), best):
            best = value
    return best


def _selection(name: str, pick: Callable[[Sequence[Any]], Any], doc: str, example: str) -> Function:
    def one(value: Any) -> Any:
        return pick((value,))

    def two(left: Any, right: Any) -> Any:
        return pick((left, right))

    overloads = [Overload(f"math_{name}_{type_.name}", (type_,), type_, one) for type_ in _NUMBERS]
    for left in _NUMBERS:
        for right in _NUMBERS:
            result = left if left is right else DYN
            overloads.append(Overload(f"math_{name}_{left.name}_{right.name}", (left, right), result, two))
    overloads += [Overload(f"math_{name}_list_{type_.name}", (list_of(type_),), type_, pick) for type_ in (*_NUMBERS, DYN)]
    return Function(f"math.{name}", overloads, doc, example)


def _rounding(name: str, implementation: Callable[[float], float], doc: str, example: str) -> Function:
    def finite(value: float) -> float:
        return float(implementation(value)) if math.isfinite(value) else value

    return Function(f"math.{name}", [Overload(f"math_{name}_double", (DOUBLE,), DOUBLE, finite)], doc, example)


def _round(value: float) -> float:
    """Round half away from zero."""
    return math.copysign(math.floor(abs(value) + 0.5), value) if abs(value) < 2**52 else value


def _absolute(value: Any) -> Any:
    return as_int(abs(value)) if value.__class__ is int else abs(value) if value.__class__ is float else value


def _sign(value: Any) -> Any:
    if value.__class__ is float:
        return value if math.isnan(value) else math.copysign(1.0, value) if value else 0.0
    return value.__class__((value > 0) - (value < 0))


def _square_root(value: Any) -> float:
    return math.sqrt(value) if value >= 0 else math.nan


def _signed(bits: int) -> int:
    bits &= (1 << 64) - 1
    return bits - (1 << 64) if bits >> 63 else bits


def _bit_and(left: Any, right: Any) -> Any:
    return left.__class__(int(left) & int(right))


def _bit_or(left: Any, right: Any) -> Any:
    return left.__class__(int(left) | int(right))


def _bit_xor(left: Any, right: Any) -> Any:
    return left.__class__(int(left) ^ int(right))


def _bit_not(value: Any) -> Any:
    return ~value if value.__class__ is int else UInt(int(value) ^ ((1 << 64) - 1))


def _offset(offset: int) -> int:
    if offset < 0:
        raise Failure(f"negative shift: {offset}")
    return offset


def _shift_left(value: Any, offset: int) -> Any:
    moved = int(value) << _offset(offset) if offset < 64 else 0
    return _signed(moved) if value.__class__ is int else UInt(moved & ((1 << 64) - 1))


def _shift_right(value: Any, offset: int) -> Any:
    """Shift the 64 bits to the right and fill with zeros, negative numbers too, as the reference does."""
    bits = int(value) & ((1 << 64) - 1)
    moved = bits >> _offset(offset) if offset < 64 else 0
    return _signed(moved) if value.__class__ is int else UInt(moved)


def _each(name: str, types: tuple[Type, ...], count: int, implementation: Implementation, doc: str, example: str) -> Function:
    overloads = [Overload(f"math_{name}_{type_.name}", (type_,) * count, type_, implementation) for type_ in types]
    return Function(f"math.{name}", overloads, doc, example)


def _shift(name: str, implementation: Implementation, doc: str, example: str) -> Function:
    overloads = [Overload(f"math_{name}_{type_.name}", (type_, INT), type_, implementation) for type_ in (INT, UINT)]
    return Function(f"math.{name}", overloads, doc, example)


def _claim(name: str, implementation: Implementation, doc: str, example: str) -> Function:
    return Function(f"math.{name}", [Overload(f"math_{name}_double", (DOUBLE,), BOOL, implementation)], doc, example)


MATH = Library(
    "math",
    2,
    (
        _selection("greatest", _greatest, "Gives the largest of some numbers, or of a list.", "math.greatest(3, 7, 5) == 7"),
        _selection("least", _least, "Gives the smallest of some numbers, or of a list.", "math.least([3, 7, 5]) == 3"),
        _rounding("ceil", math.ceil, "Rounds up.", "math.ceil(1.2) == 2.0"),
        _rounding("floor", math.floor, "Rounds down.", "math.floor(-1.2) == -2.0"),
        _rounding("round", _round, "Rounds to the next whole number, halves away from zero.", "math.round(-1.5) == -2.0"),
        _rounding("trunc", math.trunc, "Cuts the decimals off.", "math.trunc(-1.9) == -1.0"),
        _each("abs", _NUMBERS, 1, _absolute, "Gives the absolute value.", "math.abs(-5) == 5"),
        _each("sign", _NUMBERS, 1, _sign, "Gives -1, 0 or 1, in the type of the number.", "math.sign(-3.5) == -1.0"),
        Function(
            "math.sqrt",
            [Overload(f"math_sqrt_{type_.name}", (type_,), DOUBLE, _square_root) for type_ in _NUMBERS],
            "Gives the square root; NaN of a negative number.",
            "math.sqrt(81) == 9.0",
        ),
        _claim("isNaN", math.isnan, "Says whether a double is not a number.", "math.isNaN(0.0 / 0.0)"),
        _claim("isInf", math.isinf, "Says whether a double is infinite.", "math.isInf(1.0 / 0.0)"),
        _claim("isFinite", math.isfinite, "Says whether a double is a number and not infinite.", "math.isFinite(1.5)"),
        _each("bitAnd", (INT, UINT), 2, _bit_and, "Gives the bits that both have.", "math.bitAnd(6, 3) == 2"),
        _each("bitOr", (INT, UINT), 2, _bit_or, "Gives the bits that one has.", "math.bitOr(6, 3) == 7"),
        _each("bitXor", (INT, UINT), 2, _bit_xor, "Gives the bits that only one has.", "math.bitXor(6, 3) == 5"),
        _each("bitNot", (INT, UINT), 1, _bit_not, "Turns every bit.", "math.bitNot(0) == -1"),
        _shift("bitShiftLeft", _shift_left, "Shifts the 64 bits to the left.", "math.bitShiftLeft(1, 4) == 16"),
        _shift("bitShiftRight", _shift_right, "Shifts the 64 bits to the right and fills with zeros.", "math.bitShiftRight(16, 2) == 4"),
    ),
    "Numbers, as the math extension of CEL has it.",
)
