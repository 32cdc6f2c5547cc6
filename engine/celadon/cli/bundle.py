"""`celadon bundle`: what owners of bundles do."""

from pathlib import Path

import click

from celadon.cli import options
from celadon.cli.exits import FAILED, PASSED
from celadon.cli.speaking import page_options, say


@click.group("bundle")
def command() -> None:
    """Work on bundles of policies."""


@command.command("lint")
@click.argument("names", nargs=-1, metavar="[BUNDLE]...")
@options.color
def lint(names: tuple[str, ...], color: str) -> int:
    """Hold bundles against the house rules for policies: order of keys, examples, names, references, messages that state facts.

    A bundle is a built-in name or a folder. Without a name: all built-in bundles.
    """
    from celadon.reports.text.page import render_problems  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.lint import lint_bundles  # noqa: PLC0415 - the same

    problems = lint_bundles(names, start=Path.cwd())
    say(render_problems(problems, page_options(color=color)))
    if not problems:
        say("every policy is as the house rules say\n")
    return FAILED if problems else PASSED
