"""What regular expressions of a document promise, judged from their syntax."""

from collections.abc import Callable

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.patterns.judging import fixed_start, is_anchored, is_anchored_at_start, is_finite, may_backtrack, may_start_with
from celadon.cel.types import BOOL, STRING


def _claim(name: str, judge: Callable[[str], bool], doc: str, example: str) -> Function:
    return Function(name, [Overload(f"string_{name}", (STRING,), BOOL, judge, member=True)], doc, example)


PATTERN = Library(
    "pattern",
    1,
    (
        _claim(
            "isAnchored",
            is_anchored,
            "Says whether a pattern can only match the whole text: ^ or \\A and $ or \\z at both ends of every branch.",
            "'^(a|b)$'.isAnchored() && '^a$|^b$'.isAnchored() && !'^a|b$'.isAnchored() && !'[a-z]+'.isAnchored()",
        ),
        _claim(
            "isAnchoredAtStart",
            is_anchored_at_start,
            "Says whether a pattern can only match at the beginning of the text.",
            "'^https://'.isAnchoredAtStart() && !'^a|b'.isAnchoredAtStart()",
        ),
        _claim(
            "isFinitePattern",
            is_finite,
            "Says whether there is a longest text that a pattern matches; anchor it, or the text around the match has no bound.",
            "'^[A-Z]{3}[0-9]{1,9}$'.isFinitePattern() && !'^[A-Z]+$'.isFinitePattern() && !'^a{2,}$'.isFinitePattern()",
        ),
        _claim(
            "mayBacktrack",
            may_backtrack,
            "Says whether a pattern repeats without bound a group that itself repeats without bound, with no character that tells the two "
            "apart. A heuristic over the syntax; engines such as RE2 cannot backtrack.",
            "'^(a+)+$'.mayBacktrack() && '(\\\\w+\\\\s?)*'.mayBacktrack() && !'^(a+,)+$'.mayBacktrack()",
        ),
        Function(
            "fixedStart",
            [Overload("string_fixed_start", (STRING,), STRING, fixed_start, member=True)],
            "Gives the text with which every match of a pattern begins, escapes resolved; empty where the pattern is not anchored.",
            "'^https:\\\\/\\\\/[a-z]'.fixedStart() == 'https://' && 'https://'.fixedStart() == ''",
        ),
        Function(
            "mayStartWith",
            [Overload("string_may_start_with", (STRING, STRING), BOOL, may_start_with, member=True)],
            "Says whether a text that begins with the argument can match the pattern; what lookaround refuses is not seen. "
            "A pattern that is not anchored at its start may match anything.",
            "'^/[a-z]*'.mayStartWith('//') && !'^/[^/]'.mayStartWith('//') && !'^https?:'.mayStartWith('file:')",
        ),
    ),
    "What regular expressions of a document promise, judged from their syntax.",
)
