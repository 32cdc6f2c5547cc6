"""What policies see of schemas: `schema` and `property`. How nodes compose is next door in `composition`, who uses them in `ways`.

One room above the aimed size, for it is a list: one short reader per field of the vocabulary.
"""

from collections.abc import Container
from typing import cast

from celadon.models.openapi.context import Context, Side
from celadon.models.openapi.plain import Object, flag, member, sequence, text
from celadon.models.openapi.samples.fitting import Fitting
from celadon.models.openapi.schemas.bounds import Limit, declared_types, inferred_types, listed_extreme, size_limit, value_limit
from celadon.models.openapi.schemas.composition import Composition
from celadon.models.openapi.schemas.contradictions import Entry, misfits, repeats, undefined
from celadon.models.openapi.schemas.naming import name_of
from celadon.models.openapi.schemas.ways import Use
from celadon.models.place import Place
from celadon.models.view import Member, View, fact, given, told
from celadon.sources.document import JsonValue
from celadon.terms.location import Token
from celadon.terms.unknown import Unknown

TEXTUAL = ("text/", "application/json", "application/xml", "application/x-www-form-urlencoded")


class Schema(View):
    """A schema as it applies in one direction and carrier: `allOf` conjoined, references followed, parents' bounds added to branches."""

    cel_name = "schema"
    _held: "tuple[Property, ...] | None" = None

    def __init__(self, context: Context, composition: Composition, side: Side) -> None:
        """Look at a composition from one side."""
        self.place = composition.places[0]
        self.node = composition.nodes[0] if composition.written else composition.said
        self.unknown = composition.unknown
        self.alone = None if composition.unknown is not None or len(composition.nodes) > 1 else composition.nodes[0]
        """The only node, of which most facts can be told at a glance; None where there are several, or something is not known."""
        self.context = context
        self.composition = composition
        self.side = side
        self.direction = side.direction
        self.carrier = side.carrier

    # The way to it.

    direction: str = told(
        "string", "`request` (parameters and bodies of endpoints, answers of receivers of webhooks) or `response`.", few=True
    )
    carrier: str = told("string", "`query`, `querystring`, `path`, `header`, `cookie` or `body`.", few=True)

    @given
    def name(self) -> str:
        """What a reader calls it: property, parameter, header or component; `tags[]` for the items of `tags`, `body` for a body."""
        is_form = not self.composition.written and bool(self.composition.nodes[0])
        return "form" if is_form else name_of(self.place)

    @given
    def uses(self) -> tuple[Use, ...]:
        """Every way on which an operation uses it in this direction and carrier, in document order."""
        return self.context.whole.ways_of(self).uses

    @given.of("list(operation)")
    def operations(self) -> tuple[View, ...]:
        """The operations that use it in this direction and carrier, in document order."""
        return self.context.whole.ways_of(self).operations

    @given
    def statuses(self) -> tuple[str, ...]:
        """The response statuses that carry it, in the order in which the document has them first; empty for requests' schemas."""
        return self.context.whole.ways_of(self).statuses

    @given
    def media_types(self) -> tuple[str, ...]:
        """The media types of the bodies that carry it, as written, in the order in which the document has them first."""
        return self.context.whole.ways_of(self).media_types

    @given
    def bidirectional(self) -> bool:
        """The same physical schema is met in requests and in responses."""
        return self.context.whole.is_bidirectional(self)

    @given
    def carried(self) -> bool:
        """An operation carries it itself: it is what a parameter, body or header is, somewhere, not only a part of it."""
        return self.context.whole.is_carried(self)

    @given
    def names_callback(self) -> bool:
        """A runtime expression of a callback takes from here the address that it calls."""
        return id(self.composition) in self.context.whole.addressed

    # Types and values.

    @fact
    def types(self) -> tuple[str, ...]:
        """The effective types without `null` (see `nullable`); those that its keywords imply where none is written."""
        declared = declared_types(self.composition)
        if isinstance(declared, Unknown):
            return cast("tuple[str, ...]", declared)
        if declared is None:
            return inferred_types(self.composition)
        return tuple([one for one in declared if one != "null"]) if "null" in declared else declared

    @fact
    def declared_types(self) -> tuple[str, ...]:
        """The written types of all conjoined nodes, intersected, `null` included; empty where none is written."""
        declared = declared_types(self.composition)
        return () if declared is None else cast("tuple[str, ...]", declared)

    @fact
    def type(self) -> str | None:
        """The one effective type; null where there are several or none."""
        return self.types[0] if len(self.types) == 1 else None

    @fact
    def nullable(self) -> bool:
        """Null is admitted: by the type `null` from 3.1 on, by `nullable` in 3.0, by `x-nullable` in 2.0."""
        keyword = self.context.version.nullable
        return "null" in self.declared_types or (keyword is not None and self.composition.says(keyword))

    @fact
    def has_nullable(self) -> bool:
        """`nullable` is written, whatever it says, over all conjoined nodes."""
        return self._first("nullable") is not None

    @fact
    def format(self) -> str | None:
        """The first `format` that is written."""
        return self._first_text("format")

    @fact
    def has_enum(self) -> bool:
        """An `enum` limits the values."""
        for node in self.composition.nodes:  # noqa: SIM110 - every schema is asked, and a generator costs twice as much
            if isinstance(node.get("enum"), list):
                return True
        return False

    @fact
    def enum(self) -> tuple[JsonValue, ...]:
        """The values of `enum`, those that every conjoined `enum` has; empty where there is none (see `has_enum`)."""
        lists = [node["enum"] for node in self.composition.nodes if isinstance(node.get("enum"), list)]
        if not lists:
            return ()
        first, *others = (cast("list[JsonValue]", values) for values in lists)
        return tuple(value for value in first if all(value in other for other in others)) if others else tuple(first)

    @fact
    def enum_misfits(self) -> tuple[Member, ...]:
        """The entries of `enum` that the effective types do not admit; without a written type there are none."""
        return _members(misfits(self.composition))

    @fact
    def enum_repeats(self) -> tuple[Member, ...]:
        """The entries of `enum` that are equal to an earlier one."""
        return _members(repeats(self.composition))

    @fact
    def has_constant(self) -> bool:
        """A `const` fixes the value (3.1 and newer)."""
        return self.composition.holder("const") is not None

    @fact
    def constant(self) -> JsonValue:
        """The value of `const`; null where there is none (see `has_constant`)."""
        return self._first("const")

    @fact
    def has_default(self) -> bool:
        """A `default` is written."""
        return self.composition.holder("default") is not None

    @fact
    def default_value(self) -> JsonValue:
        """The first `default` that is written; null where there is none (see `has_default`)."""
        return self._first("default")

    @fact
    def binary(self) -> bool:
        """Bytes, not text: format binary, 2.0 type file, from 3.1 on a `contentMediaType` that is no text without `contentEncoding`."""
        if self.format == "binary" or "file" in self.types:
            return True
        media = self._first_text("contentMediaType") if self.context.version.identities else None
        if not media or self.composition.holder("contentEncoding") is not None:
            return False
        media = media.lower()
        return not (media.startswith(TEXTUAL) or "+json" in media or "+xml" in media)

    @fact
    def content_media_type(self) -> str | None:
        """The `contentMediaType` of a string (3.1 and newer)."""
        return self._first_text("contentMediaType")

    @fact
    def content_encoding(self) -> str | None:
        """The `contentEncoding` of a string (3.1 and newer)."""
        return self._first_text("contentEncoding")

    # Strings.

    @fact
    def pattern(self) -> str | None:
        """The first `pattern` that is written; see `patterns` for all that apply."""
        return self._first_text("pattern")

    @fact
    def patterns(self) -> tuple[str, ...]:
        """Every `pattern` that applies."""
        return tuple([pattern for node in self.composition.nodes if "pattern" in node and isinstance(pattern := node["pattern"], str)])

    @fact
    def max_length(self) -> int | None:
        """The effective `maxLength`: the smallest over `allOf`; without one, the largest over a choice whose every branch has one."""
        return self._size("maxLength")

    @fact
    def min_length(self) -> int | None:
        """The effective `minLength`."""
        return self._size("minLength")

    # Numbers.

    @fact
    def maximum(self) -> int | float | None:
        """The effective `maximum` that is itself admitted; null where there is none or an exclusive one is stricter."""
        return _value(self._limit(upper=True), exclusive=False)

    @fact
    def exclusive_maximum(self) -> int | float | None:
        """The effective limit that is not itself admitted (`exclusiveMaximum`, before 3.1 as a flag beside `maximum`)."""
        return _value(self._limit(upper=True), exclusive=True)

    @fact
    def minimum(self) -> int | float | None:
        """The effective `minimum` that is itself admitted; null where there is none or an exclusive one is stricter."""
        return _value(self._limit(upper=False), exclusive=False)

    @fact
    def exclusive_minimum(self) -> int | float | None:
        """The effective limit that is not itself admitted (`exclusiveMinimum`, before 3.1 as a flag beside `minimum`)."""
        return _value(self._limit(upper=False), exclusive=True)

    @fact
    def largest(self) -> int | float | None:
        """The largest admitted value, listed or by limits (an exclusive one admits one less integer); null where unlimited."""
        return self._extreme(upper=True)

    @fact
    def smallest(self) -> int | float | None:
        """The smallest admitted value, listed or by limits (an exclusive one admits one more integer); null where unlimited."""
        return self._extreme(upper=False)

    @fact
    def multiple_of(self) -> int | float | None:
        """The first `multipleOf` that is written."""
        return cast("int | float | None", self._first("multipleOf"))

    # Arrays.

    @fact
    def max_items(self) -> int | None:
        """The effective `maxItems`."""
        return self._size("maxItems")

    @fact
    def min_items(self) -> int | None:
        """The effective `minItems`."""
        return self._size("minItems")

    @fact
    def unique_items(self) -> bool:
        """Items must differ."""
        return self.composition.says("uniqueItems")

    @fact
    def items(self) -> "Schema | None":
        """The schema of the items; null where `items` is absent or a boolean."""
        items = self.composition.items
        return None if items is None else self.beside(items)

    @fact
    def has_items(self) -> bool:
        """`items` is written, be it a boolean."""
        return self.composition.holder("items") is not None

    @fact
    def prefix_items(self) -> "tuple[Schema, ...]":
        """The schemas of the first items (`prefixItems`, 3.1 and newer)."""
        return tuple(self.beside(one) for one in self.composition.listed("prefixItems"))

    @fact
    def closed_tuple(self) -> bool:
        """Nothing may follow `prefixItems`: `items` or `unevaluatedItems` is false."""
        nodes = self.composition.nodes
        closed = any(node.get("items") is False or node.get("unevaluatedItems") is False for node in nodes)
        return closed and self.composition.holder("prefixItems") is not None

    # Objects.

    @fact
    def properties(self) -> "tuple[Property, ...]":
        """The effective properties in this direction: `readOnly` ones are no part of requests, `writeOnly` ones none of responses."""
        found = self.all_properties
        return tuple([one for one in found if not one.hidden]) if found else found

    @fact
    def all_properties(self) -> "tuple[Property, ...]":
        """The effective properties, those that this direction does not carry included."""
        return self.held

    @fact
    def required(self) -> tuple[str, ...]:
        """The names that must be there in this direction, over all conjoined nodes."""
        demanded = self._demanded()
        hidden = {one.name for one in self.all_properties if one.hidden} if demanded else ()
        return tuple(name for name in demanded if name not in hidden)

    @fact
    def has_required(self) -> bool:
        """`required` is written, over all conjoined nodes."""
        return self._first("required") is not None

    @fact
    def undefined_required(self) -> tuple[Member, ...]:
        """The entries of `required` that no property defines, those of branches and parents included; none for maps."""
        return _members(undefined(self.composition))

    @fact
    def max_properties(self) -> int | None:
        """The effective `maxProperties`."""
        return self._size("maxProperties")

    @fact
    def min_properties(self) -> int | None:
        """The effective `minProperties`."""
        return self._size("minProperties")

    @fact
    def additional(self) -> str:
        """What `additionalProperties` says of unknown names: `absent`, `any` (true or `{}`), `none` (false) or `schema`.

        Over `allOf` a schema wins over `none`, `none` over `any`.
        """
        return self._openness("additionalProperties")

    @fact
    def unevaluated(self) -> str:
        """What `unevaluatedProperties` says (3.1 and newer): `absent`, `any`, `none` or `schema`."""
        return self._openness("unevaluatedProperties") if self.context.version.identities else "absent"

    @fact
    def closed(self) -> bool:
        """Unknown names are refused: the root itself says `additionalProperties: false`, or any node `unevaluatedProperties: false`.

        Unknown for an `allOf` without properties of its own before 3.1: nothing there could close it without refusing its branches.
        """
        root = self.composition.nodes[0]
        if member(root, "additionalProperties") is False or self.unevaluated == "none":
            return True
        if "allOf" in root and "properties" not in root and "additionalProperties" not in root and not self.context.version.identities:
            return cast("bool", Unknown("an allOf without properties of its own cannot be closed before OpenAPI 3.1"))
        return False

    @fact
    def closed_in_part(self) -> bool:
        """A branch of `allOf` says `additionalProperties: false`: together with other properties nothing can satisfy the whole."""
        own = self.composition.nodes[1 : self.composition.own]
        return any(node.get("additionalProperties") is False for node in own)

    @fact
    def map_values(self) -> "Schema | None":
        """The schema of the values under unknown names (`additionalProperties`, else `unevaluatedProperties`); null without one."""
        found = self.composition.single("additionalProperties") or self.composition.single("unevaluatedProperties")
        return None if found is None else self.beside(found)

    @fact
    def pattern_properties(self) -> "tuple[Property, ...]":
        """The schemas under `patternProperties`; each `name` is the pattern."""
        members = self.composition.compositions.members(self.composition, "patternProperties")
        return self._views(members, "patternProperties")

    @fact
    def property_names(self) -> "Schema | None":
        """The schema of the names themselves (`propertyNames`, 3.1 and newer)."""
        found = self.composition.single("propertyNames")
        return None if found is None else self.beside(found)

    @fact
    def has_discriminator(self) -> bool:
        """A `discriminator` tells subtypes apart."""
        return "discriminator" in self.composition.nodes[0]

    # Composition and annotations.

    @fact
    def branched(self) -> bool:
        """Every value must also satisfy one of `oneOf` or `anyOf`, or `then` or `else`; those branches are subjects themselves."""
        groups = self.composition.groups
        return any(all(one.written or one.unknown is not None for one in group) for group in groups) if groups else False

    @fact
    def branches(self) -> "tuple[Schema, ...]":
        """The branches of `oneOf`, `anyOf`, `then`, `else` and `dependentSchemas`, each with the bounds of its parents."""
        return tuple(self.beside(one) for one in self.composition.branches if one.written or one.unknown is not None)

    @fact
    def is_branch(self) -> bool:
        """It is a branch that has bounds of its parents beside its own."""
        return self.composition.own < len(self.composition.nodes)

    @fact
    def empty(self) -> bool:
        """It says nothing about the value: `{}`, `true`, or annotations alone."""
        return not self.composition.compositions.constrains(self.composition) and not self.composition.groups

    @fact
    def read_only(self) -> bool:
        """It is part of responses only."""
        return self.composition.says("readOnly")

    @fact
    def write_only(self) -> bool:
        """It is part of requests only (3.0 and newer)."""
        return not self.context.is_swagger and self.composition.says("writeOnly")

    @fact
    def deprecated(self) -> bool:
        """The schema itself says `deprecated: true`."""
        return flag(self.node, "deprecated")

    @fact
    def title(self) -> str | None:
        """The `title` of the schema itself."""
        return text(self.node, "title")

    @fact
    def description(self) -> str | None:
        """The `description` of the schema itself."""
        return text(self.node, "description")

    @property
    def held(self) -> "tuple[Property, ...]":
        """What `all_properties` are, for the walk."""
        held = self._held
        if held is None:
            members = self.composition.properties
            held = self._held = self._views(members, "properties") if members else ()
        return held

    @property
    def fitting(self) -> Fitting:
        """What judges samples of the document."""
        return self.context.fitting

    def beside(self, composition: Composition) -> "Schema":
        """Look at another composition from the same side."""
        found: Schema | None = self.side.schemas.get(id(composition))
        return seen_from(self.side, self.context, composition) if found is None else found

    def at(self, key: Token) -> Member:
        """Stand where a keyword takes its effective value: over `allOf`, the strictest limit, else the first that is written.

        `largest` and `smallest` stand for whatever states the limit: a keyword, an entry of `enum`, a `const`.
        Without the keyword: the schema itself.
        """
        if isinstance(key, int) or self.unknown is not None:
            return super().at(key)
        if key in ("largest", "smallest") and (listed := listed_extreme(self.composition, upper=key == "largest")) is not None:
            return Member(*listed)
        limit = self._limit_named(key)
        index = limit.node if limit is not None else self.composition.holder(key)
        keyword = limit.keyword if limit is not None else key
        if index is None or index < 0 or keyword not in self.composition.nodes[index]:
            return Member(self.place, None)
        return Member(self.composition.places[index].child(keyword), self.composition.nodes[index][keyword])

    def _limit_named(self, key: str) -> Limit | None:
        limit: Limit | Unknown | None = None
        if key in ("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"):
            limit = size_limit(self.composition, key)
        elif key in ("maximum", "exclusiveMaximum", "largest", "minimum", "exclusiveMinimum", "smallest"):
            upper = key in ("maximum", "exclusiveMaximum", "largest")
            limit = self._limit(upper=upper)
            if isinstance(limit, Limit) and key not in ("largest", "smallest") and limit.keyword != key:
                limit = None
        return limit if isinstance(limit, Limit) else None

    def _size(self, keyword: str) -> int | None:
        return cast("int | None", _value(size_limit(self.composition, keyword)))

    def _limit(self, *, upper: bool) -> Limit | Unknown | None:
        return value_limit(self.composition, self.context.version, upper=upper)

    def _extreme(self, *, upper: bool) -> int | float | None:
        listed = listed_extreme(self.composition, upper=upper)
        if listed is not None:
            return listed[1]
        limit = self._limit(upper=upper)
        if not isinstance(limit, Limit) or not limit.exclusive:
            return _value(limit)
        if self.types == ("integer",) and float(limit.value).is_integer():
            return int(limit.value) + (-1 if upper else 1)
        return limit.value

    def _first(self, keyword: str) -> JsonValue:
        for node in self.composition.nodes:
            if keyword in node:
                return node[keyword]
        return None

    def _first_text(self, keyword: str) -> str | None:
        for node in self.composition.nodes:
            value = node.get(keyword)
            if isinstance(value, (str, Unknown)):
                return cast("str", value)
        return None

    def _openness(self, keyword: str) -> str:
        said = {_openness(node[keyword]) for node in self.composition.nodes if keyword in node}
        return next((word for word in ("schema", "none", "any") if word in said), "absent")

    def _demanded(self) -> dict[str, None]:
        """Every name in `required` of any node, in document order; what is no text names nothing."""
        found: dict[str, None] = {}
        for node in self.composition.nodes:
            if "required" in node:
                for name in sequence(node["required"]):
                    if type(name) is str:
                        found[name] = None
        return found

    def _views(self, members: dict[str, Composition], keyword: str) -> "tuple[Property, ...]":
        """Give the one view of each physical property, direction and carrier; a document may have forty thousand."""
        whole, known = self.composition, self.side.properties
        demanded = self._demanded() if keyword == "properties" else {}
        names = whole.nodes[0].get(keyword) if len(whole.nodes) == 1 and whole.written else None
        if not isinstance(names, dict) or id(names) in known:
            return self._shared(members, keyword, demanded)
        place = whole.places[0]  # nearly always: nobody has met this map before
        found = known[id(names)] = tuple([self._view(name, one, demanded, keyword, names, place) for name, one in members.items()])
        return found

    def _shared(self, members: dict[str, Composition], keyword: str, demanded: dict[str, None]) -> "tuple[Property, ...]":
        """Give the same where properties are written in several maps, or in one that others have met, who may have the view already."""
        maps: list[tuple[Object, Place]] = []
        if self.composition.written:  # the properties of a 2.0 form are parameters
            for node, place in zip(self.composition.nodes, self.composition.places, strict=True):
                if isinstance(names := node.get(keyword), dict):
                    maps.append((names, place))
        found = []
        for name, composition in members.items():
            written, holder = next((one for one in maps if name in one[0]), (None, composition.place))
            shelf = self._shelf(id(composition if written is None else written))
            key = (name, name in demanded, id(composition))
            view = shelf.get(key)
            if view is None:
                view = shelf[key] = self._view(name, composition, demanded, keyword, written, holder)
            found.append(view)
        return tuple(found)

    def _shelf(self, own: int) -> "dict[tuple[str, bool, int], Property]":
        """Give the views of the properties of one map, by what tells them apart."""
        known = self.side.properties.get(own, ())
        if not isinstance(known, dict):
            known = self.side.properties[own] = {(one.name, one.demanded, id(one.schema.composition)): one for one in known}
        return known

    def _view(
        self, name: str, composition: Composition, demanded: dict[str, None], keyword: str, written: Object | None, holder: Place
    ) -> "Property":
        place, entry = composition.places[0], cast("JsonValue", composition.nodes[0])
        if written is not None and written[name] is not entry:
            place, entry = holder.child(keyword).child(name), written[name]
        return Property(self, name, self.beside(composition), place, entry, demanded)


class Property(View):
    """A property of an object schema, at the entry under `properties`; its schema may be written elsewhere."""

    cel_name = "property"

    def __init__(self, owner: Schema, name: str, schema: Schema, place: Place, node: JsonValue, demanded: Container[str]) -> None:
        """Stand at the entry; `demanded` are the names that must be there."""
        self.place = place
        self.node = node
        self.unknown = node if isinstance(node, Unknown) else None
        self.name = name
        self.owner = owner
        self.schema = schema
        self.direction = owner.direction
        self.carrier = owner.carrier
        hiding = owner.side.hiding
        self.carried = hiding is None or not schema.composition.says(hiding)
        """Whether its schema is met here: unlike `hidden` it may be told where the schema is not known."""
        self.hidden = not self.carried and schema.unknown is None
        self.demanded = name in demanded
        self.required = self.demanded and not self.hidden

    name: str = told("string", "The name, as written.")
    owner: Schema = told("schema", "The object schema that has it; of several that share the property, the first in document order.")
    direction: str = told("string", "`request` or `response`, as of its schema.", few=True)
    carrier: str = told("string", "`query`, `querystring`, `path`, `header`, `cookie` or `body`, as of its schema.", few=True)
    required: bool = told("bool", "It is in `required` of its owner, and this direction carries it.")
    hidden: bool = told(
        "bool", "Its direction does not carry it: `readOnly` in a request, `writeOnly` in a response; false where its schema is not known."
    )
    schema: Schema = told("schema", "The effective schema.")

    @given.of("list(operation)")
    def operations(self) -> tuple[View, ...]:
        """The operations that use it in this direction and carrier, in document order."""
        return self.owner.operations


def schema_view(context: Context, composition: Composition, direction: str, carrier: str) -> Schema:
    """Give the one view of a composition from one side."""
    return seen_from(context.side(direction, carrier), context, composition)


def seen_from(side: Side, context: Context, composition: Composition) -> Schema:
    """Give the one view of a composition from a side."""
    view: Schema | None = side.schemas.get(id(composition))
    if view is None:
        view = side.schemas[id(composition)] = Schema(context, composition, side)
    return view


def _members(entries: list[Entry]) -> tuple[Member, ...]:
    return tuple([Member(*entry) for entry in entries]) if entries else ()


def _value(limit: Limit | Unknown | None, *, exclusive: bool | None = None) -> int | float | None:
    if isinstance(limit, Unknown):
        return cast("int", limit)
    if limit is None or (exclusive is not None and limit.exclusive is not exclusive):
        return None
    return limit.value


def _openness(value: JsonValue) -> str:
    if value is False:
        return "none"
    return "schema" if isinstance(value, dict) and value else "any"
