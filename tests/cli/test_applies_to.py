"""Policies that ask of what a change adds or edits (`applies_to`), and those that take effect on a day (`effective_on`)."""

import json
from pathlib import Path

import pytest

from tests.cli.running import celadon
from tests.cli.test_against import BUNDLE, POLICY, new, report
from tests.cli.test_gates import check
from tests.sources.files.repositories import commit, git, write

ENTRY = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /old:
    get:
      summary: old
      responses: {"200": {$ref: "#/components/responses/Ok"}}
components:
  responses:
    Ok: {description: OK, content: {application/json: {schema: {$ref: "./shared.yaml#/Thing"}}}}
"""
SHARED = "Thing: {type: object, properties: {other: {$ref: '#/Other'}}}\nOther: {type: string}\nUnused: {type: string}\n"
ADDED = '  /new:\n    get:\n      responses: {"200": {description: OK}}\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """One policy that asks of what is added, one of what is changed."""
    place = tmp_path / "repo"
    policies = {
        f"team/for-{word}.yaml": POLICY.replace("id: named", f"id: for-{word}").replace(
            "target: operation", f"applies_to: {word}\ntarget: operation"
        )
        for word in ("added", "changed")
    }
    files = {"team/bundle.yaml": BUNDLE, **policies, "celadon.yaml": "bundles: [team]\n", "a.yaml": ENTRY, "shared.yaml": SHARED}
    commit(place, files)
    git(place, "checkout", "-q", "-b", "change")
    return place


def judged(repository: Path, policy: str) -> list[str]:
    """What the policy finds, and how many subjects it looked at."""
    found = report("a.yaml", "--policy", policy, cwd=repository)
    [verdict] = found["verdicts"]
    return [f"{verdict['verdict']} {verdict['subjects']}", *(item.removeprefix("a.yaml ") for item in new(found))]


def test_where_nothing_changed_neither_has_anything_to_say(repository: Path) -> None:
    assert judged(repository, "for-added") == ["not_applicable 0"]
    assert judged(repository, "for-changed") == ["not_applicable 0"]


def test_what_is_added_concerns_both(repository: Path) -> None:
    write(repository, {"a.yaml": ENTRY.replace("components:", ADDED + "components:")})
    assert judged(repository, "for-added") == ["fail 1", "GET /new has no name"]
    assert judged(repository, "for-changed") == ["fail 1", "GET /new has no name"]


def test_what_is_edited_concerns_one_and_what_stood_there_before_is_no_excuse(repository: Path) -> None:
    write(repository, {"a.yaml": ENTRY.replace("summary: old", "summary: edited")})
    assert judged(repository, "for-added") == ["not_applicable 0"]
    assert judged(repository, "for-changed") == ["fail 1", "GET /old has no name"]


@pytest.mark.parametrize(
    ("before", "after", "is_changed"),
    [
        ("type: string}\nUnused", "type: integer}\nUnused", True),
        ("Unused: {type: string}", "Unused: {type: integer}", False),
        ("Thing: {type: object, properties", "# a comment\nThing: {properties", True),
        ("Other: {type: string}", "Other: { type:   string }  # spaces", False),
    ],
)
def test_an_edit_of_what_is_referred_to_counts_and_layout_does_not(repository: Path, before: str, after: str, is_changed: bool) -> None:
    assert before in SHARED
    write(repository, {"shared.yaml": SHARED.replace(before, after)})
    assert judged(repository, "for-changed")[0] == ("fail 1" if is_changed else "not_applicable 0")


def test_order_changes_nothing(repository: Path) -> None:
    text = ENTRY.replace('      summary: old\n      responses: {"200": {$ref: "#/components/responses/Ok"}}\n', "", 1)
    text = text.replace("    get:\n", '    get:\n      responses: {"200": {$ref: "#/components/responses/Ok"}}\n      summary: old\n')
    write(repository, {"a.yaml": text})
    assert judged(repository, "for-changed") == ["not_applicable 0"]


def test_a_new_document_is_added_as_a_whole_and_a_renamed_one_is_not(repository: Path) -> None:
    git(repository, "mv", "a.yaml", "b.yaml")
    found = report("b.yaml", "--policy", "for-added", cwd=repository)
    assert [verdict["subjects"] for verdict in found["verdicts"]] == [0]
    write(repository, {"c.yaml": ENTRY.replace("/old", "/other")})
    assert new(report("c.yaml", "--policy", "for-added", cwd=repository)) == ["c.yaml GET /other has no name"]


def test_a_document_that_cannot_be_compared_is_judged_as_a_whole(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    commit(repository, {"a.yaml": "openapi: [\n"})
    git(repository, "checkout", "-q", "-B", "change")
    write(repository, {"a.yaml": ENTRY})
    assert judged(repository, "for-added") == ["fail 1", "GET /old has no name"]


def test_without_a_revision_everything_is_judged(repository: Path) -> None:
    answer = celadon("check", "a.yaml", "--format", "json", cwd=repository)
    found = json.loads(answer.out)
    assert [verdict["subjects"] for verdict in found["verdicts"]] == [1, 1]
    assert found["exit_code"] == 1


def test_the_report_says_what_a_policy_asks_of(repository: Path) -> None:
    assert {item["name"]: item["applies_to"] for item in report("a.yaml", cwd=repository)["policies"]} == {
        "team/for-added": "added",
        "team/for-changed": "changed",
    }


# Effective on a day


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """One policy of severity error that takes effect on 2027-01-01."""
    place = tmp_path / "project"
    policy = POLICY.replace("why:", "effective_on: 2027-01-01\nwhy:")
    write(
        place,
        {
            "team/bundle.yaml": BUNDLE,
            "team/named.yaml": policy,
            "celadon.yaml": "bundles: [team]\n",
            "a.yaml": ENTRY,
            "shared.yaml": SHARED,
        },
    )
    return place


@pytest.mark.parametrize(
    ("date", "severity", "then", "code"),
    [("2026-12-31", "warning", "error", 0), ("2027-01-01", "error", None, 1), ("2030-01-01", "error", None, 1)],
)
def test_a_policy_warns_before_its_day_and_has_its_own_severity_from_then_on(
    project: Path, date: str, severity: str, then: str | None, code: int
) -> None:
    found = json.loads(check(project, "--date", date, "--format", "json").out)
    [policy] = found["policies"]
    assert (policy["severity"], policy["effective_on"], policy["severity_then"]) == (severity, "2027-01-01", then)
    assert [item["severity"] for item in found["findings"]] == [severity]
    assert found["exit_code"] == code


def test_the_page_tells_what_is_to_come(project: Path) -> None:
    page = check(project, "--date", "2026-12-31").out
    assert "warning  team/named   1 of 1 operation   error from 2027-01-01" in page
    assert "error from" not in check(project, "--date", "2027-01-01").out


def test_settings_do_not_bring_the_day_forward(project: Path) -> None:
    write(project, {"celadon.yaml": "bundles: [team]\npolicies: {team/named: {severity: error}}\n"})
    assert json.loads(check(project, "--date", "2026-12-31", "--format", "json").out)["exit_code"] == 0


def test_one_that_is_weaker_than_a_warning_stays_so(project: Path) -> None:
    write(project, {"celadon.yaml": "bundles: [team]\npolicies: {team/named: {severity: info, reason: later}}\n"})
    found = json.loads(check(project, "--date", "2026-12-31", "--format", "json").out)
    assert ([item["severity"] for item in found["findings"]], found["policies"][0]["severity_then"]) == (["info"], None)
