"""Mistakes of a policy's expressions, each where it stands in the policy's YAML; and programs that were kept."""

import pytest

from celadon.evaluation.compiled import keep, revive
from celadon.evaluation.compiling import compile_policies, compile_policy
from celadon.evaluation.evaluator import evaluate
from celadon.evaluation.plan import Entry, Plan
from celadon.evaluation.scope import Params, midnight
from celadon.terms.errors import InvalidBundle
from tests.evaluation.building import TODAY, policy_of
from tests.models.building import model_of


def _complaints(body, **head):
    with pytest.raises(InvalidBundle) as caught:
        compile_policy(policy_of(body, **head))
    return [
        f"{problem.location.span.start.line}:{problem.location.span.start.column} {problem.message}" for problem in caught.value.problems
    ]


MUST = "must: 'true'\n"
MISTAKES = {
    "a field that is none": ("target: operation\nmust: operation.operationid != null\n", ["7:17 undefined field 'operationid' on operation (did you mean 'operation_id'?)"]),
    "a folded text": (
        "target: operation\nmust: >\n  operation.path != '' &&\n  operation.metod == 'get'\n",
        ["9:13 undefined field 'metod' on operation (did you mean 'method'?)"],
    ),
    "a literal block in a block": (
        "target: operation\nfindings:\n  - id: a\n    must: |\n      true\n      && operation.metod == 'get'\n    message: m\n",
        ["11:20 undefined field 'metod' on operation (did you mean 'method'?)"],
    ),
    "a quoted text": ("target: operation\nmust: 'operation.metod == ''get'''\n", ["7:18 undefined field 'metod' on operation (did you mean 'method'?)"]),
    "several at once": (
        "target: operation\nvariables: {a: operation.x}\nwhen: operation.y\nmust: variables.a && operation.z\nat: operation.u\n",
        [
            "7:26 undefined field 'x' on operation",
            "8:17 undefined field 'y' on operation",
            "9:32 undefined field 'z' on operation",
            "10:15 undefined field 'u' on operation",
        ],
    ),
    "a rule that is no bool": ("target: operation\nmust: operation.path\n", ["7:7 the expression is string; bool is needed here"]),
    "an unknown variable": ("target: operation\nmust: variables.keys == 1\n", ["7:17 undefined field 'keys' on variables"]),
    "a variable before it is declared": (
        "target: operation\nvariables: {a: variables.b, b: '1'}\n" + MUST,
        ["7:26 undefined field 'b' on variables"],
    ),
    "an unknown parameter": ("target: operation\nmust: params.n == 1\n", ["7:14 undefined field 'n' on params"]),
    "an unknown target": ("target: operations\n" + MUST, ["6:1 there is no target 'operations' in openapi documents"]),
    "an unknown target among several": ("target: [operation, opration]\n" + MUST, ["6:1 there is no target 'opration' in openapi documents"]),
    "a place that is text": ("target: operation\n" + MUST + "at: operation.pointer\n", ["8:5 `at` is a place in the document, this is of type string"]),
    "a map in a message": (
        'target: operation\nmust: "true"\nmessage: "of {{ operation.extensions }}"\n',
        ["8:17 a map(string, dyn) cannot be printed"],
    ),
    "a list of objects in a message": (
        'target: operation\nmust: "true"\nmessage: "of {{ operation.parameters }}"\n',
        ["8:17 a list(parameter) cannot be printed"],
    ),
    "an error inside a message": ('target: operation\nmust: "true"\nmessage: "of {{ operation.pth }}"\n', ["8:27 undefined field 'pth' on operation (did you mean 'path'?)"]),
    "an open template": ('target: operation\nmust: "true"\nmessage: "of {{ operation.path"\n', ["8:14 '{{' has no '}}'"]),
    "a remediation that sees the subject": ("target: operation\n" + MUST + 'remediation: "at {{ operation.path }}"\n', ["8:21 undeclared reference to 'operation'"]),
    "a selector with a filter": ("target: node\nselect: $.a[?(@.b)]\n" + MUST, ["7:9 `select`: the selector is not understood from character 4, '[?(@.b)]': a filter belongs in `when`"]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "complaints"), MISTAKES.values(), ids=MISTAKES.keys())
def test_each_mistake_is_told_where_it_stands(body, complaints):
    assert _complaints(body) == complaints


def test_a_mistake_shows_the_line_in_which_it_stands():
    with pytest.raises(InvalidBundle) as caught:
        compile_policy(policy_of("target: operation\nmust: >\n  operation.path != '' &&\n  operation.metod == 'get'\n"))
    excerpt = caught.value.problems[0].location.excerpt
    assert (excerpt.first_line, excerpt.lines) == (9, ("  operation.metod == 'get'",))


def test_a_kind_that_no_model_has_is_told_with_the_nearest():
    with pytest.raises(InvalidBundle) as caught:
        compile_policy(policy_of("target: operation\n" + MUST, kinds='{opnapi: "*"}'))
    told = [(problem.message, problem.hint) for problem in caught.value.problems]
    assert ("there is no kind of document 'opnapi'", "did you mean 'openapi'?") in told


def test_a_policy_of_two_families_is_refused():
    assert _complaints("target: operation\n" + MUST, kinds='{openapi: "*", kong: "*"}') == [
        "4:1 a policy speaks of one family of documents, this of gateway and openapi"
    ]


def test_mistakes_of_several_policies_are_told_at_once():
    broken = [policy_of("target: operation\nmust: operation.x\n", name=name) for name in ("a", "b")]
    with pytest.raises(InvalidBundle) as caught:
        compile_policies([broken[0], policy_of("target: info\n" + MUST), broken[1]])
    assert [problem.policy for problem in caught.value.problems] == ["team/a", "team/b"]


KEPT = """\
target: [operation, document]
params: {n: {type: double, default: 1, description: d}, names: {type: list(string), default: [x], description: d}}
variables:
  count: double(document.operations.size())
  first: "operation == null ? '' : operation.path"
when: variables.count > params.n
findings:
  - {id: a, must: "!(variables.first in ['/a', '/b'])", at: operation, message: "{{ variables.first }} of {{ variables.count }}"}
  - {id: b, must: "variables.first.matches('^/[a-c]$') || operation == null || params.names == ['y']", message: b}
remediation: {text: "for {{ params.names }}", snippets: {openapi: "of {{ document.version }}"}}
"""
API = "openapi: 3.1.0\ninfo: {title: T}\npaths: {/a: {get: {tags: [x]}}, /b: {put: {}}, /c: {put: {}}, /d: {put: {}}}\n"


def test_kept_programs_say_what_fresh_ones_say():
    policy = policy_of(KEPT)
    fresh = compile_policy(policy)
    again = revive(policy.bare(), keep(fresh))
    model = model_of(API)
    judged = [
        evaluate(Plan.of([Entry(compiled, policy.severity, Params(policy.params, {}), midnight(TODAY))], kind="openapi", family="openapi", version="3.1.0"), model, document="d")
        for compiled in (fresh, again)
    ]  # fmt: skip
    assert judged[0] == judged[1]
    assert [(finding.block, finding.message, finding.remediation) for finding in judged[0].findings] == [
        ("a", "/a of 4", "for x\n\n    of 3.1.0"),
        ("a", "/b of 4", "for x\n\n    of 3.1.0"),
        ("b", "b", "for x\n\n    of 3.1.0"),
    ]


def test_what_is_kept_is_kept_again_as_it_was():
    policy = policy_of(KEPT)
    kept = keep(compile_policy(policy))
    assert keep(revive(policy, kept)) == kept
    assert keep(compile_policy(policy)) == kept


def test_nothing_is_made_of_a_kept_policy_for_subjects_that_do_not_exist():
    policy = policy_of("target: server\nwhen: server.url != ''\nmust: server.url == 'a'\n")
    compiled = revive(policy, keep(compile_policy(policy)))
    (visit,) = compiled.visits
    plan = Plan.of([Entry(compiled, policy.severity, Params((), {}), midnight(TODAY))], kind="openapi", family="openapi", version="3.1.0")
    assert evaluate(plan, model_of(API), document="d").verdicts[0].subjects == 0
    assert ("blocks" in vars(visit), "pieces" in vars(compiled)) == (False, False)
    served = "openapi: 3.1.0\nservers: [{url: a}, {url: b}]\n"
    assert (evaluate(plan, model_of(served), document="d").verdicts[0].failed, "blocks" in vars(visit)) == (1, True)


def test_of_a_policy_that_was_not_kept_everything_is_made_before_a_document_is_read(monkeypatch):
    policy = policy_of("target: server\nvariables: {u: server.url}\nwhen: variables.u != ''\nmust: variables.u == 'a'\nmessage: m\n")
    compiled = compile_policy(policy)
    monkeypatch.setattr("celadon.cel.compiling.compiling.generate", None)
    plan = Plan.of([Entry(compiled, policy.severity, Params((), {}), midnight(TODAY))], kind="openapi", family="openapi", version="3.1.0")
    verdict = evaluate(plan, model_of("openapi: 3.1.0\nservers: [{url: a}, {url: b}]\n"), document="d").verdicts[0]
    assert (verdict.passed, verdict.failed, verdict.errors) == (1, 1, 0)


def test_ranges_and_vendors_decide_who_is_spoken_of():
    compiled = compile_policy(policy_of("target: gateway\n" + MUST, kinds='{gateway: "*", kong: ">=3.0"}'))
    assert compiled.speaks_of("kong", "gateway", "3.4")
    assert not compiled.speaks_of("kong", "gateway", "2.8")
    assert compiled.speaks_of("envoy", "gateway", "")
    assert not compiled.speaks_of("openapi", "openapi", "3.1.0")


@pytest.mark.parametrize("target", ["operation", "[operation, path]"])
def test_a_condition_that_is_too_deep_by_the_brackets_of_ours_is_a_mistake_of_the_policy(target: str) -> None:
    deep = "(" * 99 + "document.version == '3.1.0'" + ")" * 99
    with pytest.raises(InvalidBundle) as caught:
        compile_policy(policy_of(f"target: {target}\nwhen: {deep} && 1 < 2\nmust: 'false'\n"))
    (problem,) = caught.value.problems
    assert (problem.kind, problem.policy, problem.hint) == ("invalid-policy", "team/tested", "split it into variables")
    assert problem.message == "the expression is nested more than 100 levels deep"
    assert problem.location is not None
    assert problem.location.span.start.line == 7
