"""The probes: each asks the model what will happen, then the gateway, and says both in one word."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from celadon.models.gateways.neutral.route import Route
from celadon.terms.unknown import Unknown
from tests.truth import tokens
from tests.truth.callers import Callers, Request, basic
from tests.truth.claims import Brought, Token, admits

STRANGER = "https://celadon-stranger.example"
MEANT = "https://shop.example"
LOOKALIKE = "https://evilshop.example"
BODY = b"x" * 20_000

Word = str | Unknown
"""What happens, in a word; unknown where the model cannot tell."""


@dataclass(frozen=True)
class Subject:
    """One route of a running gateway."""

    route: Route
    request: Request
    """A request that the route takes, without credentials."""
    callers: Callers
    away: bool
    """Whether the services that filters ask do not answer."""
    log: Path | None
    """The access log, where the configuration writes one."""

    def ask(self, request: Request) -> str:
        """Say whether a request came through."""
        return "in" if self.callers.ask(request).came_through else "out"

    def admitted(self, brought: Brought) -> Word:
        """Say what the model expects of a request with these credentials."""
        verdict = admits(self.route, brought, away=self.away)
        return verdict if isinstance(verdict, Unknown) else "in" if verdict else "out"

    @property
    def is_plain(self) -> bool:
        """Whether nothing but credentials decides: no addresses, no upstream that shows a stranger's certificate."""
        return not self.route.ip.allow and not any(upstream.tls is True for upstream in self.route.upstreams)

    def admissible(self) -> Request | None:
        """Make a request that the model lets in: bare, or with a good credential; None where there is none."""
        if not self.is_plain:
            return None
        if self.admitted(Brought()) == "in":
            return self.request
        tries = [(probe.brought, probe.request) for probe in CREDENTIALS if probe.is_good]
        return next((build(self) for brought, build in tries if self.admitted(brought) == "in"), None)


@dataclass(frozen=True)
class Probe:
    """A column of the table."""

    name: str
    run: Callable[[Subject], tuple[Word, str] | None]
    """Gives what the model says and what the gateway did; None where the route is not concerned."""


@dataclass(frozen=True)
class Credential:
    """A credential and the request that brings it."""

    name: str
    brought: Brought
    request: Callable[[Subject], Request]
    kinds: frozenset[str]
    """The kinds of items that are concerned by it."""
    is_good: bool = False

    def run(self, subject: Subject) -> tuple[Word, str] | None:
        """Compare, where an item of the route reads such credentials."""
        if not self.kinds & {item.kind for item in subject.route.auth.items}:
            return None
        return subject.admitted(self.brought), subject.ask(self.request(subject))


def _token(name: str, text: Callable[[], str], facts: Token, *, is_good: bool = False) -> Credential:
    return _placed(name, "header", "Authorization", text, facts, is_good=is_good)


def _placed(name: str, place: str, field: str, text: Callable[[], str], facts: Token, *, is_good: bool = False) -> Credential:
    def request(subject: Subject) -> Request:
        value = text()
        return subject.request.carrying(place, field, f"Bearer {value}" if field == "Authorization" else value)

    return Credential(name, Brought({(place, field): facts}), request, frozenset({"jwt"}), is_good)


def _good() -> str:
    return tokens.signed(tokens.claims())


def _plain(name: str, kind: str, place: str, field: str, value: str, *, is_right: bool = True) -> Credential:
    brought: dict[tuple[str, str], Token | str | bool] = {(place, field): value if kind == "ext_authz" else is_right}
    return Credential(name, Brought(brought), lambda subject: subject.request.carrying(place, field, value), frozenset({kind}), is_right)


def _certificate(name: str, holder: str, *, is_right: bool) -> Credential:
    def request(subject: Subject) -> Request:
        bare = subject.request
        return Request(bare.method, bare.path, bare.headers, bare.body, holder)

    return Credential(name, Brought({("tls", ""): is_right}), request, frozenset({"mtls"}), is_right)


CREDENTIALS = (
    _token("token", _good, Token(), is_good=True),
    _placed("in query", "query", "access_token", _good, Token(), is_good=True),
    _placed("in t", "query", "t", _good, Token(), is_good=True),
    _placed("in cookie", "cookie", "c", _good, Token(), is_good=True),
    _token("alg none", lambda: tokens.unsigned(tokens.claims()), Token("none", is_genuine=False)),
    _token("HS256", lambda: tokens.shared(tokens.claims()), Token("HS256"), is_good=True),
    _token("confused", lambda: tokens.confused(tokens.claims()), Token("HS256", is_genuine=False)),
    _token("forged", lambda: tokens.forged(tokens.claims()), Token(is_genuine=False)),
    _token("no exp", lambda: tokens.signed(tokens.claims(exp=None)), Token(has_expiry=False)),
    _token("expired", lambda: tokens.signed(tokens.expired()), Token(is_expired=True)),
    _token("a year", lambda: tokens.signed(tokens.long_lived()), Token(lives_s=365 * 86400)),
    _token("wrong aud", lambda: tokens.signed(tokens.claims(aud="other")), Token(audience="other")),
    _token("wrong iss", lambda: tokens.signed(tokens.claims(iss="https://evil.example")), Token(issuer="https://evil.example")),
    _plain("password", "basic", "header", "Authorization", basic("ali", "open sesame")),
    _plain("bad pass", "basic", "header", "Authorization", basic("ali", "guess"), is_right=False),
    _plain("key", "api_key", "header", "x-api-key", "key-of-ali"),
    _plain("key query", "api_key", "query", "key", "key-of-ali"),
    _plain("bad key", "api_key", "header", "x-api-key", "guess", is_right=False),
    _plain("let me in", "ext_authz", "header", "Authorization", "Bearer let-me-in"),
    _certificate("cert", "client", is_right=True),
    _certificate("bad cert", "stranger", is_right=False),
)


def _nothing(subject: Subject) -> tuple[Word, str] | None:
    """Bring no credential at all."""
    return None if not subject.is_plain else (subject.admitted(Brought()), subject.ask(subject.request))


def _forged_address(subject: Subject) -> tuple[Word, str] | None:
    """Claim to be an address that the rules admit."""
    if not subject.route.ip.allow or subject.route.ip.admits_all:
        return None
    claimed = subject.route.ip.allow[0].partition("/")[0]
    believed = subject.route.gateway.client_ip_from
    seen = subject.ask(subject.request.carrying("header", "X-Forwarded-For", claimed))
    return believed if isinstance(believed, Unknown) else "in" if believed == "xff_any" else "out", seen


def _only_our_address(subject: Subject) -> tuple[Word, str] | None:
    """Come from 127.0.0.1, which no rule of the table names."""
    allow = subject.route.ip.allow
    return ("in" if subject.route.ip.admits_all else "out", subject.ask(subject.request)) if allow else None


def _origin(origin: str, expected: Callable[[Route], Word]) -> Callable[[Subject], tuple[Word, str] | None]:
    """Send a foreign origin, and see whether it is echoed, and with credentials."""

    def run(subject: Subject) -> tuple[Word, str] | None:
        request = subject.admissible()
        concerned = subject.route.cors is not None or any(plugin.name.endswith(".cors") for plugin in subject.route.plugins)
        if request is None or not concerned:
            return None
        answer = subject.callers.ask(request.carrying("header", "Origin", origin))
        echoed = answer.header("access-control-allow-origin") == [origin]
        credentials = answer.header("access-control-allow-credentials") == ["true"]
        return expected(subject.route), "echo+cred" if echoed and credentials else "echo" if echoed else "no"

    return run


def _echo(route: Route, *, allowed: bool | Unknown) -> Word:
    if isinstance(allowed, Unknown):
        return allowed
    return "no" if not allowed or route.cors is None else "echo+cred" if route.cors.credentials else "echo"


def _stranger(route: Route) -> Word:
    return _echo(route, allowed=route.cors is not None and route.cors.any_origin)


def _null(route: Route) -> Word:
    return _echo(route, allowed=route.cors is not None and (route.cors.any_origin or route.cors.null_origin))


def _lookalike(route: Route) -> Word:
    """Expect a look-alike to be let in where some pattern is said to have one of this kind."""
    found = route.cors is not None and any(pattern.lookalike == LOOKALIKE for pattern in route.cors.patterns)
    return _echo(route, allowed=found or (route.cors is not None and route.cors.any_origin))


def _limited(subject: Subject) -> tuple[Word, str] | None:
    """Send more requests than any bucket of the table holds, and see what the last one gets."""
    if not subject.route.rate_limits or subject.away:
        return None
    limits = [limit for limit in subject.route.rate_limits if limit.applies_to == "all"]
    enforced = [limit for limit in limits if limit.enforced]
    said = "in"
    if enforced:
        first = enforced[0]
        said = f"{first.reject_status}{'+x' if first.headers else ''}{'+retry' if first.retry_after else ''}"
    answers = [subject.callers.ask(subject.request) for _ in range(max([limit.burst or 0 for limit in limits], default=3) + 1)]
    last = answers[-1]
    if last.came_through:
        return said, "in"
    return said, f"{last.status}{'+x' if last.header('x-ratelimit-limit') else ''}{'+retry' if last.header('retry-after') else ''}"


def _service_away(subject: Subject) -> tuple[Word, str] | None:
    """Send a request while the service that counts does not answer."""
    stores = [limit.fail_open for limit in subject.route.rate_limits if limit.fail_open is not None]
    if not stores or not subject.away:
        return None
    return "in" if all(stores) else "out", subject.ask(subject.request)


def _large_body(subject: Subject) -> tuple[Word, str] | None:
    """Send 20,000 bytes in chunks."""
    request = subject.admissible()
    if request is None or not {"POST", "*"} & set(subject.route.match.methods):
        return None
    answer = subject.callers.ask(Request("POST", request.path, request.headers, BODY, request.certificate))
    cap = subject.route.limits.max_body_bytes
    return "in" if cap == 0 or cap > len(BODY) else "413", "in" if answer.came_through else str(answer.status)


def _header_value(name: str) -> Callable[[Subject], tuple[Word, str] | None]:
    """Compare a response header with what the model says was written last."""

    def run(subject: Subject) -> tuple[Word, str] | None:
        written = [header for header in subject.route.response_headers if header.name.lower() == name]
        request = subject.admissible()
        if not subject.route.response_headers or request is None:
            return None
        said = ",".join(header.value for header in written if header.action != "remove") or "none"
        return said, ",".join(subject.callers.ask(request).header(name)) or "none"

    return run


def _request_id(subject: Subject) -> tuple[Word, str] | None:
    """See whether the client learns the request's id; asked of one configuration in which it does and of the plain one."""
    request = subject.admissible()
    if request is None:
        return None
    said = "id" if subject.route.logging.correlation_returned else "none"
    return said, "id" if subject.callers.ask(request).header("x-request-id") else "none"


def _logged(subject: Subject) -> tuple[Word, str] | None:
    """Send two requests on one connection, and see whether each leaves a line."""
    if subject.log is None or subject.admissible() is None:
        return None
    time.sleep(0.3)  # lines of earlier probes are on their way
    log, before = subject.log, _lines(subject.log)
    subject.callers.ask_twice(subject.request)
    said = "lines" if subject.route.logging.access else "fewer"
    return said, "lines" if _waited(lambda: _lines(log) >= before + 2) else "fewer"


def _lines(log: Path) -> int:
    return len(log.read_bytes().splitlines()) if log.is_file() else 0


def _waited(holds: Callable[[], bool]) -> bool:
    """Wait until the log is flushed: see `envoy.running`."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def _redirected(subject: Subject) -> tuple[Word, str] | None:
    """Ask over plain http where the listener has no TLS, and see whether it leads to https."""
    if subject.callers.tls:
        return None
    answer = subject.callers.ask(subject.request)
    location = "".join(answer.header("location"))
    said = all(listener.redirects_to_https for listener in subject.route.listeners)
    return "https" if said else "stays", "https" if location.startswith("https://") else "stays"


def _impostor(subject: Subject) -> tuple[Word, str] | None:
    """See whether an upstream with a stranger's certificate is accepted."""
    upstream = next((one for one in subject.route.upstreams if one.tls is True), None)
    if upstream is None:
        return None
    return "in" if not upstream.tls_verify else "out", subject.ask(subject.request)


def _hidden(subject: Subject) -> tuple[Word, str] | None:
    """See whether the upstream is sent the credential."""
    items = [item for item in subject.route.auth.items if item.hide_from_upstream is not None]
    request = subject.admissible()
    if not items or request is None or request == subject.request:
        return None
    answer = subject.callers.ask(request)
    seen = str(answer.seen)
    carried = [value for name, value in request.headers.items() if name in {"Authorization", "x-api-key"}] + [
        request.path.partition("=")[2]
    ]
    sent = any(value and value in seen for value in carried)
    return "hidden" if all(item.hide_from_upstream for item in items) else "sent", "sent" if sent else "hidden"


PROBES = (
    Probe("nothing", _nothing),
    *(Probe(credential.name, credential.run) for credential in CREDENTIALS),
    Probe("hidden", _hidden),
    Probe("our IP", _only_our_address),
    Probe("forged IP", _forged_address),
    Probe("stranger", _origin(STRANGER, _stranger)),
    Probe("null", _origin("null", _null)),
    Probe("lookalike", _origin(LOOKALIKE, _lookalike)),
    Probe("away", _service_away),
    Probe("20 kB", _large_body),
    Probe("x-frame", _header_value("x-frame-options")),
    Probe("hsts", _header_value("strict-transport-security")),
    Probe("id", _request_id),
    Probe("log", _logged),
    Probe("https", _redirected),
    Probe("impostor", _impostor),
    Probe("over", _limited),
)
"""In the order of the table. `over` comes last: it empties buckets."""
