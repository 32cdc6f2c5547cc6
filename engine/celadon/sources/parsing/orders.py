"""At which place among its siblings a member of a mapping stands; kept where that takes long to find."""

from celadon.sources.document import JsonValue, index_of
from celadon.terms.location import Token

WIDE = 64
"""Members from which a mapping's order is kept for the next look."""


class Orders:
    """The orders of the mappings of one tree, which lives as long as this does, so that an id stays its node's own."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[int, dict[str, int]] = {}

    def step(self, node: JsonValue, token: Token) -> tuple[int, JsonValue]:
        """Step to a member or an item; gives its position and itself, KeyError where there is none."""
        if isinstance(node, dict):
            key = token if isinstance(token, str) else str(token)
            inner = node[key]
            return list(node).index(key) if len(node) < WIDE else self._order(node)[key], inner
        if isinstance(node, list):
            position = index_of(token, len(node))
            return position, node[position]
        raise KeyError(token)

    def _order(self, node: dict[str, JsonValue]) -> dict[str, int]:
        """Give the positions of the members of a wide mapping, found at the first look into it."""
        order = self._known.get(id(node))
        if order is None:
            order = self._known[id(node)] = {name: position for position, name in enumerate(node)}
        return order
