"""The texts of a description: `text` is one string where people or machines read prose, samples, values or addresses."""

from collections.abc import Iterator
from functools import cached_property

from celadon.models.identities import NAME_MAPS
from celadon.models.openapi.context import Context
from celadon.models.openapi.views.links import files_of
from celadon.models.place import Link, Place
from celadon.models.view import View, told
from celadon.sources.document import JsonValue
from celadon.terms.location import Token

PROSE, SAMPLE, VALUE, EXTENSION, ADDRESS = "prose", "example", "value", "extension", "url"

ROLES: dict[Token, str] = {
    "description": PROSE, "summary": PROSE, "title": PROSE, "example": SAMPLE, "examples": SAMPLE, "default": VALUE, "enum": VALUE,
    "const": VALUE, "url": ADDRESS,
}  # fmt: skip
"""Member to the role of the texts in it."""


class Text(View):
    """One string of a description."""

    cel_name = "text"

    def __init__(self, start: Place, link: Link, value: str, role: str, keyword: str) -> None:
        """Stand at the string, to which `link` leads from `start`."""
        self.node = self.value = value
        self.unknown = None
        self.role = role
        self.keyword = keyword
        self._start = start
        self._link = link

    @cached_property
    def place(self) -> Place:  # type: ignore[override] # of a hundred thousand texts few are pointed at
        """Where it is written."""
        return self._start.below(self._link)

    value: str = told("string", "The string.")
    role: str = told(
        "string", "`prose` (description, summary, title), `example`, `value` (default, enum, const), `extension` (x-*), `url` (of servers)."
    )
    keyword: str = told("string", "The member that holds it, or holds what it is part of: `description`, `example`, `x-...`.")


Level = tuple[Iterator[tuple[Token, JsonValue]], Link, str | None, str, bool, Token]
"""The members that are still to be looked at; the way to them; the role, if all strings below have one, and the member that gave it;
whether their keys are keywords, not free names or indices; the keyword or name under which they stand."""


def texts_in(node: JsonValue, place: Place, role: str | None, keyword: str) -> Iterator[Text]:
    """Find the texts below a node, in document order; with a role, every string is one. One loop, for that is a whole document."""
    if isinstance(node, str) and role is not None:
        yield Text(place, (), node, role, keyword)
    above: list[Level] = []
    level: Level = (_members(node), (), role, keyword, isinstance(node, dict), "")
    while True:
        members, link, role, keyword, has_keywords, holder = level
        for key, value in members:
            if isinstance(value, str):
                if role is not None:
                    yield Text(place, (link, key), value, role, keyword)
                elif has_keywords and (own := _role(key, holder)) is not None:
                    yield Text(place, (link, key), value, own, str(key))
            elif isinstance(value, (dict, list)):
                above.append(level)
                level = _inner(level, key, value)
                break
        else:
            if not above:
                return
            level = above.pop()


def texts_of(context: Context) -> Iterator[Text]:
    """Find the texts of every file of the description, file by file, in document order."""
    for document in files_of(context):
        yield from texts_in(document.tree, Place.at_root(document), None, "")


def _inner(level: Level, key: Token, value: JsonValue) -> Level:
    _, link, role, keyword, has_keywords, holder = level
    names = False
    if has_keywords and role is None:
        role, keyword = _role(key, holder), str(key)
        names = role is None and key in NAME_MAPS
    under = holder if isinstance(key, int) else key
    return _members(value), (link, key), role, keyword, isinstance(value, dict) and not names, under


def _members(node: JsonValue) -> Iterator[tuple[Token, JsonValue]]:
    if isinstance(node, dict):
        return iter(node.items())
    return iter(enumerate(node)) if isinstance(node, list) else iter(())


def _role(key: Token, holder: Token) -> str | None:
    """Find the role of a member; of addresses only those of servers count."""
    role = ROLES.get(key)
    if role is None:
        return EXTENSION if str(key).startswith("x-") else None
    return role if role != ADDRESS or holder == "servers" else None
