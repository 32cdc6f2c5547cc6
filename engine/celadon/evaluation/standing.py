"""Where findings stand, found out when somebody asks: of thousands a page for people shows a few, and a gate only counts them."""

from hashlib import sha256
from typing import Self

from celadon.models.interface import Model
from celadon.models.place import KeyPlace, Place, Trail
from celadon.terms.location import Location

_Told = tuple[Location, str, tuple[Location, ...]]
_Way = tuple[Trail, bool]
Sent = tuple[str, tuple[int, ...], _Way | None, _Told | None]
"""File, order, and the way to the node; where that leads through other files, what would be told."""


class LateStanding:
    """The standing of one finding of one policy. It holds its document until it is settled.

    A process that judged for another one sends the way to the node, and the other one finds out the rest in its own document.
    """

    __slots__ = ("_beside", "_fingerprint", "_location", "_model", "_place", "_policy", "file", "order")

    def __init__(
        self, policy: str, model: Model, place: Place | _Way | None, file: str, order: tuple[int, ...], beside: tuple[Place, ...] = ()
    ) -> None:
        """Note the place, or the way to it, its rank among those of its file, and the places to look at besides."""
        self._policy = policy
        self._model: Model | None = model
        self._place = place
        self._beside: tuple[Place | Location, ...] = beside
        self._location: Location | None = None
        self._fingerprint = ""
        self.file = file
        self.order = order

    @property
    def location(self) -> Location:
        """The failed node."""
        if self._location is None:
            self._location = self._stood[1].location()
        return self._location

    @property
    def related(self) -> tuple[Location, ...]:
        """What to look at besides: what stands in other files."""
        return tuple([one.location() if isinstance(one, Place) else one for one in self._beside])

    @property
    def fingerprint(self) -> str:
        """The same after edits elsewhere; two at one anchor share it."""
        if not self._fingerprint:
            model, place = self._stood
            self._fingerprint = fingerprint(self._policy, self.file, model.anchor(place))
        return self._fingerprint

    @property
    def _stood(self) -> tuple[Model, Place]:
        model, place = self._model, self._place
        assert model is not None and place is not None  # noqa: S101, PT018 - for the type checker: not settled, so it has both
        if isinstance(place, tuple):
            trail, is_key = place
            place = Place.retraced(model.documents[0], trail)
            self._place = place = place.key() if is_key else place
        return model, place

    def settle(self) -> None:
        """Find out all of it now, and let go of the document."""
        self._location, self._fingerprint, self._beside = self._told()
        self._model = self._place = None

    def _told(self) -> _Told:
        return self.location, self.fingerprint, self.related

    def sent(self) -> Sent:
        """Give what another process needs to know: only the way, where it stays in the document with which the model begins."""
        place, model, trail = self._place, self._model, None
        if isinstance(place, Place) and model is not None and not self._beside and place.document is model.documents[0]:
            trail = place.trail()
        if trail is not None:
            return self.file, self.order, (trail, isinstance(place, KeyPlace)), None
        self.settle()
        return self.file, self.order, None, self._told()

    @classmethod
    def received(cls, policy: str, model: Model, sent: Sent) -> Self:
        """Stand in a model of the same document."""
        file, order, way, told = sent
        standing = cls(policy, model, way, file, order)
        if told is not None:
            standing._location, standing._fingerprint, standing._beside = told
            standing._model = None
        return standing

    def __eq__(self, other: object) -> bool:
        """Compare what would be told."""
        return isinstance(other, LateStanding) and self._told() == other._told()

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self._told())


def fingerprint(policy: str, file: str, anchor: str) -> str:
    """Name a violation so that it is known again after edits elsewhere; two at one anchor share the name."""
    return "f1:" + sha256(f"{policy}\0{file}\0{anchor}".encode("utf-8", "surrogatepass")).hexdigest()
