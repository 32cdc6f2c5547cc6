"""What descriptions carry beside words: `text.activeContent(allowed)` finds what a browser would run."""

import re
from collections.abc import Iterable, Iterator

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.types import STRING, ObjectType, list_of, object_of
from celadon.models.openapi.samples.texts import Text

_TAG = re.compile(r"(?<!\w)<(script|iframe|object|embed)(?=[\s/>])", re.IGNORECASE)  # noqa: TID251 - a pattern of our own
_HANDLER = re.compile(r"<[a-z][a-z0-9]*\s(?:[^<>]*\s)?(on[a-z]+)\s*=", re.IGNORECASE)  # noqa: TID251 - as above
_TARGET = re.compile(  # noqa: TID251 - as above
    r"(?:\]\(\s*<?\s*|\]:\s*<?\s*|<|(?:href|src|action)\s*=\s*[\"']?\s*)(javascript:|vbscript:|data:\s*text/html)", re.IGNORECASE
)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")  # noqa: TID251 - as above
_SPAN = re.compile(r"(?<!`)(`+)(?!`)")  # noqa: TID251 - as above


def active_content(text: Text, allowed: Iterable[str]) -> str:
    """Name the first active thing in a text, as it is written; empty where there is none."""
    value = text.value
    if "<" not in value and "](" not in value and "]:" not in value:
        return ""
    prose = _without_spans("\n".join(_without_blocks(value)))
    passing = {name.lower() for name in allowed}
    found = [(match.start(), f"<{match[1]}>") for match in _TAG.finditer(prose) if match[1].lower() not in passing]
    found += [(match.start(1), match[1]) for pattern in (_HANDLER, _TARGET) for match in pattern.finditer(prose)]
    return min(found)[1] if found else ""


def _without_blocks(text: str) -> Iterator[str]:
    """Leave out fenced code, and indented code: four spaces behind an empty line."""
    fence = ""
    was_empty, was_code = True, False
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark is not None and mark[1].startswith(fence) else fence
            continue
        if mark is not None:
            fence = mark[1]
            continue
        is_empty = not line.strip()
        was_code = (was_empty or was_code) and not is_empty and (line.startswith(("    ", "\t")))
        was_empty = is_empty
        if not was_code:
            yield line


def _without_spans(text: str) -> str:
    """Leave out code between equal runs of backticks; a run without its like is text."""
    kept: list[str] = []
    start = 0
    marks = list(_SPAN.finditer(text))
    ends: dict[str, list[int]] = {}
    for number, mark in reversed(list(enumerate(marks))):
        ends.setdefault(mark[1], []).append(number)
    for number, mark in enumerate(marks):
        same = ends[mark[1]]
        while same and same[-1] <= number:
            same.pop()
        if mark.start() < start or not same:
            continue
        kept.append(text[start : mark.start()])
        start = marks[same[-1]].end()
    return "".join((*kept, text[start:]))


def markup_library(_: Iterable[ObjectType]) -> Library:
    """Declare the functions."""
    overload = Overload("text_active_content", (object_of(Text.cel_name), list_of(STRING)), STRING, active_content, member=True)
    active = Function(
        "activeContent",
        [overload],
        "What a browser would run in a text of Markdown, outside of code: a script, iframe, object or embed element that the list lacks, "
        "an event handler in a tag, a link with the scheme javascript, vbscript or data:text/html. The first of these; empty without.",
        'text.activeContent(["iframe"])',
    )
    return Library("markup", 1, [active], "Descriptions as a reader's browser gets them.")
