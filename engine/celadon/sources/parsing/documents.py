"""The text of a file to its documents: JSON where it is JSON, else YAML. Raises UnreadableInput with what is wrong with the text."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from celadon.sources.document import Document, DuplicateKey, Places
from celadon.sources.limits import Limits
from celadon.sources.parsing.collecting import at_rest
from celadon.sources.parsing.decoding import decode
from celadon.sources.parsing.misreading import Misread, refuse_xml
from celadon.sources.parsing.text import Text
from celadon.sources.sharing import in_turn, worthwhile
from celadon.terms.errors import Problem, UnreadableInput
from celadon.terms.location import Tokens

if TYPE_CHECKING:
    from celadon.sources.parsing.yaml.halving import Halves


def parse_documents(
    data: bytes, *, name: str, real_path: Path | None, digest: str, limits: Limits, jobs: int | None, begun: "Halves | None" = None
) -> tuple[Document, ...]:
    """Read the documents of a file's bytes, in order, those that say nothing left out; there is at least one.

    `begun` is the text of the same bytes, where another process reads a part of it already.
    """
    text = decode(data, name) if begun is None else begun.text
    if not text.data or text.data.isspace():
        message = f"{name} is empty"
        raise UnreadableInput(Problem(kind="empty-file", message=message, hint="write a document, or leave the file out", document=name))
    parse = _Parse(text, name, real_path, digest, limits, jobs, begun)
    try:
        with at_rest():
            documents = parse.documents()
    except Misread as error:
        raise UnreadableInput(error.problem(text, name)) from error
    if not documents:
        message = f"{name} holds no document"
        raise UnreadableInput(Problem(kind="empty-file", message=message, hint="write a document, or leave the file out", document=name))
    return documents


def is_like_json(text: Text, name: str) -> bool:
    """Tell whether a text is read as JSON, or may be: named so, or beginning with an object or a list."""
    return must_be_json(name) or text.data[:256].lstrip()[:1] in (b"{", b"[")


def must_be_json(name: str) -> bool:
    """Tell whether a file is named as JSON."""
    return name.lower().endswith(".json")


class _Parse:
    """One file on its way to documents."""

    def __init__(
        self, text: Text, name: str, real_path: Path | None, digest: str, limits: Limits, jobs: int | None, begun: "Halves | None"
    ) -> None:
        self.text = text
        self.name = name
        self.real_path = real_path
        self.digest = digest
        self.limits = limits
        self.jobs = jobs
        self.begun = begun

    def documents(self) -> tuple[Document, ...]:
        """Take a `.json` file for JSON, and any other that begins like JSON and is JSON; raises Misread."""
        refuse_xml(self.text)
        if is_like_json(self.text, self.name):
            try:
                return (self._json(),)
            except Misread as error:
                if must_be_json(self.name) or error.kind == "limit-exceeded":
                    raise
        return tuple(self._yaml())

    def _json(self) -> Document:
        from celadon.sources.parsing.json.places import JsonPlaces  # noqa: PLC0415 - YAML needs none of it
        from celadon.sources.parsing.json.reading import read_json  # noqa: PLC0415 - YAML needs none of it

        tree, repeats = read_json(self.text.decoded, self.limits)
        places = JsonPlaces(self.text, tree, repeats=repeats)
        repeated = islice(places.repeated(), self.limits.duplicates) if repeats else ()
        duplicates = tuple(
            self._duplicate(places, tokens, str(second.key), (first.key_start, first.start), (second.key_start, second.start))
            for tokens, first, second in repeated
        )
        return Document(
            path=self.name,
            real_path=self.real_path,
            index=0,
            tree=tree,
            format="json",
            digest=self.digest,
            duplicates=duplicates,
            text=self.text,
            places=places,
        )

    def _yaml(self) -> Iterator[Document]:
        from celadon.sources.parsing.yaml.places import YamlPlaces  # noqa: PLC0415 - JSON needs none of it
        from celadon.sources.parsing.yaml.reading import read_yaml  # noqa: PLC0415 - JSON needs none of it

        halves = self._halves() if self.begun is None else self.begun
        stream = None if halves is None else halves.joined()
        if stream is None:
            stream = read_yaml(self.text, self.limits)
        for index, built in enumerate(stream.documents):
            if built.is_empty:
                continue
            places = YamlPlaces(built.tree, stream.rows, built.root, self.text)
            duplicates = tuple(
                self._duplicate(places, again.tokens, again.key, (again.first, again.first_value), (again.second, len(self.text.decoded)))
                for again in built.repeated
            )
            yield Document(
                path=self.name,
                real_path=self.real_path,
                index=index,
                tree=built.tree,
                format="yaml",
                digest=self.digest,
                duplicates=duplicates,
                text=self.text,
                places=places,
            )

    def _halves(self) -> "Halves | None":
        """Have another process read a part of a large text."""
        if worthwhile(len(self.text.decoded), self.jobs) is in_turn:
            return None
        from celadon.sources.parsing.yaml.halving import halves_of  # noqa: PLC0415 - for large documents only

        return halves_of(self.text, self.limits)

    def _duplicate(self, places: Places, tokens: Tokens, key: str, first: tuple[int, int], second: tuple[int, int]) -> DuplicateKey:
        """Place both keys, each given by where it and its value begin."""
        return DuplicateKey(
            key=key,
            tokens=tokens,
            first=self.text.span(first[0], places.key_end(key, *first)),
            second=self.text.span(second[0], places.key_end(key, *second)),
        )
