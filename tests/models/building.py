"""Documents for tests of models: written as YAML in memory, read by the real reader; nothing is on disk."""

from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from celadon.models.openapi.model import OpenApiModel
from celadon.models.openapi.version import written_version
from celadon.models.view import View
from celadon.sources.reading import Reader
from celadon.terms.unknown import Unknown

ROOT = Path("/no/such/project")


def model_of(text: str, files: dict[str, str] | None = None, *, validation: str = "fast") -> OpenApiModel:
    """Read `text` as api.yaml of a project that also has `files`."""
    reader = Reader(ROOT)
    for name, content in {"api.yaml": text, **(files or {})}.items():
        reader.add_virtual(name, dedent(content).encode())
    document = reader.read(ROOT / "api.yaml")[0]
    version = written_version(document.tree)
    assert version is not None
    return OpenApiModel(document, reader, version, validation=validation)


def api(paths: str = "{}", *, version: str = "3.1.0", more: str = "") -> str:
    """Wrap `paths` (the value of that key) and further top-level members into a document."""
    key = "swagger" if version == "2.0" else "openapi"
    head = f'{key}: "{version}"\ninfo: {{title: T, version: "1"}}\n'
    return head + "paths:\n" + indent(dedent(paths).strip("\n"), "  ") + "\n" + dedent(more)


def body(schema: str, *, version: str = "3.1.0", more: str = "") -> str:
    """Write a document whose one operation takes a JSON body of this schema, written as flow or block YAML."""
    block = indent(dedent(schema).strip("\n"), " " * 14)
    paths = f"/a:\n  post:\n    requestBody:\n      content:\n        application/json:\n          schema:\n{block}\n    responses: {{}}\n"
    return api(paths, version=version, more=more)


def pointers(views: Any) -> list[str]:
    return [view.pointer for view in views]


def schemas(model: OpenApiModel, direction: str | None = None) -> dict[str, Any]:
    """The schema subjects by pointer; the first where several stand at one node."""
    found: dict[str, Any] = {}
    for schema in model.subjects("schema"):
        if direction in (None, schema.direction):
            found.setdefault(schema.pointer, schema)
    return found


def reason(fact: object) -> str:
    """Why a fact is not known."""
    assert isinstance(fact, Unknown), fact
    return fact.reason


def line(view: View) -> int:
    return view.place.location().span.start.line
