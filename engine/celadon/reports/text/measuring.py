"""How wide text is on a terminal, and where its lines break. Counts cells: wide characters take two, combining ones none."""

from collections.abc import Iterator


def cells(text: str) -> int:
    """Return how many terminal cells the text takes; the text is clean."""
    if text.isascii():
        return len(text)
    return sum(cell_width(character) for character in text)


def cell_width(character: str) -> int:
    """Return the cells of one character: 0, 1 or 2 (Unicode annex 11)."""
    from unicodedata import category, east_asian_width  # noqa: PLC0415 - most text is ASCII

    if category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def pad(text: str, width: int) -> str:
    """Fill with spaces up to `width` cells; longer text stays whole."""
    return text + " " * (width - cells(text))


def wrap(text: str, width: int) -> Iterator[str]:
    """Yield lines of at most `width` cells, broken at spaces; a longer word keeps a line of its own."""
    line = ""
    for word in text.split():
        if line and cells(line) + 1 + cells(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        yield line


def shorten(text: str, width: int) -> str:
    """Cut to `width` cells, with `...` where something was left off."""
    if cells(text) <= width:
        return text
    kept, taken = [], 3
    for character in text:
        taken += cell_width(character)
        if taken > width:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "..."


def flow(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text of ours for people: prose is wrapped, with list items hanging; indented code stays as it is."""
    for line in text.strip("\n").splitlines():
        if cells(line) <= width or line.startswith("    "):
            yield line.rstrip()
            continue
        hang = len(line) - len(line.lstrip("-*0123456789. "))
        for at, part in enumerate(wrap(line[hang:], width - hang)):
            yield (line[:hang] if at == 0 else " " * hang) + part
