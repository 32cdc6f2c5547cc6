"""Paths, media types and statuses, with the rules that are easily got wrong."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from celadon.cel.functions.library import Function, Library, Overload, one_or_many
from celadon.cel.functions.text import split_words
from celadon.cel.signatures import Implementation
from celadon.cel.syntax.nodes import Call, ListLiteral, Literal, Node
from celadon.cel.types import BOOL, STRING, Type, list_of

STRINGS = list_of(STRING)


_PATH = 500
"""Characters up to which a path is remembered."""

_FEW = 20
"""Globs up to which an answer is remembered."""


def _steps(path: str) -> tuple[str, ...]:
    """Cut a path between its slashes, templates included; query and fragment are cut off."""
    return _known_steps(path) if len(path) <= _PATH else _cut(path)


def _cut(path: str) -> tuple[str, ...]:
    return tuple(step for step in _bare(path).split("/") if step)


def _bare(path: str) -> str:
    """Cut off query and fragment, but not within a template: `{a?}` and `{#b}` are names."""
    depth = 0
    for position, character in enumerate(path):
        if character == "{":
            depth += 1
        elif character == "}":
            depth = max(0, depth - 1)
        elif character in "?#" and not depth:
            return path[:position]
    return path


_known_steps = lru_cache(maxsize=4_096)(_cut)


def segments(path: str) -> tuple[str, ...]:
    """Give the literal segments of a path, as written; a segment with a template in it is none."""
    return tuple(step for step in _steps(path) if "{" not in step)


def last_segment(path: str) -> str:
    """Give the last literal segment, or the custom verb behind its colon (`/orders/{id}:cancel` is cancel); empty where there is none."""
    steps = _steps(path)
    if steps:
        head, colon, verb = steps[-1].rpartition(":")
        if colon and verb and "{" not in verb and (head or len(steps) > 1):
            return verb
    literal = segments(path)
    return literal[-1] if literal else ""


def has_segment(path: str, names: Iterable[str]) -> bool:
    """Say whether a literal segment is an entry, without case; a custom verb behind a colon does not belong to its segment."""
    wanted = _folded(tuple(names))
    return any(_noun(segment) in wanted for segment in segments(path))


def is_under(path: str, names: Iterable[str]) -> bool:
    """Say whether a literal segment is an entry, without case, and another segment, literal or not, comes behind it."""
    wanted = _folded(tuple(names))
    return any("{" not in step and step.casefold() in wanted for step in _steps(path)[:-1])


def _noun(segment: str) -> str:
    return (segment.partition(":")[0] or segment).casefold()


@lru_cache(maxsize=512)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


_VERSION = re.compile(r"[vV]([0-9]+)(\.[0-9]+)*(-?(alpha|beta|preview|rc)[0-9]*)?")  # noqa: TID251 - a pattern of our own


def major_version(path: str) -> str:
    """Give the major version that the first segment of the form v2, v1.1 or v1beta1 states; empty where there is none."""
    found = (_VERSION.fullmatch(step) for step in segments(path))
    return next((match[1] for match in found if match), "")


REGISTERED = frozenset(
    {
        *range(100, 105), *range(200, 209), 226, *range(300, 306), 307, 308, *range(400, 418), *range(421, 427), 428, 429, 431, 451,
        *range(500, 509), 510, 511,
    }
)  # fmt: skip
"""The assigned statuses of the IANA registry, 2025; 306 and 418 are reserved, not assigned."""


def is_registered_status(status: str) -> bool:
    """Say whether a status is assigned; ranges and `default` are none."""
    return len(status) == 3 and status.isascii() and status.isdigit() and int(status) in REGISTERED


def collections(path: str) -> tuple[str, ...]:
    """Give the last word of each literal segment that stands directly before a template, where it is written in small Latin letters."""
    steps = _steps(path)
    named = (split_words(step)[-1:] for step, after in pairwise(steps) if _is_literal(step) and after[0] == "{" and after[-1] == "}")
    return tuple(word for words in named for word in words if word.isascii() and word.isalpha())


def _is_literal(step: str) -> bool:
    return "{" not in step and ":" not in step


def template_names(path: str) -> list[str]:
    """Give the names of the templates, in order."""
    return [part.partition("}")[0] for part in path.split("{")[1:] if "}" in part]


def path_matches(path: str, globs: Iterable[str]) -> bool:
    """Say whether a path matches one of the globs."""
    patterns = tuple(globs)
    return _known_match(path, patterns) if len(path) <= _PATH and len(patterns) <= _FEW else _match(path, patterns)


def _match(path: str, globs: tuple[str, ...]) -> bool:
    steps = _steps(path)
    named, others = _by_first_step(globs)
    likely = named.get(steps[0]) if steps else None
    return any(_match_steps(pattern, steps) for pattern in (others if likely is None else likely + others))


_known_match = lru_cache(maxsize=4_096)(_match)  # a path is asked once for each of its schemas and properties


@lru_cache(maxsize=512)
def _by_first_step(globs: tuple[str, ...]) -> tuple[dict[str, tuple[tuple[str, ...], ...]], tuple[tuple[str, ...], ...]]:
    """Sort globs by what a path that matches begins with, where that is one text; give those and the others."""
    named: dict[str, tuple[tuple[str, ...], ...]] = {}
    others: list[tuple[str, ...]] = []
    for pattern in map(_glob, globs):
        if pattern and "*" not in pattern[0] and not pattern[0].startswith("{"):
            named[pattern[0]] = (*named.get(pattern[0], ()), pattern)
        else:
            others.append(pattern)
    return named, tuple(others)


@lru_cache(maxsize=1_024)
def _glob(glob: str) -> tuple[str, ...]:
    return tuple(step for step in glob.split("/") if step)


def _match_steps(pattern: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    """Match segment by segment; on a mismatch the last `**` takes one segment more, so that the cost stays below pattern times path."""
    place = step = 0
    retry_place = retry_step = -1
    while step < len(steps):
        if place < len(pattern) and pattern[place] == "**":
            retry_place, retry_step = place, step
            place += 1
        elif place < len(pattern) and _match_step(pattern[place], steps[step]):
            place += 1
            step += 1
        elif retry_place >= 0:
            retry_step += 1
            place, step = retry_place + 1, retry_step
        else:
            return False
    return all(rest == "**" for rest in pattern[place:])


def _match_step(pattern: str, step: str) -> bool:
    """Match one segment: `*` stands for any characters, `{any}` for a template of any name."""
    if pattern == step:
        return True
    if pattern.startswith("{") and pattern.endswith("}") and step.startswith("{") and step.endswith("}"):
        return True
    if "*" not in pattern:
        return False
    first, *middle = pattern.split("*")
    last = middle.pop()
    if not step.startswith(first) or not step.endswith(last) or len(step) < len(first) + len(last):
        return False
    rest = step[len(first) : len(step) - len(last)]
    for part in middle:
        found = rest.find(part)
        if found < 0:
            return False
        rest = rest[found + len(part) :]
    return True


def media_type(text: str) -> str:
    """Give a media type without parameters, in lower case."""
    return text.partition(";")[0].strip().lower()


def _has_syntax(text: str, syntax: str) -> bool:
    _, slash, subtype = media_type(text).partition("/")
    return bool(slash) and (subtype == syntax or subtype.endswith("+" + syntax))


def is_json(text: str) -> bool:
    """Say whether a media type is JSON, by its subtype or its suffix."""
    return _has_syntax(text, "json")


def is_xml(text: str) -> bool:
    """Say whether a media type is XML, by its subtype or its suffix."""
    return _has_syntax(text, "xml")


def is_form(text: str) -> bool:
    """Say whether a media type is one of the two forms."""
    return media_type(text) in ("application/x-www-form-urlencoded", "multipart/form-data")


def in_media_range(text: str, ranges: Iterable[str]) -> bool:
    """Say whether a media type lies in a range such as `image/*`."""
    kind, _, subtype = media_type(text).partition("/")
    for entry in map(media_type, ranges):
        wanted_kind, _, wanted = entry.partition("/")
        if wanted_kind in ("*", kind) and wanted in ("*", subtype):
            return True
    return False


def in_status_range(status: str, ranges: Iterable[str]) -> bool:
    """Say whether a status, or every status of a range, is an entry or lies in one."""
    own = status.upper()
    return any(own == entry or (entry[1:] == "XX" and len(own) == 3 and own[0] == entry[0]) for entry in map(str.upper, ranges))


def covers_status(documented: str, status: str) -> bool:
    """Say whether a documented status stands for a concrete one."""
    return in_status_range(status, (documented,))


def _literals(node: Node) -> Iterable[tuple[Node, str]]:
    """Give the constant texts of an argument that is one text or a list of them."""
    for item in node.elements if isinstance(node, ListLiteral) else (node,):
        if isinstance(item, Literal) and isinstance(item.value, str):
            yield item, item.value


def _inspect_globs(call: Call) -> Iterable[tuple[Node, str, str]]:
    for node, glob in _literals(call.args[0]):
        if any("**" in step and step != "**" for step in _glob(glob)):
            yield node, "** stands between slashes, for any number of segments", "write * for a part of one segment"


def _inspect_statuses(call: Call) -> Iterable[tuple[Node, str, str]]:
    for node, status in _literals(call.args[0]):
        if not _is_status(status.upper()):
            yield node, f'"{status}" is no status', "write three digits, a range such as 4XX, or default"


def _is_status(upper: str) -> bool:
    return upper == "DEFAULT" or (len(upper) == 3 and upper[0] in "12345" and (upper[1:] == "XX" or upper[1:].isdigit()))


def _of_path(name: str, result: Type, implementation: Implementation, doc: str, example: str) -> Function:
    return Function(name, [Overload(f"string_{name}", (STRING,), result, implementation, member=True)], doc, example)


HTTP = Library(
    "http",
    1,
    (
        _of_path(
            "segments",
            STRINGS,
            segments,
            "Gives the literal segments of a path, as written; a segment that holds a template is none.",
            "'/users/{id}/Orders'.segments() == ['users', 'Orders']",
        ),
        _of_path(
            "lastSegment",
            STRING,
            last_segment,
            "Gives the last literal segment of a path, or the custom verb behind its colon; empty where there is none.",
            "'/orders/{id}'.lastSegment() == 'orders' && '/orders/{id}:cancel'.lastSegment() == 'cancel'",
        ),
        _of_path(
            "templateNames",
            STRINGS,
            template_names,
            "Gives the names of the templates of a path or a URL, in order.",
            "'/users/{id}/files/{name}.pdf'.templateNames() == ['id', 'name']",
        ),
        _of_path(
            "majorVersion",
            STRING,
            major_version,
            "Gives the major version that a path or a URL states in a segment such as v2, v1.1 or v1beta1; empty where there is none.",
            "'https://api.example.com/v1beta1/pods'.majorVersion() == '1' && '/values/{v1}'.majorVersion() == ''",
        ),
        _of_path(
            "collections",
            STRINGS,
            collections,
            "Gives the last word of each literal segment directly before a template, where it is a word of Latin letters: "
            "what a path calls its collections.",
            "'/v1/salesOrders/{id}/item/{item}'.collections() == ['orders', 'item'] && '/v1/{id}:cancel'.collections() == []",
        ),
        one_or_many(
            "hasSegment",
            has_segment,
            "Says whether a literal segment of the path is one of the entries, without case; whole segments, never parts.",
            "'/v1/Payments/{id}'.hasSegment(['payments']) && !'/repayments'.hasSegment('payments') && !'/{orders}'.hasSegment('orders')",
        ),
        one_or_many(
            "isUnder",
            is_under,
            "Says whether a literal segment is one of the entries, without case, and another segment, literal or template, follows it.",
            "'/webhooks/stripe'.isUnder('webhooks') && !'/webhooks'.isUnder('webhooks')",
        ),
        one_or_many(
            "pathMatches",
            path_matches,
            "Says whether a path matches one of the globs, with case: * is any part of one segment, ** any number of whole segments, "
            "{x} a template of any name. A last slash does not matter.",
            "'/healthz'.pathMatches('/health*') && !'/health/live'.pathMatches('/health*') && '/oauth/v2/token'.pathMatches(['**/token'])",
            _inspect_globs,
        ),
        _of_path(
            "mediaType",
            STRING,
            media_type,
            "Gives a media type without its parameters, in lower case.",
            "'Application/JSON; charset=utf-8'.mediaType() == 'application/json'",
        ),
        _of_path(
            "isJson",
            BOOL,
            is_json,
            "Says whether a media type is JSON, by subtype or by +json; parameters and case do not matter.",
            "'application/problem+json'.isJson() && 'application/json; v=1'.isJson() && !'application/x-ndjson'.isJson()",
        ),
        _of_path("isXml", BOOL, is_xml, "Says whether a media type is XML, by subtype or by +xml.", "'application/soap+xml'.isXml()"),
        _of_path(
            "isForm",
            BOOL,
            is_form,
            "Says whether a media type is application/x-www-form-urlencoded or multipart/form-data.",
            "'multipart/form-data; boundary=x'.isForm()",
        ),
        one_or_many(
            "inMediaRange",
            in_media_range,
            "Says whether a media type lies in one of the ranges, such as image/* or */*; parameters and case do not matter.",
            "'image/png'.inMediaRange(['image/*', 'text/csv']) && '*/*'.inMediaRange('*/*') && !'*/*'.inMediaRange('image/*')",
        ),
        one_or_many(
            "inStatusRange",
            in_status_range,
            "Says whether a documented status is one of the entries or lies in a range of them; X in any case. default is only itself.",
            "'429'.inStatusRange('4XX') && '4xx'.inStatusRange(['4XX']) && !'4XX'.inStatusRange('429') && !'default'.inStatusRange('5XX')",
            _inspect_statuses,
        ),
        _of_path(
            "isRegisteredStatus",
            BOOL,
            is_registered_status,
            "Says whether a status is assigned in the IANA registry of HTTP statuses; ranges and default are not.",
            "'226'.isRegisteredStatus() && !'299'.isRegisteredStatus() && !'4XX'.isRegisteredStatus()",
        ),
        Function(
            "coversStatus",
            [Overload("string_covers_status", (STRING, STRING), BOOL, covers_status, member=True, inspect=_inspect_statuses)],
            "Says whether a documented status answers for a concrete one: itself, or a range that holds it. default covers nothing else.",
            "'4XX'.coversStatus('429') && '429'.coversStatus('429') && !'default'.coversStatus('429')",
        ),
    ),
    "Paths, media types and statuses.",
)
