"""The baseline: findings accepted as they stood, counted per fingerprint. The machine writes it."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from celadon.sources.document import JsonValue
from celadon.terms.errors import InvalidUsage, Problem
from celadon.terms.finding import Disposition, Finding

SCHEMA = "celadon.baseline/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One fingerprint and how often it was accepted; policy, file and place are for people who read the file."""

    fingerprint: str
    count: int
    policy: str
    file: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """Findings after the baseline, and the entries that stand for more than was found."""

    findings: tuple[Finding, ...]
    stale: tuple[Entry, ...]


def parse_baseline(tree: JsonValue, *, file: str) -> tuple[Entry, ...]:
    """Read a baseline's plain data; raises InvalidUsage where it is from another version or not ours."""
    schema = tree.get("schema") if isinstance(tree, dict) else None
    if not isinstance(tree, dict) or schema != SCHEMA:
        raise InvalidUsage(_problem(file, f"has the schema {schema!r}, this version of Celadon reads '{SCHEMA}'"))
    listed = tree.get("findings")
    try:
        return tuple(_entry(item) for item in (listed if isinstance(listed, list) else [listed]))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidUsage(_problem(file, f"has an entry that is not well formed ({error})")) from error


def _entry(item: JsonValue) -> Entry:
    if not isinstance(item, dict):
        raise TypeError("an entry is a mapping")
    return Entry(
        fingerprint=str(item["fingerprint"]),
        count=_count(item["count"]),
        policy=str(item["policy"]),
        file=str(item["file"]),
        place=str(item.get("place", "")),
    )


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("a count is a whole number from 1")
    return value


def _problem(file: str, message: str) -> Problem:
    hint = "restore it from version control, or write it anew with 'celadon baseline create'"
    return Problem(kind="invalid-baseline", message=f"the baseline {file} {message}", hint=hint)


def create(findings: Iterable[Finding]) -> tuple[Entry, ...]:
    """Accept what is open now; waived findings keep their waiver and are left out."""
    accepted = [finding for finding in findings if finding.disposition is not Disposition.WAIVED]
    counts = Counter(finding.fingerprint for finding in accepted)
    first = {finding.fingerprint: finding for finding in reversed(accepted)}
    entries = [
        Entry(fingerprint=mark, count=counts[mark], policy=found.policy, file=found.location.file, place=found.location.pointer)
        for mark, found in first.items()
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.file, entry.policy, entry.place, entry.fingerprint)))


def render(entries: Iterable[Entry]) -> str:
    """Write a baseline, one entry a line, so that reviews and merges stay readable."""
    rows = [
        json.dumps(
            {"fingerprint": entry.fingerprint, "count": entry.count, "policy": entry.policy, "file": entry.file, "place": entry.place},
            ensure_ascii=False,
        )
        for entry in entries
    ]
    body = ",\n    ".join(rows)
    inner = f"\n    {body}\n  " if rows else ""
    return f'{{\n  "schema": "{SCHEMA}",\n  "findings": [{inner}]\n}}\n'


def apply_baseline(findings: Sequence[Finding], entries: Sequence[Entry], *, files: frozenset[str]) -> Applied:
    """Mark as many open findings of each fingerprint as the baseline counts, in document order.

    A second identical violation is open. Entries of files that this run did not read are left alone.
    """
    left = Counter({entry.fingerprint: entry.count for entry in entries})
    marked = []
    for finding in findings:
        if finding.disposition is Disposition.OPEN and left[finding.fingerprint] > 0:
            left[finding.fingerprint] -= 1
            marked.append(replace(finding, disposition=Disposition.BASELINED))
        else:
            marked.append(finding)
    stale = tuple(replace(entry, count=left[entry.fingerprint]) for entry in entries if entry.file in files and left[entry.fingerprint] > 0)
    return Applied(findings=tuple(marked), stale=stale)


def prune(entries: Sequence[Entry], stale: Sequence[Entry]) -> tuple[Entry, ...]:
    """Take the stale counts away."""
    surplus = {entry.fingerprint: entry.count for entry in stale}
    kept = [replace(entry, count=entry.count - surplus.get(entry.fingerprint, 0)) for entry in entries]
    return tuple(entry for entry in kept if entry.count > 0)


def stale_problem(entry: Entry) -> Problem:
    """Say that the baseline accepts more than there is."""
    times = "" if entry.count == 1 else f" {entry.count} times"
    return Problem(
        kind="stale-baseline",
        message=f"the baseline accepts{times} a finding of {entry.policy} at {entry.file}#{entry.place} that is gone",
        hint="take it out with 'celadon baseline prune'",
        policy=entry.policy,
        document=entry.file,
    )
