"""What is told of a node does not depend on which other policies ran before."""

from tests.evaluation.building import judge

API = """
openapi: 3.1.0
info: {title: T}
paths:
  /a: {get: {responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/List"}}}}}}}
  /b: {get: {responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}}}}
components:
  schemas:
    List: {type: array, items: {$ref: "#/components/schemas/Item"}}
    Item: {type: string}
"""


def test_the_way_to_a_shared_schema_is_the_first_in_the_document() -> None:
    judged = judge("target: schema\nwhen: schema.types == ['string']\nmust: 'false'\n", API)
    alone = judge(
        "target: operation\nmust: operation.responses.all(r, r.content.all(c, c.schema == null || 'array' in c.schema.types))\nat: operation.responses[0].content[0].schema\n",
        API,
    )
    (found,) = judged.findings
    assert [hop.ref for hop in found.location.via] == ["#/components/schemas/List", "#/components/schemas/Item"]
    (late,) = alone.findings
    assert late.location.via == found.location.via
