"""Reads a document that has a known shape (a policy, a manifest, settings, waivers) and collects every complaint with its place.

A reader never stops at the first mistake: each method returns a usable value or a default, and adds a `Problem`.
"""

from collections.abc import Collection, Iterable, Iterator
from enum import Enum
from typing import Protocol, TypeVar

from celadon.sources.document import JsonValue
from celadon.terms.errors import Problem
from celadon.terms.location import Location, Tokens

E = TypeVar("E", bound=Enum)


class Shaped(Protocol):
    """What a document must offer to be read by shape."""

    def value(self, tokens: Tokens) -> JsonValue:
        """Return the value at a place; KeyError where there is none."""

    def exists(self, tokens: Tokens) -> bool:
        """Tell whether there is a value at a place."""

    def locate(self, tokens: Tokens) -> Location:
        """Give the place as a reader finds it."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known word, or all of them when they are few, or nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - for mistakes only

    choices = sorted(known)
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    if choices and len(choices) <= 40:
        return "known: " + ", ".join(choices)
    return ""


def describe(value: JsonValue) -> str:
    """Name a value's kind as a reader of YAML would."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return "a tagged value"


class Shape:
    """A cursor over one document; children share the list of problems."""

    __slots__ = ("document", "kind", "problems", "tokens", "value")

    def __init__(self, document: Shaped, *, kind: str, problems: list[Problem], tokens: Tokens = ()) -> None:
        """Stand at `tokens`; `kind` is the word that each problem carries, such as `invalid-policy`."""
        self.document = document
        self.kind = kind
        self.problems = problems
        self.tokens = tokens
        self.value: JsonValue = document.value(tokens)

    def complain(self, message: str, hint: str = "", *, key: str | int | None = None) -> None:
        """Add a problem at this node, or at its member `key`."""
        self.problems.append(Problem(kind=self.kind, message=message, hint=hint, location=self.location(key)))

    def location(self, key: str | int | None = None) -> Location:
        """Locate this node, or its member `key` where that exists."""
        tokens = self.tokens if key is None else (*self.tokens, key)
        return self.document.locate(tokens if self.document.exists(tokens) else self.tokens)

    @property
    def name(self) -> str:
        """How to speak of this node: the nearest key above it."""
        for token in reversed(self.tokens):
            if isinstance(token, str):
                return f"`{token}`"
        return "the file"

    def child(self, key: str | int) -> "Shape":
        """Stand at a member that exists."""
        return Shape(self.document, kind=self.kind, problems=self.problems, tokens=(*self.tokens, key))

    def member(self, key: str) -> "Shape | None":
        """Stand at the member `key`; None where it is absent or null."""
        if isinstance(self.value, dict) and self.value.get(key) is not None:
            return self.child(key)
        return None

    def text_at(self, key: str, default: str = "") -> str:
        """Read the text of a member that may be absent."""
        member = self.member(key)
        return default if member is None else member.text(default)

    def texts_at(self, key: str) -> tuple[str, ...]:
        """Read the list of texts of a member that may be absent."""
        member = self.member(key)
        return () if member is None else member.texts()

    def items_at(self, key: str) -> "Iterator[Shape]":
        """Walk the items of a member that may be absent."""
        member = self.member(key)
        return iter(()) if member is None else member.items()

    def members_at(self, key: str) -> "Iterator[tuple[str, Shape]]":
        """Walk the members of a member that may be absent."""
        member = self.member(key)
        return iter(()) if member is None else member.members()

    def is_mapping(self) -> bool:
        """Tell whether this is a mapping; complain where it is not."""
        if isinstance(self.value, dict):
            return True
        self.complain(f"{self.name} is {describe(self.value)}, a mapping is expected", "write 'key: value' below it")
        return False

    def keys(self, *, known: Collection[str], required: Collection[str] = ()) -> None:
        """Complain of each unknown and each missing key of this mapping."""
        if not self.is_mapping() or not isinstance(self.value, dict):
            return
        for key in self.value:
            if key not in known:
                self.complain(f"unknown key '{key}'", did_you_mean(key, known), key=key)
        for key in required:
            if self.value.get(key) is None:
                self.complain(f"{self.name} lacks the key '{key}'", f"add '{key}:'")

    def members(self) -> Iterator[tuple[str, "Shape"]]:
        """Walk the members of a mapping in order; complains and ends where this is none."""
        if self.is_mapping() and isinstance(self.value, dict):
            for key in self.value:
                yield key, self.child(key)

    def items(self) -> Iterator["Shape"]:
        """Walk the items of a list in order; complains and ends where this is none."""
        if isinstance(self.value, list):
            for index in range(len(self.value)):
                yield self.child(index)
        else:
            self.complain(
                f"{self.name} is {describe(self.value)}, a list is expected", "write its items with '- ' before each, or as [a, b]"
            )

    def text(self, default: str = "") -> str:
        """Read text; complains of anything else and of empty text."""
        if isinstance(self.value, str):
            if self.value.strip():
                return self.value
            self.complain(f"{self.name} is empty", "write something, or remove it")
            return default
        self.complain(
            f"{self.name} is {describe(self.value)}, text is expected",
            "write one text; quotes keep numbers and words such as yes from being read as something else",
        )
        return default

    def boolean(self, *, default: bool = False) -> bool:
        """Read true or false."""
        if isinstance(self.value, bool):
            return self.value
        self.complain(f"{self.name} is {describe(self.value)}, true or false is expected", "write true or false, without quotes")
        return default

    def whole_number(self, default: int = 0, *, minimum: int = 0) -> int:
        """Read an integer of at least `minimum`."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            if self.value >= minimum:
                return self.value
            self.complain(f"{self.name} is {self.value}, at least {minimum} is expected", f"write {minimum} or more")
            return default
        self.complain(f"{self.name} is {describe(self.value)}, a whole number is expected", "write digits, without quotes")
        return default

    def texts(self) -> tuple[str, ...]:
        """Read a list of text; a single text stands for a list of one."""
        if isinstance(self.value, str):
            return (self.text(),)
        return tuple(text for text in (item.text() for item in self.items()) if text)

    def choice(self, choices: type[E], default: E) -> E:
        """Read one of the values of an enumeration."""
        allowed = [str(member.value) for member in choices]
        if isinstance(self.value, str) and self.value in allowed:
            return choices(self.value)
        shown = f"'{self.value}'" if isinstance(self.value, str) else describe(self.value)
        self.complain(f"{self.name} is {shown}, one of {', '.join(allowed)} is expected", did_you_mean(str(self.value), allowed))
        return default
