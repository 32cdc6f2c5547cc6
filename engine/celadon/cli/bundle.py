"""`celadon bundle`: what owners of bundles do."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from celadon.cli import options
from celadon.cli.exits import FAILED, PASSED
from celadon.cli.speaking import page_options, say

if TYPE_CHECKING:
    from celadon.terms.errors import Problem


@click.group("bundle")
def command() -> None:
    """Work on bundles of policies."""


@command.command("lint")
@click.argument("names", nargs=-1, metavar="[BUNDLE]...")
@click.option("--skip", multiple=True, metavar="RULE", help="Not this house rule; repeatable. A complaint names its rule in brackets.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or everything for programs.")
@options.color
def lint(names: tuple[str, ...], skip: tuple[str, ...], form: str, color: str) -> int:
    """Hold bundles against the house rules for policies: order of keys, examples, names, references, messages that state facts.

    A bundle is a built-in name or a folder. Without a name: all built-in bundles.
    """
    from celadon.bundles.linting import RULE_NAMES  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.lint import lint_bundles  # noqa: PLC0415 - the same

    for rule in skip:
        if rule not in RULE_NAMES:
            raise click.BadParameter(f"'{rule}' is not a rule; they are {', '.join(RULE_NAMES)}", param_hint="--skip")
    problems = lint_bundles(names, start=Path.cwd(), skip=skip)
    if form == "json":
        from celadon.reports.policies.complaints import render  # noqa: PLC0415 - people do not need it

        say(render(problems), for_people=False)
    else:
        _speak(problems, color)
    return FAILED if problems else PASSED


def _speak(problems: "tuple[Problem, ...]", color: str) -> None:
    from celadon.reports.text.page import render_problems  # noqa: PLC0415 - programs do not need it
    from celadon.reports.text.wording import counted  # noqa: PLC0415 - the same

    say(render_problems(problems, page_options(color=color)))
    say(f"{counted(len(problems), 'complaint')}\n" if problems else "every policy is as the house rules say\n")
