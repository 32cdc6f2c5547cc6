"""What a reporter is: a function from a finished `Report` to text. Nothing is judged, counted or opened here."""

from typing import Protocol

from celadon.frozen import dataclass
from celadon.terms.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How the reader wants to see a report; formats for machines look at none of it."""

    show_all: bool = False
    """Every finding in full, however long the page gets."""
    quiet: bool = False
    """Complaints only: no summary, no praise."""
    color: bool = False
    width: int = 100
    """Cells per line; text is wrapped, source lines are cut around the caret, paths are never cut."""
    lines: int = 50
    """How many lines a screen has; without `show_all` the page fits."""
    elapsed: float | None = None
    """Seconds that the run took, where the reader should see them."""


class Reporter(Protocol):
    """Writes a report for one medium and escapes for that medium."""

    def __call__(self, report: Report, options: RenderOptions) -> str:
        """Return the whole text, with a line end at its end."""
        ...
