"""The gate: each condition, what the process answers, and the counts it is asked about."""

import pytest

from celadon.exemptions.gating import count, decide
from celadon.terms.finding import Disposition
from celadon.terms.gate import GateSettings, Inconclusive
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement, Verdict
from tests.exemptions.building import finding


def _verdict(judgement):
    return Verdict(policy="p/a", document="d", severity=Severity.ERROR, judgement=judgement)


WARNING, ERROR, WAIVED = finding(severity=Severity.WARNING), finding(), finding(disposition=Disposition.WAIVED)


def _decide(findings=(), verdicts=(), is_trustworthy=True, **gate):
    counts = count(verdicts, findings, documents=1, policies=1)
    return decide(GateSettings(**gate), counts, bundles=["payments"], is_trustworthy=is_trustworthy)


def test_counts_are_complete_and_only_open_findings_count_by_severity():
    counts = count(
        [_verdict(Judgement.FAIL), _verdict(Judgement.WAIVED)],
        [WARNING, ERROR, ERROR, WAIVED, finding(disposition=Disposition.BASELINED), finding(disposition=Disposition.EXISTING)],
        documents=2,
        policies=3,
    )
    assert dict(counts.findings) == {"error": 2, "warning": 1, "info": 0, "hint": 0}
    assert dict(counts.verdicts) == {"error": 0, "fail": 1, "inconclusive": 0, "waived": 1, "pass": 0, "not_applicable": 0}
    assert (counts.waived, counts.baselined, counts.existing, counts.documents, counts.policies) == (1, 1, 1, 2, 3)


CASES = {
    "nothing found": ((), {}, "pass", 0, ()),
    "an error": ((ERROR,), {}, "fail", 1, ("1 open finding of severity error",)),
    "a warning under the default": ((WARNING,), {}, "pass", 0, ()),
    "a warning that fails": ((WARNING, ERROR, ERROR), {"fail_on": Severity.WARNING}, "fail", 1, ("2 open findings of severity error", "1 open finding of severity warning")),
    "never": ((ERROR,), {"fail_on": None}, "pass", 0, ()),
    "covered": ((WAIVED,), {}, "pass", 0, ()),
    "warnings within": ((WARNING,), {"max_warnings": 1}, "pass", 0, ()),
    "warnings beyond": ((WARNING,), {"max_warnings": 0}, "fail", 1, ("1 open warning, 0 allowed",)),
    "waivers beyond": ((WAIVED, WAIVED), {"max_waivers": 1}, "fail", 1, ("2 waived findings, 1 allowed",)),
    "new ones": ((ERROR,), {"new_only": True}, "fail", 1, ("1 new finding of severity error",)),
    "a bundle that ran": ((), {"required_bundles": ("payments",)}, "pass", 0, ()),
    "a bundle that did not": ((), {"required_bundles": ("payments", "team")}, "fail", 1, ("the bundle team is required and no policy of it ran",)),
}  # fmt: skip


@pytest.mark.parametrize(("findings", "gate", "verdict", "code", "reasons"), CASES.values(), ids=CASES.keys())
def test_each_condition_decides_and_says_so(findings, gate, verdict, code, reasons):
    decision = _decide(findings, **gate)
    assert (decision.verdict, decision.exit_code, decision.gate.decided_by) == (verdict, code, reasons)


@pytest.mark.parametrize(("inconclusive", "verdict"), [(Inconclusive.ALLOW, "pass"), (Inconclusive.FAIL, "fail")])
def test_what_cannot_be_told_fails_only_where_the_gate_says(inconclusive, verdict):
    assert _decide(verdicts=[_verdict(Judgement.INCONCLUSIVE)], inconclusive=inconclusive).verdict == verdict


@pytest.mark.parametrize("findings", [(), (ERROR,)], ids=["green", "red"])
def test_a_run_that_cannot_be_trusted_is_an_error_whatever_was_found(findings):
    decision = _decide(findings, is_trustworthy=False)
    assert (decision.verdict, decision.exit_code) == ("error", 2)
