"""Waivers through the real command: what they excuse, what is wrong with them, and one more from a finding."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import MEASURED, Answer, celadon
from tests.cli.test_bad_input import BUNDLE, GOOD, POLICY, write

NAME = "celadon-waivers.yaml"
DAY = "2026-11-26"
WAIVER = {"policy": "team/ours", "where": "GET /a", "reason": "moves to us next month", "owner": "platform", "expires": "2026-12-31"}
ROOT = Path(__file__).resolve().parents[2]


def waivers(*entries: dict[str, object]) -> str:
    return json.dumps({"waivers": list(entries)})


def lay_out(folder: Path, *entries: dict[str, object], settings: str = "", policy: str = "") -> None:
    """Make a project of one policy that no operation keeps, and its waivers."""
    rule = POLICY.replace("MUST", "'operation.path == \"/ours\"'") + policy
    write(folder, team__bundle=BUNDLE, team__ours=rule, a=GOOD, **{"celadon.yaml": "bundles: [{use: team}]\n" + settings})
    if entries:
        write(folder, **{NAME: waivers(*entries)})


def run(folder: Path, *arguments: str, day: str = DAY) -> Answer:
    answer = celadon(*arguments, "--date", day, cwd=folder)
    assert "Traceback" not in answer.said
    assert "internal error" not in answer.said
    return answer


def report(folder: Path, *arguments: str, day: str = DAY) -> dict:
    return json.loads(run(folder, "check", "--format", "json", *arguments, day=day).out)


def dispositions(folder: Path, *arguments: str, day: str = DAY) -> list[str]:
    return [found["disposition"] for found in report(folder, *arguments, day=day)["findings"]]


# What waivers excuse.


def test_a_waiver_holds_until_its_last_day_and_says_when_it_is_over(tmp_path: Path) -> None:
    lay_out(tmp_path, WAIVER)
    assert run(tmp_path, "check", day="2026-12-31").code == 0
    after = run(tmp_path, "check", day="2027-01-01")
    assert after.code == 1
    assert "its waiver expired on 2026-12-31 (owner platform)" in after.out


def test_a_waiver_that_matches_nothing_is_a_warning_or_strictly_an_error(tmp_path: Path) -> None:
    lay_out(tmp_path, {**WAIVER, "where": "GET /gone"}, WAIVER)
    loose = run(tmp_path, "check")
    assert (loose.code, "warning[unmatched-waiver]" in loose.out) == (0, True)
    strict = run(tmp_path, "check", "--strict-waivers")
    assert (strict.code, "error[unmatched-waiver]" in strict.out) == (2, True)


def test_a_waiver_for_what_did_not_run_is_not_called_useless(tmp_path: Path) -> None:
    lay_out(tmp_path, WAIVER, {**WAIVER, "where": "b.yaml"})
    write(tmp_path, team__others=POLICY.replace("MUST", "true == true").replace("ours", "others"))
    assert run(tmp_path, "check", "--policy", "team/others", "--strict-waivers").code == 0
    assert run(tmp_path, "check", "a.yaml", "--strict-waivers").code == 0


def test_one_use_of_a_shared_component_is_waived_and_the_other_is_open(tmp_path: Path) -> None:
    shared = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get: {parameters: [{$ref: "#/components/parameters/Q"}], responses: {"200": {description: OK}}}
  /b:
    get: {parameters: [{$ref: "#/components/parameters/Q"}], responses: {"200": {description: OK}}}
components:
  parameters:
    Q: {name: q, in: query, schema: {type: string}}
"""
    one = {**WAIVER, "policy": "api-security/in-string-maxlength"}
    write(tmp_path, **{"a.yaml": shared, NAME: waivers(one)})
    rule = ("--policy", "api-security/in-string-maxlength")
    (found,) = report(tmp_path, *rule)["findings"]
    assert {use["label"]: use["disposition"] for use in found["used_by"]} == {"GET /a": "waived", "GET /b": "open"}
    assert found["disposition"] == "open"
    write(tmp_path, **{NAME: waivers(one, {**one, "where": "GET /b"})})
    (found,) = report(tmp_path, *rule)["findings"]
    assert found["disposition"] == "waived"


# What is wrong with waivers: exit 2, each told with place and next step, and nothing excused.

WRONG = {
    "no owner": ({key: value for key, value in WAIVER.items() if key != "owner"}, "", "", "lacks the key 'owner'"),
    "2099 under a limit of the gate": (
        {**WAIVER, "expires": "2099-01-01"},
        "gates: {default: {max_waiver_days: 90}}\n",
        "",
        "90 days are allowed",
    ),
    "2099 under a limit of the bundle": ({**WAIVER, "expires": "2099-01-01"}, "", "max_waiver_days: 30\n", "30 days are allowed"),
    "an unknown policy": ({**WAIVER, "policy": "team/our"}, "", "", "no policy is named 'team/our'"),
    "a policy that may not be waived": (WAIVER, "", "waivable: false\n", "cannot be waived"),
    "a pattern": ({**WAIVER, "policy": "team/*"}, "", "", "names one policy, not a pattern"),
    "no date": ({**WAIVER, "expires": "soon"}, "", "", "a date such as 2027-03-31"),
    "a reason of a word": ({**WAIVER, "reason": "legacy"}, "", "", "too short"),
}


@pytest.mark.parametrize(("entry", "settings", "policy", "words"), WRONG.values(), ids=WRONG)
def test_a_waiver_that_is_wrong_is_refused_at_its_place(tmp_path: Path, entry, settings: str, policy: str, words: str) -> None:
    lay_out(tmp_path, entry, settings=settings, policy=policy)
    answer = run(tmp_path, "check")
    assert answer.code == 2
    assert words in answer.out
    assert f"{NAME}:1:" in answer.out
    found = report(tmp_path)
    assert [item["disposition"] for item in found["findings"]] == ["open"], "what is wrong excuses nothing"
    assert all(problem["hint"] for problem in found["problems"])
    assert run(tmp_path, "waivers", "check").code == 2


def test_all_that_is_wrong_with_waivers_is_told_at_once(tmp_path: Path) -> None:
    lay_out(tmp_path, {"policy": "team/ours", "where": "GET /a"}, {**WAIVER, "expires": "soon", "status": "odd", "note": 1})
    assert run(tmp_path, "check").out.count("error[invalid-waiver]") == 6


def test_a_stream_of_waivers_is_refused_at_its_second_document(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, **{NAME: f"{waivers(WAIVER)}\n---\n{waivers(WAIVER)}\n"})
    answer = run(tmp_path, "check")
    assert answer.code == 2
    assert f"{NAME}:3:1" in answer.out


def test_a_file_of_remarks_has_no_waivers(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, **{NAME: "# All mended.\n"})
    assert run(tmp_path, "check").code == 1
    assert run(tmp_path, "waivers", "list").out == "there are no waivers\n"


def test_a_file_of_waivers_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / NAME).mkdir()
    answer = run(tmp_path, "check")
    assert answer.code == 2
    assert NAME in answer.out


# Waivers in the documents.

INLINE = "celadon-waive: {policy: team/ours, reason: moves to us next month, owner: platform, expires: 2026-12-31}"
COMMENTED = GOOD.replace("    get:", f"    # {INLINE}\n    get:")
MEMBER = GOOD.replace("get: {", f"get: {{x-{INLINE}, ")
ALLOWED = "inline_waivers: true\n"


@pytest.mark.parametrize("text", [COMMENTED, MEMBER], ids=["a comment", "a member"])
def test_a_waiver_in_a_document_holds_only_where_settings_allow_it(tmp_path: Path, text: str) -> None:
    lay_out(tmp_path)
    write(tmp_path, a=text)
    refused = run(tmp_path, "check")
    assert refused.code == 1
    assert "warning[ignored-waiver]" in refused.out
    lay_out(tmp_path, settings=ALLOWED)
    write(tmp_path, a=text)
    assert run(tmp_path, "check").code == 0
    assert dispositions(tmp_path) == ["waived"]
    assert dispositions(tmp_path, "--no-waivers") == ["open"]
    assert dispositions(tmp_path, day="2027-01-01") == ["open"]


@pytest.mark.parametrize("text", [COMMENTED, MEMBER], ids=["a comment", "a member"])
@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (", owner: platform", "", "'owner'"),
        ("2026-12-31", "2099-01-01", "90 days are allowed"),
        ("team/ours", "team/our", "no policy is named"),
    ],
    ids=["no owner", "2099", "an unknown policy"],
)
def test_a_waiver_in_a_document_needs_all_that_others_need(tmp_path: Path, text: str, before: str, after: str, words: str) -> None:
    lay_out(tmp_path, settings=ALLOWED + "gates: {default: {max_waiver_days: 90}}\n")
    write(tmp_path, a=text.replace(before, after))
    answer = run(tmp_path, "check")
    assert answer.code == 2
    assert words in answer.out
    assert "error[invalid-waiver]   a.yaml:5:" in answer.out
    assert dispositions(tmp_path) == ["open"]


def test_a_waiver_in_a_document_that_excuses_nothing_is_told(tmp_path: Path) -> None:
    lay_out(tmp_path, settings=ALLOWED)
    write(tmp_path, a=COMMENTED.replace("/a:", "/ours:"))
    answer = run(tmp_path, "check")
    assert answer.code == 0
    assert "warning[unmatched-waiver]   a.yaml:5:" in answer.out


def test_a_change_cannot_excuse_itself_by_a_waiver_in_its_document(tmp_path: Path) -> None:
    lay_out(tmp_path, settings=ALLOWED)
    write(tmp_path, a=GOOD.replace("/a:", "/ours:"))
    for command in (("init", "-q"), ("add", "."), ("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "One")):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, capture_output=True)
    write(tmp_path, a=COMMENTED)
    answer = run(tmp_path, "check", "--against", "HEAD")
    assert answer.code == 1
    assert "warning[ignored-waiver]   a.yaml:5:" in answer.out
    assert run(tmp_path, "check", "--against", "HEAD", "--config-from", "worktree").code == 0


# Lists and checks.


def test_list_shows_what_ends_first_first(tmp_path: Path) -> None:
    lay_out(tmp_path, WAIVER, {**WAIVER, "where": "b.yaml", "expires": "2026-11-01", "ticket": "T-1"}, settings=ALLOWED)
    write(tmp_path, a=COMMENTED)
    shown = run(tmp_path, "waivers", "list").out
    assert re.findall(r"^(\S+)  (expired|today|\d+ days)", shown, re.MULTILINE) == [
        ("2026-11-01", "expired"), ("2026-12-31", "35 days"), ("2026-12-31", "35 days"),
    ]  # fmt: skip
    rows = json.loads(run(tmp_path, "waivers", "list", "--format", "json").out)
    assert [(row["where"], row["expired"], row["inline"], row["file"]) for row in rows] == [
        ({"document": "b.yaml"}, True, False, NAME),
        ({"operation": "GET /a"}, False, False, NAME),
        ({"document": "a.yaml"}, False, True, "a.yaml"),
    ]


def test_check_counts_what_each_covers_and_exits_by_that(tmp_path: Path) -> None:
    lay_out(tmp_path, WAIVER)
    fine = run(tmp_path, "waivers", "check")
    assert (fine.code, fine.err) == (0, "")
    assert "covers 1 finding" in fine.out
    expired = run(tmp_path, "waivers", "check", day="2027-01-01")
    assert expired.code == 1
    assert "1 waiver, 1 expired, 0 without a finding" in expired.out
    lay_out(tmp_path, {**WAIVER, "where": "GET /gone"})
    useless = run(tmp_path, "waivers", "check")
    assert useless.code == 1
    assert "error[unmatched-waiver]" in useless.err


# One more.

WANTED = ("--reason", "moves to us next month", "--owner", "platform", "--expires", "2026-12-31")


def test_add_fills_in_policy_place_and_fingerprint(tmp_path: Path) -> None:
    lay_out(tmp_path)
    answer = run(tmp_path, "waivers", "add", *WANTED, "--ticket", "T-1", "--status", "fix-planned")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"waived team/ours at a.yaml:5:5 until 2026-12-31, owner platform\nwritten {NAME}\n"
    (row,) = json.loads(run(tmp_path, "waivers", "list", "--format", "json").out)
    assert (row["policy"], row["where"]["document"], row["ticket"], row["status"]) == ("team/ours", "a.yaml", "T-1", "fix-planned")
    assert run(tmp_path, "check").code == 0
    again = run(tmp_path, "waivers", "add", *WANTED)
    assert again.code == 2
    assert "no open finding is as described" in again.err


def test_add_keeps_what_people_wrote(tmp_path: Path) -> None:
    lay_out(tmp_path)
    old = "# Ours.\nwaivers:\n  - policy: team/ours   # agreed\n    where: GET /b\n    reason: moves to us next month\n    owner: ada\n    expires: 2026-12-01\n# The end.\n"
    write(tmp_path, **{NAME: old})
    assert run(tmp_path, "waivers", "add", *WANTED).code == 0
    new = (tmp_path / NAME).read_text(encoding="utf-8")
    assert new.startswith(old.removesuffix("# The end.\n"))
    assert new.endswith("# The end.\n")


def test_add_names_what_it_could_mean(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, b=GOOD.replace("/a:", "/b:"))
    answer = run(tmp_path, "waivers", "add", *WANTED)
    assert answer.code == 2
    marks = re.findall(r"^(f1:\w{12})  error    team/ours   (\S+)$", answer.err, re.MULTILINE)
    assert [place for _, place in marks] == ["a.yaml:5:5", "b.yaml:5:5"]
    assert not (tmp_path / NAME).exists()
    assert run(tmp_path, "waivers", "add", *WANTED, "--fingerprint", marks[1][0]).code == 0
    assert dispositions(tmp_path) == ["open", "waived"]
    assert run(tmp_path, "waivers", "add", *WANTED, "--at", "a.yaml:5").code == 0
    assert dispositions(tmp_path) == ["waived", "waived"]


REFUSED = {
    "no reason": (("--owner", "platform", "--expires", "2026-12-31"), "--reason"),
    "a reason of a word": (("--reason", "legacy", *WANTED[2:]), "too short"),
    "2099 under a limit": ((*WANTED[:5], "2099-01-01"), "set 'expires' to 2027-02-24 or earlier"),
    "a day that is over": ((*WANTED[:5], "2026-11-25"), "would have expired"),
    "no date": ((*WANTED[:5], "soon"), "not a date"),
    "another use": ((*WANTED, "--operation", "POST /a"), "it is used by GET /a"),
    "a finding that is none": ((*WANTED, "--fingerprint", "f1:0000"), "no open finding"),
}


@pytest.mark.parametrize(("arguments", "words"), REFUSED.values(), ids=REFUSED)
def test_add_refuses_what_would_be_refused_later(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    lay_out(tmp_path, settings="gates: {default: {max_waiver_days: 90}}\n")
    answer = run(tmp_path, "waivers", "add", *arguments)
    assert answer.code == 2
    assert words in answer.err
    assert not (tmp_path / NAME).exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk at hand")
def test_add_on_a_full_disk_is_told(tmp_path: Path) -> None:
    lay_out(tmp_path, settings="waivers: full.yaml\n")
    (tmp_path / "full.yaml").symlink_to("/dev/full")
    answer = run(tmp_path, "waivers", "add", *WANTED)
    assert answer.code == 2
    assert "full.yaml" in answer.said


def test_add_leaves_a_broken_file_alone(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, **{NAME: "waivers: [\n"})
    answer = run(tmp_path, "waivers", "add", *WANTED)
    assert answer.code == 2
    assert f"{NAME}:2:1" in answer.err
    assert (tmp_path / NAME).read_text() == "waivers: [\n"


@pytest.mark.skipif(os.name == "nt", reason="a terminal of the other kind")
def test_add_asks_on_a_terminal(tmp_path: Path) -> None:
    import pty

    lay_out(tmp_path, settings="gates: {default: {max_waiver_days: 30}}\n")
    write(tmp_path, b=GOOD.replace("/a:", "/b:"))
    answers = b"2\nmoves to us next month\nplatform\n\n"
    heard = bytearray()
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        os.execve(  # noqa: S606 - the test is the terminal, and needs no shell
            sys.executable,
            [sys.executable, str(MEASURED), "waivers", "add", "--date", DAY],
            {"MEASURED_TO": str(tmp_path / "note"), "TERM": "dumb"},
        )
    os.write(terminal, answers)
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        heard += piece
    said = heard.decode().replace("\r\n", "\n")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, said
    assert "  1  error    team/ours   a.yaml:5:5" in said
    assert "30 days at most [2026-12-26]" in said
    assert "waived team/ours at b.yaml:5:5 until 2026-12-26, owner platform" in said
    assert dispositions(tmp_path) == ["open", "waived"]
