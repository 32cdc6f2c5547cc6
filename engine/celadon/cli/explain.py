"""`celadon explain`: one policy as a page."""

from pathlib import Path

import click

from celadon.cli import options
from celadon.cli.speaking import page_options, say


@click.command("explain")
@click.argument("policy")
@options.bundles
@options.color
def command(policy: str, bundles: tuple[str, ...], color: str) -> int:
    """Show a policy: why it is there, what to do, its rule, its parameters and its examples.

    POLICY is a full name, BUNDLE/ID, a short id or an alias.
    """
    from celadon.reports.policy_page import policy_page  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.explain import explain  # noqa: PLC0415 - the same

    found = explain(policy, bundles=bundles, start=Path.cwd())
    page = page_options(color=color)
    say(policy_page(found.policy, found.bundle, found.profiles, width=page.width, color=page.color))
    return 0
