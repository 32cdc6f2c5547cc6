"""JSON text to a plain tree, by the standard library at C speed; strict, and with every complaint placed."""

import json
import re
from collections.abc import Iterator
from typing import cast

from celadon.sources.document import JsonValue
from celadon.sources.limits import DIGITS, Limits
from celadon.sources.parsing.misreading import Misread, passed_limit

LEXEME = re.compile(rf'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{{}}]|-?Infinity|NaN|[0-9]{{{DIGITS + 1},}}', re.DOTALL)  # noqa: TID251 - our own, linear
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)  # noqa: TID251 - our own pattern, linear
HALF = re.compile(r"\\u[dD]")  # noqa: TID251 - our own pattern, linear; a quarter of the time that `in` takes

SAYINGS = (  # the standard library's words, the character there ("" for any), what we say, the next step
    ("Expecting property name", "}", "a comma stands before the closing brace", "remove the comma"),
    ("Illegal trailing comma", "", "a comma stands before the closing bracket", "remove the comma"),
    ("Expecting value", "]", "a value is missing before the closing bracket", "remove the comma, or add the value"),
    ("Expecting property name", "'", "a key stands in single quotes", "use double quotes"),
    ("Expecting value", "'", "a text stands in single quotes", "use double quotes"),
    ("Expecting", "/", "JSON has no comments", "remove the comment, or name the file .yaml and write `#`"),
    ("Expecting", "#", "JSON has no comments", "remove the comment, or name the file .yaml"),
    ("Expecting property name", "", "a key in double quotes is expected", "use double quotes; if this is YAML, name the file .yaml"),
    ("Expecting ':' delimiter", "", "a colon is missing after the key", "add the `:`"),
    ("Expecting ',' delimiter", "", "a comma or a closing bracket is missing", "add the `,`, or close what is open"),
    ("Expecting value", "", "a value is expected", "add the value; if this is YAML, name the file .yaml"),
    ("Extra data", "", "something stands after the end of the document", "remove it; a JSON file holds one document"),
    ("Unterminated string", "", "a text is never closed", "add the closing quote"),
    ("Invalid control character", "", "a line break or another control character stands in a text", "write it as an escape, such as `\\n`"),
    ("Invalid \\", "", "a backslash begins no escape of JSON", "write `\\\\` for a backslash"),
)  # fmt: skip


def read_json(text: str, limits: Limits) -> tuple[JsonValue, bool]:
    """Return the tree, and whether some key stands twice in its object; raises Misread."""
    repeats = False

    def pair_up(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        nonlocal repeats
        members = dict(pairs)
        if len(members) != len(pairs):
            repeats = True
        return members

    try:
        tree = cast("JsonValue", json.loads(text, object_pairs_hook=pair_up, parse_constant=_refuse_constant))
    except json.JSONDecodeError as error:
        raise _explain(error) from error
    except RecursionError as error:
        raise _too_deep(text, limits) from error
    except ValueError as error:  # a constant, or an integer that Python does not convert
        raise _unreadable_number(text) from error
    if _is_deeper(tree, limits.depth):
        raise _too_deep(text, limits)
    if HALF.search(text):
        _refuse_lone_surrogates(text)
    return tree, repeats


def _refuse_constant(name: str) -> JsonValue:
    raise ValueError(name)


def _explain(error: json.JSONDecodeError) -> Misread:
    there = error.doc[error.pos : error.pos + 1]
    if error.doc.startswith(("{{", "{%"), error.pos) or error.doc.startswith(("{{", "{%"), max(error.pos - 1, 0)):
        message = "an unrendered template (`{{ ... }}` or `{% ... %}`) is not JSON"
        return Misread("needs-render", message, "render the file first, or put the value in quotes", error.pos)
    if not there:
        return Misread("syntax-error", "the file ends before its document does", "close what is open, the innermost first", error.pos)
    for words, character, message, hint in SAYINGS:
        if error.msg.startswith(words) and character in ("", there):
            return Misread("syntax-error", message, hint, error.pos)
    return Misread("syntax-error", f"the JSON cannot be read: {error.msg}", "correct the file at this place", error.pos)


def _is_deeper(tree: JsonValue, depth: int) -> bool:
    """Go down level by level: no recursion, and a few nanoseconds per value."""
    level = [tree] if isinstance(tree, dict | list) else []
    for _ in range(depth):
        if not level:
            return False
        level = [
            child
            for node in level
            for child in (node.values() if node.__class__ is dict else node)
            if child.__class__ is dict or child.__class__ is list
        ]
    return bool(level)


def _lexemes(text: str) -> Iterator[tuple[str, int]]:
    """Walk over strings, brackets and odd numbers; strings come as their opening quote."""
    return ((text[found.start()], found.start()) for found in LEXEME.finditer(text))


def _too_deep(text: str, limits: Limits) -> Misread:
    depth = place = 0
    for character, offset in _lexemes(text):
        depth += (character in "[{") - (character in "]}")
        if depth > limits.depth:
            place = offset
            break
    return passed_limit(f"the document is nested deeper than {limits.depth} levels", "look for brackets that are never closed", place)


def _unreadable_number(text: str) -> Misread:
    for character, offset in _lexemes(text):
        if character.isdigit():
            return passed_limit(f"an integer of more than {DIGITS} digits", "write it as text, in quotes", offset)
        if character in "NI-":
            return Misread("syntax-error", "NaN and Infinity are not JSON", "write null, or a text", offset)
    return Misread("syntax-error", "a number cannot be read", "write it as text, in quotes", 0)


def _refuse_lone_surrogates(text: str) -> None:
    """Refuse half a character: it could not be written into any report."""
    start, due = 0, -1  # of a first half: where it begins, and where its second half must follow
    for found in ESCAPE.finditer(text):
        code = int(found[1] or "0", 16)
        if 0xDC00 <= code <= 0xDFFF:
            if found.start() != due:
                raise _half_character(found.start())
            due = -1
        elif due >= 0:
            raise _half_character(start)
        elif 0xD800 <= code <= 0xDBFF:
            start, due = found.span()
    if due >= 0:
        raise _half_character(start)


def _half_character(offset: int) -> Misread:
    return Misread(
        "syntax-error", "an escape is half of a character (a lone surrogate)", "write both halves, or the character itself", offset
    )
