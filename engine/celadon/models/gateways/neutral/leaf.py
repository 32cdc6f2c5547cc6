"""A fact of a gateway with its origin and its place, and the views that are made of such facts. No fact of a gateway is named here."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Final, Generic, Literal, TypeVar

from celadon.models.place import Place
from celadon.models.view import Fact, Member, Node, View
from celadon.terms.location import Token
from celadon.terms.unknown import Unknown

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")

Origin = Literal["explicit", "default", "inherited", "platform"]
"""Written here; the vendor's default; written at a wider scope; a property of the platform that no file states."""

REQUIRED: Final = object()
"""Marks a fact that every vendor must state."""


class Leaf(Generic[T_co]):
    """A value, or the reason why it is not known, with the place that a finding about it points at.

    For a default the place is the nearest node that exists: the `config` of a plugin where written, else the plugin.
    """

    __slots__ = ("entries", "origin", "place", "value")

    def __init__(self, value: T_co | Unknown, place: Place, origin: Origin = "explicit", entries: tuple[Place, ...] = ()) -> None:
        """Keep; `entries` are the places of a list's items, in order, where they have places of their own."""
        self.value = value
        self.place = place
        self.origin: Origin = origin
        self.entries = entries

    def says(self, value: object) -> bool:
        """Tell whether the value is known to be this one; `==` would look at an `Unknown`."""
        return not isinstance(self.value, Unknown) and self.value == value

    def then(self, read: Callable[[T_co], U]) -> "Leaf[U]":
        """Work a value out of this one, with its place and origin; an unknown one stays unknown."""
        return Leaf(self.value if isinstance(self.value, Unknown) else read(self.value), self.place, self.origin)

    def __repr__(self) -> str:
        """Show value, origin and place, for people who debug."""
        return f"Leaf({self.value!r}, {self.origin}, {self.place!r})"


class Stated(Fact[T]):
    """A fact that a vendor's module states when it builds the view; `missing` stands where it does not apply."""

    __slots__ = ("missing", "text")

    def __init__(self, cel: str, text: str, missing: object = REQUIRED, *, field: str = "") -> None:
        """Keep CEL type, documentation, the value where the fact is not stated, and CEL's name where Python's is taken."""
        super().__init__(self._state, cel, field or None)
        self.text = text
        self.missing = missing

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the name under which views state it."""
        self.field = name if self.field == self._state.__name__ else self.field
        self.name = name

    def _state(self, view: "Neutral") -> Any:
        leaf = view.leaves.get(self.name)
        return self.missing if leaf is None else leaf.value

    @property
    def doc(self) -> str:
        """What the field means."""
        return self.text


class Neutral(View):
    """A view of stated facts. `x.at("fact")` is the place of a fact, `x.origin_of("fact")` where its value comes from."""

    __slots__ = ("leaves",)
    STATED: ClassVar[frozenset[str]] = frozenset()
    NEEDED: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        """Collect the names of the facts once per class."""
        facts = {name: item for kind in reversed(cls.__mro__) for name, item in vars(kind).items() if isinstance(item, Stated)}
        cls.STATED = frozenset(facts)
        cls.NEEDED = frozenset(name for name, item in facts.items() if item.missing is REQUIRED)

    def __init__(self, place: Place, node: Node, **facts: object) -> None:
        """Stand at a node and state its facts: a `Leaf` each, or a plain value that stands for an explicit one at this place."""
        super().__init__(place, node)
        if not facts.keys() >= self.NEEDED or not facts.keys() <= self.STATED:
            wrong = sorted((self.NEEDED - facts.keys()) | (facts.keys() - self.STATED))
            raise TypeError(f"{type(self).__name__} is stated with missing or unknown facts: {', '.join(wrong)}")
        self.leaves: dict[str, Leaf[Any]] = {
            name: given if isinstance(given, Leaf) else Leaf(given, place) for name, given in facts.items()
        }

    def leaf(self, name: str) -> Leaf[Any]:
        """Give a fact with origin and place; one that the vendor does not state stands at the view itself."""
        known = self.leaves.get(name)
        if known is None:
            known = Leaf(getattr(type(self), name).missing if name in self.STATED else None, self.place, "platform")
        return known

    def at(self, key: Token) -> Member:
        """Stand where a fact is written, or at the nearest node that exists; a name that is no fact is a member of the node."""
        if key not in self.STATED:
            return super().at(key)
        return _standing(self.leaf(str(key)).place)

    def entry(self, key: str, value: object) -> Member:
        """Stand at the item `value` of a list fact; where it has no place of its own, where the list is written."""
        leaf = self.leaf(key)
        if not isinstance(leaf.value, Unknown):
            for item, place in zip(leaf.value or (), leaf.entries, strict=False):
                if item == value:
                    return _standing(place)
        return _standing(leaf.place)

    def origin_of(self, key: str) -> str:
        """Say where a fact's value comes from: `explicit`, `default`, `inherited` or `platform`."""
        return self.leaf(key).origin

    def adopt(self, name: str, children: Iterable["Neutral"]) -> None:
        """Become the parent that `children` know as `name`; a child is built before its parent and belongs to one."""
        own = Leaf(self, self.place)
        for child in children:
            child.leaves[name] = own


def _standing(place: Place) -> Member:
    tokens = place.tokens
    return Member(place, place.document.value(tokens) if place.document.exists(tokens) else None)
