"""Remembers where the references of one document led, what was not found included."""

from pathlib import Path
from urllib.parse import unquote

from celadon.sources.document import Document
from celadon.sources.reading import Reader


class Traced:
    """A reader that takes notes; in all else the reader itself."""

    def __init__(self, reader: Reader) -> None:
        """Begin with nothing asked for."""
        self._reader = reader
        self.paths: set[Path] = set()
        """As the references name them, links not followed."""

    def resolve(self, base: Document, path_part: str) -> Document:
        """Resolve as the reader does."""
        steps = unquote(path_part)
        if base.real_path is not None and "\0" not in steps:
            self.paths.add(base.real_path.parent / steps)
        return self._reader.resolve(base, path_part)
