"""Sets of paths as rules and routes match them, and how much of one another covers."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final, Literal

from celadon.frozen import dataclass, replace
from celadon.models.gateways.origins import expression
from celadon.terms.unknown import Unknown

Kind = Literal["exact", "prefix", "segment_prefix", "regex", "template"]

SPECIAL: Final = frozenset(".^$*+?{}[]|()\\")
"""Characters that mean something in a regular expression."""


class Share(Enum):
    """How much of one set another one covers."""

    ALL = "all of it"
    PART = "a part of it, or perhaps a part"
    NONE = "nothing of it"


@dataclass(frozen=True, slots=True)
class Path:
    """A set of paths, without query strings, that Envoy compares with the whole path or its beginning."""

    kind: Kind
    value: str
    ignores_case: bool = False

    @property
    def literal(self) -> str:
        """The text with which every path of the set begins."""
        if self.kind == "regex":
            return _literal_head(self.value)
        if self.kind == "template":
            return re.split(r"[{*]", self.value, maxsplit=1)[0]
        return self.value

    def holds(self, path: str) -> bool:
        """Tell whether one path belongs to the set; a pattern that is not RE2 holds nothing, as Envoy refuses it."""
        if self.ignores_case:
            return _folded(self).holds(path.lower())
        if self.kind == "exact":
            return path == self.value
        if self.kind == "prefix":
            return path.startswith(self.value)
        if self.kind == "segment_prefix":
            return path == self.value or path.startswith(self.value + "/")
        return matches_whole(self.value if self.kind == "regex" else _template_pattern(self.value), path)


EVERY_PATH: Final = Path("prefix", "/")


class Neighbours:
    """Paths by the text with which they begin: those that may share something are found without comparing all of them.

    Texts are folded, because `ignores_case` may stand on either side; `share` decides.
    """

    __slots__ = ("_at", "_lengths", "_same", "_texts", "_wide")

    def __init__(self, paths: Sequence[Path]) -> None:
        """Sort them in; they are called by their number."""
        self._at: dict[str, list[int]] = {}
        self._wide: dict[str, list[int]] = {}
        self._same: dict[tuple[Kind, str], list[int]] = {}
        for number, path in enumerate(paths):
            text = path.literal.casefold()
            self._at.setdefault(text, []).append(number)
            if path.kind in {"prefix", "segment_prefix"}:
                self._wide.setdefault(text, []).append(number)
            self._same.setdefault((path.kind, path.value.casefold()), []).append(number)
        self._texts = sorted(self._at)
        self._lengths = sorted({len(text) for text in self._texts})

    def around(self, path: Path) -> list[int]:
        """Give those that may cover it, in order: a single path may lie in any kind of set, a set only in prefixes and its like."""
        wide = self._before(path.literal.casefold(), self._at if path.kind == "exact" else self._wide)
        return sorted({*wide, *self._same.get((path.kind, path.value.casefold()), ())})

    def near(self, path: Path) -> list[int]:
        """Give those that may share something with it, in order."""
        text = path.literal.casefold()
        return sorted({*self._before(text, self._at), *self._within(text)})

    def _before(self, text: str, among: dict[str, list[int]]) -> Iterator[int]:
        for length in self._lengths[: bisect_right(self._lengths, len(text))]:
            yield from among.get(text[:length], ())

    def _within(self, text: str) -> Iterator[int]:
        for index in range(bisect_right(self._texts, text), len(self._texts)):
            if not self._texts[index].startswith(text):
                return
            yield from self._at[self._texts[index]]


def regex(pattern: str) -> Path:
    """Read a regular expression, as an exact path or a prefix where it says no more than that."""
    pattern = pattern.removeprefix("^").removesuffix("$") if not pattern.endswith("\\$") else pattern
    if pattern in {".*", ".+"}:
        return EVERY_PATH
    head = _literal_head(pattern)
    if _escaped_length(pattern, head) == len(pattern):
        return Path("exact", head)
    if head.startswith("/") and pattern.endswith(".*") and _escaped_length(pattern, head) == len(pattern) - 2:
        return Path("prefix", head)
    return Path("regex", pattern)


def share(rule: Path, route: Path) -> Share:
    """Say how much of a route's paths a rule covers; regular expressions are compared by the text with which they begin."""
    if rule.ignores_case:
        rule, route = _folded(rule), _folded(route)
    elif route.ignores_case and rule.literal.lower() != rule.literal.upper():
        # A route that takes every case is covered in part at most by a rule that insists on one.
        return Share.NONE if share(_folded(rule), _folded(route)) is Share.NONE else Share.PART
    if rule == route or _contains(rule, route):
        return Share.ALL
    if route.kind == "exact":
        return Share.ALL if rule.holds(route.value) else Share.NONE
    if rule.kind == "exact":
        return Share.PART if route.holds(rule.value) else Share.NONE
    ours, theirs = rule.literal, route.literal
    return Share.PART if ours.startswith(theirs) or theirs.startswith(ours) else Share.NONE


def matches_whole(pattern: str, text: str) -> bool:
    """Tell whether a pattern matches all of a text, as Envoy's regular expressions do; one that is not RE2 matches nothing."""
    matches = expression(pattern, whole=True)
    return False if isinstance(matches, Unknown) else matches(text)


def _contains(rule: Path, route: Path) -> bool:
    if rule.kind == "prefix":
        return route.literal.startswith(rule.value)
    if rule.kind == "segment_prefix":
        return route.literal.startswith(rule.value + "/") or (route.kind == "segment_prefix" and route.value == rule.value)
    return False


def _folded(path: Path) -> Path:
    return replace(path, value=path.value.lower(), ignores_case=False)


def _literal_head(pattern: str) -> str:
    if "|" in pattern:
        return ""
    head: list[str] = []
    index = 0
    while index < len(pattern):
        mark = pattern[index]
        if mark == "\\" and index + 1 < len(pattern) and not pattern[index + 1].isalnum():
            index += 1
            mark = pattern[index]
        elif mark in SPECIAL:
            # `ab?`, `ab*` and `ab{0,2}` do not begin with `ab`.
            return "".join(head[:-1] if mark in "?*{" else head)
        head.append(mark)
        index += 1
    return "".join(head)


def _escaped_length(pattern: str, head: str) -> int:
    """Count the characters of a pattern that spell its literal head."""
    index = 0
    for _ in head:
        index += 2 if pattern[index] == "\\" else 1
    return index


def _template_pattern(template: str) -> str:
    """Write a URI template of Envoy (`/users/{id}`, `/a/*`, `/a/**`) as a regular expression."""
    pieces = re.split(r"(\{\w+(?:=[^}]*)?\}|\*\*|\*)", template)
    return "".join(".*" if piece == "**" else "[^/]+" if piece[:1] in {"*", "{"} else re.escape(piece) for piece in pieces)
