"""Whether a document stands alone is told from its text, and from its references where the text leaves a doubt."""

import pytest

from tests.models.building import api, model_of

OTHER = {"b.yaml": "B: {type: string}\n"}


@pytest.mark.parametrize(
    ("more", "is_one"),
    [
        ("components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {}}}", True),
        ("components: {schemas: {A: {description: 'write $ref: b.yaml'}}}", True),
        ("components: {schemas: {A: {$ref: b.yaml#/B}}}", False),
        ('components: {schemas: {A: {"$ref": "b.yaml#/B"}}}', False),
        ('components: {schemas: {A: {"\\x24ref": "b.yaml#/B"}}}', False),
        ('components: {schemas: {A: {"$\\u0072ef": "b.yaml#/B"}}}', False),
        ("x-a: &a b.yaml#/B\ncomponents: {schemas: {A: {$ref: *a}}}", False),
        ("components:\n  schemas:\n    A:\n      $ref: >-\n        b.yaml#/B", False),
        ("components:\n  schemas:\n    A:\n      ? $ref\n      : b.yaml#/B", False),
    ],
)
def test_a_document_is_one_file_where_no_reference_leads_elsewhere(more: str, is_one: bool) -> None:
    assert model_of(api(more=more), OTHER).is_one_file is is_one
