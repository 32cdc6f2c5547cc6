"""Whether a document stands alone is told from its text, and from its references where the text leaves a doubt."""

import pytest

from celadon.models.openapi.views.links import may_lead_elsewhere
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


@pytest.mark.parametrize(
    "written",
    [
        "{$ref: other.yaml}",
        "{$ref : other.yaml}",
        '{"$ref": "other.yaml"}',
        "{'$ref':\n       'other.yaml'}",
        "{$ref: ' other.yaml'}",
        "{$ref: !!str other.yaml}",
        '{"\\u0024ref": other.yaml}',
        '{"\\x24ref": other.yaml}',
        '{? "$r\\\n    e\\\n    f" : other.yaml}',
        "\n      $ref: >-\n        other.yaml",
        "\n      ? $ref\n      : other.yaml",
        "{$ref: &name other.yaml}",
    ],
)
def test_one_look_at_the_text_finds_each_way_to_write_a_reference_to_elsewhere(written: str) -> None:
    text = f"openapi: 3.1.0\ninfo: {{title: T}}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {written}\n"
    assert may_lead_elsewhere(text)
    model = model_of(text, {"other.yaml": "{type: string}", " other.yaml": "{type: string}"})
    assert not model.is_one_file


def test_references_within_the_document_need_no_second_look() -> None:
    for written in ("{$ref: '#/a'}", '{"$ref" : "#/a"}', "{$ref:\n       '#/a'}", '{"$ref":"#"}'):
        assert not may_lead_elsewhere(f"A: {written}\n")
