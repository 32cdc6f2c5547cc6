"""Findings and verdicts after all exemptions: nothing disappears, what is covered is marked and counted."""

from dataclasses import replace
from datetime import date

import pytest

from celadon.exemptions.applying import Exemptions, dispose
from celadon.exemptions.baseline import Entry
from celadon.terms.finding import Disposition, Use
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement, Verdict
from tests.exemptions.building import FINDING, TODAY, finding, mark, waiver

FILES = {"apis/orders.yaml": ("apis/orders.yaml", "apis/shared.yaml")}
ENTRY = Entry(
    fingerprint=FINDING.fingerprint,
    count=1,
    policy=FINDING.policy,
    document="apis/orders.yaml",
    file="apis/orders.yaml",
    place="/x",
)
PASSED = {"judgement": Judgement.PASS, "subjects": 1, "passed": 1, "failed": 0}


def _verdict(**counts):
    given = {"judgement": Judgement.FAIL, "subjects": 2, "passed": 1, "failed": 1, **counts}
    return Verdict(policy=FINDING.policy, document=FINDING.document, severity=Severity.ERROR, **given)


def _disposed(findings, verdicts, **exemptions):
    return dispose(findings, verdicts, Exemptions(today=TODAY, **exemptions), files=FILES)


def test_without_exemptions_nothing_changes():
    disposed = _disposed([FINDING], [_verdict()])
    assert (disposed.findings, disposed.verdicts, disposed.stale) == ((FINDING,), (_verdict(),), ())


@pytest.mark.parametrize(
    ("exemption", "disposition"),
    [({"waivers": (waiver(),)}, Disposition.WAIVED), ({"entries": (ENTRY,)}, Disposition.BASELINED)],
    ids=["waiver", "baseline"],
)
def test_what_is_covered_is_marked_and_its_verdict_waived(exemption, disposition):
    disposed = _disposed([FINDING], [_verdict()], **exemption)
    assert [found.disposition for found in disposed.findings] == [disposition]
    assert [(verdict.judgement, verdict.waived, verdict.failed) for verdict in disposed.verdicts] == [(Judgement.WAIVED, 1, 1)]
    assert disposed.stale == ()


def test_a_verdict_fails_while_one_finding_is_open():
    other = finding(fingerprint=mark("b"))
    disposed = _disposed([FINDING, other], [_verdict(failed=2, subjects=3)], entries=(ENTRY,))
    assert [found.disposition for found in disposed.findings] == [Disposition.BASELINED, Disposition.OPEN]
    assert [(verdict.judgement, verdict.waived) for verdict in disposed.verdicts] == [(Judgement.FAIL, 1)]


def test_an_error_stays_an_error_whatever_is_waived():
    disposed = _disposed([FINDING], [_verdict(judgement=Judgement.ERROR, errors=1)], waivers=(waiver(),))
    assert disposed.verdicts[0].judgement is Judgement.ERROR


def test_a_waiver_of_one_use_counts_one_subject_of_a_shared_node():
    shared = finding(subjects=2, used_by=(Use(label="POST /orders"), Use(label="PUT /orders")))
    disposed = _disposed([shared], [_verdict(failed=2, passed=0)], waivers=(waiver(),))
    (found,) = disposed.findings
    assert [use.disposition for use in found.used_by] == [Disposition.WAIVED, Disposition.OPEN]
    assert (found.disposition, disposed.verdicts[0].judgement, disposed.verdicts[0].waived) == (Disposition.OPEN, Judgement.FAIL, 1)


def test_a_waiver_goes_before_the_baseline():
    disposed = _disposed([FINDING], [_verdict()], waivers=(waiver(),), entries=(ENTRY,))
    assert disposed.findings[0].disposition is Disposition.WAIVED
    assert [problem.kind for problem in disposed.stale] == ["stale-baseline"]


def test_what_stood_there_before_is_marked_as_often_as_it_stood():
    disposed = _disposed([FINDING, FINDING], [_verdict(failed=2)], before=(FINDING,))
    assert [found.disposition for found in disposed.findings] == [Disposition.EXISTING, Disposition.OPEN]
    assert disposed.verdicts[0].judgement is Judgement.FAIL


def test_exemptions_that_excuse_nothing_are_told():
    disposed = _disposed([], [_verdict(**PASSED)], waivers=(waiver(document="apis/orders.yaml"),), entries=(ENTRY,))
    assert [problem.kind for problem in disposed.stale] == ["unmatched-waiver", "stale-baseline"]


OTHER = "apis/other.yaml"
UNTOUCHED = {
    "another document": ({"document": OTHER, "file": OTHER}, {"document": OTHER}, PASSED),
    "another policy": ({"policy": "payments/other"}, {"policy": "payments/other"}, PASSED),
    "an inconclusive verdict": ({}, {}, {**PASSED, "judgement": Judgement.INCONCLUSIVE, "inconclusive": 1}),
    "an error": ({}, {}, {**PASSED, "judgement": Judgement.ERROR, "errors": 1}),
    "a shared file of another document": ({"document": OTHER, "file": "apis/shared.yaml"}, {"document": OTHER}, PASSED),
}


@pytest.mark.parametrize(("entry", "waived", "verdict"), UNTOUCHED.values(), ids=UNTOUCHED)
def test_exemptions_for_what_was_not_judged_for_certain_are_left_alone(entry, waived, verdict):
    names = {FINDING.policy: FINDING.policy, "payments/other": "payments/other"}
    disposed = _disposed([], [_verdict(**verdict)], waivers=(waiver(**waived),), entries=(replace(ENTRY, **entry),), names=names)
    assert disposed.stale == ()


def test_an_entry_for_a_policy_that_its_bundle_no_longer_has_is_stale():
    names = {FINDING.policy: FINDING.policy}
    disposed = _disposed([], [_verdict(**PASSED)], entries=(replace(ENTRY, policy="payments/gone"),), names=names)
    assert [problem.policy for problem in disposed.stale] == ["payments/gone"]


def test_an_expired_waiver_excuses_nothing_and_says_so():
    disposed = _disposed([FINDING], [_verdict()], waivers=(waiver(expires=date(2026, 11, 22)),))
    (found,) = disposed.findings
    assert (found.disposition, found.waiver is not None and found.waiver.expired) == (Disposition.OPEN, True)
