"""`celadon check --against REF` through the real command, in git repositories of the tests' own."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.running import Answer, celadon
from tests.sources.files.repositories import commit, git, write

BUNDLE = """\
name: team
version: 1.0.0
description: Ours
license: Apache-2.0
engine: ">=0.1"
"""

POLICY = """\
id: named
title: Every operation has a name
severity: error
kinds: {openapi: ">=2.0"}
why: Because.
target: operation
must: "has(operation.operation_id)"
message: "{{ operation.label }} has no name"
remediation: Name it.
"""

SCHEMAS = """\
id: bounded
title: Every request string is bounded
severity: error
kinds: {openapi: ">=2.0"}
why: Because.
target: schema
when: "schema.direction == 'request' && 'string' in schema.types"
must: "schema.max_length != null"
message: "unbounded"
remediation: Bound it.
"""

SETTINGS = """\
bundles: [{use: ./policies/team}]
documents: ["apis/**/*.yaml"]
gates:
  pr: {fail_on: error, new_only: true}
  all: {fail_on: error}
"""

WAIVERS = """\
waivers:
  - policy: team/named
    where: {document: "apis/**"}
    reason: nobody calls these by name
    owner: platform
    expires: 2027-01-01
"""


def document(*paths: str, named: tuple[str, ...] = (), title: str = "T") -> str:
    """An API with a GET on each path, of which some have a name."""
    rows = "".join(
        f"  {path}:\n    get:\n"
        + (f"      operationId: get{path.strip('/')}\n" if path in named else "")
        + '      responses: {"200": {description: OK}}\n'
        for path in paths
    )
    return f'openapi: 3.1.0\ninfo: {{title: {title}, version: "1"}}\npaths:\n{rows or "  {}"}'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """One document that breaks one policy twice, on the branch `main`."""
    place = tmp_path / "repo"
    files = {"policies/team/bundle.yaml": BUNDLE, "policies/team/named.yaml": POLICY, "celadon.yaml": SETTINGS}
    commit(place, {**files, "apis/a.yaml": document("/one", "/two")})
    git(place, "checkout", "-q", "-b", "change")
    return place


def check(*arguments: str, cwd: Path, **more) -> Answer:
    answer = celadon("check", "--date", "2026-11-26", *arguments, cwd=cwd, **more)
    assert "Traceback" not in answer.said
    assert "internal error" not in answer.said
    return answer


def report(*arguments: str, cwd: Path, ref: str = "main", **more) -> dict:
    answer = check("--against", ref, *arguments, "--format", "json", cwd=cwd, **more)
    assert answer.err == ""
    return json.loads(answer.out)


def states(found: dict) -> dict[str, str]:
    return {item["id"]: item["state"] for item in found["against"]["documents"]}


def new(found: dict) -> list[str]:
    return [f"{item['document']} {item['message']}" for item in found["findings"] if item["disposition"] == "open"]


def refusal(found: dict) -> str:
    assert (found["verdict"], found["exit_code"]) == ("error", 2)
    [problem] = found["problems"]
    assert problem["hint"]
    return f"{problem['message']} / {problem['hint']}"


# What is new


def test_what_stood_there_before_passes_and_stays_in_the_report(repository: Path) -> None:
    found = report(cwd=repository)
    assert (found["verdict"], found["exit_code"]) == ("pass", 0)
    assert [item["disposition"] for item in found["findings"]] == ["existing", "existing"]
    assert found["counts"]["existing"] == 2
    assert found["gate"]["new_only"] is True
    assert states(found) == {"apis/a.yaml": "same"}


def test_the_report_names_the_revision_and_the_commit(repository: Path) -> None:
    head = git(repository, "rev-parse", "main")
    found = report(cwd=repository)
    assert (found["against"]["ref"], found["against"]["commit"]) == ("main", head)
    assert found["configuration"] == {"from": "revision", "ref": "main", "commit": head, "edits": []}


def test_one_more_fails_and_one_less_is_counted_as_mended(repository: Path) -> None:
    commit(repository, {"apis/a.yaml": document("/zero", "/one", "/two", "/three", named=("/two",))})
    found = report(cwd=repository)
    assert (found["verdict"], found["exit_code"]) == ("fail", 1)
    assert new(found) == ["apis/a.yaml GET /zero has no name", "apis/a.yaml GET /three has no name"]
    assert (found["against"]["new"], found["against"]["mended"], found["counts"]["existing"]) == (2, 1, 1)
    assert found["gate"]["decided_by"] == ["2 new findings of severity error"]


def test_the_page_shows_what_is_new_and_counts_the_rest(repository: Path) -> None:
    commit(repository, {"apis/a.yaml": document("/zero", "/one", "/two")})
    page = check("--against", "main", cwd=repository).out
    assert "GET /zero has no name" in page
    assert "GET /one has no name" not in page
    short = git(repository, "rev-parse", "main")[:12]
    assert f"compared   with main ({short}): 1 new, 0 mended, 2 existing before (--all shows them)" in page
    assert page.splitlines()[-1] == "gate       default, on what is new: FAILED, 1 new finding of severity error"
    assert "existing team/named" not in page
    assert "existing team/named" in check("--against", "main", "--all", cwd=repository).out


def test_what_is_not_committed_yet_is_judged_as_well(repository: Path) -> None:
    write(repository, {"apis/a.yaml": document("/one", "/two", "/three"), "apis/untracked.yaml": document("/four")})
    assert new(report(cwd=repository)) == ["apis/a.yaml GET /three has no name", "apis/untracked.yaml GET /four has no name"]


def test_order_layout_and_line_numbers_make_nothing_new(repository: Path) -> None:
    text = document("/two", "/one").replace("paths:", "# a comment\n\n\npaths:")
    commit(repository, {"apis/a.yaml": text})
    found = report(cwd=repository)
    assert (new(found), states(found)) == ([], {"apis/a.yaml": "changed"})
    assert found["against"]["mended"] == 0


def test_a_new_document_is_new_as_a_whole(repository: Path) -> None:
    commit(repository, {"apis/b.yaml": document("/three")})
    found = report(cwd=repository)
    assert new(found) == ["apis/b.yaml GET /three has no name"]
    assert states(found) == {"apis/a.yaml": "same", "apis/b.yaml": "added"}


def test_a_renamed_document_is_known_again(repository: Path) -> None:
    (repository / "apis" / "v2").mkdir()
    git(repository, "mv", "apis/a.yaml", "apis/v2/orders.yaml")
    commit(repository, {"apis/v2/orders.yaml": document("/one", "/two", "/three")})
    found = report(cwd=repository)
    assert new(found) == ["apis/v2/orders.yaml GET /three has no name"]
    assert found["against"]["documents"] == [{"id": "apis/v2/orders.yaml", "state": "renamed", "was": "apis/a.yaml", "reason": ""}]
    assert "apis/v2/orders.yaml was apis/a.yaml" in check("--against", "main", cwd=repository).out


def test_a_file_that_a_document_refers_to_may_be_renamed_too(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    shared = "Note:\n  type: object\n  properties:\n    text: {type: string}\n    other: {type: string}\n"
    entry = (
        document("/one", named=("/one",))
        .replace("get:", "post:")
        .replace(
            "      responses",
            '      requestBody: {content: {application/json: {schema: {$ref: "./shared.yaml#/Note"}}}}\n      responses',
        )
    )
    commit(repository, {"policies/team/bounded.yaml": SCHEMAS, "apis/a.yaml": entry, "apis/shared.yaml": shared})
    git(repository, "checkout", "-q", "-B", "change")
    git(repository, "mv", "apis/shared.yaml", "apis/notes.yaml")
    commit(repository, {"apis/a.yaml": entry.replace("shared.yaml", "notes.yaml")})
    found = report(cwd=repository)
    assert [item["location"]["file"] for item in found["findings"]] == ["apis/notes.yaml", "apis/notes.yaml"]
    assert new(found) == []


def test_an_edit_of_a_shared_file_alone_is_seen(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    entry = (
        document("/one", named=("/one",))
        .replace(
            "      responses",
            '      requestBody: {content: {application/json: {schema: {$ref: "./shared.yaml#/Note"}}}}\n      responses',
        )
        .replace("get:", "post:")
    )
    commit(repository, {"policies/team/bounded.yaml": SCHEMAS, "apis/a.yaml": entry, "apis/shared.yaml": "Note: {type: integer}\n"})
    git(repository, "checkout", "-q", "-B", "change")
    commit(repository, {"apis/shared.yaml": "Note: {type: string}\n"})
    found = report("apis/a.yaml", cwd=repository)
    assert new(found) == ["apis/a.yaml unbounded"]
    assert states(found) == {"apis/a.yaml": "changed"}


def test_a_file_that_vanished_beneath_an_unchanged_document_is_seen(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    entry = document().replace("paths:\n  {}", 'paths: {/one: {$ref: "./one.yaml"}}')
    commit(repository, {"apis/a.yaml": entry, "apis/one.yaml": "get: {responses: {}}\n"})
    git(repository, "checkout", "-q", "-B", "change")
    git(repository, "rm", "-q", "apis/one.yaml")
    found = report("apis/a.yaml", cwd=repository)
    assert states(found) == {"apis/a.yaml": "changed"}
    assert found["against"]["mended"] == 1, "the finding of the revision was looked for, though the document itself is the same"


def test_a_document_inserted_into_a_stream_makes_the_others_no_newer(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    commit(repository, {"apis/s.yaml": document("/one") + "---\n" + document("/two")})
    git(repository, "checkout", "-q", "-B", "change")
    commit(repository, {"apis/s.yaml": "---\n".join((document("/three"), document("/one"), document("/two")))})
    found = report("apis/s.yaml", cwd=repository)
    assert new(found) == ["apis/s.yaml GET /three has no name"]


def test_a_document_that_was_broken_counts_as_new_and_the_report_says_so(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    commit(repository, {"apis/a.yaml": "openapi: 3.1.0\ninfo: {title\npaths: {}\n"})
    git(repository, "checkout", "-q", "-B", "change")
    commit(repository, {"apis/a.yaml": document("/one")})
    found = report(cwd=repository)
    assert (found["exit_code"], new(found)) == (1, ["apis/a.yaml GET /one has no name"])
    assert states(found) == {"apis/a.yaml": "unclear"}
    [warning] = found["warnings"]
    assert (warning["kind"], warning["document"]) == ("unclear-before", "apis/a.yaml")
    assert "cannot be judged as it was at main" in warning["message"]


def test_a_file_that_was_no_api_document_counts_as_added(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    commit(repository, {"apis/a.yaml": "services: {}\n", "apis/b.yaml": document("/one")})
    git(repository, "checkout", "-q", "-B", "change")
    commit(repository, {"apis/a.yaml": document("/one")})
    found = report(cwd=repository)
    assert (states(found)["apis/a.yaml"], found["warnings"]) == ("added", [])
    assert "neither an OpenAPI document" in next(item["reason"] for item in found["against"]["documents"] if item["id"] == "apis/a.yaml")


def test_a_document_that_is_broken_now_is_an_error_as_ever(repository: Path) -> None:
    commit(repository, {"apis/a.yaml": "openapi: 3.1.0\ninfo: {title\npaths: {}\n"})
    assert report(cwd=repository)["exit_code"] == 2


def test_standard_input_is_compared_with_the_file_whose_name_it_has(repository: Path) -> None:
    text = document("/one", "/two", "/three").encode()
    found = report("-", "--stdin-filepath", "apis/a.yaml", cwd=repository, stdin=text)
    assert new(found) == ["apis/a.yaml GET /three has no name"]
    nameless = report("-", cwd=repository, stdin=text)
    assert len(new(nameless)) == 3
    assert "--stdin-filepath" in nameless["against"]["documents"][0]["reason"]


def test_a_folder_of_the_repository_is_as_good_as_its_top(repository: Path) -> None:
    commit(repository, {"apis/a.yaml": document("/zero", "/one", "/two")})
    assert new(report("a.yaml", cwd=repository / "apis")) == new(report(cwd=repository)) == ["apis/a.yaml GET /zero has no name"]


def test_a_document_outside_of_the_repository_is_new(repository: Path, tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere.yaml": document("/one")})
    found = report("../elsewhere.yaml", cwd=repository)
    assert [item["state"] for item in found["against"]["documents"]] == ["added"]
    assert len(new(found)) == 1


def test_pairs_are_compared_side_by_side(repository: Path) -> None:
    kong = "_format_version: '3.0'\nservices:\n  - {name: s, url: http://u, routes: [{name: r, paths: [/other], strip_path: false}]}\n"
    policy = (
        POLICY.replace("id: named", "id: routed")
        .replace('{openapi: ">=2.0"}', '{pair: "*"}')
        .replace("target: operation", "target: pair_operation")
        .replace('must: "has(operation.operation_id)"', 'must: "size(pair_operation.matches) > 0"')
        .replace("{{ operation.label }} has no name", "no route")
    )
    git(repository, "checkout", "-q", "main")
    commit(repository, {"policies/team/routed.yaml": policy, "kong.yaml": kong})
    git(repository, "checkout", "-q", "-B", "change")
    commit(repository, {"apis/a.yaml": document("/one", "/two", "/three")})
    arguments = ("--pair", "apis/a.yaml=kong.yaml", "--policy", "team/routed", "--skip-unknown")
    found = report(*arguments, "apis/a.yaml", cwd=repository)
    assert states(found)["apis/a.yaml + kong.yaml"] == "changed"
    assert new(found) == ["apis/a.yaml + kong.yaml no route"]
    assert found["counts"]["existing"] == 2


def test_a_document_that_moves_out_of_sight_is_missed(repository: Path) -> None:
    (repository / "attic").mkdir()
    git(repository, "mv", "apis/a.yaml", "attic/a.yaml")
    commit(repository, {"apis/b.yaml": document("/b", named=("/b",))})
    found = report(cwd=repository)
    [warning] = found["warnings"]
    assert warning["kind"] == "not-judged-any-more"
    assert "apis/a.yaml was judged at main" in warning["message"]
    assert "it is attic/a.yaml now, where this run does not look" in warning["message"]


def test_a_document_that_is_made_unrecognisable_is_missed(repository: Path) -> None:
    text = document("/one", "/two").replace("openapi: 3.1.0", "openapi: 9.9.9")
    commit(repository, {"apis/a.yaml": text, "apis/b.yaml": document("/b", named=("/b",)), "apis/data.yaml": "just: data\n"})
    [warning] = report("apis", cwd=repository)["warnings"]
    assert (warning["kind"], warning["document"]) == ("not-judged-any-more", "apis/a.yaml")
    assert "says it is OpenAPI 9.9.9" in warning["message"]


def test_a_document_that_is_deleted_or_moved_in_sight_is_not_missed(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    commit(repository, {"apis/gone.yaml": document("/gone", title="Quite another"), "elsewhere/x.yaml": document("/x")})
    git(repository, "checkout", "-q", "-B", "change")
    git(repository, "rm", "-q", "apis/gone.yaml")
    git(repository, "mv", "apis/a.yaml", "apis/moved.yaml")
    git(repository, "mv", "elsewhere", "attic")
    assert report(cwd=repository)["warnings"] == []


def test_a_file_that_the_settings_name_is_followed_to_its_new_name(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    settings = SETTINGS.replace('["apis/**/*.yaml"]', "[apis/a.yaml, apis/b.yaml, apis/c.yaml]")
    commit(repository, {"celadon.yaml": settings, "apis/b.yaml": document("/b", title="Bee"), "apis/c.yaml": document("/c", "/cc", "/ccc")})
    git(repository, "checkout", "-q", "-B", "change")
    git(repository, "mv", "apis/a.yaml", "apis/z.yaml")
    git(repository, "rm", "-q", "apis/c.yaml")
    commit(repository, {"apis/b.yaml": document("/b", "/bb", title="Bee")})
    found = report(cwd=repository)
    assert (states(found), new(found)) == (
        {"apis/b.yaml": "changed", "apis/z.yaml": "renamed"},
        ["apis/b.yaml GET /bb has no name"],
    )
    assert [item["path"] for item in found["skipped"]] == ["apis/c.yaml"]
    assert "gone since main" in found["skipped"][0]["reason"]


def test_sides_of_a_pair_that_the_settings_name_are_followed_too(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    kong = "_format_version: '3.0'\nservices:\n  - {name: s, url: http://u, routes: [{name: r, paths: [/one, /two]}]}\n"
    commit(repository, {"celadon.yaml": SETTINGS + "pairs: [{openapi: apis/a.yaml, gateway: kong.yaml}]\n", "kong.yaml": kong})
    git(repository, "checkout", "-q", "-B", "change")
    git(repository, "mv", "kong.yaml", "gateway.yaml")
    git(repository, "mv", "apis/a.yaml", "apis/z.yaml")
    [state] = [item for item in report(cwd=repository)["against"]["documents"] if "+" in item["id"]]
    assert (state["id"], state["was"]) == ("apis/z.yaml + gateway.yaml", "apis/a.yaml + kong.yaml")


# A change cannot excuse itself


def test_a_waiver_that_the_change_brings_does_not_excuse_it(repository: Path) -> None:
    commit(repository, {"apis/a.yaml": document("/one", "/two", "/three"), "celadon-waivers.yaml": WAIVERS})
    found = report(cwd=repository)
    assert (found["exit_code"], found["counts"]["waived"]) == (1, 0)
    assert found["configuration"]["edits"] == ["celadon-waivers.yaml"]
    assert "the edits here to celadon-waivers.yaml have no effect yet" in check("--against", "main", cwd=repository).out


def test_a_waiver_that_the_change_writes_into_a_document_does_not_excuse_it_either(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    commit(repository, {"celadon.yaml": SETTINGS + "inline_waivers: true\n"})
    git(repository, "checkout", "-q", "-B", "change")
    waiver = "{policy: team/named, reason: nobody calls it by name, owner: platform, expires: 2027-01-01}"
    text = document("/one", "/two", "/three").replace("  /three:\n    get:\n", f"  /three:\n    get:\n      x-celadon-waive: {waiver}\n")
    commit(repository, {"apis/a.yaml": text})
    here = json.loads(check("--format", "json", cwd=repository).out)
    assert here["counts"]["waived"] == 1, "it is a waiver, where nobody compares"
    found = report(cwd=repository)
    assert (found["exit_code"], found["counts"]["waived"]) == (1, 0)
    assert new(found) == ["apis/a.yaml GET /three has no name"]
    assert [warning["kind"] for warning in found["warnings"]] == ["ignored-waiver"]


def test_a_waiver_that_is_merged_excuses(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    commit(repository, {"celadon-waivers.yaml": WAIVERS})
    git(repository, "checkout", "-q", "-B", "change")
    commit(repository, {"apis/a.yaml": document("/one", "/two", "/three")})
    git(repository, "rm", "-q", "celadon-waivers.yaml")
    found = report(cwd=repository)
    assert (found["exit_code"], found["counts"]["waived"]) == (0, 3)


@pytest.mark.parametrize(
    "weaker",
    [
        SETTINGS + 'policies: {team/named: {enabled: false, reason: "not today"}}\n',
        SETTINGS.replace("bundles:", "profile: starter\nbundles:") + 'policies: {team/named: {severity: hint, reason: "not today"}}\n',
        SETTINGS + "gates_: {}\n",
        SETTINGS.replace('documents: ["apis/**/*.yaml"]', 'documents: ["policies/**/*.yaml"]'),
        SETTINGS + 'exclude: ["apis/**"]\n',
        SETTINGS + "gates: {default: {fail_on: never}}\n",
        "bundles: [api-security]\n",
    ],
)
def test_settings_that_the_change_weakens_are_not_those_that_judge_it(repository: Path, weaker: str) -> None:
    commit(repository, {"apis/a.yaml": document("/one", "/two", "/three"), "celadon.yaml": weaker})
    found = report(cwd=repository)
    assert (found["exit_code"], new(found)) == (1, ["apis/a.yaml GET /three has no name"])
    assert found["configuration"]["edits"] == ["celadon.yaml"]
    assert found["disabled"] == []


def test_settings_that_the_change_removes_still_hold(repository: Path) -> None:
    git(repository, "rm", "-q", "celadon.yaml")
    commit(repository, {"apis/a.yaml": document("/one", "/two", "/three")})
    found = report(cwd=repository)
    assert (found["exit_code"], [bundle["name"] for bundle in found["bundles"]]) == (1, ["team"])


def test_settings_in_a_pyproject_are_read_there_too(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    git(repository, "rm", "-q", "celadon.yaml")
    table = '[tool.celadon]\nbundles = ["./policies/team"]\ndocuments = ["apis/*.yaml"]\n'
    commit(repository, {"pyproject.toml": table})
    git(repository, "checkout", "-q", "-B", "change")
    commit(repository, {"pyproject.toml": "[tool.celadon]\nprofile = 3\n", "apis/a.yaml": document("/one", "/two", "/three")})
    found = report(cwd=repository)
    assert (found["exit_code"], found["configuration"]["edits"]) == (1, ["pyproject.toml"])


def test_settings_that_only_the_change_has_leave_the_defaults(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    git(repository, "rm", "-q", "celadon.yaml")
    commit(repository)
    git(repository, "checkout", "-q", "-B", "change")
    commit(repository, {"celadon.yaml": SETTINGS})
    found = report("apis", cwd=repository)
    assert "api-security" in [bundle["name"] for bundle in found["bundles"]]
    [note] = found["notes"]
    assert "has no celadon.yaml, so the default settings apply" in note


def test_a_bundle_that_the_change_weakens_is_not_the_one_that_judges_it(repository: Path) -> None:
    weak = POLICY.replace('must: "has(operation.operation_id)"', 'must: "true"')
    commit(repository, {"apis/a.yaml": document("/one", "/two", "/three"), "policies/team/named.yaml": weak})
    found = report(cwd=repository)
    assert (found["exit_code"], new(found)) == (1, ["apis/a.yaml GET /three has no name"])
    assert found["configuration"]["edits"] == ["./policies/team"]
    named = report("apis", "--bundle", "policies/team", cwd=repository)
    assert named["exit_code"] == 1


def test_a_bundle_that_only_the_change_has_is_refused(repository: Path) -> None:
    commit(repository, {"policies/new/bundle.yaml": BUNDLE.replace("team", "new"), "policies/new/named.yaml": POLICY})
    said = refusal(report("apis", "--bundle", "policies/new", cwd=repository))
    assert "is not part of main" in said
    assert "--config-from worktree" in said


def test_a_bundle_that_git_does_not_track_is_read_as_it_stands_and_said(repository: Path) -> None:
    write(repository, {"fetched/bundle.yaml": BUNDLE.replace("team", "fetched"), "fetched/named.yaml": POLICY})
    found = report("apis", "--bundle", "fetched", cwd=repository)
    assert [bundle["name"] for bundle in found["bundles"]] == ["fetched"]
    assert found["notes"] == ["fetched is read as it stands on disk: git does not track it"]


def test_an_ignore_file_that_the_change_brings_hides_nothing(repository: Path) -> None:
    commit(repository, {"apis/a.yaml": document("/one", "/two", "/three"), ".celadonignore": "apis/\n", "apis/.celadonignore": "*.yaml\n"})
    found = report(cwd=repository)
    assert (found["exit_code"], found["skipped"]) == (1, [])


def test_a_baseline_that_the_change_brings_does_not_excuse_it(repository: Path) -> None:
    text = document("/one", "/two", "/three")
    commit(repository, {"apis/a.yaml": text})
    fingerprint = next(item["fingerprint"] for item in report(cwd=repository)["findings"] if item["disposition"] == "open")
    row = {"fingerprint": fingerprint, "count": 1, "policy": "team/named", "file": "apis/a.yaml", "place": ""}
    commit(repository, {"celadon-baseline.json": json.dumps({"schema": "celadon.baseline/v1", "findings": [row]})})
    found = report(cwd=repository)
    assert (found["exit_code"], found["counts"]["baselined"]) == (1, 0)
    assert found["configuration"]["edits"] == ["celadon-baseline.json"]


def test_the_work_tree_may_be_asked_instead_and_the_report_says_so(repository: Path) -> None:
    commit(repository, {"apis/a.yaml": document("/one", "/two", "/three"), "celadon-waivers.yaml": WAIVERS})
    found = report("--config-from", "worktree", cwd=repository)
    assert (found["exit_code"], found["counts"]["waived"]) == (0, 3)
    assert found["configuration"] == {"from": "worktree", "ref": None, "commit": None, "edits": []}
    assert found["notes"] == ["settings, waivers, baseline and bundles are read as they stand here (--config-from worktree)"]
    assert found["against"]["ref"] == "main"


def test_settings_may_come_from_a_revision_without_comparing(repository: Path) -> None:
    commit(repository, {"celadon-waivers.yaml": WAIVERS})
    answer = check("--config-from", "main", "--format", "json", cwd=repository)
    found = json.loads(answer.out)
    assert (found["exit_code"], found["counts"]["waived"], found["against"]) == (1, 0, None)
    assert found["configuration"]["ref"] == "main"


def test_settings_named_by_a_path_are_read_at_the_revision(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    commit(repository, {"ci/strict.yaml": "bundles: [{use: ../policies/team}]\ngates: {default: {fail_on: error}}\n"})
    git(repository, "checkout", "-q", "-B", "change")
    commit(repository, {"ci/strict.yaml": "gates: {default: {fail_on: never}}\n", "apis/a.yaml": document("/one", "/two", "/three")})
    found = report("apis", "--config", "ci/strict.yaml", cwd=repository)
    assert (found["exit_code"], found["configuration"]["edits"]) == (1, ["strict.yaml"])


# Revisions


@pytest.mark.parametrize("ref", ["-n1", "--output=x", "no such branch", "HEAD~99", "main:apis", "", " ", "main..change", "main\nchange"])
def test_a_revision_that_is_none_is_exit_2_with_a_next_step(repository: Path, ref: str) -> None:
    found = json.loads(check(f"--against={ref}", "--format", "json", cwd=repository).out)
    refusal(found)
    assert not (repository / "x").exists()


def test_a_shallow_clone_says_what_to_fetch(repository: Path, tmp_path: Path) -> None:
    commit(repository, {"apis/a.yaml": document("/one")})
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "change", repository.as_uri(), "shallow")
    said = refusal(report(cwd=tmp_path / "shallow", ref="origin/main"))
    assert "git knows no revision 'origin/main' here" in said
    assert "git fetch --depth=1 origin main" in said
    git(tmp_path / "shallow", "fetch", "-q", "--depth=1", "origin", "main")
    assert report(cwd=tmp_path / "shallow", ref="FETCH_HEAD")["against"]["mended"] == 1


def test_outside_of_git_is_exit_2(tmp_path: Path) -> None:
    place = tmp_path / "plain"
    write(place, {"a.yaml": document("/one")})
    assert "is not in a git repository" in refusal(report("a.yaml", cwd=place))


def test_without_the_command_git_it_is_said(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    answer = check("--against", "main", cwd=repository, PATH=str(tmp_path / "bin"))
    assert answer.code == 2
    assert "the command 'git' was not found" in answer.said


def test_nothing_of_the_repository_is_touched(repository: Path) -> None:
    commit(repository, {"apis/a.yaml": document("/one", "/three")})
    write(repository, {"apis/a.yaml": document("/one", "/four")})
    before = {path: path.stat().st_mtime_ns for path in sorted(repository.rglob("*")) if path.is_file()}
    status = git(repository, "status", "--porcelain")
    before = {path: path.stat().st_mtime_ns for path in sorted(repository.rglob("*")) if path.is_file()}
    report(cwd=repository)
    after = {path: path.stat().st_mtime_ns for path in sorted(repository.rglob("*")) if path.is_file()}
    assert after == before
    assert git(repository, "status", "--porcelain") == status


def test_the_gate_for_new_findings_needs_a_revision_or_a_baseline(repository: Path) -> None:
    answer = check("--gate", "pr", "--format", "json", cwd=repository)
    assert "--against main" in refusal(json.loads(answer.out))
    assert report("--gate", "pr", cwd=repository)["exit_code"] == 0


def test_the_revision_may_come_from_the_environment_and_a_flag_beats_it(repository: Path) -> None:
    answer = check("--format", "json", cwd=repository, CELADON_AGAINST="main")
    assert json.loads(answer.out)["against"]["ref"] == "main"
    answer = check("--against", "change", "--format", "json", cwd=repository, CELADON_AGAINST="nowhere", CELADON_CONFIG_FROM="main")
    found = json.loads(answer.out)
    assert (found["against"]["ref"], found["configuration"]["ref"]) == ("change", "main")


def test_settings_of_git_change_no_answer(repository: Path) -> None:
    git(repository, "mv", "apis/a.yaml", "apis/b.yaml")
    commit(repository)
    for key, value in (("diff.renames", "false"), ("diff.noprefix", "true"), ("core.quotePath", "true"), ("diff.external", "false")):
        git(repository, "config", key, value)
    assert new(report(cwd=repository)) == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_that_the_change_turns_elsewhere_is_no_unchanged_document(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    write(repository, {"sources/good.yaml": document("/one", named=("/one",)), "sources/bad.yaml": document("/one")})
    (repository / "apis" / "link.yaml").symlink_to("../sources/good.yaml")
    commit(repository)
    git(repository, "checkout", "-q", "-B", "change")
    (repository / "apis" / "link.yaml").unlink()
    (repository / "apis" / "link.yaml").symlink_to("../sources/bad.yaml")
    commit(repository)
    found = report(cwd=repository)
    assert new(found) == ["apis/link.yaml GET /one has no name"]


def test_what_the_settings_of_the_revision_ask_for_in_vain_says_whose_settings_they_are(repository: Path) -> None:
    git(repository, "mv", "apis", "contracts")
    commit(repository)
    said = refusal(report(cwd=repository))
    assert "nothing matches apis/**/*.yaml" in said
    assert "the settings are those of main" in said
    assert "--config-from worktree" in said
