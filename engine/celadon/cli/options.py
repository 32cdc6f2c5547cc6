"""Options that several commands share, so that they mean the same everywhere; and the shapes of their values."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final, TypeVar

import click

from celadon.cli.plain import COLORS, SEVERITIES, VALIDATIONS
from celadon.cli.summaries import Output
from celadon.reports.catalogue import FORMATS

F = TypeVar("F", bound=Callable[..., object])

_FORMATS: Final = "\n".join(f"{name}: {row.summary}" for name, row in FORMATS.items())


def together(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Join options to one decorator; `--help` shows them in the order given."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def outputs_of(formats: Collection[str]) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], tuple[Output, ...]]:
    """Make the reader of `NAME=FILE` for these formats; it complains of what is none."""

    def read(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Output, ...]:
        found = []
        for value in values:
            name, sign, path = value.partition("=")
            if name not in formats or not sign or not path:
                known = ", ".join(formats)
                raise click.BadParameter(f"'{value}' is not NAME=FILE with NAME one of {known}", ctx=context, param=parameter)
            found.append(Output(name, None if path == "-" else Path(path)))
        return tuple(found)

    return read


bundles: Final = together(
    click.option(
        "--bundle",
        "bundles",
        multiple=True,
        metavar="NAME|PATH",
        help="A built-in bundle's name or a bundle's folder; repeatable. Default: the settings' bundles, else all built-in ones.",
    ),
)

output: Final = together(
    click.option(
        "--output", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Where to. Default: standard output."
    ),
)

color: Final = together(
    click.option(
        "--color",
        type=click.Choice(COLORS),
        default="auto",
        show_default=True,
        help="Colours; auto asks NO_COLOR, FORCE_COLOR and the terminal.",
    ),
)

config: Final = together(
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        envvar="CELADON_CONFIG",
        help="The settings file. Default: the nearest celadon.yaml or [tool.celadon] at or above this folder.",
    ),
)

profile: Final = together(
    click.option("--profile", envvar="CELADON_PROFILE", help="starter, recommended or strict. Default: recommended."),
)

exclude: Final = together(
    click.option("--exclude", multiple=True, metavar="GLOB", help="Not these files; repeatable. .celadonignore does the same for good."),
)

gate: Final = together(
    click.option("--gate", default="default", envvar="CELADON_GATE", show_default=True, help="A gate of the settings."),
)

gating: Final = together(
    gate,
    click.option(
        "--fail-on",
        type=click.Choice(SEVERITIES),
        envvar="CELADON_FAIL_ON",
        help="The weakest severity whose findings fail the gate. Default: error.",
    ),
)

comparing: Final = together(
    click.option(
        "--against",
        metavar="REF",
        envvar="CELADON_AGAINST",
        help="A git revision: only what is new since then can fail the gate, and settings, waivers, baseline and bundles are read there.",
    ),
    click.option(
        "--config-from",
        metavar="REF|worktree",
        envvar="CELADON_CONFIG_FROM",
        help="Read settings, waivers, baseline and bundles at another revision, or as they stand here. Default: where --against says.",
    ),
)

choosing: Final = together(
    bundles,
    click.option("--policy", "policies", multiple=True, metavar="GLOB", help="Only these policies, whatever the profile says; repeatable."),
    click.option("--skip", multiple=True, metavar="GLOB", help="Not these policies; repeatable."),
    profile,
)

reading: Final = together(
    exclude,
    click.option("--stdin-filepath", metavar="PATH", help="The name of what comes from standard input, for reports and references."),
    click.option("--skip-unknown", is_flag=True, help="Count named files that are no API document, rather than refuse them."),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        envvar="CELADON_JOBS",
        metavar="N",
        help="Processes that share a large document. Default: as many as help, at most four.",
    ),
    click.option(
        "--validate",
        "validation",
        type=click.Choice(VALIDATIONS),
        default="fast",
        show_default=True,
        help="Structure: by JSON Schema, or by openapi-spec-validator whole.",
    ),
    click.option(
        "--pair", "pairs", multiple=True, metavar="SPEC=GATEWAY", help="An OpenAPI document and the gateway configuration before it."
    ),
    config,
    click.option(
        "--date", metavar="YYYY-MM-DD", envvar="CELADON_DATE", help="Judge waivers and effective dates by this date. Default: today."
    ),
)

deciding: Final = together(
    gating,
    comparing,
    click.option("--no-waivers", is_flag=True, help="As if nothing were waived."),
    click.option("--no-baseline", is_flag=True, help="As if there were no baseline."),
    click.option("--strict-waivers", is_flag=True, help="A waiver that matches nothing is an error."),
    click.option("--exit-zero", is_flag=True, help="Exit 0 where the gate failed; 2 stays 2."),
)

looking: Final = together(click.argument("paths", nargs=-1, metavar="[PATH]..."), choosing, reading)
"""The options of `judging.Looked`, for a command that takes `**asked: Unpack[Looked]`."""

asking: Final = together(looking, deciding)
"""The options of `judging.Asked`, for a command that takes `**asked: Unpack[Asked]`."""

showing: Final = together(
    click.option(
        "--format",
        "form",
        type=click.Choice(list(FORMATS)),
        default="text",
        show_default=True,
        envvar="CELADON_FORMAT",
        help="What is written to standard output.",
    ),
    click.option(
        "--output",
        "files",
        multiple=True,
        metavar="NAME=FILE",
        callback=outputs_of(FORMATS),
        help="A further report in a file; repeatable.",
    ),
    click.option("--all", "show_all", is_flag=True, help="Every finding in full, however long the page gets."),
    click.option("--why", is_flag=True, help="Below each finding, the parts of its rule with their values; shows all."),
    click.option("--quiet", "-q", is_flag=True, help="Complaints only, no summary."),
    color,
)
