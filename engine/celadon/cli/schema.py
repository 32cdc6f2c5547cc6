"""`celadon schema`: the JSON Schemas that others rely on."""

from pathlib import Path

import click

from celadon.cli.speaking import say

_FOLDER = Path(__file__).resolve().parent.parent / "schemas"
_SUFFIX = ".schema.json"


def names() -> list[str]:
    """List the schemas that the package carries."""
    return sorted(path.name.removesuffix(_SUFFIX) for path in _FOLDER.glob(f"*{_SUFFIX}"))


@click.command("schema")
@click.argument("name", type=click.Choice(names()))
def command(name: str) -> int:
    """Print the JSON Schema of NAME, such as the report of `--format json`."""
    say((_FOLDER / f"{name}{_SUFFIX}").read_text(encoding="utf-8"), for_people=False)  # door: a file of our own package
    return 0
