"""`celadon baseline`: findings accepted as they stood, and how they leave again."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Unpack

import click

from celadon.cli import options
from celadon.cli.judging import Looked, looked_at
from celadon.cli.speaking import page_options, say

if TYPE_CHECKING:
    from celadon.exemptions.baseline import Entry
    from celadon.reports.text.painting import Line
    from celadon.terms.finding import Finding
    from celadon.usecases.baseline import Created, Pruned

_SHOWN = 20
"""Entries that are named before the rest is counted."""


@click.group("baseline")
def command() -> None:
    """Accept findings as they stand, so that new ones stand out."""


@command.command("create")
@click.option("--force", is_flag=True, help="Replace the baseline that is there; what this run does not look at stays accepted.")
@options.looking
@options.color
def create(force: bool, color: str, **asked: Unpack[Looked]) -> int:
    """Accept every finding that is open now, and write them to the settings' baseline, celadon-baseline.json.

    Waived findings keep their waiver and are left out. Where anything cannot be judged, nothing is written.
    """
    from celadon.reports.text.painting import paint  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.baseline import create_baseline  # noqa: PLC0415 - the same

    created = create_baseline(looked_at(asked), is_forced=force)
    say(paint(_created(created), color=page_options(color=color).color))
    return 0


@command.command("prune")
@click.option("--missing", is_flag=True, help="Take out what stands for files that do not exist any more as well.")
@options.looking
@options.color
def prune(missing: bool, color: str, **asked: Unpack[Looked]) -> int:
    """Take out of the baseline what has been mended in the documents of this run.

    Entries for other documents and for policies that do not run stay. Where anything cannot be judged, nothing is written.
    """
    from celadon.reports.text.painting import paint  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.baseline import prune_baseline  # noqa: PLC0415 - the same

    pruned = prune_baseline(looked_at(asked), with_missing=missing)
    say(paint(_pruned(pruned, with_missing=missing), color=page_options(color=color).color))
    return 0


def _created(created: "Created") -> "Iterator[Line]":
    from celadon.reports.text.wording import counted  # noqa: PLC0415 - `--help` does not need it

    policies, documents = {found.policy for found in created.accepted}, {found.document for found in created.accepted}
    extent = f" of {counted(len(policies), 'policy')} in {counted(len(documents), 'document')}" if created.accepted else ""
    severities = f": {_by_severity(created.accepted)}" if created.accepted else ""
    yield (("accepted   ", "dim"), (f"{counted(len(created.accepted), 'finding')}{extent}{severities}", "plain"))
    if created.waived:
        yield (("waived     ", "dim"), (f"{counted(created.waived, 'finding')}, left out: their waivers count", "plain"))
    if created.kept:
        text = f"{counted(sum(entry.count for entry in created.kept), 'finding')} that this run did not look at"
        yield (("kept       ", "dim"), (text, "plain"))
    yield (("written    ", "dim"), (created.file, "place"))


def _by_severity(findings: "Iterable[Finding]") -> str:
    from celadon.reports.text.wording import counted  # noqa: PLC0415 - `--help` does not need it
    from celadon.terms.severity import Severity  # noqa: PLC0415 - the same

    counts = Counter(finding.severity for finding in findings)
    return ", ".join(counted(counts[severity], severity.value) for severity in reversed(Severity) if counts[severity])


def _pruned(pruned: "Pruned", *, with_missing: bool) -> "Iterator[Line]":
    from celadon.reports.text.wording import counted  # noqa: PLC0415 - `--help` does not need it

    yield from _entries("mended", pruned.stale)
    yield from _entries("missing", pruned.missing)
    gone = sum(entry.count for entry in (*pruned.stale, *(pruned.missing if with_missing else ())))
    taken = f"{counted(gone, 'finding')} taken out, " if gone else "nothing to take out, "
    yield ((f"{taken}{pruned.before - gone:,} accepted in ", "plain"), (pruned.file, "place"))
    if pruned.missing and not with_missing:
        yield (("files that are missing may be of another branch; --missing takes their findings out as well", "dim"),)


def _entries(word: str, entries: "tuple[Entry, ...]") -> "Iterator[Line]":
    for entry in entries[:_SHOWN]:
        times = f"   {entry.count} times" if entry.count > 1 else ""
        yield ((f"{word:<8} ", "good"), (entry.policy, "strong"), (f"   {entry.file}#{entry.place}", "place"), (times, "dim"))
    if len(entries) > _SHOWN:
        yield ((f"... {len(entries) - _SHOWN:,} more entries {word}", "dim"),)
