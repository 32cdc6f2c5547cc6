"""Arithmetic: 64-bit integers that do not wrap, IEEE doubles, no mixing of the two, time, and joining of strings and lists."""

from typing import Any

from celadon.cel.budget import MAX_SIZE
from celadon.cel.runtime.kinds import LISTS, kind_of, no_overload
from celadon.cel.values import Duration, Failure, Timestamp, UInt

MAX_INT = (1 << 63) - 1
MIN_INT = -(1 << 63)
MAX_UINT = (1 << 64) - 1
_FIRST_INSTANT = -62_135_596_800 * 10**9
_LAST_INSTANT = 253_402_300_799 * 10**9 + 999_999_999


def overflow(result: int) -> Failure:
    """Word the refusal of an int that needs more than 64 bits."""
    return Failure(f"integer overflow: {result} does not fit into 64 bits")


def as_int(result: int) -> int:
    """Check the range of an int."""
    if MIN_INT <= result <= MAX_INT:
        return result
    raise overflow(result)


def as_uint(result: int) -> UInt:
    """Check the range of a uint."""
    if 0 <= result <= MAX_UINT:
        return UInt(result)
    raise Failure(f"unsigned integer overflow: {result} is not between 0 and {MAX_UINT}")


def as_timestamp(nanos: int) -> Timestamp:
    """Check the range of a timestamp: year 1 to 9999."""
    if _FIRST_INSTANT <= nanos <= _LAST_INSTANT:
        return Timestamp(nanos)
    raise Failure("timestamp out of range: it must lie between the years 0001 and 9999")


def as_duration(nanos: int) -> Duration:
    """Check the range of a duration: 64 bits of nanoseconds."""
    if MIN_INT <= nanos <= MAX_INT:
        return Duration(nanos)
    raise Failure("duration out of range: at most about 292 years are possible")


def too_large(size: int) -> Failure:
    """Word the refusal of a string or list above the limit."""
    return Failure(f"size limit exceeded: the result would have {size:,} elements or characters; at most {MAX_SIZE:,} are allowed")


def joined(left: Any, right: Any) -> Any:
    """Join two strings, bytes or lists of one kind, within the limit."""
    size = len(left) + len(right)
    if size > MAX_SIZE:
        raise too_large(size)
    return left + right


def join_lists(left: Any, right: Any) -> list[Any]:
    """Join two lists, within the limit."""
    size = len(left) + len(right)
    if size > MAX_SIZE:
        raise too_large(size)
    return [*left, *right]


def add(left: Any, right: Any) -> Any:
    """`left + right` for any types."""
    left_class = left.__class__
    right_class = right.__class__
    if left_class is right_class:
        if left_class is int:
            return as_int(left + right)
        if left_class is float:
            return left + right
        if left_class is str or left_class is bytes:
            return joined(left, right)
        if left_class is UInt:
            return as_uint(int(left) + int(right))
        if left_class is Duration:
            return as_duration(left.nanos + right.nanos)
    if left_class in LISTS and right_class in LISTS:
        return join_lists(left, right)
    if (left_class is Timestamp and right_class is Duration) or (left_class is Duration and right_class is Timestamp):
        return as_timestamp(left.nanos + right.nanos)
    raise no_overload(f"{kind_of(left)} + {kind_of(right)}")


def subtract(left: Any, right: Any) -> Any:
    """`left - right` for any types."""
    left_class = left.__class__
    right_class = right.__class__
    if left_class is right_class:
        if left_class is int:
            return as_int(left - right)
        if left_class is float:
            return left - right
        if left_class is UInt:
            return as_uint(int(left) - int(right))
        if left_class is Duration or left_class is Timestamp:
            return as_duration(left.nanos - right.nanos)
    if left_class is Timestamp and right_class is Duration:
        return as_timestamp(left.nanos - right.nanos)
    raise no_overload(f"{kind_of(left)} - {kind_of(right)}")


def multiply(left: Any, right: Any) -> Any:
    """`left * right` for any types."""
    left_class = left.__class__
    if left_class is right.__class__:
        if left_class is int:
            return as_int(left * right)
        if left_class is float:
            return left * right
        if left_class is UInt:
            return as_uint(int(left) * int(right))
    raise no_overload(f"{kind_of(left)} * {kind_of(right)}")


def divide(left: Any, right: Any) -> Any:
    """`left / right` for any types: int cuts towards zero, double follows IEEE 754."""
    left_class = left.__class__
    if left_class is right.__class__:
        if left_class is int:
            return divide_int(left, right)
        if left_class is float:
            return divide_double(left, right)
        if left_class is UInt:
            if right == 0:
                raise Failure("division by zero")
            return UInt(int(left) // int(right))
    raise no_overload(f"{kind_of(left)} / {kind_of(right)}")


def divide_int(left: int, right: int) -> int:
    """Divide, cutting towards zero."""
    if right == 0:
        raise Failure("division by zero")
    quotient = abs(left) // abs(right)
    return as_int(quotient if (left < 0) == (right < 0) else -quotient)


def divide_double(left: float, right: float) -> float:
    """Divide as IEEE 754 does: by zero gives an infinity or NaN."""
    if right != 0.0:
        return left / right
    if left == 0.0 or left != left:  # noqa: PLR0124 - only NaN differs from itself
        return float("nan")
    # A zero divisor's sign counts, and only its text shows it.
    return float("inf") if (left > 0) == (not str(right).startswith("-")) else float("-inf")


def remainder(left: Any, right: Any) -> Any:
    """`left % right` for int and uint; the sign is the dividend's."""
    left_class = left.__class__
    if left_class is right.__class__ and left_class in (int, UInt):
        if right == 0:
            raise Failure("modulus by zero")
        left_number = int(left)
        if left_number == MIN_INT and right == -1:
            # The remainder is 0, but the references overflow on the way to it.
            raise overflow(MAX_INT + 1)
        rest = abs(left_number) % abs(int(right))
        return left_class(-rest if left_number < 0 else rest)
    raise no_overload(f"{kind_of(left)} % {kind_of(right)}")


def negate(value: Any) -> Any:
    """`-value` for int and double."""
    class_ = value.__class__
    if class_ is int:
        return as_int(-value)
    if class_ is float:
        return -value
    raise no_overload(f"-{kind_of(value)}")
