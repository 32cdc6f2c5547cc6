"""Paths as gateways match them: regular expressions that are templates, what a match covers, which paths of an API it takes."""

import re  # only for patterns of our own, below; those of a configuration go through RE2
from functools import lru_cache

from celadon.cel.patterns.searching import compile_pattern
from celadon.cel.values import Failure
from celadon.models.gateways.neutral.route import PathMatch
from celadon.terms.unknown import Unknown

SEGMENT_GROUPS = re.compile(  # noqa: TID251 - a pattern of our own: what stands for one segment in a path's expression
    r"\((?:\?P?<(?P<name>[A-Za-z_]\w*)>|\?:)?(?P<grouped>(?:\[\^[^\]]*/[^\]]*\]|\[[^\]/^]*\]|\\[wd]|[^/()\[\]\\*+?{}|])[+*])\)"
    r"|(?P<bare>(?:\[\^[^\]]*/[^\]]*\]|\[[^\]/^]*\]|\\[wd])[+*])"
)
META = frozenset("\\^$.|?*+()[]{}")
LITERAL_ESCAPES = frozenset("\\^$.|?*+()[]{}/-_~%")
ANY_PART, ANY_SEGMENTS = "\ue000", "\ue001"
"""Private characters that stand for "any part of a segment" and "any segments" in a path that is compared with globs."""


@lru_cache(maxsize=4096)
def read_expression(expression: str, *, anchored_end: bool) -> tuple[str, str]:
    """Read a path's regular expression, anchored at its start, as `exact`, `prefix` or `template` where it is one.

    `anchored_end`: the vendor compares the whole path. Gives kind and value; `regex` and the expression where it is more.
    """
    body = expression.removeprefix("^")
    ends = anchored_end
    if body.endswith("$") and not body.endswith("\\$"):
        body, ends = body[:-1], True
    text, has_parameters = _as_template(body)
    if text is None or (has_parameters and not ends):
        return "regex", expression
    if has_parameters:
        return "template", text
    return ("exact" if ends else "prefix"), text


def _as_template(body: str) -> tuple[str | None, bool]:
    """Write an expression of literals and segment groups as a template; None where it is more than that."""
    parts: list[str] = []
    position, number = 0, 0
    for group in SEGMENT_GROUPS.finditer(body):
        literal = _literal(body[position : group.start()])
        if literal is None:
            return None, False
        number += 1
        parts += [literal, "{" + (group["name"] or f"part{number}") + "}"]
        position = group.end()
    tail = _literal(body[position:])
    return (None, False) if tail is None else ("".join([*parts, tail]), number > 0)


def _literal(expression: str) -> str | None:
    """Undo escapes; None where a character means something."""
    found: list[str] = []
    position = 0
    while position < len(expression):
        character = expression[position]
        if character == "\\":
            position += 1
            character = expression[position : position + 1]
            if character not in LITERAL_ESCAPES:
                return None
        elif character in META and character != ".":
            return None  # an unescaped dot is meant as a dot in every path we saw: /v1.0
        found.append(character)
        position += 1
    return "".join(found)


def lies_within(paths: tuple[PathMatch, ...], globs: tuple[str, ...] | list[str]) -> bool | Unknown:
    """Tell whether every path that matches is covered by the globs; a match without paths covers everything.

    Sound, not complete: a regular expression that is no template is never covered.
    """
    if not paths:
        return False
    doubt: Unknown | None = None
    for path in paths:
        value: object = path.value
        if isinstance(value, Unknown):
            doubt = value
        elif not all(any(_covers(glob, shape) for glob in globs) for shape in _shapes(path.kind, path.value)):
            return False
    return True if doubt is None else doubt


def _shapes(kind: str, value: str) -> tuple[str, ...]:
    """Describe the paths of a match with the private characters: two shapes for a prefix of text, `/a` is `/a*` and `/a*/**`."""
    if kind == "prefix":
        return (value + ANY_PART, f"{value}{ANY_PART}/{ANY_SEGMENTS}")
    if kind == "segment_prefix":
        return (value, f"{value.rstrip('/')}/{ANY_SEGMENTS}")
    if kind == "template":
        return ("/".join(ANY_PART if "{" in part else part for part in value.split("/")),)
    return (value if kind == "exact" else f"/{ANY_SEGMENTS}",)


@lru_cache(maxsize=4096)
def _covers(glob: str, shape: str) -> bool:
    return _segments_cover(tuple(glob.split("/")), tuple(shape.split("/")))


def _segments_cover(glob: tuple[str, ...], shape: tuple[str, ...]) -> bool:
    if not glob:
        return not shape
    if glob[0] == "**":
        return any(_segments_cover(glob[1:], shape[skipped:]) for skipped in range(len(shape) + 1))
    return bool(shape) and shape[0] != ANY_SEGMENTS and _part_covers(glob[0], shape[0]) and _segments_cover(glob[1:], shape[1:])


def _part_covers(glob: str, part: str) -> bool:
    """Compare one segment; `*` covers any run of characters, the private one included."""
    first, *rest = glob.split("*")
    if not rest:
        return glob == part
    if not part.startswith(first):
        return False
    position = len(first)
    for piece in rest[:-1]:
        found = part.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return part.endswith(rest[-1]) and len(part) - len(rest[-1]) >= position


def literal_segments(paths: tuple[PathMatch, ...]) -> tuple[str, ...]:
    """Give the literal segments of all paths; those of an expression only as far as it is plain text."""
    found: list[str] = []
    for path in paths:
        value: object = path.value
        if isinstance(value, str):
            found += [part for part in value.split("/") if part and not META & set(part.replace(".", ""))]
    return tuple(dict.fromkeys(found))


def takes(match: PathMatch, path: str) -> bool | Unknown:
    """Tell whether a match takes a path; parameters of a template in `path` (`/users/{id}`) stand for any segment."""
    value: object = match.value
    if isinstance(value, Unknown):
        return value
    if match.kind == "exact":
        return match.value == path
    if match.kind == "prefix":
        return path.startswith(match.value)
    if match.kind == "segment_prefix":
        stem = match.value.rstrip("/")
        return path == stem or path.startswith(stem + "/")
    if match.kind == "template":
        return _template_takes(match.value, path)
    try:
        expression = compile_pattern(f"^(?:{match.value.removeprefix('^')})")
    except Failure as failure:
        return Unknown(f"the expression `{match.value}` is not understood: {failure}")
    return any(expression.search(sample.encode()) is not None for sample in _samples(path))


def _template_takes(template: str, path: str) -> bool:
    wanted, given = template.split("/"), path.split("/")
    return len(wanted) == len(given) and all("{" in one or one == other or "{" in other for one, other in zip(wanted, given, strict=True))


def _samples(path: str) -> tuple[str, ...]:
    """Fill in the parameters of a template with a number, a word and an identifier."""
    if "{" not in path:
        return (path,)
    return tuple(
        "/".join(value if "{" in part else part for part in path.split("/")) for value in ("1", "a", "3f2b8c1e-0000-4000-8000-000000000000")
    )
