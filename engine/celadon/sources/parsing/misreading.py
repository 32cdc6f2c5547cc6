"""What stopped a reader: `Misread` with its offset, and how it becomes a `Problem` with its line."""

from celadon.sources.parsing.text import Text
from celadon.terms.errors import Problem
from celadon.terms.location import Location, Span


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
