"""`celadon policies`: what can be judged, and in which profile."""

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from celadon.cli import options
from celadon.cli.speaking import page_options, say

if TYPE_CHECKING:
    from celadon.usecases.explain import Explained


@click.command("policies")
@options.bundles
@click.option("--profile", help="Only policies of this profile.")
@click.option("--tag", help="Only policies with this tag.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A table, or everything for programs.")
@options.color
def command(bundles: tuple[str, ...], profile: str | None, tag: str | None, form: str, color: str) -> int:
    """List the policies, each with its severity and the smallest profile in which it runs."""
    from celadon.reports.policy_page import policy_table  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.explain import bundle_folders, catalogue  # noqa: PLC0415 - the same

    every = list(catalogue(bundle_folders(bundles, start=Path.cwd())))
    shown = [item for item in every if (not profile or profile in item.profiles) and (not tag or tag in item.policy.tags)]
    if form == "json":
        say(json.dumps([_row(item) for item in shown], indent=2) + "\n", for_people=False)
        return 0
    for _, group in groupby(shown, key=lambda item: item.bundle.name):
        rows = list(group)
        say(policy_table(rows[0].bundle, [(item.policy, item.profiles) for item in rows], color=page_options(color=color).color))
    say(f"{len(shown)} of {len(every)} policies; celadon explain POLICY shows one of them\n")
    return 0


def _row(item: "Explained") -> dict[str, object]:
    policy = item.policy
    return {
        "name": policy.name,
        "title": policy.title,
        "severity": policy.severity.value,
        "confidence": policy.confidence.value,
        "stage": policy.stage.value,
        "since": policy.since,
        "target": policy.target,
        "kinds": dict(policy.kinds),
        "tags": list(policy.tags),
        "profiles": list(item.profiles),
        "bundle": {"name": item.bundle.name, "version": item.bundle.version, "built_in": item.bundle.built_in},
    }
