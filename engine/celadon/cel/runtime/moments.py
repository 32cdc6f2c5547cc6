"""Timestamps and durations: text to nanoseconds and back, fields of an instant in a time zone."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from celadon.cel.runtime.arithmetic import as_duration, as_timestamp
from celadon.cel.values import Duration, Failure, Timestamp

_SECOND = 1_000_000_000
_EPOCH = date(1970, 1, 1).toordinal()
_UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,  # U+00B5, the micro sign
    "μs": 1_000,
    "ms": 1_000_000,
    "s": _SECOND,
    "m": 60 * _SECOND,
    "h": 3_600 * _SECOND,
}


def parse_timestamp(text: str) -> Timestamp:
    """Read RFC 3339, with up to nine digits of a second."""
    bad = Failure(f'"{text}" is not a timestamp', "write it as RFC 3339 says: 2025-01-31T23:59:00Z or 2025-01-31T23:59:00+02:00")
    if len(text) < 20 or not text.isascii() or text[10] not in "Tt":
        if text[:5].isdigit() and text[5:6] == "-":
            raise Failure("timestamp out of range: it must lie between the years 0001 and 9999")
        raise bad
    try:
        day = _date(text[:10])
        clock, offset = _clock(text[11:])
    except ValueError:
        raise bad from None
    return as_timestamp((day - _EPOCH) * 86_400 * _SECOND + clock - offset)


def _digits(text: str) -> int:
    if not text.isdigit():
        raise ValueError(text)
    return int(text)


def _date(text: str) -> int:
    if text[4] != "-" or text[7] != "-":
        raise ValueError(text)
    year = _digits(text[:4])
    if year == 0:
        raise Failure("timestamp out of range: it must lie between the years 0001 and 9999")
    return date(year, _digits(text[5:7]), _digits(text[8:10])).toordinal()


def _clock(text: str) -> tuple[int, int]:
    """Read `hh:mm:ss.fffZ`; return nanoseconds since midnight and the zone's offset in nanoseconds."""
    hours, minutes, seconds = _digits(text[:2]), _digits(text[3:5]), _digits(text[6:8])
    if text[2] != ":" or text[5] != ":" or hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(text)
    rest = text[8:]
    nanos = 0
    if rest.startswith((".", ",")):
        count = len(rest[1:]) - len(rest[1:].lstrip("0123456789"))
        if not 1 <= count <= 9:
            raise ValueError(text)
        nanos = int(rest[1 : 1 + count].ljust(9, "0"))
        rest = rest[1 + count :]
    offset = 0
    if rest not in ("Z", "z"):
        offset = _offset_minutes(rest, signed=True) * 60 * _SECOND
    return ((hours * 60 + minutes) * 60 + seconds) * _SECOND + nanos, offset


def _offset_minutes(text: str, *, signed: bool) -> int:
    """Read `+hh:mm`; raises ValueError."""
    sign = -1 if text.startswith("-") else 1
    body = text[1:] if text[:1] in ("+", "-") else text
    if (signed and body == text) or len(body) != 5 or body[2] != ":":
        raise ValueError(text)
    hours, minutes = _digits(body[:2]), _digits(body[3:])
    if hours > 23 or minutes > 59:
        raise ValueError(text)
    return sign * (hours * 60 + minutes)


def format_timestamp(value: Timestamp) -> str:
    """Write RFC 3339 in UTC, with as many digits of a second as are needed: none, 3, 6 or 9."""
    seconds, nanos = divmod(value.nanos, _SECOND)
    days, clock = divmod(seconds, 86_400)
    day = date.fromordinal(days + _EPOCH).isoformat()
    hours, rest = divmod(clock, 3_600)
    minutes, seconds = divmod(rest, 60)
    return f"{day}T{hours:02}:{minutes:02}:{seconds:02}{_fraction(nanos, in_groups=True)}Z"


def _fraction(nanos: int, *, in_groups: bool) -> str:
    if not nanos:
        return ""
    digits = f"{nanos:09}".rstrip("0")
    if in_groups:
        digits = digits.ljust(-(-len(digits) // 3) * 3, "0")
    return "." + digits


def parse_duration(text: str) -> Duration:
    """Read `1h30m`, `1.5s`, `-10ms`, `0`."""
    bad = Failure(f'"{text}" is not a duration', "write numbers with units h, m, s, ms, us, ns: 1h30m, 1.5s, -10ms")
    body = text[1:] if text[:1] in ("+", "-") else text
    if body == "0":
        return Duration(0)
    if not body or len(body) > 200:
        raise bad
    total = 0
    while body:
        whole, body = _leading_digits(body)
        part = ""
        dotted = body.startswith(".")
        if dotted:
            part, body = _leading_digits(body[1:])
        unit = body[:2] if body[:2] in _UNITS else body[:1]
        if (not whole and not part) or unit not in _UNITS:
            raise bad
        body = body[len(unit) :]
        total += int(whole or "0") * _UNITS[unit]
        if part:
            total += int(part) * _UNITS[unit] // 10 ** len(part)
    return as_duration(-total if text.startswith("-") else total)


def _leading_digits(text: str) -> tuple[str, str]:
    count = 0
    while count < len(text) and "0" <= text[count] <= "9":
        count += 1
    return text[:count], text[count:]


def format_duration(value: Duration) -> str:
    """Write seconds with as many decimals as are needed, and an `s`."""
    seconds, nanos = divmod(abs(value.nanos), _SECOND)
    return f"{'-' if value.nanos < 0 else ''}{seconds}{_fraction(nanos, in_groups=False)}s"


def in_zone(value: Timestamp, zone: str) -> tuple[datetime, int]:
    """Give an instant's calendar in a time zone (an IANA name, `UTC` or `+hh:mm`), and the milliseconds of its second."""
    seconds, nanos = divmod(value.nanos, _SECOND)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    try:
        return moment.astimezone(_zone(zone)), nanos // 1_000_000
    except OverflowError:
        raise Failure(f"timestamp out of range in the time zone {zone}") from None


def _zone(name: str) -> tzinfo:
    if name in ("", "UTC", "Z"):
        return UTC
    try:
        return timezone(timedelta(minutes=_offset_minutes(name, signed=False)))
    except ValueError:
        pass
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - 10 ms that few expressions need

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise Failure(f'"{name}" is not a time zone', "write an IANA name such as Europe/Berlin, or an offset such as +02:00") from None
