"""What looks like a live secret in a text. Nothing is ever shown whole: answers are cut to their first characters."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.types import STRING, TIMESTAMP, list_of
from celadon.cel.values import Timestamp

STRINGS = list_of(STRING)
SHOWN = 12
"""Characters of a secret that an answer shows."""
RUN = 8
"""So many characters in the order of the alphabet, or of the digits, are typed by hand."""
TYPED = rb"^[a-z]+(?:[_-](?:[a-z]+|[0-9]+))+$"
"""Words and numbers with dashes, such as `xoxb-your-token` and `xoxp-123-456-789`, are typed by hand, too."""
KEY_BODY = rb"^(?:\\n|\\r|\s)*[A-Za-z0-9+/=]{32}"
"""How the body of a private key begins; a header that stands alone is a word of prose."""
NANOSECONDS = 1_000_000_000
LAST = 253_402_300_799 * NANOSECONDS
"""The end of the year 9999, after which there is no instant."""
JWT = rb"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"


@lru_cache(maxsize=64)
def _union(patterns: tuple[str, ...]) -> Any:
    from celadon.cel.patterns.searching import compile_any  # noqa: PLC0415 - RE2 costs 15 ms

    return compile_any(patterns)


@lru_cache(maxsize=4)
def _bytes_pattern(pattern: bytes) -> Any:
    import re2  # noqa: PLC0415 - as above

    return re2.compile(pattern)


def secrets(text: str, patterns: Sequence[str], placeholders: Sequence[str]) -> list[str]:
    """Find what matches a pattern and is no placeholder; shortened. Costs one pass over the text."""
    if len(text) < SHOWN or not patterns:
        return []
    data = text.encode("utf-8", "surrogatepass")
    return [_shortened(found) for found in _matches(data, tuple(patterns)) if not _is_placeholder(found, tuple(placeholders))]


def _matches(data: bytes, patterns: tuple[str, ...]) -> Iterator[bytes]:
    """Find the matches; the header of a private key counts with the key that follows it, and not without."""
    for match in _union(patterns).finditer(data):
        found = bytes(match.group(0))
        if not found.endswith(b"PRIVATE KEY-----"):
            yield found
        elif _bytes_pattern(KEY_BODY).search(rest := data[match.end() :].partition(b"-----END")[0]) is not None:
            yield found + rest


def _is_placeholder(found: bytes, placeholders: tuple[str, ...]) -> bool:
    if (placeholders and _union(placeholders).search(found) is not None) or _bytes_pattern(TYPED).search(found) is not None:
        return True
    steps = [after - before == 1 for before, after in pairwise(found)]
    return any(all(steps[start : start + RUN - 1]) for start in range(len(steps) - RUN + 2))


def _shortened(found: bytes) -> str:
    return found[:SHOWN].decode("utf-8", "replace") + "..."


def live_tokens(text: str, now: Timestamp) -> list[Timestamp]:
    """Find JSON Web Tokens that expire after an instant; gives when each does."""
    if "eyJ" not in text:
        return []
    data = text.encode("utf-8", "surrogatepass")
    ends = (_expiry(bytes(match.group(0))) for match in _bytes_pattern(JWT).finditer(data))
    return [Timestamp(end * NANOSECONDS) for end in ends if end is not None and now.nanos < end * NANOSECONDS <= LAST]


def _expiry(token: bytes) -> int | None:
    header, payload, _ = token.split(b".")
    said, claimed = _decoded(header), _decoded(payload)
    end = claimed.get("exp")
    if "alg" not in said or not isinstance(end, (int, float)) or isinstance(end, bool) or not abs(end) <= LAST:
        # JSON as Python reads it has infinities, too.
        return None
    return int(end)


def _decoded(part: bytes) -> dict[str, Any]:
    from base64 import urlsafe_b64decode  # noqa: PLC0415 - few documents hold a token
    from json import loads  # noqa: PLC0415 - as above

    try:
        value = loads(urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


SECRETS = Library(
    "secrets",
    1,
    (
        Function(
            "secrets",
            [Overload("string_secrets", (STRING, STRINGS, STRINGS), STRINGS, secrets, member=True)],
            "Gives the matches of some patterns that hold no match of the placeholders, no run of eight characters in order, and are not "
            "words or numbers with dashes; each is cut to twelve characters. The header of a private key counts only with a key behind it.",
            r"'sk_live_4eC39HqLyjWDarjt'.secrets(['sk_live_[0-9A-Za-z]{16,}'], ['(?i)example']) == ['sk_live_4eC3...']",
        ),
        Function(
            "liveTokens",
            [Overload("string_live_tokens", (STRING, TIMESTAMP), list_of(TIMESTAMP), live_tokens, member=True)],
            "Finds JSON Web Tokens that expire after an instant, and gives when each does.",
            "'eyJhbGciOiJub25lIn0.eyJleHAiOjQwNzA5MDg4MDB9.'.liveTokens(date('2026-01-01')) == [date('2099-01-01')]",
        ),
    ),
    "What looks like a live secret.",
)
