"""Bytes to UTF-8 without a byte order mark: UTF-8, UTF-16 and UTF-32, by their mark or by where their zeros stand."""

import codecs

from celadon.sources.parsing.text import Text
from celadon.terms.errors import Problem, UnreadableInput
from celadon.terms.location import Location, Span

MARKS = (  # the longer first: UTF-32's little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ZEROS = {  # the first character of a YAML or JSON file is ASCII: YAML 1.2 section 5.2
    (True, True, True, False): "utf-32-be",
    (False, True, True, True): "utf-32-le",
    (True, False): "utf-16-be",
    (False, True): "utf-16-le",
}


def decode(data: bytes, name: str) -> Text:
    """Return the text of a file; raises UnreadableInput with the offset of the first byte that is no text."""
    mark, encoding = _encoding(data)
    body = data[len(mark) :]
    try:
        decoded = body.decode(encoding)
        text = Text(body if encoding == "utf-8" else decoded.encode("utf-8"), decoded)
    except UnicodeDecodeError as error:
        raise UnreadableInput(_undecodable(body, error, len(mark) + error.start, name)) from error
    except UnicodeEncodeError as error:  # UTF-32 and UTF-16 refuse lone surrogates already; kept for codecs that do not
        raise UnreadableInput(Problem(kind="undecodable-text", message=f"{name} holds a lone surrogate", document=name)) from error
    return text


def _encoding(data: bytes) -> tuple[bytes, str]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return mark, encoding
    zeros = tuple(byte == 0 for byte in data[:4])
    return b"", ZEROS.get(zeros) or ZEROS.get(zeros[:2]) or "utf-8"


def _undecodable(body: bytes, error: UnicodeDecodeError, offset: int, name: str) -> Problem:
    before = body[: error.start].decode(error.encoding)
    at = Text(before.encode("utf-8")).position(len(before))
    byte = body[error.start]
    return Problem(
        kind="undecodable-text",
        message=f"the byte 0x{byte:02x} at offset {offset} is not {error.encoding.upper()[:6].rstrip('-')}: {error.reason}",
        hint="save the file as UTF-8",
        location=Location(file=name, span=Span(at, at)),
        document=name,
    )
