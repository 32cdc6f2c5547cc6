"""Exceptions as their owners see them: which there are, whether each still does something, and one more from a finding."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from celadon.exemptions.appending import appended
from celadon.exemptions.inline import inline_waivers
from celadon.exemptions.places import may_have_inline_waivers
from celadon.exemptions.waivers import SHORTEST_REASON, Status, Waiver, check_waivers, covered
from celadon.frozen import dataclass, replace
from celadon.sources.files.opening import DISK
from celadon.sources.files.writing import write_atomically
from celadon.terms.errors import InvalidUsage, Problem
from celadon.terms.finding import Disposition, Finding
from celadon.terms.report import Report
from celadon.usecases.check import check
from celadon.usecases.checking.excusing import read_waivers
from celadon.usecases.checking.loading import Inputs, load_inputs
from celadon.usecases.checking.options import CheckOptions
from celadon.usecases.checking.planning import Planner


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Waivers after a run: what each covers, and what is wrong."""

    waivers: tuple[tuple[Waiver, int], ...]
    """Each with the number of findings that it covers, wholly or for one use."""
    unmatched: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    """What makes the answer untrustworthy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What people say of a new waiver; the rest comes from the finding."""

    reason: str
    owner: str
    expires: date
    operation: str = ""
    """One use of a shared place, such as `POST /orders`; empty for all."""
    ticket: str = ""
    status: Status = Status.ACCEPTED_RISK


def list_waivers(options: CheckOptions) -> tuple[Waiver, ...]:
    """Give the waivers of the file and, where settings allow them, of the documents; those that end first come first.

    Raises a CeladonError with every mistake of the file.
    """
    inputs = load_inputs(options)
    waivers = [*read_waivers(inputs), *(_inline(inputs) if inputs.settings.inline_waivers else ())]
    return tuple(sorted(waivers, key=lambda waiver: (waiver.expires, waiver.policy, waiver.document)))


def _inline(inputs: Inputs) -> Iterable[Waiver]:
    documents = {
        (document.path, document.index): document
        for loaded in inputs.documents()
        for model in loaded.models
        for document in model.documents
        if may_have_inline_waivers(document)
    }
    paths: set[str] = set()
    for document in documents.values():
        found = inline_waivers(document, with_comments=document.path not in paths)
        paths.add(document.path)
        if found.problems:
            raise InvalidUsage(found.problems)
        yield from found.waivers


def look_at_waivers(options: CheckOptions) -> Looked:
    """Check, and hold each waiver against what was found. Raises a CeladonError for usage, settings and bundles."""
    inputs = load_inputs(options)
    report = check(replace(options, use_baseline=False, is_gated=False))
    unmatched = tuple(problem for problem in report.warnings if problem.kind == "unmatched-waiver")
    if any(problem.kind == "invalid-waiver" for problem in report.problems):
        return Looked(waivers=(), unmatched=unmatched, problems=report.problems)
    names = _names(options, inputs)
    counted = tuple((waiver, covered(waiver, report.findings, names)) for waiver in list_waivers(options))
    return Looked(waivers=counted, unmatched=unmatched, problems=report.problems)


def _names(options: CheckOptions, inputs: Inputs) -> dict[str, str]:
    return {name: full[0] for name, full in _planner(options, inputs).selection.names.items() if len(full) == 1}


def _planner(options: CheckOptions, inputs: Inputs) -> Planner:
    return Planner(replace(options, is_gated=False), inputs.settings, inputs.origin)


def open_findings(options: CheckOptions) -> Report:
    """Check as for a waiver to come: the report's findings that are open can be waived. Raises as `check` does, and for its problems."""
    report = check(replace(options, use_baseline=False, is_gated=False))
    if report.problems:
        raise InvalidUsage(report.problems)
    return replace(report, findings=tuple(finding for finding in report.findings if finding.disposition is Disposition.OPEN))


def last_day(options: CheckOptions, finding: Finding) -> int | None:
    """Tell how many days a waiver for a finding may last, by its policy and the gate; None where nobody says."""
    planner = _planner(options, load_inputs(options))
    caps = (planner.selection.policies[finding.policy].max_waiver_days, planner.gate.max_waiver_days)
    return min((days for days in caps if days is not None), default=None)


def add_waiver(options: CheckOptions, finding: Finding, wanted: Wanted) -> tuple[Path, Waiver]:
    """Write one more waiver, for a finding, into the project's file. Raises InvalidUsage with all that is wrong; UnwritableOutput."""
    inputs = load_inputs(options)
    waiver = Waiver(
        policy=finding.policy,
        document=finding.location.file,
        operation=wanted.operation,
        fingerprint=finding.fingerprint,
        reason=" ".join(wanted.reason.split()),
        owner=wanted.owner.strip(),
        expires=wanted.expires,
        ticket=wanted.ticket.strip(),
        status=wanted.status,
        location=finding.location,
    )
    planner = _planner(options, inputs)
    problems = [*_mistakes(waiver, finding, options.today)]
    problems += check_waivers((waiver,), planner.selection.policies, today=options.today, max_days=planner.gate.max_waiver_days)
    if problems:
        raise InvalidUsage(replace(problem, location=None) for problem in problems)
    path = inputs.settings.root / inputs.settings.waivers
    data = DISK.read(DISK.real(path), name=inputs.settings.waivers, at_most=inputs.reader.limits.file_bytes) if DISK.has(path) else None
    place = f"{finding.location.pointer or 'the document'}, line {finding.location.span.start.line}"
    write_atomically(path, appended(data, waiver, name=inputs.settings.waivers, remark=place))
    return path, waiver


def _mistakes(waiver: Waiver, finding: Finding, today: date) -> Iterable[Problem]:
    if len(waiver.reason) < SHORTEST_REASON:
        hint = f"say in {SHORTEST_REASON} characters or more why the risk is acceptable"
        yield Problem(kind="invalid-waiver", message=f"the reason '{waiver.reason}' is too short", hint=hint)
    if not waiver.owner:
        yield Problem(kind="invalid-waiver", message="a waiver has an owner", hint="name a person or a team with --owner")
    if waiver.expires < today:
        message = f"the waiver would have expired on {waiver.expires.isoformat()}"
        yield Problem(kind="invalid-waiver", message=message, hint="name a day to come with --expires")
    if waiver.operation and not covered(replace(waiver, location=finding.location), (finding,), {}):
        uses = ", ".join(use.label for use in finding.used_by) or "no operation"
        message = f"the finding is not used by {waiver.operation}"
        yield Problem(kind="invalid-waiver", message=message, hint=f"it is used by {uses}")


def candidates(findings: Sequence[Finding], *, fingerprint: str, policy: str, place: str) -> tuple[Finding, ...]:
    """Give the findings that are as described, one for each fingerprint; what is empty describes nothing."""
    found = [
        finding
        for finding in findings
        if finding.fingerprint.startswith(fingerprint)
        and (not policy or finding.policy == policy or finding.policy.endswith(f"/{policy}"))
        and (not place or place in _places(finding))
    ]
    return tuple({finding.fingerprint: finding for finding in reversed(found)}.values())[::-1]


def _places(finding: Finding) -> set[str]:
    location = finding.location
    shown = f"{location.file}:{location.span.start.line}"
    own = {location.file, location.pointer, shown, f"{shown}:{location.span.start.column}", finding.document}
    return own | {use.label for use in finding.used_by}
