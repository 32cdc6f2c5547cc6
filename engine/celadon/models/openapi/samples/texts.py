"""The texts of a description: `text` is one string where people or machines read prose, samples, values or addresses."""

from collections.abc import Iterator
from typing import cast

from celadon.models.identities import NAME_MAPS
from celadon.models.openapi.context import Context
from celadon.models.openapi.views.links import files_of
from celadon.models.place import Place
from celadon.models.view import View, fact, given
from celadon.sources.document import JsonValue
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
    return _texts(_Step(node, place, role=role, keyword=keyword))


def texts_of(context: Context) -> Iterator[Text]:
    """Find the texts of every file of the description, file by file, in document order."""
    for document in files_of(context):
        yield from _texts(_Step(document.tree, Place.at_root(document)))


class _Step:
    """A node to look at, and what is known of it from above."""

    __slots__ = ("holder", "keyword", "names", "node", "place", "role")

    def __init__(
        self, node: JsonValue, place: Place, *, role: str | None = None, keyword: str = "", names: bool = False, holder: Token = ""
    ) -> None:
        self.node = node
        self.place = place
        self.role = role
        """Set below a member whose strings have a role."""
        self.keyword = keyword
        self.names = names
        """Its keys are free names, not keywords."""
        self.holder = holder

    def item(self, index: int, node: JsonValue) -> "_Step":
        return _Step(node, self.place.child(index), role=self.role, keyword=self.keyword, holder=self.holder)

    def member(self, key: str, node: JsonValue) -> "_Step":
        place = self.place.child(key)
        if self.role is not None:
            return _Step(node, place, role=self.role, keyword=self.keyword)
        role = None if self.names else _role(key, self.holder)
        if role is not None:
            return _Step(node, place, role=role, keyword=key)
        return _Step(node, place, names=not self.names and key in NAME_MAPS, holder=key)


def _texts(first: _Step) -> Iterator[Text]:
    pending = [first]
    while pending:
        step = pending.pop()
        node = step.node
        if isinstance(node, str):
            if step.role is not None:
                yield Text(step.place, node, step.role, step.keyword)
        elif isinstance(node, dict):
            pending += [step.member(key, value) for key, value in reversed(node.items())]
        elif isinstance(node, list):
            pending += [step.item(index, node[index]) for index in range(len(node) - 1, -1, -1)]


def _role(key: str, holder: Token) -> str | None:
    """Find the role of a member: a named sample is told by its map; of addresses only those of servers count."""
    if key.startswith("x-"):
        return EXTENSION
    if key == "examples" and holder == "components":
        return SAMPLE
    return ROLES.get(key) if key != "url" or holder == "servers" else None
