"""`celadon new`: files to begin with."""

from pathlib import Path

import click

from celadon.cli.speaking import say


@click.group("new")
def command() -> None:
    """Write files to begin with."""


@command.command("policy")
@click.argument("name", metavar="BUNDLE/ID")
@click.option("--target", default="operation", show_default=True, help="What the policy visits: operation, schema, route, ...")
@click.option("--title", default="", help="The requirement in one sentence. Default: the words of ID.")
@click.option("--severity", type=click.Choice(["error", "warning", "info", "hint"]), default="warning", show_default=True)
def policy(name: str, target: str, title: str, severity: str) -> int:
    """Write a policy with its cases and a refused example, red until its rule is written.

    BUNDLE is a folder, such as policies/team; it becomes a bundle where it is none yet. Nothing is overwritten.
    """
    from celadon.terms.severity import Severity  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.authoring.scaffolding import NewPolicy, write_policy  # noqa: PLC0415 - the same

    wanted = NewPolicy(name=name, start=Path.cwd(), target=target, title=title.strip(), severity=Severity(severity))
    written = write_policy(wanted)
    for file in written.files:
        say(f"written: {file}\n")
    say(f"next: write `must` and what says TODO in {written.policy}, then run: celadon test {written.policy}\n")
    if not written.in_profile:
        say("no profile holds the policy yet: name it in bundle.yaml, or check with --policy\n")
    return 0
