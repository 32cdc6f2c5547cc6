"""How much of each group is shown, so that the page fits a screen: everybody is named before anybody is explained."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """What a group could use."""

    full: int
    """Lines of its first finding in full, with heading and remediation."""
    further: int
    """Further findings, one line each."""


@dataclass(frozen=True, slots=True)
class Portion:
    """What a group gets; a group without a portion is only counted."""

    in_full: bool
    further: int


def share(needs: Sequence[Need], lines: int) -> list[Portion]:
    """Divide lines among groups, given worst first: a line each, then explanations from the top, then further findings.

    Returns a portion for the groups that are named, a beginning of `needs`; those in full come first.
    """
    named = len(needs) if len(needs) <= lines else max(lines - 1, 1)
    spare = lines - named - (named < len(needs))
    portions: list[Portion] = []
    explaining = True
    for need in needs[:named]:
        explaining = explaining and need.full - 1 <= spare
        spare -= need.full - 1 if explaining else 0
        portions.append(Portion(explaining, 0))
    for at, (need, portion) in enumerate(zip(needs, portions, strict=False)):
        if portion.in_full and spare > 0 and need.further:
            further = min(need.further, spare)
            spare -= further
            portions[at] = Portion(in_full=True, further=further)
    return portions


def screens(chapters: int, lines: int, *, at_least: int = 8) -> int:
    """Return how many documents are shown when each shall get `at_least` lines."""
    return max(1, min(chapters, lines // at_least))
