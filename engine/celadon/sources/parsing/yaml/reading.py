"""YAML text to the documents of a stream; whatever stops it is a `Misread`."""

from yaml.error import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from celadon.sources.limits import Limits
from celadon.sources.parsing.misreading import Misread
from celadon.sources.parsing.text import Text
from celadon.sources.parsing.yaml.building import Builder, Stream
from celadon.sources.parsing.yaml.events import events
from celadon.sources.parsing.yaml.explaining import explain


def read_yaml(text: Text, limits: Limits) -> Stream:
    """Read every document of a stream; raises Misread at the first mistake of the syntax or limit that is passed."""
    builder = Builder(text, limits)
    try:
        builder.build(events(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        beginning = error.context_mark.index if error.context_mark is not None else None
        offset = mark.index if mark is not None else len(text.decoded)
        raise explain(text, error.problem or "", offset, error.context or "", beginning) from error
    except ReaderError as error:
        raise _unprintable(text.decoded) from error
    except YAMLError as error:  # none is known; a new one of PyYAML must not be a traceback
        raise Misread("syntax-error", "this is not YAML", "mend the file", 0) from error
    return builder.stream


def _unprintable(decoded: str) -> Misread:
    """Find what the reader refused: libyaml tells its place in bytes, the pure parser in characters, neither reliably."""
    hint = "remove it, or write it as an escape in double quotes"
    for offset, character in enumerate(decoded):
        if not _is_printable(ord(character)):
            return Misread("syntax-error", f"the character U+{ord(character):04X} is not allowed in YAML", hint, offset)
    return Misread("syntax-error", "a character is not allowed in YAML", hint, 0)


def _is_printable(code: int) -> bool:
    """As PyYAML has it (YAML 1.2 section 5.1, without U+007F)."""
    if code < 0x7F:
        return code >= 0x20 or code in (0x09, 0x0A, 0x0D)
    return code == 0x85 or (code >= 0xA0 and code not in (0xFFFE, 0xFFFF))
