"""The model of a gateway, whatever the vendor: subjects by target, anchors by the names that entries have."""

from collections.abc import Sequence

from celadon.models.gateways.neutral.gateway import Gateway
from celadon.models.gateways.neutral.leaf import Neutral
from celadon.models.gateways.neutral.route import Route
from celadon.models.gateways.targets import TARGETS
from celadon.models.interface import GATEWAY, UnknownTarget
from celadon.models.nodes import content_of, nodes_of
from celadon.models.place import Place
from celadon.models.view import View
from celadon.sources.document import Document, JsonValue, child_of
from celadon.sources.selecting import Selector
from celadon.terms.errors import Problem

IDENTITIES = ("name", "username", "custom_id", "id", "group", "@type", "prefix", "path", "path_separated_prefix", "safe_regex")
"""Members by which an item of a list is known again; the first that is plain text counts."""

SECRET_WORDS = ("secret", "password", "key", "token")
"""Lists whose items are never part of a name: a fingerprint must not let anyone guess them."""


class GatewayModel:
    """One gateway configuration with its subjects."""

    family = GATEWAY
    foundations: tuple[str, ...] = ()
    resting: frozenset[str] = frozenset()

    def __init__(self, gateway: Gateway, document: Document, vendor: str) -> None:
        """Keep; `vendor` is the name for people, such as `Kong`."""
        self.gateway = gateway
        self._document = document
        self.kind = gateway.format
        self.version = gateway.version
        count = len(gateway.routes)
        version = f" {gateway.version}" if gateway.version else ""
        self.title = f"{vendor}{version}, {count} route{'' if count == 1 else 's'}"
        self.document_view: View = gateway
        self._subjects: dict[str, tuple[View, ...]] = {}

    @property
    def documents(self) -> tuple[Document, ...]:
        """The document; a gateway's configuration refers to no other that is read."""
        return (self._document,)

    def do_without(self) -> None:
        """Nothing rests on foundations here."""

    def nodes(self, selector: Selector) -> Sequence[View]:
        """Give the plain nodes that a selector finds, in document order."""
        return nodes_of(self._document, selector)

    @property
    def is_one_file(self) -> bool:
        """Whether it is known that no other file can be reached; nobody asked so far."""
        return False

    def subjects(self, target: str) -> Sequence[View]:
        """Give the subjects of a target in document order; raises `UnknownTarget`."""
        known = self._subjects.get(target)
        if known is None:
            if target not in TARGETS:
                raise UnknownTarget(Problem(kind="unknown-target", message=f"a gateway has no target `{target}`"))
            known = self._subjects[target] = tuple(TARGETS[target][1](self.gateway))
        return known

    def anchor(self, place: Place) -> str:
        """Name a place by the names of the entries on the way: `/services/orders/plugins/key-auth/config`."""
        return anchor(place)

    def content(self, place: Place) -> str:
        """Digest a place; a gateway's configuration has names and no references."""
        return content_of(place)

    def uses(self, subject: View) -> tuple[str, ...]:
        """Name the route on which a subject is in effect."""
        route = subject if isinstance(subject, Route) else subject.leaves.get("route") if isinstance(subject, Neutral) else None
        owner = route if isinstance(route, Route) else route.value if route is not None else None
        return (owner.label,) if isinstance(owner, Route) and owner.place.tokens else ()


def anchor(place: Place) -> str:
    """Write the way to a place with identities for indices; an item without one is its text, or `*`."""
    node: JsonValue = place.document.tree
    steps: list[str] = []
    for token in place.tokens:
        node = child_of(node, token)
        holder = steps[-1] if steps else ""
        steps.append(token if isinstance(token, str) else "*" if any(word in holder for word in SECRET_WORDS) else _identity(node))
    return "/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)


def _identity(item: JsonValue) -> str:
    if isinstance(item, dict):
        for key in IDENTITIES:
            value = item.get(key)
            if isinstance(value, str):
                return value
            if isinstance(value, dict):
                return f"{key}:{','.join(str(part) for part in value.values() if isinstance(part, (str, int)))}"
        return _identity_inside(item)
    return item if isinstance(item, str) else "*"


def _identity_inside(item: dict[str, JsonValue]) -> str:
    """Look one level deeper: some routes keep what they match in a member of their own."""
    match = item.get("match")
    return _identity(match) if isinstance(match, dict) else "*"
