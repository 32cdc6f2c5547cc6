"""The table of commands, each imported when it runs, so that one does not pay for another."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final

import click

from celadon import __version__

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "attest": "Judge, and write the review record: an in-toto statement.",
        "baseline": "Accept findings as they stand: create, prune.",
        "bundle": "Work on bundles of policies: lint.",
        "check": "Judge API documents by policies.",
        "config": "See what a run goes by, and who said so.",
        "eval": "Try a CEL expression on data or on a document.",
        "explain": "Show a policy: why, what to do, examples.",
        "init": "Write a commented celadon.yaml for the documents here.",
        "new": "Write files to begin with: a policy and its cases.",
        "policies": "List the policies and the profiles in which they run.",
        "schema": "Print a JSON Schema that others rely on.",
        "scorecard": "Judge, and write pass rates per API and category for portals.",
        "waivers": "Work on exceptions: list, check, add.",
        "test": "Run the examples and cases of policies.",
    }
)
"""Name and what `--help` says; the command is `command` in `celadon.cli.<name>`."""


class _Lazy(click.Group):
    """A group that knows its commands by name and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"celadon.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the table without importing a command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest name for one that does not exist."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from celadon.sources.shaping import did_you_mean  # noqa: PLC0415 - only after a slip

            hint = did_you_mean(args[0], COMMANDS)
            ctx.fail(f"No such command '{args[0]}'." + (f" {hint[0].upper()}{hint[1:]}" if hint else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="celadon", message="%(prog)s %(version)s")
def celadon() -> None:
    """Policy as code for APIs: verdicts on OpenAPI documents and gateway configurations.

    Exit codes: 0 the gate passed, 1 the gate failed, 2 no trustworthy verdict.
    """
