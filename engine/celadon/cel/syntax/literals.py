"""What is written between quotes, and numbers: text of a token to a value."""

from celadon.cel.errors import Issue, ParseError
from celadon.cel.syntax.lexing import Token

_PLAIN = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", "?": "?", '"': '"', "'": "'", "`": "`"}
_HEX_DIGITS = {"x": 2, "X": 2, "u": 4, "U": 8}


def read_string(source: str, token: Token) -> str:
    """Read a string token. Raises ParseError at the escape that is wrong."""
    body, raw, offset = _body(token)
    if raw or "\\" not in body:
        return body
    return "".join(part if isinstance(part, str) else chr(part) for part in _parts(source, body, offset, in_bytes=False))


def read_bytes(source: str, token: Token) -> bytes:
    """Read a bytes token: characters are UTF-8, hexadecimal and octal escapes are single bytes."""
    body, raw, offset = _body(token)
    if raw or "\\" not in body:
        return body.encode("utf-8", "surrogatepass")
    parts = _parts(source, body, offset, in_bytes=True)
    return b"".join(part.encode("utf-8", "surrogatepass") if isinstance(part, str) else bytes((part,)) for part in parts)


def _body(token: Token) -> tuple[str, bool, int]:
    text = token[1]
    quotes = text.lstrip("rRbB")
    prefix = text[: len(text) - len(quotes)]
    width = 3 if quotes[:3] in ("'''", '"""') and len(quotes) >= 6 else 1
    return quotes[width : len(quotes) - width], "r" in prefix.lower(), token[2] + len(prefix) + width


def _parts(source: str, body: str, offset: int, *, in_bytes: bool) -> list[str | int]:
    """Cut into plain text and the numbers of numeric escapes."""
    parts: list[str | int] = []
    position = 0
    while True:
        escape = body.find("\\", position)
        if escape < 0:
            parts.append(body[position:])
            return parts
        parts.append(body[position:escape])
        mark = body[escape + 1 : escape + 2]
        if mark in _PLAIN and mark:
            parts.append(_PLAIN[mark])
            position = escape + 2
        else:
            width = _HEX_DIGITS.get(mark, 3)
            start = escape + 2 if mark in _HEX_DIGITS else escape + 1
            position = start + width
            parts.append(_number(source, body, offset, escape, start, position, mark, in_bytes=in_bytes))


def _number(source: str, body: str, offset: int, escape: int, start: int, end: int, mark: str, *, in_bytes: bool) -> int:
    digits = body[start:end]
    base, allowed = (16, "0123456789abcdefABCDEF") if mark in _HEX_DIGITS else (8, "01234567")
    problem = ""
    hint = ""
    value = -1
    if mark and mark not in _HEX_DIGITS and mark not in allowed:
        problem = f"\\{mark} is not an escape"
        hint = r"write \\ for a backslash, or a raw string such as r'\d+'; the escapes are \\ \" \' \` \? \a \b \f \n \r \t \v "
        hint += r"\xHH \uHHHH \UHHHHHHHH \NNN"
    elif len(digits) < end - start or any(digit not in allowed for digit in digits):
        problem = f"the escape \\{mark} needs {end - start} {'hexadecimal' if base == 16 else 'octal'} digits"
    else:
        value = int(digits, base)
        if in_bytes and mark in "uU":
            problem = f"\\{mark} is not allowed in bytes"
        elif base == 8 and value > 255:
            problem = f"the octal escape \\{digits} is above \\377"
        elif value > 0x10FFFF or 0xD800 <= value <= 0xDFFF:
            problem = f"\\{mark}{digits} is not a Unicode character"
    if problem:
        raise ParseError(source, [Issue(problem, source, offset + escape, offset + max(min(end, len(body)), escape + 1), hint=hint)])
    return value


def read_integer(text: str) -> int:
    """Read digits, decimal or hexadecimal, with or without a sign and a `u`; -1 digits too many give a number out of any range."""
    digits = text.rstrip("uU")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.removeprefix("-")
    if digits.startswith("0x"):
        return sign * int(digits, 16)
    return sign * (int(digits) if len(digits) < 400 else 1 << 70)
