"""Trees with one node replaced: what a mistake, a tool or a template may leave in a file."""

import json
from typing import Any


def mutants(tree: Any, value: Any) -> list[Any]:
    """Put a value in the place of every third node in turn."""
    found = []
    for path in _paths(tree, ())[::3]:
        copy = json.loads(json.dumps(tree))
        node = copy
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = value
        found.append(copy)
    return found


def _paths(node: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [one for step, inner in steps for one in [(*path, step), *_paths(inner, (*path, step))]]
