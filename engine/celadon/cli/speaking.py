"""Standard output and standard error: what consoles can show, what pipes expect, and readers that leave early."""

import errno
import os
import sys
from collections.abc import Iterable

from celadon.cli.silencing import silence_standard_output
from celadon.reports.interface import RenderOptions
from celadon.terms.errors import Problem, UnwritableOutput

WIDTH = 100
LINES = 50
"""What a log or a pipe is taken for; a terminal tells its own size."""


def say(text: str, *, for_people: bool = True) -> None:
    """Write to standard output: for people in the console's encoding, for programs in UTF-8 with LF.

    A reader that has seen enough (`| head`) is no error, and does not change the verdict. Raises UnwritableOutput for what is one.
    """
    if sys.stdout is None:  # `>&-`: closed before the process began
        raise UnwritableOutput(Problem(kind="unwritable-output", message="standard output is closed", hint="open it, or use --output"))
    try:
        if for_people:
            _lenient(sys.stdout)
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.flush()
    except OSError as error:
        if isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL):
            silence_standard_output()
            return
        silence_standard_output()
        problem = Problem(
            kind="unwritable-output", message=f"standard output cannot be written: {error.strerror}", hint="make room, or use --output"
        )
        raise UnwritableOutput(problem) from error


def chatter(text: str) -> None:
    """Write a line to standard error, for those who watch."""
    _lenient(sys.stderr)
    sys.stderr.write(text + "\n")


def complain(problems: Iterable[Problem]) -> None:
    """Write problems to standard error, each with its place and its next step."""
    from celadon.reports.text.page import render_problems  # noqa: PLC0415 - a run without problems does not need it

    _lenient(sys.stderr)
    sys.stderr.write(render_problems(problems, RenderOptions(color=wants_color("auto", sys.stderr), width=_size(sys.stderr)[0])))


def wants_color(choice: str, stream: object = None) -> bool:
    """Decide on colours: `always` and `never` as said, `auto` by NO_COLOR, FORCE_COLOR and whether somebody watches."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return _is_terminal(stream or sys.stdout) and os.environ.get("TERM") != "dumb"


def page_options(*, color: str, show_all: bool = False, quiet: bool = False) -> RenderOptions:
    """Describe standard output to a reporter."""
    width, lines = _size(sys.stdout)
    return RenderOptions(show_all=show_all, quiet=quiet, color=wants_color(color), width=width, lines=lines)


def _size(stream: object) -> tuple[int, int]:
    """Return columns and lines; two lines of a terminal stay for the command and the prompt."""
    columns, lines = _number("COLUMNS"), _number("LINES")
    if not (columns and lines) and _is_terminal(stream):
        try:
            seen = os.get_terminal_size(stream.fileno())  # type: ignore[attr-defined]  # a terminal is a file
        except OSError:
            return columns or WIDTH, lines or LINES
        return max(columns or seen.columns, 40), max((lines or seen.lines) - 2, 20)
    return columns or WIDTH, lines or LINES


def _number(variable: str) -> int:
    text = os.environ.get(variable, "")
    return max(int(text), 20) if text.isascii() and text.isdigit() else 0


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty())


def _lenient(stream: object) -> None:
    """Let a console show an escape for what its encoding lacks, rather than fail."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
