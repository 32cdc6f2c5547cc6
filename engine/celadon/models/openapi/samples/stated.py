"""Values that a document states for what it describes: examples, defaults, constants. `stated_value` is one, at its place."""

from collections.abc import Iterator

from celadon.models.openapi.context import Context
from celadon.models.openapi.plain import mapping, member, sequence
from celadon.models.openapi.schemas.composition import Composition
from celadon.models.place import Place
from celadon.models.view import Node, View, fact, given
from celadon.sources.document import JsonValue


class StatedValue(View):
    """A value that is written for something: what it is, or an example of it."""

    cel_name = "stated_value"

    def __init__(self, place: Place, node: JsonValue, keyword: str) -> None:
        """Stand at the value."""
        super().__init__(place, node)
        self._keyword = keyword

    @given
    def keyword(self) -> str:
        """The keyword that states it: `example`, `examples`, `default`, `const` or `enum` (of one value)."""
        return self._keyword

    @fact
    def value(self) -> str:
        """The value as text; a boolean or number as it is written in JSON."""
        return str(self.node).lower() if isinstance(self.node, bool) else str(self.node)


def stated_values(context: Context, node: Node, place: Place, composition: Composition | None) -> Iterator[StatedValue]:
    """Find the scalars that a header or parameter and its schema state, in this order: examples, then what the schema says."""
    yield from _scalar(member(node, "example"), place.child("example"), "example")
    for name, example in mapping(member(node, "examples")).items():
        where, what = context.references.settle(place.child("examples").child(name), example)
        for key in ("value", "dataValue"):
            yield from _scalar(member(what, key), where.child(key), "examples")
    if composition is None:
        return
    for one, where in zip(composition.nodes, composition.places, strict=True):
        if one is not node:
            yield from _scalar(one.get("example"), where.child("example"), "example")
        for index, example in enumerate(sequence(one.get("examples"))):
            yield from _scalar(example, where.child("examples").child(index), "examples")
        for keyword in ("default", "const"):
            yield from _scalar(one.get(keyword), where.child(keyword), keyword)
        values = sequence(one.get("enum"))
        if len(values) == 1:
            yield from _scalar(values[0], where.child("enum").child(0), "enum")


def _scalar(value: JsonValue, place: Place, keyword: str) -> Iterator[StatedValue]:
    if isinstance(value, (str, int, float)):
        yield StatedValue(place, value, keyword)
