"""Names and their spellings: words, house styles, comparison without case."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from celadon.cel.functions.library import Function, Library, Overload, one_or_many
from celadon.cel.syntax.nodes import Call, Literal, Node
from celadon.cel.types import BOOL, STRING, list_of
from celadon.cel.values import Failure

STRINGS = list_of(STRING)


_NAME = 200
"""Characters up to which a text is taken for a name, and remembered."""

_FEW = 20
"""Entries up to which an answer is remembered: longer lists cost more to look up than to compare with."""


def split_words(name: str) -> tuple[str, ...]:
    """Cut a name into words, in lower case: at case changes and at everything that is neither a letter nor a digit.

    Digits stay with the word before them. An upper-case run is one word, its plural too: `userIDs` is user, ids.
    """
    return _known_words(name) if len(name) <= _NAME else _words(name)


def _words(name: str) -> tuple[str, ...]:
    found: list[str] = []
    start = 0
    for position in range(1, len(name) + 1):
        if position == len(name) or _is_border(name, start, position):
            word = name[start:position]
            if word[:1].isalnum():
                found.append(word.lower())
            start = position
    return tuple(found)


_known_words = lru_cache(maxsize=8_192)(_words)


def _is_border(name: str, start: int, position: int) -> bool:
    """Say whether a word ends before `position`."""
    before, here = name[position - 1], name[position]
    if not before.isalnum() or not here.isalnum():
        return True
    if not here.isupper():
        return False
    if not before.isupper():
        # A lone s behind an acronym is its plural: IDs, URLsOf.
        return True
    after = name[position + 1 : position + 2]
    if not after.isalpha() or after.isupper():
        return False
    plural = after == "s" and not name[position + 2 : position + 3].islower() and position - start >= 1
    return not plural


def normalised(name: str) -> str:
    """Join the words of a name with `_`."""
    return _known_normalised(name) if len(name) <= _NAME else "_".join(_words(name))


@lru_cache(maxsize=16_384)
def _known_normalised(name: str) -> str:
    return "_".join(_known_words(name))


@lru_cache(maxsize=512)
def _normalised_set(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normalised, names))


@lru_cache(maxsize=512)
def _endings(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("_" + normalised(name) for name in names if normalised(name))


@lru_cache(maxsize=512)
def _folded_set(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def is_named(name: str, names: Iterable[str]) -> bool:
    """Say whether the words of a name are those of an entry."""
    return normalised(name) in _normalised_set(tuple(names))


def ends_named(name: str, names: Iterable[str]) -> bool:
    """Say whether the words of a name are, or end with, those of an entry."""
    entries = tuple(names)
    return _known_ending(name, entries) if len(name) <= _NAME and len(entries) <= _FEW else _ends(name, entries)


def _ends(name: str, entries: tuple[str, ...]) -> bool:
    return ("_" + normalised(name)).endswith(_endings(entries))


_known_ending = lru_cache(maxsize=16_384)(_ends)  # a document has twenty properties of a name


def is_any_of(text: str, texts: Iterable[str]) -> bool:
    """Say whether the text is an entry, without case."""
    return text.casefold() in _folded_set(tuple(texts))


def equals_ignore_case(text: str, other: str) -> bool:
    """Compare without case."""
    return text.casefold() == other.casefold()


def _joined_by(separator: str, is_part: Callable[[str], bool]) -> Callable[[str], bool]:
    def judge(name: str) -> bool:
        if not name or not name.isascii():
            return False
        for part in name.split(separator):  # noqa: SIM110 - a document has thousands of names, and a generator costs twice as much
            if not (part.isalnum() and is_part(part)):
                return False
        return True

    return judge


def _is_lower(part: str) -> bool:
    return part == part.lower()


def _is_upper(part: str) -> bool:
    return part == part.upper()


def _is_capitalised(part: str) -> bool:
    return not part[0].islower()


def _is_camel(name: str) -> bool:
    return name.isascii() and name.isalnum() and name[0].islower()


def _is_pascal(name: str) -> bool:
    return name.isascii() and name.isalnum() and name[0].isupper()


_CASES: dict[str, Callable[[str], bool]] = {
    "flatcase": _joined_by("\n", _is_lower),
    "camelCase": _is_camel,
    "snake_case": _joined_by("_", _is_lower),
    "kebab-case": _joined_by("-", _is_lower),
    "UPPER_SNAKE_CASE": _joined_by("_", _is_upper),
    "PascalCase": _is_pascal,
    "Train-Case": _joined_by("-", _is_capitalised),
}
"""In the order in which equally frequent styles are preferred."""


def is_case(name: str, style: str) -> bool:
    """Say whether a name is written in a style; raises Failure for a style that does not exist."""
    judge = _CASES.get(style)
    if judge is None:
        raise Failure(f'there is no style "{style}"', f"the styles are {', '.join(_CASES)}")
    return judge(name)


_SIGNS = re.compile(r"[^A-Za-z0-9_-]+")  # noqa: TID251 - a pattern of our own


@lru_cache(maxsize=32_768)  # a name is asked once for each property of that name
def parts_are_case(name: str, style: str) -> bool:
    """Say whether a name, or each of its parts between signs, is written in a style; raises Failure for a style that does not exist.

    What stands before the first `_` is a part of its own only where the whole follows no style: Users_List, users_listAll.
    """
    if is_case(name, style):
        return True
    if styles_of(name):
        return False
    parts = [part for piece in _SIGNS.split(name) if (part := piece.strip("_-"))]
    if len(parts) == 1:
        parts = parts[0].split("_", 1)
    return all(part.isdigit() or is_case(part, style) for part in parts)


def styles_of(name: str) -> tuple[str, ...]:
    """Name the styles in which a name is written; a word of small letters is written in several."""
    return tuple([style for style, judge in _CASES.items() if judge(name)])


def most_common_case(names: Sequence[str]) -> str:
    """Name the style that most of the names are written in; the empty text for no names or none in any style."""
    counts = {style: sum(map(judge, names)) for style, judge in _CASES.items()}
    best = max(counts.values(), default=0)
    return next((style for style, count in counts.items() if count == best), "") if best else ""


def _inspect_style(call: Call) -> Iterable[tuple[Node, str, str]]:
    style = call.args[0]
    if isinstance(style, Literal) and style.value not in _CASES:
        yield style, f'there is no style "{style.value}"', f"the styles are {', '.join(_CASES)}"


def _style_function(name: str, style: str, example: str) -> Function:
    overload = Overload(f"string_{name}", (STRING,), BOOL, _CASES[style], member=True)
    return Function(name, [overload], f"Says whether the name is written in {style}.", example)


TEXT = Library(
    "text",
    1,
    (
        Function(
            "words",
            [Overload("string_words", (STRING,), STRINGS, split_words, member=True)],
            "Cuts a name into words, in lower case: at case changes and at everything that is neither letter nor digit. "
            "Digits stay with the word before them; an upper-case run is one word.",
            "'X-APIKey2_userIDs'.words() == ['x', 'api', 'key2', 'user', 'ids']",
        ),
        Function(
            "normalised",
            [Overload("string_normalised", (STRING,), STRING, normalised, member=True)],
            "Joins the words of a name with _, so that two spellings of one name are equal.",
            "'pageSize'.normalised() == 'page_size' && 'page-size'.normalised() == 'page_size'",
        ),
        one_or_many(
            "isNamed",
            is_named,
            "Says whether the name has the words of an entry, whatever the spelling: whole words, without case.",
            "'apiKey'.isNamed(['api_key', 'token']) && !'apiKeys'.isNamed('api-key')",
        ),
        one_or_many(
            "endsNamed",
            ends_named,
            "Says whether the words of the name are, or end with, the words of an entry.",
            "'x-api-key'.endsNamed(['api_key']) && !'pageToken'.endsNamed(['access_token']) && !'monkey'.endsNamed('key')",
        ),
        one_or_many(
            "isAnyOf",
            is_any_of,
            "Says whether the text is one of the entries, without case.",
            "'Retry-After'.isAnyOf(['retry-after']) && !'X-Retry-After'.isAnyOf(['retry-after'])",
        ),
        Function(
            "equalsIgnoreCase",
            [Overload("string_equals_ignore_case", (STRING, STRING), BOOL, equals_ignore_case, member=True)],
            "Compares two texts without case.",
            "'Bearer'.equalsIgnoreCase('bearer')",
        ),
        Function(
            "isCase",
            [Overload("string_is_case", (STRING, STRING), BOOL, is_case, member=True, inspect=_inspect_style)],
            f"Says whether the name is written in a style: {', '.join(_CASES)}. Acronyms in camelCase pass.",
            "'userID'.isCase('camelCase') && 'user-id'.isCase('kebab-case') && !'user__id'.isCase('snake_case')",
        ),
        Function(
            "partsAreCase",
            [Overload("string_parts_are_case", (STRING, STRING), BOOL, parts_are_case, member=True, inspect=_inspect_style)],
            "Says whether the name is written in a style, or, where it follows none as a whole, each of its parts between signs; "
            "a first part before _ counts as one.",
            "'page[pageSize]'.partsAreCase('camelCase') && 'Users_List'.partsAreCase('PascalCase') && !'user_id'.partsAreCase('camelCase')",
        ),
        _style_function("isCamelCase", "camelCase", "'orderId'.isCamelCase() && !'order_id'.isCamelCase()"),
        _style_function("isPascalCase", "PascalCase", "'OrderId'.isPascalCase() && !'orderId'.isPascalCase()"),
        _style_function("isSnakeCase", "snake_case", "'order_id'.isSnakeCase() && !'orderId'.isSnakeCase()"),
        _style_function("isKebabCase", "kebab-case", "'order-items'.isKebabCase() && !'Order-Items'.isKebabCase()"),
        Function(
            "mostCommonCase",
            [Overload("list_most_common_case", (STRINGS,), STRING, most_common_case, member=True)],
            "Names the style in which most of the names are written; the empty text where there is none. "
            "Of equally frequent styles the first wins, in the order of isCase.",
            "['user_id', 'id', 'orderId', 'created_at'].mostCommonCase() == 'snake_case'",
        ),
    ),
    "Names and their spellings.",
)
