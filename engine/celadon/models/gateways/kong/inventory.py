"""What a Kong file holds besides routes: consumers, secrets, log plugins, the gateway's own administration, what has no effect."""

from collections.abc import Iterable, Iterator, Sequence
from string import hexdigits

from celadon.models.gateways.addresses import is_local
from celadon.models.gateways.kong.access.judging import group_names, lua_of
from celadon.models.gateways.kong.reading.defaults import ADMIN_PORTS, CREDENTIALS, JWT_ALGORITHM, KNOWN, LOGGING, SECRETS, SECURITY
from celadon.models.gateways.kong.reading.entities import Entity, File, Instance, Missing, RouteEntity
from celadon.models.gateways.kong.reading.precedence import Effective
from celadon.models.gateways.kong.reading.settings import Settings, hidden, mapping
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import AdminSurface, Consumer, Credential, Plugin, Secret, SecurityEntry
from celadon.models.gateways.neutral.route import Route
from celadon.models.gateways.neutral.traffic import LogSink
from celadon.models.place import Place
from celadon.models.view import Node
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Unknown

PRIVATE_JWK = frozenset({"d", "k", "p", "q", "dp", "dq", "qi"})
"""Members of a JSON Web Key that are secret: RFC 7518, section 6."""

HASHED_SECRETS = {"$pbkdf2": "pbkdf2", "$argon2": "argon2", "$2": "bcrypt"}
"""How the stored secret of an oauth2 client begins, by its digest: kong/plugins/oauth2/secret.lua."""
SHA1_DIGITS = 40


def build_plugin(instance: Instance) -> Plugin:
    """Show an instance as Kong sees it, defaults filled in."""
    merged: dict[str, JsonValue] = dict(instance.config.defaults)
    for _, layer in reversed(instance.config.layers):
        merged |= {key: value for key, value in mapping(layer).items() if value is not None}
    has_code = instance.name in {"pre-function", "post-function"} and bool(lua_of(instance))
    return Plugin(
        instance.place,
        instance.node,
        name=instance.own_name,
        config=Leaf(merged, instance.config_place),
        enabled=instance.enabled,
        scope=instance.scope,
        known=instance.name in KNOWN,
        inline_code=instance.name if has_code else None,
    )


def build_consumers(file: File) -> tuple[Consumer, ...]:
    """Show the consumers with their credentials."""
    return tuple(
        Consumer(
            consumer.place,
            consumer.node,
            name=consumer.name,
            groups=group_names(consumer),
            credentials=tuple(_credential(place, item, key) for key, place, item in _credentials(consumer)),
        )
        for consumer in file.consumers
    )


def _credentials(consumer: Entity) -> Iterator[tuple[str, Place, dict[str, JsonValue]]]:
    for key in CREDENTIALS:
        written = consumer.node.get(key)
        for index, item in enumerate(written if isinstance(written, list) else []):
            if isinstance(item, dict):
                yield key, consumer.place.child(key).child(index), item


def _credential(place: Place, item: dict[str, JsonValue], key: str) -> Credential:
    kind = CREDENTIALS[key][0]
    algorithm = (
        Settings(((place, item),), {"algorithm": JWT_ALGORITHM}, place).word("algorithm")
        if kind == "jwt"
        else Leaf[str | None](None, place)
    )
    symmetric = algorithm.value if isinstance(algorithm.value, Unknown) else (algorithm.value or "").startswith("HS") or kind == "hmac"
    return Credential(place, item, kind=kind, algorithm=algorithm, symmetric=Leaf(symmetric, algorithm.place, algorithm.origin))


def build_secrets(file: File) -> tuple[Secret, ...]:
    """Find every written value that must stay secret: credentials, secret settings of plugins, private keys."""
    found: list[Secret] = []
    for consumer in file.consumers:
        for key, place, item in _credentials(consumer):
            _, member, kind = CREDENTIALS[key]
            verifies_by_key = key == "jwt_secrets" and _credential(place, item, key).leaf("symmetric").value is False
            if member is not None and not verifies_by_key:
                found += _secret(place.child(member), item.get(member), kind, f"consumer {consumer.name}", _digest(file, key, item))
    for instance in file.plugins:
        found += _in_config(instance.place.child("config"), instance.node.get("config"), f"plugin {instance.own_name}")
    for name, config in file.shared.items():
        found += _in_config(file.place.child("_plugin_configs").child(name), config, f"plugin configuration {name}")
    for place, item in _listed(file, "certificates"):
        found += _secret(place.child("key"), item.get("key"), "private_key", "certificate")
    for place, item in _listed(file, "keys"):
        found += _secret(place.child("pem").child("private_key"), mapping(item.get("pem")).get("private_key"), "private_key", "key")
    for place, item in _listed(file, "vaults"):
        found += _in_config(place.child("config"), item.get("config"), f"vault {item.get('name', '')}")
    return tuple(found)


def _digest(file: File, key: str, item: dict[str, JsonValue]) -> str:
    """Say how a credential is hashed: only in an exported file, whose `_transform: false` says that values are as Kong stores them."""
    if file.node.get("_transform") is not False:
        return "none"
    value = item.get(CREDENTIALS[key][1] or "")
    if not isinstance(value, str):
        return "none"
    if key == "oauth2_credentials" and item.get("hash_secret") is True:
        return next((digest for start, digest in HASHED_SECRETS.items() if value.startswith(start)), "none")
    is_sha1 = key == "basicauth_credentials" and len(value) == SHA1_DIGITS and set(value) <= set(hexdigits)
    return "sha1" if is_sha1 else "none"


def _listed(file: File, key: str) -> Iterator[tuple[Place, dict[str, JsonValue]]]:
    written = file.node.get(key)
    for index, item in enumerate(written if isinstance(written, list) else []):
        if isinstance(item, dict):
            yield file.place.child(key).child(index), item


def _in_config(place: Place, node: Node, owner: str) -> Iterator[Secret]:
    """Walk a configuration for members that hold secrets by their name, lists of them and private keys included."""
    pending: list[tuple[Place, Node]] = [(place, node)]
    while pending:
        where, value = pending.pop()
        if isinstance(value, list):
            pending += [(where.child(index), item) for index, item in reversed(list(enumerate(value)))]
        elif isinstance(value, dict):
            is_jwk = isinstance(value.get("kty"), str)
            for key, item in reversed(value.items()):
                kind = SECRETS.get(key) or ("private_key" if is_jwk and key in PRIVATE_JWK else None)
                if kind is None:
                    pending.append((where.child(key), item))
                else:
                    yield from _secret(where.child(key), item, kind, owner)


def _secret(place: Place, value: Node, kind: str, owner: str, digest: str = "none") -> list[Secret]:
    """Note a text, or each text of a list; tags, null and empty text hold no secret."""
    if isinstance(value, list):
        return [secret for index, item in enumerate(value) for secret in _secret(place.child(index), item, kind, owner)]
    if isinstance(value, str) and value:
        name = next((str(token) for token in reversed(place.tokens) if isinstance(token, str)), kind)
        return [Secret(place, value, kind=kind, name=name, owner=owner, value=value, digest=digest)]
    return []


def build_log_sinks(file: File, in_effect: Sequence[Effective]) -> tuple[LogSink, ...]:
    """Show the log plugins with the fields that their own code adds to Kong's default, which holds no credential and no body."""
    found: list[LogSink] = []
    for instance in file.plugins:
        if instance.name in LOGGING and not instance.is_off:
            code = instance.config.find("custom_fields_by_lua")
            added = [] if isinstance(code.value, Unknown) else [item for item in mapping(code.value).items() if not _removes(item[1])]
            fields: object = code.value if isinstance(code.value, Unknown) else tuple(f"{key} {value}".lower() for key, value in added)
            places = tuple(code.place.child(key) for key, _ in added)
            found.append(
                LogSink(
                    instance.place,
                    instance.node,
                    name=instance.own_name,
                    fields=Leaf(fields, code.place, code.origin, places),
                    bodies=_bodies(instance, in_effect),
                )
            )
    return tuple(found)


def _bodies(sink: Instance, in_effect: Sequence[Effective]) -> Leaf[bool]:
    """Tell whether an AI plugin that runs on a route of the log plugin gives it requests and answers to write."""
    together = [one for here in in_effect if sink in here.plugins.values() for one in here.plugins.values() if one.name.startswith("ai-")]
    switches = [switch for one in together for switch in _payload_switches(one)]
    told = next((switch for switch in switches if switch.value is True), None)
    return told or next((switch for switch in switches if isinstance(switch.value, Unknown)), Leaf(False, sink.place, "default"))


def _payload_switches(instance: Instance) -> Iterator[Leaf[bool]]:
    """Find `log_payloads` wherever an AI plugin has it: in `logging`, of `config` or of each of several models."""
    pending = list(instance.config.layers)
    while pending:
        place, node = pending.pop()
        items: Iterable[tuple[int | str, Node]] = enumerate(node) if isinstance(node, list) else mapping(node).items()
        for key, item in items:
            doubt = hidden(item)
            if key == "log_payloads" or (key == "logging" and doubt is not None):
                told = doubt if doubt is not None else instance.doubt if item is True and instance.doubt is not None else item is True
                yield Leaf(told, place.child(key))
            else:
                pending.append((place.child(key), item))


def _removes(code: JsonValue) -> bool:
    """Tell whether the code of a field only removes it, or writes a text of its own: `return nil`, `return "***"`."""
    result = code.strip().removeprefix("return").strip() if isinstance(code, str) else ""
    return result in {"", "nil"} or (result[0] in "'\"" and result[0] == result[-1] and result.count(result[0]) == 2)


def build_admin_surfaces(routes: Iterable[Route]) -> tuple[AdminSurface, ...]:
    """Find routes that lead to the Admin API, Kong Manager or the Dev Portal of this gateway: its ports on its own host."""
    found: list[AdminSurface] = []
    for route in routes:
        for upstream in route.upstreams:
            host, port = upstream.leaf("host").value, upstream.leaf("port").value
            if not isinstance(host, str) or not isinstance(port, int) or port not in ADMIN_PORTS or route.leaf("exposed").value is False:
                continue
            if is_local(host) or "kong" in host.lower().replace("_", "-").replace(".", "-").split("-"):
                required = route.auth.leaf("required")
                found.append(
                    AdminSurface(
                        route.place,
                        route.node,
                        kind=ADMIN_PORTS[port],
                        bind=Leaf(f"{host}:{port}", upstream.leaf("host").place),
                        local=False,
                        through="route",
                        protected=Leaf(required.value, required.place),
                    )
                )
    return tuple(found)


def build_dead(file: File, in_effect: dict[int, Effective]) -> tuple[SecurityEntry, ...]:
    """Find plugins that protect nothing: switched off, attached to nothing, overridden on every route. A file without routes is a part."""
    found: list[SecurityEntry] = []
    for instance in file.plugins:
        kind = SECURITY.get(instance.name)
        if kind is None:
            continue
        why, place, reason = _death(file, instance, in_effect)
        if why:
            found.append(SecurityEntry(place, instance.node, kind=kind, name=instance.own_name, why=why, reason=reason))
    for name, config in file.shared.items():
        if name not in file.shared_used and file.plugins:
            place = file.place.child("_plugin_configs").child(name)
            found.append(
                SecurityEntry(place, config, kind="other", name=name, why="unreferenced", reason="no plugin takes this configuration")
            )
    return tuple(found)


def _death(file: File, instance: Instance, in_effect: dict[int, Effective]) -> tuple[str, Place, str]:
    missing = next((target for target in instance.scopes.values() if isinstance(target, Missing)), None)
    if missing is not None:
        kind = next(kind for kind, target in instance.scopes.items() if target is missing)
        return "no_target", instance.place.child(kind), missing.reason
    if any(isinstance(target, Unknown) for target in instance.scopes.values()):
        return "", instance.place, ""
    concerned = _concerned(file, instance)
    if instance.is_off:
        others = [in_effect[id(route)] for route in concerned]
        if others and all(effective.get(instance.own_name) is not None for effective in others):
            return "", instance.place, ""  # a wider one is in effect everywhere
        return "disabled", instance.enabled.place, "it is switched off"
    if not file.routes or "consumer" in instance.scopes or "consumer_group" in instance.scopes:
        return "", instance.place, ""
    if not concerned:
        return "unreferenced", instance.place, "what it is attached to has no route"
    if all(in_effect[id(route)].get(instance.own_name) is not instance for route in concerned):
        return "overridden", instance.place, "a narrower one is in effect on every route"
    return "", instance.place, ""


def _concerned(file: File, instance: Instance) -> list[RouteEntity]:
    """Give the routes on which a plugin might run."""
    route, service = instance.scopes.get("route"), instance.scopes.get("service")
    if isinstance(route, RouteEntity):
        return [route] if service is None or service is route.service else []
    return file.routes if service is None else file.by_service.get(id(service), [])


def uses_client_ip(routes: Iterable[Route]) -> bool:
    """Tell whether a limit or rule of any route is keyed on the client's address."""
    for route in routes:
        lists = [route.ip.leaf("allow").value, route.ip.leaf("deny").value]
        keys = [limit.leaf("keys").value for limit in route.rate_limits]
        if any(isinstance(one, Unknown) or one for one in lists) or any(isinstance(one, tuple) and "ip" in one for one in keys):
            return True
    return False
