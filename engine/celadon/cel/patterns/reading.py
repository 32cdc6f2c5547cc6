"""Regular expressions as documents write them (ECMA-262, as JSON Schema says, with what PCRE and RE2 add) to a tree.

Only to judge them: nothing here ever matches a text. A pattern that cannot be read raises UnreadablePattern.
"""

from typing import Final

ASCII: Final = (1 << 128) - 1
OTHERS: Final = 1 << 128
"""Stands for every character outside of ASCII."""
ALL: Final = ASCII | OTHERS
MAX_DEPTH = 100
MAX_LENGTH = 10_000


class UnreadablePattern(Exception):
    """The text is not a regular expression that we can read."""


class Part:
    """A piece of a pattern."""

    __slots__ = ()


class Characters(Part):
    """One character out of a set; `mask` has a bit for each ASCII character, and OTHERS."""

    __slots__ = ("mask",)

    def __init__(self, mask: int) -> None:
        self.mask = mask


class Sequence(Part):
    """One piece after the other."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts


class Choice(Part):
    """One of several branches."""

    __slots__ = ("branches",)

    def __init__(self, branches: list[Part]) -> None:
        self.branches = branches


class Repeat(Part):
    """A piece `low` to `high` times; `high` is None for no bound."""

    __slots__ = ("body", "high", "low")

    def __init__(self, body: Part, low: int, high: int | None) -> None:
        self.body = body
        self.low = low
        self.high = high


class Anchor(Part):
    """A place between characters: `start`, `end`, or `other` (word borders, lookaround)."""

    __slots__ = ("place",)

    def __init__(self, place: str) -> None:
        self.place = place


class Reference(Part):
    """What a group matched, once more."""

    __slots__ = ("group",)

    def __init__(self, group: str) -> None:
        self.group = group


def _mask(characters: str) -> int:
    return sum(1 << ord(character) for character in set(characters))


def _range(first: int, last: int) -> int:
    """Give the mask of a range of code points."""
    low, high = min(first, 128), min(last, 127)
    mask = ((1 << (high + 1)) - 1) & ~((1 << low) - 1) if high >= low else 0
    return mask | (OTHERS if last > 127 else 0)


_DIGITS = _mask("0123456789")
_WORD = _DIGITS | _mask("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_SPACE = _mask(" \t\n\r\f\v")
_CLASSES = {
    "d": _DIGITS,
    "w": _WORD,
    "s": _SPACE | OTHERS,
    "D": ALL & ~_DIGITS,
    "W": ALL & ~_WORD,
    "S": ALL & ~_SPACE,
    "N": ALL & ~_mask("\n"),
}
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0", "a": "\a", "e": "\x1b"}
_ANCHORS = {"A": "start", "z": "end", "Z": "end", "b": "other", "B": "other", "G": "other"}


def read_pattern(text: str) -> Part:
    """Read a pattern. Raises UnreadablePattern."""
    if len(text) > MAX_LENGTH:
        raise UnreadablePattern("it is too long")
    reader = _Reader(text)
    tree = reader.choice(0)
    if reader.position < len(text):
        raise UnreadablePattern("a ) has no (")
    return tree


class _Reader:
    """One pass over a pattern."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.groups = 0

    def take(self, expected: str) -> bool:
        if self.text.startswith(expected, self.position):
            self.position += len(expected)
            return True
        return False

    def next(self) -> str:
        if self.position >= len(self.text):
            raise UnreadablePattern("it ends too early")
        self.position += 1
        return self.text[self.position - 1]

    def choice(self, depth: int) -> Part:
        if depth > MAX_DEPTH:
            raise UnreadablePattern("it is nested too deeply")
        branches = [self.sequence(depth)]
        while self.take("|"):
            branches.append(self.sequence(depth))
        return branches[0] if len(branches) == 1 else Choice(branches)

    def sequence(self, depth: int) -> Part:
        parts: list[Part] = []
        while self.position < len(self.text) and self.text[self.position] not in "|)":
            atom = self.atom(depth)
            if atom is not None:
                parts.append(self.repeated(atom))
        return parts[0] if len(parts) == 1 else Sequence(parts)

    def repeated(self, atom: Part) -> Part:
        while self.position < len(self.text):
            bounds = self.quantifier()
            if bounds is None:
                break
            # Lazy and possessive marks change which match is found, not what can match.
            if not self.take("?"):
                self.take("+")
            atom = Repeat(atom, *bounds)
        return atom

    def quantifier(self) -> tuple[int, int | None] | None:
        for mark, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(mark):
                return bounds
        end = self.text.find("}", self.position)
        if not self.text.startswith("{", self.position) or end < 0:
            return None
        low, comma, high = self.text[self.position + 1 : end].partition(",")
        if not low.isdigit() or (high and not high.isdigit()):
            return None
        self.position = end + 1
        return int(low[:6]), (int(high[:6]) if high else None) if comma else int(low[:6])

    def atom(self, depth: int) -> Part | None:
        character = self.next()
        if character == "(":
            return self.group(depth)
        if character == "[":
            return Characters(self.set())
        if character == "\\":
            return self.escape()
        if character == ".":
            return Characters(_CLASSES["N"])
        if character == "^":
            return Anchor("start")
        if character == "$":
            return Anchor("end")
        if character in "*+?":
            raise UnreadablePattern(f"{character} has nothing to repeat")
        return Characters(_range(ord(character), ord(character)))

    def group(self, depth: int) -> Part | None:
        """Read behind `(`. Lookaround takes no characters; flags such as `(?i)` are no part at all."""
        around = False
        if self.take("?"):
            if self.take("<=") or self.take("<!") or self.take("=") or self.take("!"):
                around = True
            elif self.take("P<") or self.take("<") or self.take("'"):
                self.groups += 1
                while self.next() not in ">'":
                    pass
            elif not self.take(":") and not self.take(">") and self.flags() == ")":
                return None
        else:
            self.groups += 1
        body = self.choice(depth + 1)
        if not self.take(")"):
            raise UnreadablePattern("a ( is not closed")
        return Anchor("other") if around else body

    def flags(self) -> str:
        while (character := self.next()) not in ":)":
            if character not in "imsuxU-":
                raise UnreadablePattern(f"(?{character} is not known")
        return character

    def escape(self) -> Part:
        character = self.next()
        if character in _ANCHORS:
            return Anchor(_ANCHORS[character])
        if character in "123456789":
            while self.text[self.position : self.position + 1].isdigit():
                character += self.next()
            return Reference(character)
        if character == "k" and self.take("<"):
            start = self.position
            while self.next() != ">":
                pass
            return Reference(self.text[start : self.position - 1])
        return Characters(self.escaped(character))

    def escaped(self, character: str) -> int:
        """Give the mask of an escape whose letter was read."""
        if character in _CLASSES:
            return _CLASSES[character]
        if character in "pP":
            self.property()
            return ALL
        point = self.code_point(character)
        return _range(point, point)

    def property(self) -> None:
        if self.take("{"):
            while self.next() != "}":
                pass
        else:
            self.next()

    def code_point(self, character: str) -> int:
        if character in _CONTROLS:
            return ord(_CONTROLS[character])
        if character == "c":
            return ord(self.next()) % 32
        if character in "xu":
            if self.take("{"):
                end = self.text.find("}", self.position)
                digits = self.text[self.position : max(end, self.position)]
                self.position = end + 1
            else:
                width = 2 if character == "x" else 4
                digits = self.text[self.position : self.position + width]
                self.position += len(digits)
            try:
                return int(digits, 16)
            except ValueError:
                raise UnreadablePattern(f"\\{character} needs hexadecimal digits") from None
        return ord(character)

    def set(self) -> int:
        """Read behind `[` to its `]`."""
        negated = self.take("^")
        mask = 0
        first = True
        while first or not self.take("]"):
            # PCRE and RE2 take a ] at the beginning literally; ECMA-262 has the empty set.
            if first and self.take("]") and "]" not in self.text[self.position :]:
                break
            literal_bracket = (
                first and self.text[self.position - 1] == "]" and self.text[self.position - 2 : self.position - 1] in ("[", "^")
            )
            first = False
            mask |= _range(ord("]"), ord("]")) if literal_bracket else self.set_item()
        return ALL & ~mask if negated else mask

    def set_item(self) -> int:
        if self.take("[:"):
            end = self.text.find(":]", self.position)
            if end < 0:
                raise UnreadablePattern("a [: is not closed")
            self.position = end + 2
            return ALL
        low, mask = self.set_character()
        if low is None or not self.text.startswith("-", self.position) or self.text[self.position + 1 : self.position + 2] in ("]", ""):
            return mask
        self.position += 1
        high, other = self.set_character()
        if high is None:
            return mask | other | _mask("-")
        if high < low:
            raise UnreadablePattern("a range is upside down")
        return _range(low, high)

    def set_character(self) -> tuple[int | None, int]:
        """Read one character of a set; a class of characters has no code point of its own."""
        character = self.next()
        if character != "\\":
            return ord(character), _range(ord(character), ord(character))
        character = self.next()
        if character == "b":
            return 8, _range(8, 8)
        if character in _CLASSES or character in "pP":
            return None, self.escaped(character)
        point = self.code_point(character)
        return point, _range(point, point)
