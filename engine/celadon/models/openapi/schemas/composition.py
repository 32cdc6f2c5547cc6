"""A schema as it applies: physical nodes conjoined by references and `allOf`, and the branches beside them. No CEL words here.

One room, for its parts refer to each other in a circle: a composition makes its children, children are compositions.
"""

from collections.abc import Iterable, Iterator, Sequence

from celadon.models.openapi.plain import Object, member, sequence
from celadon.models.openapi.schemas.keywords import ANNOTATIONS, UNCONSTRAINING
from celadon.models.openapi.version import Version
from celadon.models.place import Place
from celadon.models.references import Broken, References
from celadon.models.view import Node
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Unknown

TYPING = UNCONSTRAINING | {"type", "nullable", "x-nullable"}
"""A schema with nothing else demands a type of the branches of its `oneOf` or `anyOf`, or nothing."""

MOST_CONTEXTS = 24
"""So many different parents may add bounds to one branch before it is called unknown: nested choices multiply."""

Group = tuple["Composition", ...]
"""The branches of one `oneOf`, `anyOf` or `if`, of which a value must satisfy at least one."""

Frame = tuple[list[tuple[Object, Place]], bool]
"""Nodes that demand something of the branches beside them, and whether that is a type and nothing else."""


class Composition:
    """Physical nodes that all apply to one value, the root first."""

    unknown: Unknown | None = None
    """Why a part of it is not known: the whole is not, then."""
    own = 1
    """How many of the nodes, at the front, belong to the schema itself; the others are bounds of the parents of a branch."""
    siblings: tuple[Group, ...] = ()
    """Other groups of the parent of a branch: they hold as well."""
    said: Node = None
    """What stands there where that is no object: `true`, or something malformed."""
    written = True
    """The root is an object of a document: not a boolean schema, an absent `else`, a form put together from 2.0 parameters."""
    _properties: "dict[str, Composition] | None" = None
    _items: "Composition | bool | None" = False
    _groups: tuple[Group, ...] | None = None
    _dependents: "tuple[Composition, ...] | None" = None
    _chosen: "dict[str, object] | None" = None

    # No slots: most compositions keep these defaults, and a large document has fifty thousand of them.
    def __init__(self, compositions: "Compositions", nodes: tuple[Object, ...], places: tuple[Place, ...]) -> None:
        """Store; the rest is found when asked for."""
        self.compositions = compositions
        self.nodes = nodes
        self.places = places

    @property
    def place(self) -> Place:
        """Where the physical root is written."""
        return self.places[0]

    @property
    def properties(self) -> "dict[str, Composition]":
        """The effective properties, in document order; a name that several nodes define is their conjunction."""
        if self._properties is None:
            self._properties = self.compositions.members(self, "properties")
        return self._properties

    @property
    def items(self) -> "Composition | None":
        """The effective schema of items; None where `items` is absent or a boolean."""
        if self._items is False:
            written = []
            for index, node in enumerate(self.nodes):
                if "items" in node and isinstance(items := node["items"], (dict, Unknown)):
                    written.append(self.compositions.of(items, self.places[index].child("items")))
            self._items = self.compositions.conjoined(written) if written else None
        return self._items  # type: ignore[return-value] # False stands for "not read yet" only

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of branches of the schema itself, each branch with the bounds of its parents."""
        if self._groups is None:
            self._groups = self.compositions.groups(self)
        return self._groups

    @property
    def branches(self) -> "list[Composition]":
        """Every branch of every group in document order, `then` and `else` and dependent schemas included."""
        found: list[Composition] = []
        for group in self.groups:
            found += group
        if self._dependents is None:
            self._dependents = self.compositions.dependents(self)
        found += self._dependents
        return found

    @property
    def chosen(self) -> dict[str, object]:
        """Limits that follow from its choices, by keyword, as far as they were asked for; kept here, for choices are shared."""
        if self._chosen is None:
            self._chosen = {}
        return self._chosen

    def put_together(self, properties: "dict[str, Composition]") -> None:
        """Give the properties of an object that is written nowhere: a form of 2.0, whose properties are parameters."""
        self._properties = properties

    def listed(self, keyword: str) -> "list[Composition]":
        """Compose the schemas of a keyword that holds a list, such as `prefixItems`."""
        return [
            self.compositions.of(item, place.child(keyword).child(index))
            for node, place in zip(self.nodes, self.places, strict=True)
            for index, item in enumerate(sequence(node.get(keyword)))
        ]

    def single(self, keyword: str) -> "Composition | None":
        """Compose the schema of a keyword that holds one, such as `additionalProperties`; booleans and `{}` are none."""
        found = []
        for index, node in enumerate(self.nodes):
            if keyword in node and isinstance(value := node[keyword], dict) and value:
                found.append(self.compositions.of(value, self.places[index].child(keyword)))
        return self.compositions.conjoined(found) if found else None

    def holder(self, keyword: str) -> int | None:
        """Find the first node in which a keyword is written."""
        for index, node in enumerate(self.nodes):
            if keyword in node:
                return index
        return None

    def says(self, keyword: str) -> bool:
        """Any node says `keyword: true`."""
        if len(self.nodes) == 1:
            return self.nodes[0].get(keyword) is True
        return any(node.get(keyword) is True for node in self.nodes)


class Compositions:
    """All compositions of one model: each set of physical nodes is one composition."""

    def __init__(self, references: References, version: Version) -> None:
        """Know none yet."""
        self._references = references
        self._siblings_apply = version.ref_siblings
        self._single: dict[object, Composition] = {}
        self._joined: dict[object, Composition] = {}
        self._contexts: dict[int, int] = {}
        self._unwritten: list[Composition] = []

    def of(self, node: Node, place: Place) -> Composition:
        """Compose the schema written at a place; booleans and malformed nodes compose to an empty schema."""
        if not isinstance(node, dict):
            composition = self.unwritten({}, place, node if isinstance(node, Unknown) else None)
            composition.said = node
            return composition
        found = self._single.get(id(node))
        if found is not None:
            return found
        if "$ref" in node or "allOf" in node or "$dynamicRef" in node or self._references.has_scopes:
            return self._compose(node, place)
        found = self._single[id(node)] = Composition(self, (node,), (place,))  # most schemas: nothing to follow, nothing to conjoin
        return found

    def unwritten(self, node: Object, place: Place, unknown: Unknown | None = None) -> Composition:
        """Compose what is no object of a document; it lives as long as the model, for others are known by its identity."""
        composition = Composition(self, (node,), (place,))
        composition.written = False
        composition.unknown = unknown
        self._unwritten.append(composition)
        return composition

    def conjoined(self, parts: Sequence[Composition]) -> Composition:
        """Conjoin compositions that apply to one value; the first gives the root, those that add nothing are left out."""
        if len(parts) == 1:  # nearly always
            return parts[0]
        whole: list[Composition] = []
        for part in parts:
            if not whole or ((part.unknown is not None or _constrains(part.nodes)) and all(part is not one for one in whole)):
                whole.append(part)
        if len(whole) == 1:
            return whole[0]
        key = ("all", *(id(part) for part in whole))
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = self._join(whole[0], [pair for part in whole[1:] for pair in _pairs(part)])
            found.own = len(found.nodes)
            found.unknown = next((part.unknown for part in whole if part.unknown is not None), None)
        return found

    def members(self, parent: Composition, keyword: str) -> dict[str, Composition]:
        """Compose the schemas of a keyword that maps names to schemas, over all nodes of a composition."""
        if len(parent.nodes) == 1:  # nearly always
            return self._members(parent.nodes[0], parent.places[0], keyword)
        found: dict[str, Composition] = {}
        for node, place in _pairs(parent):
            for name, one in self._members(node, place, keyword).items():
                found[name] = self.conjoined((found[name], one)) if name in found else one
        return found

    def _members(self, node: Object, place: Place, keyword: str) -> dict[str, Composition]:
        found: dict[str, Composition] = {}
        written = node.get(keyword)
        if not isinstance(written, dict):
            return found
        single, is_plain = self._single, not self._references.has_scopes
        below = place.child(keyword)
        for name, value in written.items():
            one = None
            if type(value) is dict:
                key = id(value)
                one = single.get(key)
                if one is None and is_plain and "$ref" not in value and "allOf" not in value and "$dynamicRef" not in value:
                    one = single[key] = Composition(self, (value,), (below.child(name),))  # as in `of`, without the call: most schemas
            found[name] = self.of(value, below.child(name)) if one is None else one
        return found

    def groups(self, parent: Composition) -> tuple[Group, ...]:
        """Compose the branches of a composition, each with its parents' bounds and with the other groups beside it."""
        written: list[Group] = []
        for index in range(parent.own):
            node = parent.nodes[index]
            if "anyOf" in node or "oneOf" in node or "if" in node:
                written += self._choices(node, parent.places[index])
        if not written:
            return ()
        own = set(map(id, parent.nodes))
        # A choice of which one option is there already (a subtype that extends the type that lists it) is made.
        written = [group for group in written if own.isdisjoint([id(branch.nodes[0]) for branch in group])]
        frame, found = self._frame(parent), []
        for number, group in enumerate(written):
            siblings = (*parent.siblings, *written[:number], *written[number + 1 :])
            found.append(tuple([self._branch(frame, branch, siblings) for branch in group]))
        return tuple(found)

    def _choices(self, node: Object, place: Place) -> list[Group]:
        """Compose what a node itself offers, in document order."""
        found: list[Group] = []
        for keyword in ("oneOf", "anyOf"):
            options = sequence(node.get(keyword))
            if options:
                below = place.child(keyword)
                found.append(tuple([self.of(option, below.child(index)) for index, option in enumerate(options)]))
        if "if" in node and ("then" in node or "else" in node):
            found.append(tuple([self.of(node.get(keyword, True), place.child(keyword)) for keyword in ("then", "else")]))
        return found

    def dependents(self, parent: Composition) -> tuple[Composition, ...]:
        """Compose `dependentSchemas`, each with its parents' bounds: they apply to some values only."""
        found: list[Composition] = []
        for index in range(parent.own):
            node = parent.nodes[index]
            if "dependentSchemas" in node:
                found += self._members(node, parent.places[index], "dependentSchemas").values()
        if not found:
            return ()
        own, frame = set(map(id, parent.nodes)), self._frame(parent)
        return tuple([self._branch(frame, branch, parent.siblings) for branch in found if id(branch.nodes[0]) not in own])

    def constrains(self, composition: Composition) -> bool:
        """Tell whether any node demands something of the value itself, its branches left aside."""
        return _constrains(composition.nodes)

    def _frame(self, parent: Composition) -> Frame:
        """Find what a composition demands of its branches, and whether that is a type and nothing else."""
        frame = [pair for pair in _pairs(parent) if _constrains((pair[0],))]
        return frame, _only_types(frame)

    def _branch(self, demanded: Frame, branch: Composition, siblings: tuple[Group, ...]) -> Composition:
        """Add to a branch what its parents demand; the same branch under parents that demand nothing is the schema itself."""
        frame, only_types = demanded
        if frame and only_types and branch.holder("type") is not None:
            frame = []
        if not frame and not siblings:
            return branch
        key = ("branch", id(branch), *sorted(id(node) for node, _ in frame), "beside", *(id(one) for group in siblings for one in group))
        found = self._joined.get(key)
        if found is None:
            contexts = self._contexts[id(branch)] = self._contexts.get(id(branch), 0) + 1
            found = self._joined[key] = self._join(branch, frame)
            found.siblings = siblings
            if contexts > MOST_CONTEXTS:
                found.unknown = Unknown(f"more than {MOST_CONTEXTS} compositions of schemas lead here")
        return found

    def _join(self, root: Composition, further: list[tuple[Object, Place]]) -> Composition:
        """Add nodes to a composition; its own nodes stay its own."""
        known = {id(node) for node in root.nodes}
        added: list[tuple[Object, Place]] = []
        for node, place in further:
            if id(node) not in known:
                known.add(id(node))
                added.append((node, place))
        nodes = (*root.nodes, *(node for node, _ in added))
        joined = Composition(self, nodes, (*root.places, *(place for _, place in added)))
        joined.own = root.own
        joined.unknown = root.unknown
        joined.written = root.written
        joined.said = root.said
        return joined

    def _compose(self, node: Object, place: Place) -> Composition:
        """Find the physical root behind plain references, then everything that applies together with it."""
        aliases: list[int] = []
        seen = {id(node)}
        references = self._references
        while (ref := self._plain_reference(node)) is not None:
            aliases.append(id(node))
            if "$dynamicRef" in node:
                place, target = references.dynamic(place, ref)
            else:
                found = references.find(place, ref)
                known = None if isinstance(found, Broken) else self._single.get(id(found.node))
                if known is not None:  # most targets have been met before
                    return self._keep(aliases, known)
                place, target = references.land(place, ref, found)
            if isinstance(target, dict) and id(target) in seen:
                target = references.cyclic(place, ref)
            if not isinstance(target, dict):
                return self._keep(aliases, self.of(target, place))
            node = target
            seen.add(id(node))
            known = self._single.get(id(node))
            if known is not None:
                return self._keep(aliases, known)
        scope = references.scope(place)
        if not scope:
            aliases.append(id(node))
            return self._keep(aliases, self._expand(node, place))
        key = ("in", id(node), *((id(one.document), one.tokens) for one in scope))  # dynamic references depend on the way
        composition = self._joined.get(key)
        if composition is None:
            composition = self._joined[key] = self._expand(node, place)
        return composition

    def _keep(self, ids: list[int], composition: Composition) -> Composition:
        """Remember a composition for all nodes that stand for it."""
        for one in ids:
            self._single[one] = composition
        return composition

    def _plain_reference(self, node: Object) -> str | None:
        """Read the reference of a node that is nothing but one."""
        ref = node.get("$ref")
        if not isinstance(ref, str):
            ref = node.get("$dynamicRef") if self._siblings_apply else None
            if not isinstance(ref, str):
                return None
        if len(node) == 1 or not self._siblings_apply:
            return ref
        return ref if all(key in ("$ref", "$dynamicRef") or _annotates(key) for key in node) else None

    def _expand(self, root: Object, place: Place) -> Composition:
        """Collect the nodes that apply together: the root, its `allOf`, what they refer to; each once, in document order."""
        if "allOf" not in root and "$ref" not in root and "$dynamicRef" not in root:
            return Composition(self, (root,), (place,))
        nodes: list[Object] = []
        places: list[Place] = []
        unknown: Unknown | None = None
        seen: set[int] = set()
        pending: list[tuple[Node, Place]] = [(root, place)]
        while pending:
            node, place = pending.pop()
            if isinstance(node, Unknown) and unknown is None:
                unknown = node
            if not isinstance(node, dict) or id(node) in seen:
                continue
            known = self._single.get(id(node))
            if known is not None:  # composed before: what applies together with it is known
                unknown = known.unknown if unknown is None else unknown
                for one, where in _pairs(known):
                    if id(one) not in seen:
                        seen.add(id(one))
                        nodes.append(one)
                        places.append(where)
                continue
            seen.add(id(node))
            further: list[tuple[Node, Place]] = []
            ref = node.get("$ref")
            if isinstance(ref, str):
                further.append(self._referred(place, ref))
            if not isinstance(ref, str) or self._siblings_apply:
                nodes.append(node)
                places.append(place)
                dynamic = node.get("$dynamicRef")
                if isinstance(dynamic, str) and self._siblings_apply:
                    where, what = self._references.dynamic(place, dynamic)
                    further.append((what, where))
                below = place.child("allOf")
                further += [(part, below.child(index)) for index, part in enumerate(sequence(node.get("allOf")))]
            pending += reversed(further)
        composition = Composition(self, tuple(nodes), tuple(places))
        composition.own = len(nodes)
        composition.unknown = unknown
        return composition

    def _referred(self, place: Place, ref: str) -> tuple[Node, Place]:
        where, what = self._references.follow(place, ref)
        return what, where


def _pairs(composition: Composition) -> list[tuple[Object, Place]]:
    nodes, places = composition.nodes, composition.places
    return [(nodes[0], places[0])] if len(nodes) == 1 else list(zip(nodes, places, strict=True))


def _annotates(key: str) -> bool:
    return key in ANNOTATIONS or key.startswith("x-")


def _constrains(nodes: Iterable[Object]) -> bool:
    """Any node demands something of the value itself."""
    for node in nodes:
        for key in node:
            if key not in UNCONSTRAINING and not key.startswith("x-"):
                return True
    return False


def _only_types(frame: list[tuple[Object, Place]]) -> bool:
    """Tell whether a frame demands a type and nothing else."""
    for node, _ in frame:
        for key in node:
            if key not in TYPING and not key.startswith("x-"):
                return False
    return True


def written_values(composition: Composition, keyword: str) -> Iterator[tuple[int, JsonValue]]:
    """Every value that is written for a keyword, with the number of its node."""
    for index, node in enumerate(composition.nodes):
        value = member(node, keyword)
        if value is not None:
            yield index, value
