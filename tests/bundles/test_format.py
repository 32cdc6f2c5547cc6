"""The policy file: what is read, and that every mistake is told with its place, all at once."""

from datetime import date
from pathlib import Path

import pytest

from celadon.bundles.format import KEYS, read_policy
from celadon.sources.reading import Reader
from celadon.terms.policy import Answer, Applies
from celadon.terms.severity import Confidence, Severity, Stage
from tests.bundles.building import POLICY, changed


def _read(text, name="named"):
    (document,) = Reader(Path("/nowhere")).read_text(text.encode(), name=f"team/{name}.yaml")
    return read_policy(document, bundle="team", name=name)


def _policy(text):
    policy, problems = _read(text)
    assert problems == []
    return policy


def _complaints(text):
    policy, problems = _read(text)
    assert policy is None
    return [f"{problem.location.span.start.line}:{problem.location.span.start.column} {problem.message}" for problem in problems]


def test_a_policy_is_read_whole():
    policy = _policy(POLICY)
    assert (policy.name, policy.title, policy.since) == ("team/named", "Every operation has an operationId", "1.0.0")
    assert (policy.stage, policy.severity, policy.confidence) == (Stage.STABLE, Severity.WARNING, Confidence.HIGH)
    assert (policy.kinds, policy.targets, policy.tags) == ({"openapi": "*"}, ("operation",), ("design",))
    assert [(param.name, param.type, param.default) for param in policy.params] == [("methods", "list(string)", ("get", "post"))]
    assert policy.when is not None
    assert policy.when.text == "operation.method in params.methods"
    assert [(block.id, block.must.text) for block in policy.findings] == [("", "operation.operation_id != null")]
    assert policy.remediation.text.text == "Give the operation an operationId that says what it does."
    assert policy.references.links == ("https://spec.openapis.org/oas/v3.1.0",)
    assert [example.answer for example in policy.examples] == [Answer.REFUSED, Answer.ACCEPTED, Answer.NOT_CONCERNED]


def test_what_is_not_written_has_a_default():
    policy = _policy(
        "id: named\ntitle: T\nseverity: info\nkinds: {openapi: '*'}\nwhy: W\ntarget: info\nmust: a\nmessage: m\nremediation: r\n"
    )
    assert (policy.stage, policy.confidence, policy.applies_to) == (Stage.STABLE, Confidence.HIGH, Applies.ALWAYS)
    assert (policy.waivable, policy.locked, policy.max_waiver_days, policy.effective_on) == (True, False, None, None)
    assert (policy.params, policy.variables, policy.when, policy.examples) == ((), {}, None, ())


def test_every_further_key_is_read():
    policy = _policy(
        POLICY.replace("stage: stable", "stage: deprecated\nreplaced_by: other")
        + "applies_to: added\neffective_on: 2027-03-31\nwaivable: false\nmax_waiver_days: 30\nlocked: true\nsecurity_severity: 7.5\n"
        "aliases: [old]\nrelated: [other]\n"
    )
    assert (policy.stage, policy.replaced_by, policy.applies_to) == (Stage.DEPRECATED, "other", Applies.ADDED)
    assert (policy.effective_on, policy.waivable, policy.max_waiver_days) == (date(2027, 3, 31), False, 30)
    assert (policy.locked, policy.security_severity, policy.aliases, policy.related) == (True, 7.5, ("old",), ("other",))


def test_blocks_of_findings_keep_their_order():
    text = changed(
        'must: operation.operation_id != null\nmessage: "{{ operation.label }} has no operationId"',
        "findings:\n  - {id: b, must: x, message: m}\n  - {id: a, must: y, at: z, message: n}",
    )
    assert [(block.id, block.must.text, block.at and block.at.text) for block in _policy(text).findings] == [
        ("b", "x", None),
        ("a", "y", "z"),
    ]


def test_a_typo_in_every_key_is_told_for_every_key():
    text = "".join(f"{key[:-1]}{key[-1]}x: a\n" for key in KEYS)
    told = _complaints(text)
    assert [line for line in told if "unknown key" in line] == [f"{row}:1 unknown key '{key}x'" for row, key in enumerate(KEYS, start=1)]
    _, problems = _read(text)
    hints = [problem.hint for problem in problems if "unknown key" in problem.message]
    assert hints == [f"did you mean '{key}'?" for key in KEYS]


def test_a_wrong_type_in_every_key_is_told_for_every_key():
    text = "".join(f"{key}: {{a: [1]}}\n" for key in KEYS)
    told = _complaints(text)
    told_lines = {int(line.split(":")[0]) for line in told}
    allowed = {"kinds", "params", "variables", "remediation", "references", "examples"}  # mappings: told for what is inside
    assert {KEYS[line - 1] for line in told_lines} >= set(KEYS) - allowed


MISTAKES = {
    "not a mapping": ("- a\n", ["1:1 the file is a list, a mapping is expected"]),
    "another id": (changed("id: named", "id: nmaed"), ["1:1 the id is 'nmaed', the file is named 'named'"]),
    "two lines of title": (changed("title: Every", "title: |\n  a\n  Every"), ["2:1 the title has more than one line"]),
    "an unknown severity": (changed("severity: warning", "severity: warn"), ["5:1 `severity` is 'warn', one of hint, info, warning, error is expected"]),
    "an unknown stage": (changed("stage: stable", "stage: done"), ["4:1 `stage` is 'done', one of preview, stable, deprecated is expected"]),
    "a bad range": (changed('"*"', '">=two"'), ["8:9 '>=two' is not a version bound such as '>=2.0', '<4', '^1.4' or '3.1'"]),
    "no kind": (changed('{openapi: "*"}', "{}"), ["8:1 no kind of document is named"]),
    "a boolean rule": (changed("must: operation.operation_id != null", "must: true"), ["14:1 `must` is true, a CEL expression is text"]),
    "no rule": (changed("must: operation.operation_id != null\n", ""), ["1:1 the file lacks the key 'must'"]),
    "select without node": (changed("target: operation\n", "target: operation\nselect: $.a\n"), ["11:1 'select' belongs to the target 'node', not to 'operation'"]),
    "node without select": (changed("target: operation", "target: node"), ["10:1 the target 'node' lacks the key 'select'"]),
    "a successor too early": (changed("stage: stable", "stage: stable\nreplaced_by: other"), ["5:1 only a deprecated policy is replaced"]),
    "a score beyond ten": (POLICY + "security_severity: 11\n", ["36:1 `security_severity` is not a number from 0.1 to 10.0"]),
    "a date that is none": (POLICY + "effective_on: 2027-02-30\n", ["36:1 `effective_on` is '2027-02-30', a date such as 2027-03-31 is expected"]),
    "a duplicate key": (POLICY + "title: Again\n", ["36:1 the key 'title' stands twice in one mapping: at 2:1 and at 36:1"]),
    "a parameter without a type": (changed("type: list(string), ", ""), ["12:3 `methods` lacks the key 'type'"]),
    "a parameter of no type": (changed("list(string)", "list(text)"), ["12:13 the parameter 'methods': not a CEL type: 'list(text)': there is no type 'text'; there are any, bool, bytes, double, duration, dyn, google.protobuf.Duration, google.protobuf.Timestamp, int, list, map, null, null_type, string, timestamp, type, uint"]),
    "a default that does not fit": (changed("[get, post]", "[get, 1]"), ["12:33 the parameter 'methods': item 1: 1 is not a string"]),
    "a parameter that CEL cannot say": (changed("methods: {", "my-methods: {"), ["12:3 'my-methods' is not a name that CEL can say"]),
    "a variable that CEL cannot say": (changed("when:", "variables: {in: a}\nwhen:"), ["13:13 'in' is not a name that CEL can say"]),
    "a rule beside blocks": (changed("must:", "findings: [{id: a, must: x, message: m}]\nmust:"), ["15:1 'must' stands beside 'findings'", "16:1 'message' stands beside 'findings'"]),
    "blocks of one id": (
        changed('must: operation.operation_id != null\nmessage: "{{ operation.label }} has no operationId"', "findings: [{id: a, must: x, message: m}, {id: a, must: x, message: m}]"),
        ["14:43 two blocks have the id 'a'"],
    ),
    "an example without a title": (changed("    - title: None is written\n      document", "    - document"), ["20:7 `refused` lacks the key 'title'"]),
    "an example without a document": (changed("document: |\n        openapi: 3.1.0\n        paths: {/a: {put: {}}}\n", "params: {}\n"), ["32:7 the example 'Another method' has no document"]),
    "an example as a mapping": (changed("document: |\n        openapi: 3.1.0\n        paths: {/a: {put: {}}}\n", "document: {openapi: 3.1.0}\n"), ["33:7 a document is text, so that its lines can be marked", "32:7 the example 'Another method' has no document"]),
    "finds that are not refused": (changed("    - title: Another method\n", "    - title: Another method\n      finds: [{pointer: /a}]\n"), ["33:7 only a refused example finds something"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "complaints"), MISTAKES.values(), ids=MISTAKES.keys())
def test_each_mistake_is_told_at_its_place(text, complaints):
    assert _complaints(text) == complaints


def test_an_example_of_several_files_names_its_entry():
    files = "files: {a.yaml: 'openapi: 3.1.0', b.yaml: 'x: 1'}"
    text = changed("document: |\n        openapi: 3.1.0\n        paths: {/a: {put: {}}}\n", files + "\n      entry: b.yaml\n")
    example = _policy(text).examples[-1]
    assert (example.entry, dict(example.files)) == ("b.yaml", {"a.yaml": "openapi: 3.1.0", "b.yaml": "x: 1"})
    assert _complaints(text.replace("entry: b", "entry: c")) == ["34:7 the entry 'c.yaml' is not one of the files"]


def test_an_example_knows_the_line_of_its_first_line():
    first = _policy(POLICY).examples[0].first_lines["openapi.yaml"]
    assert POLICY.splitlines()[first - 1].strip() == "openapi: 3.1.0"
