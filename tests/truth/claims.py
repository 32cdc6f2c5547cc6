"""What the model says: a reader of the neutral route who knows nothing of Envoy, and predicts what happens to a request."""

from dataclasses import dataclass, field

from celadon.models.gateways.neutral.authentication import AuthItem, Jwt
from celadon.models.gateways.neutral.route import Route
from celadon.terms.unknown import Unknown


@dataclass(frozen=True)
class Token:
    """A token as a prediction needs to know it."""

    algorithm: str = "RS256"
    is_genuine: bool = True
    """Whether a key of the issuer made the signature."""
    has_expiry: bool = True
    is_expired: bool = False
    lives_s: int = 600
    audience: str = "payments"
    issuer: str = "https://issuer.example"


@dataclass(frozen=True)
class Brought:
    """The credentials of one request: by place and name, each a token, or whether it is right."""

    credentials: dict[tuple[str, str], Token | str | bool] = field(default_factory=dict)
    """A text is what the authorisation service of `stubs` looks at."""

    def at(self, item: AuthItem) -> Token | str | bool | None:
        """Find what an item would read; headers are compared without case."""
        for location in item.locations:
            for (place, name), credential in self.credentials.items():
                same = name.lower() == location.name.lower() if place == "header" else name == location.name
                if place == location.carrier and (same or place == "tls"):
                    return credential
        return None


def admits(route: Route, brought: Brought, *, away: bool = False) -> bool | Unknown:
    """Say whether the model lets a request through; `away`: the services that filters ask do not answer."""
    if isinstance(route.exposed, Unknown) or isinstance(route.auth.required, Unknown):
        return route.exposed if isinstance(route.exposed, Unknown) else route.auth.required
    if not route.exposed or (away and any(limit.fail_open is False for limit in route.rate_limits)):
        return False
    if "http" not in route.match.protocols and not any(listener.tls for listener in route.listeners):
        return False  # plain requests are redirected
    states = [_state(item, brought, away=away) for item in route.auth.items]
    if any(all(states[index] == "right" for index in way) for way in route.auth.alternatives):
        return True
    if route.auth.required:
        return False
    return not any(state == "wrong" and not item.fail_open for state, item in zip(states, route.auth.items, strict=True))


def _state(item: AuthItem, brought: Brought, *, away: bool) -> str:
    if item.kind == "ext_authz":
        if away:
            return "right" if item.fail_open else "wrong"
        return "right" if brought.credentials.get(("header", "Authorization")) == "Bearer let-me-in" else "wrong"
    credential = brought.at(item)
    if credential is None:
        return "absent"
    if item.jwt is None:
        return "right" if credential is True else "wrong"
    return "right" if isinstance(credential, Token) and _verifies(item.jwt, credential) else "wrong"


def _verifies(jwt: Jwt, token: Token) -> bool:
    if not jwt.verify_signature:
        return True
    if not token.is_genuine or token.algorithm not in (jwt.algorithms or ()):
        return False
    if not token.has_expiry and jwt.exp == "required":
        return False
    if token.is_expired and jwt.exp != "unchecked":
        return False
    if jwt.max_lifetime_s is not None and token.lives_s > jwt.max_lifetime_s:
        return False
    if jwt.aud == "required" and token.audience not in jwt.audiences:
        return False
    return jwt.iss != "required" or token.issuer in jwt.issuers
