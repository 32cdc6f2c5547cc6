"""A route: what it matches, where it leads, and everything in effect on the way. No vendor's words live here."""

from celadon.models.gateways.neutral.authentication import Auth, Authz
from celadon.models.gateways.neutral.leaf import Neutral, Stated
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.gateways.neutral.traffic import (
    Cache,
    Cors,
    IpRules,
    Logging,
    RateLimit,
    ResponseHeader,
    RouteLimits,
    Upstream,
    Validation,
)
from celadon.models.place import Place
from celadon.models.view import Node, View, fact
from celadon.terms.unknown import Unknown


class Tls(Neutral):
    """The encryption of a listener."""

    cel_name = "listener_tls"
    min_version = Stated[str]("string", "The lowest version, such as `1.2`; unknown where the release decides.")
    max_version = Stated[str | None]("nullable(string)", "The highest version.", None)
    ciphers = Stated[tuple[str, ...]]("list(string)", "The written cipher suites; empty where the vendor's default holds.", ())
    client_auth = Stated[str]("string", "Certificates of clients: `none`, `optional` or `required`.", "none")
    certificate_source = Stated[str]("string", "`ref`, `inline`, `file` or `unknown`.", "unknown")


class Listener(Neutral):
    """An address on which the gateway takes requests."""

    cel_name = "listener"
    name = Stated[str]("string", "The name of the listener.")
    bind = Stated[str]("string", "The address.")
    port = Stated[int | None]("nullable(int)", "The port.", None)
    protocol = Stated[str]("string", "`http`, `https`, `tcp`, `tls` or `udp`.")
    public = Stated[bool]("bool", "Whether others than the machine itself reach it; unknown is not private.")
    tls = Stated[Tls | None]("nullable(listener_tls)", "The encryption; null where there is none.", None)
    redirects_to_https = Stated[bool]("bool", "Whether every plain request is sent to https.", False)
    max_header_bytes = Stated[int | None](
        "nullable(int)", "The written limit of request headers; null is the vendor's finite default.", None
    )
    access_log = Stated[bool]("bool", "Whether every request leaves a line.")
    normalizes_paths = Stated[bool](
        "bool", "Whether `.` and `..` are resolved, slashes merged and escaped slashes refused before rules match."
    )
    judges_paths = Stated[bool]("bool", "Whether rules of authentication or authorization match on paths.", False)
    gateway = Stated[Neutral]("gateway", "The gateway.", None)


class PathMatch(Neutral):
    """One path that a route matches."""

    cel_name = "path_match"
    kind = Stated[str]("string", "`exact`, `prefix` (text), `segment_prefix` (whole segments), `template` or `regex`.")
    value = Stated[str]("string", "The path, prefix or template (`/users/{id}`); for a regex the pattern without the vendor's marks.")


class RouteMatch(Neutral):
    """Which requests a route takes."""

    cel_name = "route_match"
    hosts = Stated[tuple[str, ...]]("list(string)", "Host names; empty where every host matches.", ())
    claimed_hosts = Stated[tuple[str, ...]](
        "list(string)",
        "Host names whose requests go elsewhere, whether a route there takes them or not, where they match more precisely.",
        (),
    )
    paths = Stated[tuple[PathMatch, ...]]("list(path_match)", "Paths, one of which matches; empty where every path does.", ())
    methods = Stated[tuple[str, ...]]("list(string)", "Methods in upper case; `*` alone where every method matches.", ("*",))
    headers = Stated[tuple[str, ...]]("list(string)", "Headers that are asked for.", ())
    criteria = Stated[tuple[str, ...]]("list(string)", "What else is asked for: `sni`, `source` or `destination`.", ())
    protocols = Stated[tuple[str, ...]]("list(string)", "Protocols in which the route reaches its upstream: `http`, `https`, `grpc`, ...")

    @fact
    def any_method(self) -> bool:
        """Whether every method matches."""
        return "*" in self.methods


class Rewrite(Neutral):
    """What becomes of the path on its way to the upstream."""

    cel_name = "rewrite"
    strips_prefix = Stated[bool]("bool", "Whether the matched prefix is removed.", False)
    add_prefix = Stated[str]("string", "What is put before the rest.", "")
    path = Stated[str | None]("nullable(string)", "What the whole path is replaced by.", None)


class Route(Neutral):
    """One way from a request to an upstream, with everything in effect on it."""

    cel_name = "route"
    id = Stated[str]("string", "The id, else the name, else what the route matches.")
    name = Stated[str]("string", "The name, else what the route matches.")
    exposed = Stated[bool]("bool", "Whether requests reach an upstream, from a listener that is not known to be private.")
    unexposed_because = Stated[str | None]("nullable(string)", "Why it is not exposed.", None)
    conditional = Stated[bool]("bool", "Whether it depends on a condition that cannot be judged here.", False)
    streaming = Stated[bool]("bool", "Whether it carries websockets, gRPC or another stream.", False)
    match = Stated[RouteMatch]("route_match", "Which requests it takes.")
    rank = Stated[tuple[int, ...]]("list(int)", "Which of several matching routes takes a request: the greater, number by number.", (0,))
    upstreams = Stated[tuple[Upstream, ...]]("list(upstream)", "Where it leads.", ())
    rewrite = Stated[Rewrite]("rewrite", "What becomes of the path.")
    auth = Stated[Auth]("auth", "Who may pass.")
    authz = Stated[Authz]("authz", "What else a caller must have.")
    rate_limits = Stated[tuple[RateLimit, ...]]("list(rate_limit)", "Every limit in effect, and attached ones that are not enforced.", ())
    platform_limits = Stated[tuple[RateLimit, ...]](
        "list(rate_limit)", "Limits that the gateway sets by itself where nobody wrote one.", ()
    )
    unclear_limits = Stated[bool]("bool", "Unknown where limits may be in effect that are not known; false otherwise.", False)
    cors = Stated[Cors | None]("nullable(cors)", "The CORS rules; null where there are none.", None)
    response_headers = Stated[tuple[ResponseHeader, ...]](
        "list(response_header)", "What the gateway does to headers of answers, in effect.", ()
    )
    limits = Stated[RouteLimits]("route_limits", "Sizes and times.")
    validation = Stated[Validation]("validation", "Checks of messages.")
    ip = Stated[IpRules]("ip_rules", "Which addresses may come.")
    logging = Stated[Logging]("logging", "What is written down.")
    cache = Stated[Cache]("cache", "What is kept.")
    plugins = Stated[tuple[Plugin, ...]]("list(plugin)", "The vendor's plugins or filters in effect.", ())
    listeners = Stated[tuple[Listener, ...]]("list(listener)", "The listeners that lead here; empty where they are not in the files.", ())
    gateway = Stated[Neutral]("gateway", "The gateway.", None)

    def __init__(self, place: Place, node: Node, **facts: object) -> None:
        """State the facts and become the parent of what is judged by itself."""
        super().__init__(place, node, **facts)
        cors = self.leaf("cors").value
        self.adopt(
            "route",
            (*self.auth.items, *self.rate_limits, *self.platform_limits, *self.upstreams, *((cors,) if isinstance(cors, Cors) else ())),
        )

    @classmethod
    def unread(cls, place: Place, why: Unknown) -> "Route":
        """Stand for routes that are written and not understood: every fact is unknown, so that no policy passes over them."""
        hole = cls.__new__(cls)
        View.__init__(hole, place, why)
        hole.leaves = {}
        return hole

    @fact
    def label(self) -> str:
        """Name it as a reader does, such as `route payments-v1`."""
        return f"route {self.name}"
