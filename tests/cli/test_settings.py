"""Settings through the real command: mistakes all told, values with their origins, and a first file that holds."""

import json
import os
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from celadon import settings
from tests.cli.running import Answer, celadon
from tests.cli.test_bad_input import BUNDLE, GOOD, POLICY, write
from tests.schemas.test_schemas import schema

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).resolve().parents[2]

TEN_MISTAKES = """\
# Ten mistakes, each told with its line.
profle: strict
documents: 7
exclude: ["**/fixtures/**", ""]
policies:
  api-security/rl-492: {severity: info, reason: "inside the mesh"}
  api-security/in-string-maxlength: {params: {max_lenght: 4000}}
  payments/idempotency-key: {enabled: false}
  rest-design/operation-id: {severity: fatal}
scopes:
  - paths: ["apis/internal/**"]
gates:
  release: {fail_on: warning, max_warnings: -1, newonly: true}
"""


def run(folder: Path, *arguments: str, **environment: str) -> Answer:
    answer = celadon(*arguments, cwd=folder, **environment)
    assert "Traceback" not in answer.said
    assert "internal error" not in answer.said
    return answer


def test_ten_mistakes_are_all_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, **{"celadon.yaml": TEN_MISTAKES, "a": GOOD})
    answer = run(tmp_path, "check")
    text = re.sub(r"\d+\.\d\d s\)", "0.00 s)", answer.out)
    golden = GOLDEN / "ten-mistakes.text"
    if os.environ.get("CELADON_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert (answer.code, text) == (2, golden.read_text(encoding="utf-8"))
    problems = json.loads(run(tmp_path, "check", "--format", "json").out)["problems"]
    assert len(problems) == 10
    assert all(problem["hint"] and problem["location"] for problem in problems)
    shown = run(tmp_path, "config", "show")
    assert (shown.code, shown.err.count("error[invalid-settings]")) == (2, 10)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("profile: [\n", "celadon.yaml:2:1", ""),
        ("profile: strict\nprofile: starter\n", "celadon.yaml:2:1", "stands twice"),
        ("profile: strict\n---\nprofile: starter\n", "celadon.yaml:3:1", "one document"),
        ("bundles: [{use: ./nowhere}]\n", "celadon.yaml:1:", "no bundle is named './nowhere'"),
        ("gates: {default: {fail_on: errors}}\n", "celadon.yaml:1:", "did you mean 'error'?"),
    ],
)
def test_a_mistake_has_its_place(tmp_path: Path, text: str, place: str, words: str) -> None:
    write(tmp_path, **{"celadon.yaml": text, "a": GOOD})
    answer = run(tmp_path, "check")
    assert answer.code == 2
    assert place in answer.out
    assert words in answer.out


def test_settings_that_say_nothing_are_as_none(tmp_path: Path) -> None:
    write(tmp_path, **{"celadon.yaml": "# Nothing yet.\n", "a": GOOD})
    assert run(tmp_path, "check", "--exit-zero").code == 0


@pytest.mark.skipif(os.name == "nt", reason="links need a right there that tests do not have")
def test_settings_that_are_a_link_to_nowhere_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD)
    (tmp_path / "celadon.yaml").symlink_to("nowhere.yaml")
    answer = run(tmp_path, "check")
    assert answer.code == 2
    assert "celadon.yaml does not exist" in answer.out


def test_mistakes_in_a_pyproject_have_their_line(tmp_path: Path) -> None:
    write(tmp_path, **{"pyproject.toml": '[project]\nname = "x"\n\n[tool.celadon]\nprofle = "strict"\n', "a": GOOD})
    answer = run(tmp_path, "check")
    assert answer.code == 2
    assert "pyproject.toml:5:1" in answer.out
    assert "did you mean 'profile'?" in answer.out
    write(tmp_path, **{"pyproject.toml": "[tool.celadon]\nprofile = strict\n"})
    broken = run(tmp_path, "check")
    assert broken.code == 2
    assert "pyproject.toml:2:11" in broken.out


# What a run goes by.

SETTINGS = """\
profile: strict
documents: ["apis/*.yaml"]
exclude: ["**/fixtures/**"]
bundles: [{use: team}]
policies:
  team/ours: {severity: warning, reason: not yet}
gates:
  release: {fail_on: warning, max_warnings: 0}
"""


def team(folder: Path, **files: str) -> None:
    rule = POLICY.replace("MUST", "'!(operation.path in params.theirs)'").replace(
        "target:", "params:\n  theirs: {type: list(string), default: [/a], description: Not ours}\ntarget:"
    )
    write(folder, **{"team__bundle": BUNDLE, "team__ours": rule, **files})


def origins(folder: Path, *arguments: str, **environment: str) -> dict[str, tuple[object, str]]:
    shown = json.loads(run(folder, "config", "show", "--format", "json", *arguments, **environment).out)
    return {row["key"]: (row["value"], row["origin"]) for row in shown["settings"]}


def test_each_value_tells_where_it_comes_from(tmp_path: Path) -> None:
    team(tmp_path, **{"celadon.yaml": SETTINGS})
    found = origins(tmp_path)
    assert found["profile"] == ("strict", "celadon.yaml:1")
    assert found["bundles[0].use"] == ("team", "celadon.yaml:4")
    assert found["policies.team/ours.severity"] == ("warning", "celadon.yaml:6")
    assert found["gates.release.max_warnings"] == (0, "celadon.yaml:8")
    assert found["gates.default.fail_on"] == ("error", "default")
    assert found["waivers"] == ("celadon-waivers.yaml", "default")
    assert set(settings.KEYS) - {"scopes", "pairs"} <= {re.split(r"[.\[]", key)[0] for key in found}


def test_flags_beat_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    team(tmp_path, **{"celadon.yaml": SETTINGS})
    by_environment = origins(tmp_path, CELADON_PROFILE="starter", CELADON_GATE="release", CELADON_FAIL_ON="info", CELADON_FORMAT="sarif")
    assert by_environment["profile"] == ("starter", "environment CELADON_PROFILE")
    assert by_environment["gate"] == ("release", "environment CELADON_GATE")
    assert by_environment["gates.release.fail_on"] == ("info", "environment CELADON_FAIL_ON")
    assert by_environment["format"] == ("sarif", "environment CELADON_FORMAT")
    by_flag = origins(tmp_path, "a.yaml", "--profile", "recommended", "--exclude", "b.yaml", CELADON_PROFILE="starter")
    assert by_flag["profile"] == ("recommended", "flag --profile")
    assert by_flag["documents"] == (["a.yaml"], "argument PATH")
    assert by_flag["exclude"] == (["**/fixtures/**", "b.yaml"], "celadon.yaml:3 and flag --exclude")


def test_origins_are_shown_when_asked(tmp_path: Path) -> None:
    team(tmp_path, **{"celadon.yaml": SETTINGS})
    assert re.search(r"^profile +strict +celadon.yaml:1$", run(tmp_path, "config", "show", "--origin").out, re.MULTILINE)
    assert re.search(r"^profile +strict$", run(tmp_path, "config", "show").out, re.MULTILINE)
    (tmp_path / "elsewhere").mkdir()
    assert str(tmp_path / "celadon.yaml") in run(tmp_path / "elsewhere", "config", "show").out


# Profiles, parameters, scopes and pairs decide what is judged.


def findings(folder: Path, *arguments: str) -> list[tuple[str, str, str]]:
    report = json.loads(run(folder, "check", "--format", "json", *arguments).out)
    assert report["problems"] == []
    return [(found["document"], found["severity"], found["location"]["pointer"]) for found in report["findings"]]


def test_parameters_replace_or_append(tmp_path: Path) -> None:
    team(tmp_path, a=GOOD.replace("  /a:", "  /b:\n    get: {responses: {}}\n  /a:"))
    both = [("a.yaml", "error", "/paths/~1a/get"), ("a.yaml", "error", "/paths/~1b/get")]
    for params, expected in (("{theirs: [/b]}", both[1:]), ("{+theirs: [/b]}", both), ("{}", both[:1])):
        write(tmp_path, **{"celadon.yaml": f"bundles: [{{use: team}}]\npolicies: {{team/ours: {{params: {params}}}}}\n"})
        assert sorted(findings(tmp_path)) == expected
    write(tmp_path, **{"celadon.yaml": "bundles: [{use: team, params: {ours: {theirs: [/b]}}}]\n"})
    assert findings(tmp_path) == both[1:]


def test_the_last_scope_that_matches_wins(tmp_path: Path) -> None:
    scopes = """\
bundles: [{use: team}]
documents: ["apis"]
scopes:
  - paths: ["apis/internal/**"]
    policies: {team/ours: {severity: warning, reason: inside the mesh}}
  - paths: ["apis/internal/old/*"]
    policies: {team/ours: {enabled: false, reason: switched off in May}}
"""
    team(tmp_path, **{"celadon.yaml": scopes, "apis__a": GOOD, "apis__internal__b": GOOD, "apis__internal__old__c": GOOD})
    place = "/paths/~1a/get"
    assert findings(tmp_path) == [("apis/a.yaml", "error", place), ("apis/internal/b.yaml", "warning", place)]


def test_a_profile_of_the_settings_is_beaten_by_the_flag(tmp_path: Path) -> None:
    profiles = "profiles:\n  starter: {policies: []}\n  strict: {policies: [ours], severities: {ours: hint}}\n"
    team(tmp_path, team__bundle=BUNDLE + profiles, **{"celadon.yaml": "bundles: [{use: team}]\nprofile: strict\n", "a": GOOD})
    assert findings(tmp_path) == [("a.yaml", "hint", "/paths/~1a/get")]
    answer = run(tmp_path, "check", "--profile", "starter")
    assert answer.code == 2
    assert "no policy was chosen" in answer.out


def test_a_pair_of_the_settings_is_judged_as_one_document(tmp_path: Path) -> None:
    pairs = "pairs: [{openapi: api.yaml, gateway: kong.yaml}]\ndocuments: [api.yaml, kong.yaml]\n"
    for name, source in (("api", "openapi/payments-good.yaml"), ("kong", "gateways/payments-kong-good.yaml")):
        write(tmp_path, **{name: (ROOT / "specs" / source).read_text(encoding="utf-8")})
    write(tmp_path, **{"celadon.yaml": pairs})
    report = json.loads(run(tmp_path, "check", "--format", "json").out)
    assert [document["id"] for document in report["documents"]] == ["api.yaml", "api.yaml + kong.yaml", "kong.yaml"]
    write(tmp_path, **{"celadon.yaml": pairs.replace("kong.yaml}", "nowhere.yaml}")})
    answer = run(tmp_path, "check")
    assert answer.code == 2
    assert "nowhere.yaml does not exist" in answer.out


# The first file.


def uncommented(text: str) -> str:
    """Let every example hold: a line that begins with `#` and no space, or with one and another line of an example."""
    return re.sub(r"^#(?=[a-z]|  )", "", text, flags=re.MULTILINE)


def test_init_names_what_it_finds_and_a_check_judges_that(tmp_path: Path) -> None:
    write(tmp_path, apis__orders=GOOD, notes="just: data\n", **{"apis__my api": GOOD})
    write(tmp_path, kong=(ROOT / "specs/gateways/payments-kong-good.yaml").read_text(encoding="utf-8"))
    answer = run(tmp_path, "init")
    assert (answer.code, answer.err) == (0, "")
    assert "apis/orders.yaml   OpenAPI 3.1.0" in answer.out
    text = (tmp_path / "celadon.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["documents"] == ["apis/my api.yaml", "apis/orders.yaml", "kong.yaml"]
    report = json.loads(run(tmp_path, "check", "--format", "json").out)
    assert [document["id"] for document in report["documents"]] == ["apis/my api.yaml", "apis/orders.yaml", "kong.yaml"]
    assert report["problems"] == []


@pytest.mark.parametrize("change", [str, uncommented], ids=["as written", "with every example"])
@pytest.mark.parametrize("documents", [0, 2, 40])
def test_what_init_writes_is_right_for_reader_and_schema(tmp_path: Path, documents: int, change) -> None:
    write(tmp_path, **{f"apis__{number}": GOOD for number in range(documents)})
    assert run(tmp_path, "init", "--profile", "strict").code == 0
    text = change((tmp_path / "celadon.yaml").read_text(encoding="utf-8"))
    assert sorted(jsonschema.Draft7Validator(schema("settings")).iter_errors(yaml.safe_load(text)), key=str) == []
    (tmp_path / "celadon.yaml").write_text(text, encoding="utf-8")
    loaded = settings.load(tmp_path / "celadon.yaml")
    assert loaded.profile == "strict"
    if documents == 40:
        assert loaded.documents == ("apis/**/*.yaml",)
    if change is uncommented:
        assert set(yaml.safe_load(text)) == set(settings.KEYS)


def test_init_leaves_settings_that_are_there_alone(tmp_path: Path) -> None:
    write(tmp_path, **{"celadon.yaml": "profile: strict\n"})
    answer = run(tmp_path, "init")
    assert answer.code == 2
    assert "--force" in answer.err
    assert (tmp_path / "celadon.yaml").read_text() == "profile: strict\n"
    assert run(tmp_path, "init", "--force").code == 0
    assert "profile: recommended" in (tmp_path / "celadon.yaml").read_text()


def test_init_does_not_put_a_second_file_before_a_pyproject(tmp_path: Path) -> None:
    write(tmp_path, **{"pyproject.toml": '[tool.celadon]\nprofile = "strict"\n'})
    answer = run(tmp_path, "init")
    assert answer.code == 2
    assert "pyproject.toml" in answer.err
    assert not (tmp_path / "celadon.yaml").exists()


def test_init_names_files_that_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, broken="openapi: [\n")
    answer = run(tmp_path, "init")
    assert answer.code == 0
    assert "unreadable broken.yaml" in answer.out


# What leads nowhere is told.


def test_a_parameter_is_told_at_its_own_line(tmp_path: Path) -> None:
    settings = "bundles: [{use: team}]\npolicies:\n  team/ours:\n    params:\n      thiers: [/b]\n      theirs: 7\n"
    team(tmp_path, a=GOOD, **{"celadon.yaml": settings})
    answer = run(tmp_path, "check")
    assert answer.code == 2
    assert "celadon.yaml:5:7\n  team/ours has no parameter 'thiers'" in answer.out
    assert "celadon.yaml:6:7\n  team/ours, parameter 'theirs': 7 is not a list(string)" in answer.out


@pytest.mark.parametrize("arguments", [(), ("--profile", "strickt")], ids=["in the file", "by flag"])
def test_a_profile_that_no_bundle_has_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    team(tmp_path, a=GOOD, **{"celadon.yaml": "bundles: [{use: team}]\n" + ("" if arguments else "profile: strickt\n")})
    answer = run(tmp_path, "check", *arguments)
    assert answer.code == 2
    assert "no bundle has a profile 'strickt'" in answer.out
    assert "did you mean 'strict'?" in answer.out
    assert ("celadon.yaml:2:1" in answer.out) is not arguments


@pytest.mark.parametrize(("wanted", "code"), [("^1.0", 1), (">=1", 1), ("^1.4", 2), ("<1", 2), ("newest", 2)])
def test_a_bundle_of_another_version_is_refused(tmp_path: Path, wanted: str, code: int) -> None:
    team(tmp_path, a=GOOD, **{"celadon.yaml": f"bundles:\n  - {{use: team, version: '{wanted}'}}\n"})
    answer = run(tmp_path, "check")
    assert answer.code == code
    assert ("celadon.yaml:2:" in answer.out) == (code == 2)


def test_a_scope_that_no_document_is_in_is_told(tmp_path: Path) -> None:
    scopes = "bundles: [{use: team}]\nscopes:\n  - paths: [apis/internl/**]\n    policies: {team/ours: {severity: hint, reason: inside}}\n"
    team(tmp_path, apis__a=GOOD, **{"celadon.yaml": scopes})
    answer = run(tmp_path, "check")
    assert "warning[unmatched-scope]   celadon.yaml:3:5" in answer.out
    assert "unmatched-scope" not in run(tmp_path, "check", "apis/a.yaml").out, "a part of the project says nothing about the rest"


def test_files_that_settings_name_and_that_are_not_there_are_told(tmp_path: Path) -> None:
    team(tmp_path, a=GOOD, **{"celadon.yaml": "bundles: [{use: team}]\nwaivers: excuses.yaml\nbaseline: debts.json\n"})
    answer = run(tmp_path, "check")
    assert answer.out.count("warning[missing-file]   celadon.yaml:") == 2
    run(tmp_path, "baseline", "create")
    assert (tmp_path / "debts.json").exists()
    assert run(tmp_path, "check").out.count("warning[missing-file]") == 1


def test_with_a_revision_values_tell_that_they_stand_there(tmp_path: Path) -> None:
    team(tmp_path, a=GOOD, **{"celadon.yaml": "bundles: [{use: team}]\nprofile: strict\n"})
    for command in (("init", "-q"), ("add", "."), ("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "One")):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, capture_output=True)
    write(tmp_path, **{"celadon.yaml": "bundles: [{use: team}]\nprofile: starter\n"})
    assert origins(tmp_path)["profile"] == ("starter", "celadon.yaml:2")
    value, origin = origins(tmp_path, CELADON_AGAINST="HEAD")["profile"]
    assert (value, origin.split(" (")[0]) == ("strict", "celadon.yaml:2 at HEAD")
    assert origins(tmp_path, CELADON_AGAINST="HEAD")["against"] == ("HEAD", "environment CELADON_AGAINST")
    assert origins(tmp_path, "--against", "HEAD", "--config-from", "worktree")["profile"] == ("starter", "celadon.yaml:2")
