import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import celadon as package
from celadon.sources.sharing import LARGE
from tests.cli.running import Answer, celadon
from tests.cli.test_bad_input import GOOD

ROOT = Path(__file__).resolve().parents[2]
SPECS = ROOT / "specs" / "openapi"
SAMPLES = ("payments-good.yaml", "payments-bad.yaml", "legacy-orders.yaml", "catalog/openapi.yaml")
CORE = {
    "api-security/auth-every-operation",
    "pagination/size-cap",
    "api-security/in-string-maxlength",
    "payments/idempotency-key",
    "api-security/auth-no-apikey-in-query",
}


def check(*arguments: str | Path, cwd: Path = ROOT, **more) -> Answer:
    return celadon("check", *arguments, cwd=cwd, **more)


def report(*arguments: str | Path, **more) -> dict:
    answer = check(*arguments, "--format", "json", **more)
    assert answer.err == ""
    return json.loads(answer.out)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder of its own with one document that breaks a few policies."""
    (tmp_path / "apis").mkdir()
    (tmp_path / "apis" / "a.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


# The samples


def test_the_good_sample_is_clean_and_something_was_judged() -> None:
    found = report("specs/openapi/payments-good.yaml")
    assert (found["verdict"], found["exit_code"]) == ("pass", 0)
    assert found["findings"] == []
    assert found["counts"]["verdicts"]["pass"] > 20
    assert found["counts"]["verdicts"]["inconclusive"] == 0


def test_the_bad_sample_breaks_each_of_the_core_policies_and_more() -> None:
    found = report("specs/openapi/payments-bad.yaml")
    failed = {verdict["policy"] for verdict in found["verdicts"] if verdict["verdict"] == "fail"}
    assert failed >= CORE
    assert len(failed) > 25


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_report_of_each_sample_keeps_to_the_schema(sample: str) -> None:
    schema = json.loads((Path(package.__file__).parent / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(report(f"specs/openapi/{sample}"))


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_same_input_gives_the_same_bytes(sample: str) -> None:
    runs = {check(f"specs/openapi/{sample}", "--format", "json", PYTHONHASHSEED=seed).out for seed in ("0", "1", "4711")}
    assert len(runs) == 1


def test_any_number_of_processes_gives_the_same_bytes(tmp_path: Path) -> None:
    item = {
        "post": {
            "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
            "responses": {"200": {"description": "x" * 400}},
        }
    }
    paths = {f"/orders{number}": item for number in range(900)}
    text = json.dumps({"openapi": "3.1.0", "info": {"title": "Large", "version": "1"}, "paths": paths})
    (tmp_path / "large.json").write_text(text, encoding="utf-8")
    assert len(text) > LARGE
    runs = {check("large.json", "--format", "json", "--jobs", jobs, cwd=tmp_path).out for jobs in ("1", "2", "4")}
    assert len(runs) == 1
    assert json.loads(runs.pop())["counts"]["findings"]["error"] >= 900


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_finding_of_a_sample_stands_where_it_says(sample: str) -> None:
    """The last step of the pointer is the key that stands at the reported line and column, or an item of a list."""
    for found in report(f"specs/openapi/{sample}")["findings"]:
        where = found["location"]
        line = (ROOT / where["file"]).read_text(encoding="utf-8").splitlines()[where["start"]["line"] - 1]
        here = line[where["start"]["column"] - 1 :].lstrip("'\"")
        last = where["pointer"].rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")
        assert here.startswith(last) or last.isdigit() or not last, (where, here)


def test_a_finding_in_another_file_names_that_file_and_the_way_to_it() -> None:
    found = report("specs/openapi/catalog/openapi.yaml", "--policy", "api-security/in-string-maxlength")["findings"]
    assert {item["location"]["file"] for item in found} == {
        "specs/openapi/catalog/schemas/product.yaml",
        "specs/openapi/catalog/schemas/search.yaml",
    }
    assert all(item["via"] for item in found)


# Exit codes


def test_the_gate_decides_between_0_and_1(project: Path) -> None:
    assert check("apis", "--profile", "strict", cwd=project).code == 1
    assert check("apis", "--policy", "openapi-validity/valid-structure", cwd=project).code == 0


def test_exit_zero_turns_1_into_0_and_leaves_2(project: Path) -> None:
    assert check("apis", "--profile", "strict", "--exit-zero", cwd=project).code == 0
    assert check("nowhere", "--exit-zero", cwd=project).code == 2


def test_fail_on_moves_the_threshold(project: Path) -> None:
    only = ("--policy", "rest-design/operation-id")
    assert check("apis", *only, cwd=project).code == 0
    assert check("apis", *only, "--fail-on", "info", cwd=project).code == 1


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_format_never_changes_the_exit_code(project: Path, form: str) -> None:
    assert check("apis", "--profile", "strict", "--format", form, cwd=project).code == 1
    assert check("nowhere", "--format", form, cwd=project).code == 2


# What is looked at


def test_standard_input_has_the_name_that_it_is_given(project: Path) -> None:
    answer = check("-", "--stdin-filepath", "apis/b.yaml", "--format", "json", "--profile", "strict", cwd=project, stdin=GOOD.encode())
    found = json.loads(answer.out)
    assert [document["id"] for document in found["documents"]] == ["apis/b.yaml"]
    assert {item["location"]["file"] for item in found["findings"]} == {"apis/b.yaml"}


def test_standard_input_without_a_name_is_a_dash(project: Path) -> None:
    answer = check("-", "--format", "json", cwd=project, stdin=GOOD.encode())
    assert [document["id"] for document in json.loads(answer.out)["documents"]] == ["-"]


def test_excluded_and_ignored_files_are_counted_as_skipped(project: Path) -> None:
    for name in ("b", "c"):
        (project / "apis" / f"{name}.yaml").write_text(GOOD, encoding="utf-8")
    (project / ".celadonignore").write_text("# ours\napis/c.yaml\n", encoding="utf-8")
    found = report("apis", "--exclude", "**/b.yaml", cwd=project)
    assert [document["id"] for document in found["documents"]] == ["apis/a.yaml"]
    assert [item["path"] for item in found["skipped"]] == ["apis/b.yaml", "apis/c.yaml"]


def test_skip_takes_policies_away(project: Path) -> None:
    ran = {policy["name"] for policy in report("apis", cwd=project)["policies"]}
    left = {policy["name"] for policy in report("apis", "--skip", "api-security/*", cwd=project)["policies"]}
    assert left == {name for name in ran if not name.startswith("api-security/")}


# What is written


def test_a_report_for_people_and_one_for_programs_come_from_one_run(project: Path) -> None:
    answer = check("apis", "--output", "json=out.json", "--exit-zero", cwd=project)
    assert answer.out.splitlines()[-1].startswith("gate ")
    assert json.loads((project / "out.json").read_text(encoding="utf-8"))["schema"] == "celadon.report/v1"


def test_a_report_that_cannot_be_written_is_exit_2_and_the_others_are_written(project: Path) -> None:
    answer = check("apis", "--output", "json=nowhere/out.json", "--output", "json=out.json", "--exit-zero", cwd=project)
    assert answer.code == 2
    assert "nowhere/out.json cannot be written" in answer.err
    assert (project / "out.json").exists()
    assert "Traceback" not in answer.said


@pytest.mark.parametrize("value", ["json", "=x", "json=", "xml=out"])
def test_an_output_that_is_not_name_and_file_is_a_usage_error(project: Path, value: str) -> None:
    answer = check("apis", "--output", value, cwd=project)
    assert (answer.code, answer.out) == (2, "")


def test_quiet_says_nothing_when_all_is_well(project: Path) -> None:
    answer = check("apis", "--policy", "openapi-validity/valid-structure", "--quiet", cwd=project)
    assert (answer.code, answer.out, answer.err) == (0, "", "")


def test_a_file_gets_every_finding(project: Path) -> None:
    check("apis", "--profile", "strict", "--output", "text=out.txt", cwd=project)
    assert "more with --all" not in (project / "out.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "environment", "is_colored"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "0"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
    ],
)
def test_colours_come_when_they_are_wanted(project: Path, arguments: tuple, environment: dict, is_colored: bool) -> None:
    assert ("\x1b[" in check("apis", *arguments, cwd=project, **environment).out) is is_colored


def test_a_reader_that_leaves_early_changes_nothing(project: Path) -> None:
    code = "import sys; from celadon.cli.main import run; code = run(['check', 'apis', '--profile', 'strict', '--all']); sys.stderr.write(f'code {code}')"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == "code 1"
    process.stderr.close()
    process.wait()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_said_and_is_exit_2(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "celadon", "check", "apis", "--format", "json", "--exit-zero"]
        done = subprocess.run(command, cwd=project, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "standard output cannot be written: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX closes the stream")
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_standard_output_that_is_closed_is_said_and_is_exit_2(project: Path, form: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m celadon check apis --format {form} --exit-zero >&-"
    done = subprocess.run(command, shell=True, cwd=project, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S602 - the shell is the point
    assert done.returncode == 2
    assert "standard output is closed" in done.stderr
    assert "internal error" not in done.stderr


def test_a_console_of_another_encoding_shows_escapes_rather_than_fail(project: Path) -> None:
    text = GOOD.replace("title: T", "title: 日本語").replace("/a:", "/größe/日本:")
    (project / "apis" / "a.yaml").write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-m", "celadon", "check", "apis", "--profile", "strict"]
    done = subprocess.run(command, cwd=project, capture_output=True, env=environment, check=False)
    assert done.returncode == 1
    assert "/größe/\\u65e5\\u672c" in done.stdout.decode("cp1252")


def test_hostile_names_reach_no_terminal(project: Path) -> None:
    evil = project / "apis" / "\x1b[31m::error::.yaml"
    try:
        evil.write_text(GOOD.replace("/a:", '"/\\u001b[2J\\u202e":'), encoding="utf-8")
    except OSError:
        pytest.skip("this file system does not take such names")
    answer = check("apis", "--profile", "strict", "--all", cwd=project)
    assert answer.code == 1
    assert "\x1b" not in answer.said
    assert "\u202e" not in answer.said
    assert not [line for line in answer.out.splitlines() if line.lstrip().startswith("::")]


def test_a_file_that_a_document_refers_to_was_looked_at_and_is_not_skipped() -> None:
    found = report("specs/openapi/catalog")
    assert found["skipped"] == []
    [document] = found["documents"]
    assert len(document["files"]) == 7


def test_why_tells_what_made_each_finding() -> None:
    page = check("specs/openapi/payments-bad.yaml", "--why", "--policy", "payments/idempotency-key", LINES="200").out
    assert "         variables.keys = []\n         variables.keys.size() = 0\n" in page
    assert "         variables.keys.exists(p, p.required) = false\n" in page


def test_programs_get_the_reasons_only_where_they_ask() -> None:
    arguments = ("specs/openapi/payments-bad.yaml", "--policy", "payments/idempotency-key")
    assert [found["explanation"] for found in report(*arguments)["findings"]] == [[], []]
    asked = report(*arguments, "--why")
    schema = json.loads((Path(package.__file__).parent / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(asked)
    assert {"expression": "variables.keys.size()", "value": "0"} in asked["findings"][0]["explanation"]
