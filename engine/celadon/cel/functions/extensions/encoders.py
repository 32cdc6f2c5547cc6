"""The encoders extension: Base64."""

from binascii import Error, a2b_base64, b2a_base64

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.types import BYTES, STRING
from celadon.cel.values import Failure


def _encode(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode("ascii")


def _decode(text: str) -> bytes:
    """Decode with or without padding; characters of the URL alphabet are refused, as the specification says."""
    try:
        return a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except (Error, ValueError):
        raise Failure("the text is not Base64") from None


ENCODERS = Library(
    "encoders",
    1,
    (
        Function(
            "base64.encode",
            [Overload("base64_encode_bytes", (BYTES,), STRING, _encode, sized=True)],
            "Writes bytes as Base64.",
            "base64.encode(b'hello') == 'aGVsbG8='",
        ),
        Function(
            "base64.decode",
            [Overload("base64_decode_string", (STRING,), BYTES, _decode)],
            "Reads Base64, with or without padding.",
            "base64.decode('aGVsbG8') == b'hello'",
        ),
    ),
    "Base64, as the encoders extension of CEL has it.",
)
