"""The baseline through the real command: what it accepts, what it survives, what is refused, and that the old file stays."""

import json
import random
from pathlib import Path

import pytest
import yaml

from tests.cli.running import Answer, celadon
from tests.cli.test_bad_input import BUNDLE, GOOD, POLICY, write

ROOT = Path(__file__).resolve().parents[2]
NAME = "celadon-baseline.json"


def lay_out(folder: Path, *paths: str) -> None:
    """Make a project of one policy that no operation keeps."""
    wide = "paths:\n" + "".join(f"  {path}:\n    get: {{responses: {{'200': {{description: OK}}}}}}\n" for path in paths or ("/a",))
    write(
        folder,
        **{
            "team__bundle": BUNDLE,
            "team__ours": POLICY.replace("MUST", 'operation.path == "/ours"'),
            "celadon.yaml": "bundles: [{use: team}]\n",
            "a": GOOD.split("paths:")[0] + wide,
        },
    )


def run(folder: Path, *arguments: str) -> Answer:
    answer = celadon(*arguments, "--date", "2026-11-26", cwd=folder)
    assert "Traceback" not in answer.said
    assert "internal error" not in answer.said
    return answer


def report(folder: Path, *arguments: str) -> dict:
    return json.loads(run(folder, "check", "--format", "json", *arguments).out)


def dispositions(folder: Path, *arguments: str) -> list[tuple[str, str]]:
    return [(found["location"]["pointer"], found["disposition"]) for found in report(folder, *arguments)["findings"]]


def test_a_run_after_create_is_green_and_a_new_finding_is_not(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert run(tmp_path, "check").code == 1
    created = run(tmp_path, "baseline", "create")
    assert (created.code, created.err) == (0, "")
    assert "1 finding of 1 policy in 1 document: 1 error" in created.out
    assert run(tmp_path, "check").code == 0
    lay_out(tmp_path, "/a", "/b")
    assert run(tmp_path, "check").code == 1
    assert dispositions(tmp_path) == [("/paths/~1a/get", "baselined"), ("/paths/~1b/get", "open")]


def test_create_leaves_a_baseline_that_is_there_alone(tmp_path: Path) -> None:
    lay_out(tmp_path)
    run(tmp_path, "baseline", "create")
    before = (tmp_path / NAME).read_bytes()
    lay_out(tmp_path, "/a", "/b")
    answer = run(tmp_path, "baseline", "create")
    assert answer.code == 2
    assert "--force" in answer.err
    assert (tmp_path / NAME).read_bytes() == before
    assert run(tmp_path, "baseline", "create", "--force").code == 0
    assert run(tmp_path, "check").code == 0


def test_create_by_force_keeps_what_the_run_did_not_look_at(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, b=GOOD)
    run(tmp_path, "baseline", "create")
    answer = run(tmp_path, "baseline", "create", "--force", "a.yaml")
    assert "1 finding that this run did not look at" in answer.out
    assert run(tmp_path, "check").code == 0


def test_what_is_waived_stays_out(tmp_path: Path) -> None:
    lay_out(tmp_path)
    waiver = "{policy: team/ours, where: GET /a, reason: moves to us next month, owner: platform, expires: 2026-12-31}"
    write(tmp_path, **{"celadon-waivers.yaml": f"waivers: [{waiver}]\n"})
    answer = run(tmp_path, "baseline", "create")
    assert "waived     1 finding, left out" in answer.out
    assert json.loads((tmp_path / NAME).read_text())["findings"] == []


def test_a_mended_finding_is_named_and_pruned(tmp_path: Path) -> None:
    lay_out(tmp_path, "/a", "/b")
    run(tmp_path, "baseline", "create")
    lay_out(tmp_path, "/b")
    checked = run(tmp_path, "check")
    assert checked.code == 0
    assert "warning[stale-baseline]" in checked.out
    assert "'celadon baseline prune'" in checked.out
    pruned = run(tmp_path, "baseline", "prune")
    assert (pruned.code, pruned.err) == (0, "")
    assert "team/ours   a.yaml#/paths/~1a/get" in pruned.out
    assert [entry["place"] for entry in json.loads((tmp_path / NAME).read_text())["findings"]] == ["/paths/~1b/get"]
    assert "stale" not in run(tmp_path, "check").said
    lay_out(tmp_path, "/a", "/b")
    assert run(tmp_path, "check").code == 1, "what was mended and pruned is new when it comes back"


def test_prune_touches_only_the_documents_and_policies_of_the_run(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, b=GOOD, team__others=POLICY.replace("MUST", "'operation.path == \"/others\"'").replace("ours", "others"))
    run(tmp_path, "baseline", "create")
    full = (tmp_path / NAME).read_bytes()
    write(tmp_path, a=GOOD.replace("/a:", "/ours:"), b=GOOD.replace("/a:", "/ours:"))
    run(tmp_path, "baseline", "prune", "a.yaml", "--policy", "team/ours")
    left = json.loads((tmp_path / NAME).read_text())["findings"]
    assert sorted((entry["policy"], entry["file"]) for entry in left) == [
        ("team/others", "a.yaml"), ("team/others", "b.yaml"), ("team/ours", "b.yaml"),
    ]  # fmt: skip
    (tmp_path / NAME).write_bytes(full)
    stale = report(tmp_path, "b.yaml", "--policy", "team/others")["warnings"]
    assert [(problem["policy"], problem["document"]) for problem in stale] == [("team/others", "b.yaml")]


def test_prune_takes_files_that_are_gone_only_when_asked(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, b=GOOD)
    run(tmp_path, "baseline", "create")
    (tmp_path / "b.yaml").unlink()
    answer = run(tmp_path, "baseline", "prune")
    assert "missing  team/ours   b.yaml" in answer.out
    assert len(json.loads((tmp_path / NAME).read_text())["findings"]) == 2
    assert run(tmp_path, "baseline", "prune", "--missing").code == 0
    assert [entry["file"] for entry in json.loads((tmp_path / NAME).read_text())["findings"]] == ["a.yaml"]


def test_prune_without_a_baseline_says_how_to_make_one(tmp_path: Path) -> None:
    lay_out(tmp_path)
    answer = run(tmp_path, "baseline", "prune")
    assert answer.code == 2
    assert "'celadon baseline create'" in answer.err


@pytest.mark.parametrize("verb", [("create", "--force"), ("prune",)], ids=lambda verb: verb[0])
def test_an_error_is_never_accepted_and_leaves_the_file_alone(tmp_path: Path, verb: tuple[str, ...]) -> None:
    lay_out(tmp_path, "/a", "/b")
    run(tmp_path, "baseline", "create")
    before = (tmp_path / NAME).read_bytes()
    lay_out(tmp_path)
    write(tmp_path, team__broken=POLICY.replace("MUST", "'[1][5] == 1'").replace("ours", "broken"))
    answer = run(tmp_path, "baseline", *verb)
    assert answer.code == 2
    assert "team/broken could not be evaluated" in answer.err
    assert "the baseline was left as it is" in answer.err
    assert (tmp_path / NAME).read_bytes() == before


@pytest.mark.parametrize("command", [("check",), ("baseline", "prune")], ids=" ".join)
@pytest.mark.parametrize(
    ("damage", "place"),
    [
        (lambda text: text[: len(text) // 2], "celadon-baseline.json:4:"),
        (lambda text: text.replace("/v1", "/v7"), "celadon-baseline.json:2:3"),
        (lambda text: "", "celadon-baseline.json"),
        (lambda text: text.replace('"count": 1', '"count": -1'), "celadon-baseline.json:4:"),
    ],
    ids=["cut in half", "another version", "empty", "a count below one"],
)
def test_a_broken_baseline_is_refused_at_its_place_and_left_alone(tmp_path: Path, command, damage, place) -> None:
    lay_out(tmp_path)
    run(tmp_path, "baseline", "create")
    broken = damage((tmp_path / NAME).read_text())
    (tmp_path / NAME).write_text(broken)
    answer = run(tmp_path, *command)
    assert answer.code == 2
    assert place in answer.said
    assert "restore it from version control" in answer.said
    assert (tmp_path / NAME).read_text() == broken
    assert run(tmp_path, "baseline", "create", "--force").code == 0
    assert run(tmp_path, "check").code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk at hand")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, **{"celadon.yaml": "bundles: [{use: team}]\nbaseline: /dev/full\n"})
    answer = run(tmp_path, "baseline", "create", "--force")
    assert answer.code == 2
    assert "/dev/full cannot be written: No space left on device" in answer.err


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, **{"celadon.yaml": "bundles: [{use: team}]\nbaseline: nowhere/baseline.json\n"})
    answer = run(tmp_path, "baseline", "create")
    assert answer.code == 2
    assert "cannot be written" in " ".join(answer.err.split())  # the page folds lines where the path of the folder is long


def test_a_gate_for_new_findings_accepts_an_empty_baseline_but_not_none(tmp_path: Path) -> None:
    lay_out(tmp_path, "/ours")
    write(tmp_path, **{"celadon.yaml": "bundles: [{use: team}]\ngates: {default: {new_only: true}}\n"})
    refused = run(tmp_path, "check")
    assert refused.code == 2
    assert "'celadon baseline create'" in refused.said
    assert run(tmp_path, "baseline", "create").code == 0
    assert run(tmp_path, "check").code == 0


# What a baseline survives, on documents with many kinds of findings.


def in_another_order(tree, random_order: random.Random):
    """Put keys of mappings, and items of lists (but not Envoy's routes and filters, whose order decides) in another order."""
    if isinstance(tree, dict):
        items = [(key, in_another_order(value, random_order)) for key, value in tree.items()]
        random_order.shuffle(items)
        return dict(items)
    if isinstance(tree, list):
        items = [in_another_order(item, random_order) for item in tree]
        if all(isinstance(item, dict) for item in items) and not any("match" in item or "typed_config" in item for item in items):
            random_order.shuffle(items)
        return items
    return tree


def reordered(text: str) -> str:
    order = random.Random(7)  # noqa: S311 - the same order each time is what is wanted
    return yaml.safe_dump_all([in_another_order(tree, order) for tree in yaml.safe_load_all(text)], sort_keys=False)


def reformatted(text: str) -> str:
    return "\n---\n".join(json.dumps(tree, indent=7, default=str) for tree in yaml.safe_load_all(text)) + "\n"


def moved(text: str) -> str:
    return "# A line.\n" * 40 + text.replace("\n", "   # and a remark\n", 1)


@pytest.mark.parametrize("change", [reordered, reformatted, moved], ids=lambda change: change.__name__)
@pytest.mark.parametrize(
    "document",
    ["openapi/payments-bad.yaml", "openapi/legacy-orders.yaml", "gateways/payments-kong-bad.yaml", "gateways/payments-envoy-bad.yaml"],
)
def test_a_baseline_survives_what_changes_nothing(tmp_path: Path, document: str, change) -> None:
    text = (ROOT / "specs" / document).read_text(encoding="utf-8")
    write(tmp_path, **{"a.yaml": text})
    run(tmp_path, "baseline", "create", "--profile", "strict")
    write(tmp_path, **{"a.yaml": change(text)})
    assert (tmp_path / "a.yaml").read_text() != text
    after = report(tmp_path, "--profile", "strict")
    assert len(after["findings"]) >= 10
    assert [found["message"] for found in after["findings"] if found["disposition"] != "baselined"] == []
    assert after["warnings"] == []


ANCHORED = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get: &operation
      responses: {"200": {description: OK}}
  /b:
    get: *operation
"""


def test_a_baseline_survives_other_names_of_yaml_anchors_and_none(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, a=ANCHORED)
    run(tmp_path, "baseline", "create")
    for text in (
        ANCHORED.replace("operation", "read"),
        ANCHORED.replace("&operation", "").replace("*operation", '{responses: {"200": {description: OK}}}'),
    ):
        write(tmp_path, a=text)
        after = report(tmp_path)
        assert {found["disposition"] for found in after["findings"]} == {"baselined"}
        assert after["warnings"] == []


def test_a_second_identical_violation_is_new(tmp_path: Path) -> None:
    document = GOOD.replace("/a:\n", "/a:\n    parameters: [PARAMETERS]\n")
    one = "{name: q, in: query, schema: {type: string}}"
    write(tmp_path, a=document.replace("PARAMETERS", "{name: q, in: query, schema: {anyOf: [{type: string}, {type: integer}]}}"))
    rule = ("--policy", "api-security/in-string-maxlength")
    run(tmp_path, "baseline", "create", *rule)
    assert {disposition for _, disposition in dispositions(tmp_path, *rule)} == {"baselined"}
    write(
        tmp_path,
        a=document.replace("PARAMETERS", one.replace("{type: string}", "{anyOf: [{type: string}, {type: string}, {type: integer}]}")),
    )
    assert [disposition for _, disposition in dispositions(tmp_path, *rule)] == ["baselined", "open"]
