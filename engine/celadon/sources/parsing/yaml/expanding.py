"""What aliases stand for, counted and never expanded: nodes and depth of the tree that a walker would see."""

from typing import NamedTuple, cast

from celadon.sources.document import JsonValue
from celadon.sources.limits import Limits
from celadon.sources.parsing.misreading import passed_limit
from celadon.terms.unknown import Tagged

HINT = "write the data out, or share it by $ref"


class Measure(NamedTuple):
    """Size and height of a mapping or list with its aliases expanded; holds the value, so that its id stays its own."""

    value: JsonValue
    nodes: int
    height: int


class Expansion:
    """The count of one YAML document; O(nodes written) however much they stand for."""

    def __init__(self, limits: Limits) -> None:
        """Begin at nothing."""
        self._limits = limits
        self._measured: dict[int, Measure] = {}
        self._aliases = 0
        self._nodes = 0

    def add(self, value: JsonValue, *, depth: int, offset: int) -> None:
        """Count one alias to `value` at `depth`; raises Misread above a limit."""
        self._aliases += 1
        if self._aliases > self._limits.aliases:
            raise passed_limit(f"more than {self._limits.aliases} aliases in one document", HINT, offset)
        nodes, height = self._measure(value)
        self._nodes += nodes
        if self._nodes > self._limits.nodes:
            raise passed_limit(f"the aliases stand for more than {self._limits.nodes} nodes", HINT, offset)
        if depth + height > self._limits.depth:
            raise passed_limit(f"with its aliases expanded the document is nested deeper than {self._limits.depth} levels", HINT, offset)

    def _measure(self, value: JsonValue) -> tuple[int, int]:
        """Visit each mapping and list below `value` once, children first."""
        measured = self._measured
        stack = [value]
        while stack:
            top = stack[-1]
            members = _members(top)
            inner = [child for child in members if isinstance(child, dict | list | Tagged)]
            pending = [child for child in inner if id(child) not in measured]
            if pending:
                stack.extend(pending)
                continue
            stack.pop()
            known = [measured[id(child)] for child in inner]
            nodes = 1 + len(members) - len(inner) + sum(child.nodes for child in known)
            height = max((child.height for child in known), default=0) + isinstance(top, dict | list)
            measured[id(top)] = Measure(top, nodes, height)
        return measured[id(value)].nodes, measured[id(value)].height


def _members(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, Tagged):
        return [cast("JsonValue", value.value)]  # what the builder put there is a plain tree
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
