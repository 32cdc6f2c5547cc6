"""What the document defines for reuse: `component`, and whether anything reuses it."""

from collections.abc import Iterator

from celadon.models.openapi.context import Context
from celadon.models.openapi.plain import mapping, member, sequence
from celadon.models.openapi.samples.texts import EXTENSION, texts_of
from celadon.models.openapi.views.links import references_of
from celadon.models.place import Place
from celadon.models.references import Broken
from celadon.models.view import View, fact, given
from celadon.sources.document import JsonValue
from celadon.terms.location import Tokens

SWAGGER_SECTIONS = ("definitions", "parameters", "responses")


class Component(View):
    """An entry of `components` (2.0: `definitions`, `parameters`, `responses`), security schemes aside, at its key."""

    cel_name = "component"

    def __init__(self, place: Place, node: JsonValue, section: str, name: str, *, used: bool) -> None:
        """Stand at the entry, before its reference."""
        super().__init__(place, node)
        self._section = section
        self._name = name
        self._used = used

    @given
    def section(self) -> str:
        """The map that holds it: `schemas`, `responses`, ...; in 2.0 `definitions`, `parameters` or `responses`."""
        return self._section

    @given
    def name(self) -> str:
        """Its name."""
        return self._name

    @given
    def used(self) -> bool:
        """Some reference or discriminator leads to it or into it, from outside of itself; be what refers to it used or not."""
        return self._used

    @fact
    def description(self) -> str | None:
        """The `description`."""
        said = member(self.node, "description")
        return said if isinstance(said, str) else None


def components_of(context: Context) -> Iterator[Component]:
    """Find the components of the entry document, in document order."""
    used = _used(context)
    for section, place, entries in _sections(context):
        for name, node in entries.items():
            yield Component(place.child(name), node, section, name, used=(*place.tokens, name) in used)


def _sections(context: Context) -> Iterator[tuple[str, Place, dict[str, JsonValue]]]:
    root, place = context.root, context.root_place()
    if not context.is_swagger:
        root, place = mapping(root.get("components")), place.child("components")
    for section, entries in root.items():
        listed = section in SWAGGER_SECTIONS if context.is_swagger else section != "securitySchemes" and not section.startswith("x-")
        if listed and isinstance(entries, dict):
            yield section, place.child(section), entries


def _used(context: Context) -> set[Tokens]:
    """Find the components that something outside of them leads to."""
    used: set[Tokens] = set()
    for reference in references_of(context):
        found = context.references.find(reference.place, reference.target)
        if not isinstance(found, Broken) and found.document is context.entry:
            component = _component(context, found.tokens)
            inside = reference.place.document is context.entry and reference.place.tokens[: len(component)] == component
            if component and not inside:
                used.add(component)
    return used | set(_by_discriminator(context)) | set(_by_name(context))


def _by_name(context: Context) -> Iterator[Tokens]:
    """Find the components that an extension names by pointer, and those that dynamic references may find."""
    for section, place, entries in _sections(context):
        for name, node in entries.items():
            if section in ("schemas", "definitions") and isinstance(node, dict) and "$dynamicAnchor" in node:
                yield (*place.tokens, name)
    for text in texts_of(context):
        if text.role == EXTENSION and text.value.startswith("#/"):
            found = context.references.find(text.place, text.value)
            if not isinstance(found, Broken) and found.document is context.entry:
                yield _component(context, found.tokens)


def _component(context: Context, tokens: Tokens) -> Tokens:
    """Cut the way to a node down to the component that holds it; empty for nodes elsewhere."""
    depth = 2 if context.is_swagger else 3
    is_component = tokens[0] in SWAGGER_SECTIONS if context.is_swagger and tokens else tokens[:1] == ("components",)
    return tokens[:depth] if is_component and len(tokens) >= depth else ()


def _by_discriminator(context: Context) -> Iterator[Tokens]:
    """Find the schemas that a discriminator may choose: named in a mapping, or extending a schema that has one."""
    schemas = mapping(member(context.root, "definitions") if context.is_swagger else member(context.root.get("components"), "schemas"))
    holder = context.root_place().child("definitions") if context.is_swagger else context.root_place().child("components").child("schemas")
    for name, node in schemas.items():
        place = holder.child(name)
        for value in mapping(member(member(node, "discriminator"), "mapping")).values():
            if isinstance(value, str) and value in schemas:
                yield (*holder.tokens, value)
            elif isinstance(value, str):
                found = context.references.find(place, value)
                if not isinstance(found, Broken) and found.document is context.entry:
                    yield _component(context, found.tokens)
        if sequence(member(node, "allOf")) and any("discriminator" in base for base in context.compositions.of(node, place).nodes[1:]):
            yield (*holder.tokens, name)
