"""Bad input through the real command: one clear message with place and next step, in two seconds and 300 MB, nothing fetched."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Answer, celadon

SECONDS = 2.0
MEGABYTES = 300.0

GOOD = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get: {responses: {"200": {description: OK}}}
"""


def write(folder: Path, **files: str | bytes) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path = path.with_name(path.name + ".yaml") if "." not in path.name else path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def check(folder: Path, *arguments: str) -> Answer:
    answer = celadon("check", *arguments, cwd=folder)
    assert "Traceback" not in answer.said
    assert "internal error" not in answer.said
    assert answer.cpu < SECONDS
    assert answer.megabytes < MEGABYTES
    return answer


def refused(folder: Path, *arguments: str) -> str:
    """Check, expect exit 2, and return what was said; the JSON report of the same run has the same problems, with hints."""
    answer = check(folder, *arguments)
    assert answer.code == 2, answer.said
    machine = check(folder, *arguments, "--format", "json")
    assert machine.code == 2
    if machine.out:
        problems = json.loads(machine.out)["problems"]
        assert problems
        assert all(problem["hint"] for problem in problems), "each complaint has a next step"
        assert json.loads(machine.out)["verdict"] == "error"
    return answer.said


def test_a_missing_file(tmp_path: Path) -> None:
    said = refused(tmp_path, "nowhere.yaml")
    assert "nowhere.yaml" in said


def test_an_empty_file(tmp_path: Path) -> None:
    write(tmp_path, a=b"")
    assert "a.yaml" in refused(tmp_path, "a.yaml")


def test_a_folder_without_documents(tmp_path: Path) -> None:
    (tmp_path / "apis").mkdir()
    assert "apis" in refused(tmp_path, "apis")


def test_a_folder_whose_files_are_no_api_documents(tmp_path: Path) -> None:
    write(tmp_path, apis__a="just: data\n")
    assert "document" in refused(tmp_path, "apis")


def test_a_glob_that_matches_nothing(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD)
    assert "apis/**/*.yaml" in refused(tmp_path, "a.yaml", "apis/**/*.yaml")


def test_broken_yaml_has_line_column_and_source_line(tmp_path: Path) -> None:
    write(tmp_path, a="openapi: 3.1.0\ninfo: {title: T\npaths: {}\n")
    said = refused(tmp_path, "a.yaml")
    assert "a.yaml:3:" in said
    assert "    3 | paths: {}" in said


def test_broken_json_has_line_column_and_source_line(tmp_path: Path) -> None:
    write(tmp_path, **{"a.json": '{"openapi": "3.1.0",\n "info": {"title": }\n}\n'})
    said = refused(tmp_path, "a.json")
    assert "a.json:2:" in said
    assert '"title": }' in said


def test_a_hundred_kilobytes_of_brackets(tmp_path: Path) -> None:
    write(tmp_path, **{"a.yaml": b"[" * 100_000, "b.json": b"[" * 100_000})
    said = refused(tmp_path, "a.yaml", "b.json")
    assert "a.yaml" in said
    assert "b.json" in said


def test_a_bomb_of_merge_keys(tmp_path: Path) -> None:
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{at}: &a{at} {{<<: [" + ", ".join([f"*a{at - 1}"] * 9) + "]}" for at in range(1, 10)]
    write(tmp_path, a="\n".join(lines) + "\n")
    refused(tmp_path, "a.yaml")


def test_a_bomb_of_aliases(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{at}: &a{at} [" + ", ".join([f"*a{at - 1}"] * 9) + "]" for at in range(1, 10)]
    write(tmp_path, a="\n".join([GOOD, *lines]) + "\n")
    said = refused(tmp_path, "a.yaml")
    assert "a.yaml" in said


def test_an_alias_of_itself(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD + "x-a: &a {b: *a}\n")
    assert "a.yaml:" in refused(tmp_path, "a.yaml")


def test_duplicate_keys_tell_both_places(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD + "info: {title: U, version: '2'}\n")
    answer = check(tmp_path, "a.yaml")
    assert answer.code in {1, 2}
    assert "'info'" in answer.said
    assert "a.yaml:6:1" in answer.said
    assert "2" in answer.said


def test_a_document_of_unknown_kind_that_was_named(tmp_path: Path) -> None:
    write(tmp_path, a="just: data\n", b=GOOD)
    assert "a.yaml" in refused(tmp_path, "a.yaml", "b.yaml")
    skipped = check(tmp_path, "a.yaml", "b.yaml", "--skip-unknown", "--exit-zero", "--format", "json")
    assert skipped.code == 0
    assert [item["path"] for item in json.loads(skipped.out)["skipped"]] == ["a.yaml"]


def test_a_file_of_two_hundred_megabytes(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(200 << 20)
    said = refused(tmp_path, "a.yaml")
    assert "a.yaml" in said
    assert "MB" in said or "bytes" in said


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    write(tmp_path, a=b"openapi: \xff\xfe\x00\x80")
    assert "a.yaml" in refused(tmp_path, "a.yaml")


def test_several_bad_inputs_are_all_reported(tmp_path: Path) -> None:
    write(tmp_path, empty=b"", broken="a: [", unknown="just: data\n", good=GOOD)
    said = refused(tmp_path, "empty.yaml", "broken.yaml", "unknown.yaml", "nowhere.yaml", "none/*.yaml", "good.yaml")
    assert all(name in said for name in ("empty.yaml", "broken.yaml", "unknown.yaml", "nowhere.yaml", "none/*.yaml"))


# References: a cyclic one is ordinary; what cannot be followed is a finding or inconclusive, never a crash and never a fetch.

WITH_REF = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    post:
      requestBody:
        content:
          application/json:
            schema: {$ref: "REF"}
      responses: {"200": {description: OK}}
components:
  schemas:
    Node: {type: object, properties: {next: {$ref: "#/components/schemas/Node"}, name: {type: string}}}
"""


def with_ref(folder: Path, ref: str) -> dict:
    write(folder, project__a=WITH_REF.replace("REF", ref))
    answer = check(folder / "project", "a.yaml", "--format", "json", "--profile", "strict")
    assert answer.code == 1, answer.said
    return json.loads(answer.out)


def about_references(report: dict) -> list[dict]:
    return [found for found in report["findings"] if found["location"]["pointer"].endswith("/schema/$ref")]


def test_a_cyclic_reference_is_ordinary(tmp_path: Path) -> None:
    report = with_ref(tmp_path, "#/components/schemas/Node")
    assert report["problems"] == []
    assert about_references(report) == []


@pytest.mark.parametrize("ref", ["#/components/schemas/Nobody", "./nowhere.yaml", "./a.yaml#/nothing/here"])
def test_a_dangling_reference_is_a_finding_at_its_place(tmp_path: Path, ref: str) -> None:
    report = with_ref(tmp_path, ref)
    [found] = about_references(report)
    assert found["location"]["start"]["line"] == 9
    assert report["counts"]["verdicts"]["inconclusive"] > 0


@pytest.mark.parametrize("ref", ["../secret.yaml", "/etc/passwd", "file:///etc/passwd", "link.yaml"])
def test_a_reference_out_of_the_project_is_refused_and_nothing_of_it_is_shown(tmp_path: Path, ref: str) -> None:
    write(tmp_path, secret="token: hunter2\n")
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    write(tmp_path, **{"project__celadon.yaml": "profile: strict\n"})
    report = with_ref(tmp_path, ref)
    assert report["counts"]["verdicts"]["inconclusive"] > 0
    assert "hunter2" not in json.dumps(report)
    assert "root:" not in json.dumps(report)


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that nobody may ask."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("validation", ["fast", "full"])
def test_a_remote_reference_is_not_fetched(tmp_path: Path, canary: tuple[str, list[str]], validation: str) -> None:
    address, asked = canary
    text = WITH_REF.replace("REF", f"{address}/schema.yaml") + f'externalDocs: {{url: "{address}/docs"}}\n$self: {address}/self\n'
    write(tmp_path, a=text.replace("3.1.0", "3.2.0"))
    answer = celadon("check", "a.yaml", "--format", "json", "--validate", validation, cwd=tmp_path)
    assert answer.code == 1, answer.said
    assert json.loads(answer.out)["counts"]["verdicts"]["inconclusive"] > 0
    assert asked == []


# Policies: every mistake of a bundle at once, each with its line.

BUNDLE = """\
name: team
version: 1.0.0
description: Ours
license: Apache-2.0
engine: ">=0.1"
"""

POLICY = """\
id: ours
title: Every operation is ours
severity: error
kinds: {openapi: ">=2.0"}
why: Because.
target: operation
must: MUST
message: "{{ operation.path }} is not ours"
remediation: Make it ours.
examples:
  refused:
    - title: Theirs
      document: |
        openapi: 3.1.0
        info: {title: T, version: "1"}
        paths: {/a: {get: {}}}  # finds: ours
"""


def test_a_policy_with_a_typo_in_every_field_tells_them_all(tmp_path: Path) -> None:
    typos = POLICY.replace("MUST", "true")
    for key in ("title:", "severity:", "kinds:", "why:", "target:", "must:", "message:", "remediation:"):
        typos = typos.replace(f"\n{key}", f"\n{key[:-2]}x:", 1)
    write(tmp_path, team__bundle=BUNDLE, team__ours=typos, a=GOOD)
    said = refused(tmp_path, "a.yaml", "--bundle", "team")
    assert said.count("ours.yaml:") >= 8
    assert "did you mean 'severity'" in said


def test_cel_that_does_not_parse_is_an_error_in_the_policys_yaml(tmp_path: Path) -> None:
    write(tmp_path, team__bundle=BUNDLE, team__ours=POLICY.replace("MUST", 'operation.path ==== "/a"'), a=GOOD)
    said = refused(tmp_path, "a.yaml", "--bundle", "team")
    assert "ours.yaml:7:" in said


def test_an_unknown_name_in_cel_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    write(tmp_path, team__bundle=BUNDLE, team__ours=POLICY.replace("MUST", "operation.operationid != null"), a=GOOD)
    said = refused(tmp_path, "a.yaml", "--bundle", "team")
    assert "ours.yaml:7:" in said
    assert "operation_id" in said


def test_a_policy_that_cannot_be_evaluated_is_no_pass(tmp_path: Path) -> None:
    write(tmp_path, team__bundle=BUNDLE, team__ours=POLICY.replace("MUST", 'operation.raw.nothing == "x"'), a=GOOD)
    said = refused(tmp_path, "a.yaml", "--bundle", "team")
    assert "team/ours" in said
    assert "nothing" in said


@pytest.mark.parametrize("arguments", [("--policy", "team/nobody"), ("--skip", "nobody"), ("--bundle", "nowhere"), ("--gate", "nightly")])
def test_an_unknown_name_on_the_command_line(tmp_path: Path, arguments: tuple[str, str]) -> None:
    write(tmp_path, a=GOOD)
    assert arguments[1] in refused(tmp_path, "a.yaml", *arguments)


def test_a_settings_file_with_mistakes_tells_them_all(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, **{"celadon.yaml": "profil: strict\nbundels: []\ngates: {default: {fail_onn: error}}\n"})
    said = refused(tmp_path, "a.yaml")
    assert all(f"celadon.yaml:{line}:" in said for line in (1, 2, 3))
    assert "did you mean 'profile'" in said
