"""A day of a team, from its first run to a renamed file, as one story through the real command."""

import json
from pathlib import Path

from tests.cli.running import Answer, celadon
from tests.cli.test_against import BUNDLE, POLICY, document, new
from tests.sources.files.repositories import commit, git, write

TODAY, LAST_DAY, DAY_AFTER = "2026-11-26", "2026-12-31", "2027-01-01"


def run(repository: Path, *arguments: str, on: str = TODAY) -> Answer:
    answer = celadon(*arguments, cwd=repository, CELADON_DATE=on)
    assert "Traceback" not in answer.said
    assert "internal error" not in answer.said
    return answer


def check(repository: Path, *arguments: str, on: str = TODAY) -> dict:
    return json.loads(run(repository, "check", *arguments, "--format", "json", on=on).out)


def test_a_day_of_a_team(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    commit(
        shop, {"apis/shop.yaml": document("/orders", "/refunds"), "policies/team/bundle.yaml": BUNDLE, "policies/team/named.yaml": POLICY}
    )

    # The first settings name what was found; the team adds its own bundle.
    assert run(shop, "init").code == 0
    settings = (shop / "celadon.yaml").read_text(encoding="utf-8")
    assert "- apis/shop.yaml" in settings
    write(shop, {"celadon.yaml": settings + "bundles: [{use: ./policies/team}]\n"})

    # The first run is red: two operations have no name.
    first = check(shop)
    assert (first["exit_code"], new(first)) == (1, ["apis/shop.yaml GET /orders has no name", "apis/shop.yaml GET /refunds has no name"])

    # They are accepted as they stand, and the main branch is green.
    assert run(shop, "baseline", "create").code == 0
    accepted = check(shop)
    assert (accepted["exit_code"], accepted["counts"]["baselined"]) == (0, 2)
    commit(shop, message="Check our API")

    # A pull request mends one and adds another.
    git(shop, "checkout", "-q", "-b", "carts")
    commit(shop, {"apis/shop.yaml": document("/orders", "/refunds", "/carts", named=("/orders",))})
    proposed = check(shop, "--against", "main")
    assert (proposed["exit_code"], new(proposed)) == (1, ["apis/shop.yaml GET /carts has no name"])
    assert (proposed["against"]["new"], proposed["against"]["mended"], proposed["counts"]["baselined"]) == (1, 1, 1)
    assert proposed["gate"]["decided_by"] == ["1 new finding of severity error"]

    # Its author waives the finding in the same pull request, which excuses nothing.
    why = ("--reason", "the name is being agreed on", "--owner", "team-carts", "--expires", LAST_DAY)
    assert run(shop, "waivers", "add", "--at", "GET /carts", *why).code == 0
    commit(shop, message="Waive it")
    excused = check(shop, "--against", "main")
    assert (excused["exit_code"], excused["counts"]["waived"]) == (1, 0)
    assert excused["configuration"]["edits"] == ["celadon-waivers.yaml"]

    # Agreed on in the main branch, it does.
    git(shop, "checkout", "-q", "main")
    git(shop, "checkout", "carts", "--", "celadon-waivers.yaml")
    commit(shop, message="Grant the waiver")
    git(shop, "checkout", "-q", "carts")
    granted = check(shop, "--against", "main")
    assert (granted["exit_code"], granted["counts"]["waived"], granted["configuration"]["edits"]) == (0, 1, [])

    # It is merged. The baseline stands for more than there is, and is pruned.
    git(shop, "checkout", "-q", "main")
    git(shop, "merge", "-q", "--no-ff", "-m", "Carts", "carts")
    merged = check(shop)
    assert (merged["exit_code"], [warning["kind"] for warning in merged["warnings"]]) == (0, ["stale-baseline"])
    assert run(shop, "baseline", "prune").code == 0
    assert check(shop)["warnings"] == []
    commit(shop, message="Prune the baseline")

    # The waiver holds on its last day, and not on the next: the main branch is red, and says whose waiver it was.
    assert check(shop, on=LAST_DAY)["exit_code"] == 0
    expired = check(shop, on=DAY_AFTER)
    assert (expired["exit_code"], new(expired)) == (1, ["apis/shop.yaml GET /carts has no name"])
    assert f"its waiver expired on {LAST_DAY} (owner team-carts)" in run(shop, "check", on=DAY_AFTER).out
    # A pull request that has nothing to do with it is not held up.
    assert check(shop, "--against", "main", on=DAY_AFTER)["exit_code"] == 0

    # The finding is mended; the waiver is of no use any more, and is taken out.
    write(shop, {"apis/shop.yaml": document("/orders", "/refunds", "/carts", named=("/orders", "/carts"))})
    assert [warning["kind"] for warning in check(shop, on=DAY_AFTER)["warnings"]] == ["unmatched-waiver"]
    git(shop, "rm", "-q", "celadon-waivers.yaml")
    commit(shop, message="Name the carts")
    assert (check(shop, on=DAY_AFTER)["exit_code"], check(shop, on=DAY_AFTER)["warnings"]) == (0, [])

    # The document gets another name, which makes nothing new. What it broke before is known again, baseline or not.
    git(shop, "checkout", "-q", "-b", "rename")
    git(shop, "mv", "apis/shop.yaml", "apis/store.yaml")
    commit(shop, message="Call it a store")
    renamed = check(shop, "--against", "main", on=DAY_AFTER)
    assert (renamed["exit_code"], new(renamed), renamed["counts"]["existing"]) == (0, [], 1)
    assert renamed["against"]["documents"] == [{"id": "apis/store.yaml", "state": "renamed", "was": "apis/shop.yaml", "reason": ""}]
