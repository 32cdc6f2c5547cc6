"""What a Kong route matches, where it leads, and whether requests get there."""

from urllib.parse import urlsplit

from celadon.models.gateways.kong.reading.defaults import ANSWERS_ITSELF, HTTP_PROTOCOLS, PORTS, UPSTREAM_OF_ITS_OWN
from celadon.models.gateways.kong.reading.entities import Entity, File, RouteEntity
from celadon.models.gateways.kong.reading.precedence import Effective
from celadon.models.gateways.kong.reading.settings import Settings, first, hidden
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.route import PathMatch, Rewrite, RouteMatch
from celadon.models.gateways.neutral.traffic import Upstream
from celadon.models.gateways.paths import read_expression
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

PLAIN_PATH = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_~/%")
"""Characters of a path that is no expression, before 3.0: kong/router.lua of 2.8."""
CRITERIA = {"snis": "sni", "sources": "source", "destinations": "destination"}
"""Members of a route that ask for more than host, path, method and headers."""
ENCRYPTED = frozenset({"https", "grpcs", "wss", "tls"})


def build_match(file: File, route: RouteEntity) -> RouteMatch:
    """Read what a route matches; of an `expression` only the protocols are known."""
    settings = route.settings
    protocols = settings.words("protocols")
    expression = settings.word("expression")
    if expression.value is not None:
        doubt: Leaf[object] = Leaf(Unknown(f"the router expression of route {route.name} is not evaluated"), expression.place)
        return RouteMatch(route.place, route.node, hosts=doubt, paths=doubt, methods=doubt, headers=doubt, protocols=protocols)
    methods = settings.words("methods")
    if methods.says(()):
        methods = Leaf(("*",), route.place, "default")
    elif isinstance(methods.value, tuple):
        methods = Leaf(tuple(method.upper() for method in methods.value), methods.place, methods.origin, methods.entries)
    headers = settings.find("headers")
    return RouteMatch(
        route.place,
        route.node,
        hosts=settings.words("hosts"),
        paths=_paths(file, settings.find("paths")),
        methods=methods,
        headers=headers.then(lambda written: tuple(written) if isinstance(written, dict) else ()),
        criteria=tuple(name for member, name in CRITERIA.items() if settings.find(member).value not in (None, [])),
        protocols=protocols,
    )


def _paths(file: File, leaf: Leaf[object]) -> Leaf[tuple[PathMatch, ...]]:
    written = leaf.value if isinstance(leaf.value, list) else [] if leaf.value is None else [leaf.value]
    places = leaf.entries or (leaf.place,) * len(written)
    found = tuple(_path(file, place, item) for place, item in zip(places, written, strict=True))
    return Leaf(found, leaf.place, leaf.origin, leaf.entries)


def _path(file: File, place: Place, item: object) -> PathMatch:
    """Read one path: a prefix of text, or from `~` on (before 3.0: when it looks like one) an expression anchored at its start."""
    doubt = hidden(item) if isinstance(item, (str, dict, Unknown)) else Unknown("a path is written as something else than text")
    if doubt is not None or not isinstance(item, str):
        return PathMatch(place, None, kind="regex", value=Leaf(doubt, place))
    kind, value = read_expression(item.removeprefix("~"), anchored_end=False) if is_expression(file, item) else ("prefix", item)
    return PathMatch(place, item, kind=kind, value=value)


def is_expression(file: File, path: str) -> bool:
    """Tell whether a path is a regular expression."""
    return path.startswith("~") or (not file.has_marked_expressions and not set(path) <= PLAIN_PATH)


def rank(file: File, route: RouteEntity, match: RouteMatch) -> tuple[int, ...]:
    """Order routes as Kong's router does: kinds of criteria, hosts without wildcards, headers, expressions, priority, length.

    kong/router/traditional.lua and transform.lua; https://developer.konghq.com/gateway/routing/traditional/
    """
    paths, hosts, headers = (match.leaf(name).value for name in ("paths", "hosts", "headers"))
    if isinstance(paths, Unknown):
        return (9,)
    written = [bool(paths), *(not match.leaf(name).says(none) for name, none in (("hosts", ()), ("headers", ()), ("methods", ("*",))))]
    plain_hosts = isinstance(hosts, tuple) and bool(hosts) and not any("*" in host for host in hosts)
    texts = [str(path.node) for path in paths]
    expressions = [text for text in texts if is_expression(file, text)]
    priority = route.settings.whole("regex_priority").value if expressions else 0
    return (
        sum(written) + len(match.criteria),
        int(plain_hosts),
        len(headers) if isinstance(headers, tuple) else 0,
        int(bool(expressions)),
        priority if isinstance(priority, int) else 0,
        max((len(text) for text in texts if text not in expressions), default=0),
    )


def build_rewrite(route: RouteEntity) -> Rewrite:
    """Read what becomes of the path: the matched prefix is stripped by default, the service's path is put before the rest."""
    add: Leaf[str | None] = Leaf(None, route.place)
    if isinstance(route.service, Entity):
        url = route.service.settings.word("url")
        add = route.service.settings.word("path")
        if add.value is None and isinstance(url.value, str):
            add = Leaf(urlsplit(url.value).path, url.place)
    return Rewrite(
        route.place, None, strips_prefix=route.settings.flag("strip_path"), add_prefix=add.then(lambda path: (path or "").rstrip("/"))
    )


def build_upstreams(route: RouteEntity, effective: Effective) -> tuple[Upstream, ...]:
    """Read where a route leads: its service; `upstream-timeout` overrides the service's timeouts."""
    service = route.service
    if not isinstance(service, Entity):
        return ()
    settings = service.settings
    url = settings.word("url")
    if url.value is not None and not isinstance(url.value, Unknown):
        scheme, host, port = _split(url)
    elif url.value is not None:
        scheme, host, port = url, url, Leaf(None, url.place)
    else:
        scheme, host, port = settings.word("protocol"), settings.word("host"), settings.whole("port")
    override = effective.get("upstream-timeout")
    timeout = override.config.whole("read_timeout") if override is not None else Leaf[int | None](None, service.place)
    if timeout.value is None:
        timeout = settings.whole("read_timeout")
    shown = first(*(value for value in (scheme.value, host.value) if isinstance(value, Unknown)))
    where = f"{scheme.value}://{host.value or ''}" if shown is None else shown
    return (
        Upstream(
            service.place,
            service.node,
            url=Leaf(where, url.place if url.value is not None else host.place),
            scheme=Leaf(scheme.value, scheme.place, scheme.origin),
            host=Leaf(host.value if host.value is not None else "", host.place),
            port=port,
            tls=scheme.then(lambda name: name in ENCRYPTED),
            tls_verify=_tls_verify(settings),
            timeout_ms=timeout,
            retries=settings.whole("retries"),
        ),
    )


def _split(url: Leaf[str | None]) -> tuple[Leaf[str | None], Leaf[str | None], Leaf[int | None]]:
    """Take a service's `url` apart; a port decides the scheme that is not written, and the other way round."""
    parts = urlsplit(str(url.value))
    try:
        port = parts.port
    except ValueError:
        port = None
    scheme = parts.scheme or {80: "http", 443: "https"}.get(port or 0, "http")
    return Leaf(scheme, url.place), Leaf(parts.hostname or "", url.place), Leaf(port or PORTS.get(scheme, 80), url.place)


def _tls_verify(settings: Settings) -> Leaf[bool]:
    verify = settings.find("tls_verify")
    if verify.value is None:
        return Leaf(
            Unknown("`tls_verify` of the service is not written: kong.conf decides, which is not given"), settings.lacking, "default"
        )
    return settings.flag("tls_verify")


def exposure(route: RouteEntity, match: RouteMatch, effective: Effective) -> tuple[Leaf[bool], str | None]:
    """Tell whether requests reach an upstream, and why not."""
    protocols = match.leaf("protocols").value
    if isinstance(protocols, tuple) and not HTTP_PROTOCOLS & set(protocols):
        return Leaf(False, match.leaf("protocols").place), f"it carries {', '.join(protocols)}, not HTTP"
    for name, says in ANSWERS_ITSELF.items():
        instance = effective.get(name)
        if instance is not None and instance.config.find("trigger").value is None:
            return (Leaf(False, instance.place), says) if instance.doubt is None else (Leaf(instance.doubt, instance.place), says)
    if isinstance(route.service, Entity):
        enabled = route.service.settings.flag("enabled")
        if enabled.value is False:
            return Leaf(False, enabled.place), f"its service {route.service.name} is switched off"
    elif route.service is None and not any(instance.name in UPSTREAM_OF_ITS_OWN for instance in effective.plugins.values()):
        return Leaf(False, route.place), "it leads to no service"
    return Leaf(True, route.place), None
