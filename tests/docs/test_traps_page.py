"""docs/reference/traps.md names cases that are there: a trap whose case is gone is held by nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from celadon.bundles.loading import load_bundle
from celadon.bundles.shipped import built_in_bundles
from celadon.usecases.test import prepare

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "traps.md"
HEADING = re.compile(r"### \[(?P<id>[\w-]+)\]\(\.\./policies/(?P<bundle>[\w-]+)/(?P=id)\.md\)")
HELD_BY = re.compile(r"(?:(?P<policy>[\w-]+/[\w-]+): )?(?P<ticks>`+) ?(?P<title>.+?) ?(?P=ticks)")
NO_CASE = "no case: "


@dataclass(frozen=True)
class Trap:
    """A row of the page."""

    policy: str
    text: str
    held_by: str


@cache
def titles() -> dict[str, set[str]]:
    """Read the titles of every example and case, by policy."""
    return {
        policy.name: {case.example.title for case in prepare(policy, folder).cases}
        for folder in built_in_bundles().values()
        for policy in load_bundle(folder).policies
    }


def traps() -> Iterator[Trap]:
    policy = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if heading := HEADING.fullmatch(line):
            policy = f"{heading['bundle']}/{heading['id']}"
        elif line.startswith("### "):
            raise AssertionError(f"{line} is no policy with its page")
        elif line.startswith("| ") and line != "| trap | held by |":
            text, held_by = re.split(r"(?<!\\) \| ", line.removeprefix("| ").removesuffix(" |"))
            yield Trap(policy, text, held_by)


def test_every_case_that_holds_a_trap_is_there() -> None:
    gone = []
    for trap in traps():
        for entry in [] if trap.held_by.startswith(NO_CASE) else trap.held_by.split("<br>"):
            named = HELD_BY.fullmatch(entry)
            assert named is not None, trap
            policy = named["policy"] or trap.policy
            if named["title"].replace("\\|", "|") not in titles().get(policy, set()):
                gone.append(f"{policy}: {named['title']}")
    assert gone == []


def test_a_trap_that_no_case_holds_says_why() -> None:
    silent = [trap for trap in traps() if trap.held_by in {"", NO_CASE.strip()} or not trap.text]
    assert silent == []


def test_the_page_goes_bundle_by_bundle_and_has_each_policy_once() -> None:
    headings = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("##")]
    bundle, seen = "", []
    for line in headings:
        if line.startswith("## "):
            bundle = line.removeprefix("## ")
        else:
            heading = HEADING.fullmatch(line)
            assert heading is not None
            assert heading["bundle"] == bundle
            seen.append(f"{bundle}/{heading['id']}")
    assert sorted(set(seen)) == sorted(seen)
    assert set(seen) <= set(titles())
    assert {bundle for bundle in built_in_bundles() if bundle != "openapi-validity"} <= {name.partition("/")[0] for name in seen}
