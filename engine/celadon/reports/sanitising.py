r"""The one place where text from documents and bundles becomes safe to print.

Terminals act on control characters, readers are misled by bidirectional ones, and CI runners take commands from log lines.
All of them become visible escapes (`\x1b`, `\u202e`); nothing is dropped.
"""

_LOG_COMMANDS = ("##[", "##vso[", "##teamcity[")
"""GitHub's first command syntax, Azure Pipelines and TeamCity look for these anywhere in a line."""

_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiners shape words and emoji, and hide nothing."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that are not seen: controls, formats (with all bidirectional controls), surrogates, line separators."""


def clean(text: str) -> str:
    """Return one line of visible text: every control, format, surrogate and line-separating character is escaped, tabs become spaces."""
    if text.isprintable():  # false for every category of _HIDDEN; true for nearly all text
        return text
    from unicodedata import category  # noqa: PLC0415 - most runs never need it

    return "".join(
        " " if character == "\t" else character if category(character) not in _HIDDEN or character in _JOINERS else _escape(character)
        for character in text
    )


def defuse(text: str) -> str:
    """Break what a CI runner would take for a command in a log line; `text` is a line or the beginning of one."""
    if text.lstrip().startswith("::"):
        text = text.replace("::", r"\x3a:", 1)
    if "##" in text:
        for command in _LOG_COMMANDS:
            text = text.replace(command, r"\x23" + command[1:])
    return text


def harmless_markup(text: str) -> str:
    """Escape within HTML or XML what a CI log would take for a command, should it be printed there; readers see no difference."""
    if "##" in text:
        for command in _LOG_COMMANDS:
            text = text.replace(command, "&#35;" + command[1:])
    if "::" in text:
        lines = text.split("\n")
        text = "\n".join(line.replace("::", "&#58;:", 1) if line.lstrip().startswith("::") else line for line in lines)
    return text


def _escape(character: str) -> str:
    code = ord(character)
    if character == "\n":
        return r"\n"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def harmless_json(text: str) -> str:
    """Escape within JSON of plain ASCII what is legal and yet not harmless: DEL, commands of CI logs, halves of surrogate pairs."""
    text = text.replace("\x7f", "\\u007f")
    if "##" in text:
        for command in _LOG_COMMANDS:
            text = text.replace(command, "\\u0023" + command[1:])
    return _without_lone_surrogates(text) if "\\ud" in text else text


def _without_lone_surrogates(text: str) -> str:
    import re  # noqa: PLC0415 - nearly no document has characters beyond the first plane

    pair = r"(?P<pair>\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})"
    other = r"(?P<other>\\\\)"  # an escaped backslash, so that `\\ud800` as six characters of text stays
    return re.sub(rf"{other}|{pair}|\\ud[89a-f][0-9a-f]{{2}}", lambda found: found["other"] or found["pair"] or r"\ufffd", text)
