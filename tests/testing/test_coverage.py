"""What cases try: terms both ways, parameters, versions."""

from celadon.cel.environment import Environment
from celadon.evaluation.compiling import compile_policy
from celadon.testing.cases import cases_of
from celadon.testing.coverage import deciding, measure
from celadon.testing.running import run
from tests.testing.building import START, policy_with


def _terms(source):
    program = Environment({"a": "bool", "b": "bool", "c": "bool", "xs": "list(int)"}).compile(source)
    return [source[term.start : term.end] for term in deciding(program.tree())]


def test_the_terms_that_decide_are_operands_conditions_and_predicates():
    assert _terms("a") == ["a"]
    assert sorted(_terms("a && b || !c")) == ["!c", "a", "a && b || !c", "b"]
    assert _terms("a ? b : c") == ["a ? b : c", "a"]
    assert _terms("xs.exists(x, x > 1 && x < 3)") == ["xs.exists(x, x > 1 && x < 3)", "x > 1", "x < 3"]
    assert _terms("xs.filter(x, x > 1).size() == 0 || true") == [
        "xs.filter(x, x > 1).size() == 0 || true",
        "xs.filter(x, x > 1).size() == 0",
        "x > 1",
    ]


def _measured(examples, start=START):
    policy = policy_with(examples, start=start)
    compiled = compile_policy(policy)
    return measure(compiled, [run(case, compiled) for case in cases_of(policy)])


def _example(answer, document, more=""):
    return f"  {answer}:\n    - title: T\n{more}      document: |\n        {document}\n"


ALL_VERSIONS = "".join(
    f"    - {{title: T, document: '{{{key}: \"{version}\", paths: {{/a: {{get: {{operationId: a}}}}}}}}'}}\n"
    for key, version in (("swagger", "2.0"), ("openapi", "3.0.0"), ("openapi", "3.1.0"), ("openapi", "3.2.0"))
)


def test_what_no_case_tries_is_named_in_the_order_of_the_policy():
    coverage = _measured("examples:\n" + _example("accepted", "{openapi: 3.1.0, paths: {/a: {get: {operationId: a}}}}"))
    assert [gap.message for gap in coverage.gaps] == [
        "no case makes `operation.method in params.methods` false",
        "no case makes `operation.operation_id != null` false",
        "no case sets the parameter 'methods'",
        "no case is an OpenAPI 2.0 document",
        "no case is an OpenAPI 3.0 document",
        "no case is an OpenAPI 3.2 document",
    ]
    assert (coverage.branches, coverage.covered, coverage.percent) == (4, 2, 50.0)
    assert [gap.location.span.start.line for gap in coverage.gaps[:2]] == [13, 14]


def test_cases_that_try_everything_leave_no_gap():
    text = (
        "examples:\n  accepted:\n"
        + ALL_VERSIONS
        + _example(
            "refused", "{openapi: 3.1.0, paths: {/a: {put: {}, get: {operationId: a}}}}  # finds: named", "      params: {methods: [put]}\n"
        )
    )
    coverage = _measured(text)
    assert (coverage.gaps, coverage.percent) == ((), 100.0)


def test_what_stands_behind_a_false_rule_is_not_tried():
    start = START.replace(
        START[START.index("must:") : START.index("remediation:")],
        "findings:\n  - {id: a, must: 'false', message: m}\n  - {id: b, must: operation.deprecated, message: m}\n",
    )
    messages = [
        gap.message
        for gap in _measured("examples:\n" + _example("refused", "{openapi: 3.1.0, paths: {/a: {get: {}}}}  # finds: named"), start).gaps
    ]
    assert "no case makes `operation.deprecated` true" in messages
    assert "no case makes `operation.deprecated` false" in messages
    assert "no case makes `false` true" in messages


def test_an_unknown_is_neither_true_nor_false():
    start = START.replace("must: operation.operation_id != null", "must: operation.parameters.all(p, p.required)")
    text = "examples:\n" + _example("inconclusive", "{openapi: 3.1.0, paths: {/a: {get: {parameters: [{$ref: gone.yaml}]}}}}")
    messages = [gap.message for gap in _measured(text, start).gaps if gap.kind == "branch"]
    assert "no case makes `operation.parameters.all(p, p.required)` true" in messages
    assert "no case makes `operation.parameters.all(p, p.required)` false" in messages


def test_a_part_that_leaves_a_case_inconclusive_has_shown_what_documents_can_show():
    rule = "must: operation.operation_id != null"
    start = START.replace(rule, f"{rule} || operation.parameters.all(p, p.required)")
    path = "{openapi: 3.1.0, paths: {/a: {get: %s}}}"
    examples = "examples:\n" + _example("accepted", path % "{operationId: a}")
    examples += _example("refused", path % "{parameters: [{name: a, in: query}]}" + "  # finds: named")
    without = [gap.message for gap in _measured(examples, start=start).gaps if gap.kind == "branch"]
    assert without == [
        "no case makes `operation.method in params.methods` false",
        "no case makes `operation.parameters.all(p, p.required)` true",
        "no case makes `p.required` true",
    ]
    examples += _example("inconclusive", path % "{parameters: [{$ref: gone.yaml}]}")
    told = [gap.message for gap in _measured(examples, start=start).gaps if gap.kind == "branch"]
    assert told == ["no case makes `operation.method in params.methods` false"]
