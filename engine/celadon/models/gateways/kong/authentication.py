"""Kong's authentication plugins as neutral items, and whether a caller without credentials reaches the upstream.

Several plugins without `anonymous` are all asked; with `anonymous` on them one is enough, and the caller that none knows
is the anonymous consumer: https://developer.konghq.com/gateway/authentication/#using-multiple-authentication-methods

One room above the aimed size: each plugin is a few lines, and whether all of them together let somebody in is one question.
"""

from collections.abc import Callable

from celadon.models.gateways.kong.defaults import AUTHENTICATION, INLINE_CODE, JWT_ALGORITHM, KNOWN
from celadon.models.gateways.kong.entities import Entity, File, Instance, RouteEntity
from celadon.models.gateways.kong.precedence import Effective, covers_for
from celadon.models.gateways.kong.settings import Settings, first, text
from celadon.models.gateways.neutral.authentication import Auth, AuthItem, Authz, CredentialLocation, IdentityEndpoint, Jwt, Oidc
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

PARAMETERS = {
    "bearer_token_param_type": "access_token",
    "client_credentials_param_type": "client_secret",
    "password_param_type": "password",
    "refresh_token_param_type": "refresh_token",
}
"""The parameter that carries what each setting is about."""
GRANTS = {
    "bearer": "bearer_token_param_type",
    "introspection": "bearer_token_param_type",
    "userinfo": "bearer_token_param_type",
    "kong_oauth2": "bearer_token_param_type",
    "client_credentials": "client_credentials_param_type",
    "password": "password_param_type",
    "refresh_token": "refresh_token_param_type",
}
"""Methods of openid-connect and the setting that says where their credential is read from."""
LOGINS = frozenset({"authorization_code", "password"})
ENDPOINTS = {
    "token_endpoint": "token",
    "introspection_endpoint": "introspection",
    "userinfo_endpoint": "userinfo",
    "end_session_endpoint": "end_session",
    "authorization_endpoint": "authorization",
}


class Reading:
    """One authentication plugin while it is read."""

    __slots__ = ("config", "file", "instance")

    def __init__(self, file: File, instance: Instance) -> None:
        """Keep."""
        self.file = file
        self.instance = instance
        self.config = instance.config

    def locations(self, carrier: str, setting: str) -> list[CredentialLocation]:
        """Read a list of names as places of one kind; an unknown list is one place of unknown name."""
        leaf = self.config.words(setting)
        if isinstance(leaf.value, Unknown):
            return [_location(leaf.place, Leaf(leaf.value, leaf.place), leaf.value, leaf.origin)]
        places = leaf.entries or (leaf.place,) * len(leaf.value)
        return [_location(place, carrier, name, leaf.origin) for place, name in zip(places, leaf.value, strict=True)]


def _location(place: Place, carrier: object, name: object, origin: str) -> CredentialLocation:
    return CredentialLocation(place, None, carrier=carrier, name=name, origin="explicit" if origin == "explicit" else "default")


def _key_locations(reading: Reading) -> list[CredentialLocation]:
    """Read where key-auth takes the key from: every place that is on, under every name."""
    names = reading.config.words("key_names").value
    found: list[CredentialLocation] = []
    for carrier, setting in (("header", "key_in_header"), ("query", "key_in_query"), ("body", "key_in_body")):
        switch = reading.config.flag(setting)
        if switch.value is False:
            continue
        where: object = Leaf(switch.value, switch.place) if isinstance(switch.value, Unknown) else carrier
        called: tuple[object, ...] = names if isinstance(names, tuple) else (names,)
        found += [_location(switch.place, where, name, switch.origin) for name in called]
    return found


def _jwt_locations(reading: Reading) -> list[CredentialLocation]:
    return [
        *reading.locations("query", "uri_param_names"),
        *reading.locations("cookie", "cookie_names"),
        *reading.locations("header", "header_names"),
    ]


def _oidc_locations(reading: Reading) -> list[CredentialLocation]:
    """Read where openid-connect takes credentials from: by the methods that are on."""
    methods = reading.config.words("auth_methods")
    if isinstance(methods.value, Unknown):
        return [_location(methods.place, Leaf(methods.value, methods.place), methods.value, methods.origin)]
    found: list[CredentialLocation] = []
    for setting in dict.fromkeys(GRANTS[method] for method in methods.value if method in GRANTS):
        leaf = reading.config.words(setting)
        carriers: tuple[object, ...] = leaf.value if isinstance(leaf.value, tuple) else (Leaf(leaf.value, leaf.place),)
        places = leaf.entries or (leaf.place,) * len(carriers)
        found += [_location(place, carrier, PARAMETERS[setting], leaf.origin) for place, carrier in zip(places, carriers, strict=True)]
    if "session" in methods.value or "authorization_code" in methods.value:
        cookie = reading.config.word("session_cookie_name")
        found.append(_location(cookie.place, "cookie", cookie.value, cookie.origin))
    return found


def _vault_locations(reading: Reading) -> list[CredentialLocation]:
    leaf = reading.config.word("access_token_name")
    return [_location(leaf.place, carrier, leaf.value, leaf.origin) for carrier in ("header", "query")]


def _oauth2_locations(reading: Reading) -> list[CredentialLocation]:
    """Read where the oauth2 plugin takes tokens from: a header of any name, and always the parameter `access_token`."""
    header = reading.config.word("auth_header_name")
    fixed = reading.instance.config_place
    return [
        _location(header.place, "header", header.value, header.origin),
        *(_location(fixed, carrier, "access_token", "default") for carrier in ("query", "body")),
    ]


def _in_header(name: str) -> Callable[[Reading], list[CredentialLocation]]:
    return lambda reading: [_location(reading.instance.config_place, "header", name, "default")]


LOCATIONS: dict[str, Callable[[Reading], list[CredentialLocation]]] = {
    "key-auth": _key_locations,
    "key-auth-enc": _key_locations,
    "jwt": _jwt_locations,
    "openid-connect": _oidc_locations,
    "vault-auth": _vault_locations,
    "oauth2": _oauth2_locations,
    "oauth2-introspection": _in_header("Authorization"),
    "basic-auth": _in_header("Authorization"),
    "hmac-auth": _in_header("Authorization"),
    "ldap-auth": _in_header("Authorization"),
    "ldap-auth-advanced": _in_header("Authorization"),
    "jwt-signer": _in_header("Authorization"),
}
"""Where each plugin reads credentials; the others read a certificate or a cookie of their own."""


def _jwt(reading: Reading) -> Jwt:
    """Read the jwt plugin: the credential decides the algorithm, the issuer chooses the credential, aud cannot be checked."""
    config, place = reading.config, reading.instance.config_place
    claims, lifetime, key = config.words("claims_to_verify"), config.whole("maximum_expiration"), config.word("key_claim_name")
    algorithms, symmetric = _algorithms(reading.file, place)

    def checked(claim: str) -> Leaf[str]:
        value = claims.value if isinstance(claims.value, Unknown) else "required" if claim in claims.value else "unchecked"
        return Leaf(value, claims.place, claims.origin)

    issuer = Leaf("selects_key" if key.value == "iss" else "unchecked", key.place, key.origin) if isinstance(key.value, str) else key
    return Jwt(
        place,
        None,
        algorithms=algorithms,
        symmetric=symmetric,
        exp=checked("exp"),
        nbf=checked("nbf"),
        aud=Leaf("unsupported", place, "platform"),
        iss=issuer,
        max_lifetime_s=Leaf(
            lifetime.value if isinstance(lifetime.value, Unknown) else lifetime.value or None, lifetime.place, lifetime.origin
        ),
        caps_lifetime=True,
        key_source="unknown" if isinstance(symmetric.value, Unknown) else "shared_secret" if symmetric.value else "public_key",
    )


def _algorithms(file: File, place: Place) -> tuple[Leaf[tuple[str, ...]], Leaf[bool]]:
    """Collect the algorithms of every JWT credential in the file; without one they are elsewhere."""
    found: list[tuple[str, Place, str]] = []
    for consumer in file.consumers:
        written = consumer.node.get("jwt_secrets")
        for index, item in enumerate(written if isinstance(written, list) else []):
            credential = Settings(
                ((consumer.place.child("jwt_secrets").child(index), item),),
                {"algorithm": JWT_ALGORITHM},
                consumer.place.child("jwt_secrets").child(index),
            )
            algorithm = credential.word("algorithm")
            if isinstance(algorithm.value, Unknown):
                return Leaf(algorithm.value, algorithm.place), Leaf(algorithm.value, algorithm.place)
            found.append((algorithm.value or JWT_ALGORITHM, algorithm.place, algorithm.origin))
    if not found:
        doubt = Unknown("the JWT credentials, which decide the algorithm, are not in this file")
        return Leaf(doubt, place), Leaf(doubt, place)
    shared = next((item for item in found if item[0].startswith("HS")), None)
    names = tuple(name for name, _, _ in found)
    return (
        Leaf(names, found[0][1], "explicit", tuple(where for _, where, _ in found)),
        Leaf(shared is not None, shared[1] if shared else found[0][1], "default" if shared and shared[2] == "default" else "explicit"),
    )


def _oidc_jwt(reading: Reading) -> Jwt:
    """Read the token checks of openid-connect; its keys are those of the issuer's discovery."""
    config, place = reading.config, reading.instance.config_place
    claims, signature, shared = config.flag("verify_claims"), config.flag("verify_signature"), config.flag("enable_hs_signatures")
    audiences, issuers, issuer = config.words("audience_required"), config.words("issuers_allowed"), config.word("issuer")
    exp = Leaf(
        claims.value if isinstance(claims.value, Unknown) else "required" if claims.value else "unchecked", claims.place, claims.origin
    )
    aud = audiences.value if isinstance(audiences.value, Unknown) else "required" if audiences.value else "unchecked"
    known: object = issuers.value
    if issuers.says(()):
        known = (issuer.value,) if isinstance(issuer.value, str) else () if issuer.value is None else issuer.value
    return Jwt(
        place,
        None,
        symmetric=shared,
        verify_signature=signature,
        exp=exp,
        nbf=exp,
        aud=Leaf(aud, audiences.place, audiences.origin),
        audiences=audiences,
        iss=Leaf(
            exp.value if isinstance(exp.value, Unknown) else "required" if exp.value == "required" else "unchecked",
            claims.place,
            claims.origin,
        ),
        issuers=Leaf(known, (issuers if known is issuers.value else issuer).place),
        key_source="jwks_url",
    )


def _signer_jwt(reading: Reading) -> Jwt:
    """Read the checks of an access token by jwt-signer."""
    config, place = reading.config, reading.instance.config_place
    expiry, signature, shared = (
        config.flag("verify_access_token_expiry"),
        config.flag("verify_access_token_signature"),
        config.flag("enable_hs_signatures"),
    )
    audiences, issuers = config.words("access_token_audiences_allowed"), config.words("access_token_issuers_allowed")

    def listed(leaf: Leaf[tuple[str, ...]]) -> Leaf[str]:
        return Leaf(leaf.value if isinstance(leaf.value, Unknown) else "required" if leaf.value else "unchecked", leaf.place, leaf.origin)

    return Jwt(
        place,
        None,
        symmetric=shared,
        verify_signature=signature,
        exp=Leaf(
            expiry.value if isinstance(expiry.value, Unknown) else "required" if expiry.value else "unchecked", expiry.place, expiry.origin
        ),
        aud=listed(audiences),
        audiences=audiences,
        iss=listed(issuers),
        issuers=issuers,
        key_source="jwks_url",
    )


JWTS: dict[str, Callable[[Reading], Jwt]] = {"jwt": _jwt, "openid-connect": _oidc_jwt, "jwt-signer": _signer_jwt}


def _oidc(reading: Reading) -> Oidc:
    """Read the login of openid-connect. PKCE that is not written is decided by the issuer's discovery, and off where that is silent."""
    config = reading.config
    methods, responses, pkce = (
        config.words("auth_methods"),
        config.words("response_type"),
        config.flag("require_proof_key_for_code_exchange"),
    )
    login = Leaf(methods.value if isinstance(methods.value, Unknown) else bool(LOGINS & set(methods.value)), methods.place, methods.origin)
    return Oidc(reading.instance.config_place, None, login=login, flows=methods, pkce=pkce, response_types=responses)


def _endpoints(reading: Reading) -> tuple[IdentityEndpoint, ...]:
    """Read the URLs that a plugin asks, with the switch that decides whether certificates are checked."""
    config, name = reading.config, reading.instance.name
    urls: dict[str, str] = {}
    if name == "openid-connect":
        urls = {"issuer": "discovery", **ENDPOINTS}
    elif name in {"oauth2-introspection", "ai-mcp-oauth2"}:
        urls = {"introspection_url": "introspection", "introspection_endpoint": "introspection"}
    elif name == "jwt-signer":
        urls = {"access_token_jwks_uri": "jwks", "access_token_introspection_endpoint": "introspection"}
    verify = config.find("ssl_verify")
    if verify.value is None:
        verify = Leaf(
            Unknown(f"`ssl_verify` of {name} is not written, and its default differs between releases of Kong"), verify.place, "default"
        )
    found: list[IdentityEndpoint] = []
    for setting, kind in urls.items():
        leaf = config.word(setting)
        if leaf.value is not None:
            switch: object = verify if name == "openid-connect" else True
            found.append(IdentityEndpoint(leaf.place, None, kind=kind, url=leaf, tls_verify=switch))
    return tuple(found)


def build_auth(file: File, route: RouteEntity, effective: Effective, plugins: dict[int, Plugin]) -> Auth:
    """Say who may pass a route."""
    instances = [instance for instance in effective.plugins.values() if instance.name in AUTHENTICATION]
    items = tuple(_item(file, route, effective, instance, plugins.get(id(instance))) for instance in instances)
    required, reason = _required(route, effective, items)
    mandatory = tuple(index for index, item in enumerate(items) if item.leaf("optional").value is False)
    optional = tuple(index for index in range(len(items)) if index not in mandatory)
    alternatives = (mandatory,) if mandatory else tuple((index,) for index in optional)
    return Auth(route.place, None, required=required, reason=reason, items=items, alternatives=alternatives)


def _item(file: File, route: RouteEntity, effective: Effective, instance: Instance, plugin: Plugin | None) -> AuthItem:
    reading = Reading(file, instance)
    config, kind = instance.config, AUTHENTICATION[instance.name]
    hide = config.find("hide_credentials")
    if instance.name.startswith("ldap") and config.word("header_type").says("basic"):
        kind = "basic"
    make_jwt, make_locations = JWTS.get(instance.name), LOCATIONS.get(instance.name)
    optional = _optional(instance)
    return AuthItem(
        instance.place,
        instance.node,
        kind=kind,
        name=instance.own_name,
        optional=optional,
        refused_elsewhere=_refuses_anonymous(file, route, effective, instance) if optional.value is True else False,
        locations=tuple(make_locations(reading)) if make_locations else (),
        hide_from_upstream=config.flag("hide_credentials") if hide.value is not None else None,
        jwt=make_jwt(reading) if make_jwt else None,
        oidc=_oidc(reading) if kind == "oidc" else None,
        endpoints=_endpoints(reading),
        plugin=plugin,
    )


def _optional(instance: Instance) -> Leaf[bool]:
    """Tell whether a caller that the plugin does not know goes on."""
    if instance.doubt is not None:
        return Leaf(instance.doubt, instance.place)
    if instance.name == "session":
        return Leaf(True, instance.place, "platform")  # it opens sessions that other plugins began, and refuses nobody
    if instance.name == "jwt-signer":
        return instance.config.flag("access_token_optional")
    anonymous = instance.config.word("anonymous")
    if isinstance(anonymous.value, Unknown):
        return Leaf(True, anonymous.place)  # whoever the reference names, there is an anonymous consumer
    return Leaf(bool(anonymous.value), anonymous.place, anonymous.origin)


def _refuses_anonymous(file: File, route: RouteEntity, effective: Effective, instance: Instance) -> bool | Unknown:
    """Tell whether request-termination or acl refuses the anonymous consumer of a plugin."""
    anonymous = text(instance.config.find("anonymous").value)
    name = anonymous if isinstance(anonymous, str) else ""
    consumer = next((item for item in file.consumers if name in item.names), None)
    names = consumer.names if consumer is not None else (name,)
    groups = group_names(consumer)
    ending = covers_for(file, route, "request-termination", names, groups)
    if ending is not None and ending.config.find("trigger").value is None:
        return True if ending.doubt is None else ending.doubt
    acl = effective.get("acl")
    return _acl_refuses(acl, groups) if acl is not None else False


def _acl_refuses(acl: Instance, groups: tuple[str, ...]) -> bool | Unknown:
    """Tell whether acl keeps out a consumer of these groups: not allowed, or denied."""
    if acl.doubt is not None:
        return acl.doubt
    lists = [acl.config.words(setting).value for setting in ("allow", "whitelist", "deny", "blacklist")]
    doubt = next((one for one in lists if isinstance(one, Unknown)), None)
    if doubt is not None:
        return doubt
    allow, allow_once, deny, deny_once = (set(one) for one in lists if isinstance(one, tuple))
    members, allowed = set(groups), allow | allow_once
    return not allowed & members if allowed else bool((deny | deny_once) & members)


def group_names(consumer: Entity | None) -> tuple[str, ...]:
    """Give the groups of a consumer: of acl and of consumer groups."""
    if consumer is None:
        return ()
    found: list[str] = []
    for key, member in (("acls", "group"), ("groups", "name")):
        written = consumer.node.get(key)
        for item in written if isinstance(written, list) else []:
            name = item.get(member) if isinstance(item, dict) else item
            if isinstance(name, str):
                found.append(name)
    return tuple(found)


def _required(route: RouteEntity, effective: Effective, items: tuple[AuthItem, ...]) -> tuple[Leaf[bool], str]:
    """Tell whether somebody without credentials is kept out, and by whom or why not."""
    guards = [(item, _guards(item)) for item in items]
    guard = next((item for item, stops in guards if stops is True), None)
    if guard is not None:
        return Leaf(True, guard.place), f"{guard.name} asks for credentials"
    acl = effective.get("acl")
    if acl is not None and not items and acl.doubt is None:
        return Leaf(True, acl.place), "acl refuses callers that are no consumer"
    doubt = first(*(stops for _, stops in guards if isinstance(stops, Unknown)), _unclear(effective))
    if doubt is not None:
        return Leaf(doubt, route.place), doubt.reason
    opened = next((item for item in items if item.leaf("optional").value is True), None)
    if opened is not None:
        leaf = opened.leaf("optional")
        return Leaf(False, leaf.place), f"{opened.name} lets callers without credentials go on as its anonymous consumer"
    return Leaf(False, route.place), "no plugin in effect on it asks for credentials"


def _guards(item: AuthItem) -> bool | Unknown:
    optional, elsewhere = item.leaf("optional").value, item.leaf("refused_elsewhere").value
    if optional is False or elsewhere is True:
        return True
    return elsewhere if isinstance(elsewhere, Unknown) else optional if isinstance(optional, Unknown) else False


def _unclear(effective: Effective) -> Unknown | None:
    """Say why a plugin that is not known to authenticate may do so all the same."""
    for instance in effective.plugins.values():
        if instance.name not in KNOWN:
            return Unknown(f"what the plugin {instance.own_name} does is not known")
        if instance.name in {"pre-function", "post-function"} and any(
            code in source for code in ("401", "403") for source in lua_of(instance)
        ):
            return Unknown(f"the code of {instance.own_name} may refuse callers")
        if instance.name == "request-callout" or (
            instance.name == "ai-mcp-proxy" and instance.config.find("default_acl").value is not None
        ):
            return Unknown(f"the access rules of {instance.own_name} are not read")
    return effective.unclear


def lua_of(instance: Instance) -> tuple[str, ...]:
    """Give the pieces of Lua that a serverless function carries."""
    return tuple(piece for phase in INLINE_CODE for piece in _pieces(instance.config.words(phase).value))


def _pieces(value: tuple[str, ...] | Unknown) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def build_authz(route: RouteEntity, effective: Effective) -> Authz:
    """Say what else a caller must have: the groups of acl, the scopes of openid-connect."""
    acl, oidc = effective.get("acl"), effective.get("openid-connect")
    groups = acl.config.words("allow") if acl else Leaf[tuple[str, ...]]((), route.place)
    scopes = oidc.config.words("scopes_required") if oidc else Leaf[tuple[str, ...]]((), route.place)
    return Authz(route.place, None, groups=groups, scopes=scopes, rules=int(acl is not None))
