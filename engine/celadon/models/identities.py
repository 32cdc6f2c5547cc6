"""The names that nodes give themselves from 3.1 on: `$self`, `$id`, `$anchor`, `$dynamicAnchor`. Nothing is fetched."""

from urllib.parse import urldefrag, urljoin

from celadon.models.place import Link, Place, steps_of
from celadon.sources.document import Document, JsonValue
from celadon.terms.location import Tokens

OPAQUE = frozenset({"example", "examples", "default", "enum", "const"})
"""Members whose values are data: what looks like a reference or a name in them is neither."""

NAME_MAPS = frozenset(
    {
        "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas", "responses", "parameters", "headers",
        "requestBodies", "securitySchemes", "securityDefinitions", "links", "callbacks", "pathItems", "paths", "webhooks", "content",
        "mediaTypes", "encoding", "variables", "scopes",
    }
)  # fmt: skip
"""Members whose values map free names to objects: their keys are no keywords."""


class Identity:
    """A node that can be referred to by name: a resource (`uri` is its own) or an anchor (`uri` is its resource's)."""

    __slots__ = ("document", "node", "tokens", "uri")

    def __init__(self, document: Document, tokens: Tokens, node: JsonValue, uri: str) -> None:
        """Store."""
        self.document = document
        self.tokens = tokens
        self.node = node
        self.uri = uri


Scope = tuple[Identity, ...]
"""The resources with dynamic anchors through which a schema was reached, outermost first."""


class Identities:
    """The named nodes of the files of one model. A file is searched once, when it is learnt."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._resources: dict[str, Identity] = {}
        self._within: dict[int, dict[Tokens, Identity]] = {}
        self._anchors: dict[tuple[int, Tokens, str], Identity] = {}
        self._dynamic: dict[tuple[int, Tokens], dict[str, Identity]] = {}
        self._selves: dict[int, str] = {}

    def learn(self, document: Document) -> None:
        """Search a file for names; cost grows with its nodes, once per file."""
        tree = document.tree
        own = tree.get("$self") if isinstance(tree, dict) else None
        root = Identity(document, (), tree, urldefrag(own)[0] if isinstance(own, str) else "")
        within = self._within[id(document)] = {}
        if root.uri:
            self._selves[id(document)] = root.uri
            self._resources.setdefault(root.uri, root)
            within[()] = root
        for node, tokens in _objects(tree):
            self._name(node, tokens, self._innermost(within, tokens) or root, within)

    def self_of(self, document: Document) -> str | None:
        """Give the `$self` of a file, if it states one."""
        return self._selves.get(id(document))

    def resource(self, uri: str) -> Identity | None:
        """Find the node that calls itself so, in the files read so far."""
        return self._resources.get(uri)

    def around(self, place: Place) -> Identity | None:
        """Find the innermost resource that holds a place; None where only the file itself does."""
        within = self._within.get(id(place.document))
        return self._innermost(within, place.tokens) if within else None

    def anchor(self, document: Document, tokens: Tokens, name: str) -> Identity | None:
        """Find `$anchor` or `$dynamicAnchor` `name` in the resource that begins at `tokens` of a file."""
        return self._anchors.get((id(document), tokens, name))

    def scope(self, place: Place) -> Scope:
        """Collect the resources with dynamic anchors on the way to a place; empty, and free, where no file has any."""
        if not self._dynamic:
            return ()
        trail: list[Place] = []
        step: Place | None = place
        while step is not None:
            landing = step.landing()
            trail += (step, landing)
            step = landing.origin
        scope: list[Identity] = []
        for step in reversed(trail):
            around = self.around(step) or Identity(step.document, (), step.document.tree, "")
            known = any(seen.document is around.document and seen.tokens == around.tokens for seen in scope)
            if not known and (id(around.document), around.tokens) in self._dynamic:
                scope.append(around)
        return tuple(scope)

    @property
    def has_dynamic_anchors(self) -> bool:
        """Some file has a `$dynamicAnchor`."""
        return bool(self._dynamic)

    def dynamic(self, place: Place, name: str) -> Identity | None:
        """Find the outermost `$dynamicAnchor` of that name on the way to a place."""
        for resource in self.scope(place):
            found = self._dynamic[id(resource.document), resource.tokens].get(name)
            if found is not None:
                return found
        return None

    def _innermost(self, within: dict[Tokens, Identity], tokens: Tokens) -> Identity | None:
        if within:
            for length in range(len(tokens), -1, -1):
                found = within.get(tokens[:length])
                if found is not None:
                    return found
        return None

    def _name(self, node: dict[str, JsonValue], tokens: Tokens, around: Identity, within: dict[Tokens, Identity]) -> None:
        """Note the names that one object gives itself; parents are noted before their members."""
        own = node.get("$id")
        if isinstance(own, str) and own and not own.startswith("#"):
            around = Identity(around.document, tokens, node, urldefrag(urljoin(around.uri, own))[0])
            within[tokens] = around
            self._resources.setdefault(around.uri, around)
        for keyword in ("$anchor", "$dynamicAnchor"):
            name = node.get(keyword)
            if isinstance(name, str):
                found = Identity(around.document, tokens, node, around.uri)
                self._anchors.setdefault((id(around.document), around.tokens, name), found)
                if keyword == "$dynamicAnchor":
                    self._dynamic.setdefault((id(around.document), around.tokens), {}).setdefault(name, found)


def _objects(tree: JsonValue) -> list[tuple[dict[str, JsonValue], Tokens]]:
    """Find the objects that name themselves, in document order; data and extensions are not searched."""
    found: list[tuple[dict[str, JsonValue], Tokens]] = []
    pending: list[tuple[JsonValue, Link, bool]] = [(tree, (), False)]
    while pending:
        node, link, names = pending.pop()
        if isinstance(node, dict):
            if not names and ("$id" in node or "$anchor" in node or "$dynamicAnchor" in node):
                found.append((node, steps_of(link)))
            for key in reversed(node):
                value = node[key]
                if isinstance(value, (dict, list)) and (names or (key not in OPAQUE and not key.startswith("x-"))):
                    pending.append((value, (link, key), not names and key in NAME_MAPS))
        elif isinstance(node, list):
            pending += [
                (node[index], (link, index), False) for index in range(len(node) - 1, -1, -1) if isinstance(node[index], (dict, list))
            ]
    return found
