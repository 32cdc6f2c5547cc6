"""YAML text to documents with places, and YAML's complaints in words that teach."""

from array import array
from collections.abc import Callable, Sequence

from yaml import YAMLError
from yaml.error import MarkedYAMLError
from yaml.events import Event
from yaml.reader import ReaderError

from celadon.sources.document import JsonValue, Offsets, index_of
from celadon.sources.limits import Limits
from celadon.sources.parsing.yaml.building import STRIDE, Builder, Built
from celadon.sources.parsing.misreading import Misread
from celadon.sources.parsing.text import Text
from celadon.terms.location import Token

HINTS = (  # a word of libyaml's complaint, and what to do about it
    ("\\t", "YAML indents with spaces, never with tabs: replace the tab"),
    ("cannot start any token", "put the value in quotes: it begins with a character that YAML keeps for itself"),
    ("did not find expected ',' or '}'", "close the mapping with '}', or put a comma between its members"),
    ("did not find expected ',' or ']'", "close the list with ']', or put a comma between its items"),
    ("did not find expected key", "line this up with the keys around it, and look for a ':' or a quote that is missing above"),
    ("did not find expected '-' indicator", "line the items of the list up under each other"),
    ("could not find expected ':'", "put ': ' behind the key, or quotes around the text"),
    ("mapping values are not allowed", "put quotes around a text that holds ': ', or mend the indentation"),
    ("unexpected end of stream", "close the quote that is still open"),
    ("unknown escape character", "use single quotes, where a backslash is just a backslash"),
    ("undefined", "declare the tag's prefix, or remove the tag"),
)


class YamlPlaces:
    """Finds nodes by the builder's table of rows; a mapping that is asked twice keeps the positions of its keys."""

    __slots__ = ("_positions", "_root", "_rows", "_text", "_tree")

    def __init__(self, tree: JsonValue, rows: "array[int]", root: int, text: Text) -> None:
        """Keep the table of the whole stream; `root` is the row of this document."""
        self._tree = tree
        self._rows = rows
        self._root = root
        self._text = text
        self._positions: dict[int, dict[str, int]] = {}

    def find(self, tokens: Sequence[Token]) -> Offsets:
        """Walk from the root; O(depth) once the mappings on the way are known."""
        rows, row, node, in_mapping = self._rows, self._root, self._tree, False
        for token in tokens:
            base = rows[row + 3]
            if isinstance(node, dict):
                row, node, in_mapping = base + self._position(node, str(token)) * STRIDE, node[str(token)], True
            elif isinstance(node, list):
                index = index_of(token, len(node))
                row, node, in_mapping = base + index * STRIDE, node[index], False
            else:
                raise KeyError(token)
        start = rows[row + 1]
        return Offsets(rows[row] if in_mapping else None, start, self._text.trimmed(start, rows[row + 2]))

    def _position(self, node: dict[str, JsonValue], key: str) -> int:
        positions = self._positions.get(id(node))
        if positions is None:
            positions = self._positions[id(node)] = {name: number for number, name in enumerate(node)}
        return positions[key]

    def key_end(self, key: str, start: int, limit: int) -> int:
        """Find where a key ends: at its closing quote, or behind its text."""
        text = self._text.decoded
        quote = text[start : start + 1]
        if quote in ("'", '"'):
            return _closing_quote(text, start, limit)
        if text.startswith(key, start):
            return start + len(key)
        colon = text.find(":", start, limit)
        return colon if colon >= 0 else limit


def _closing_quote(text: str, start: int, limit: int) -> int:
    quote, at = text[start], start + 1
    while at < limit:
        if text[at] == "\\" and quote == '"':
            at += 2
        elif text[at] != quote:
            at += 1
        elif quote == "'" and text.startswith("''", at):
            at += 2
        else:
            return at + 1
    return limit


def parse_yaml(text: Text, limits: Limits) -> tuple[Builder, tuple[Built, ...]]:
    """Read every document of a stream; raises Misread at the first mistake of the syntax or limit that is passed."""
    builder = Builder(text, limits)
    try:
        builder.build(_events(text))
    except ReaderError as error:
        code = error.character if isinstance(error.character, int) else ord(str(error.character)[:1] or "?")
        message = f"the character U+{code:04X} is not allowed in YAML"
        raise Misread("syntax-error", message, "remove it, or write it as an escape in double quotes", _offset_of(text, error)) from error
    except MarkedYAMLError as error:
        raise _misread(text, error) from error
    except YAMLError as error:
        raise Misread("syntax-error", f"this is not YAML: {error}", "mend the file", 0) from error
    return builder, tuple(builder.documents)


def is_pure() -> bool:
    """Tell whether PyYAML came without libyaml, so that reading takes ten times as long."""
    try:
        import yaml.cyaml  # noqa: F401, PLC0415 - asked once for each run
    except ImportError:
        return True
    return False


def _events(text: Text) -> Callable[[], Event]:
    try:
        from yaml.cyaml import CParser  # noqa: PLC0415 - absent where PyYAML was built without libyaml
    except ImportError:
        return _pure_events(text)
    next_event: Callable[[], Event] = CParser(text.data).get_event
    return next_event


def _pure_events(text: Text) -> Callable[[], Event]:
    from yaml import Loader  # noqa: PLC0415 - see above

    next_event: Callable[[], Event] = Loader(text.decoded).get_event
    return next_event


def _offset_of(text: Text, error: ReaderError) -> int:
    """Libyaml's reader counts bytes, the pure one characters."""
    position = int(error.position)
    return len(text.data[:position].decode("utf-8", "ignore")) if isinstance(error.character, int) else position


def _misread(text: Text, error: MarkedYAMLError) -> Misread:
    problem = (error.problem or "not well formed").replace("\u0000", "")
    mark = error.problem_mark or error.context_mark
    offset = mark.index if mark is not None else 0
    where = ""
    if error.context and error.context_mark is not None:
        start = text.position(min(error.context_mark.index, len(text.decoded)))
        where = f" {error.context.strip()} that begins at {start.line}:{start.column}"
    line = text.line(text.position(min(offset, len(text.decoded))).line)
    if "{{" in text.decoded or "{%" in text.decoded:
        message = (
            f"the file holds a template ({'{{ }}' if '{{' in text.decoded else '{% %}'}) and is no YAML before it is rendered: {problem}"
        )
        return Misread("needs-render", message, "render it first and check what comes out", offset)
    hint = next((advice for words, advice in HINTS if words in problem), "mend the syntax here or just above")
    if "\t" in line[: len(line) - len(line.lstrip())]:
        hint = HINTS[0][1]
    return Misread("syntax-error", f"{problem}{where}", hint, offset)
