"""Outcomes per subject, verdicts per document, findings per node."""

import pytest

from celadon.terms.finding import Disposition
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement
from tests.evaluation.building import judge

API = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get: {operationId: one, tags: [x]}
    put: {tags: [x, y]}
  /b:
    post: {}
    delete: {operationId: two, tags: []}
"""


def _only(judged):
    (verdict,) = judged.verdicts
    return verdict


def test_each_subject_has_an_outcome_and_the_counts_are_of_subjects():
    verdict = _only(judge("target: operation\nwhen: operation.path == '/a'\nmust: operation.operation_id != null\n", API))
    assert (verdict.judgement, verdict.subjects, verdict.passed, verdict.failed) == (Judgement.FAIL, 2, 1, 1)
    assert (verdict.policy, verdict.document, verdict.severity) == ("team/tested", "api.yaml", Severity.WARNING)


def test_all_that_are_concerned_hold():
    verdict = _only(judge("target: operation\nwhen: operation.tags.size() == 1\nmust: operation.operation_id == 'one'\n", API))
    assert (verdict.judgement, verdict.subjects, verdict.passed) == (Judgement.PASS, 1, 1)


def test_nobody_is_concerned():
    verdict = _only(judge("target: operation\nwhen: operation.path == '/c'\nmust: 'false'\n", API))
    assert (verdict.judgement, verdict.subjects) == (Judgement.NOT_APPLICABLE, 0)


def test_a_target_without_subjects_is_not_applicable():
    assert _only(judge("target: webhook\nmust: 'false'\n", API)).judgement is Judgement.NOT_APPLICABLE


def test_another_version_gets_no_verdict():
    assert judge("target: operation\nmust: 'true'\n", API, kinds='{openapi: "<3.1"}').verdicts == ()


def test_an_error_is_the_subjects_and_makes_the_verdict():
    judged = judge("target: operation\nmust: operation.tags[0] == 'x'\n", API)
    verdict = _only(judged)
    assert (verdict.judgement, verdict.subjects, verdict.passed, verdict.failed, verdict.errors) == (Judgement.ERROR, 4, 2, 0, 2)
    (problem,) = judged.problems
    assert (problem.kind, problem.policy, problem.document) == ("policy-error", "team/tested", "api.yaml")
    assert problem.message.startswith("team/tested could not be evaluated: ")
    assert problem.message.endswith("(and 1 more subjects)")
    assert problem.location.pointer == "/paths/~1b/post"


def test_an_error_in_when_is_an_error():
    assert _only(judge("target: operation\nwhen: operation.tags[0] == 'x'\nmust: 'true'\n", API)).judgement is Judgement.ERROR


def test_logic_absorbs_the_error_of_a_variable():
    body = "target: operation\nvariables: {first: 'operation.tags[0]'}\nmust: operation.tags.size() == 0 || variables.first == 'x'\n"
    assert _only(judge(body, API)).judgement is Judgement.PASS


def test_a_variable_that_nobody_uses_does_not_fail():
    body = "target: operation\nvariables: {first: 'operation.tags[0]'}\nmust: variables == variables || true\n"
    assert _only(judge(body, API)).judgement is Judgement.PASS


DANGLING = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get: {parameters: [{$ref: gone.yaml}], operationId: one}
"""


@pytest.mark.parametrize("key", ["must", "when"])
def test_what_the_document_cannot_tell_is_inconclusive_with_its_reason(key):
    body = f"target: operation\n{key}: operation.parameters.all(p, p.required)\n" + ("must: 'true'\n" if key == "when" else "")
    verdict = _only(judge(body, DANGLING))
    assert (verdict.judgement, verdict.subjects, verdict.inconclusive) == (Judgement.INCONCLUSIVE, 1, 1)
    assert len(verdict.reasons) == 1
    assert "gone.yaml" in verdict.reasons[0]


def test_known_looks_at_an_unknown():
    body = "target: operation\nwhen: operation.parameters.all(p, known(p.required))\nmust: 'false'\n"
    assert _only(judge(body, DANGLING)).judgement is Judgement.NOT_APPLICABLE


BLOCKS = """\
target: operation
findings:
  - {id: first, must: "FIRST", message: "{{ operation.label }} broke the first"}
  - {id: second, must: "SECOND", at: operation.at("tags"), message: second}
"""


def _blocks(first, second, document=API):
    return judge(BLOCKS.replace("FIRST", first).replace("SECOND", second), document)


def test_the_first_block_that_is_false_is_the_finding_of_the_subject():
    judged = _blocks("operation.operation_id != null", "operation.tags.size() == 1")
    told = [(finding.block, finding.location.pointer, finding.message) for finding in judged.findings]
    assert told == [
        ("first", "/paths/~1a/put", "PUT /a broke the first"),
        ("first", "/paths/~1b/post", "POST /b broke the first"),
        ("second", "/paths/~1b/delete/tags", "second"),
    ]


UNKNOWN = "operation.parameters.all(p, p.required)"


def test_a_block_that_is_false_fails_behind_one_that_cannot_be_told():
    judged = _blocks(UNKNOWN, "operation.operation_id == 'two'", DANGLING)
    assert (_only(judged).judgement, [finding.block for finding in judged.findings]) == (Judgement.FAIL, ["second"])


def test_blocks_that_cannot_be_told_are_inconclusive_even_if_others_hold():
    assert _only(_blocks(UNKNOWN, "true", DANGLING)).judgement is Judgement.INCONCLUSIVE


def test_an_error_in_a_block_is_never_hidden_by_one_that_cannot_be_told():
    assert _only(_blocks(UNKNOWN, "operation.tags[7] == ''", DANGLING)).judgement is Judgement.ERROR


def test_a_block_behind_a_false_one_is_not_evaluated():
    assert _only(_blocks("false", "operation.tags[7] == ''")).judgement is Judgement.FAIL


def test_a_finding_tells_all_that_reports_need():
    judged = judge(
        "target: operation\nparams: {n: {type: int, default: 2, description: d}}\nmust: operation.path != '/b'\nat: operation.at('operationId')\n"
        'message: "{{ operation.label }}\\n  of {{ params.n }}"\nreferences: {owasp: [API1:2023]}\nsecurity_severity: 7.5\n',
        API,
        severity="error",
    )
    post, delete = judged.findings
    assert (delete.message, delete.severity, delete.security_severity) == ("DELETE /b of 2", Severity.ERROR, 7.5)
    assert (delete.location.pointer, delete.location.span.start.line, delete.location.file) == (
        "/paths/~1b/delete/operationId",
        9,
        "api.yaml",
    )
    assert (delete.references, delete.disposition, delete.remediation) == ({"owasp": ("API1:2023",)}, Disposition.OPEN, "Mend it.")
    assert post.location.pointer == "/paths/~1b/post"  # what is not written is reported at the nearest that is


def test_a_failing_place_is_reported_at_the_subject_and_once_as_a_problem():
    judged = judge("target: operation\nmust: operation.path != '/b'\nat: operation.parameters[0]\n", API)
    assert [finding.location.pointer for finding in judged.findings] == ["/paths/~1b/post", "/paths/~1b/delete"]
    assert (_only(judged).judgement, len(judged.problems)) == (Judgement.FAIL, 1)
    assert judged.problems[0].message.startswith("the `at` of team/tested could not be evaluated: ")


def test_a_failing_message_is_the_title_and_once_a_problem():
    judged = judge('target: operation\nmust: operation.path != "/b"\nmessage: "{{ operation.tags[5] }}"\n', API)
    assert [finding.message for finding in judged.findings] == ["The title", "The title"]
    assert len(judged.problems) == 1


def test_a_message_shows_what_is_not_known_as_such():
    judged = judge(
        'target: operation\nmust: operation.operation_id == "two"\nmessage: "of {{ operation.parameters[0].required }} value"\n', DANGLING
    )
    assert ([finding.message for finding in judged.findings], judged.problems) == (["of (unknown) value"], ())


SHARED = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get: {responses: {"200": {$ref: "common.yaml#/Listed"}}}
  /b:
    get: {responses: {"200": {$ref: "common.yaml#/Listed"}, "404": {description: ok}}}
"""
COMMON = 'Listed:\n  description: ""\n'


def test_a_shared_node_is_one_finding_with_its_uses_and_the_way_to_it():
    judged = judge("target: response\nmust: response.description == 'ok'\n", SHARED, files={"common.yaml": COMMON})
    (finding,) = judged.findings
    assert (finding.location.file, finding.location.pointer) == ("common.yaml", "/Listed")
    assert [use.label for use in finding.used_by] == ["GET /a", "GET /b"]
    assert [(hop.file, hop.pointer, hop.ref) for hop in finding.location.via] == [
        ("api.yaml", "/paths/~1a/get/responses/200", "common.yaml#/Listed")
    ]


def test_a_fingerprint_survives_what_moves_lines_and_indices():
    rule = "target: parameter\nmust: parameter.required\n"
    before = judge(rule, "openapi: 3.1.0\npaths: {/a: {get: {parameters: [{name: x, in: query}, {name: y, in: query}]}}}\n")
    after = judge(
        rule, "openapi: 3.1.0\n\npaths:\n  /new: {}\n  /a:\n    get: {parameters: [{name: y, in: query}, {in: query, name: x}]}\n"
    )
    prints = [{finding.location.pointer: finding.fingerprint for finding in judged.findings} for judged in (before, after)]
    first, second = "/paths/~1a/get/parameters/0", "/paths/~1a/get/parameters/1"
    assert prints[0][first] == prints[1][second]
    assert prints[0][second] == prints[1][first]
    assert prints[0][first] != prints[0][second]
    assert prints[0][first].startswith("f1:")
    assert len(prints[0][first]) == 3 + 64


def test_a_fingerprint_is_of_the_policy_too():
    prints = {judge("target: info\nmust: 'false'\n", API, name=name).findings[0].fingerprint for name in ("one", "two")}
    assert len(prints) == 2


REMEDIATION = """\
target: info
params: {n: {type: int, default: 2, description: d}}
must: 'false'
remediation:
  text: "At most {{ params.n }}."
  snippets: {openapi-2.0: two, openapi-3.1: "three of {{ document.version }}", openapi: any, kong: never}
"""


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("openapi: 3.1.2\ninfo: {title: T}\n", "At most 5.\n\n    three of 3.1.2"),
        ("openapi: 3.0.3\ninfo: {title: T}\n", "At most 5.\n\n    any"),
        ('swagger: "2.0"\ninfo: {title: T}\n', "At most 5.\n\n    two"),
    ],
)
def test_the_remediation_is_that_of_the_documents_version(document, text):
    assert judge(REMEDIATION, document, params={"n": 5}).findings[0].remediation == text


COSTLY = """\
target: operation
variables: {many: "[1,2,3,4,5,6,7,8,9,10]"}
must: >
  variables.many.all(a, variables.many.all(b, variables.many.all(c, variables.many.all(d, variables.many.all(e, variables.many.all(f,
  variables.many.all(g, a + b + c + d + e + f + g > 0)))))))
"""


def test_a_policy_that_costs_too_much_is_an_error_and_stops():
    judged = judge(COSTLY, API)
    verdict = _only(judged)
    assert (verdict.judgement, verdict.errors) == (Judgement.ERROR, 1)
    assert "the policy costs too much: it spent its budget of 1,008,000 steps on this document" in judged.problems[0].message


def test_a_selected_node_is_a_subject_of_any_document():
    body = 'target: node\nselect: $.paths[*][*].tags\nmust: node.raw.size() > 0\nmessage: "{{ node.pointer }} is empty"\n'
    judged = judge(body, API)
    assert [finding.message for finding in judged.findings] == ["/paths/~1b/delete/tags is empty"]
    assert (_only(judged).passed, judged.view.subjects) == (2, {"node": 3})


def test_a_policy_of_several_targets_visits_each_with_the_others_null():
    body = "target: [info, server]\nmust: \"info == null ? server.url != '/' : info.title == 'T'\"\n"
    judged = judge(body, API + "servers: [{url: /}, {url: /v1}]\n")
    assert [finding.location.pointer for finding in judged.findings] == ["/servers/0"]
    assert (_only(judged).passed, judged.view.subjects) == (2, {"info": 1, "server": 2})


def test_the_document_is_there_for_every_subject_and_may_be_one():
    assert _only(judge("target: document\nmust: document.version == '3.1.0'\n", API)).passed == 1
    assert _only(judge("target: operation\nmust: document.version == '3.1.0'\n", API)).passed == 4


def test_what_stands_at_one_place_of_the_text_by_an_alias_are_two_nodes():
    judged = judge("target: operation\nmust: 'false'\n", "openapi: 3.1.0\npaths:\n  /a: &a\n    get: {}\n  /b: *a\n")
    assert [found.location.pointer for found in judged.findings] == ["/paths/~1a/get", "/paths/~1b/get"]
    assert judged.findings[0].standing.order == judged.findings[1].standing.order


def test_a_node_that_two_subjects_point_at_is_one_finding_with_the_uses_of_both():
    judged = judge(
        """\
target: operation
must: 'false'
at: 'operation.method == "get" ? operation.at("parameters").at(0).at("name") : operation.parameters[0].at("name")'
""",
        """\
openapi: 3.1.0
paths:
  /a:
    put: {parameters: [{$ref: "#/paths/~1b/get/parameters/0"}]}
  /b:
    get: {parameters: [{name: p, in: query}]}
""",
    )
    (found,) = judged.findings
    assert (found.location.pointer, found.subjects) == ("/paths/~1b/get/parameters/0/name", 2)
    assert [use.label for use in found.used_by] == ["PUT /a", "GET /b"]
