"""JSON Web Tokens signed as a caller or an attacker would; RS256 by arithmetic, so that no cryptography package is needed."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

KEY: dict[str, str] = json.loads((Path(__file__).parent / "data" / "signing-key.jwk.json").read_text(encoding="utf-8"))
SHARED_SECRET = b"a-shared-secret-of-thirty-two-bytes!"
ISSUER = "https://issuer.example"
AUDIENCE = "payments"

SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
"""The DigestInfo of SHA-256 in PKCS #1 v1.5 signatures (RFC 8017, section 9.2)."""

Claims = dict[str, Any]


def claims(**changes: object) -> Claims:
    """Claims that every provider of `configurations/` accepts; a change to None leaves the claim out."""
    now = int(time.time())
    good: Claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "caller", "iat": now, "exp": now + 600}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def expired() -> Claims:
    """Claims that ran out an hour ago, well beyond any clock skew."""
    now = int(time.time())
    return claims(iat=now - 7200, exp=now - 3600)


def long_lived() -> Claims:
    """Claims that stay good for a year."""
    return claims(exp=int(time.time()) + 365 * 86400)


def signed(body: Claims) -> str:
    """Sign with the RSA key of `data/`, whose public half the configurations carry."""
    return _joined({"alg": "RS256", "kid": KEY["kid"], "typ": "JWT"}, body, _rs256)


def shared(body: Claims) -> str:
    """Sign with the shared secret that some configurations carry as `kty: oct`."""
    return _joined({"alg": "HS256", "kid": "shared", "typ": "JWT"}, body, lambda text: hmac.digest(SHARED_SECRET, text, "sha256"))


def unsigned(body: Claims) -> str:
    """Claim `alg: none` and sign nothing."""
    return _joined({"alg": "none", "kid": KEY["kid"], "typ": "JWT"}, body, lambda _: b"")


def forged(body: Claims) -> str:
    """Claim RS256 and append a signature that is none."""
    return _joined({"alg": "RS256", "kid": KEY["kid"], "typ": "JWT"}, body, lambda _: b"\x01" * 256)


def confused(body: Claims) -> str:
    """Sign with HS256 and the public modulus as secret: the classic confusion of algorithms."""
    return _joined({"alg": "HS256", "kid": KEY["kid"], "typ": "JWT"}, body, lambda text: hmac.digest(KEY["n"].encode(), text, "sha256"))


def _joined(header: Claims, body: Claims, sign: Any) -> str:
    text = f"{_part(header)}.{_part(body)}"
    return f"{text}.{encoded(sign(text.encode()))}"


def _part(part: Claims) -> str:
    return encoded(json.dumps(part, separators=(",", ":")).encode())


def encoded(data: bytes) -> str:
    """Write bytes as tokens and keys do: base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def _rs256(text: bytes) -> bytes:
    modulus = _number(KEY["n"])
    size = (modulus.bit_length() + 7) // 8
    digest = SHA256_PREFIX + hashlib.sha256(text).digest()
    padded = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    return pow(int.from_bytes(padded, "big"), _number(KEY["d"]), modulus).to_bytes(size, "big")
