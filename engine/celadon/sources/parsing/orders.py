"""At which place among its siblings a member of a mapping stands; kept where that takes long to find."""

from celadon.sources.document import JsonValue

WIDE = 16
"""Members from which a mapping's order is kept for the next look."""


class Orders:
    """The orders of the mappings of one tree, which lives as long as this does, so that an id stays its node's own."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[int, dict[str, int]] = {}

    def position(self, node: dict[str, JsonValue], key: str) -> int:
        """Count the members before one that is there; O(members) at the first look into a wide mapping."""
        if len(node) < WIDE:
            return list(node).index(key)
        order = self._known.get(id(node))
        if order is None:
            order = self._known[id(node)] = {name: position for position, name in enumerate(node)}
        return order[key]
