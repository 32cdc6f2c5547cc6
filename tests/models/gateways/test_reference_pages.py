"""docs/reference/gateways says what the code does."""

import pytest

from celadon.models.declarations import vocabulary_of
from tests.models.gateways.rendering import FOLDER, PAGES, VISITS


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_what_the_code_says(page: str) -> None:
    assert (FOLDER / page).read_text(encoding="utf-8") == PAGES[page](), "python -m tests.models.gateways.rendering"


def test_every_target_has_a_sentence() -> None:
    assert set(VISITS) == set(vocabulary_of("gateway").targets)


@pytest.mark.parametrize("family", ["gateway", "pair"])
def test_every_object_and_every_field_is_documented(family: str) -> None:
    objects = vocabulary_of(family).objects
    assert [f"{one.name}.{name}" for one in objects for name, field in one.fields.items() if not field.doc.strip()] == []
    assert [one.name for one in objects if not (one.python_class.__doc__ or "").strip()] == []
