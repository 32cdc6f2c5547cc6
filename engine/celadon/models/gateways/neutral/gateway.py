"""The whole gateway: its listeners, routes and consumers, what has no effect, and what the files do not tell."""

from celadon.models.gateways.neutral.leaf import Neutral, Stated
from celadon.models.gateways.neutral.plugin import AdminSurface, Consumer, Plugin, Secret, SecurityEntry, UnknownPart
from celadon.models.gateways.neutral.route import Listener, Route
from celadon.models.gateways.neutral.traffic import LogSink
from celadon.models.place import Place
from celadon.models.view import Node


class Gateway(Neutral):
    """One gateway configuration as it takes effect."""

    cel_name = "gateway"
    format = Stated[str]("string", "The vendor: `kong`, `envoy`, ...")
    dialect = Stated[str]("string", "The form of the file, such as `deck` or `bootstrap`.", "file")
    version = Stated[str]("string", "The version of the format as written; empty where none is.", "")
    complete = Stated[bool]("bool", "Whether the files hold every route; false where scopes or dynamic parts are not given.", True)
    listeners = Stated[tuple[Listener, ...]]("list(listener)", "Where requests come in; empty where the files do not say.", ())
    routes = Stated[tuple[Route, ...]]("list(route)", "Every route, exposed or not.", ())
    detached = Stated[tuple[Route, ...]](
        "list(route)", "Stand-ins for routes, holding what a file without routes attaches, or what it attaches to callers alone.", ()
    )
    holes = Stated[tuple[Route, ...]](
        "list(route)", "Routes that are written or fetched and not understood; all of their facts are unknown.", ()
    )
    consumers = Stated[tuple[Consumer, ...]]("list(consumer)", "The known clients.", ())
    plugins = Stated[tuple[Plugin, ...]]("list(plugin)", "Every plugin or filter that is written, in effect or not.", ())
    secrets = Stated[tuple[Secret, ...]]("list(secret)", "Every written value that must stay secret.", ())
    log_sinks = Stated[tuple[LogSink, ...]]("list(log_sink)", "Where requests are written to.", ())
    dead = Stated[tuple[SecurityEntry, ...]]("list(security_entry)", "What is written and has no effect.", ())
    unknowns = Stated[tuple[UnknownPart, ...]]("list(unknown_part)", "What the files do not tell.", ())
    admin_surfaces = Stated[tuple[AdminSurface, ...]]("list(admin_surface)", "Ways into the gateway's own administration.", ())
    client_ip_from = Stated[str]("string", "Where the client's address comes from: `socket`, `xff_trusted` or `xff_any`.")
    reveals_version = Stated[bool](
        "bool", "Whether answers name the gateway's product with its version; unknown where another file decides.", False
    )
    uses_client_ip = Stated[bool]("bool", "Whether a limit, rule or log is keyed on the client's address.", False)

    def __init__(self, place: Place, node: Node, **facts: object) -> None:
        """State the facts and become the parent of every part."""
        super().__init__(place, node, **facts)
        for name in ("listeners", "routes", "detached", "consumers", "plugins", "secrets", "log_sinks", "dead", "admin_surfaces"):
            parts: tuple[Neutral, ...] = getattr(self, name)
            self.adopt("gateway", parts)
