"""Filters that ask for a credential of their own: `basic_auth`, `api_key_auth`, `ext_authz`, `oauth2`, client certificates, and code."""

from celadon.models.gateways.envoy.access.endpoints import Transport, endpoint
from celadon.models.gateways.envoy.access.gates import Gate, asked
from celadon.models.gateways.envoy.chain import Setting
from celadon.models.gateways.envoy.reading.extensions import Power, power_of
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.envoy.reading.resources import Resources, share_of_requests
from celadon.models.gateways.neutral.authentication import AuthItem, CredentialLocation, IdentityEndpoint, Oidc
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.place import Place
from celadon.models.view import Node
from celadon.terms.unknown import Unknown


def basic_gate(setting: Setting, plugin: Plugin | None, *, refused_elsewhere: bool) -> Gate:
    """Read `basic_auth`; routes replace its users only, so `allow_missing` always comes from the chain."""
    config = setting.filter.config
    lenient = config.flag("allow_missing")
    header = config.text("authentication_header", "Authorization")
    item = AuthItem(
        config.place,
        config.node,
        kind="basic",
        name=setting.filter.name,
        optional=config.stated("allow_missing", lenient),
        refused_elsewhere=lenient is True and refused_elsewhere,
        locations=(_location(config.place_of("authentication_header"), "header", header),),
        hide_from_upstream=Leaf(False, setting.filter.config_place, "default"),
        plugin=plugin,
    )
    if lenient is False:
        return asked(item, "basic_auth asks for a password")
    at = config.place_of("allow_missing")
    if isinstance(lenient, Unknown):
        return Gate(admits=lenient, because=lenient.reason, at=at, items=[item], alternatives=[(0,)])
    return Gate(admits=True, because="basic_auth lets a missing password pass", at=at, items=[item], alternatives=[(0,), ()])


def key_gate(setting: Setting, plugin: Plugin | None) -> Gate:
    """Read `api_key_auth`; a route replaces the fields that it writes and leaves the others (measured)."""
    config, own = setting.filter.config, setting.own
    holder = own if own is not None and own.has("key_sources") else config
    forwarding = own.get("forwarding") if own is not None and own.has("forwarding") else config.get("forwarding")
    hides = Leaf(False, setting.filter.config_place, "default")
    if forwarding is not None:
        hides = forwarding.stated("hide_credentials", forwarding.flag("hide_credentials"))
    item = AuthItem(
        config.place,
        config.node,
        kind="api_key",
        name=setting.filter.name,
        locations=tuple(_source(source) for source in holder.items("key_sources")),
        hide_from_upstream=hides,
        plugin=plugin,
    )
    return asked(item, "api_key_auth asks for a key")


def _source(source: Message) -> CredentialLocation:
    """Read a `KeySource`: the header, the query parameter or the cookie, in the order in which Envoy looks."""
    for field in ("header", "query", "cookie"):
        if source.has(field):
            return CredentialLocation(source.place, source.node, carrier=field, name=source.stated(field, source.text(field)))
    return CredentialLocation(source.place, source.node, carrier="header", name="")


def external_gate(setting: Setting, resources: Resources, transport: Transport, plugin: Plugin | None) -> Gate:
    """Read `ext_authz`: it refuses while its service is away unless `failure_mode_allow`; shadow mode and 0 % refuse nobody."""
    config = setting.filter.config
    shadow = config.flag("shadow_mode")
    if shadow is True:
        return Gate(admits=True, because="ext_authz runs in shadow mode", at=config.place_of("shadow_mode"))
    enabled = share_of_requests(resources, config.get("filter_enabled"), 100.0)
    if equals(enabled, 0.0) and not _denies_at_disable(config):
        return Gate(admits=True, because="ext_authz is enabled for 0 % of requests", at=config.place_of("filter_enabled"))
    item = AuthItem(
        config.place,
        config.node,
        kind="ext_authz",
        name=setting.filter.name,
        fail_open=config.stated("failure_mode_allow", config.flag("failure_mode_allow")),
        endpoints=_check(config, transport),
        plugin=plugin,
    )
    doubt = next((value for value in (shadow, enabled) if isinstance(value, Unknown)), None)
    if doubt is not None:
        return Gate(admits=doubt, because=doubt.reason, at=config.place, items=[item], alternatives=[(0,)])
    return asked(item, "ext_authz asks its service about every request")


def _denies_at_disable(config: Message) -> bool:
    flag = config.get("deny_at_disable")
    return flag is not None and flag.flag("default_value") is True


def _check(config: Message, transport: Transport) -> tuple[IdentityEndpoint, ...]:
    address = config.dig("http_service", "server_uri")
    return () if address is None else (endpoint("check", address, transport),)


def login_gate(setting: Setting, transport: Transport, plugin: Plugin | None) -> Gate:
    """Read `oauth2`, which runs the authorization code flow and sends PKCE by itself; `pass_through_matcher` lets requests by."""
    config = setting.replaced.get("config") or setting.replaced
    endpoints: list[IdentityEndpoint] = []
    address = config.get("token_endpoint")
    if address is not None:
        endpoints.append(endpoint("token", address, transport))
    for field, kind in (("authorization_endpoint", "authorization"), ("end_session_endpoint", "end_session")):
        if config.has(field):
            place = config.place_of(field)
            endpoints.append(IdentityEndpoint(place, None, kind=kind, url=config.stated(field, config.text(field))))
    item = AuthItem(
        config.place,
        config.node,
        kind="oidc",
        name=setting.filter.name,
        locations=(_location(config.place, "cookie", "BearerToken"),),
        oidc=Oidc(config.place, config.node, login=True, flows=("authorization_code",), response_types=("code",)),
        endpoints=tuple(endpoints),
        plugin=plugin,
    )
    for field in ("pass_through_matcher", "allow_failed_matcher"):
        if config.has(field):
            doubt = Unknown(f"the {field} of oauth2 lets some requests by, depending on their headers")
            return Gate(admits=doubt, because=doubt.reason, at=config.place_of(field), items=[item], alternatives=[(0,)])
    return asked(item, "oauth2 asks for a login")


def certificate_item(place: Place) -> AuthItem:
    """Make the item of a client certificate, checked on the connection or asked for by `rbac`."""
    return AuthItem(place, None, kind="mtls", name="client certificate", locations=(_location(place, "tls", ""),))


def code_gate(setting: Setting) -> Gate | None:
    """Say that a filter runs code that might refuse anybody; None for Lua that never answers a request itself."""
    doubt = code_in(setting)
    return None if doubt is None else Gate(admits=doubt, because=doubt.reason, at=setting.filter.holder.place)


def code_in(setting: Setting) -> Unknown | None:
    """Say that a filter may refuse any request for reasons that the file does not tell; None where it may not."""
    one = setting.filter
    if power_of(one.kind) is not Power.CODE or (one.kind == "lua" and one.unknown is None and _never_responds(setting)):
        return None
    what = f"the filter {one.name}" if one.name else "a filter without a name"
    return Unknown(f"{what} runs code of its own, which may refuse a request") if one.unknown is None else one.unknown


def _never_responds(setting: Setting) -> bool:
    """Tell whether all Lua is written here and calls no `respond`, the only way by which Lua answers a request."""
    texts = [node for config in (setting.filter.config, setting.own) if config is not None for node in lua_sources(config)]
    return all(isinstance(text, str) and "respond" not in text for text in texts)


def lua_sources(config: Message) -> list[Node]:
    """List the Lua of a filter or a route: text where it is inline, null where it is in another file."""
    sources = [config.get("default_source_code"), config.get("source_code"), *(source for _, source in config.entries("source_codes"))]
    texts: list[Node] = [source.raw("inline_string") for source in sources if source is not None]
    return [config.raw("inline_code"), *texts] if config.has("inline_code") else texts


def _location(place: Place, carrier: str, name: str | Unknown) -> CredentialLocation:
    return CredentialLocation(place, None, carrier=carrier, name=Leaf(name, place))
