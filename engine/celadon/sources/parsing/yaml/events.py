"""The door to PyYAML: text to events, by libyaml or, where PyYAML came without it, by the pure parser."""

from collections.abc import Callable
from typing import Any

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from celadon.sources.parsing.text import Text

Event = Any
"""One of `yaml.events`. PyYAML's type information says that marks may be None, which those of a text never are."""

try:
    from yaml._yaml import CParser
except ImportError:
    CParser = None  # type: ignore[assignment,misc] # stands for "not there"


def is_pure() -> bool:
    """Tell whether PyYAML came without libyaml, so that reading takes ten times as long."""
    return CParser is None


def events(text: Text) -> Callable[[], Event]:
    """Give the function that returns one event after the other, up to the end of the stream; it raises YAMLError."""
    parser = _PureParser(text.decoded) if CParser is None else CParser(text.data)
    return parser.get_event


class _PureParser(Reader, Scanner, Parser):
    """The parts of PyYAML's loaders that make events."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
