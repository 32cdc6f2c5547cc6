"""CORS, response headers, addresses, validation, logging and caching of a Kong route."""

from celadon.models.gateways.addresses import entry_that_admits_all
from celadon.models.gateways.kong.reading.defaults import LOGGING
from celadon.models.gateways.kong.reading.entities import Instance
from celadon.models.gateways.kong.reading.precedence import Effective
from celadon.models.gateways.neutral.authentication import Auth
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.gateways.neutral.traffic import Cache, Cors, IpRules, Logging, OriginPattern, ResponseHeader, Validation
from celadon.models.gateways.origins import expression, judge
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

PLAIN_ORIGIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:/-")
"""Characters of an origin that is compared as text: kong/plugins/cors/handler.lua."""
TRANSFORMERS = ("response-transformer", "response-transformer-advanced")
ACTIONS = {"remove": "remove", "replace": "set", "add": "add", "append": "add"}
CONSUMER_BASED = frozenset({"api_key", "jwt", "basic", "hmac", "mtls"})
"""Kinds of authentication that always name a consumer, which the cache's key holds: kong/plugins/proxy-cache/cache_key.lua."""


def build_cors(effective: Effective, plugins: dict[int, Plugin]) -> Cors | None:
    """Read the cors plugin: `*`, or no origins at all, with credentials reflects the caller's origin."""
    instance = effective.get("cors")
    if instance is None:
        return None
    config = instance.config
    origins = config.words("origins")
    if origins.says(()):
        origins = Leaf(("*",), origins.place, "default")
    patterns = _patterns(config.find("origins"), origins)
    wide = next((pattern for pattern in patterns if pattern.leaf("matches_any").value is True), None)
    unclear = next((value for pattern in patterns if isinstance(value := pattern.leaf("matches_any").value, Unknown)), None)
    null = next((pattern for pattern in patterns if pattern.leaf("matches_null").value is True), None)
    cors = Cors(
        instance.place,
        instance.node,
        origins=origins,
        patterns=patterns,
        any_origin=Leaf(True, wide.place, origins.origin) if wide else Leaf(False if unclear is None else unclear, origins.place),
        null_origin=Leaf(True, null.place) if null and not wide else Leaf(False, origins.place),
        credentials=config.flag("credentials"),
        effect="reflect",
        methods=config.words("methods"),
        headers=config.words("headers"),
        expose=config.words("exposed_headers"),
        max_age_s=config.whole("max_age"),
        plugin=plugins.get(id(instance)),
    )
    cors.adopt("cors", patterns)
    return cors


def _patterns(raw: Leaf[object], origins: Leaf[tuple[str, ...]]) -> tuple[OriginPattern, ...]:
    """Judge the entries one by one: a reference among them leaves the others known."""
    if isinstance(origins.value, tuple):
        places = origins.entries or (origins.place,) * len(origins.value)
        return tuple(_pattern(place, entry) for place, entry in zip(places, origins.value, strict=True))
    if isinstance(raw.value, list):
        return tuple(_pattern(place, entry) for place, entry in zip(raw.entries, raw.value, strict=True))
    return (_pattern(raw.place, raw.value),)


def _pattern(place: Place, entry: object) -> OriginPattern:
    """Compare as Kong does: text as it is, expressions as a whole, with the host alone where the entry has no colon."""
    if not isinstance(entry, str) or any(mark in entry for mark in ("${", "{{", "{vault:")):
        doubt: Leaf[object] = Leaf(entry if isinstance(entry, Unknown) else Unknown(f"the origin `{entry}` is not known"), place)
        facts: dict[str, object] = dict.fromkeys(("text", "matches_any", "matches_null", "lookalike"), doubt)
        return OriginPattern(place, None, kind="exact", anchored=True, **facts)
    if entry == "*":
        return OriginPattern(place, entry, text=entry, kind="wildcard", anchored=True, matches_any=True, matches_null=True)
    if set(entry) <= PLAIN_ORIGIN:
        return OriginPattern(place, entry, text=entry, kind="exact", anchored=True, matches_any=False, matches_null=entry == "null")
    compare = expression(entry.removeprefix("^").removesuffix("$"), whole=True)
    if isinstance(compare, Unknown):
        doubt = Leaf(compare, place)
        return OriginPattern(place, entry, text=entry, kind="regex", anchored=True, matches_any=doubt, matches_null=doubt, lookalike=doubt)
    by_host = ":" not in entry
    found = judge((lambda origin: compare(origin.partition("://")[2] or origin)) if by_host else compare, entry)
    return OriginPattern(
        place,
        entry,
        text=entry,
        kind="regex",
        anchored=True,
        matches_any=found.matches_any,
        matches_null=found.matches_null and not found.matches_any,
        lookalike=found.lookalike,
    )


def build_response_headers(effective: Effective) -> tuple[ResponseHeader, ...]:
    """Read what the response transformers do, in the order in which they do it: remove, replace, add, append."""
    found: list[ResponseHeader] = []
    for instance in (effective.get(name) for name in TRANSFORMERS):
        if instance is not None:
            for section, action in ACTIONS.items():
                found += _headers(instance.config.words(section, "headers"), action)
    return tuple(found)


def _headers(leaf: Leaf[tuple[str, ...]], action: str) -> list[ResponseHeader]:
    """Take entries such as `X-Frame-Options:DENY` apart; an unknown list is one header of unknown name."""
    if isinstance(leaf.value, Unknown):
        return [ResponseHeader(leaf.place, None, name=leaf, value=leaf, action=action)]
    found: list[ResponseHeader] = []
    for place, entry in zip(leaf.entries, leaf.value, strict=False):
        name, _, value = entry.partition(":")
        found.append(ResponseHeader(place, entry, name=name.strip(), value=value.strip(), action=action))
    return found


def build_ip(place: Place, effective: Effective) -> IpRules:
    """Read ip-restriction; `whitelist` and `blacklist` are its names before 2.0."""
    instance = effective.get("ip-restriction")
    if instance is None or instance.doubt is not None:
        return IpRules(place, None)
    allow, deny = _list(instance, "allow", "whitelist"), _list(instance, "deny", "blacklist")
    wide = entry_that_admits_all(allow.value) if isinstance(allow.value, tuple) else None
    at_wide = (
        dict(zip(allow.value, allow.entries, strict=False)).get(wide, allow.place)
        if wide and isinstance(allow.value, tuple)
        else allow.place
    )
    return IpRules(
        instance.place,
        instance.node,
        allow=allow,
        deny=deny,
        admits_all=Leaf(allow.then(lambda _: wide is not None).value, at_wide),
    )


def _list(instance: Instance, *settings: str) -> Leaf[tuple[str, ...]]:
    leaves = [instance.config.words(setting) for setting in settings]
    return next((leaf for leaf in leaves if leaf.origin != "default"), leaves[0])


def build_validation(place: Place, effective: Effective) -> Validation:
    """Read request-validator and oas-validation; the latter may be told to note failures only."""
    instance = effective.get("request-validator") or effective.get("oas-validation")
    if instance is None:
        return Validation(place, None, supported=True, request_schema=Leaf(False, place, "platform"))
    quiet = instance.config.flag("notify_only_request_validation_failure")
    checks = instance.config.flag("validate_request_body") if instance.name == "oas-validation" else Leaf(True, instance.place)
    return Validation(instance.place, instance.node, supported=True, request_schema=checks, log_only=quiet)


def build_logging(place: Place, effective: Effective) -> Logging:
    """Read the log plugins and correlation-id; what kong.conf says of both is not given."""
    log = next((instance for instance in effective.plugins.values() if instance.name in LOGGING and instance.doubt is None), None)
    access = Leaf(True, log.place) if log else Leaf(Unknown("no plugin logs; the access log of Kong's nginx is set in kong.conf"), place)
    ids = effective.get("correlation-id")
    if ids is None:
        reason = "no correlation-id plugin; whether Kong sends its own X-Kong-Request-Id is set in kong.conf"
        doubt: Leaf[object] = Leaf(Unknown(reason), place, "platform")
        return Logging(place, None, access=access, correlation_id=doubt, correlation_header=doubt, correlation_returned=doubt)
    return Logging(
        ids.place,
        ids.node,
        access=access,
        correlation_id=Leaf(True if ids.doubt is None else ids.doubt, ids.place),
        correlation_header=ids.config.word("header_name"),
        correlation_returned=ids.config.flag("echo_downstream"),
    )


def build_cache(place: Place, effective: Effective, auth: Auth) -> Cache:
    """Read proxy-cache: consumers have entries of their own, callers that are no consumer share theirs."""
    instance = effective.get("proxy-cache") or effective.get("proxy-cache-advanced")
    if instance is None:
        return Cache(place, None)
    vary = instance.config.words("vary_headers")
    by_header = isinstance(vary.value, tuple) and "authorization" in {name.lower() for name in vary.value}
    oidc = effective.get("openid-connect")
    by_consumer = any(item.kind in CONSUMER_BASED for item in auth.items) or (
        oidc is not None and oidc.config.find("consumer_claim").value is not None
    )
    return Cache(
        instance.place,
        instance.node,
        enabled=Leaf(True if instance.doubt is None else instance.doubt, instance.place),
        vary_on_auth=Leaf(by_header or by_consumer, vary.place, vary.origin),
    )
