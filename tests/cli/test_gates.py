"""Each condition of a gate through the real command: what decides, and what the report says of it."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Answer, celadon
from tests.sources.files.repositories import write

BUNDLE = """\
name: {name}
version: 1.0.0
description: Ours
license: Apache-2.0
engine: ">=0.1"
"""

POLICY = """\
id: {id}
title: Every operation is right
severity: {severity}
kinds: {{openapi: ">=2.0"}}
why: Because.
target: operation
must: '{must}'
message: "{{{{ operation.label }}}} is wrong"
remediation: Mend it.
"""

DOCUMENT = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get: {responses: {"200": {description: OK}}}
  /b:
    get: {responses: {"200": {$ref: "./nowhere.yaml#/x"}}}
"""

WAIVERS = """\
waivers:
  - policy: team/strict
    where: {operation: GET /a}
    reason: nobody calls it any more
    owner: platform
    expires: 2027-01-31
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two bundles: one policy of severity error, one warning, one that cannot be told of one operation, one hint."""
    place = tmp_path / "project"
    policies = {
        "team/strict": ("error", 'operation.path == "/b"'),
        "team/soft": ("warning", "false"),
        "team/unclear": ("error", 'operation.responses.all(r, r.description != "")'),
        "other/whisper": ("hint", "false"),
    }
    files = {f"{name}/bundle.yaml": BUNDLE.format(name=name) for name in ("team", "other")}
    for name, (severity, must) in policies.items():
        files[f"{name}.yaml"] = POLICY.format(id=name.partition("/")[2], severity=severity, must=must)
    write(place, {**files, "a.yaml": DOCUMENT})
    return place


def settle(project: Path, gate: str, more: str = "") -> None:
    write(project, {"celadon.yaml": f"bundles: [team, other]\n{more}gates:\n  default: {{fail_on: never}}\n  chosen: {gate}\n"})


def check(project: Path, *arguments: str, **environment: str) -> Answer:
    answer = celadon("check", "a.yaml", "--date", "2026-11-26", *arguments, cwd=project, **environment)
    assert "Traceback" not in answer.said
    return answer


def report(project: Path, *arguments: str, **environment: str) -> dict:
    return json.loads(check(project, *arguments, "--format", "json", **environment).out)


CONDITIONS = {
    "never": ("{fail_on: never}", 0, []),
    "error": ("{fail_on: error}", 1, ["1 open finding of severity error"]),
    "an empty gate is one for errors": ("{}", 1, ["1 open finding of severity error"]),
    "warning": ("{fail_on: warning}", 1, ["1 open finding of severity error", "2 open findings of severity warning"]),
    "hint": (
        "{fail_on: hint}",
        1,
        ["1 open finding of severity error", "2 open findings of severity warning", "2 open findings of severity hint"],
    ),
    "warnings within": ("{fail_on: never, max_warnings: 2}", 0, []),
    "warnings beyond": ("{fail_on: never, max_warnings: 1}", 1, ["2 open warnings, 1 allowed"]),
    "inconclusive": ("{fail_on: never, inconclusive: fail}", 1, ["1 inconclusive verdict"]),
    "required": ("{fail_on: never, required_bundles: [team, other]}", 0, []),
    "required in vain": ("{fail_on: never, required_bundles: [payments]}", 1, ["the bundle payments is required and no policy of it ran"]),
    "all at once": (
        "{fail_on: error, max_warnings: 0, inconclusive: fail, required_bundles: [payments]}",
        1,
        [
            "1 open finding of severity error",
            "1 inconclusive verdict",
            "2 open warnings, 0 allowed",
            "the bundle payments is required and no policy of it ran",
        ],
    ),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_gate_says_which_of_its_conditions_decided(project: Path, name: str) -> None:
    gate, code, decided_by = CONDITIONS[name]
    settle(project, gate)
    found = report(project, "--gate", "chosen")
    assert (found["exit_code"], found["gate"]["decided_by"]) == (code, decided_by)
    assert found["gate"]["name"] == "chosen"


def test_the_last_line_of_the_page_says_it_too(project: Path) -> None:
    settle(project, "{fail_on: never, max_warnings: 1}")
    last = check(project, "--gate", "chosen").out.splitlines()[-1]
    assert last == "gate       chosen: FAILED, 2 open warnings, 1 allowed, 1 inconclusive"


def test_the_report_has_every_condition_of_the_gate(project: Path) -> None:
    settle(project, "{fail_on: warning, inconclusive: fail, max_warnings: 3, max_waivers: 2, max_waiver_days: 90, required_bundles: team}")
    gate = report(project, "--gate", "chosen")["gate"]
    assert {key: value for key, value in gate.items() if key not in {"name", "decided_by"}} == {
        "fail_on": "warning",
        "new_only": False,
        "inconclusive": "fail",
        "max_warnings": 3,
        "max_waivers": 2,
        "max_waiver_days": 90,
        "required_bundles": ["team"],
    }


def test_a_gate_limits_how_much_is_waived(project: Path) -> None:
    write(project, {"celadon-waivers.yaml": WAIVERS})
    settle(project, "{max_waivers: 0}")
    found = report(project, "--gate", "chosen")
    assert (found["counts"]["waived"], found["exit_code"]) == (1, 1)
    assert found["gate"]["decided_by"] == ["1 waived finding, 0 allowed"]
    settle(project, "{max_waivers: 1}")
    assert report(project, "--gate", "chosen")["exit_code"] == 0


def test_a_gate_limits_for_how_long_something_is_waived(project: Path) -> None:
    write(project, {"celadon-waivers.yaml": WAIVERS})
    settle(project, "{max_waiver_days: 66}")
    assert report(project, "--gate", "chosen")["exit_code"] == 0
    settle(project, "{max_waiver_days: 65}")
    found = report(project, "--gate", "chosen")
    assert found["exit_code"] == 2
    [problem] = found["problems"]
    assert "expires on 2027-01-31, 65 days are allowed" in problem["message"]
    assert problem["hint"] == "set 'expires' to 2027-01-30 or earlier"


def test_a_required_bundle_cannot_be_skipped(project: Path) -> None:
    settle(project, "{fail_on: never, required_bundles: [other]}")
    for arguments in (("--skip", "other/*"), ("--policy", "team/*"), ("--bundle", "team")):
        found = report(project, "--gate", "chosen", *arguments)
        assert found["gate"]["decided_by"] == ["the bundle other is required and no policy of it ran"], arguments


def test_a_gate_that_settings_do_not_have_is_refused_with_its_neighbours(project: Path) -> None:
    settle(project, "{}")
    found = report(project, "--gate", "chosn")
    assert found["exit_code"] == 2
    assert found["problems"][0]["message"] == "no gate is named 'chosn'"
    assert "chosen" in found["problems"][0]["hint"]


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        ("{fail_on: erorr}", "did you mean 'error'?"),
        ("{fail_on: 3}", "one of hint, info, warning, error is expected"),
        ("{new_onyl: true}", "did you mean 'new_only'?"),
        ("{max_warnings: many}", "a whole number is expected"),
        ("{max_warnings: -1}", "at least 0 is expected"),
        ("{inconclusive: fial}", "did you mean 'fail'?"),
        ("[error]", "a mapping is expected"),
    ],
)
def test_a_mistake_in_a_gate_has_its_place_even_where_another_gate_decides(project: Path, gate: str, said: str) -> None:
    settle(project, gate)
    answer = check(project)
    assert answer.code == 2
    assert said in answer.out
    assert "celadon.yaml:4:" in answer.out


# Flags beat the environment, which beats the file


def test_the_gate_is_named_by_the_environment_unless_a_flag_names_it(project: Path) -> None:
    settle(project, "{fail_on: error}")
    assert report(project)["gate"]["name"] == "default"
    assert report(project, CELADON_GATE="chosen")["gate"]["name"] == "chosen"
    assert report(project, "--gate", "default", CELADON_GATE="chosen")["gate"]["name"] == "default"


def test_the_threshold_of_the_environment_beats_that_of_the_gate_and_a_flag_beats_both(project: Path) -> None:
    settle(project, "{fail_on: never}")
    assert report(project, "--gate", "chosen")["gate"]["fail_on"] is None
    assert report(project, "--gate", "chosen", CELADON_FAIL_ON="hint")["gate"]["fail_on"] == "hint"
    assert report(project, "--gate", "chosen", "--fail-on", "info", CELADON_FAIL_ON="hint")["gate"]["fail_on"] == "info"


def test_the_profile_of_the_environment_beats_the_file_and_a_flag_beats_both(project: Path) -> None:
    bundle = BUNDLE.format(name="team") + "profiles:\n  small: {policies: [soft]}\n  large: {policies: [soft, strict]}\n"
    write(project, {"team/bundle.yaml": bundle})
    settle(project, "{}", more="profile: small\n")

    def ran(*arguments: str, **environment: str) -> list[str]:
        return [policy["name"] for policy in report(project, *arguments, **environment)["policies"] if policy["name"].startswith("team/")]

    assert ran() == ["team/soft"]
    assert ran(CELADON_PROFILE="large") == ["team/soft", "team/strict"]
    assert ran("--profile", "small", CELADON_PROFILE="large") == ["team/soft"]


def test_settings_are_named_by_the_environment_unless_a_flag_names_them(project: Path) -> None:
    settle(project, "{}")
    for name in ("one", "two"):
        write(project, {f"ci/{name}.yaml": f"bundles: [../team]\ngates: {{{name}: {{}}}}\n"})
    assert report(project, "--gate", "one", CELADON_CONFIG="ci/one.yaml")["gate"]["name"] == "one"
    assert report(project, "--gate", "two", "--config", "ci/two.yaml", CELADON_CONFIG="ci/one.yaml")["gate"]["name"] == "two"


def test_the_date_may_come_from_the_environment(project: Path) -> None:
    answer = celadon("check", "a.yaml", "--bundle", "team", "--format", "json", cwd=project, CELADON_DATE="2026-01-02")
    assert json.loads(answer.out)["date"] == "2026-01-02"


def test_a_format_of_the_environment_gives_way_to_a_flag(project: Path) -> None:
    settle(project, "{}")
    assert check(project, CELADON_FORMAT="json").out.startswith("{")
    assert not check(project, "--format", "text", CELADON_FORMAT="json").out.startswith("{")


@pytest.mark.parametrize("variable", ["CELADON_FAIL_ON", "CELADON_FORMAT", "CELADON_DATE", "CELADON_GATE", "CELADON_AGAINST"])
def test_nonsense_in_the_environment_is_exit_2(project: Path, variable: str) -> None:
    settle(project, "{}")
    answer = (
        check(project, **{variable: "nonsense"})
        if variable != "CELADON_DATE"
        else celadon("check", "a.yaml", cwd=project, CELADON_DATE="x")
    )
    assert answer.code == 2
    assert "nonsense" in answer.said or "'x'" in answer.said
