"""One page per shipped policy, in step with it. `celadon explain --pages docs/policies` writes them anew."""

from pathlib import Path

from celadon.bundles.loading import load_bundle
from celadon.bundles.shipped import built_in_bundles
from celadon.reports.policies.markup import MARKER
from tests.bundles.building import MANIFEST, POLICY, changed, write_bundle
from tests.cli.running import celadon

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "policies"


def test_pages_and_policies_are_in_step() -> None:
    answer = celadon("explain", "--pages", "docs/policies", "--check", cwd=ROOT)
    assert answer.said == "every page is in step\n", "celadon explain --pages docs/policies"
    assert answer.code == 0


def test_every_policy_has_a_page_and_every_page_a_policy() -> None:
    bundles = [load_bundle(folder) for folder in built_in_bundles().values()]
    wanted = {f"{bundle.name}/{name}.md" for bundle in bundles for name in ("README", *(policy.id for policy in bundle.policies))}
    there = {path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*") if path.is_file()}
    assert there == wanted | {"README.md"}
    assert all(MARKER in (PAGES / name).read_text(encoding="utf-8").partition("\n")[0] for name in there)


def test_a_bundle_of_ones_own_gets_pages_too(tmp_path: Path) -> None:
    write_bundle(tmp_path, MANIFEST + "profiles: {recommended: {policies: [named]}}\n", named=POLICY)
    answer = celadon("explain", "--pages", "site", "--bundle", "team", cwd=tmp_path)
    assert answer.said == "written: site/team/README.md\nwritten: site/team/named.md\n2 pages changed\n"
    page = (tmp_path / "site" / "team" / "named.md").read_text(encoding="utf-8")
    titles = [line for line in page.splitlines() if line.startswith("#")]
    assert titles == [
        "# team/named", "## Why", "## What it looks at", "## Parameters", "## What to do", "## Refused: None is written",
        "## Accepted: One is written", "## Not concerned: Another method", "## References",
    ]  # fmt: skip
    index = (tmp_path / "site" / "team" / "README.md").read_text(encoding="utf-8")
    assert "| [named](named.md) | warning | recommended | Every operation has an operationId |" in index
    assert celadon("explain", "--pages", "site", "--bundle", "team", cwd=tmp_path).said == "every page was in step\n"


def test_a_page_out_of_step_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    write_bundle(tmp_path)
    celadon("explain", "--pages", "site", "--bundle", "team", cwd=tmp_path)
    write_bundle(tmp_path, named=changed("an operationId", "an operationId of its own"))
    answer = celadon("explain", "--pages", "site", "--bundle", "team", "--check", cwd=tmp_path)
    assert answer.code == 1
    assert answer.out.startswith("out of step: site/team/README.md\nout of step: site/team/named.md\n2 pages out of step: ")
    assert "of its own" not in (tmp_path / "site" / "team" / "named.md").read_text(encoding="utf-8")


def test_one_policy_or_all_pages_is_asked_for(tmp_path: Path) -> None:
    for arguments in ([], ["a/b", "--pages", "site"]):
        answer = celadon("explain", *arguments, cwd=tmp_path)
        assert answer.code == 2
        assert "name one policy, or write all of them with --pages FOLDER" in answer.err
    answer = celadon("explain", "a/b", "--check", cwd=tmp_path)
    assert "--check compares pages" in answer.err
