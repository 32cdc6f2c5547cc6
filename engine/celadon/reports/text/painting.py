"""Lines of inked segments become text, plain or coloured. Everything printed passes here, and here it is made safe."""

from collections.abc import Iterable
from typing import Literal

from celadon.reports.sanitising import clean, defuse

Ink = Literal["plain", "strong", "dim", "place", "error", "warning", "info", "hint", "good"]
"""What a piece of text is, from which its colour follows."""

Segment = tuple[str, Ink]
Line = tuple[Segment, ...]

BLANK: Line = ()

_STYLES: dict[Ink, str] = {
    "strong": "bold",
    "dim": "dim",
    "place": "cyan",
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold blue",
    "hint": "bold magenta",
    "good": "bold green",
}


def paint(lines: Iterable[Line], *, color: bool) -> str:
    """Join the lines; with `color`, in the eight standard colours that every terminal and theme has."""
    return "".join((_colored(line) if color else _plain(line)) + "\n" for line in lines)


def _safe(text: str) -> str:
    return defuse(clean(text))


def _plain(line: Line) -> str:
    return "".join(_safe(text) for text, _ in line).rstrip()


def _colored(line: Line) -> str:
    from rich.color import ColorSystem  # noqa: PLC0415 - 40 ms that only a terminal needs
    from rich.style import Style  # noqa: PLC0415 - the same

    return "".join(Style.parse(_STYLES.get(ink, "")).render(_safe(text), color_system=ColorSystem.STANDARD) for text, ink in line)
