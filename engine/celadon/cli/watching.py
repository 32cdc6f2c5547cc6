"""`--watch`: check, wait for a change that matters, check again, until somebody ends it."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from celadon.cli.speaking import chatter
from celadon.frozen import replace
from celadon.reports.sanitising import clean
from celadon.reports.text.wording import counted, listed
from celadon.sources.files.watching import Watcher
from celadon.terms.report import Report
from celadon.usecases.checking.options import CheckOptions
from celadon.usecases.watching import Again, Scene, scene_of

CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def watch(asks: CheckOptions, check: Callable[[CheckOptions], Report], *, own: frozenset[Path], may_narrow: bool) -> NoReturn:
    """Check for ever; ends by an interrupt. `own` are files that `check` writes.

    With `may_narrow` a change of some documents judges those alone. Reports that others read must be whole: they are not narrowed.
    """
    scene = scene_of(asks, ())
    again: Again | None = Again(None, ())
    while True:
        with Watcher(scene.folders) as watcher:
            watched = scene.folders
            while scene.folders == watched:
                again = again or scene.concerned(watcher.wait(), own=own)
                if again is not None:
                    scene, again = _check_again(asks, check, again if may_narrow else replace(again, paths=None), scene), None
        again = scene.outdated()  # a file of a folder that was not watched yet may have changed meanwhile


def _check_again(asks: CheckOptions, check: Callable[[CheckOptions], Report], again: Again, scene: Scene) -> Scene:
    _clear()
    gc.collect()  # of the check before
    report = check(asks if again.paths is None else replace(asks, paths=again.paths))
    if again.paths is not None:
        _say_why(again, f"{counted(len(again.paths), 'document')} again; {counted(scene.documents - len(again.paths), 'other')} as before")
        return scene_of(asks, scene.with_seen(report.documents))
    after = scene_of(asks, report.documents)
    if again.because:
        _say_why(again, "everything again")
    else:
        chatter(f"celadon: watching {counted(len(after.folders), 'folder')}; Ctrl-C ends")
    return after


def _say_why(again: Again, what: str) -> None:
    chatter(clean(f"celadon: {listed(list(again.because), at_most=3)} changed, judged {what}"))


def _clear() -> None:
    """Begin a new screen, for those who look at one; a log or a pipe is left as it is."""
    if sys.stdout.isatty():
        sys.stdout.write(CLEAR)
        sys.stdout.flush()
