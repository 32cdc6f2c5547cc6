"""The whole answer of a run: complete, sorted and counted before any reporter sees it."""

from collections.abc import Mapping

from celadon.frozen import dataclass, field
from celadon.terms.errors import Problem
from celadon.terms.finding import Finding
from celadon.terms.severity import Severity
from celadon.terms.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """A file that was read for a document."""

    path: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One model over a document."""

    kind: str
    version: str
    subjects: Mapping[str, int]
    """Target to number of subjects, for the targets that a policy asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSeen:
    """A document that was judged."""

    id: str
    files: tuple[FileSeen, ...]
    views: tuple[DocumentView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleSeen:
    """A bundle whose policies ran."""

    name: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Governing:
    """A file that decided how documents were judged, besides the bundles."""

    role: str
    """`settings`, `waivers` or `baseline`."""
    path: str
    digest: str
    """`sha256:<hex>` of the bytes that this run read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationSeen:
    """Where settings, waivers, baseline and the project's own bundles were read; without a revision, as they stand on disk."""

    ref: str = ""
    """The revision as it was named; empty for the disk."""
    commit: str = ""
    edits: tuple[str, ...] = ()
    """What of it differs on disk, and has no effect before it is part of the revision; sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCompared:
    """A document and what it was at the revision."""

    id: str
    state: str
    """`same`, `changed` (or a file that it refers to), `renamed`, `added`, or `unclear`: it could not be judged at the revision."""
    was: str = ""
    """Its path at the revision, where that was another one."""
    reason: str = ""
    """Why it counts as added or is unclear, where that is not plain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The revision with which findings were compared."""

    ref: str
    commit: str
    documents: tuple[DocumentCompared, ...]
    """Sorted by id."""
    new: int
    """Open findings that it does not have."""
    mended: int
    """Findings that it has in these documents, and that are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySeen:
    """What reporters may say of a policy that ran."""

    name: str
    title: str
    severity: Severity
    why: str
    remediation: str
    """As written, with templates filled from defaults."""
    tags: tuple[str, ...] = ()
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    security_severity: float | None = None
    confidence: str = "high"
    target: str = ""
    """What it visits, such as `operation`, with commas where that is several things; reporters count in its words."""
    applies_to: str = "always"
    """`always`, or with a revision to compare with, what is `added` or `changed` only."""
    effective_on: str = ""
    """The day from which it has its own severity, and before which it warns at most; empty where it always had."""
    severity_then: Severity | None = None
    """Its severity from that day on; None where that is no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disabled:
    """A policy that settings weakened, with the reason they gave."""

    policy: str
    reason: str
    change: str = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something that was not looked at."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """The gate's settings and what decided."""

    name: str
    fail_on: Severity | None
    """None: never fails on findings."""
    new_only: bool = False
    inconclusive: str = "allow"
    max_warnings: int | None = None
    max_waivers: int | None = None
    max_waiver_days: int | None = None
    required_bundles: tuple[str, ...] = ()
    decided_by: tuple[str, ...] = ()
    """The conditions that were broken, in words; empty where it passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Totals of a run."""

    documents: int
    policies: int
    verdicts: Mapping[str, int]
    findings: Mapping[str, int]
    """Severity to number of open findings."""
    waived: int
    baselined: int
    existing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run."""

    tool_version: str
    date: str
    verdict: str
    """`pass`, `fail` or `error`."""
    exit_code: int
    gate: GateResult
    bundles: tuple[BundleSeen, ...]
    policies: tuple[PolicySeen, ...]
    documents: tuple[DocumentSeen, ...]
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    """What makes the run untrustworthy: exit 2."""
    warnings: tuple[Problem, ...]
    """What the reader should know and what does not change the exit code."""
    disabled: tuple[Disabled, ...]
    skipped: tuple[Skipped, ...]
    counts: Counts
    notes: tuple[str, ...] = ()
    """Checks that were relaxed by a flag, such as remote references allowed."""
    governed_by: tuple[Governing, ...] = ()
    """In the order settings, waivers, baseline; those that there are."""
    configuration: ConfigurationSeen = ConfigurationSeen()
    against: Compared | None = None
    """With `--against`: what there was before."""
