"""Every `$ref` that is written, followed or not: `reference`. How references are followed is in `models/references.py`."""

import re
from collections.abc import Iterable, Iterator
from typing import cast

from celadon.models.identities import NAME_MAPS, OPAQUE
from celadon.models.openapi.context import Context
from celadon.models.openapi.plain import Object
from celadon.models.place import Landing, Link, Place, steps_of
from celadon.models.references import REFUSED, Broken
from celadon.models.view import View, fact
from celadon.sources.document import Document, JsonValue
from celadon.terms.location import Token

_JOIN = r"(?:\\\r?\n[ \t]*+)?"
_ELSEWHERE = (
    re.compile(rf"\${_JOIN}r{_JOIN}e{_JOIN}f[\"']?\s*+:\s*+(?![\"']?#)"),  # noqa: TID251 - our own pattern, linear
    re.compile(r"\\(?:x|u00|U000000)(?:24|72|65|66)"),  # noqa: TID251 - the same
)
"""A reference that does not begin with `#`; the letters of `$ref` as escapes. Two, for what begins with one character is found fast."""

Holder = tuple[Object, Link, Token]
"""An object with a `$ref`, the way to it, and the keyword or map in which it stands."""

CONTAINERS: frozenset[type] = frozenset((dict, list))
DATA, NAMES, KEYWORD = 0, 1, 2
"""What stands below a key: data, which is not searched; a map from names; an object of its own."""

PATH_ITEM_MAPS = ("paths", "webhooks", "pathItems", "x-webhooks")


class Reference(View):
    """An object with a `$ref`, in any file that belongs to the description."""

    cel_name = "reference"

    def __init__(self, context: Context, place: Place, node: Object, holder: Token) -> None:
        """Stand at the object that holds the `$ref`; `holder` is the keyword or map in which it stands."""
        self.place = place
        self.node = node
        self.unknown = None
        self._context = context
        self._written = node
        self._holder = holder

    @fact
    def target(self) -> str:
        """The reference, as written."""
        return cast("str", self._written["$ref"])

    @fact
    def resolves(self) -> bool:
        """It leads to a node; unknown where it is remote or leads out of the project, for then nothing is read."""
        found = self._context.references.find(self.place, self.target)
        if isinstance(found, Broken) and found.cause == REFUSED:
            return cast("bool", found.unknown)
        return not isinstance(found, Broken)

    @fact
    def problem(self) -> str | None:
        """Why it leads nowhere, in one clause; null where it resolves."""
        found = self._context.references.find(self.place, self.target)
        return found.unknown.reason if isinstance(found, Broken) else None

    @fact
    def siblings(self) -> tuple[str, ...]:
        """The members beside `$ref`, in document order."""
        return tuple(key for key in self._written if key != "$ref")

    @fact
    def of_path_item(self) -> bool:
        """It stands for a path item, where siblings of `$ref` count in every version."""
        return self._holder in PATH_ITEM_MAPS


def references_of(context: Context) -> Iterator[Reference]:
    """Find the references of the entry document and of every file that they lead to, file by file, in document order."""
    for document in files_of(context):
        for node, link, holder in _holders_of(context, document):
            yield Reference(context, _place(document, link), node, holder)


def files_of(context: Context) -> tuple[Document, ...]:
    """Find the files of the description: the entry, then what its references lead to, in the order in which they are written.

    Unlike the files read so far, they do not depend on what was asked before. One look at the text tells where there is only one.
    """
    if context.files is None:
        may_leave = may_lead_elsewhere(context.entry.text.decoded)
        found: dict[int, Document] = {}
        pending = [context.entry]
        while pending:
            document = pending.pop(0)
            if id(document) not in found:
                found[id(document)] = document
                pending += _beyond(context, document) if may_leave else ()
        context.files = tuple(found.values())
    return context.files


def may_lead_elsewhere(text: str) -> bool:
    """Tell at the cost of two searches whether a text may have a reference to another file."""
    return any(one.search(text) is not None for one in _ELSEWHERE)


def _beyond(context: Context, document: Document) -> Iterator[Document]:
    for node, link, _ in _holders_of(context, document):
        ref = str(node["$ref"])
        if not ref.startswith("#"):
            found = context.references.find(_place(document, link), ref)
            if not isinstance(found, Broken):
                yield found.document


def _holders_of(context: Context, document: Document) -> tuple[Holder, ...]:
    """Search a file once."""
    found = context.holders.get(id(document))
    if found is None:
        found = context.holders[id(document)] = tuple(_holders(document, has_named_samples=not context.is_swagger))
    return found


def _holders(document: Document, *, has_named_samples: bool) -> list[Holder]:
    """Find the objects with a `$ref`; data (`example`, `enum`, `x-*`, ...) is not searched, names are not taken for keywords.

    From 3.0 on an entry of a map `examples` is an object of its own, which may be a reference; what it holds is data.
    Goes down as deep as a document may be nested, for that costs half of what a list of what is pending does.
    """
    found: list[Holder] = []
    ways: dict[str, int] = {}

    def look(node: Object, link: Link, holder: Token) -> None:
        if "$ref" in node and isinstance(node["$ref"], str):
            found.append((node, link, holder))
        if has_named_samples and "examples" in node and isinstance(samples := node["examples"], dict):
            for key, sample in samples.items():
                if isinstance(sample, dict) and isinstance(sample.get("$ref"), str):
                    found.append((sample, ((link, "examples"), key), "examples"))
        for key, value in node.items():
            if value.__class__ in CONTAINERS:
                way = ways.get(key)
                if way is None:
                    way = ways[key] = DATA if key in OPAQUE or key.startswith("x-") else NAMES if key in NAME_MAPS else KEYWORD
                if way == DATA:
                    continue
                if type(value) is list:
                    look_at(enumerate(value), (link, key), key)
                elif type(value) is dict:
                    if way == NAMES:
                        look_at(value.items(), (link, key), key)
                    else:
                        look(value, (link, key), key)

    def look_at(entries: Iterable[tuple[Token, JsonValue]], link: Link, holder: Token) -> None:
        for key, value in entries:
            if type(value) is dict:
                look(value, (link, key), holder)
            elif type(value) is list:
                look_at(enumerate(value), (link, key), holder)

    if isinstance(document.tree, dict):
        look(document.tree, (), "")
    elif isinstance(document.tree, list):
        look_at(enumerate(document.tree), (), "")
    return found


def _place(document: Document, link: Link) -> Place:
    return Landing(document, steps_of(link))
