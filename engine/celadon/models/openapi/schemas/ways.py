"""Who uses a schema: `use`, and sets of roots, operations, statuses and media types, each set some bits of one number.

An error component of a large API is reached on thousands of ways, and so is every property in it. What is asked of them - which
statuses, which operations - travels with the roots, and is answered once for all schemas that the same ways reach.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from celadon.models.place import Place
from celadon.models.view import View, told

T = TypeVar("T")


class Use(View):
    """One way on which an operation uses a schema: a parameter, a body in one media type, a response header."""

    cel_name = "use"

    def __init__(self, place: Place, operation: View, carrier: str, status: str | None, media_type: str | None) -> None:
        """Stand at the object that carries the schema."""
        self.place = place
        self.node = self.unknown = None
        self.operation = operation
        self.carrier = carrier
        self.status = status
        self.media_type = media_type

    operation: View = told("operation", "The operation.")
    carrier: str = told("string", "`query`, `querystring`, `path`, `header`, `cookie` or `body`.")
    status: str | None = told("nullable(string)", "The status of the response that carries it; null for parameters and request bodies.")
    media_type: str | None = told("nullable(string)", "The media type of the body, as written; null for parameters and headers.")


class Crowd:
    """All roots of a document with their ways, and the values that the ways have: what the bits of a number stand for."""

    def __init__(self, roots: Sequence[Sequence[tuple[int, Use]]]) -> None:
        """Give each value a bit, in document order; `roots` are the ways of each root, numbered in that order."""
        self.roots = roots
        ways = [use for _, use in sorted((way for ways in roots for way in ways), key=lambda way: way[0])]
        self.operations = _Values((use.operation for use in ways), len(roots))
        self.statuses = _Values((use.status for use in ways if use.status is not None), self.operations.end)
        self.media_types = _Values((use.media_type for use in ways if use.media_type is not None), self.statuses.end)

    @property
    def masks(self) -> Iterator[int]:
        """For each root, the number whose bits are the root and the values of its ways."""
        operations, statuses, media_types = self.operations.bits, self.statuses.bits, self.media_types.bits
        for number, ways in enumerate(self.roots):
            mask = 1 << number
            for _, use in ways:
                mask |= operations[use.operation] | statuses.get(use.status or "", 0) | media_types.get(use.media_type or "", 0)
            yield mask


class _Values(Generic[T]):
    """Values that stand for a run of bits; sets of them are kept, for many numbers have the same."""

    def __init__(self, found: Iterator[T], start: int) -> None:
        self.all = list(dict.fromkeys(found))
        self.start = start
        self.end = start + len(self.all)
        self.bits = {value: 1 << number for number, value in enumerate(self.all, start)}
        self._run = (1 << len(self.all)) - 1
        self._known: dict[int, tuple[T, ...]] = {}

    def among(self, mask: int) -> tuple[T, ...]:
        """Give the values that a number has, in document order."""
        own = (mask >> self.start) & self._run
        if own not in self._known:
            self._known[own] = tuple(self.all[number] for number in _ones(own))
        return self._known[own]


class Ways:
    """The ways on which operations use some schemas."""

    def __init__(self, crowd: Crowd, mask: int) -> None:
        """Nothing is looked up until asked for."""
        self._crowd = crowd
        self._mask = mask

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every way, in document order."""
        roots = self._crowd.roots
        own = self._mask & ((1 << len(roots)) - 1)
        ways = sorted((way for number in _ones(own) for way in roots[number]), key=lambda way: way[0])
        return tuple(use for _, use in ways)

    @cached_property
    def operations(self) -> tuple[View, ...]:
        """The operations, in document order; the same tuple for the same operations."""
        return self._crowd.operations.among(self._mask)

    @cached_property
    def statuses(self) -> tuple[str, ...]:
        """The statuses of the responses."""
        return self._crowd.statuses.among(self._mask)

    @cached_property
    def media_types(self) -> tuple[str, ...]:
        """The media types of the bodies."""
        return self._crowd.media_types.among(self._mask)


def _ones(mask: int) -> Iterator[int]:
    """Find the positions of the ones, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
