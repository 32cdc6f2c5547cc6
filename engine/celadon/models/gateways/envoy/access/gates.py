"""A gate: what one filter asks of a caller on one cell of a route; and what gates ask one after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from celadon.models.gateways.envoy.reading.message import Message
from celadon.models.gateways.neutral.authentication import Auth, AuthItem
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

MOST_ALTERNATIVES = 64
"""Ways to pass that are listed for one route; `required` is exact beyond that."""


@dataclass(slots=True)
class Gate:
    """What a filter asks. `admits` says whether a request without credentials goes on."""

    admits: bool | Unknown
    because: str
    """One clause that says why, for messages."""
    at: Place | None = None
    """The written value that opens or shuts the gate; None where nothing is written."""
    items: list[AuthItem] = field(default_factory=list)
    alternatives: list[tuple[int, ...]] = field(default_factory=list)
    """Which items together pass, as indices of `items`; an empty one passes without any."""
    authenticates: bool = True
    """Whether it asks who comes; rules that only say what is allowed open nothing that was shut."""
    admits_nobody: bool = False
    """Whether no request at all goes on."""


def asked(item: AuthItem, because: str) -> Gate:
    """Make the gate of a single item that everybody needs."""
    return Gate(admits=False, because=because, items=[item], alternatives=[(0,)])


def combine(place: Place, gates: Sequence[Gate]) -> Auth:
    """Say who passes all gates: whoever one of them stops does not reach the upstream."""
    items: list[AuthItem] = []
    ways: list[tuple[int, ...]] = [()]
    for gate in gates:
        moved = [tuple(index + len(items) for index in way) for way in gate.alternatives]
        items += gate.items
        if moved:
            ways = _distinct(sorted({*one, *other}) for one in ways for other in moved)[:MOST_ALTERNATIVES]
    required, reason = _verdict(place, gates)
    if required.value is True:
        ways = [way for way in ways if way]
    return Auth(place, None, required=required, reason=reason, items=tuple(items), alternatives=tuple(way for way in ways if way))


def _verdict(place: Place, gates: Sequence[Gate]) -> tuple[Leaf[bool], str]:
    shut = next((gate for gate in gates if gate.admits is False), None)
    if shut is not None:
        return Leaf(True, shut.at or place, "explicit"), shut.because
    doubtful = next((gate for gate in gates if isinstance(gate.admits, Unknown)), None)
    if doubtful is not None and isinstance(doubtful.admits, Unknown):
        return Leaf(doubtful.admits, doubtful.at or place), doubtful.because
    opened = next((gate for gate in gates if gate.authenticates), gates[0] if gates else None)
    if opened is None:
        return Leaf(False, place, "default"), "no filter asks for credentials"
    return Leaf(False, opened.at or place, "default" if opened.at is None else "explicit"), opened.because


def _distinct(ways: Iterable[list[int]]) -> list[tuple[int, ...]]:
    return list(dict.fromkeys(tuple(way) for way in ways))


@dataclass(frozen=True, slots=True)
class Plugins:
    """The neutral plugin of each filter and override, by the identity of the node that holds it."""

    known: dict[int, Plugin]

    def of(self, holder: Message) -> Plugin | None:
        """Find the plugin that was made of a filter or an override."""
        return self.known.get(id(holder.node))
