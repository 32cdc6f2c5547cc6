"""What is judged before schemas are looked at is what would be judged afterwards, and nobody needs a schema for it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from celadon.bundles.loading import load_bundle
from celadon.bundles.shipped import built_in_bundles
from celadon.evaluation.compiled import CompiledPolicy
from celadon.evaluation.compiling import compile_policy
from celadon.evaluation.evaluator import Judged, evaluate
from celadon.evaluation.plan import Entry, Plan
from celadon.evaluation.scope import Params, midnight
from celadon.models.declarations import facts_of
from celadon.models.openapi.model import OpenApiModel
from celadon.models.openapi.targets import RESTING, TARGETS
from celadon.models.view import View
from celadon.sources.sharing import Early, Groups, Sharing, T, Unable, among, can_fork, in_turn
from tests.evaluation.building import TODAY
from tests.models.building import api, model_of

SAMPLES = Path(__file__).parents[2] / "specs" / "openapi"
SHARED = api(
    """
    /late/{id}:
      post:
        deprecated: true
        parameters: [{$ref: "#/components/parameters/Id"}]
        requestBody: {$ref: "#/components/requestBodies/Order"}
        responses: {"200": {$ref: "#/components/responses/Ok"}, "429": {$ref: "#/components/responses/Slow"}}
    /payments/{id}:
      parameters: [{$ref: "#/components/parameters/Id"}, {name: api_key, in: query, schema: {type: string}}]
      get: {responses: {default: {$ref: "#/components/responses/Slow"}, 2XX: {$ref: "#/components/responses/Ok"}}}
      post:
        security: [{basic: []}]
        requestBody: {$ref: "#/components/requestBodies/Order"}
        responses: {"200": {$ref: "#/components/responses/Slow"}}
        callbacks: {done: {"{$request.body#/url}": {post: {responses: {"200": {$ref: "#/components/responses/Ok"}}}}}}
    """,
    more="""
    webhooks: {paid: {post: {requestBody: {$ref: "#/components/requestBodies/Order"}, responses: {"200": {$ref: "#/components/responses/Ok"}}}}}
    components:
      securitySchemes: {basic: {type: http, scheme: basic}}
      parameters: {Id: {name: id, in: path, required: true, schema: {type: string}}}
      headers: {Retry-After: {schema: {type: string}}}
      requestBodies: {Order: {content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}}
      responses:
        Ok: {description: Fine, headers: {X-Powered-By: {schema: {type: string}}}, content: {text/plain: {schema: {type: string}}}}
        Slow: {description: Slow, headers: {Retry-After: {$ref: "#/components/headers/Retry-After"}}}
      schemas: {Order: {type: object, properties: {url: {type: string}, amount: {type: number}}}}
    """,
)
LEGACY = api(
    """
    /a/{id}:
      post:
        consumes: [application/json]
        produces: [application/json]
        parameters: [{$ref: "#/parameters/Id"}, {name: body, in: body, schema: {$ref: "#/definitions/Order"}}, {name: q, in: query, type: string}]
        responses: {"200": {$ref: "#/responses/Ok"}}
      get: {responses: {"200": {$ref: "#/responses/Ok"}, "500": {description: D, schema: {$ref: "#/definitions/Order"}}}}
    """,
    version="2.0",
    more="""
    parameters: {Id: {name: id, in: path, required: true, type: string}}
    responses: {Ok: {description: Fine, headers: {Server: {type: string}}, schema: {$ref: "#/definitions/Order"}}}
    definitions: {Order: {type: object, properties: {amount: {type: number}}}}
    """,
)
DOCUMENTS = {
    "shared": SHARED,
    "2.0": LEGACY,
    **{name: (SAMPLES / name).read_text(encoding="utf-8") for name in ("payments-bad.yaml", "legacy-orders.yaml")},
}


@cache
def compiled() -> tuple[CompiledPolicy, ...]:
    return tuple(
        compile_policy(policy)
        for name, folder in built_in_bundles().items()
        for policy in load_bundle(folder, shown=name).policies
        if "openapi" in policy.kinds
    )


def plan(model: OpenApiModel) -> Plan:
    entries = [Entry(one, one.policy.severity, Params(one.policy.params, {}), midnight(TODAY)) for one in compiled()]
    return Plan.of(entries, kind="openapi", family="openapi", version=model.version)


def judged(name: str, share: Sharing) -> Judged:
    model = model_of(DOCUMENTS[name])
    return evaluate(plan(model), model, document="api.yaml", share=share)


def early_first(work, groups: Groups, *, first, early: Early | None = None) -> dict[int, T]:
    """Do the early pieces without the foundations, in this process, and all others with them, on a model of their own."""
    assert early is not None
    early.before()
    return {number: work(number) for group in early.groups for number in group}


def early_parts(name: str) -> dict[int, object]:
    """Judge the early policies of a document that has nothing yet."""
    found: dict[int, object] = {}

    def note(work, groups: Groups, *, first, early: Early | None = None) -> dict[int, T]:
        found.update(early_first(work, groups, first=first, early=early))
        raise Unable

    with pytest.raises(Unable):
        judged(name, note)
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_judged_early_is_what_is_judged_late(name: str) -> None:
    late: dict[int, object] = {}

    def note(work, groups: Groups, *, first, early: Early | None = None) -> dict[int, T]:
        answers: dict[int, T] = in_turn(work, groups, first=first, early=early)
        late.update(answers)
        return answers

    judged(name, note)
    early = early_parts(name)
    assert len(early) > 30
    assert early == {number: late[number] for number in early}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.skipif(not can_fork(), reason="this system does not fork")
def test_processes_that_share_say_what_one_says(name: str) -> None:
    alone = judged(name, in_turn)
    assert judged(name, among(2)) == alone
    assert judged(name, among(4)) == alone
    assert alone.findings


def facts(view: View, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Read every fact of a view and of what it leads to; give those that need a schema."""
    for name, member in facts_of(type(view)).items():
        try:
            value = getattr(view, name)
        except Unable:
            yield view.cel_name, member.field
            continue
        inner = value if isinstance(value, (tuple, list)) else (value,)
        for one in inner[:4] if depth < 4 else ():
            if isinstance(one, View):
                yield from facts(one, depth + 1)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_field_and_target_that_needs_schemas_is_said_to_rest_on_them(name: str) -> None:
    model = model_of(DOCUMENTS[name])
    model.do_without()
    needy = {field for _, field in facts(model.document_view)}
    for target in TARGETS:
        try:
            subjects = model.subjects(target)
        except Unable:
            needy.add(target)
            continue
        needy |= {field for view in subjects for _, field in facts(view)}
    assert needy <= RESTING
    assert {"schema", "property"} <= needy
