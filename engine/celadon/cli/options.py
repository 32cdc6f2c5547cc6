"""Options that several commands share, so that they mean the same everywhere."""

from collections.abc import Callable
from typing import TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])


def bundles(function: F) -> F:
    """`--bundle`, repeatable."""
    text = "A built-in bundle's name or a bundle's folder; repeatable. Default: all built-in bundles."
    return click.option("--bundle", "bundles", multiple=True, metavar="NAME|PATH", help=text)(function)


def color(function: F) -> F:
    """`--color`."""
    text = "Colours; auto asks NO_COLOR, FORCE_COLOR and the terminal."
    return click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help=text)(function)
