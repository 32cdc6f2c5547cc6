"""Write a baseline, and take out of it what is gone. Where anything could not be judged nothing is written: an error is never accepted."""

import os
from pathlib import Path

from celadon.exemptions.baseline import Entry, apply_baseline, create, create_anew, prune, render
from celadon.exemptions.looking import Looked
from celadon.frozen import dataclass, replace
from celadon.sources.files.writing import write_atomically
from celadon.terms.errors import CeladonError, InvalidUsage, Problem
from celadon.terms.finding import Disposition, Finding
from celadon.terms.report import Report
from celadon.usecases.check import check
from celadon.usecases.checking.excusing import read_baseline
from celadon.usecases.checking.loading import Inputs, load_inputs
from celadon.usecases.checking.options import CheckOptions
from celadon.usecases.checking.planning import Planner


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A baseline that was written."""

    file: str
    accepted: tuple[Finding, ...]
    waived: int
    """Findings that keep their waiver and stay out."""
    kept: tuple[Entry, ...]
    """Entries of an older baseline for what this run did not look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """A baseline after a look at what it accepts."""

    file: str
    before: int
    """Findings that it accepted."""
    stale: tuple[Entry, ...]
    """What was taken out, with the counts that were too many."""
    missing: tuple[Entry, ...]
    """What it accepts in files that are not there any more; taken out only where that was asked for."""


def create_baseline(options: CheckOptions, *, is_forced: bool) -> Created:
    """Accept what is open now. An old baseline is replaced only with `is_forced`, and then keeps what this run did not look at.

    Raises a CeladonError where that is not so, where anything could not be judged, or where the file cannot be written.
    """
    inputs = load_inputs(options)
    path = _path(inputs)
    is_there = os.path.lexists(path)
    if is_there and not is_forced:
        raise InvalidUsage(_already_there(inputs))
    report = _judged(options)
    old = _old_entries(inputs) if is_there else ()
    judged = _looked(options, inputs, report).at_entry if old else _nothing
    entries = create_anew(report.findings, old, judged)
    accepted = tuple(finding for finding in report.findings if finding.disposition is not Disposition.WAIVED)
    now = {entry.key for entry in create(accepted)}
    write_atomically(path, render(entries))
    return Created(
        file=inputs.settings.baseline,
        accepted=accepted,
        waived=report.counts.waived,
        kept=tuple(entry for entry in entries if entry.key not in now),
    )


def prune_baseline(options: CheckOptions, *, with_missing: bool) -> Pruned:
    """Take out what the documents of this run do not have any more; the file is written only where that changes it.

    Raises a CeladonError where there is no baseline, where anything could not be judged, or where the file cannot be written.
    """
    inputs = load_inputs(options)
    entries = read_baseline(inputs)
    if entries is None:
        message = f"there is no baseline {inputs.settings.baseline}"
        raise InvalidUsage(Problem(kind="missing-file", message=message, hint="write one with 'celadon baseline create'"))
    report = _judged(options)
    stale = apply_baseline(report.findings, entries, judged=_looked(options, inputs, report).at_entry).stale
    left = prune(entries, stale)
    missing = tuple(entry for entry in left if not (inputs.settings.root / entry.file).exists())
    if with_missing:
        left = prune(left, missing)
    if left != entries:
        write_atomically(_path(inputs), render(left))
    before = sum(entry.count for entry in entries)
    return Pruned(file=inputs.settings.baseline, before=before, stale=stale, missing=missing)


def _path(inputs: Inputs) -> Path:
    return inputs.settings.root / inputs.settings.baseline


def _judged(options: CheckOptions) -> Report:
    """Check as if there were no baseline; raises the run's problems, for what could not be judged can neither be accepted nor be gone."""
    report = check(replace(options, use_baseline=False, is_gated=False))
    if report.problems:
        hint = "mend these first: what could not be judged can neither be accepted nor be called mended"
        unchanged = Problem(kind="baseline-unchanged", message="the baseline was left as it is", hint=hint)
        raise CeladonError((*report.problems, unchanged))
    return report


def _looked(options: CheckOptions, inputs: Inputs, report: Report) -> Looked:
    names = {name: full[0] for name, full in Planner(options, inputs.settings, inputs.origin).selection.names.items() if len(full) == 1}
    files = {document.id: [file.path for file in document.files] for document in report.documents}
    return Looked(report.verdicts, files, names)


def _old_entries(inputs: Inputs) -> tuple[Entry, ...]:
    """Read what is replaced; a file that cannot be read has nothing to keep."""
    try:
        return read_baseline(inputs) or ()
    except CeladonError:
        return ()


def _nothing(_: Entry) -> bool:
    return False


def _already_there(inputs: Inputs) -> Problem:
    name = inputs.settings.baseline
    return Problem(
        kind="existing-file",
        message=f"the baseline {name} is there already, and was left as it is",
        hint="take mended findings out with 'celadon baseline prune', or accept everything that is open now with --force",
        document=name,
    )
