"""What of a `when` is asked once for a document."""

import pytest

from celadon.cel.environment import Environment
from celadon.evaluation.compiled import keep, revive
from celadon.evaluation.hoisting import SAME, Scope, lone_disjuncts, names, shared_conjuncts, shared_variables, split_conjuncts
from celadon.terms.verdict import Judgement
from tests.evaluation.building import entry_of, judge, policy_of

SHARED = frozenset({"document", "params", "today"})
VARIABLES = dict.fromkeys(("document", "params", "variables"), "map(string, bool)") | dict.fromkeys(
    ("a", "b"), "nullable(map(string, bool))"
)


POLICY_VARIABLES = {
    "alone": "[true].exists(e, a.x)",
    "of_two": "a.x && a.y",
    "of_none": "[true].exists(e, document.x)",
    "cheap": "a.x",
    "deep": "variables.alone || document.x",
    "itself": "size(a) > 0",
    "one": "a.x",
    "either": "a == null ? b.y : a.x",
    "again": "variables.either",
}
FACTS = {"x": "x", "y": "why", "name": "name", "x.u": "x.u", "x.v": "x.vee", "y.u": "why.u"}


def _scope(visited="a", subjects=("a",), few=()):
    environment = Environment(VARIABLES)
    return Scope(
        visited=visited,
        subjects=frozenset(subjects),
        shared=SHARED,
        variables={name: environment.compile(source).tree() for name, source in POLICY_VARIABLES.items()},
        attribute=FACTS.get,
        few=frozenset(few),
    )


def _shared(source, visited="a", subjects=("a",)):
    return shared_conjuncts(Environment(VARIABLES).compile(source).tree(), source, _scope(visited, subjects))


def _split(source, **scope):
    return split_conjuncts(Environment(VARIABLES).compile(source).tree(), source, _scope(**scope))


def _disjuncts(source, **scope):
    return lone_disjuncts(Environment(VARIABLES).compile(source).tree(), source, _scope(**scope))


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
    assert list(_shared(source)) == conjuncts


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
    assert list(_shared(source, visited, ("a", "b"))) == conjuncts


@pytest.mark.parametrize(
    ("source", "is_all"),
    [
        ("document.x && params.y", True),
        ("document.x && a.x", False),
        ("a == null || document.x", True),
        ("b == null || a.x", True),
        ("(b == null || a.x) && (a == null || document.x || a.x)", False),
        ("a == null ? a.x : document.x", True),
    ],
)
def test_shared_conjuncts_may_be_all_that_is_asked(source, is_all):
    split = _split(source, subjects=("a", "b"))
    assert (split == ((), "")) is is_all


@pytest.mark.parametrize(
    ("source", "lone", "rest"),
    [
        ("[true].exists(e, a.x) && a.y", [("x", "([true].exists(e, a.x))")], "((a.y))"),
        ("[true].exists(e, a.x && a.y)", [], "(([true].exists(e, a.x && a.y)))"),
        ("a.x", [], "((a.x))"),
        ("[true].exists(e, a.z)", [], "(([true].exists(e, a.z)))"),
        ("[true].exists(e, size(a) > 0)", [], "(([true].exists(e, size(a) > 0)))"),
        ("[a].exists(e, e.x)", [], "(([a].exists(e, e.x)))"),
        ("[true].exists(a, a) && document.x", [], ""),
        ("variables.alone && document.x", [("x", "(variables.alone)")], ""),
        ("variables.deep || a.x", [("x", "(variables.deep) || (a.x)")], ""),
        ("variables.deep || a.y", [], "((variables.deep) || (a.y))"),
        ("variables.of_two", [], "((variables.of_two))"),
        ("variables.cheap", [], "((variables.cheap))"),
        ("variables.itself", [], "((variables.itself))"),
        ("variables.of_none", [(SAME, "(variables.of_none)")], ""),
        ("size(variables) > 0", [], "((size(variables) > 0))"),
        ("variables.alone && [true].all(e, a.x) && a.y", [("x", "((variables.alone)) && (([true].all(e, a.x)))")], "((a.y))"),
        (
            "variables.alone && [a.y].all(e, e) && variables.alone",
            [("x", "(variables.alone)"), ("why", "([a.y].all(e, e))"), ("x", "(variables.alone)")],
            "",
        ),
    ],
)
def test_a_costly_conjunct_on_one_fact_is_asked_once_for_each_value(source, lone, rest):
    assert _split(source) == (tuple((one,) for one in lone), rest)


@pytest.mark.parametrize(
    ("source", "lone"),
    [
        ("[true].exists(e, a.x.u)", "x.u"),
        ("[true].exists(e, a.x.v == 'v')", "x.vee"),
        ("[true].exists(e, a.x.z)", "x"),
        ("[true].exists(e, a.x.u || a.x.v)", "x"),
        ("[true].exists(e, a.x != null && a.x.u)", "x"),
        ("[true].exists(e, a.x.u.z)", "x.u"),
        ("[true].exists(e, has(a.x.u))", "x"),
        ("[true].exists(e, a.x.?u.hasValue())", "x"),
        ("[true].exists(e, a.x.u || a.y.u)", None),
        ("[true].exists(e, a.z.u)", None),
        ("[true].exists(e, variables.one.u)", "x.u"),
        ("[true].exists(e, variables.either.u)", "x.u"),
        ("[true].exists(e, variables.again.v == 'v')", "x.vee"),
        ("[true].exists(e, (a == null ? b.y : a.x).u)", "x.u"),
        ("[true].exists(e, variables.deep.u)", "x"),
        ("[{'x': {'u': true}}].exists(a, a.x.u) && [true].exists(e, a.x.u)", "x.u"),
    ],
)
def test_a_fact_of_an_object_that_is_a_fact_is_one_too(source, lone):
    variables = VARIABLES | dict.fromkeys(("a", "b"), "nullable(map(string, dyn))") | {"variables": "map(string, dyn)"}
    split = split_conjuncts(Environment(variables).compile(source).tree(), source, _scope(subjects=("a", "b")))
    assert [fact for ((fact, _),) in split.lone] == ([] if lone is None else [lone])
    assert bool(split.rest) is (lone is None)


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("variables.alone || [a.y].all(e, e)", [("x", "(variables.alone)"), ("why", "([a.y].all(e, e))")]),
        ("variables.alone || [a.y].all(e, e) || a.x", None),
        (
            "variables.alone || [a.y].all(e, e) || variables.deep",
            [("x", "(variables.alone) || (variables.deep)"), ("why", "([a.y].all(e, e))")],
        ),
        (
            "variables.alone || params.x || [a.y].all(e, e)",
            [("x", "(variables.alone)"), (SAME, "(params.x)"), ("why", "([a.y].all(e, e))")],
        ),
        ("variables.alone || variables.of_two", None),
    ],
)
def test_disjuncts_may_rest_on_a_fact_each(source, parts):
    assert _split(source) == (((), f"({_bracketed(source)})") if parts is None else ((tuple(parts),), ""))


def _bracketed(disjunction):
    return " || ".join(f"({one})" for one in disjunction.split(" || "))


def test_a_cheap_conjunct_is_asked_by_value_where_there_are_few():
    assert _split("a.x && a.y", few=["x"]) == (((("x", "(a.x)"),),), "((a.y))")


@pytest.mark.parametrize(("visited", "lone"), [("a", ("x", "([true].all(e, a.x))")), ("b", ("x", "([true].all(e, b.x))"))])
def test_of_a_choice_between_subjects_the_visited_side_counts(visited, lone):
    source = "(a == null ? [true].all(e, b.x) : [true].all(e, a.x)) && size(variables) > 0"
    assert _split(source, visited=visited, subjects=("a", "b")) == (((lone,),), "((size(variables) > 0))")


def test_a_conjunct_that_is_false_for_the_visited_subject_stays():
    assert _split("a == null && [true].all(e, a.x)", subjects=("a", "b")) == (((("x", "([true].all(e, a.x))"),),), "(false)")


@pytest.mark.parametrize(
    ("source", "disjuncts"),
    [
        ("a.x || variables.alone", ((("x", "(variables.alone)"),),)),
        ("variables.alone || [a.y].all(e, e) || a.x", ((("x", "(variables.alone)"), ("why", "([a.y].all(e, e))")),)),
        ("variables.alone && (a.x || [a.y].all(e, e))", ((("x", "(variables.alone)"),), (("why", "([a.y].all(e, e))"),))),
        ("variables.alone && a.x", ()),
        ("variables.of_two", ()),
    ],
)
def test_a_must_may_be_known_to_hold_by_one_fact_for_each_conjunct(source, disjuncts):
    assert _disjuncts(source) == disjuncts


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
    policy = policy_of("target: operation\nwhen: document.version == '3.0.0' && operation.deprecated\nmust: 'false'\n")
    again = revive(policy, keep(entry_of(policy).compiled))
    assert [[gate.source for gate in gates] for gates in again.gates] == [["(document.version == '3.0.0')"]]


def test_today_is_the_day_of_the_run_everywhere():
    body = "target: info\nwhen: today > timestamp('2026-11-22T23:59:59Z')\nvariables: {day: today}\nmust: variables.day > today\n"
    judged = judge(body + 'message: "on {{ today }}"\nremediation: "before {{ today }}"\n', API)
    assert [(finding.message, finding.remediation) for finding in judged.findings] == [
        ("on 2026-11-23T00:00:00Z", "before 2026-11-23T00:00:00Z")
    ]
