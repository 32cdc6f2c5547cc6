"""Whether a caller without credentials gets through a Kong route: the plugins in effect, their anonymous consumers, what refuses these.

Several plugins without `anonymous` are all asked; with `anonymous` on them one is enough, and the caller that none knows
is the anonymous consumer: https://developer.konghq.com/gateway/authentication/#using-multiple-authentication-methods
"""

from celadon.models.gateways.kong.access.locations import LOCATIONS, Reading
from celadon.models.gateways.kong.access.tokens import JWTS, read_endpoints, read_login
from celadon.models.gateways.kong.reading.defaults import AUTHENTICATION, INLINE_CODE
from celadon.models.gateways.kong.reading.entities import Entity, File, Instance, RouteEntity
from celadon.models.gateways.kong.reading.precedence import Effective, covers_for
from celadon.models.gateways.kong.reading.settings import first
from celadon.models.gateways.neutral.authentication import Auth, AuthItem, Authz
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.terms.unknown import Unknown


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
        oidc=read_login(reading) if kind == "oidc" else None,
        endpoints=read_endpoints(reading),
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
    anonymous = instance.config.find("anonymous").value
    if isinstance(anonymous, Unknown):
        return anonymous
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
        if instance.name in {"pre-function", "post-function"} and any(
            code in source for code in ("401", "403") for source in lua_of(instance)
        ):
            return Unknown(f"the code of {instance.own_name} may refuse callers")
        if instance.name == "request-callout" or (
            instance.name == "ai-mcp-proxy" and instance.config.find("default_acl").value is not None
        ):
            return Unknown(f"the access rules of {instance.own_name} are not read")
    return effective.strange


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
