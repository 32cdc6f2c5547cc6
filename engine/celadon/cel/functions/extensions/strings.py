"""The string extension: indices count code points, searching past the end is an error, results are bounded in size."""

from collections.abc import Sequence
from typing import Any

from celadon.cel.budget import MAX_SIZE
from celadon.cel.functions.extensions.formatting import format_text, inspect_format
from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.runtime.arithmetic import too_large
from celadon.cel.runtime.kinds import kind_of, no_overload
from celadon.cel.types import DYN, INT, STRING, list_of
from celadon.cel.values import Failure

STRINGS = list_of(STRING)
_WHITE_SPACE = (
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_TO_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_TO_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_QUOTED = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\", '"': '\\"'}


def _out_of_range(index: int) -> Failure:
    return Failure(f"index out of range: {index}")


def _char_at(text: str, index: int) -> str:
    if not 0 <= index <= len(text):
        raise _out_of_range(index)
    return text[index : index + 1]


def _index_of(text: str, part: str, start: int = 0) -> int:
    if not 0 <= start <= len(text):
        raise _out_of_range(start)
    return text.find(part, start)


def _last_index_of(text: str, part: str) -> int:
    return text.rfind(part)


def _last_index_before(text: str, part: str, last: int) -> int:
    if not 0 <= last <= len(text):
        raise _out_of_range(last)
    return text.rfind(part, 0, last + len(part))


def lower_ascii(text: str) -> str:
    """Lower A to Z; other letters stay."""
    return text.lower() if text.isascii() else text.translate(_TO_LOWER)


def _upper_ascii(text: str) -> str:
    return text.upper() if text.isascii() else text.translate(_TO_UPPER)


def _replace(text: str, old: str, new: str, limit: int = -1) -> str:
    count = text.count(old)
    if limit >= 0:
        count = min(count, limit)
    size = len(text) + count * (len(new) - len(old))
    if size > MAX_SIZE:
        raise too_large(size)
    return text.replace(old, new, limit)


def _split(text: str, separator: str, limit: int = -1) -> list[str]:
    if limit == 0:
        return []
    if not separator:
        head = list(text) if limit < 0 else list(text[: limit - 1])
        rest = text[len(head) :]
        return [*head, rest] if rest else head
    return text.split(separator, limit - 1 if limit > 0 else -1)


def _substring(text: str, start: int) -> str:
    return _substring_between(text, start, len(text))


def _substring_between(text: str, start: int, end: int) -> str:
    for index in (start, end):
        if not 0 <= index <= len(text):
            raise _out_of_range(index)
    if start > end:
        raise Failure(f"invalid substring range. start: {start}, end: {end}")
    return text[start:end]


def _trim(text: str) -> str:
    return text.strip(_WHITE_SPACE)


def _join(texts: Sequence[Any], separator: str = "") -> str:
    for text in texts:
        if text.__class__ is not str:
            raise no_overload(f"join() of a list with {kind_of(text)}")
    size = sum(map(len, texts)) + len(separator) * max(0, len(texts) - 1)
    if size > MAX_SIZE:
        raise too_large(size)
    return separator.join(texts)


def _quote(text: str) -> str:
    return '"' + "".join(_QUOTED.get(character, character) for character in text) + '"'


def _reverse(text: str) -> str:
    return text[::-1]


STRINGS_EXTENSION = Library(
    "strings",
    4,
    (
        Function(
            "charAt",
            [Overload("string_char_at_int", (STRING, INT), STRING, _char_at, member=True)],
            "Gives one character; the empty text at the end.",
            "'abc'.charAt(1) == 'b' && 'abc'.charAt(3) == ''",
        ),
        Function(
            "indexOf",
            [
                Overload("string_index_of_string", (STRING, STRING), INT, _index_of, member=True),
                Overload("string_index_of_string_int", (STRING, STRING, INT), INT, _index_of, member=True),
            ],
            "Gives the place of the first occurrence, from an index on if one is given; -1 where there is none.",
            "'hello'.indexOf('l') == 2 && 'hello'.indexOf('l', 3) == 3",
        ),
        Function(
            "lastIndexOf",
            [
                Overload("string_last_index_of_string", (STRING, STRING), INT, _last_index_of, member=True),
                Overload("string_last_index_of_string_int", (STRING, STRING, INT), INT, _last_index_before, member=True),
            ],
            "Gives the place of the last occurrence that begins at or before an index; -1 where there is none.",
            "'hello'.lastIndexOf('l') == 3 && 'hello'.lastIndexOf('l', 2) == 2",
        ),
        Function(
            "lowerAscii",
            [Overload("string_lower_ascii", (STRING,), STRING, lower_ascii, member=True)],
            "Lowers the letters A to Z; others stay.",
            "'TacoCat'.lowerAscii() == 'tacocat'",
        ),
        Function(
            "upperAscii",
            [Overload("string_upper_ascii", (STRING,), STRING, _upper_ascii, member=True)],
            "Raises the letters a to z; others stay.",
            "'4xx'.upperAscii() == '4XX'",
        ),
        Function(
            "replace",
            [
                Overload("string_replace_string_string", (STRING, STRING, STRING), STRING, _replace, member=True, sized=True),
                Overload("string_replace_string_string_int", (STRING, STRING, STRING, INT), STRING, _replace, member=True, sized=True),
            ],
            "Replaces every occurrence, or the first n.",
            "'a-b-c'.replace('-', '_') == 'a_b_c' && 'a-b-c'.replace('-', '', 1) == 'ab-c'",
        ),
        Function(
            "split",
            [
                Overload("string_split_string", (STRING, STRING), STRINGS, _split, member=True, sized=True),
                Overload("string_split_string_int", (STRING, STRING, INT), STRINGS, _split, member=True, sized=True),
            ],
            "Cuts a text at a separator, into at most n pieces if n is given.",
            "'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c']",
        ),
        Function(
            "substring",
            [
                Overload("string_substring_int", (STRING, INT), STRING, _substring, member=True),
                Overload("string_substring_int_int", (STRING, INT, INT), STRING, _substring_between, member=True),
            ],
            "Gives the text from an index on, up to another one (exclusive).",
            "'tacocat'.substring(4) == 'cat' && 'tacocat'.substring(0, 4) == 'taco'",
        ),
        Function(
            "trim",
            [Overload("string_trim", (STRING,), STRING, _trim, member=True)],
            "Cuts white space off both ends.",
            "'  a b '.trim() == 'a b'",
        ),
        Function(
            "join",
            [
                Overload("list_join", (STRINGS,), STRING, _join, member=True, sized=True),
                Overload("list_join_string", (STRINGS, STRING), STRING, _join, member=True, sized=True),
            ],
            "Joins texts, with a separator between them.",
            "['a', 'b'].join(', ') == 'a, b'",
        ),
        Function(
            "strings.quote",
            [Overload("strings_quote", (STRING,), STRING, _quote)],
            "Puts a text into double quotes and escapes what needs it.",
            "strings.quote('a\"b') == '\"a\\\\\"b\"'",
        ),
        Function(
            "reverse",
            [Overload("string_reverse", (STRING,), STRING, _reverse, member=True)],
            "Turns a text or a list round.",
            "'abc'.reverse() == 'cba'",
        ),
        Function(
            "format",
            [Overload("string_format", (STRING, list_of(DYN)), STRING, format_text, member=True, sized=True, inspect=inspect_format)],
            "Puts values into a text: %s any, %d whole, %f and %e with decimals (%.2f), %b binary, %o octal, %x and %X hexadecimal, "
            "%% a percent.",
            "'%s has %d items, %.1f %%'.format(['cart', 3, 12.5]) == 'cart has 3 items, 12.5 %'",
        ),
    ),
    "Text, as the string extension of CEL has it.",
)
