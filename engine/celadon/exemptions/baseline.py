"""The baseline: findings accepted as they stood, counted per fingerprint. The machine writes it."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from celadon.exemptions.places import file_of
from celadon.frozen import dataclass, replace
from celadon.sources.document import Document, JsonValue
from celadon.sources.shaping import Shape
from celadon.terms.errors import InvalidUsage, Problem
from celadon.terms.finding import Disposition, Finding

SCHEMA = "celadon.baseline/v1"
KIND = "invalid-baseline"
KEYS = ("schema", "findings")
ENTRY_KEYS = ("fingerprint", "count", "policy", "document", "file", "place")
REQUIRED = ("fingerprint", "count", "policy", "file")
_KNOWN = frozenset(ENTRY_KEYS)
ANEW = "restore it from version control, or write it anew with 'celadon baseline create --force'"

_FINGERPRINT = re.compile("f1:[0-9a-f]{64}")  # noqa: TID251 - a pattern of our own


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One fingerprint in one document and how often it was accepted; policy, file and place are for people who read the file."""

    fingerprint: str
    count: int
    policy: str
    document: str
    """The document that was judged; `file` may be one that it refers to, and other documents as well."""
    file: str
    place: str

    @property
    def key(self) -> tuple[str, str]:
        """What a finding is held against."""
        return self.fingerprint, self.document


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """Findings after the baseline, and the entries that stand for more than was found."""

    findings: tuple[Finding, ...]
    stale: tuple[Entry, ...]


Judged = Callable[[Entry], bool]
"""Tells whether a run would have found what an entry accepts, were it still there."""


def parse_baseline(document: Document) -> tuple[Entry, ...]:
    """Read a baseline; raises InvalidUsage with every mistake, where it is from another version or not ours with that alone."""
    problems = list(document.duplicate_problems())
    top = Shape(document, kind=KIND, problems=problems)
    schema = top.value.get("schema") if isinstance(top.value, dict) else None
    if schema != SCHEMA:
        written = f"has the schema '{schema}'" if isinstance(schema, str) else "names no schema"
        top.complain(f"{document.path} {written}, this version of Celadon reads '{SCHEMA}'", ANEW, key="schema")
        raise InvalidUsage(problems)
    top.keys(known=KEYS, required=KEYS)
    entries = [_as_rendered(item.value) or _entry(item) for item in top.items_at("findings")]
    if problems:
        raise InvalidUsage(replace(problem, hint=ANEW) for problem in problems)
    return tuple(entries)


def _as_rendered(item: JsonValue) -> Entry | None:
    """Read an entry that is as we write it, at a fifth of the cost; a baseline may have tens of thousands. None: look closer."""
    if not isinstance(item, dict) or not item.keys() <= _KNOWN:
        return None
    mark, count, policy, file = (item.get(key) for key in REQUIRED)
    document, place = item.get("document", file), item.get("place", "")
    if not (
        isinstance(mark, str) and isinstance(policy, str) and isinstance(file, str) and isinstance(document, str) and isinstance(place, str)
    ):
        return None
    if type(count) is not int or count < 1 or not (policy and file and document) or not _FINGERPRINT.fullmatch(mark):
        return None
    return Entry(fingerprint=mark, count=count, policy=policy, document=document, file=file, place=place)


def _entry(shape: Shape) -> Entry:
    shape.keys(known=ENTRY_KEYS, required=REQUIRED)
    count, file, mark = shape.member("count"), shape.text_at("file"), shape.text_at("fingerprint")
    if mark and not _FINGERPRINT.fullmatch(mark):
        shape.complain(f"'{mark}' is not a fingerprint of this version", key="fingerprint")
    return Entry(
        fingerprint=mark,
        count=1 if count is None else count.whole_number(1, minimum=1),
        policy=shape.text_at("policy"),
        document=shape.text_at("document", file),
        file=file,
        place="" if shape.member("place") is None or shape.child("place").value == "" else shape.text_at("place"),
    )


def create(findings: Iterable[Finding]) -> tuple[Entry, ...]:
    """Accept what is open now; waived findings keep their waiver and are left out."""
    accepted: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.disposition is not Disposition.WAIVED:
            accepted.setdefault((finding.fingerprint, file_of(finding.document)), []).append(finding)
    return _ordered(
        Entry(
            fingerprint=mark,
            count=len(found),
            policy=found[0].policy,
            document=document,
            file=found[0].location.file,
            place=found[0].location.pointer,
        )
        for (mark, document), found in accepted.items()
    )


def _ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.file, entry.policy, entry.place, entry.document, entry.fingerprint)))


def create_anew(findings: Iterable[Finding], old: Iterable[Entry], judged: Judged) -> tuple[Entry, ...]:
    """Accept what is open now, and keep of an old baseline what this run did not look at."""
    now = create(findings)
    keys = {entry.key for entry in now}
    return _ordered((*now, *(entry for entry in old if entry.key not in keys and not judged(entry))))


def render(entries: Iterable[Entry]) -> str:
    """Write a baseline, one entry a line, so that reviews and merges stay readable."""
    rows = [json.dumps(_row(entry), ensure_ascii=False) for entry in entries]
    body = ",\n    ".join(rows)
    inner = f"\n    {body}\n  " if rows else ""
    return f'{{\n  "schema": "{SCHEMA}",\n  "findings": [{inner}]\n}}\n'


def _row(entry: Entry) -> dict[str, str | int]:
    """Name the document only where the file does not say it."""
    own = {"document": entry.document} if entry.document != entry.file else {}
    return {
        "fingerprint": entry.fingerprint,
        "count": entry.count,
        "policy": entry.policy,
        **own,
        "file": entry.file,
        "place": entry.place,
    }


def apply_baseline(findings: Sequence[Finding], entries: Sequence[Entry], *, judged: Judged) -> Applied:
    """Mark as many open findings of each fingerprint and document as the baseline counts, in document order.

    A second identical violation is open. Entries that this run could not have judged are left alone.
    """
    if not entries:
        return Applied(findings=tuple(findings), stale=())
    left: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        left[entry.key] += entry.count
    marked = []
    for finding in findings:
        key = (finding.fingerprint, file_of(finding.document))
        if finding.disposition is Disposition.OPEN and left[key] > 0:
            left[key] -= 1
            marked.append(replace(finding, disposition=Disposition.BASELINED))
        else:
            marked.append(finding)
    return Applied(findings=tuple(marked), stale=tuple(_stale(entries, left, judged)))


def _stale(entries: Sequence[Entry], left: Counter[tuple[str, str]], judged: Judged) -> Iterable[Entry]:
    """Give the surplus of each entry; a merge may have left two for one fingerprint, which share it."""
    for entry in entries:
        surplus = min(left[entry.key], entry.count)
        if surplus > 0 and judged(entry):
            left[entry.key] -= surplus
            yield replace(entry, count=surplus)


def prune(entries: Sequence[Entry], stale: Sequence[Entry]) -> tuple[Entry, ...]:
    """Take the stale counts away."""
    surplus: Counter[tuple[str, str]] = Counter()
    for entry in stale:
        surplus[entry.key] += entry.count
    kept = []
    for entry in entries:
        taken = min(surplus[entry.key], entry.count)
        surplus[entry.key] -= taken
        kept.append(replace(entry, count=entry.count - taken))
    return tuple(entry for entry in kept if entry.count > 0)


def stale_problem(entry: Entry) -> Problem:
    """Say that the baseline accepts more than there is."""
    times = "" if entry.count == 1 else f" {entry.count} times"
    return Problem(
        kind="stale-baseline",
        message=f"the baseline accepts{times} a finding of {entry.policy} at {entry.file}#{entry.place} that is gone",
        hint="take it out with 'celadon baseline prune'",
        policy=entry.policy,
        document=entry.document,
    )
