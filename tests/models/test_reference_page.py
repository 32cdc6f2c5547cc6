"""docs/reference/model.md lists every target, object, field and function that policies may name."""

from celadon.models.declarations import vocabulary_of
from tests.conftest import ROOT
from tests.models.rendering import page


def test_the_page_is_what_the_view_classes_say() -> None:
    written = (ROOT / "docs" / "reference" / "model.md").read_text(encoding="utf-8")
    assert written == page(), "python -m tests.models.rendering > docs/reference/model.md"


def test_every_object_and_every_field_is_documented() -> None:
    silent = [
        f"{one.name}.{name}" for one in vocabulary_of("openapi").objects for name, field in one.fields.items() if not field.doc.strip()
    ]
    assert silent == []
