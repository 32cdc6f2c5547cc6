"""`[tool.<name>]` of a pyproject.toml as a shaped document. TOML readers keep no places, so a key's place is the line that names it."""

import re
from hashlib import sha256
from pathlib import Path

from celadon.sources.document import JsonValue
from celadon.sources.files.opening import DISK, Files
from celadon.sources.limits import MEBIBYTE
from celadon.terms.errors import Problem, UnreadableInput
from celadon.terms.location import Excerpt, Location, Span, Token, Tokens, render_pointer

LARGEST = 16 * MEBIBYTE

_PLACE = r" \(at line (?P<line>\d+), column (?P<column>\d+)\)"
"""On Python's words; compiled where there is a mistake."""


class TomlTable:
    """One table of a TOML file; offers what `Shape` needs of a document."""

    def __init__(self, *, path: str, text: str, table: JsonValue, header: str, digest: str) -> None:
        """Keep the table's plain data and the file's lines; `digest` is of the whole file."""
        self.path = path
        self.digest = digest
        self._lines = text.splitlines()
        self._table = table
        self._header = header

    def value(self, tokens: Tokens) -> JsonValue:
        """Return the value at `tokens`; KeyError where there is none."""
        found = self._table
        for token in tokens:
            found = _step(found, token)
        return found

    def exists(self, tokens: Tokens) -> bool:
        """Tell whether `tokens` leads somewhere."""
        try:
            self.value(tokens)
        except KeyError:
            return False
        return True

    def locate(self, tokens: Tokens) -> Location:
        """Name the first line that mentions the last key of `tokens` below the keys before it."""
        line = 0
        for step in (self._header, *(token for token in tokens if isinstance(token, str))):
            line = next((number for number in range(line, len(self._lines)) if step in self._lines[number]), line)
        text = self._lines[line] if self._lines else ""
        column = len(text) - len(text.lstrip()) + 1
        span = Span.of(line + 1, column, line + 1, len(text) + 1)
        return Location(file=self.path, pointer=render_pointer(tokens), span=span, excerpt=Excerpt(first_line=line + 1, lines=(text,)))


def _step(value: JsonValue, token: Token) -> JsonValue:
    if isinstance(value, dict) and str(token) in value:
        return value[str(token)]
    if isinstance(value, list) and isinstance(token, int) and token < len(value):
        return value[token]
    raise KeyError(token)


def names_tool(path: Path, name: str, *, tree: Files = DISK) -> bool:
    """Tell whether a pyproject.toml may hold `[tool.<name>]`, without reading it as TOML; False where it cannot be read."""
    try:
        return f"tool.{name}".encode() in tree.read(tree.real(path), name=path.name, at_most=LARGEST)
    except UnreadableInput:
        return False


def read_tool_table(path: Path, name: str, *, tree: Files = DISK) -> TomlTable:
    """Read `[tool.<name>]`; raises UnreadableInput where the file is not TOML."""
    import tomllib  # noqa: PLC0415 - 4 ms that a project without such a table need not pay

    try:
        data = tree.read(tree.real(path), name=path.name, at_most=LARGEST)
        text = data.decode("utf-8")
        tables = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message, hint = f"{path.name} cannot be read as TOML: {_reason(error)}", "mend the file at that line"
        problem = Problem(kind="syntax-error", message=message, hint=hint, location=_place(error, path.name))
        raise UnreadableInput(problem) from error
    table = tables.get("tool", {}).get(name, {})
    return TomlTable(path=path.name, text=text, table=table, header=f"[tool.{name}", digest="sha256:" + sha256(data).hexdigest())


def _reason(error: Exception) -> str:
    return str(error.strerror if isinstance(error, OSError) else re.sub(_PLACE, "", str(error)))


def _place(error: Exception, file: str) -> Location | None:
    found = re.search(_PLACE, str(error))
    if found is None:
        return None
    line, column = int(found["line"]), int(found["column"])
    return Location(file=file, span=Span.of(line, column, line, column + 1))
