"""Sets of requests: what a `RouteMatch`, a rule or a permission takes, and the cells into which rules cut a route."""

from collections.abc import Iterator, Sequence
from typing import Final

from celadon.frozen import dataclass
from celadon.models.gateways.envoy.access.paths import EVERY_PATH, Kind, Neighbours, Path, Share, regex, share
from celadon.models.gateways.envoy.reading.extensions import payload
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.terms.unknown import Unknown

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")

MOST_CELLS: Final = 256
"""Cells of one route; a route that more rules cut apart is judged whole, with what they do to it unknown."""

CONDITIONS: Final = ("query_parameters", "cookies", "grpc", "tls_context", "dynamic_metadata", "filter_state", "runtime_fraction")
"""Fields of a RouteMatch besides path and headers; a caller can mostly choose whether they hold."""


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests as one match takes them."""

    path: Path = EVERY_PATH
    methods: frozenset[str] | None = None
    """The methods; None where every method matches."""
    conditional: bool = False
    """Whether something else than path and method decides besides."""
    headers: tuple[str, ...] = ()

    @property
    def whole(self) -> "Cell":
        """All of it as one cell."""
        return Cell(self.path, ("*",) if self.methods is None else tuple(sorted(self.methods)))


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a route that no rule cuts any further."""

    path: Path
    methods: tuple[str, ...]
    """`*` alone where every method matches."""
    narrowed: bool = False
    """Whether it is a part of the route, not all that is left of it."""

    def share_of(self, rule: Requests) -> Share:
        """Say how much of the cell a rule covers: NONE where the rule has a cell of its own, PART where a condition decides."""
        if share(rule.path, self.path) is not Share.ALL or not self._has_methods(rule.methods):
            return Share.NONE
        return Share.PART if rule.conditional else Share.ALL

    def _has_methods(self, methods: frozenset[str] | None) -> bool:
        return methods is None or ("*" not in self.methods and methods.issuperset(self.methods))


class RuleSet:
    """Rules in the order in which they are tried, found by where their paths begin."""

    __slots__ = ("_neighbours", "messages", "requests")

    def __init__(self, requests: Sequence[Requests], messages: Sequence[Message] = ()) -> None:
        """Keep; `messages` are the rules themselves, where somebody asks for them."""
        self.requests = requests
        self.messages = messages
        self._neighbours = Neighbours([one.path for one in requests])

    def met_by(self, route: Requests) -> list[Requests]:
        """List the rules that take a part of a route's paths."""
        near = (self.requests[number] for number in self._neighbours.near(route.path))
        return [rule for rule in near if share(rule.path, route.path) is not Share.NONE]

    def shares_of(self, cell: Cell) -> Iterator[tuple[int, Share]]:
        """List the rules that cover something of a cell by their numbers, each with how much."""
        for number in self._neighbours.around(cell.path):
            covered = cell.share_of(self.requests[number])
            if covered is not Share.NONE:
                yield number, covered


class Turns:
    """Matches that are tried one after the other: which of them leave nothing to later ones."""

    __slots__ = ("_numbers", "_rules")

    def __init__(self, requests: Sequence[Requests]) -> None:
        """Keep the first of those that are alike; one under a condition takes nothing for certain."""
        first: dict[Requests, int] = {}
        for number, one in enumerate(requests):
            if not one.conditional:
                first.setdefault(one, number)
        self._numbers = tuple(first.values())
        self._rules = RuleSet(tuple(first))

    def leave_nothing(self, cell: Cell, before: int) -> bool:
        """Tell whether one before a turn takes all of a cell."""
        return any(self._numbers[number] < before for number, covered in self._rules.shares_of(cell) if covered is Share.ALL)


def cells(route: Requests, rules: Sequence[RuleSet]) -> list[Cell] | None:
    """Cut a route where rules begin to differ; what no rule singles out comes last. None where there are too many parts."""
    met = [rule for one in rules for rule in one.met_by(route)]
    paths = {rule.path: None for rule in met if share(rule.path, route.path) is Share.PART}
    if len(paths) > MOST_CELLS:
        return None
    singling = [rule for rule in met if rule.methods is not None]
    found: list[Cell] = []
    for path in (*sorted(paths, key=lambda path: (-len(path.literal), path.kind, path.value)), route.path):
        found += [Cell(path, methods, path is not route.path) for methods in _method_groups(path, route, singling)]
    return found


def _method_groups(path: Path, route: Requests, rules: Sequence[Requests]) -> list[tuple[str, ...]]:
    singled = [rule.methods for rule in rules if rule.methods is not None and share(rule.path, path) is Share.ALL]
    own = tuple(method for method in METHODS if route.methods is None or method in route.methods)
    if not singled:
        return [("*",) if route.methods is None else own]
    groups: dict[tuple[bool, ...], list[str]] = {}
    for method in own:
        groups.setdefault(tuple(method in methods for methods in singled), []).append(method)
    return [tuple(group) for group in groups.values()]


def of_route_match(match: Message | None) -> Requests:
    """Read a `RouteMatch`, of a route or of a rule; what is absent matches everything."""
    if match is None:
        return Requests()
    methods, headers, conditional = _headers(match.items("headers"))
    for field in CONDITIONS:
        conditional = conditional or (match.has(field) and not _is_whole(match, field))
    path = path_of(match)
    return Requests(path or EVERY_PATH, methods, conditional or path is None or match.unknown is not None, headers)


def path_of(match: Message) -> Path | None:
    """Read the path of a `RouteMatch`; None where it is not known, every path where none is asked for."""
    ignores_case = match.flag("case_sensitive", default=True) is False
    kinds: tuple[tuple[str, Kind], ...] = (("prefix", "prefix"), ("path", "exact"), ("path_separated_prefix", "segment_prefix"))
    for field, kind in kinds:
        if match.has(field):
            value = match.text(field)
            return None if isinstance(value, Unknown) else Path(kind, value, ignores_case)
    if match.has("safe_regex") or match.has("regex"):
        pattern = pattern_of(match.get("safe_regex")) if match.has("safe_regex") else match.text("regex")
        return None if isinstance(pattern, Unknown) else regex(pattern)
    policy = match.dig("path_match_policy", "typed_config")
    if policy is not None:
        template = payload(policy)[1].text("path_template")
        return None if isinstance(template, Unknown) or not template else Path("template", template, ignores_case)
    return EVERY_PATH


def pattern_of(matcher: Message | None) -> str | Unknown:
    """Read the expression of a `RegexMatcher`."""
    return Unknown("no regular expression is written") if matcher is None else matcher.text("regex")


def of_string_match(matcher: Message | None, *, ignores_case: bool = False) -> Path | None:
    """Read a `StringMatcher` on a path; None where it cannot be put as a set of paths."""
    if matcher is None:
        return None
    ignores_case = ignores_case or matcher.flag("ignore_case") is True
    for field in ("exact", "prefix"):
        if matcher.has(field):
            value = matcher.text(field)
            return None if isinstance(value, Unknown) else Path("exact" if field == "exact" else "prefix", value, ignores_case)
    if matcher.has("safe_regex"):
        pattern = pattern_of(matcher.get("safe_regex"))
        return None if isinstance(pattern, Unknown) else regex(pattern)
    return None


def methods_of(matcher: Message) -> frozenset[str] | None:
    """Read a header matcher on `:method`; None where it cannot be put as a list of methods."""
    string = matcher.get("string_match")
    regex_at = matcher.get("safe_regex_match") if string is None else string.get("safe_regex")
    exact = matcher.text("exact_match") if string is None else string.text("exact")
    pattern = "" if regex_at is None else regex_at.text("regex")
    if isinstance(exact, Unknown) or isinstance(pattern, Unknown):
        return None
    words = [exact] if exact else pattern.strip("^$()").split("|") if pattern else []
    named = frozenset(word.upper() for word in words)
    if not named or not named <= set(METHODS):
        return None
    return frozenset(METHODS) - named if matcher.flag("invert_match") is True else named


def _headers(matchers: Sequence[Message]) -> tuple[frozenset[str] | None, tuple[str, ...], bool]:
    """Read header matchers: the methods, the names of other headers, and whether those decide anything."""
    methods: frozenset[str] | None = None
    others: list[str] = []
    for matcher in matchers:
        name = matcher.text("name")
        named = methods_of(matcher) if equals(name, ":method") else None
        if named is not None:
            methods = named if methods is None else methods & named
        else:
            others.append(name.lower() if isinstance(name, str) else "a header")
    return methods, tuple(others), bool(others)


def _is_whole(match: Message, field: str) -> bool:
    """Tell whether a runtime fraction takes every request."""
    if field != "runtime_fraction":
        return False
    fraction = match.dig(field, "default_value")
    return (
        fraction is not None and equals(fraction.whole("numerator"), 100) and equals(fraction.word("denominator", ("HUNDRED",)), "HUNDRED")
    )
