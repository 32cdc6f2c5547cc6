"""What every view of one OpenAPI document shares: the version's habits, the references, the views that exist already."""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import Any, NoReturn, ParamSpec, Protocol, TypeVar, cast

from celadon.models.openapi.consistency.routes import Routes
from celadon.models.openapi.plain import Object, mapping
from celadon.models.openapi.samples.fitting import Fitting
from celadon.models.openapi.schemas.composition import Compositions
from celadon.models.openapi.schemas.ways import Ways
from celadon.models.openapi.version import Version
from celadon.models.place import Place
from celadon.models.references import FileResolver, References
from celadon.models.view import View
from celadon.sources.document import Document
from celadon.sources.sharing import Unable

V = TypeVar("V", bound=View)
P = ParamSpec("P")
REQUEST, RESPONSE = "request", "response"


class Whole(Protocol):
    """What takes a look at all operations to answer: the model does."""

    def operations_of(self, view: View) -> tuple[View, ...]:
        """Find the operations that use a shared view, in document order."""

    @property
    def ways_of(self) -> Callable[[Any], Ways]:
        """Give what finds the ways on which operations use a schema."""

    def first_with_id(self, operation_id: str) -> View | None:
        """Find the first operation with an `operationId`, endpoints, webhooks and callbacks together."""

    def schemas(self) -> Iterable[Any]:
        """Give the schemas that callers or receivers meet, in document order."""

    def references(self) -> Iterable[View]:
        """Give every object with a `$ref`, file by file, in document order."""

    def is_carried(self, view: View) -> bool:
        """Tell whether an operation carries a schema itself."""

    def first_with_tag(self, name: str) -> View | None:
        """Find the first operation with a tag, endpoints, webhooks and callbacks together."""

    def is_bidirectional(self, view: View) -> bool:
        """Tell whether a schema is met in requests and in responses."""

    @property
    def routes(self) -> Routes:
        """Give the paths as a tree of segments."""

    def properties(self) -> Iterable[Any]:
        """Give the properties that callers or receivers meet, in document order."""

    @property
    def addressed(self) -> AbstractSet[int]:
        """Give the identities of the compositions from which a callback takes its address."""


class Side:
    """A direction and a carrier from which schemas are looked at, and the views from there that exist already."""

    __slots__ = ("carrier", "direction", "hiding", "properties", "schemas")

    def __init__(self, direction: str, carrier: str, hiding: str | None) -> None:
        """Begin without views; `hiding` is the keyword of properties that the direction does not carry, where the version has one."""
        self.direction = direction
        self.carrier = carrier
        self.hiding = hiding
        self.schemas: dict[int, Any] = {}
        """By the identity of their composition."""
        self.properties: dict[int, Any] = {}
        """By the identity of the map in which they are written."""


class _NoCompositions:
    """Stands where compositions would be."""

    __slots__ = ()

    def __getattr__(self, name: str) -> NoReturn:
        raise Unable(name)


class Context:
    """The shared state of one model; grows while views are made, never forgets."""

    whole: Whole

    def __init__(self, entry: Document, files: FileResolver, version: Version) -> None:
        """Begin at the entry document."""
        self.entry = entry
        self.version = version
        self.is_swagger = version.is_swagger
        self.root: Object = mapping(entry.tree)
        self.references = References(entry, files, identities=version.identities)
        self.compositions = Compositions(self.references, version)
        self.fitting = Fitting(self.compositions, version)
        self.files: tuple[Document, ...] | None = None
        """Every file of the description, once somebody asked for all of them."""
        self.holders: dict[int, tuple[Any, ...]] = {}
        """Objects with a `$ref` by file, found by `links`."""
        self.mentions: dict[tuple[str, ...], bool] = {}
        """Patterns that were looked for in the text of all files, and whether one was found."""
        self.thorough = False
        """Check structure with every rule of openapi-spec-validator, not with its schemas alone."""
        self.usual_security: dict[tuple[str, ...], tuple[View, ...]] = {}
        """What most endpoints demand, by the segments of those that were left out."""
        self.views: dict[tuple[Any, ...], View] = {}
        self._sides: dict[tuple[str, str], Side] = {}

    def refuse_compositions(self) -> None:
        """Give no composition from now on; there is none yet. Whoever needs one is `Unable`."""
        self.compositions = cast("Compositions", _NoCompositions())
        self.fitting = Fitting(self.compositions, self.version)

    def root_place(self) -> Place:
        """Stand at the entry document."""
        return Place.at_root(self.entry)

    def side(self, direction: str, carrier: str) -> Side:
        """Give the one side of a direction and a carrier."""
        side = self._sides.get((direction, carrier))
        if side is None:
            hiding = "readOnly" if direction == REQUEST else None if self.is_swagger else "writeOnly"
            side = self._sides[direction, carrier] = Side(direction, carrier, hiding)
        return side

    def kept(self, key: tuple[Any, ...], make: Callable[P, V], *arguments: P.args, **named: P.kwargs) -> V:
        """Give the view of this key, made at the first call: one physical node of one role is one view."""
        view = self.views.get(key)
        if view is None:
            view = self.views[key] = make(*arguments, **named)
        return view  # type: ignore[return-value] # keys begin with the role, which fixes the class
