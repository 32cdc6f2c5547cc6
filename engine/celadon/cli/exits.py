"""What the process answers, and the one place that catches everything: a defect of ours is one clear message, never a verdict."""

import os
import sys
from collections.abc import Callable
from typing import Final

from celadon.cli.silencing import silence_standard_output

PASSED: Final = 0
FAILED: Final = 1
NO_VERDICT: Final = 2
"""Usage, unreadable input, policy error, internal error: nothing that could be trusted."""
INTERRUPTED: Final = 130


def guarded(run: Callable[[], int]) -> int:
    """Run a command to its exit code, whatever it raises."""
    try:
        return run()
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our chatter left; nobody is there to be told
        silence_standard_output()
        return NO_VERDICT
    except Exception as error:  # noqa: BLE001 - the face catches broadly, so that nothing below has to
        return _explained(error)


def _explained(error: Exception) -> int:
    if type(error).__module__.startswith("click."):
        return _usage(error)
    from celadon.terms.errors import CeladonError  # noqa: PLC0415 - `--version` needs no vocabulary

    if isinstance(error, CeladonError):
        from celadon.cli.speaking import complain  # noqa: PLC0415 - the same

        complain(error.problems)
        return NO_VERDICT
    return _defect(error)


def _usage(error: Exception) -> int:
    import click  # noqa: PLC0415 - it was imported by whoever raised

    match error:
        case click.exceptions.Abort(__cause__=EOFError() as cause):
            return _defect(cause)  # prompts end in a bare Abort; this is a file of ours that ends too early
        case click.exceptions.Abort():
            _say("interrupted")
            return INTERRUPTED
        case click.exceptions.Exit(exit_code=code):
            return code
        case click.ClickException():
            error.show()
            return NO_VERDICT
        case _:
            return _defect(error)


def _defect(error: Exception) -> int:
    if os.environ.get("CELADON_DEBUG"):
        import traceback  # noqa: PLC0415 - for those who debug

        traceback.print_exception(error)
    from celadon import __version__  # noqa: PLC0415 - beside the rest of the message

    system = f"celadon {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    _say(f"internal error: {type(error).__name__}: {_one_line(error)} (at {_origin(error)})")
    _say("This is a defect of Celadon; there is no verdict, and your documents may be fine.")
    _say(f"Please report it as an issue of the project, with the command, this line and, if you may, the document ({system}).")
    if not os.environ.get("CELADON_DEBUG"):
        _say("CELADON_DEBUG=1 shows where it happened.")
    return NO_VERDICT


def _one_line(error: Exception) -> str:
    from celadon.reports.sanitising import clean  # noqa: PLC0415 - for messages of defects only

    text = clean(str(error))
    return text if len(text) <= 300 else f"{text[:300]}..."


def _origin(error: Exception) -> str:
    """Name the innermost line of ours."""
    trace, place = error.__traceback__, "an unknown place"
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename.replace("\\", "/")
        if "/celadon/" in file:
            place = f"{file.rsplit('/celadon/', 1)[1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _say(text: str) -> None:
    sys.stderr.write(f"celadon: {text}\n")
