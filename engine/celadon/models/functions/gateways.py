"""Functions on gateways: where a fact comes from, where an item of a list stands, what a match covers, which headers answers carry."""

from collections.abc import Iterable, Sequence

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.types import BOOL, DYN, STRING, ObjectType, list_of, nullable, object_of
from celadon.models.gateways.addresses import is_local
from celadon.models.gateways.neutral.leaf import Neutral
from celadon.models.gateways.neutral.route import Route, RouteMatch
from celadon.models.gateways.paths import lies_within, literal_segments
from celadon.models.view import Member
from celadon.terms.unknown import Unknown

MEMBER = object_of(Member.cel_name)
ROUTE, MATCH = object_of(Route.cel_name), object_of(RouteMatch.cel_name)


def _entry(view: Neutral, name: str, value: object) -> Member:
    return view.entry(name, value)


def _origin(view: Neutral, name: str) -> str:
    return view.origin_of(name)


def _path_matches(match: RouteMatch, globs: Sequence[str]) -> bool | Unknown:
    paths = match.leaf("paths").value
    return paths if isinstance(paths, Unknown) else lies_within(paths, tuple(globs))


def _segments(match: RouteMatch) -> tuple[str, ...] | Unknown:
    paths = match.leaf("paths").value
    return paths if isinstance(paths, Unknown) else literal_segments(paths)


def _response_header(route: Route, name: str) -> str | Unknown | None:
    """Follow the changes in order; the last one that names the header has the say."""
    answer: str | Unknown | None = Unknown(f"{route.label} does not set {name}; the upstream may send it")
    for header in route.response_headers:
        called, value = header.leaf("name").value, header.leaf("value").value
        if isinstance(called, Unknown):
            answer = called
        elif called.lower() == name.lower():
            answer = None if header.action == "remove" else value
    return answer


def _sets_header(route: Route, name: str) -> bool | Unknown:
    """Tell whether the gateway itself sends the header."""
    unknown = next((found for header in route.response_headers if isinstance(found := header.leaf("name").value, Unknown)), None)
    if unknown is not None:
        return unknown
    actions = [header.action for header in route.response_headers if header.name.lower() == name.lower()]
    return bool(actions) and actions[-1] != "remove"


def _header_place(route: Route, name: str) -> Member:
    """Stand at the change that has the say about a header; where there is none, at the route."""
    for header in reversed(route.response_headers):
        called = header.leaf("name").value
        if isinstance(called, str) and called.lower() == name.lower():
            return Member(header.place, header.node)
    return Member(route.place, route.node)


def gateways_library(objects: Iterable[ObjectType]) -> Library:  # a table: one row per function
    """Declare the functions; those about facts for every object type of stated facts."""
    stated = [one for one in objects if issubclass(one.python_class, Neutral)]
    entry = [Overload(f"{one.name}_entry", (one.type, STRING, DYN), MEMBER, _entry, member=True) for one in stated]
    origin = [Overload(f"{one.name}_origin_of", (one.type, STRING), STRING, _origin, member=True) for one in stated]

    def one(name: str, overload: Overload, doc: str, example: str) -> Function:
        return Function(name, [overload], doc, example)

    return Library(
        "gateways",
        1,
        [
            Function(
                "entry",
                entry,
                "The place of an item of a list fact; where the item has none of its own, of the list.",
                'route.match.entry("protocols", "http")',
            ),
            Function(
                "originOf",
                origin,
                "Where a fact comes from: `explicit`, `default`, `inherited` or `platform`.",
                'route.match.originOf("protocols") == "default"',
            ),
            one(
                "pathMatches",
                Overload("route_match_path_matches", (MATCH, list_of(STRING)), BOOL, _path_matches, member=True),
                "Whether every path that the route takes is covered by the globs; a prefix covers what begins with it.",
                'route.match.pathMatches(["/health/**"])',
            ),
            one(
                "segments",
                Overload("route_match_segments", (MATCH,), list_of(STRING), _segments, member=True),
                "The literal segments of the paths of a route.",
                'route.match.segments().exists(s, s == "admin")',
            ),
            one(
                "responseHeader",
                Overload("route_response_header", (ROUTE, STRING), nullable(STRING), _response_header, member=True),
                "The value of a header that the gateway sends with answers; null where it removes it, unknown where it leaves it alone.",
                'route.responseHeader("X-Frame-Options") == "DENY"',
            ),
            one(
                "setsHeader",
                Overload("route_sets_header", (ROUTE, STRING), BOOL, _sets_header, member=True),
                "Whether the gateway itself sends a header with answers.",
                'route.setsHeader("Strict-Transport-Security")',
            ),
            one(
                "headerPlace",
                Overload("route_header_place", (ROUTE, STRING), MEMBER, _header_place, member=True),
                "The place of the change that has the say about a header of answers, else of the route.",
                'route.headerPlace("Strict-Transport-Security")',
            ),
            one(
                "isLocalHost",
                Overload("string_is_local_host", (STRING,), BOOL, is_local, member=True),
                "Whether a host is the machine itself: loopback, `localhost` or a unix socket.",
                '"127.0.0.1".isLocalHost()',
            ),
        ],
        "Facts of gateways and their places.",
    )
