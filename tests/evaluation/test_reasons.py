"""Why a finding is one: the parts of the `must` that made it false, with the values of the very subject."""

from celadon.evaluation.evaluator import evaluate
from celadon.evaluation.plan import Plan
from celadon.terms.policy import ParamValue
from tests.evaluation.building import entry_of, policy_of
from tests.models.building import model_of

API = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get: {operationId: one, tags: [x]}
  /b:
    post: {operationId: two, tags: [y, z]}
components:
  schemas:
    S: {type: string}
"""


def reasons(body: str, document: str = API, *, is_asked: bool = True, params: dict[str, ParamValue] | None = None) -> list[dict[str, str]]:
    model = model_of(document)
    entry = entry_of(policy_of(body), params)
    plan = Plan.of([entry], kind=model.kind, family=model.family, version=model.version)
    return [dict(found.explanation) for found in evaluate(plan, model, document="api.yaml", with_reasons=is_asked).findings]


def test_only_what_made_the_rule_false_is_told() -> None:
    (told,) = reasons("target: operation\nmust: operation.path != '' && operation.tags.size() < 2\n")
    assert told == {
        "operation.tags": '["y", "z"]',
        "operation.tags.size()": "2",
        "operation.tags.size() < 2": "false",
        "operation.path != '' && operation.tags.size() < 2": "false",
    }


def test_nothing_is_told_where_nobody_asks() -> None:
    assert reasons("target: operation\nmust: operation.tags.size() < 2\n", is_asked=False) == [{}]


def test_each_finding_tells_the_values_of_its_own_subject() -> None:
    told = reasons("target: operation\nmust: operation.operation_id == 'three'\n")
    assert [one["operation.operation_id"] for one in told] == ['"one"', '"two"']


def test_parameters_variables_and_today_have_their_values() -> None:
    body = (
        "target: operation\n"
        "params: {most: {type: int, default: 1, description: d}}\n"
        "variables: {count: operation.tags.size()}\n"
        "must: variables.count <= params.most && today > timestamp('2000-01-01T00:00:00Z')\n"
    )
    (told,) = reasons(body)
    assert (told["variables.count"], told["params.most"]) == ("2", "1")
    assert (told["operation.tags"], told["operation.tags.size()"]) == ('["y", "z"]', "2")
    assert list(told).index("operation.tags.size()") < list(told).index("variables.count")
    assert reasons(body, params={"most": 5}) == []


def test_of_several_findings_blocks_the_one_that_failed_explains_itself() -> None:
    body = (
        "target: operation\n"
        "findings:\n"
        "  - {id: first, must: operation.tags.size() > 0, message: m}\n"
        "  - {id: second, must: operation.operation_id == 'one', message: m}\n"
    )
    (told,) = reasons(body)
    assert list(told) == ["operation.operation_id", "operation.operation_id == 'one'"]


def test_a_policy_with_several_targets_explains_the_one_that_was_visited() -> None:
    body = "target: [operation, schema]\nmust: operation == null || operation.tags.size() < 2\n"
    (told,) = reasons(body)
    assert told["operation.tags.size()"] == "2"


def test_an_element_at_which_all_stopped_is_told() -> None:
    (told,) = reasons("target: operation\nmust: operation.tags.all(t, t != 'z')\n")
    assert told["t"] == '"z"'
    assert told["t != 'z'"] == "false"


def test_a_long_rule_has_its_value_still() -> None:
    terms = " || ".join(f"operation.operation_id == 'name{number}'" for number in range(40))
    told = reasons(f"target: operation\nmust: {terms}\n")[0]
    assert told[terms] == "false"
