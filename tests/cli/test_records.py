"""`celadon attest` and `celadon scorecard` by the real command."""

import json
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest

import celadon as package
from tests.cli.running import Answer, celadon
from tests.cli.test_bad_input import GOOD
from tests.cli.test_golden import lay_out


def project_in(folder: Path, situation: str) -> Path:
    project = folder / "project"
    project.mkdir()
    lay_out(project, situation)
    return project


def attest(folder: Path, *arguments: str) -> Answer:
    return celadon("attest", "*.yaml", "--date", "2026-11-23", *arguments, cwd=folder)


def scorecard(folder: Path, *arguments: str) -> Answer:
    return celadon("scorecard", "*.yaml", "--date", "2026-11-23", *arguments, cwd=folder)


@pytest.mark.parametrize(("situation", "result", "code"), [("clean", "PASSED", 0), ("findings", "FAILED", 1), ("waived", "WARNED", 0)])
def test_a_run_is_recorded_with_the_exit_code_of_its_gate(tmp_path: Path, situation: str, result: str, code: int) -> None:
    answer = attest(project_in(tmp_path, situation))
    assert (json.loads(answer.out)["predicate"]["result"], answer.code) == (result, code)
    assert answer.err.startswith(f"celadon: {'fail' if code else 'pass'}: ")


def test_the_digests_are_those_of_the_files(tmp_path: Path) -> None:
    project = project_in(tmp_path, "waived")
    made = json.loads(attest(project, "--url", "https://ci.example/run/7").out)
    assert made["subject"] == [{"name": "a.yaml", "digest": {"sha256": sha256((project / "a.yaml").read_bytes()).hexdigest()}}]
    said = made["predicate"]
    assert said["url"] == "https://ci.example/run/7"
    roles = {item["annotations"]["role"]: item for item in said["configuration"]}
    assert list(roles) == ["tool", "bundle", "settings", "waivers"]
    assert roles["tool"]["uri"].startswith("pkg:pypi/celadon@")
    for name in ("celadon.yaml", "celadon-waivers.yaml"):
        digest = sha256((project / name).read_bytes()).hexdigest()
        assert {"name": name, "digest": digest} in [
            {"name": item["name"], "digest": item["digest"].get("sha256")} for item in said["configuration"] if "digest" in item
        ]


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    project = project_in(tmp_path, "findings")
    assert attest(project).out == attest(project).out


@pytest.mark.parametrize("situation", ["broken", "nothing"])
def test_without_a_verdict_nothing_is_written_and_an_old_file_stays(tmp_path: Path, situation: str) -> None:
    project = project_in(tmp_path, situation)
    old = project / "record.json"
    old.write_text("{}")
    answer = attest(project, "--output", "record.json")
    assert answer.code == 2
    assert answer.out == ""
    assert old.read_text() == "{}"
    assert "nothing is attested" in answer.err
    assert sorted(path.name for path in project.iterdir() if path.suffix == ".tmp") == []


def test_wrong_settings_are_complained_of_and_not_attested(tmp_path: Path) -> None:
    project = project_in(tmp_path, "clean")
    (project / "celadon.yaml").write_text("bundels: []\n")
    answer = attest(project)
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean 'bundles'" in answer.err.replace("Did", "did")


def test_a_record_that_cannot_be_written_leaves_no_verdict(tmp_path: Path) -> None:
    project = project_in(tmp_path, "clean")
    for command in (attest, scorecard):
        answer = command(project, "--output", "missing/record.json")
        assert answer.code == 2
        assert "missing/record.json cannot be written" in answer.err.replace("\\", "/")


def test_a_scorecard_keeps_to_its_schema_and_counts_a_waived_policy_apart(tmp_path: Path) -> None:
    schema = json.loads((Path(package.__file__).parent / "schemas" / "scorecard.schema.json").read_text(encoding="utf-8"))
    answer = scorecard(project_in(tmp_path, "waived"))
    card = json.loads(answer.out)
    jsonschema.Draft7Validator(schema).validate(card)
    assert answer.code == 0
    assert card["apis"][0]["score"] == {
        "pass_rate": 0.0,
        "concerned": 1,
        "passed": 0,
        "failed": 0,
        "waived": 1,
        "inconclusive": 0,
        "errors": 0,
        "not_applicable": 0,
    }


def test_a_scorecard_of_a_run_without_a_verdict_says_so(tmp_path: Path) -> None:
    answer = scorecard(project_in(tmp_path, "broken"))
    card = json.loads(answer.out)
    assert (answer.code, card["verdict"]) == (2, "error")
    assert card["problems"][0]["document"] == "c.yaml"
    assert "c.yaml" in answer.err


def test_standard_input_is_judged_too(tmp_path: Path) -> None:
    project = project_in(tmp_path, "clean")
    answer = celadon("scorecard", "-", cwd=project, stdin=GOOD.replace("/a:", "/ours:").encode())
    assert [api["id"] for api in json.loads(answer.out)["apis"]] == ["-"]
