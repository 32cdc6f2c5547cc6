"""Text of any origin as HTML: for elements, for attributes, and prose with its lists and code."""

from collections.abc import Iterable
from html import escape as html_escape
from itertools import groupby

from celadon.reports.pages.prose import Block, blocks, spans
from celadon.reports.sanitising import clean


def text(words: str) -> str:
    """Escape for an element or a quoted attribute; controls and bidirectional marks become visible."""
    return html_escape(clean(words), quote=True)


def inline(words: str) -> str:
    """Write a line in which backticks mark code."""
    return "".join(f"<code>{text(part)}</code>" if is_code else text(part) for part, is_code in spans(words))


def prose(words: str) -> str:
    """Write paragraphs, lists and code blocks."""
    return "".join(_run(kind, list(run)) for kind, run in groupby(blocks(words), key=lambda block: (block.kind, bool(block.number))))


def _run(kind: tuple[str, bool], run: list[Block]) -> str:
    match kind:
        case ("item", is_numbered):
            tag = "ol" if is_numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{inline(block.text)}</li>' for block in run)}</{tag}>\n"
        case ("code", _):
            return "".join(f'<pre tabindex="0"><code>{code_lines(block.text.splitlines())}</code></pre>\n' for block in run)
        case _:
            return "".join(f"<p>{inline(block.text)}</p>\n" for block in run)


def code_lines(lines: Iterable[str]) -> str:
    """Write lines of code; each is cleaned alone, for their ends are meant."""
    return "\n".join(map(text, lines))


def link(address: str) -> str:
    """Write an address as a link where it leads to the web, else as text."""
    if not address.startswith(("https://", "http://")):
        return text(address)
    return f'<a href="{text(address)}" rel="noopener noreferrer">{text(address)}</a>'
