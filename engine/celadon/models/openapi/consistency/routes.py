"""Which paths a router cannot tell apart, and which one leads to the items of another; found once for all paths."""

import re
from collections.abc import Iterator, Mapping, Sequence

from celadon.models.view import View

_TEMPLATE = re.compile(r"\{[^}]*\}")  # noqa: TID251 - a pattern of our own

BLANK, NUMBER, UUID = "{}", "{9}", "{-}"
"""A template without its name: of any text, of a number, of a UUID."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")  # noqa: TID251 - as above
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")  # noqa: TID251 - as above
_TEXTS = {NUMBER: _NUMBER, UUID: _UUID}


class Route:
    """A path with its methods."""

    __slots__ = ("addresses", "kinds", "methods", "template", "view")

    def __init__(self, view: View, template: str, methods: frozenset[str], addresses: frozenset[str], kinds: Mapping[str, str]) -> None:
        """Store; `addresses` are the servers of its own, `kinds` the parameters that are `NUMBER` or `UUID` in every operation."""
        self.view = view
        self.template = template
        self.methods = methods
        self.addresses = addresses
        self.kinds = kinds

    @property
    def typed(self) -> str:
        """The template with what is known of its parameters instead of their names."""
        return _TEMPLATE.sub(lambda match: self.kinds.get(match[0][1:-1], BLANK), self.template)


class _Step:
    """One segment in a tree of paths."""

    __slots__ = ("below", "patterns", "routes")

    def __init__(self) -> None:
        self.below: dict[str, _Step] = {}
        self.patterns: list[str] = []
        """The segments below that hold a template."""
        self.routes: list[Route] = []

    def step(self, segment: str) -> "_Step":
        """Give the step of a segment, made at the first call."""
        if segment not in self.below:
            self.below[segment] = _Step()
            self.patterns += [segment] if "{" in segment else []
        return self.below[segment]

    def meeting(self, segment: str) -> list[str]:
        """Name the segments below that may take the same text as a segment."""
        if "{" in segment:
            return [name for name in self.below if _may_meet(segment, name)]
        return [name for name in (segment, *self.patterns) if name in self.below and _may_meet(name, segment)]


class Routes:
    """The paths of a document as a tree of segments."""

    def __init__(self, routes: Sequence[Route]) -> None:
        """Compare each path with those before it; the cost grows with the paths that could match the same request."""
        self._same: dict[int, View] = {}
        self._overlapped: dict[int, View] = {}
        self._known: dict[str, View] = {}
        self._root: _Step = _Step()
        first: dict[str, list[Route]] = {}
        for route in routes:
            path = _blank(route.template)
            same = next((one for one in first.get(path, ()) if one.addresses == route.addresses), None)
            if same is not None:
                self._same[id(route.view)] = same.view
                continue
            first.setdefault(path, []).append(route)
            self._known.setdefault(path, route.view)
            overlap = next((one for one in self._crossing(route.typed) if _share(one, route)), None)
            if overlap is not None:
                self._overlapped[id(route.view)] = overlap.view
            self._add(route)

    def same_as(self, view: View) -> View | None:
        """Find the earlier path that is equal but for the names of templates."""
        return self._same.get(id(view))

    def overlapped(self, view: View) -> View | None:
        """Find an earlier path that takes some of the same requests, where neither is the more concrete one."""
        return self._overlapped.get(id(view))

    def item_of(self, template: str) -> View | None:
        """Find the path with one template more: `/orders/{id}` for `/orders`."""
        return self._known.get(f"{_blank(template).rstrip('/')}/{BLANK}")

    def _add(self, route: Route) -> None:
        step = self._root
        for segment in route.typed.split("/"):
            step = step.step(segment)
        step.routes.append(route)

    def _crossing(self, path: str) -> Iterator[Route]:
        """Find known paths that are concrete where a path is not, and the other way round."""
        segments = path.split("/")
        pending = [(self._root, 0, False, False)]
        while pending:
            step, depth, broader, narrower = pending.pop()
            if depth == len(segments):
                yield from step.routes if broader and narrower else ()
                continue
            here = segments[depth]
            for name in step.meeting(here):
                known, own = "{" in name, "{" in here
                pending.append((step.below[name], depth + 1, broader or (known and not own), narrower or (own and not known)))


def _share(one: Route, other: Route) -> bool:
    return one.addresses == other.addresses and not one.methods.isdisjoint(other.methods)


def _blank(template: str) -> str:
    """Leave out the names of templates."""
    return _TEMPLATE.sub(BLANK, template)


def _may_meet(pattern: str, segment: str) -> bool:
    """Tell whether two segments, the first with a template, may take the same text: what stands around templates must fit."""
    if pattern == segment:
        return True
    if "{" not in segment and pattern in _TEXTS:
        return _TEXTS[pattern].fullmatch(segment) is not None
    start, end = _around(pattern)
    other_start, other_end = _around(segment)
    if "{" not in segment:
        return segment.startswith(start) and segment.endswith(end)
    starts = start.startswith(other_start) or other_start.startswith(start)
    return starts and (end.endswith(other_end) or other_end.endswith(end))


def _around(segment: str) -> tuple[str, str]:
    """Give what stands before the first template and behind the last."""
    return segment.partition("{")[0], segment.rpartition("}")[2]
