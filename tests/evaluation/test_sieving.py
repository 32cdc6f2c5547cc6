"""One answer for all who share a fact: the same verdicts as asking each."""

import json
from collections.abc import Sequence
from dataclasses import replace
from textwrap import dedent

import pytest

from celadon.bundles.loading import load_bundle
from celadon.bundles.shipped import built_in_bundles
from celadon.cel.budget import Budget
from celadon.cel.types import BOOL, STRING, ObjectType, object_of
from celadon.evaluation.compiled import keep, revive
from celadon.evaluation.compiling import compile_policy
from celadon.evaluation.evaluator import Judged, evaluate
from celadon.evaluation.plan import Entry, Plan
from celadon.evaluation.scope import Params, midnight
from celadon.evaluation.visits import sieving, visiting
from celadon.models.declarations import few_of, paths_of
from celadon.models.view import View
from celadon.terms.policy import Policy
from celadon.terms.unknown import Unknown
from tests.evaluation.building import TODAY, policy_of
from tests.models.building import model_of

KINDS = (
    {"type": "string"},
    {"type": "string", "maxLength": 10, "enum": ["a", "a"]},
    {"type": ["array", "null"], "items": {"type": "integer"}},
    {"type": "integer", "format": "int32", "minimum": 1},
    {"$ref": "#/components/schemas/Missing"},
    {"$ref": "#/components/schemas/Shared"},
    {"type": "string", "readOnly": True},
    {"oneOf": [{"type": "string"}, {"type": "object", "properties": {"role": {"type": "string"}}}]},
    True,
)
NAMES = ("name", "role", "password", "callback_url", "pan", "amount", "currency", "created_at", "stack_trace")


def _object(seed: int, size: int = 7) -> dict[str, object]:
    members = {
        f"{NAMES[(seed + index) % len(NAMES)]}{'' if index % 3 else seed % 4}": KINDS[(seed * 5 + index) % len(KINDS)]
        for index in range(size)
    }
    return {"type": "object", "properties": members, "required": ["name", "nowhere"] if seed % 2 else []}


def _document() -> str:
    """A document with hundreds of subjects, many of which share facts, and some of which cannot be known."""
    paths: dict[str, object] = {}
    for number in range(24):
        content = {"application/json" if number % 3 else "text/csv": {"schema": _object(number)}}
        answers = {
            code: {"description": "d", "content": {"application/json": {"schema": _object(number + int(code))}}}
            for code in ("200", "400", "500")
        }
        if number % 5 == 0:
            answers["404"] = {"$ref": "#/components/responses/Missing"}  # type: ignore[dict-item] # a reference is no response
        parameters = [
            {"name": name, "in": "query", "schema": KINDS[(number + index) % len(KINDS)]}
            for index, name in enumerate(NAMES[: number % 5 + 1])
        ]
        if number % 6 == 1:
            parameters.append({"name": "filter", "in": "query"})
        path = f"/{('payments', 'users', 'admin', 'token')[number % 4]}/{number}"
        paths[path] = {"post": {"requestBody": {"content": content}, "responses": answers, "parameters": parameters}}
    return json.dumps(
        {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, "components": {"schemas": {"Shared": _object(3)}}}
    )


OWN = {
    "an error for some": "target: property\nwhen: property.direction == 'request' && property.name.split('_')[1] == 'url'\nmust: property.owner.all_properties[6].name == 'x'\n",
    "an error that false absorbs": "target: property\nwhen: property.name.split('_')[1] == 'url' && property.carrier == 'header'\nmust: 'false'\n",
    "unknown": "target: property\nwhen: property.owner.all_properties.exists(p, p.schema.type == 'string') && property.carrier == 'body'\nmust: property.schema.type != 'string' || property.name.isNamed(['name'])\n",
    "unknown in must": "target: property\nmust: property.name.isNamed(['role', 'amount']) || property.schema.types.exists(t, t == 'integer')\n",
    "two conjuncts of must": "target: property\nmust: property.name.startsWith('n') == false && property.owner.all_properties.exists(p, p.name.startsWith('role'))\n",
    "variables": "target: property\nvariables: {many: property.owner.all_properties.size() > 6, mine: 'variables.many && property.name.size() > 4'}\nwhen: variables.many && property.operations.exists(o, o.path.startsWith('/users'))\nmust: '!variables.mine'\n",
    "several subjects": "target: [property, parameter]\nwhen: '(property == null ? parameter.name.isNamed([''role'']) : property.owner.all_properties.exists(p, p.name.isNamed([''role'']))) && (property == null || property.direction == ''response'')'\nmust: '(property == null ? parameter.name : property.name) != ''role'''\n",
    "document and subject": "target: schema\nwhen: document.version.startsWith('3') && schema.direction == 'response' && 'string' in schema.types\nmust: schema.max_length != null\n",
    "nobody": "target: schema\nwhen: schema.carrier == 'cookie' && schema.operations.exists(o, o.path == '')\nmust: 'false'\n",
    "two blocks": "target: property\nfindings:\n  - {id: a, must: '!property.name.isNamed([''pan''])', message: m}\n  - {id: b, must: 'property.direction == ''request'' || !property.name.startsWith(''role'')', message: n}\n",
    "either of two facts": "target: property\nwhen: property.name.isNamed(['role']) || property.owner.all_properties.exists(p, p.name.isNamed(['pan1']))\nmust: property.schema.types.exists(t, t == 'string')\n",
    "either, where one fails": "target: property\nwhen: property.name.split('_')[1] == 'url' || property.schema.types.exists(t, t == 'integer')\nmust: 'false'\n",
    "either, where one is unknown": "target: property\nwhen: property.schema.types.exists(t, t == 'integer') || property.name.isNamed(['name', 'role'])\nmust: property.direction == 'request'\n",
    "either, of which one is shared by few": "target: property\nwhen: property.name.isNamed(['role']) || property.pointer.endsWith('1') || property.owner.name.isNamed(['body'])\nmust: property.schema.types.exists(t, t == 'string') || property.pointer.endsWith('2')\n",
    "either, for all": "target: property\nwhen: (property.name.size() > 0 || property.owner.name.isNamed(['x'])) && (property.name.isNamed(['x']) || property.carrier == 'body')\nmust: property.name != 'role'\n",
    "an object that may be null": "target: parameter\nwhen: parameter.schema.types.exists(t, t == 'string') || parameter.name.isNamed(['pan'])\nmust: parameter.schema.types.size() == 1 || parameter.schema.read_only\n",
    "an object of a variable": "target: [property, parameter]\nvariables: {schema: 'property == null ? parameter.schema : property.schema'}\nwhen: '!variables.schema.read_only && variables.schema.types.exists(t, t == ''string'')'\nmust: variables.schema.has_enum\n",
    "an object and what it has": "target: parameter\nwhen: parameter.schema != null && parameter.schema.types.exists(t, t == 'string')\nmust: parameter.schema == null || parameter.schema.has_enum || parameter.schema.max_length != null\n",
    "costs too much": "target: property\nwhen: property.owner.operations.exists(o, [1, 2, 3, 4, 5, 6, 7, 8, 9].map(a, [1, 2, 3, 4, 5, 6, 7, 8, 9].map(b, [1, 2, 3, 4, 5, 6, 7, 8, 9].map(c, [1, 2, 3, 4, 5, 6, 7, 8, 9].map(d, a + b + c + d)))).size() == 0)\nmust: 'true'\n",
}


def _shipped() -> list[Policy]:
    return [
        policy
        for name, folder in built_in_bundles().items()
        for policy in load_bundle(folder, shown=name).policies
        if "openapi" in policy.kinds
    ]


def _judge(policies: Sequence[Policy], few: int, monkeypatch: pytest.MonkeyPatch) -> list[Judged]:
    """Judge by each policy alone, for a budget is counted alone; where `few` are more than there are, each subject is asked."""
    monkeypatch.setattr(sieving, "FEW", few)
    monkeypatch.setattr(visiting, "FEW", few)
    entries = [Entry(compile_policy(policy), policy.severity, Params(policy.params, {}), midnight(TODAY)) for policy in policies]
    model = model_of(_document())
    return [evaluate(Plan.of([entry], kind="openapi", family="openapi", version="3.1.0"), model, document="api.json") for entry in entries]


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("few", [1, 8, 64])
def test_a_policy_says_the_same_whether_each_subject_is_asked_or_not(name: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    policies = [policy_of(OWN[name])]
    (asked,), (sifted,) = _judge(policies, 10**9, monkeypatch), _judge(policies, few, monkeypatch)
    if name == "costs too much":  # one answer for many costs less: nothing else may differ
        assert asked.verdicts[0].errors == 1
        assert sifted.verdicts[0].errors in (0, 1)
        return
    assert sifted == asked
    assert sum(asked.view.subjects.values()) > 64


def test_the_shipped_policies_say_the_same_whether_each_subject_is_asked_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    policies = _shipped()
    asked = _judge(policies, 10**9, monkeypatch)
    assert _judge(policies, 1, monkeypatch) == asked
    assert sum(verdict.failed for judged in asked for verdict in judged.verdicts) > 100


def test_what_is_kept_for_another_process_sifts_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = policy_of(OWN["several subjects"])
    compiled = compile_policy(policy)
    model = model_of(_document())
    monkeypatch.setattr(sieving, "FEW", 1)
    monkeypatch.setattr(visiting, "FEW", 1)
    entry = Entry(compiled, policy.severity, Params(policy.params, {}), midnight(TODAY))
    again = replace(entry, compiled=revive(policy, keep(compiled)))
    judged, kept = (evaluate(Plan((one,)), model, document="api.json") for one in (entry, again))
    assert kept == judged
    assert [visit.spared.dump() for visit in again.compiled.visits] == [visit.spared.dump() for visit in compiled.visits]


DEEP = 97
"""Brackets that are still read within a call within a list; one pair more is too many."""


def test_what_cannot_be_taken_apart_is_asked_of_each_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = f"property.name.isNamed(['role' + {'(' * DEEP}''{')' * DEEP}])"
    policy = policy_of(f"target: property\nwhen: property.carrier == 'body' && {deep}\nmust: property.direction == 'response'\n")
    assert [visit.spared.sieves for visit in compile_policy(policy).visits] == [None]
    (asked,), (sifted,) = _judge([policy], 10**9, monkeypatch), _judge([policy], 1, monkeypatch)
    assert sifted == asked
    assert asked.verdicts[0].failed > 0


def test_many_conjuncts_on_one_fact_are_no_deeper_than_they_were_written(monkeypatch: pytest.MonkeyPatch) -> None:
    many = " && ".join(f"!property.name.startsWith('z{number}')" for number in range(200))
    policy = policy_of(f"target: property\nwhen: >\n  {many}\nmust: >\n  !property.name.isNamed(['role'])\n")
    (asked,), (sifted,) = _judge([policy], 10**9, monkeypatch), _judge([policy], 1, monkeypatch)
    assert sifted == asked
    assert asked.verdicts[0].failed > 0


def test_variables_that_double_at_each_step_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = "".join(f"  v{number}: variables.v{number - 1} || variables.v{number - 1}\n" for number in range(1, 40))
    policy = policy_of(f"target: property\nvariables:\n  v0: property.name == 'role'\n{steps}when: variables.v39\nmust: 'false'\n")
    (judged,) = _judge([policy], 1, monkeypatch)
    assert judged.verdicts[0].failed > 0


def test_what_no_subject_changes_is_computed_once_for_all_targets_of_a_policy() -> None:
    source = """
    target: [document, property]
    variables:
      all: document.properties.filter(p, p.name.startsWith('r'))
      mine: 'property == null ? 0 : property.name.size() + variables.all.size()'
    must: 'property == null ? variables.all.size() > 0 : variables.mine > variables.all.size()'
    """
    compiled = compile_policy(policy_of(dedent(source)))
    entry = Entry(compiled, compiled.policy.severity, Params((), {}), midnight(TODAY))
    model, columns, spent = model_of(_document()), sieving.Columns(), []
    for at in compiled.visits:
        budget = Budget()
        subjects = model.subjects(at.target)
        assert visiting.visit(at, entry, subjects, model.document_view, budget, columns=columns).passed == len(subjects)
        spent.append(budget.spent)
    assert spent[0] > 700
    assert spent[1] == 0
    assert list(columns.common(entry)) == ["v0"]


class Shown:
    """A subject with one fact."""

    def __init__(self, fact: object) -> None:
        self.fact = fact


class Broken:
    @property
    def fact(self) -> object:
        raise ZeroDivisionError


def _keys(*subjects: object, fact: str = "fact") -> list[object]:
    column = sieving.Column(subjects, fact)  # type: ignore[arg-type] # a subject is what has the fact
    column.read(range(len(subjects)))
    return list(column.keys)


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        ("a", "a", True),
        ("1", 1, False),
        (1, True, False),
        (1, 1.0, False),
        (None, False, False),
        (None, None, True),
        (False, 0, False),
        (("a",), ("a",), True),
        ((True,), (1,), False),
        ("a", ("a",), False),
        (["a", "b"], ["a", "b"], True),
        (["a"], ("a",), False),
        (["a", "b"], ["ab"], False),
        ([1], [True], False),
        (["a"] * 5, ["a"] * 5, False),
        ({}, {}, False),
    ],
)
def test_facts_are_the_same_only_where_no_expression_could_tell_them_apart(left: object, right: object, is_same: bool) -> None:
    one, other = _keys(Shown(left), Shown(right))
    assert (one == other) is is_same
    assert _keys(*[Shown(left), Shown(right)] * 3) == [one, other] * 3  # most values are shared by many


def test_a_fact_that_fails_is_shared_with_nobody() -> None:
    one, other = _keys(Broken(), Broken())
    assert one != other
    assert None not in (one, other)


def test_a_fact_of_an_object_is_the_same_where_the_objects_are_others() -> None:
    subjects = [
        Shown(Shown("a")),
        Shown(Shown("a")),
        Shown(Shown("b")),
        Shown(None),
        Shown(None),
        Broken(),
        Shown(Unknown("lost")),
        Shown("a"),
    ]
    keys = _keys(*subjects, fact="fact.fact")
    assert keys[:3] == ["a", "a", "b"]
    assert len(set(keys)) == len(keys) - 1


def test_what_an_unknown_has_is_no_fact_of_an_object() -> None:
    """An unknown must not pass for an object with a text that is its reason."""
    declared = ObjectType("outer", {"inner": object_of("inner"), "x": STRING}, View)
    inner = ObjectType("inner", {"reason": STRING, "y": STRING, "z": BOOL}, View)
    assert paths_of(declared, {"inner": inner}) == {"inner": "inner", "x": "x", "inner.y": "inner.y", "inner.z": "inner.z"}
    assert few_of(declared, {"inner": inner}) == {"inner.z"}


def test_a_fact_of_an_object_that_many_have_is_read_once() -> None:
    reads: list[str] = []

    class Owner:
        def __init__(self, name: str) -> None:
            self._name = name

        @property
        def fact(self) -> str:
            reads.append(self._name)
            return self._name

    first, second = Owner("a"), Owner("b")
    assert _keys(*[Shown(owner) for owner in (first, first, second, first, None, None)], fact="fact.fact")[:4] == ["a", "a", "b", "a"]
    reads.clear()
    assert _keys(*[Shown(owner) for owner in (first, first, second, first)], fact="fact.fact") == ["a", "a", "b", "a"]
    assert reads == ["a", "b"]


def test_an_expression_is_asked_once_for_each_value() -> None:
    subjects = [Shown(["request", "response"][number % 2]) for number in range(100)]
    asked = []

    def ask(_: object, those: list[Shown]) -> list[bool]:
        asked.extend(those)
        return [subject.fact == "request" for subject in those]

    sifting = sieving.Sifting("schema", subjects, sieving.Columns(), ask)  # type: ignore[arg-type] # a subject is what has the fact
    question = sieving.Question((sieving.Sieve("fact", lambda: ask),), lambda: ask)
    kept, doubtful, left = sifting.concerned(sieving.Sieves((question,)))
    assert (list(kept), doubtful, left) == (list(range(0, 100, 2)), set(), [])
    assert asked == subjects[-2:]


def test_where_each_subject_has_its_own_value_nobody_is_asked_twice() -> None:
    subjects = [Shown(str(number)) for number in range(100)]

    def ask(_: object, __: list[Shown]) -> list[bool]:
        raise AssertionError

    sifting = sieving.Sifting("schema", subjects, sieving.Columns(), ask)  # type: ignore[arg-type] # a subject is what has the fact
    question = sieving.Question((sieving.Sieve("fact", lambda: ask),), lambda: ask)
    kept, doubtful, left = sifting.concerned(sieving.Sieves((question,)))
    assert (len(kept), doubtful, left) == (100, set(), [question])
