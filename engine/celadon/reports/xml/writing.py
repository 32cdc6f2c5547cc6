"""Elements of XML 1.0 from text of any origin: characters that XML cannot carry become visible escapes."""

from xml.etree import ElementTree as ET


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
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def legal(text: str) -> str:
    r"""Escape what XML 1.0 (section 2.2) does not allow as `\xNN`; carriage returns too, for parsers normalise them away."""
    if text.isprintable():
        return text
    return "".join(character if _is_legal(ord(character)) else f"\\x{ord(character):02x}" for character in text)


def _is_legal(code: int) -> bool:
    return code in (0x9, 0xA) or 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
