"""How much of each group is shown, so that the page fits a screen."""

from collections.abc import Sequence

from celadon.frozen import dataclass

_CHAPTER = 10
"""Lines with which a document can say something: its name, its counts, some policies."""


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


_NAMED = 4
"""So many further groups are named at least before the first one is explained."""


def share(needs: Sequence[Need], lines: int) -> list[Portion]:
    """Divide lines among groups, given worst first: the worst is explained, all are named, then others are explained, then listed.

    Returns a portion for the groups that are named, a beginning of `needs`; those in full come first.
    """
    first = needs[0].full - 1 if needs and needs[0].full + min(len(needs) - 1, _NAMED) <= lines else 0
    room = lines - first
    named = len(needs) if len(needs) <= room else max(room - 1, 1)
    spare = room - named - (named < len(needs)) + first
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


def rooms(chapters: int, lines: int) -> list[int]:
    """Divide lines among documents, given worst first: as many as can say something, and the rest to the first of them."""
    shown = max(1, min(chapters, lines // _CHAPTER))
    return [lines - _CHAPTER * (shown - 1)] + [_CHAPTER] * (shown - 1)
