"""Where Kong's authentication plugins read credentials from."""

from collections.abc import Callable

from celadon.models.gateways.kong.reading.entities import File, Instance
from celadon.models.gateways.neutral.authentication import CredentialLocation
from celadon.models.gateways.neutral.leaf import Leaf
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
