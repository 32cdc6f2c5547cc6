"""House rules for policies: each mistake is told at its line, a good page is silent."""

import pytest

from celadon.bundles.linting import lint
from celadon.bundles.loading import read_bundle
from tests.bundles.building import MANIFEST, POLICY, changed, write_bundle


def _complaints(folder, **files):
    return [f"{problem.location.span.start.line}: {problem.message}" for problem in lint(*read_bundle(write_bundle(folder, **files)))]


def test_a_good_page_is_silent(tmp_path):
    assert _complaints(tmp_path, named=POLICY) == []


MISTAKES = {
    "keys out of order": ('tags: [design]\nkinds: {openapi: "*"}', 'kinds: {openapi: "*"}\ntags: [design]', "8: 'tags' stands below 'kinds'"),
    "no since": ("since: 1.0.0\n", "", "1: named does not say its 'since'"),
    "a full stop": ("an operationId\n", "an operationId.\n", "2: the title ends with a full stop"),
    "a small letter": ("title: Every", "title: every", "2: the title begins with a small letter"),
    "a long title": ("an operationId\n", f"an operationId {'very ' * 20}\n", "2: the title has 134 characters, at most 100 fit a line"),
    "a short why": ("why: Generated clients name", "why: Clients.\n# ", "9: `why` has 8 characters"),
    "an open why": ("with the path.", "with the path", "9: `why` ends without a full stop"),
    "a short remediation": ("Give the operation an operationId that says what it does.", "Mend it.", "16: the remediation has 8 characters"),
    "advice": ("has no operationId", "should have an operationId", "15: the message advises ('should')"),
    "a message with a stop": ("has no operationId", "has none.", "15: the message ends with a full stop"),
    "an odd link": ("https://spec", "http://spec", "17: 'http://spec.openapis.org/oas/v3.1.0' is no links reference"),
    "an odd weakness": ("{links: [https://spec.openapis.org/oas/v3.1.0]}", "{cwe: ['306']}", "17: '306' is no cwe reference"),
    "an odd threat": ("{links: [https://spec.openapis.org/oas/v3.1.0]}", "{stride: [Sniffing]}", "17: 'Sniffing' is not of STRIDE"),
    "a dead parameter": ("operation.method in params.methods", "operation.deprecated", "12: the parameter 'methods' is not used"),
    "no accepted example": ("accepted:", "inconclusive:", "18: no example is accepted"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "complaint"), MISTAKES.values(), ids=MISTAKES.keys())
def test_each_mistake_is_told_at_its_line(tmp_path, old, new, complaint):
    assert _complaints(tmp_path, named=changed(old, new)) == [complaint]


def test_a_dead_variable_is_told(tmp_path):
    text = changed("when: operation", "variables:\n  one: operation.label\n  two: variables.one\nwhen: operation")
    assert _complaints(tmp_path, named=text) == ["15: the variable 'two' is not used"]


def test_a_page_that_grows_is_told_to_find_a_word(tmp_path):
    text = changed("examples:\n", "#\n" * 80 + "examples:\n")
    assert _complaints(tmp_path, named=text) == ["98: 97 lines stand above the examples, at most 90 are readable"]


def test_a_long_example_belongs_to_the_cases(tmp_path):
    text = changed("            get: {}", "            x-long: |\n" + "              line\n" * 60 + "            get: {}")
    assert _complaints(tmp_path, named=text) == ["19: the example 'None is written' has 65 lines, at most 60 are read"]


def test_related_policies_and_aliases_lead_somewhere(tmp_path):
    text = changed("references:", "aliases: [other]\nreferences:").replace(
        "examples:\n", "related: [nmaed, elsewhere/thing]\nexamples:\n", 1
    )
    text = text.replace('kinds: {openapi: "*"}\n', 'kinds: {openapi: "*"}\naliases: [other]\n').replace(
        "aliases: [other]\nreferences", "references"
    )
    other = POLICY.replace("id: named", "id: other").replace("finds: named", "finds: other")
    assert _complaints(tmp_path, named=text, other=other) == [
        "19: the related policy 'nmaed' is not there",
        "9: the alias 'other' is a name of team/other",
    ]


def test_a_serial_number_is_no_name_but_a_status_is(tmp_path):
    texts = {f"rule_{number}": POLICY.replace("named", f"rule-{number}") for number in ("7", "429")}
    assert _complaints(tmp_path, **texts) == ["1: the id 'rule-7' ends in a serial number"]


def test_a_stable_policy_that_no_profile_holds_is_told(tmp_path):
    manifest = MANIFEST + "profiles: {recommended: {policies: [other]}}\n"
    other = POLICY.replace("named", "other")
    folder = write_bundle(tmp_path, manifest, named=POLICY, other=other)
    assert [problem.message for problem in lint(*read_bundle(folder))] == ["no profile holds 'named'"]


def test_a_snippet_is_for_a_kind_of_the_policy(tmp_path):
    text = changed(
        "remediation: Give the operation", "remediation:\n  snippets: {openapi-3.1: '{}', kong: '{}'}\n  text: Give the operation"
    )
    assert _complaints(tmp_path, named=text) == ["17: the snippet 'kong' is for a kind that the policy does not speak of"]


def test_a_deprecated_policy_says_what_replaces_it(tmp_path):
    assert _complaints(tmp_path, named=changed("stage: stable", "stage: deprecated")) == ["4: a deprecated policy says what replaces it"]
