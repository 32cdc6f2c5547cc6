"""Values that plain Python lacks: uint, timestamp, duration, types as values, optionals, maps with any keys.

null, bool, int, double, string, bytes, list and map are None, bool, int, float, str, bytes, list or tuple, and dict.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, final


class Failure(Exception):
    """An operation has no value; the text is in CEL terms. The place is added by whoever knows the node."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@final
class UInt(int):
    """A 64-bit integer without a sign: a number like any other, of its own CEL type."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"UInt({int(self)})"


@final
class TypeValue:
    """What `type(x)` gives; types of one name are equal."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return self.name == other.name if isinstance(other, TypeValue) else NotImplemented

    def __hash__(self) -> int:
        return hash(("cel.type", self.name))

    def __repr__(self) -> str:
        return f"TypeValue({self.name!r})"


class _Nanoseconds:
    """A count of nanoseconds that compares with its own kind only."""

    __slots__ = ("nanos",)

    def __init__(self, nanos: int) -> None:
        self.nanos = nanos

    def __eq__(self, other: object) -> bool:
        return self.nanos == other.nanos if isinstance(other, _Nanoseconds) and other.__class__ is self.__class__ else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self.nanos < other.nanos if isinstance(other, _Nanoseconds) and other.__class__ is self.__class__ else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.nanos <= other.nanos if isinstance(other, _Nanoseconds) and other.__class__ is self.__class__ else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.nanos))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.nanos})"


@final
class Timestamp(_Nanoseconds):
    """An instant, in nanoseconds since 1970-01-01T00:00:00Z; from year 1 to 9999. See `moments` for text and fields."""

    __slots__ = ()


@final
class Duration(_Nanoseconds):
    """A length of time, in nanoseconds; it fits into 64 bits."""

    __slots__ = ()


@final
class Optional:
    """A value or none. Build with `Optional(value)`; `NONE` is the empty one."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "optional.none()" if self is NONE else f"optional.of({self.value!r})"


@final
class _Missing:
    """The one object that says "there is nothing here" inside of generated code and of `NONE`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()
NONE = Optional(MISSING)

_TRUE_KEY = ("bool", True)
_FALSE_KEY = ("bool", False)


@final
class KeyedMap(Mapping[Any, Any]):
    """A map with a bool among its keys, which Python's dict would take for 1 or 0. It reads like a dict."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Iterable[tuple[Any, Any]]) -> None:
        self._entries = {_key(key): value for key, value in entries}

    def __getitem__(self, key: Any) -> Any:
        return self._entries[_key(key)]

    def __iter__(self) -> Iterator[Any]:
        for key in self._entries:
            yield key[1] if key.__class__ is tuple else key

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"KeyedMap({dict(self._entries)!r})"


def _key(key: Any) -> Any:
    return _TRUE_KEY if key is True else _FALSE_KEY if key is False else key
