"""`jwt_authn`: which rule a cell meets, what the rule requires, and what each provider checks of a token.

Sources, by the names of the messages: docs/reference/gateways/envoy.md. What a missing or failing token may do was measured.
"""

import json
from collections.abc import Iterable
from typing import Final

from celadon.models.gateways.envoy.access.endpoints import Transport, endpoint
from celadon.models.gateways.envoy.access.gates import Gate
from celadon.models.gateways.envoy.access.paths import Share
from celadon.models.gateways.envoy.access.requests import Cell, RuleSet, of_route_match
from celadon.models.gateways.envoy.chain import Setting
from celadon.models.gateways.envoy.reading.message import Message
from celadon.models.gateways.neutral.authentication import AuthItem, CredentialLocation, IdentityEndpoint, Jwt
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

CLOCK_SKEW: Final = 60
DEFAULT_LOCATIONS: Final = (("header", "Authorization"), ("query", "access_token"))
"""Where a token is looked for while a provider names no place of its own."""
SIGNATURES: Final = {"RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "oct": ("HS256", "HS384", "HS512")}
"""Algorithms that a key without `alg` verifies: jwt_verify_lib, verify.cc."""
CURVES: Final = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}


class Providers:
    """The providers and rules of one filter, read once per connection manager."""

    def __init__(self, config: Message, transport: Transport) -> None:
        """Keep; providers are read when a rule requires them."""
        self.messages = dict(config.entries("providers"))
        self.rules = rules_of(config)
        self.transport = transport

    def item(self, name: str, plugin: Plugin | None, **facts: object) -> AuthItem:
        """Make the item of one provider; `audiences` among the facts replace those of the provider."""
        provider = self.messages[name]
        audiences = facts.pop("audiences", None)
        verified = facts.pop("verify_signature", True)
        return AuthItem(
            provider.place,
            provider.node,
            kind="jwt",
            name=f"jwt_authn provider {name}",
            locations=_locations(provider),
            hide_from_upstream=provider.stated("forward", _negated(provider.flag("forward"))),
            jwt=_jwt(provider, audiences if isinstance(audiences, Leaf) else provider.texts("audiences"), verified),
            endpoints=_endpoints(provider, self.transport),
            plugin=plugin,
            **facts,
        )


def rules_of(config: Message) -> RuleSet:
    """Read the rules of a filter with the requests that they match."""
    messages = config.items("rules")
    return RuleSet([of_route_match(rule.get("match")) for rule in messages], messages)


class Requirement:
    """One `JwtRequirement`: the ways to satisfy it as sets of provider names, and what lets a request without a token go on."""

    def __init__(self, message: Message) -> None:
        """Read it with everything below."""
        self.audiences: dict[str, Leaf[tuple[str, ...]]] = {}
        self.missing_at: Place | None = None
        self.failed_at: Place | None = None
        self.unverified_at: Place | None = None
        self.unknown: Unknown | None = message.unknown
        self.ways: list[frozenset[str]] = self._ways(message)

    @property
    def admits(self) -> bool:
        """Whether a request without a token satisfies it."""
        return frozenset() in self.ways

    @property
    def names(self) -> list[str]:
        """The providers that are named, in a stable order."""
        return sorted({name for way in self.ways for name in way} | self.audiences.keys())

    def _ways(self, message: Message) -> list[frozenset[str]]:
        if message.has("provider_name"):
            return self._provider(message, "provider_name")
        if (both := message.get("provider_and_audiences")) is not None:
            found = self._provider(both, "provider_name")
            for way in found:
                self.audiences |= dict.fromkeys(way, both.texts("audiences"))
            return found
        if (any_of := message.get("requires_any")) is not None:
            return list(dict.fromkeys(way for one in any_of.items("requirements") for way in self._ways(one)))
        if (all_of := message.get("requires_all")) is not None:
            ways: list[frozenset[str]] = [frozenset()]
            for one in all_of.items("requirements"):
                ways = list(dict.fromkeys(way | other for way in ways for other in self._ways(one)))[:64]
            return ways
        return self._without_provider(message)

    def _provider(self, message: Message, field: str) -> list[frozenset[str]]:
        name = message.text(field)
        if isinstance(name, Unknown):
            self.unknown = name
            return []
        return [frozenset((name,))]

    def _without_provider(self, message: Message) -> list[frozenset[str]]:
        if message.has("allow_missing"):
            self.missing_at = message.place_of("allow_missing")
        elif message.has("allow_missing_or_failed"):
            self.missing_at = self.failed_at = message.place_of("allow_missing_or_failed")
        elif message.has("extract_only_without_validation"):
            self.missing_at = self.unverified_at = message.place_of("extract_only_without_validation")
        else:
            self.missing_at = message.place
        return [frozenset()]


def token_gates(setting: Setting, cell: Cell, providers: Providers, plugin: Plugin | None, *, refused_elsewhere: bool) -> list[Gate]:
    """List what the filter may ask on a cell: one gate, or one for each rule that depends on a condition and one for the rest."""
    own = setting.own
    if own is not None and own.has("requirement_name"):
        return [_by_name(own, setting, providers, plugin, refused_elsewhere=refused_elsewhere)]
    found: list[Gate] = []
    for number, covered in providers.rules.shares_of(cell):
        rule = providers.rules.messages[number]
        found.append(_of_rule(rule, setting, providers, plugin, refused_elsewhere=refused_elsewhere))
        if covered is Share.ALL:
            return found
    if setting.filter.config.has("filter_state_rules"):
        doubt = Unknown("the rules of jwt_authn depend on a state that other filters set")
        return [*found, Gate(admits=doubt, because=doubt.reason, at=setting.filter.config.place_of("filter_state_rules"))]
    because = "no rule of jwt_authn covers it" if providers.rules.messages else "jwt_authn has no rules"
    return [*found, Gate(admits=True, because=because)]


def _by_name(own: Message, setting: Setting, providers: Providers, plugin: Plugin | None, *, refused_elsewhere: bool) -> Gate:
    """Ask what the requirement map holds under a name; a name that it does not hold refuses everybody."""
    name = own.text("requirement_name")
    if isinstance(name, Unknown):
        return Gate(admits=name, because=name.reason, at=own.place_of("requirement_name"))
    known = dict(setting.filter.config.entries("requirement_map")).get(name)
    if known is None:
        because = f"jwt_authn knows no requirement `{name}` and refuses everybody"
        return Gate(admits=False, because=because, at=own.place_of("requirement_name"), admits_nobody=True)
    return _of_requirement(known, providers, plugin, refused_elsewhere=refused_elsewhere)


def _of_rule(rule: Message, setting: Setting, providers: Providers, plugin: Plugin | None, *, refused_elsewhere: bool) -> Gate:
    if rule.has("requirement_name"):
        return _by_name(rule, setting, providers, plugin, refused_elsewhere=refused_elsewhere)
    requires = rule.get("requires")
    if requires is None:
        return Gate(admits=True, because="the rule of jwt_authn that covers it requires nothing", at=rule.place)
    return _of_requirement(requires, providers, plugin, refused_elsewhere=refused_elsewhere)


def _of_requirement(message: Message, providers: Providers, plugin: Plugin | None, *, refused_elsewhere: bool) -> Gate:
    needed = Requirement(message)
    if needed.unknown is not None:
        return Gate(admits=needed.unknown, because=needed.unknown.reason, at=message.place)
    names = [name for name in needed.names if name in providers.messages]
    if not names and needed.missing_at is not None and needed.missing_at is not message.place:
        # Without a provider beside it, `allow_missing` has every provider look for its token.
        names = list(providers.messages)
    items = [providers.item(name, plugin, **_facts(needed, name, refused_elsewhere=refused_elsewhere)) for name in names]
    index = {name: number for number, name in enumerate(names)}
    ways = [tuple(sorted(index[name] for name in way)) for way in needed.ways if way <= index.keys()]
    if not needed.admits:
        return Gate(admits=False, because="jwt_authn requires a token", items=items, alternatives=ways, admits_nobody=not ways)
    return Gate(admits=True, because=_opening(needed), at=needed.missing_at, items=items, alternatives=ways)


def _facts(needed: Requirement, name: str, *, refused_elsewhere: bool) -> dict[str, object]:
    facts: dict[str, object] = {}
    if needed.admits and needed.missing_at is not None:
        facts["optional"] = Leaf(True, needed.missing_at)
        facts["refused_elsewhere"] = refused_elsewhere
    if needed.admits and needed.failed_at is not None:
        facts["fail_open"] = Leaf(True, needed.failed_at)
    if needed.unverified_at is not None:
        facts["verify_signature"] = Leaf(False, needed.unverified_at)
    if name in needed.audiences:
        facts["audiences"] = needed.audiences[name]
    return facts


def _opening(needed: Requirement) -> str:
    if needed.unverified_at is not None:
        return "jwt_authn only extracts tokens and verifies none"
    if needed.failed_at is not None:
        return "jwt_authn lets missing and wrong tokens pass"
    return "jwt_authn lets a missing token pass"


def _jwt(provider: Message, audiences: Leaf[tuple[str, ...]], verified: object) -> Jwt:
    expires = provider.flag("require_expiration")
    lifetime = provider.seconds("max_lifetime")
    keys = _keys(provider)
    issuer = provider.text("issuer")
    wanted = audiences.value
    return Jwt(
        provider.place,
        provider.node,
        algorithms=Leaf(keys[0], keys[2]),
        symmetric=Leaf(keys[1], keys[2]),
        verify_signature=verified,
        exp=_expiration(provider, expires, lifetime),
        aud=Leaf(wanted if isinstance(wanted, Unknown) else "required" if wanted else "unchecked", audiences.place, audiences.origin),
        audiences=audiences,
        iss=provider.stated("issuer", issuer if isinstance(issuer, Unknown) else "required" if issuer else "unchecked"),
        issuers=provider.stated("issuer", issuer if isinstance(issuer, Unknown) else (issuer,) if issuer else ()),
        max_lifetime_s=provider.stated("max_lifetime", lifetime if lifetime is None or isinstance(lifetime, Unknown) else int(lifetime)),
        caps_lifetime=True,
        clock_skew_s=provider.stated("clock_skew_seconds", provider.whole("clock_skew_seconds", CLOCK_SKEW)),
        key_source=keys[3],
    )


def _expiration(provider: Message, expires: bool | Unknown, lifetime: float | Unknown | None) -> Leaf[str]:
    """Say whether a token must expire; `max_lifetime` makes it so too (measured)."""
    if expires is True or (lifetime is not None and not isinstance(lifetime, Unknown)):
        return Leaf("required", provider.place_of("require_expiration" if expires is True else "max_lifetime"))
    doubt = expires if isinstance(expires, Unknown) else lifetime
    if isinstance(doubt, Unknown):
        return Leaf(doubt, provider.place)
    return provider.stated("require_expiration", "if_present")


Keys = tuple[tuple[str, ...] | Unknown | None, bool | Unknown, Place, str]


def _keys(provider: Message) -> Keys:
    """Read which algorithms the keys of a provider verify: algorithms, whether a shared secret is among them, place, source."""
    local = provider.get("local_jwks")
    if local is None:
        doubt = Unknown("the keys are fetched from the issuer, their algorithms are not in the file")
        return doubt, doubt, provider.place_of("remote_jwks"), "jwks_url" if provider.has("remote_jwks") else "unknown"
    written = local.text("inline_string")
    if isinstance(written, Unknown) or not written:
        doubt = written if isinstance(written, Unknown) else Unknown("the keys are in another file")
        return doubt, doubt, local.place, "jwks_inline" if isinstance(written, Unknown) else "public_key"
    kinds = _key_kinds(written)
    place = local.place_of("inline_string")
    if kinds is None:
        doubt = Unknown("the inline keys are no JSON Web Key Set")
        return doubt, doubt, place, "jwks_inline"
    return (
        tuple(dict.fromkeys(algorithm for algorithms, _ in kinds for algorithm in algorithms)),
        any(s for _, s in kinds),
        place,
        "jwks_inline",
    )


def _key_kinds(written: str) -> list[tuple[tuple[str, ...], bool]] | None:
    """Read a key set: the algorithms of each key, and whether it is a shared secret. A certificate in PEM is an RSA or EC key."""
    if "-----BEGIN" in written:
        return [(SIGNATURES["RSA"], False)]
    try:
        keys = json.loads(written)["keys"]
        return [_key_kind(key) for key in keys]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _key_kind(key: dict[str, str]) -> tuple[tuple[str, ...], bool]:
    kind, algorithm = key["kty"], key.get("alg")
    if algorithm:
        return (str(algorithm),), kind == "oct"
    curve = CURVES.get(key.get("crv", ""))
    return ((curve,) if curve else SIGNATURES.get(kind, ())), kind == "oct"


def _locations(provider: Message) -> tuple[CredentialLocation, ...]:
    """List where a token is looked for; any place that is written replaces both defaults (measured)."""
    found = [_location(item.place, "header", item.text("name")) for item in provider.items("from_headers")]
    for field, carrier in (("from_params", "query"), ("from_cookies", "cookie")):
        found += [_location(place, carrier, text) for place, text in _named(provider.texts(field))]
    if found:
        return tuple(found)
    return tuple(
        CredentialLocation(provider.place, None, carrier=Leaf(carrier, provider.place, "default"), name=name, origin="default")
        for carrier, name in DEFAULT_LOCATIONS
    )


def _named(leaf: Leaf[tuple[str, ...]]) -> Iterable[tuple[Place, str | Unknown]]:
    if isinstance(leaf.value, Unknown):
        return [(leaf.place, leaf.value)]
    return zip(leaf.entries, leaf.value, strict=True)


def _location(place: Place, carrier: str, name: str | Unknown) -> CredentialLocation:
    return CredentialLocation(place, None, carrier=carrier, name=Leaf(name, place))


def _endpoints(provider: Message, transport: Transport) -> tuple[IdentityEndpoint, ...]:
    """Name the URL of remote keys."""
    address = provider.dig("remote_jwks", "http_uri")
    return () if address is None else (endpoint("jwks", address, transport),)


def _negated(flag: bool | Unknown) -> bool | Unknown:
    return flag if isinstance(flag, Unknown) else not flag
