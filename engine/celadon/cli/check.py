"""`celadon check`, as click knows it. What it does stands in `checking`; `plain` reads the options of most runs without click."""

from typing import Unpack

import click

from celadon.cli import options
from celadon.cli.checking import Given, checked


@click.command("check")
@options.asking
@options.showing
@click.option("--watch", is_flag=True, help="Check again whenever something changes that matters; Ctrl-C ends.")
def command(**given: Unpack[Given]) -> int:
    """Judge API documents by policies.

    PATH is a file, a folder, a glob in quotes, or - for standard input. Without PATH the settings' documents are judged, else this folder.
    """
    return checked(**given)
