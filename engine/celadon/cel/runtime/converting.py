"""Conversions between types: `int(x)`, `string(x)` and their kin, and text for messages."""

import math
from typing import Any

from celadon.cel.runtime.arithmetic import MAX_INT, MAX_UINT, MIN_INT, as_timestamp
from celadon.cel.runtime.kinds import LISTS, MAPS, kind_of, no_overload
from celadon.cel.runtime.moments import format_duration, format_timestamp, parse_duration, parse_timestamp
from celadon.cel.values import MISSING, Duration, Failure, Optional, Timestamp, TypeValue, UInt
from celadon.terms.unknown import Unknown

_BOOLS = {
    **dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "F", "false", "FALSE", "False"), False),
}
_INFINITIES = {"inf": math.inf, "infinity": math.inf, "nan": math.nan}


def to_int(value: Any) -> int:
    """`int(value)`: a double is cut towards zero; a timestamp gives seconds since 1970."""
    class_ = value.__class__
    if class_ is int:
        return int(value)
    if class_ is UInt:
        return _in_range(int(value), MIN_INT, MAX_INT, value, "int")
    if class_ is float:
        return _in_range(_whole(value, "int"), MIN_INT + 1, MAX_INT - 512, value, "int")
    if class_ is str:
        return _in_range(_parse_int(value, "int"), MIN_INT, MAX_INT, value, "int")
    if class_ is Timestamp:
        return int(value.nanos // 1_000_000_000)
    raise no_overload(f"int({kind_of(value)})")


def to_uint(value: Any) -> UInt:
    """`uint(value)`."""
    class_ = value.__class__
    if class_ is UInt:
        return UInt(value)
    if class_ is int:
        return UInt(_in_range(value, 0, MAX_UINT, value, "uint"))
    if class_ is float:
        return UInt(_in_range(_whole(value, "uint"), 0, MAX_UINT - 1024, value, "uint"))
    if class_ is str:
        return UInt(_in_range(_parse_int(value, "uint"), 0, MAX_UINT, value, "uint"))
    raise no_overload(f"uint({kind_of(value)})")


def _whole(value: float, name: str) -> int:
    if not math.isfinite(value):
        raise Failure(f"{format_double(value)} is out of the range of {name}")
    return int(value)


def _in_range(number: int, lowest: int, highest: int, given: object, name: str) -> int:
    if lowest <= number <= highest:
        return number
    raise Failure(f"{given} is out of the range of {name}")


def _parse_int(text: str, name: str) -> int:
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not digits.isascii() or not digits.isdigit() or len(digits) > 100:
        raise Failure(f'"{text[:100]}" is not {"an int" if name == "int" else "a uint"}')
    return int(text)


def to_double(value: Any) -> float:
    """`double(value)`."""
    class_ = value.__class__
    if class_ is float:
        return float(value)
    if class_ in (int, UInt):
        return float(int(value))
    if class_ is str:
        return _parse_double(value)
    raise no_overload(f"double({kind_of(value)})")


def _parse_double(text: str) -> float:
    lower = text.lstrip("+-").lower()
    if lower in _INFINITIES:
        return -_INFINITIES[lower] if text.startswith("-") else _INFINITIES[lower]
    try:
        # Python would also take underscores and spaces.
        return float(text if "_" not in text and text.strip() == text else "")
    except ValueError:
        raise Failure(f'"{text[:100]}" is not a double') from None


def to_bool(value: Any) -> bool:
    """`bool(value)`: of the strings 1, t, true, 0, f, false in the usual spellings."""
    if value is True or value is False:
        return value is True
    if value.__class__ is str:
        found = _BOOLS.get(value)
        if found is None:
            raise Failure(f'"{value[:100]}" is not a bool', "only 1, t, true, 0, f, false (also True, TRUE, False, FALSE) are")
        return found
    raise no_overload(f"bool({kind_of(value)})")


def to_string(value: Any) -> str:
    """`string(value)` of a scalar."""
    class_ = value.__class__
    if class_ is str:
        return str(value)
    if class_ is bool:
        return "true" if value else "false"
    if class_ in (int, UInt):
        return str(int(value))
    if class_ is float:
        return format_double(value)
    if class_ is bytes:
        try:
            return str(value, "utf-8")
        except UnicodeDecodeError:
            raise Failure("the bytes are not UTF-8 text") from None
    if class_ is Timestamp:
        return format_timestamp(value)
    if class_ is Duration:
        return format_duration(value)
    if class_ is TypeValue:
        return str(value.name)
    return opaque_text(value)


def opaque_text(value: Any) -> str:
    """Write a value of a type that only its library knows (`net.IP`), where it says how."""
    kind = kind_of(value)
    text = getattr(value.__class__, "cel_text", None)
    if text is None:
        raise no_overload(f"string({kind})")
    return str(text(value))


def to_bytes(value: Any) -> bytes:
    """`bytes(value)`: a string's UTF-8."""
    class_ = value.__class__
    if class_ is bytes:
        return bytes(value)
    if class_ is str:
        return bytes(value.encode("utf-8", "surrogatepass"))
    raise no_overload(f"bytes({kind_of(value)})")


def to_timestamp(value: Any) -> Timestamp:
    """`timestamp(value)`: of RFC 3339 text or seconds since 1970."""
    class_ = value.__class__
    if class_ is Timestamp:
        return Timestamp(value.nanos)
    if class_ is str:
        return parse_timestamp(value)
    if class_ is int:
        return as_timestamp(value * 1_000_000_000)
    raise no_overload(f"timestamp({kind_of(value)})")


def to_duration(value: Any) -> Duration:
    """`duration(value)`: of text such as 1h30m."""
    class_ = value.__class__
    if class_ is Duration:
        return Duration(value.nanos)
    if class_ is str:
        return parse_duration(value)
    raise no_overload(f"duration({kind_of(value)})")


def format_double(value: float) -> str:
    """Write the shortest text that reads back the same, as Go's %g and the reference implementation do: 1e+06, 0.1, 100."""
    if value != value:  # noqa: PLR0124 - only NaN differs from itself
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    text = repr(value)
    mantissa, _, _ = text.partition("e")
    digits = len(mantissa.lstrip("-").replace(".", "").strip("0")) or 1
    with_exponent = f"{value:.{digits - 1}e}"
    power = int(with_exponent.partition("e")[2])
    return with_exponent if power < -4 or power >= 6 else text.removesuffix(".0")


def display(value: Any) -> str:
    """Write any value for a message: scalars as `string()` does, null as null, lists joined with a comma, maps as {k: v}."""
    if value is None:
        return "null"
    if value.__class__ in LISTS:
        return ", ".join(display(element) for element in value)
    if value.__class__ in MAPS:
        return "{" + ", ".join(f"{display(key)}: {display(value[key])}" for key in value) + "}"
    if isinstance(value, Optional):
        return "none" if value.value is MISSING else display(value.value)
    if isinstance(value, Unknown):
        return f"unknown ({value.reason})"
    try:
        return to_string(value)
    except Failure:
        pointer = getattr(value, "pointer", None)
        return pointer if isinstance(pointer, str) and pointer else value.__class__.__name__
