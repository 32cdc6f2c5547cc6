"""What of a `when` is asked once for a document."""

import pytest

from celadon.cel.environment import Environment
from celadon.evaluation.hoisting import names, shared_conjuncts, shared_variables
from celadon.terms.verdict import Judgement
from tests.evaluation.building import entry_of, judge, policy_of

SHARED = frozenset({"document", "params", "today"})
VARIABLES = dict.fromkeys(("document", "params", "variables"), "map(string, bool)") | dict.fromkeys(
    ("a", "b"), "nullable(map(string, bool))"
)


def _shared(source, visited="a", subjects=("a",)):
    tree = Environment(VARIABLES).compile(source).tree()
    return shared_conjuncts(tree, source, visited=visited, subjects=frozenset(subjects), shared=SHARED)


@pytest.mark.parametrize(
    ("source", "conjuncts"),
    [
        ("document.x", ["(document.x)"]),
        ("a.x && document.x && params.y", ["(document.x)", "(params.y)"]),
        ("(document.x || params.y) && a.x", ["(document.x) || (params.y)"]),
        ("document.x || a.x", []),
        ("a.x && variables.x", []),
        ("[1, 2].exists(a, a > 1) && a.x", ["([1, 2].exists(a, a > 1))"]),
        ("!document.x && (a.x ? document.x : params.y)", ["(!document.x)"]),
        ("a == null || document.x", []),
    ],
)
def test_conjuncts_without_a_subject_are_shared(source, conjuncts):
    assert list(_shared(source)[0]) == conjuncts


@pytest.mark.parametrize(
    ("source", "visited", "conjuncts"),
    [
        ("a == null || document.x", "a", ["(document.x)"]),
        ("a == null || document.x", "b", []),
        ("null != b || document.x", "a", ["(document.x)"]),
        ("a != null || b != null", "a", []),
        ("a == null || b.x || document.x", "a", []),
    ],
)
def test_of_several_subjects_the_one_that_is_visited_is_there_and_the_others_are_not(source, visited, conjuncts):
    assert list(_shared(source, visited, ("a", "b"))[0]) == conjuncts


@pytest.mark.parametrize(
    ("source", "is_whole"),
    [
        ("document.x && params.y", True),
        ("document.x && a.x", False),
        ("a == null || document.x", True),
        ("b == null || a.x", True),
        ("(b == null || a.x) && (a == null || document.x || a.x)", False),
    ],
)
def test_shared_conjuncts_may_be_all_that_is_asked(source, is_whole):
    assert _shared(source, "a", ("a", "b"))[1] is is_whole


def test_where_the_shared_conjuncts_are_all_and_hold_every_subject_is_concerned():
    judged = judge('target: [operation, info]\nwhen: "operation == null || document.version == \'3.1.0\'"\nmust: "false"\n', API)
    assert [finding.location.pointer for finding in judged.findings] == ["/paths/~1a/get", "/info"]


def test_variables_that_rest_on_the_document_alone_are_shared():
    sources = {
        "x": "document.x",
        "y": "a.x",
        "z": "variables.x && params.y",
        "u": "variables.x || variables.y",
        "v": "[true].all(x, x && variables.z)",
        "w": "size(variables) == 0",
    }
    trees = {name: Environment(VARIABLES).compile(source).tree() for name, source in sources.items()}
    assert shared_variables(trees, shared=SHARED, holder="variables") == ("x", "z", "v")


def test_the_variables_of_macros_are_no_variables():
    assert names(Environment(VARIABLES).compile("[true].all(x, x && a.y)").tree()) == {"a"}


API = "openapi: 3.1.0\ninfo: {title: T}\npaths: {/a: {get: {}}}\n"


def test_a_document_that_concerns_nobody_is_not_visited():
    judged = judge("target: operation\nwhen: document.version == '3.0.0' && operation.tags[9] == ''\nmust: 'false'\n", API)
    assert judged.verdicts[0].judgement is Judgement.NOT_APPLICABLE
    assert judged.view.subjects == {}


def test_a_gate_that_fails_is_left_to_the_subjects():
    judged = judge("target: operation\nwhen: document.tags[9].name == '' && operation.path == '/b'\nmust: 'false'\n", API)
    assert judged.verdicts[0].judgement is Judgement.NOT_APPLICABLE  # false for the only subject, whatever the other side is
    judged = judge("target: webhook\nwhen: document.tags[9].name == '' && webhook.raw == ''\nmust: 'false'\n", API)
    assert judged.verdicts[0].judgement is Judgement.NOT_APPLICABLE  # no subject, so nobody asks


def test_one_target_of_several_may_be_spared():
    judged = judge('target: [operation, info]\nwhen: "operation == null || document.version == \'3.0.0\'"\nmust: "false"\n', API)
    assert [finding.location.pointer for finding in judged.findings] == ["/info"]
    assert judged.view.subjects == {"info": 1}


def test_gates_are_kept_with_the_programs():
    kept = entry_of(
        policy_of("target: operation\nwhen: document.version == '3.0.0' && operation.deprecated\nmust: 'false'\n")
    ).compiled.keep()
    assert kept.gates == ((("(document.version == '3.0.0')",), False),)


def test_today_is_the_day_of_the_run_everywhere():
    body = "target: info\nwhen: today > timestamp('2026-11-22T23:59:59Z')\nvariables: {day: today}\nmust: variables.day > today\n"
    judged = judge(body + 'message: "on {{ today }}"\nremediation: "before {{ today }}"\n', API)
    assert [(finding.message, finding.remediation) for finding in judged.findings] == [
        ("on 2026-11-23T00:00:00Z", "before 2026-11-23T00:00:00Z")
    ]
