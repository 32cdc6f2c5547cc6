"""Waivers: exceptions that are owned, reasoned and mortal. Reads the file, checks it against the policies, applies it to findings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import Enum

from celadon.exemptions.places import matches_operation, matches_path
from celadon.frozen import dataclass, replace
from celadon.sources.document import Document
from celadon.sources.shaping import Shape, Shaped, did_you_mean
from celadon.terms.errors import InvalidUsage, Problem
from celadon.terms.finding import Disposition, Finding, Use, WaiverMark
from celadon.terms.location import Location
from celadon.terms.policy import Policy

SHORTEST_REASON = 10
OPTIONAL = ("ticket", "status")
KEYS = ("policy", "where", "reason", "owner", "expires", "ticket", "status")
INLINE_KEYS = tuple(key for key in KEYS if key != "where")
"""Those of a waiver in a document, which says where by where it stands."""
PLACE_KEYS = ("document", "pointer", "operation", "fingerprint")


class Status(Enum):
    """Why an exception was granted."""

    ACCEPTED_RISK = "accepted-risk"
    FALSE_POSITIVE = "false-positive"
    FIX_PLANNED = "fix-planned"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """Where a waiver in a document stands, and so what it covers."""

    index: int = 0
    """The document's number in a YAML stream."""
    pointer: str = ""
    """The object that holds it; that and all below it is covered."""
    line: int = 0
    """Of a comment, the line whose findings are covered, instead."""

    def covers(self, location: Location) -> bool:
        """Tell whether a finding there is covered."""
        if self.line:
            return location.span.start.line == self.line
        return location.index == self.index and (location.pointer == self.pointer or location.pointer.startswith(self.pointer + "/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One exception."""

    policy: str
    document: str = "**"
    pointer: str = ""
    operation: str = ""
    fingerprint: str = ""
    reason: str
    owner: str
    expires: date
    ticket: str = ""
    status: Status = Status.ACCEPTED_RISK
    location: Location
    inline: Inline | None = None
    """Of one in a document; `document` is then that file."""

    @property
    def place(self) -> str:
        """How to speak of what it covers."""
        if self.inline is not None:
            return f"{self.document}:{self.inline.line}" if self.inline.line else f"{self.document}#{self.inline.pointer}"
        named = [self.document if self.document != "**" else "", self.operation, self.pointer, self.fingerprint[:15]]
        return " ".join(part for part in named if part) or "every document"

    def speaks_of(self, file: str) -> bool:
        """Tell whether it is for a file."""
        return self.document == file if self.inline is not None else matches_path(self.document, file)

    def is_expired(self, today: date) -> bool:
        """Tell whether it no longer holds; the day of expiry is the last day on which it does."""
        return self.expires < today

    def mark(self, today: date) -> WaiverMark:
        """Return what a finding says of it."""
        return WaiverMark(
            owner=self.owner,
            reason=self.reason,
            expires=self.expires.isoformat(),
            ticket=self.ticket,
            status=self.status.value,
            expired=self.is_expired(today),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """Findings after the waivers, and the waivers that matched nothing."""

    findings: tuple[Finding, ...]
    unmatched: tuple[Waiver, ...]


def parse_waivers(document: Shaped) -> tuple[Waiver, ...]:
    """Read a waivers file; raises InvalidUsage with every mistake."""
    problems: list[Problem] = list(document.duplicate_problems()) if isinstance(document, Document) else []
    top = Shape(document, kind="invalid-waiver", problems=problems)
    if top.value is None:
        return ()
    is_empty = isinstance(top.value, dict) and "waivers" in top.value and top.value["waivers"] is None
    top.keys(known=("waivers",), required=() if is_empty else ("waivers",))  # the last one went, the key stayed
    listed = top.member("waivers")
    waivers = [] if listed is None else [read_waiver(item) for item in listed.items()]
    if problems:
        raise InvalidUsage(problems)
    return tuple(waiver for waiver in waivers if waiver is not None)


def read_waiver(shape: Shape, *, known: tuple[str, ...] = KEYS) -> Waiver | None:
    """Read one entry; None, with problems added, where it is not usable."""
    before = len(shape.problems)
    shape.keys(known=known, required=tuple(key for key in known if key not in OPTIONAL))
    if not isinstance(shape.value, dict):
        return None
    texts = {key: _optional_text(shape, key) for key in ("policy", "reason", "owner", "ticket")}
    if "*" in texts["policy"] or "?" in texts["policy"]:
        shape.complain("a waiver names one policy, not a pattern", "write one waiver for each policy", key="policy")
    if texts["reason"] and len(texts["reason"].strip()) < SHORTEST_REASON:
        hint = f"say in {SHORTEST_REASON} characters or more why the risk is acceptable"
        shape.complain(f"the reason '{texts['reason']}' is too short", hint, key="reason")
    place = _place(shape.member("where"))
    expires = _date(shape.member("expires"))
    status = shape.member("status")
    chosen = Status.ACCEPTED_RISK if status is None else status.choice(Status, Status.ACCEPTED_RISK)
    if len(shape.problems) > before or expires is None:
        return None
    return Waiver(
        policy=texts["policy"],
        document=place.get("document", "**"),
        pointer=place.get("pointer", ""),
        operation=place.get("operation", ""),
        fingerprint=place.get("fingerprint", ""),
        reason=texts["reason"],
        owner=texts["owner"],
        ticket=texts["ticket"],
        expires=expires,
        status=chosen,
        location=shape.location(),
    )


def _optional_text(shape: Shape, key: str) -> str:
    member = shape.member(key)
    return "" if member is None else member.text()


def _place(shape: Shape | None) -> dict[str, str]:
    if shape is None:
        return {}
    if isinstance(shape.value, str):
        return {"operation": shape.text()} if " " in shape.value else {"document": shape.text()}
    shape.keys(known=PLACE_KEYS)
    place = {key: _optional_text(shape, key) for key in PLACE_KEYS if shape.member(key) is not None}
    if isinstance(shape.value, dict) and not place:
        shape.complain("`where` names no place", "give document, pointer, operation or fingerprint")
    return place


def _date(shape: Shape | None) -> date | None:
    if shape is None:
        return None
    try:
        return date.fromisoformat(shape.text())
    except ValueError:
        shape.complain(f"{shape.name} is '{shape.value}', a date such as 2027-03-31 is expected", "write year, month and day")
        return None


def check_waivers(waivers: Iterable[Waiver], policies: Mapping[str, Policy], *, today: date, max_days: int | None) -> tuple[Problem, ...]:
    """Check names and limits: unknown policies, policies that forbid waivers, expiries beyond the policy's or the gate's cap.

    `policies` holds every known policy by full name, aliases included, whether it runs or not.
    """
    problems = []
    for waiver in waivers:
        policy = policies.get(waiver.policy)
        if policy is None:
            hint = did_you_mean(waiver.policy, policies)
            problems.append(_problem(waiver, f"no policy is named '{waiver.policy}'", hint))
            continue
        if not policy.waivable:
            problems.append(_problem(waiver, f"{policy.name} cannot be waived", "mend the finding, or ask the owner of the bundle"))
        caps = [days for days in (policy.max_waiver_days, max_days) if days is not None]
        if caps and waiver.expires > today + timedelta(days=min(caps)):
            latest = (today + timedelta(days=min(caps))).isoformat()
            message = f"the waiver for {waiver.policy} expires on {waiver.expires.isoformat()}, {min(caps)} days are allowed"
            problems.append(_problem(waiver, message, f"set 'expires' to {latest} or earlier"))
    return tuple(problems)


def _problem(waiver: Waiver, message: str, hint: str) -> Problem:
    return Problem(kind="invalid-waiver", message=message, hint=hint, location=waiver.location)


def apply_waivers(findings: Sequence[Finding], waivers: Sequence[Waiver], *, today: date, names: Mapping[str, str]) -> Applied:
    """Cover findings; a waiver that names one use covers that use, and the finding is waived when every use is.

    An expired waiver covers nothing and leaves its mark. `names` maps aliases to full policy names.
    """
    by_policy: dict[str, list[Waiver]] = {}
    for waiver in waivers:
        by_policy.setdefault(names.get(waiver.policy, waiver.policy), []).append(waiver)
    matched: set[int] = set()
    covered = []
    for finding in findings:
        candidates = [waiver for waiver in by_policy.get(finding.policy, ()) if _stands_at(waiver, finding)]
        covered.append(_cover(finding, candidates, today, matched) if candidates else finding)
    unmatched = tuple(waiver for waiver in waivers if id(waiver) not in matched)
    return Applied(findings=tuple(covered), unmatched=unmatched)


def _stands_at(waiver: Waiver, finding: Finding) -> bool:
    """Tell whether document, pointer and fingerprint agree; the operation is looked at use by use."""
    if waiver.inline is not None:
        return waiver.document == finding.location.file and waiver.inline.covers(finding.location)
    files = (finding.document, finding.location.file)
    if not any(matches_path(waiver.document, file) for file in files):
        return False
    if waiver.pointer and not matches_path(waiver.pointer, finding.location.pointer):
        return False
    return not waiver.fingerprint or waiver.fingerprint == finding.fingerprint


def _cover(finding: Finding, candidates: Sequence[Waiver], today: date, matched: set[int]) -> Finding:
    uses = []
    marks: list[Waiver] = []
    for use in finding.used_by or (Use(label=""),):
        here = [waiver for waiver in candidates if not waiver.operation or matches_operation(waiver.operation, use.label)]
        matched.update(id(waiver) for waiver in here)
        marks.extend(here)
        valid = any(not waiver.is_expired(today) for waiver in here)
        uses.append(replace(use, disposition=Disposition.WAIVED) if valid else use)
    if not marks:
        return finding
    best = max(marks, key=lambda waiver: waiver.expires)
    whole = all(use.disposition is Disposition.WAIVED for use in uses)
    return replace(
        finding,
        used_by=tuple(uses) if finding.used_by else (),
        disposition=Disposition.WAIVED if whole else finding.disposition,
        waiver=best.mark(today) if whole or best.is_expired(today) else None,
    )


def covered(waiver: Waiver, findings: Iterable[Finding], names: Mapping[str, str]) -> int:
    """Count the findings that a waiver is for, expired or not, wholly or for one use."""
    policy = names.get(waiver.policy, waiver.policy)
    return sum(
        not waiver.operation or any(matches_operation(waiver.operation, use.label) for use in finding.used_by)
        for finding in findings
        if finding.policy == policy and _stands_at(waiver, finding)
    )


def unmatched_problem(waiver: Waiver) -> Problem:
    """Say that a waiver covers nothing any more."""
    return Problem(
        kind="unmatched-waiver",
        message=f"the waiver of {waiver.owner} for {waiver.policy} at {waiver.place} matches no finding",
        hint="remove it; what it excused is mended, or the place has moved",
        location=waiver.location,
        policy=waiver.policy,
    )
