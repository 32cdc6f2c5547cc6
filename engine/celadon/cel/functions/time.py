"""Dates as documents write them."""

import re

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.runtime.arithmetic import as_timestamp
from celadon.cel.runtime.moments import parse_timestamp
from celadon.cel.types import BOOL, STRING, TIMESTAMP, list_of
from celadon.cel.values import Failure, Timestamp

_HTTP_DATE = r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"
"""The one form that senders may use (RFC 9110, section 5.6.7)."""


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


def instants(text: str) -> list[Timestamp]:
    """Read the one instant that a text states, as far as it states one."""
    stated = text.strip()
    if is_date(stated):
        return [date(stated)]
    if is_timestamp(stated):
        return [parse_timestamp(stated)]
    try:
        if re.fullmatch(r"@-?[0-9]{1,12}", stated):
            return [as_timestamp(int(stated[1:]) * 1_000_000_000)]
        if re.fullmatch(_HTTP_DATE, stated):
            from email.utils import parsedate_to_datetime  # noqa: PLC0415 - 15 ms with the sockets that it imports

            return [as_timestamp(int(parsedate_to_datetime(stated).timestamp()) * 1_000_000_000)]
    except (Failure, ValueError):
        return []
    return []


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
        Function(
            "instants",
            [Overload("string_instants", (STRING,), list_of(TIMESTAMP), instants, member=True)],
            "Gives the instant that a text states: a calendar day, an instant as RFC 3339 writes it, the date of an HTTP header, or @ with "
            "seconds since 1970. Empty where it states none.",
            "'Sun, 30 Jun 2024 23:59:59 GMT'.instants()[0] < date('2024-07-01') && 'next year'.instants() == []",
        ),
    ),
    "Dates as documents write them.",
)
