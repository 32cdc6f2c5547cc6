"""docs/reference/model.md, written from the view classes: `python -m tests.models.rendering` prints it, a test compares."""

import inspect

from celadon.cel.functions.library import Library
from celadon.cel.types import ObjectType
from celadon.models.declarations import vocabulary_of
from celadon.models.openapi.targets import TARGETS
from celadon.models.view import View

INTRODUCTION = """# The model of OpenAPI documents

What expressions see of an OpenAPI document, whatever its version: typed views, effective after inheritance, references and `allOf`,
each at the place where it is written. This page is generated from the view classes by `python -m tests.models.rendering`.

- A field of type `nullable(T)` is null where the document says nothing.
- A field is *unknown* where the document cannot tell: behind a reference that leads nowhere or is refused, below a YAML tag.
  Fields that come from the way to an object (the status of a response, the direction of a schema) are known even then.
- What is malformed reads as absent; the target `structural_error` reports it.
- Every object has `pointer`, `raw` and `extensions`, and the functions `at`, `key` and `place`.

## Targets

| target | variable | visits |
|---|---|---|
"""


ALL_BUT = {
    "operation": "The endpoints: operations under `paths`, behind references and of any method, but not webhooks and callbacks",
    "any_operation": "The endpoints, and the operations of webhooks and callbacks; told apart by `operation.origin`",
}
"""Targets that visit a part of the objects of one type."""


def page() -> str:
    """Render the whole page."""
    vocabulary = vocabulary_of("openapi")
    targets = "".join(
        f"| `{target}` | `{variable}` | {ALL_BUT.get(target) or _sentence(TARGETS[target][0])} |\n"
        for target, variable in sorted(vocabulary.targets.items())
    )
    objects = "".join(_object(one) for one in vocabulary.objects)
    functions = "".join(_library(one) for one in vocabulary.libraries)
    return f"{INTRODUCTION}{targets}\n## Objects\n{objects}\n## Functions\n{functions}"


def _sentence(class_: type[View]) -> str:
    return " ".join((inspect.getdoc(class_) or "").split("\n\n")[0].split()).rstrip(".")


def _object(object_: ObjectType) -> str:
    rows = "".join(
        f"| `{name}` | `{field.type.text}` | {_line(field.doc)} |\n"
        for name, field in object_.fields.items()
        if name not in ("pointer", "raw", "extensions")
    )
    table = f"\n| field | type | meaning |\n|---|---|---|\n{rows}" if rows else ""
    return f"\n### {object_.name}\n\n{_sentence(object_.python_class)}.\n{table}"


def _library(library: Library) -> str:
    rows = "".join(f"| `{function.example or function.name}` | {_line(function.doc)} |\n" for function in library.functions)
    return f"\n### {library.name}, version {library.version}\n\n{library.doc}\n\n| example | meaning |\n|---|---|\n{rows}"


def _line(text: str) -> str:
    return " ".join(text.split()).rstrip(".").replace("|", "\\|")


if __name__ == "__main__":
    print(page(), end="")
