"""What stopped a reader: `Misread` with its offset, and how it becomes a `Problem` with its line."""

from typing import Final

from celadon.sources.parsing.text import Text
from celadon.terms.errors import Problem
from celadon.terms.location import Location, Span

MARKUP: Final = (("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE", ">"))
"""What may stand before the root element of XML, by how it begins and ends."""


class Misread(Exception):
    """The text cannot be a document: says what is wrong, at which offset, and what to do."""

    def __init__(self, kind: str, message: str, hint: str, offset: int) -> None:
        """Keep the parts of the problem to be."""
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.hint = hint
        self.offset = offset

    def problem(self, text: Text, name: str, index: int = 0) -> Problem:
        """Say it with file, line, column and source line."""
        offset = max(0, min(self.offset, len(text.decoded)))
        at = text.position(offset)
        location = Location(file=name, index=index, span=Span(at, at), excerpt=text.excerpt(offset, offset))
        return Problem(kind=self.kind, message=self.message, hint=self.hint, location=location, document=name)


def passed_limit(message: str, hint: str, offset: int) -> Misread:
    """Say that a limit of `Limits` was passed."""
    return Misread("limit-exceeded", message, hint, offset)


def refuse_xml(text: Text) -> None:
    """Raise Misread for XML, which YAML would read as one long text or choke on somewhere below."""
    start = _past_markup(text.decoded)
    name = text.decoded[start + 1 : start + 100]
    length = next((index for index, character in enumerate(name) if not (character.isalnum() or character in "_-.:")), len(name))
    if text.decoded[start : start + 1] == "<" and name[:1].isalpha() and name[length : length + 1] in {" ", "\t", "\r", "\n", "/", ">"}:
        message = f"this is XML with the root element <{name[:length]}>, and XML is not read yet"
        raise Misread("unsupported-kind", message, "leave it out, or pass --skip-unknown", start)


def _past_markup(text: str) -> int:
    """Find where the declaration, comments and document type of XML end."""
    position = 0
    while True:
        position += len(text[position : position + 1000]) - len(text[position : position + 1000].lstrip())
        closing = next((closing for opening, closing in MARKUP if text.startswith(opening, position)), None)
        end = -1 if closing is None else text.find(closing, position)
        if closing is None or end < 0:
            return position
        position = end + len(closing)
