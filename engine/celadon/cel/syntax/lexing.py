"""Text to tokens. One compiled pattern of our own, linear in the text; strings that need care are read by hand."""

import re
from functools import cache
from typing import NoReturn

from celadon.cel.budget import MAX_SOURCE
from celadon.cel.errors import Issue, ParseError

NAME, INT, UINT, DOUBLE, STRING, BYTES, QUOTED, OPERATOR, END = range(9)
"""The kinds of tokens; the text of an operator is itself."""

Token = tuple[int, str, int, int]
"""Kind, text, start, end."""

_GRAMMAR = r"""
  (?:[\t\n\f\r ]++|//[^\n\r]*+)*+
  (?:
    (?P<string>(?:[rR][bB]?|[bB][rR]?)?(?:'''|\"{3}|['"]))
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*+)
  | (?P<double>[0-9]++\.[0-9]++(?:[eE][+-]?[0-9]++)?|[0-9]++[eE][+-]?[0-9]++|\.[0-9]++(?:[eE][+-]?[0-9]++)?)
  | (?P<uint>(?:0x[0-9a-fA-F]++|[0-9]++)[uU])
  | (?P<int>0x[0-9a-fA-F]++|[0-9]++)
  | (?P<quoted>`[^`\n\r]*+`)
  | (?P<operator>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]{}])
  )
"""


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_GRAMMAR, re.VERBOSE)  # noqa: TID251 - our own pattern, possessive throughout


@cache
def _kinds() -> tuple[int, ...]:
    groups = _pattern().groupindex
    kinds = [END] * (len(groups) + 1)
    for name, kind in (("string", STRING), ("name", NAME), ("double", DOUBLE), ("uint", UINT), ("int", INT), ("quoted", QUOTED)):
        kinds[groups[name]] = kind
    kinds[groups["operator"]] = OPERATOR
    return tuple(kinds)


def tokenize(source: str) -> list[Token]:
    """Cut the text into tokens; the last is END. Strings keep their quotes; `literals` reads them. Raises ParseError."""
    if len(source) > MAX_SOURCE:
        message = f"the expression has {len(source):,} characters; at most {MAX_SOURCE:,} are read"
        raise ParseError(source[:200], [Issue(message, source[:200], 0, 0, hint="split it into variables or several policies")])
    match = _pattern().match
    kinds = _kinds()
    tokens: list[Token] = []
    position = 0
    while True:
        found = match(source, position)
        if found is None or found.lastindex is None:
            position = _skip_space(source, position)
            if position < len(source):
                _unexpected(source, position)
            tokens.append((END, "", position, position))
            return tokens
        kind = kinds[found.lastindex]
        start, position = found.span(found.lastindex)
        if kind == STRING:
            prefix = source[start:position]
            position = _end_of_string(source, start, position, prefix)
            if "b" in prefix or "B" in prefix:
                kind = BYTES
        tokens.append((kind, source[start:position], start, position))


def _end_of_string(source: str, start: int, position: int, prefix: str) -> int:
    """Find the end of a string whose opening quotes end at `position`."""
    quotes = prefix.lstrip("rRbB")
    raw = "r" in prefix or "R" in prefix
    many_lines = len(quotes) == 3
    while True:
        end = source.find(quotes, position)
        if end < 0:
            _unterminated(source, start, quotes)
        if not raw:
            escape = source.find("\\", position, end)
            if escape >= 0:
                position = escape + 2
                continue
        if not many_lines:
            newline = _first_newline(source, start, end)
            if newline >= 0:
                _unterminated(source, start, quotes, newline)
        return end + len(quotes)


def _first_newline(source: str, start: int, end: int) -> int:
    found = [place for place in (source.find("\n", start, end), source.find("\r", start, end)) if place >= 0]
    return min(found, default=-1)


def _unterminated(source: str, start: int, quotes: str, newline: int = -1) -> NoReturn:
    if newline < 0 and len(quotes) == 1:
        newline = _first_newline(source, start, len(source))
    end = len(source) if newline < 0 else newline
    hint = f"close it with {quotes}, and write \\{quotes[0]} for a {quotes[0]} inside of it"
    if f"\\{quotes[0]}" in source[start:end]:
        hint += f"; \\\\ is a backslash, and r{quotes[0]}...{quotes[0]} a string without escapes"
    elif newline >= 0:
        hint += "; text of several lines stands in triple quotes"
    raise ParseError(source, [Issue("this string is not closed", source, start, end, hint=hint)])


def _skip_space(source: str, position: int) -> int:
    while position < len(source):
        if source[position] in "\t\n\f\r ":
            position += 1
        elif source.startswith("//", position):
            end = _first_newline(source, position, len(source))
            position = len(source) if end < 0 else end
        else:
            break
    return position


_ADVICE = {
    "&": "write && for 'and'",
    "|": "write || for 'or'",
    "=": "write == to compare",
    "`": "close the quoted field name with `",
    "'": "",
    "~": "CEL has no ~; use matches() for patterns",
    "^": "CEL has no ^",
    "#": "comments begin with //",
    ";": "an expression has no statements; join conditions with &&",
    "\\": "escapes belong in strings",
    "\u201c": 'use straight quotes: "..."',
    "\u201d": 'use straight quotes: "..."',
    "\u2018": "use straight quotes: '...'",
    "\u2019": "use straight quotes: '...'",
}


def _unexpected(source: str, position: int) -> NoReturn:
    character = source[position]
    shown = character if character.isprintable() else f"\\u{ord(character):04x}"
    hint = _ADVICE.get(character, "")
    raise ParseError(source, [Issue(f"the character {shown} has no meaning here", source, position, position + 1, hint=hint)])
