"""Who may pass: the authentication of a route as alternatives of items, and what each item checks. No vendor's words live here."""

from celadon.models.gateways.neutral.leaf import Neutral, Stated
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.place import Place
from celadon.models.view import Node, fact


class CredentialLocation(Neutral):
    """One place of a request from which a credential is read."""

    cel_name = "credential_location"
    carrier = Stated[str]("string", "`header`, `query`, `cookie`, `body` or `tls`.", field="place")
    name = Stated[str]("string", "The name of the header, parameter or cookie.")
    origin = Stated[str]("string", "`explicit` or `default`.", "explicit")


class IdentityEndpoint(Neutral):
    """A URL from which the gateway takes keys or answers about identities."""

    cel_name = "identity_endpoint"
    kind = Stated[str]("string", "`jwks`, `discovery`, `introspection`, `userinfo`, `token`, `authorization`, `end_session` or `check`.")
    url = Stated[str]("string", "The URL.")
    tls_verify = Stated[bool]("bool", "Whether its certificate is checked.", True)
    auth_item = Stated[Neutral]("auth_item", "The mechanism that relies on it.", None)


class Jwt(Neutral):
    """What is checked of a token."""

    cel_name = "jwt"
    algorithms = Stated[tuple[str, ...] | None](
        "nullable(list(string))",
        "The algorithms that are accepted, where the configuration or its keys list them; null where keys decide.",
        None,
    )
    symmetric = Stated[bool]("bool", "Whether a shared secret verifies; unknown where the keys are elsewhere.")
    verify_signature = Stated[bool]("bool", "Whether the signature is checked.", True)
    exp = Stated[str]("string", "`required`, `if_present`, `unchecked` or `unsupported`.")
    nbf = Stated[str]("string", "As `exp`.", "if_present")
    aud = Stated[str]("string", "`required`, `unchecked` or `unsupported`.")
    audiences = Stated[tuple[str, ...]]("list(string)", "The audiences that are accepted.", ())
    iss = Stated[str]("string", "`required`, `selects_key` (the issuer names the key) or `unchecked`.")
    issuers = Stated[tuple[str, ...]]("list(string)", "The issuers that are accepted.", ())
    max_lifetime_s = Stated[int | None]("nullable(int)", "The longest lifetime in seconds; null without a limit.", None)
    caps_lifetime = Stated[bool]("bool", "Whether this vendor can limit the lifetime here.", False)
    clock_skew_s = Stated[int | None]("nullable(int)", "The leeway in seconds.", None)
    key_source = Stated[str]("string", "`jwks_url`, `jwks_inline`, `public_key`, `shared_secret`, `opaque` or `unknown`.", "unknown")


class Oidc(Neutral):
    """A login that the gateway runs."""

    cel_name = "oidc"
    login = Stated[bool]("bool", "Whether the gateway runs a login; false where it only checks tokens that are brought.", True)
    flows = Stated[tuple[str, ...]]("list(string)", "The grants and methods that are accepted, as the vendor names them.", ())
    pkce = Stated[bool | None]("nullable(bool)", "Whether PKCE is asked for; null where the vendor has no switch for it.", None)
    response_types = Stated[tuple[str, ...]]("list(string)", "The response types that are requested.", ())


class AuthItem(Neutral):
    """One mechanism that authenticates callers of a route."""

    cel_name = "auth_item"
    kind = Stated[str](
        "string",
        "`api_key`, `jwt`, `oidc`, `oauth2_introspection` (an opaque token that is looked up), `basic`, `digest`, `hmac`, `mtls`, `iam`, "
        "`session`, `ext_authz` or `custom`.",
    )
    name = Stated[str]("string", "The name of the plugin, filter or provider.")
    optional = Stated[bool]("bool", "Whether a request without this credential goes on (anonymous, allow_missing).", False)
    fail_open = Stated[bool]("bool", "Whether a wrong credential, or a failing authority, goes on.", False)
    refused_elsewhere = Stated[bool]("bool", "Whether another rule refuses the caller that this item lets go on.", False)
    locations = Stated[tuple[CredentialLocation, ...]]("list(credential_location)", "Where the credential is read from.", ())
    hide_from_upstream = Stated[bool | None](
        "nullable(bool)", "Whether the credential is removed before the upstream sees it; null where there is nothing to remove.", None
    )
    jwt = Stated[Jwt | None]("nullable(jwt)", "What is checked of a token; null where there is none.", None)
    oidc = Stated[Oidc | None]("nullable(oidc)", "The login; null where there is none.", None)
    endpoints = Stated[tuple[IdentityEndpoint, ...]]("list(identity_endpoint)", "The URLs that it relies on.", ())
    plugin = Stated[Plugin | None]("nullable(plugin)", "The plugin or filter that does it.", None)
    route = Stated[Neutral]("route", "The route on which it is in effect.", None)

    def __init__(self, place: Place, node: Node, **facts: object) -> None:
        """State the facts and become the parent of the endpoints."""
        super().__init__(place, node, **facts)
        self.adopt("auth_item", self.endpoints)

    @fact
    def guards(self) -> bool:
        """Whether this item alone stops a request without credentials."""
        return not (self.optional or self.fail_open) or self.refused_elsewhere


class Auth(Neutral):
    """The authentication of one route."""

    cel_name = "auth"
    required = Stated[bool]("bool", "Whether a request without credentials is kept from the upstream.")
    reason = Stated[str]("string", "One clause that says why, for messages.")
    items = Stated[tuple[AuthItem, ...]]("list(auth_item)", "Every mechanism in effect.", ())
    alternatives = Stated[tuple[tuple[int, ...], ...]](
        "list(list(int))", "Which items together let a request pass, as indices of `items`; one alternative is enough.", ()
    )


class Authz(Neutral):
    """What an authenticated caller must have besides."""

    cel_name = "authz"
    scopes = Stated[tuple[str, ...]]("list(string)", "Scopes that a token must carry.", ())
    groups = Stated[tuple[str, ...]]("list(string)", "Groups of which the consumer must be one.", ())
    rules = Stated[int]("int", "How many authorization rules are in effect.", 0)
