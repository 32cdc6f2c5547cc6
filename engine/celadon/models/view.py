"""What policies see: typed objects over plain nodes, whose facts are read late and kept. No fact of a kind lives here."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, ClassVar, Generic, Self, TypeVar, cast, overload

from celadon.models.place import Place
from celadon.sources.document import JsonValue
from celadon.terms.location import Token
from celadon.terms.unknown import Unknown, UnknownFact

T = TypeVar("T")
U = TypeVar("U")

Node = JsonValue | Unknown
"""A plain node as written, or the reason why it is not known."""


class Fact(Generic[T]):
    """A field of a view that CEL sees: read from the node at the first use, kept after that.

    The docstring is the field's documentation, the return annotation its CEL type; `cel` states the type where the
    annotation cannot (an object of a module that must not be imported here). A view whose node is not known answers every
    fact with that `Unknown`. Not a data descriptor: the kept value lies in the instance and is found before it.
    """

    __slots__ = ("cel", "field", "name", "read", "together")
    known: ClassVar[bool] = False

    def __init__(self, read: Callable[[Any], T], cel: str | None = None, field: str | None = None) -> None:
        """Keep the reader; the field is named like it unless `field` says otherwise."""
        self.read = read
        self.cel = cel
        self.name = read.__name__
        self.field = field or self.name
        self.together: Callable[[Sequence[Any]], list[Any]] | None = None
        """Reads the fact of many views at once, the same as of each, where that is cheaper; nothing is kept."""

    @classmethod
    def of(cls, cel: str | None = None, *, field: str | None = None) -> "Callable[[Callable[[Any], U]], Fact[U]]":
        """State the CEL type, such as `list(operation)`, or a field's name that the view needs for itself."""

        def make(read: Callable[[Any], U]) -> "Fact[U]":
            return cast("Fact[U]", cls(cast("Any", read), cel, field))

        return make

    @property
    def doc(self) -> str:
        """What the field means, as written at its reader."""
        return self.read.__doc__ or ""

    @overload
    def __get__(self, view: None, owner: object = None) -> Self: ...
    @overload
    def __get__(self, view: object, owner: object = None) -> T: ...
    def __get__(self, view: Any, owner: object = None) -> Any:
        """Read, keep, return."""
        if view is None:
            return self
        if view.unknown is not None and not self.known:
            return view.unknown
        read = self.read  # a call of `self.read` would look for a method first
        try:
            value: Any = read(view)
        except UnknownFact as touched:  # a fact that rests on an unknown one is unknown for the same reason
            value = touched.unknown
        setattr(view, self.name, value)
        return value


class Given(Fact[T]):
    """A fact that comes from the way to the node, not from the node: known even where the node is not."""

    __slots__ = ()
    known: ClassVar[bool] = True


class Told(Given[Any]):
    """A fact that the constructor of the view sets: where views are many, that is cheaper than to read it late.

    It leaves the class for the class's `told`: an attribute without a descriptor is set and read in half the steps.
    """

    __slots__ = ("few", "text")

    def __init__(self, cel: str, text: str, *, few: bool) -> None:
        """State the CEL type and the documentation, and whether all views of a document share few values."""
        super().__init__(_untold, cel)
        self.text = text
        self.few = few

    def __set_name__(self, owner: "type[View]", name: str) -> None:
        """Learn the name, and stand aside."""
        self.name = self.field = name
        owner.told = {**owner.__dict__.get("told", {}), name: self}
        delattr(owner, name)

    @property
    def doc(self) -> str:
        """What the field means."""
        return self.text


def _untold(view: object) -> Any:
    raise AttributeError(f"{type(view).__name__} was made without one of its facts")


def told(cel: str, text: str, *, few: bool = False) -> Any:
    """Declare a fact that the constructor sets; `few` where all views of a document share few values."""
    return Told(cel, text, few=few)


fact = Fact
given = Given


def read_together(views: Sequence["View"], path: str) -> list[Any]:
    """Read the fact at `path` of each view: an attribute, or an attribute of an object that is one (`schema.types`)."""
    first, _, second = path.partition(".")
    if not second:
        return _read(views, path)
    owners = list(map(attrgetter(first), views))
    distinct = dict.fromkeys(owners)
    if 2 * len(distinct) > len(owners):
        return _read(owners, second)
    values = dict(zip(distinct, _read(list(distinct), second), strict=True))
    return list(map(values.__getitem__, owners))


def _read(views: Sequence[Any], name: str) -> list[Any]:
    kinds = set(map(type, views))
    found = getattr(kinds.pop(), name, None) if len(kinds) == 1 else None
    if isinstance(found, Fact) and found.together is not None:
        return found.together(views)
    return list(map(attrgetter(name), views))


class View:
    """A typed object over one node. Views compare by identity; a model gives one view per subject."""

    __slots__ = ("__dict__", "node", "place", "unknown")
    cel_name: ClassVar[str] = ""
    """The name of the CEL type and of the variable of its target; every class that policies see has one."""
    told: ClassVar[dict[str, Told]] = {}
    """What the constructor of this class itself sets."""

    node: Node
    """The plain node, an `Unknown` where it could not be reached."""
    place: Place
    unknown: Unknown | None

    def __init__(self, place: Place, node: Node) -> None:
        """Stand at a node; one that is `Unknown` makes every fact unknown."""
        self.place = place
        self.node = node
        self.unknown = node if isinstance(node, Unknown) else None

    @property
    def see_also(self) -> tuple[Place, ...]:
        """Places that a reader wants to see beside a finding about it, in another document as a rule."""
        return ()

    @given
    def pointer(self) -> str:
        """Point at the node in the file in which it is written (RFC 6901); for messages."""
        return self.place.pointer

    @given
    def raw(self) -> Node:
        """Show the plain node as written, without anything merged or followed."""
        return self.node

    @fact
    def extensions(self) -> dict[str, JsonValue]:
        """Show the members of the node whose names begin with `x-`."""
        if not isinstance(self.node, dict):
            return {}
        return {key: value for key, value in self.node.items() if key.startswith("x-")}

    def at(self, key: Token) -> "Member":
        """Stand at a member or item of the node; where there is none, at the nearest that exists: the node, with a null `raw`."""
        if self.unknown is not None:
            return Member(self.place, self.unknown)
        found = child_of(self.node, key)
        return Member(self.place, None) if found is None else Member(self.place.child(found[0]), found[1])

    def key(self) -> "Member":
        """Stand at the key under which the node is written."""
        return Member(self.place.key(), self.node)

    def __repr__(self) -> str:
        """Show type and place, for people who debug."""
        return f"{type(self).__name__}({self.place.document.path}#{self.place.pointer})"


class Member(View):
    """A plain member of a view's node, or its key: something to point at."""

    __slots__ = ()
    cel_name = "member"


def is_unknown(value: object) -> bool:
    """Ask whether a fact is not known; facts are typed by what they are when known, so that `isinstance` would seem pointless."""
    return isinstance(value, Unknown)


def sure(value: T) -> T:
    """Insist on a value that is known, before it goes where an unknown would not be noticed (texts, `is None`, builtins)."""
    if isinstance(value, Unknown):
        raise UnknownFact(value)
    return value


def child_of(node: Node, key: Token) -> tuple[Token, JsonValue] | None:
    """Find a member by key or an item by index (a number, or its digits); None where there is none."""
    if isinstance(node, dict):
        name = str(key)
        return (name, node[name]) if name in node else None
    if isinstance(node, list):
        index = key if isinstance(key, int) else int(key) if key.isdecimal() and key.isascii() else -1
        return (index, node[index]) if 0 <= index < len(node) else None
    return None
