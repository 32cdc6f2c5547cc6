"""Schemas that a `discriminator` may stand for: named in its mapping, or extending its schema by `allOf`."""

from collections.abc import Iterator

from celadon.models.openapi.context import Context
from celadon.models.openapi.plain import mapping, member, sequence
from celadon.models.openapi.schemas.composition import Composition
from celadon.models.place import Place
from celadon.models.references import Broken
from celadon.sources.document import JsonValue


class Subtypes:
    """The subtypes of one document's schemas; the search for those that extend is made once, at the first discriminator."""

    def __init__(self, context: Context) -> None:
        """Know none yet."""
        self._context = context
        self._extending: dict[int, list[Composition]] | None = None

    def of(self, parent: Composition) -> Iterator[Composition]:
        """Find the subtypes of a schema with a discriminator; its own `oneOf` and `anyOf`, if it has them, are said already."""
        if parent.groups:
            return
        seen = {id(parent)}
        for subtype in (*self._mapped(parent), *self._extenders().get(id(parent.nodes[0]), ())):
            if id(subtype) not in seen:
                seen.add(id(subtype))
                yield subtype

    def _mapped(self, parent: Composition) -> Iterator[Composition]:
        place = parent.place.child("discriminator").child("mapping")
        for value, target in mapping(member(member(parent.nodes[0], "discriminator"), "mapping")).items():
            if not isinstance(target, str):
                continue
            named = dict(self._components())
            if target in named:
                yield self._context.compositions.of(named[target], self._holder().child(target))
                continue
            found = self._context.references.find(place.child(value), target)
            if not isinstance(found, Broken):
                where = place.child(value).followed(found.document, found.tokens, target)
                yield self._context.compositions.of(found.node, where)

    def _extenders(self) -> dict[int, list[Composition]]:
        if self._extending is None:
            self._extending = {}
            for name, node in self._components():
                if sequence(member(node, "allOf")):
                    composition = self._context.compositions.of(node, self._holder().child(name))
                    for base in composition.nodes[1:]:
                        if "discriminator" in base:
                            self._extending.setdefault(id(base), []).append(composition)
        return self._extending

    def _components(self) -> list[tuple[str, JsonValue]]:
        root = self._context.root
        node = member(root, "definitions") if self._context.is_swagger else member(member(root, "components"), "schemas")
        return list(mapping(node).items())

    def _holder(self) -> Place:
        root = self._context.root_place()
        return root.child("definitions") if self._context.is_swagger else root.child("components").child("schemas")
