"""Reports built by hand: small, complete, and the same in every test."""

from dataclasses import replace

from celadon.terms.errors import Problem
from celadon.terms.finding import Disposition, Finding, Use, WaiverMark
from celadon.terms.location import Excerpt, Hop, Location, Span
from celadon.terms.report import (
    BundleSeen,
    Compared,
    ConfigurationSeen,
    Counts,
    Disabled,
    DocumentCompared,
    DocumentSeen,
    DocumentView,
    FileSeen,
    GateResult,
    Governing,
    PolicySeen,
    Report,
    Skipped,
)
from celadon.terms.severity import Confidence, Severity
from celadon.terms.verdict import Judgement, Verdict
from tests.standing import Stands, changed

PAYMENTS = "specs/payments.yaml"
KEY_POLICY = "payments/idempotency-key"
LENGTH_POLICY = "api-security/in-string-maxlength"
DIGEST = "sha256:" + "0" * 64
COMMIT = "3f2a1b0c9d8e" + "0" * 28


def location(line: int = 31, column: int = 5, *, length: int = 5, text: str | None = "    post:", file: str = PAYMENTS, **more) -> Location:
    excerpt = None if text is None else Excerpt(first_line=line, lines=(text,))
    more.setdefault("pointer", "/paths/~1payments/post")
    return Location(file=file, span=Span.of(line, column, line, column + length), excerpt=excerpt, **more)


def finding(policy: str = KEY_POLICY, severity: Severity = Severity.ERROR, **more) -> Finding:
    return changed(
        Finding(
            policy=policy,
            block="missing",
            document=PAYMENTS,
            severity=severity,
            confidence=Confidence.HIGH,
            standing=Stands(location(), "f1:" + "a" * 64),
            message="POST /payments declares no Idempotency-Key header",
            remediation="Declare the header on the operation and require it:\n\n    parameters:\n      - {name: Idempotency-Key}\n\nThen answer repeats.\n",
            used_by=(Use(label="POST /payments"),),
            references={"owasp": ("API6:2023",), "cwe": ("CWE-837",)},
        ),
        **more,
    )


def policy_seen(name: str = KEY_POLICY, severity: Severity = Severity.ERROR, target: str = "operation") -> PolicySeen:
    return PolicySeen(
        name=name,
        title="POST on money resources requires an Idempotency-Key header",
        severity=severity,
        why="A client that times out will retry.",
        remediation="Declare the header on the operation and require it.",
        tags=("payments",),
        references={"owasp": ("API6:2023",)},
        security_severity=7.5,
        target=target,
    )


def verdict(policy: str = KEY_POLICY, judgement: Judgement = Judgement.FAIL, severity: Severity = Severity.ERROR, **counts) -> Verdict:
    return Verdict(policy=policy, document=PAYMENTS, severity=severity, judgement=judgement, **counts)


def document(name: str = PAYMENTS, **subjects: int) -> DocumentSeen:
    return DocumentSeen(
        id=name,
        files=(FileSeen(path=name, digest=DIGEST),),
        views=(DocumentView(kind="openapi", version="3.1.0", subjects=subjects or {"operation": 14, "schema": 23}),),
    )


def report(**more) -> Report:
    """A report with what is given; counts are taken from it unless they are given too."""
    given = {"documents": (document(),), "policies": (policy_seen(),), "verdicts": (), "findings": (), "problems": (), **more}
    given.setdefault("counts", _counted(given))
    failed = any(found.disposition is Disposition.OPEN and found.severity is Severity.ERROR for found in given["findings"])
    word = "error" if given["problems"] else "fail" if failed else "pass"
    opened = given["counts"].findings["error"]
    return Report(
        **{
            "tool_version": "1.0.0",
            "date": "2026-11-23",
            "verdict": word,
            "exit_code": {"pass": 0, "fail": 1, "error": 2}[word],
            "gate": GateResult(
                name="default", fail_on=Severity.ERROR, decided_by=(f"{opened} open findings of severity error",) if word == "fail" else ()
            ),
            "bundles": (BundleSeen(name="payments", version="1.0.0", digest="c1:" + DIGEST),),
            "warnings": (),
            "disabled": (),
            "skipped": (),
            **given,
        }
    )


def _counted(given: dict) -> Counts:
    findings = given["findings"]
    opened = [found.severity.value for found in findings if found.disposition is Disposition.OPEN]
    judgements = [item.judgement.value for item in given["verdicts"]]
    return Counts(
        documents=len(given["documents"]),
        policies=len(given["policies"]),
        verdicts={judgement.value: judgements.count(judgement.value) for judgement in Judgement},
        findings={severity.value: opened.count(severity.value) for severity in Severity},
        waived=sum(found.disposition is Disposition.WAIVED for found in findings),
        baselined=sum(found.disposition is Disposition.BASELINED for found in findings),
        existing=sum(found.disposition is Disposition.EXISTING for found in findings),
    )


def clean() -> Report:
    return report(verdicts=(verdict(judgement=Judgement.PASS, subjects=3, passed=3),))


def findings() -> Report:
    lengths = tuple(
        finding(
            LENGTH_POLICY,
            Severity.WARNING,
            location=location(
                100 + at, 9, text="        note: {type: string}", length=20, pointer=f"/components/schemas/Note/properties/n{at}"
            ),
            message=f"request string `n{at}` has no maxLength",
            remediation="State a maxLength.",
            used_by=(Use(label="POST /payments"), Use(label="PUT /payments/{id}"), Use(label="GET /a"), Use(label="GET /b")),
        )
        for at in range(9)
    )
    return report(
        policies=(policy_seen(LENGTH_POLICY, Severity.WARNING, "schema"), policy_seen()),
        verdicts=(
            verdict(LENGTH_POLICY, severity=Severity.WARNING, subjects=12, passed=3, failed=9),
            verdict(subjects=3, passed=2, failed=1),
            verdict(
                "rest-design/health",
                Judgement.INCONCLUSIVE,
                Severity.INFO,
                subjects=2,
                inconclusive=2,
                reasons=("the file ./a.yaml was not found",),
            ),
            verdict("rest-design/tags", Judgement.NOT_APPLICABLE, Severity.INFO),
        ),
        findings=(finding(), *lengths),
    )


def waived() -> Report:
    mark = WaiverMark(
        owner="payments-team", reason="The partner retries by hand", expires="2026-12-31", ticket="PAY-7", status="accepted-risk"
    )
    return report(
        verdicts=(verdict(judgement=Judgement.WAIVED, subjects=3, passed=1, failed=2, waived=2),),
        findings=(
            finding(disposition=Disposition.WAIVED, waiver=mark),
            finding(disposition=Disposition.BASELINED, location=location(40, 5), fingerprint="f1:" + "b" * 64),
        ),
        disabled=(Disabled(policy="rest-design/health", reason="health is served by the mesh"),),
        notes=("waivers are read from the worktree",),
    )


def broken() -> Report:
    return report(
        verdicts=(verdict(judgement=Judgement.ERROR, subjects=3, errors=3, reasons=("no such key: keyz",)),),
        problems=(
            Problem(
                kind="syntax-error",
                message="the mapping that opens here is not closed",
                hint="Close it with }.",
                location=location(3, 7, text="  a: {b: c", length=1, file="specs/broken.yaml", pointer=""),
                document="specs/broken.yaml",
            ),
            Problem(kind="policy-error", message="no such key: keyz", policy=KEY_POLICY, document=PAYMENTS, hint="Ask has() first."),
        ),
        warnings=(Problem(kind="stale-waiver", message="the waiver for GET /a matches nothing", hint="Remove it."),),
        skipped=(Skipped(path="specs/readme.yaml", reason="unknown kind"),),
    )


def nothing() -> Report:
    return report(
        documents=(),
        policies=(),
        bundles=(),
        problems=(
            Problem(kind="no-documents", message="no document was examined", hint="Name a file or a folder with OpenAPI documents."),
        ),
    )


def complete() -> Report:
    """Every field is filled, for schemas that must know them all."""
    full = findings()
    hop = Hop(file=PAYMENTS, pointer="/paths/~1payments/$ref", line=20, column=7, ref="./paths.yaml#/post")
    mark = WaiverMark(owner="o", reason="r", expires="2026-11-01", ticket="T-1", status="false-positive", expired=True)
    rich = finding(
        location=location(file="specs/paths.yaml", via=(hop,), index=1),
        related=(location(7, 3),),
        waiver=mark,
        security_severity=8.1,
        explanation=(("operation.method", '"post"'),),
        block=None,
        subjects=2,
    )
    return replace(
        full,
        findings=(rich, *full.findings),
        problems=broken().problems,
        warnings=broken().warnings,
        disabled=waived().disabled,
        skipped=broken().skipped,
        notes=waived().notes,
        governed_by=(
            Governing(role="settings", path="celadon.yaml", digest=DIGEST),
            Governing(role="waivers", path="celadon-waivers.yaml", digest=DIGEST),
        ),
        configuration=ConfigurationSeen(ref="main", commit=COMMIT, edits=("celadon-waivers.yaml",)),
        against=Compared(
            ref="main",
            commit=COMMIT,
            new=10,
            mended=2,
            documents=(
                DocumentCompared(id="specs/new.yaml", state="unclear", reason="specs/new.yaml is not YAML"),
                DocumentCompared(id=PAYMENTS, state="renamed", was="specs/pay.yaml"),
            ),
        ),
    )


SITUATIONS = {"clean": clean, "findings": findings, "waived": waived, "broken": broken, "nothing": nothing, "complete": complete}
