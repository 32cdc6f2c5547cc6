"""RE2 patterns: compiled late and once. The RE2 library is imported with the first pattern, not before."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from celadon.cel.values import Failure

MAX_PATTERN = 4_096
"""Code points of one pattern."""
MAX_PROGRAM = 1 << 20
"""Bytes of memory that RE2 may use for one pattern."""


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> Any:
    """Compile a pattern; raises Failure with RE2's complaint in our words."""
    import re2  # noqa: PLC0415 - 15 ms, and most runs need no pattern

    if len(pattern) > MAX_PATTERN:
        raise Failure(f"the pattern has {len(pattern):,} characters; at most {MAX_PATTERN:,} are allowed")
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.max_mem = MAX_PROGRAM
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as error:
        reason = _reason(error)
        raise Failure(f"the pattern is not RE2: {reason}", _advice(pattern, reason)) from None


def compile_any(patterns: tuple[str, ...]) -> Any:
    """Compile several patterns to one that finds what any of them finds; raises as `compile_pattern` does."""
    return compile_pattern("|".join(f"(?:{pattern})" for pattern in patterns))


def _reason(error: Exception) -> str:
    text = error.args[0] if error.args else ""
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


def _advice(pattern: str, reason: str) -> str:
    if any(mark in pattern for mark in ("(?=", "(?!", "(?<=", "(?<!")):
        return "RE2 has no lookahead and lookbehind, so that every pattern runs in linear time; say it with && and !"
    if any(f"\\{digit}" in pattern for digit in "123456789"):
        return "RE2 has no backreferences, so that every pattern runs in linear time"
    if "\\Z" in pattern:
        return "write \\z for the end of the text"
    return next((advice for words, advice in _MISTAKES.items() if words in reason), "")


_MISTAKES = {
    "missing ]": "a [ opens a set of characters: close it with ], or write \\[ for the character itself",
    "missing )": "a ( opens a group: close it with ), or write \\( for the character itself",
    "unexpected )": "a ) closes a group that is not open; write \\) for the character itself",
    "no argument for repetition operator": "*, + and ? repeat what stands before them; write a backslash for the character itself",
    "bad repetition operator": "one of *, + and ? is enough; a pattern may not repeat a repetition",
    "invalid repetition size": "at most 1,000 repetitions are allowed",
    "trailing \\": "write \\\\ for a backslash",
    "invalid character class range": "the range in [ ] runs backwards, or a - in it needs a backslash",
    "invalid escape sequence": "RE2 has no such escape: leave the backslash out, or double it",
}
"""What RE2 complains of, and the next step."""


@lru_cache(maxsize=512)
def searcher(pattern: str) -> Callable[[str], bool]:
    """Give a function that says whether the pattern is found in a text."""
    search = compile_pattern(pattern).search

    def found(text: str) -> bool:
        return search(text.encode("utf-8", "surrogatepass")) is not None

    return found
