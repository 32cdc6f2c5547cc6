"""Markdown from what authors of policies wrote: their steps, code and links stay, HTML does not come alive."""

import json
import re
from collections.abc import Mapping

from celadon.reports.sanitising import clean
from celadon.terms.policy import ParamValue, Policy

MARKER = "Written by `celadon explain --pages`"
"""Stands in the first line of every page, so that pages of a policy that is gone can be told from what people wrote."""

HEAD = f"<!-- {MARKER}: change the policy, not this page. -->\n\n"

_SPAN = r"(`+[^`]+`+)"
_HOLE = r"\{\{\s*params\.(?P<name>[a-z_][a-z0-9_]*)(?:\[(?P<index>[0-9]+)\])?\s*\}\}"


def prose(text: str) -> str:
    """Write text of several lines: lists and indented code stay as they are, everything else is plain."""
    return "\n".join(line.rstrip() if line.startswith("    ") else inline(line).rstrip() for line in clean_lines(text))


def inline(text: str) -> str:
    """Write one line as plain Markdown; code spans stay."""
    parts = re.split(_SPAN, clean(text))
    return "".join(part if number % 2 else _plain(part) for number, part in enumerate(parts))


def clean_lines(text: str) -> list[str]:
    """Cut text into lines that are safe to show."""
    return [clean(line) for line in text.strip("\n").splitlines()]


def cell(text: str) -> str:
    """Write text into a cell of a table."""
    return inline(" ".join(text.split())).replace("|", "\\|")


def code(text: str) -> str:
    """Write text as a code span, in a table too."""
    safe = clean(text).replace("|", "\\|")
    return f"`` {safe} ``" if "`" in safe else f"`{safe}`"


def fenced(language: str, text: str) -> str:
    """Write a block of code, in a fence that the code does not hold."""
    body = "\n".join(clean_lines(text))
    fence = "```"
    while fence in body:
        fence += "`"
    return f"{fence}{language}\n{body}\n{fence}\n"


def value(given: ParamValue) -> str:
    """Write a parameter's value as JSON, which YAML reads too."""
    return json.dumps(given, ensure_ascii=False, default=dict)


def filled(text: str, policy: Policy) -> str:
    """Put the defaults of parameters into a template; other expressions stay as they are written."""
    defaults: Mapping[str, ParamValue] = {param.name: param.default for param in policy.params}

    def fill(hole: re.Match[str]) -> str:
        found = defaults.get(hole["name"])
        if hole["index"] is not None:
            found = found[int(hole["index"])] if isinstance(found, tuple) and int(hole["index"]) < len(found) else None
        if isinstance(found, tuple):
            return ", ".join(_printed(item) for item in found)
        return hole[0] if found is None else _printed(found)

    return re.sub(_HOLE, fill, text)


def _printed(given: ParamValue) -> str:
    return given if isinstance(given, str) else value(given)


def _plain(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\")
    return re.sub(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|[*\[\]~]", lambda found: f"\\{found[0]}", safe)
