"""Dates as documents write them."""

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.runtime.moments import parse_timestamp
from celadon.cel.types import BOOL, STRING, TIMESTAMP
from celadon.cel.values import Failure, Timestamp


def date(text: str) -> Timestamp:
    """Read a calendar day, at midnight UTC."""
    try:
        # Anything but a day before the T makes it no timestamp.
        return parse_timestamp(text + "T00:00:00Z")
    except Failure:
        raise Failure(f'"{text[:100]}" is not a date', "write year, month and day: 2025-01-31") from None


def is_date(text: str) -> bool:
    """Say whether a text is a calendar day."""
    try:
        date(text)
    except Failure:
        return False
    return True


def is_timestamp(text: str) -> bool:
    """Say whether a text is an instant as RFC 3339 writes it."""
    try:
        parse_timestamp(text)
    except Failure:
        return False
    return True


TIME = Library(
    "time",
    1,
    (
        Function(
            "date",
            [Overload("string_to_date", (STRING,), TIMESTAMP, date)],
            "Reads a calendar day (year-month-day) as the instant at which it begins in UTC.",
            "date('2025-01-31') < timestamp('2025-01-31T00:00:01Z')",
        ),
        Function(
            "isDate",
            [Overload("string_is_date", (STRING,), BOOL, is_date, member=True)],
            "Says whether a text is a calendar day: year-month-day, and one that exists.",
            "'2024-02-29'.isDate() && !'2025-02-29'.isDate() && !'31.01.2025'.isDate()",
        ),
        Function(
            "isTimestamp",
            [Overload("string_is_timestamp", (STRING,), BOOL, is_timestamp, member=True)],
            "Says whether a text is an instant as RFC 3339 writes it.",
            "'2025-01-31T12:00:00+02:00'.isTimestamp() && !'2025-01-31'.isTimestamp()",
        ),
    ),
    "Dates as documents write them.",
)
