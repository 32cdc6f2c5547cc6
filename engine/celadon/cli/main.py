"""Where the process begins and ends. Light on purpose: what a command needs is imported when it is known which."""

import gc
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from celadon import __version__
from celadon.cli.exits import NO_VERDICT, guarded

if TYPE_CHECKING:
    from celadon.cli.checking import Given


def main() -> NoReturn:
    """Run the command of this process, which ends with it.

    The garbage collector stays off: who works on one document after the other has it look between them. And the system takes the
    memory back at once; to free it object by object would be a tenth of a run.
    """
    gc.disable()
    code = run(sys.argv[1:])
    os._exit(code if _flushed() else NO_VERDICT)


def _flushed() -> bool:
    """Write out what is still on its way to the streams."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # closed before the process began
                stream.flush()
    except (OSError, ValueError):  # closed by its reader, or a full disk
        return False
    return True


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    if arguments == ["--version"] and sys.stdout is not None:  # editors and scripts ask this in loops; click alone would cost 35 ms
        sys.stdout.write(f"celadon {__version__}\n")
        return 0
    return guarded(lambda: _command(arguments))


def _command(arguments: list[str]) -> int:
    if arguments[:1] == ["check"]:
        from celadon.cli.plain import understood  # noqa: PLC0415 - other commands need none of it

        given = understood(arguments[1:], os.environ)
        if given is not None:
            return _checked(given)
    from celadon.cli.group import celadon  # noqa: PLC0415 - see above

    return int(celadon.main(arguments, prog_name="celadon", standalone_mode=False) or 0)


def _checked(given: "Given") -> int:
    """Check; where it is about one large document, another process reads a part of it while this one imports what it needs."""
    from celadon.sources.reading import begin  # noqa: PLC0415 - see above

    paths = given["paths"]
    begun = begin(paths[0], given["jobs"]) if len(paths) == 1 and paths[0] != "-" and not given["watch"] else None
    from celadon.cli.checking import checked  # noqa: PLC0415 - now that the other process is busy

    try:
        return checked(begun, **given)
    finally:
        if begun is not None:
            begun.halves.cancel()
