"""Functions about whole descriptions: `document.mentions(patterns)`, `document.usualSecurity(segments)`."""

from collections import Counter
from collections.abc import Iterable, Sequence

from celadon.cel.functions.http import has_segment
from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.types import BOOL, STRING, ObjectType, list_of, object_of
from celadon.models.openapi.views.document import OpenApiDocument
from celadon.models.openapi.views.links import files_of
from celadon.models.openapi.views.operations import Operation
from celadon.models.openapi.views.security import Requirement
from celadon.models.view import View, is_unknown, sure


def _mentions(document: OpenApiDocument, patterns: Sequence[str]) -> bool:
    """Search the text of every file as it is written, once: each text of a description may ask."""
    wanted = tuple(patterns)
    known = document.context.mentions
    if wanted not in known:
        from celadon.cel.patterns.searching import compile_any  # noqa: PLC0415 - RE2 costs 15 ms

        search = compile_any(wanted).search
        known[wanted] = bool(wanted) and any(search(file.text.data) is not None for file in files_of(document.context))
    return known[wanted]


def _usual_security(document: OpenApiDocument, segments: Iterable[str]) -> tuple[View, ...]:
    """Find what most protected endpoints demand, those on paths with one of the segments left out."""
    names = tuple(segments)
    known = document.context.usual_security
    if names not in known:
        others = [one for one in document.operations if not has_segment(one.path, names) and _is_protected(one)]
        counts = Counter(map(_demand, others))
        known[names] = max(others, key=lambda one: counts[_demand(one)]).security if others else ()
    return known[names]


def _is_protected(operation: Operation) -> bool:
    return not is_unknown(operation.anonymous) and not operation.anonymous


def _demand(operation: Operation) -> frozenset[frozenset[tuple[str, frozenset[str]]]]:
    """Say what an operation demands, in whatever order it is written."""
    return frozenset(frozenset((use.name, frozenset(sure(use.scopes))) for use in one.schemes) for one in operation.security)


def documents_library(_: Iterable[ObjectType]) -> Library:
    """Declare the functions."""
    kind, requirements = object_of(OpenApiDocument.cel_name), list_of(object_of(Requirement.cel_name))
    mentions = Function(
        "mentions",
        [Overload("document_mentions_list", (kind, list_of(STRING)), BOOL, _mentions, member=True)],
        "Says whether a file of the description holds a match of one of these patterns anywhere in its text as written. "
        "Cheap: a first question before every text is looked at by itself.",
        'document.mentions(["sk_live_"])',
    )
    usual = Function(
        "usualSecurity",
        [Overload("document_usual_security_list", (kind, list_of(STRING)), requirements, _usual_security, member=True)],
        "The effective security that most endpoints have, of those that are not anonymous and whose path has none of these segments; "
        "of several as frequent the first in document order. Empty where there is no such endpoint.",
        'document.usualSecurity(["admin"])',
    )
    return Library("documents", 1, [mentions, usual], "Whole descriptions.")
