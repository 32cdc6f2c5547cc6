"""What Kong's plugins check of tokens, which logins they run, and whom they ask."""

from collections.abc import Callable

from celadon.models.gateways.kong.access.locations import Reading
from celadon.models.gateways.kong.reading.defaults import JWT_ALGORITHM
from celadon.models.gateways.kong.reading.entities import File
from celadon.models.gateways.neutral.authentication import IdentityEndpoint, Jwt, Oidc
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

LOGINS = frozenset({"authorization_code", "password"})
ENDPOINTS = {
    "token_endpoint": "token",
    "introspection_endpoint": "introspection",
    "userinfo_endpoint": "userinfo",
    "end_session_endpoint": "end_session",
    "authorization_endpoint": "authorization",
}


def _jwt(reading: Reading) -> Jwt:
    """Read the jwt plugin: the credential decides the algorithm, the issuer chooses the credential, aud cannot be checked."""
    config, place = reading.config, reading.instance.config_place
    claims, lifetime, key = config.words("claims_to_verify"), config.whole("maximum_expiration"), config.word("key_claim_name")
    algorithms, symmetric = _algorithms(reading.file, place)

    def checked(claim: str) -> Leaf[str]:
        return claims.then(lambda listed: "required" if claim in listed else "unchecked")

    return Jwt(
        place,
        None,
        algorithms=algorithms,
        symmetric=symmetric,
        exp=checked("exp"),
        nbf=checked("nbf"),
        aud=Leaf("unsupported", place, "platform"),
        iss=key.then(lambda name: "selects_key" if name == "iss" else "unchecked"),
        max_lifetime_s=lifetime.then(lambda seconds: seconds or None) if not _leaves_out(claims, "exp") else Leaf(None, lifetime.place),
        caps_lifetime=True,
        key_source="unknown" if isinstance(symmetric.value, Unknown) else "shared_secret" if symmetric.value else "public_key",
    )


def _leaves_out(claims: Leaf[tuple[str, ...]], claim: str) -> bool:
    """Tell whether a claim is certainly not verified: `maximum_expiration` without `exp` caps nothing."""
    return isinstance(claims.value, tuple) and claim not in claims.value


def _algorithms(file: File, place: Place) -> tuple[Leaf[tuple[str, ...]], Leaf[bool]]:
    """Collect the algorithms of every JWT credential in the file; without one they are elsewhere."""
    found: list[tuple[str, Place, str]] = []
    for algorithm in file.jwt_algorithms:
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


def _demanded(switch: object) -> str:
    """Say what a switch that is on, or a list that is not empty, does with a claim."""
    return "required" if switch else "unchecked"


def _oidc_jwt(reading: Reading) -> Jwt:
    """Read the token checks of openid-connect; its keys are those of the issuer's discovery."""
    config, place = reading.config, reading.instance.config_place
    claims, signature, shared = config.flag("verify_claims"), config.flag("verify_signature"), config.flag("enable_hs_signatures")
    audiences, issuers, issuer = config.words("audience_required"), config.words("issuers_allowed"), config.word("issuer")
    known: object = issuers.value
    if issuers.says(()):
        known = (issuer.value,) if isinstance(issuer.value, str) else () if issuer.value is None else issuer.value
    return Jwt(
        place,
        None,
        symmetric=shared,
        verify_signature=signature,
        exp=claims.then(_demanded),
        nbf=claims.then(_demanded),
        aud=audiences.then(_demanded),
        audiences=audiences,
        iss=claims.then(_demanded),
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

    return Jwt(
        place,
        None,
        symmetric=shared,
        verify_signature=signature,
        exp=expiry.then(_demanded),
        aud=audiences.then(_demanded),
        audiences=audiences,
        iss=issuers.then(_demanded),
        issuers=issuers,
        key_source="jwks_url",
    )


JWTS: dict[str, Callable[[Reading], Jwt]] = {"jwt": _jwt, "openid-connect": _oidc_jwt, "jwt-signer": _signer_jwt}


def read_login(reading: Reading) -> Oidc:
    """Read the login of openid-connect. PKCE that is not written is decided by the issuer's discovery, and off where that is silent."""
    config = reading.config
    methods, responses, pkce = (
        config.words("auth_methods"),
        config.words("response_type"),
        config.flag("require_proof_key_for_code_exchange"),
    )
    login = methods.then(lambda names: bool(LOGINS & set(names)))
    return Oidc(reading.instance.config_place, None, login=login, flows=methods, pkce=pkce, response_types=responses)


def read_endpoints(reading: Reading) -> tuple[IdentityEndpoint, ...]:
    """Read the URLs that a plugin asks, with the switch that decides whether certificates are checked."""
    config, name = reading.config, reading.instance.name
    urls: dict[str, str] = {}
    if name == "openid-connect":
        urls = {"issuer": "discovery", **ENDPOINTS}
    elif name == "oauth2-introspection":
        urls = {"introspection_url": "introspection", "introspection_endpoint": "introspection"}
    elif name == "ai-mcp-oauth2":
        urls = {"jwks_endpoint": "jwks", "metadata_discovery_endpoint": "discovery", "introspection_endpoint": "introspection"}
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
            switch: object = verify if name in {"openid-connect", "ai-mcp-oauth2"} else True
            found.append(IdentityEndpoint(leaf.place, None, kind=kind, url=leaf, tls_verify=switch))
    return tuple(found)
