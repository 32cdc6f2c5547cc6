"""Who may call: `security_scheme`, `oauth_flow`, `requirement`, `scheme_use`, `scope_use`, with 2.0 read in the words of 3.x."""

from collections.abc import Iterator
from typing import cast

from celadon.models.openapi.context import Context
from celadon.models.openapi.plain import flag, mapping, member, sequence, text
from celadon.models.place import Place
from celadon.models.references import DANGLING, Broken
from celadon.models.view import Member, Node, View, child_of, fact, given, is_unknown
from celadon.sources.document import JsonValue
from celadon.terms.location import Token
from celadon.terms.unknown import Unknown

FLOWS = {
    "implicit": "implicit", "password": "password", "clientCredentials": "client_credentials", "authorizationCode": "authorization_code",
    "deviceAuthorization": "device_authorization", "application": "client_credentials", "accessCode": "authorization_code",
}  # fmt: skip
"""Names of flows as written in 3.x and 2.0, and ours."""


class OAuthFlow(View):
    """One flow of an oauth2 scheme: the object under `flows`, in 2.0 the `flow` of the scheme."""

    cel_name = "oauth_flow"

    def __init__(self, place: Place, node: Node, name: str, scheme: "SecurityScheme", holder: Place) -> None:
        """Stand at the flow; `holder` is where its URLs are written."""
        super().__init__(place, node)
        self._name = name
        self._scheme = scheme
        self._holder = holder

    @given
    def name(self) -> str:
        """`implicit`, `password`, `client_credentials`, `authorization_code`, `device_authorization` in every version, else as written."""
        return FLOWS.get(self._name, self._name)

    @given
    def scheme(self) -> "SecurityScheme":
        """The scheme that has the flow."""
        return self._scheme

    @fact
    def authorization_url(self) -> str | None:
        """The `authorizationUrl`."""
        return text(self.node, "authorizationUrl")

    @fact
    def token_url(self) -> str | None:
        """The `tokenUrl`."""
        return text(self.node, "tokenUrl")

    @fact
    def refresh_url(self) -> str | None:
        """The `refreshUrl`."""
        return text(self.node, "refreshUrl")

    @fact
    def device_authorization_url(self) -> str | None:
        """The `deviceAuthorizationUrl` (3.2)."""
        return text(self.node, "deviceAuthorizationUrl")

    @fact
    def description(self) -> str | None:
        """The `description`: not in the specification, written nevertheless."""
        return text(self.node, "description")

    @fact
    def scopes(self) -> dict[str, JsonValue]:
        """The scopes, name to description; extensions left out."""
        return {name: said for name, said in mapping(member(self.node, "scopes")).items() if not name.startswith("x-")}

    def at(self, key: Token) -> Member:
        """Stand at a member; in 2.0 the URLs and scopes are members of the scheme."""
        found = None if self.unknown is not None else child_of(self.node, key)
        return Member(self.place, None) if found is None else Member(self._holder.child(found[0]), found[1])


class SecurityScheme(View):
    """A security scheme that the document defines."""

    cel_name = "security_scheme"

    def __init__(self, context: Context, name: str, place: Place, node: Node) -> None:
        """Stand at the scheme, behind its reference."""
        super().__init__(place, node)
        self._context = context
        self._name = name

    @given
    def name(self) -> str:
        """The name under which requirements refer to it."""
        return self._name

    @fact
    def type(self) -> str:
        """`apiKey`, `http`, `oauth2`, `openIdConnect` or `mutualTLS`; the `basic` of 2.0 is `http`."""
        written = text(self.node, "type") or ""
        return "http" if self._is_swagger_basic() else written

    @fact
    def scheme(self) -> str | None:
        """The HTTP authentication scheme as written (`bearer`, `basic`); `basic` for the type of 2.0; null for other types."""
        return "basic" if self._is_swagger_basic() else text(self.node, "scheme") if self.type == "http" else None

    @fact.of(field="place")
    def place_word(self) -> str | None:
        """Where an API key is sent: `query`, `header` or `cookie`."""
        return text(self.node, "in") if self.type == "apiKey" else None

    @fact
    def parameter_name(self) -> str | None:
        """The name of the parameter, header or cookie that carries an API key."""
        return text(self.node, "name") if self.type == "apiKey" else None

    @fact
    def bearer_format(self) -> str | None:
        """The `bearerFormat`."""
        return text(self.node, "bearerFormat")

    @fact
    def openid_connect_url(self) -> str | None:
        """The `openIdConnectUrl`."""
        return text(self.node, "openIdConnectUrl")

    @fact
    def oauth2_metadata_url(self) -> str | None:
        """The `oauth2MetadataUrl` (3.2)."""
        return text(self.node, "oauth2MetadataUrl")

    @fact
    def description(self) -> str | None:
        """The `description`."""
        return text(self.node, "description")

    @fact
    def deprecated(self) -> bool:
        """The scheme says `deprecated: true` (3.2)."""
        return flag(self.node, "deprecated")

    @fact
    def flows(self) -> tuple[OAuthFlow, ...]:
        """The flows of an oauth2 scheme, in document order; 2.0 has one."""
        if self.type != "oauth2":
            return ()
        if self._context.is_swagger:
            flow = text(self.node, "flow")
            return () if flow is None else (OAuthFlow(self.place.child("flow"), self.node, flow, self, self.place),)
        below = self.place.child("flows")
        return tuple(
            OAuthFlow(below.child(name), node, name, self, below.child(name))
            for name, node in mapping(member(self.node, "flows")).items()
            if not name.startswith("x-")
        )

    @given
    def used(self) -> bool:
        """Some operation's effective security names it."""
        return bool(self.operations)

    @given.of("list(operation)")
    def operations(self) -> tuple[View, ...]:
        """The operations whose effective security names it, webhooks and callbacks included, in document order."""
        return self._context.whole.operations_of(self)

    def at(self, key: Token) -> Member:
        """Stand at a member; `scheme` of a 2.0 `basic` is said by its `type`."""
        return super().at("type" if key == "scheme" and self._is_swagger_basic() else key)

    def _is_swagger_basic(self) -> bool:
        return self._context.is_swagger and member(self.node, "type") == "basic"


class SchemeUrl(View):
    """An address that a security scheme or one of its flows states."""

    cel_name = "scheme_url"

    def __init__(self, place: Place, name: str, value: str, scheme: SecurityScheme) -> None:
        """Stand at the address."""
        super().__init__(place, value)
        self._name = name
        self._scheme = scheme

    @given
    def name(self) -> str:
        """The key: `authorizationUrl`, `tokenUrl`, `refreshUrl`, `deviceAuthorizationUrl`, `openIdConnectUrl`, `oauth2MetadataUrl`."""
        return self._name

    @given
    def scheme(self) -> SecurityScheme:
        """The scheme."""
        return self._scheme

    @fact
    def value(self) -> str:
        """The address as written; unknown where it is a template."""
        value = cast("str", self.node)
        return cast("str", Unknown(f"{value} is a template")) if "{" in value else value


class ScopeUse(View):
    """A scope or role that a requirement names, at its list entry."""

    cel_name = "scope_use"

    def __init__(self, place: Place, name: str, scheme: SecurityScheme | None) -> None:
        """Stand at the entry."""
        super().__init__(place, name)
        self._scheme = scheme

    @fact
    def name(self) -> str:
        """The scope, as written."""
        return cast("str", self.node)

    @fact
    def declared(self) -> bool:
        """Some flow of the oauth2 scheme lists it; true for schemes without such lists, unknown where metadata elsewhere has the list."""
        scheme = self._scheme
        if scheme is None or scheme.type != "oauth2":
            return True
        if any(self.name in flow.scopes for flow in scheme.flows):
            return True
        if scheme.oauth2_metadata_url is not None:
            return cast("bool", Unknown("the scopes are listed at oauth2MetadataUrl"))
        return False


class SchemeUse(View):
    """A scheme that a requirement names, at its key."""

    cel_name = "scheme_use"

    def __init__(self, context: Context, place: Place, node: JsonValue, name: str, requirement: "Requirement") -> None:
        """Stand at the member of the requirement."""
        super().__init__(place, node)
        self._context = context
        self._name = name
        self._requirement = requirement

    @given
    def name(self) -> str:
        """The name of the scheme, as written; from 3.2 on it may be a URI."""
        return self._name

    @given
    def scheme(self) -> SecurityScheme | None:
        """The scheme that defines the name; null where none does."""
        return scheme_named(self._context, self._name, self.place)

    @given
    def defined(self) -> bool:
        """Some scheme defines the name."""
        scheme = self.scheme
        return cast("bool", scheme) if is_unknown(scheme) else scheme is not None

    @given
    def requirement(self) -> "Requirement":
        """The alternative that names it."""
        return self._requirement

    @fact
    def scopes(self) -> tuple[str, ...]:
        """The scopes (from 3.1 on also roles) that it demands."""
        return tuple(one.name for one in self.scope_uses)

    @fact
    def scope_uses(self) -> tuple[ScopeUse, ...]:
        """The scopes with their places."""
        return tuple(
            ScopeUse(self.place.child(index), one, self.scheme) for index, one in enumerate(sequence(self.node)) if isinstance(one, str)
        )


class Requirement(View):
    """One alternative of a `security` list: all its schemes together let a caller in."""

    cel_name = "requirement"

    def __init__(self, context: Context, place: Place, node: Node, *, inherited: bool) -> None:
        """Stand at the alternative."""
        super().__init__(place, node)
        self._context = context
        self._inherited = inherited
        if not isinstance(node, (dict, Unknown)):
            self.unknown = Unknown("an alternative of `security` is no mapping")

    @given
    def inherited(self) -> bool:
        """It is written at the root, for every operation without a `security` of its own."""
        return self._inherited

    @fact
    def anonymous(self) -> bool:
        """It is `{}`: nothing is demanded."""
        return not self.schemes

    @fact
    def schemes(self) -> tuple[SchemeUse, ...]:
        """The schemes that it demands together, in document order."""
        return tuple(SchemeUse(self._context, self.place.child(name), scopes, name, self) for name, scopes in mapping(self.node).items())

    @given.of("list(operation)")
    def operations(self) -> tuple[View, ...]:
        """The operations for which it is effective, webhooks and callbacks included, in document order."""
        return self._context.whole.operations_of(self)


def requirements_of(context: Context, node: Node, place: Place, *, inherited: bool) -> tuple[Requirement, ...]:
    """Read a `security` list; one that is no list demands nothing."""
    below = place.child("security")
    written = sequence(member(node, "security"))
    return tuple(
        context.kept(("requirement", id(written), index), Requirement, context, below.child(index), alternative, inherited=inherited)
        for index, alternative in enumerate(written)
    )


def security_schemes(context: Context) -> tuple[SecurityScheme, ...]:
    """Read the schemes of the entry document, in document order."""
    return tuple(_scheme(context, name, node, place) for name, node, place in _defined(context))


URLS = ("openIdConnectUrl", "oauth2MetadataUrl")
FLOW_URLS = ("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl")


def urls_of(scheme: SecurityScheme) -> Iterator[SchemeUrl]:
    """Find the addresses of a scheme and its flows, those that are not known as well."""
    holders: list[tuple[View, tuple[str, ...]]] = [(scheme, URLS)]
    if not is_unknown(scheme.flows):
        holders += [(flow, FLOW_URLS) for flow in scheme.flows]
    for holder, names in holders:
        for name in names:
            stated = holder.at(name)
            if isinstance(stated.node, (str, Unknown)):
                yield SchemeUrl(stated.place, name, cast("str", stated.node), scheme)


def scheme_named(context: Context, name: str, place: Place) -> SecurityScheme | None:
    """Find the scheme that a requirement names: by name in the entry document, from 3.2 on else by URI; unknown where that is refused."""
    for defined, node, where in _defined(context):
        if defined == name:
            return _scheme(context, name, node, where)
    if context.version.number < (3, 2) or not ("#" in name or "/" in name or "." in name):
        return None
    found = context.references.find(place, name)
    if isinstance(found, Broken):
        return None if found.cause == DANGLING else cast("SecurityScheme", found.unknown)
    where = place.followed(found.document, found.tokens, name)
    return _scheme(context, name, found.node, where) if isinstance(found.node, dict) else None


def _defined(context: Context) -> Iterator[tuple[str, JsonValue, Place]]:
    if context.is_swagger:
        node, place = member(context.root, "securityDefinitions"), context.root_place().child("securityDefinitions")
    else:
        node = member(member(context.root, "components"), "securitySchemes")
        place = context.root_place().child("components").child("securitySchemes")
    for name, scheme in mapping(node).items():
        if not (context.is_swagger and name.startswith("x-")):
            yield name, scheme, place.child(name)


def _scheme(context: Context, name: str, node: JsonValue, place: Place) -> SecurityScheme:
    where, what = context.references.settle(place, node)
    return context.kept(("security_scheme", name, id(place.document), id(node)), SecurityScheme, context, name, where, what)
