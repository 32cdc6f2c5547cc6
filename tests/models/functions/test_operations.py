"""What operations are for: `receives` and `postsTo`, and the samples of what they answer."""

import pytest

from celadon.cel.environment import STANDARD, Environment
from celadon.cel.types import object_of
from celadon.models.declarations import vocabulary_of
from tests.models.building import api, model_of

HOOKS = '["webhooks", "hooks"]'


def evaluated(expression: str, subject: object, type_: str) -> object:
    vocabulary = vocabulary_of("openapi")
    environment = Environment({type_: object_of(type_)}, (*STANDARD, *vocabulary.libraries), vocabulary.objects)
    return environment.compile(expression).evaluate({type_: subject})


def asked(expression: str, paths: str, label: str) -> object:
    operation = next(one for one in model_of(api(paths)).subjects("operation") if one.label == label)
    return evaluated(expression, operation, "operation")


def test_a_post_below_the_segment_receives() -> None:
    assert asked(f"operation.receives({HOOKS})", "/v1/Webhooks/bank: {post: {}}", "POST /v1/Webhooks/bank") is True


@pytest.mark.parametrize(
    ("paths", "label"),
    [
        ("/webhooks: {post: {}}", "POST /webhooks"),
        ("/webhooks/{id}: {post: {}, get: {}}", "POST /webhooks/{id}"),
        ("/webhooks/{id}: {delete: {}}\n/webhooks/{id}/key: {post: {}}", "POST /webhooks/{id}/key"),
        ("/webhooks/bank: {put: {}}", "PUT /webhooks/bank"),
        ("/my-webhooks/bank: {post: {}}", "POST /my-webhooks/bank"),
    ],
)
def test_who_manages_subscriptions_receives_nothing(paths: str, label: str) -> None:
    assert asked(f"operation.receives({HOOKS})", paths, label) is False


def test_a_collection_that_is_listed_above_the_segment_is_no_subscription() -> None:
    paths = "/banks: {get: {}}\n/banks/webhooks/{id}: {post: {}}"
    assert asked(f"operation.receives({HOOKS})", paths, "POST /banks/webhooks/{id}") is True


@pytest.mark.parametrize(
    ("paths", "label", "answer"),
    [
        ("/Payments: {post: {}}", "POST /Payments", True),
        ("/payments:search: {post: {}}", "POST /payments:search", True),
        ("/payments: {get: {}}", "GET /payments", False),
        ("/repayments: {post: {}}", "POST /repayments", False),
        ("/webhooks: {post: {}}", "POST /webhooks", False),
        ("/webhooks/bank: {post: {}}", "POST /webhooks/bank", True),
        ("/payments/{id}/webhooks: {post: {}}", "POST /payments/{id}/webhooks", True),
    ],
)
def test_a_post_goes_to_a_resource_or_to_a_receiver(paths: str, label: str, answer: bool) -> None:
    assert asked('operation.postsTo(["payments", "webhooks"])', paths, label) is answer


def test_the_samples_of_a_response_are_those_of_its_headers_content_and_schemas() -> None:
    response = """
    /a:
      get:
        responses:
          "500":
            headers: {X: {example: one}}
            content:
              application/json:
                examples: {a: {value: {b: [two]}}}
                schema: {type: object, example: three, properties: {c: {type: string, example: four}}}
    """
    subject = model_of(api(response)).subjects("response")[0]
    assert evaluated("response.samples().map(s, s.texts.map(t, t.value)).flatten()", subject, "response") == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("patterns", "answer"), [('["k_[0-9]+"]', True), ('["k_[a-z]+", "beta[/]"]', True), ('["k_[a-z]+"]', False), ("[]", False)]
)
def test_a_description_mentions_what_any_of_its_files_holds(patterns: str, answer: bool) -> None:
    model = model_of(api("/a: {$ref: beta/a.yaml}"), {"beta/a.yaml": "get: {summary: k_42}"})
    assert evaluated(f"document.mentions({patterns})", model.document_view, "document") is answer
