"""Where an API is served: `server` and `server_variable`, with 2.0's `schemes`, `host` and `basePath` read as servers."""

from collections.abc import Iterator

from celadon.models.openapi.context import Context
from celadon.models.openapi.plain import mapping, member, sequence, text, texts
from celadon.models.place import Place
from celadon.models.view import Node, View, fact, given, is_unknown, sure


class ServerVariable(View):
    """A variable of a server's URL."""

    cel_name = "server_variable"

    def __init__(self, place: Place, node: Node, name: str) -> None:
        """Stand at the variable's object."""
        super().__init__(place, node)
        self._name = name

    @given
    def name(self) -> str:
        """The name between braces."""
        return self._name

    @fact
    def default_value(self) -> str | None:
        """The `default`."""
        return text(self.node, "default")

    @fact
    def enum(self) -> tuple[str, ...]:
        """The values of `enum`; empty where any value is allowed."""
        return texts(self.node, "enum")

    @fact
    def description(self) -> str | None:
        """The `description`."""
        return text(self.node, "description")


class ServerUrl(View):
    """One address that a server can take, with the place that says so: the `url`, a variable's enum entry or its default, a 2.0 scheme."""

    cel_name = "server_url"

    def __init__(self, place: Place, node: Node, url: str) -> None:
        """Stand at the text that decides how the URL begins."""
        super().__init__(place, node)
        self._url = url

    @given
    def url(self) -> str:
        """The URL with this value put in, other variables by their defaults."""
        return self._url


class Server(View):
    """A server of the document, a path item or an operation; in 2.0 one per entry of `schemes`."""

    cel_name = "server"

    def __init__(self, place: Place, node: Node, owner: str, url: str | None = None) -> None:
        """Stand at the server's object; `url` is given where 2.0 spreads it over the document."""
        super().__init__(place, node)
        self._owner = owner
        self._url = url

    @given
    def owner(self) -> str:
        """Where it is written: `document`, `path` or `operation`."""
        return self._owner

    @fact
    def url(self) -> str:
        """The URL as written, with its templates; in 2.0 scheme, host and base path put together."""
        return (text(self.node, "url") or "") if self._url is None else self._url

    @fact
    def name(self) -> str | None:
        """The `name` (3.2)."""
        return text(self.node, "name")

    @fact
    def description(self) -> str | None:
        """The `description`."""
        return text(self.node, "description")

    @fact
    def variables(self) -> tuple[ServerVariable, ...]:
        """The variables, in document order."""
        place = self.place.child("variables")
        return tuple(ServerVariable(place.child(name), node, name) for name, node in mapping(member(self.node, "variables")).items())

    @fact
    def resolved_url(self) -> str:
        """The URL with every variable replaced by its default; a variable without one stays a template."""
        return self._filled({})

    @fact
    def urls(self) -> tuple[ServerUrl, ...]:
        """The URL in every way in which it can begin: one per value of a variable that stands at its beginning, else one.

        The value of a variable at the beginning decides scheme and host; a variable with an `enum` gives one entry per value, and
        its default where the enum lacks it.
        """
        leading = next((one for one in self.variables if self.url.startswith("{" + one.name + "}")), None)
        if leading is None:
            stated = self.at("url")
            return (ServerUrl(stated.place, stated.node, self.resolved_url),)
        return tuple(ServerUrl(place, value, self._filled({leading.name: value})) for place, value in _values(leading))

    def _filled(self, values: dict[str, str]) -> str:
        url = self.url
        for variable in self.variables:
            value = sure(values.get(variable.name, variable.default_value))
            if value is not None:
                url = url.replace("{" + variable.name + "}", value)
        return url


def _values(variable: ServerVariable) -> Iterator[tuple[Place, str]]:
    for index, value in enumerate(sequence(member(variable.node, "enum"))):
        if isinstance(value, str):
            yield variable.place.child("enum").child(index), value
    default = variable.default_value
    if default is not None and default not in variable.enum:
        yield variable.place.child("default"), default


def servers_of(context: Context, node: Node, place: Place, owner: str) -> tuple[Server, ...]:
    """Read the servers that a document, path item or operation states itself, in document order."""
    if context.is_swagger:
        return tuple(_swagger_servers(context, node, place, owner))
    below = place.child("servers")
    return tuple(
        context.kept(("server", id(server), owner), Server, below.child(index), server, owner)
        for index, server in enumerate(sequence(member(node, "servers")))
        if isinstance(server, dict)
    )


def _swagger_servers(context: Context, node: Node, place: Place, owner: str) -> Iterator[Server]:
    """Put `scheme://host/basePath` together; an operation may state its own `schemes`, the rest is the document's."""
    host, base = (_known_text(context.root, key) for key in ("host", "basePath"))
    schemes = [(index, one) for index, one in enumerate(sequence(member(node, "schemes"))) if isinstance(one, str)]
    for index, scheme in schemes:
        url = f"{scheme}://{host}{base}"
        key = ("server", id(member(node, "schemes")), index)
        yield context.kept(key, Server, place.child("schemes").child(index), scheme, owner, url)
    if not schemes and owner == "document" and (host or base):
        name = "host" if host else "basePath"
        url = f"//{host}{base}" if host else base
        yield context.kept(("server", id(node), "host"), Server, place.child(name), context.root[name], owner, url)


def _known_text(node: Node, key: str) -> str:
    """Read a part of an address; one that is not known reads as a template, so that nothing is concluded from it."""
    value = text(node, key)
    return "{" + key + "}" if is_unknown(value) else value or ""
