"""Where the process begins and ends. Light on purpose: what a command needs is imported when it is known which."""

import sys

from celadon import __version__
from celadon.cli.exits import guarded


def main() -> None:
    """Run the command of this process."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    if arguments == ["--version"]:  # editors and scripts ask this in loops; click alone would cost 35 ms
        sys.stdout.write(f"celadon {__version__}\n")
        return 0
    return guarded(lambda: _command(arguments))


def _command(arguments: list[str]) -> int:
    from celadon.cli.group import celadon  # noqa: PLC0415 - see above

    return int(celadon.main(arguments, prog_name="celadon", standalone_mode=False) or 0)
