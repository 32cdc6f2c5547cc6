"""Public documents: every fact of everything in them can be read, and everything stands where it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from celadon.models.openapi.model import OpenApiModel
from celadon.models.openapi.schemas.schema import Schema
from celadon.models.openapi.version import written_version
from celadon.models.openapi.views.bodies import MediaType
from celadon.models.openapi.views.security import OAuthFlow
from celadon.models.openapi.views.servers import Server
from celadon.sources.document import Document
from celadon.sources.reading import Reader
from celadon.terms.errors import UnreadableInput
from tests.models.touching import touch

BORROWED = (MediaType, OAuthFlow, Server, Schema)
"""In 2.0 these stand at a word of a list or a member and read an object elsewhere; a form is written nowhere."""

LARGEST = 80_000
"""Bytes; larger documents say little that is new, and a test should not take minutes."""


def _documents(folder: Path) -> Iterator[tuple[Document, Reader]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".json", ".yaml", ".yml") and path.is_file() and path.stat().st_size < LARGEST:
            reader = Reader(folder)
            try:
                found = reader.read(path)
            except UnreadableInput:
                continue
            yield from ((document, reader) for document in found if written_version(document.tree) is not None)


@pytest.mark.corpus
@pytest.mark.slow
def test_every_fact_of_every_public_document_can_be_read(corpus: Path) -> None:
    judged = 0
    for folder in sorted((corpus / "openapi").iterdir()):
        for document, reader in _documents(folder):
            model = OpenApiModel(document, reader, written_version(document.tree) or "")
            for view, field, value in touch(model, places=False):
                assert not (isinstance(value, str) and value.startswith("Unknown(")), (document.path, view, field)
                if field == "pointer":
                    written = view.place.document.value(view.place.tokens)
                    borrowed = model.context.is_swagger and isinstance(view, BORROWED)
                    assert borrowed or not isinstance(view.node, (dict, list)) or written is view.node, (document.path, view)
            judged += 1
    assert judged > 200
