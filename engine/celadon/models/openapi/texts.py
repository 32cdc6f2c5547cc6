"""The texts of a description: `text` is one string where people or machines read prose, samples, values or addresses."""

from collections.abc import Iterator
from typing import Any, cast

from celadon.models.identities import NAME_MAPS
from celadon.models.openapi.context import Context
from celadon.models.openapi.links import files_of
from celadon.models.place import Place
from celadon.models.view import View, fact, given
from celadon.sources.document import Document, JsonValue
from celadon.terms.location import Token

PROSE, SAMPLE, VALUE, EXTENSION, ADDRESS = "prose", "example", "value", "extension", "url"

ROLES = {
    "description": PROSE, "summary": PROSE, "title": PROSE, "example": SAMPLE, "examples": SAMPLE, "default": VALUE, "enum": VALUE,
    "const": VALUE, "url": ADDRESS,
}  # fmt: skip
"""Member to the role of the texts in it."""


class Text(View):
    """One string of a description."""

    cel_name = "text"

    def __init__(self, place: Place, value: str, role: str, keyword: str) -> None:
        """Stand at the string."""
        super().__init__(place, value)
        self._role = role
        self._keyword = keyword

    @fact
    def value(self) -> str:
        """The string."""
        return cast("str", self.node)

    @given
    def role(self) -> str:
        """`prose` (description, summary, title), `example`, `value` (default, enum, const), `extension` (x-*), `url` (of servers)."""
        return self._role

    @given
    def keyword(self) -> str:
        """The member that holds it, or holds what it is part of: `description`, `example`, `x-...`."""
        return self._keyword


def texts_in(node: JsonValue, place: Place, role: str, keyword: str) -> Iterator[Text]:
    """Find every string below a node, in document order."""
    pending: list[tuple[JsonValue, Place]] = [(node, place)]
    while pending:
        value, where = pending.pop()
        if isinstance(value, str):
            yield Text(where, value, role, keyword)
        elif isinstance(value, dict):
            pending += [(item, where.child(key)) for key, item in reversed(value.items())]
        elif isinstance(value, list):
            pending += [(value[index], where.child(index)) for index in range(len(value) - 1, -1, -1)]


def texts_of(context: Context) -> Iterator[Text]:
    """Find the texts of every file of the description, file by file, in document order."""
    for document in files_of(context):
        yield from _texts(document)


def _texts(document: Document) -> Iterator[Text]:
    pending: list[tuple[Any, Place, bool, Token]] = [(document.tree, Place.at_root(document), False, "")]
    while pending:
        node, place, names, holder = pending.pop()
        if isinstance(node, list):
            found = [(item, place.child(index), False, holder) for index, item in enumerate(node) if isinstance(item, (dict, list))]
            pending += reversed(found)
        if not isinstance(node, dict):
            continue
        inner: list[tuple[Any, Place, bool, Token]] = []
        for key, value in node.items():
            role = None if names else _role(key, holder)
            if role is not None:
                yield from texts_in(value, place.child(key), role, key)
            elif isinstance(value, (dict, list)):
                inner.append((value, place.child(key), not names and key in NAME_MAPS, key))
        pending += reversed(inner)


def _role(key: str, holder: Token) -> str | None:
    """Find the role of a member: a named sample is told by its map; of addresses only those of servers count."""
    if key.startswith("x-"):
        return EXTENSION
    if key == "examples" and holder == "components":
        return SAMPLE
    return ROLES.get(key) if key != "url" or holder == "servers" else None
