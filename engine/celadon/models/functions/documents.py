"""Functions about whole descriptions: `document.mentions(patterns)`."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.types import BOOL, STRING, ObjectType, list_of, object_of
from celadon.models.openapi.views.document import OpenApiDocument
from celadon.models.openapi.views.links import files_of


@lru_cache(maxsize=16)
def _union(patterns: tuple[str, ...]) -> Any:
    from celadon.cel.patterns.searching import compile_pattern  # noqa: PLC0415 - RE2 costs 15 ms

    return compile_pattern("|".join(f"(?:{pattern})" for pattern in patterns))


def _mentions(document: OpenApiDocument, patterns: Sequence[str]) -> bool:
    """Search the text of every file as it is written, once: each text of a description may ask."""
    wanted = tuple(patterns)
    known = document.context.mentions
    if wanted not in known:
        search = _union(wanted).search
        known[wanted] = bool(wanted) and any(search(file.text.data) is not None for file in files_of(document.context))
    return known[wanted]


def documents_library(_: Iterable[ObjectType]) -> Library:
    """Declare the functions."""
    mentions = Function(
        "mentions",
        [Overload("document_mentions_list", (object_of(OpenApiDocument.cel_name), list_of(STRING)), BOOL, _mentions, member=True)],
        "Says whether a file of the description holds a match of one of these patterns anywhere in its text as written. "
        "Cheap: a first question before every text is looked at by itself.",
        'document.mentions(["sk_live_"])',
    )
    return Library("documents", 1, [mentions], "Whole descriptions.")
