"""A document that is wrong in any one place neither crashes the model nor is taken for another one."""

import random
from pathlib import Path

import pytest

from celadon.models.openapi.model import OpenApiModel
from celadon.sources.document import Document, JsonValue
from celadon.sources.reading import Reader
from celadon.terms.unknown import Tagged, Unknown
from tests.conftest import ROOT
from tests.models.touching import touch

SAMPLES = ("payments-good.yaml", "payments-bad.yaml", "legacy-orders.yaml", "catalog/openapi.yaml")
WRONG: tuple[JsonValue, ...] = (
    None,
    True,
    7,
    0.5,
    "text",
    [],
    {},
    [[]],
    [None],
    {"a": None},
    ["a"],
    {"$ref": "#/gone"},
    {"$ref": 7},
    Tagged("!Sub", "x"),
)


def _document(name: str) -> tuple[Document, Reader]:
    reader = Reader(ROOT / "specs")
    return reader.read(ROOT / "specs" / "openapi" / name)[0], reader


def _holders(tree: JsonValue) -> list[tuple[dict[str, JsonValue] | list[JsonValue], str | int]]:
    """Every member and item of a tree, as a container and a step."""
    found: list[tuple[dict[str, JsonValue] | list[JsonValue], str | int]] = []
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            found += [(node, key) for key in node]
            pending += node.values()
        elif isinstance(node, list):
            found += [(node, index) for index in range(len(node))]
            pending += node
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_one_wrong_node_anywhere_leaves_every_fact_readable(name: str) -> None:
    document, reader = _document(name)
    holders = _holders(document.tree)
    chance = random.Random(name)  # noqa: S311 - a fixed sequence, so that a failure can be repeated
    for holder, step in chance.sample(holders, min(40, len(holders))):
        kept = holder[step]  # type: ignore[index, call-overload]  # a step of its own holder
        wrong = chance.choice(WRONG)
        holder[step] = wrong  # type: ignore[index, call-overload]  # a step of its own holder
        try:
            _read_everything(document, reader, f"{step} = {wrong!r}")
        finally:
            holder[step] = kept  # type: ignore[index, call-overload]  # a step of its own holder


def _read_everything(document: Document, reader: Reader, change: str) -> None:
    version = "2.0" if "legacy" in document.path else "3.1.0"
    for view, field, value in touch(OpenApiModel(document, reader, version), places=False):
        shown = value if isinstance(value, str) else ""
        assert "Unknown(" not in shown, f"{change}: {view}.{field} shows an unknown"
        assert "Tagged(" not in shown, f"{change}: {view}.{field} shows an unknown"


@pytest.mark.parametrize(
    "tree", [None, [], {}, "text", 7, {"openapi": "3.1.0"}, {"openapi": "3.1.0", "paths": [], "components": 1}, Tagged("!x", {})]
)
def test_a_document_of_any_shape_can_be_read(tree: JsonValue) -> None:
    document, reader = _document("payments-good.yaml")
    shaped = Document(
        path="x.yaml",
        real_path=Path("/x.yaml"),
        index=0,
        tree=tree,
        format="yaml",
        digest="",
        duplicates=(),
        text=document.text,
        places=document.places,
    )
    assert all(value is not Ellipsis for _, _, value in touch(OpenApiModel(shaped, reader, "3.1.0"), places=False))


def test_tags_make_facts_unknown_and_nothing_else() -> None:
    document, reader = _document("payments-good.yaml")
    holder, step = next((holder, step) for holder, step in _holders(document.tree) if step == "maxLength")
    holder[step] = Tagged("!Ref", "Limit")  # type: ignore[index, call-overload]  # a step of its own holder
    unknown = [schema for schema in OpenApiModel(document, reader, "3.1.0").subjects("schema") if isinstance(schema.max_length, Unknown)]
    assert unknown
    assert unknown[0].max_length.reason == "the tag !Ref is not evaluated"
    assert unknown[0].types == ("string",)
