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
    """Yield the lines of a text of ours for people: prose is wrapped anew, with list items hanging; indented code stays as it is."""
    for line in _paragraphs(text):
        if cells(line) <= width or line.startswith("    "):
            yield line.rstrip()
            continue
        hang = _hang(line)
        for at, part in enumerate(wrap(line[hang:], width - hang)):
            yield (line[:hang] if at == 0 else " " * hang) + part


def _paragraphs(text: str) -> Iterator[str]:
    """Join the lines that an author broke; a list item, an empty line and indented code begin anew, and end what stood before."""
    open_line = ""
    for line in text.strip("\n").splitlines():
        is_apart = not line.strip() or line.startswith("    ")
        if open_line and not is_apart and not _hang(line.lstrip()):
            open_line = f"{open_line} {line.strip()}"
            continue
        if open_line:
            yield open_line
        open_line = "" if is_apart else line.rstrip()
        if is_apart:
            yield line
    if open_line:
        yield open_line


def _hang(line: str) -> int:
    """Count the characters of a list item's mark, such as `1. ` and `- `, with what is before it."""
    mark = line.lstrip()
    rest = mark.lstrip("0123456789").removeprefix(".") if mark[:1].isdigit() else mark[1:] if mark[:1] in ("-", "*") else mark
    is_item = rest != mark and rest.startswith(" ")
    return len(line) - len(rest.lstrip()) if is_item else 0
