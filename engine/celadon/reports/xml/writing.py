"""Elements of XML 1.0 from text of any origin: characters that XML cannot carry become visible escapes."""

from xml.etree import ElementTree as ET

from celadon.reports.sanitising import clean, harmless_markup

_NONCHARACTERS = {code: f"\\u{code:04x}" for code in (0xFFFE, 0xFFFF)}
"""Not text for XML, and yet no control for Unicode."""


def element(parent: ET.Element | None, tag: str, text: str | None = None, **attributes: str | int) -> ET.Element:
    """Make an element, below `parent` where there is one; names are ours, values are anyone's."""
    legal_attributes = {name: legal(str(value)) for name, value in attributes.items()}
    made = ET.Element(tag, legal_attributes) if parent is None else ET.SubElement(parent, tag, legal_attributes)
    if text is not None:
        made.text = legal(text)
    return made


def render(root: ET.Element) -> str:
    """Write a document with its declaration."""
    ET.indent(root)
    return harmless_markup(f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n')


def legal(text: str) -> str:
    """Make text what XML 1.0 (section 2.2) can carry and nobody is misled by: controls and bidirectional marks become visible escapes.

    Line ends stay; carriage returns do not, for parsers normalise them away.
    """
    return text if text.isprintable() else "\n".join(map(clean, text.split("\n"))).translate(_NONCHARACTERS)
