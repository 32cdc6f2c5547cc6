from dataclasses import replace
from datetime import date

from celadon.exemptions.waivers import apply_waivers
from celadon.terms.finding import Disposition, Use
from tests.exemptions.building import TODAY, finding, waiver


def dispositions(*found, waivers):
    return [item.disposition for item in apply_waivers(found, waivers, today=TODAY, names={}).findings]


def test_a_valid_waiver_covers_its_finding_and_leaves_its_mark() -> None:
    applied = apply_waivers([finding()], [waiver()], today=TODAY, names={})
    (covered,) = applied.findings
    assert covered.disposition is Disposition.WAIVED
    assert covered.waiver is not None
    assert covered.waiver.owner == "team-pay@example.com"
    assert applied.unmatched == ()


def test_an_expired_waiver_covers_nothing_and_says_so() -> None:
    (still,) = apply_waivers([finding()], [waiver(expires=date(2026, 11, 22))], today=TODAY, names={}).findings
    assert still.disposition is Disposition.OPEN
    assert still.waiver is not None
    assert still.waiver.expired


def test_the_day_of_expiry_is_the_last_day_on_which_it_holds() -> None:
    assert dispositions(finding(), waivers=[waiver(expires=TODAY)]) == [Disposition.WAIVED]


def test_a_waiver_for_one_use_leaves_a_shared_node_open_for_the_others() -> None:
    shared = finding(used_by=(Use(label="POST /orders"), Use(label="PUT /orders/{id}")), subjects=2)
    (half,) = apply_waivers([shared], [waiver()], today=TODAY, names={}).findings
    assert half.disposition is Disposition.OPEN
    assert [use.disposition for use in half.used_by] == [Disposition.WAIVED, Disposition.OPEN]
    both = [waiver(), waiver(operation="PUT /orders/*")]
    assert dispositions(shared, waivers=both) == [Disposition.WAIVED]


def test_a_waiver_for_another_policy_place_or_file_matches_nothing() -> None:
    others = [waiver(policy="pagination/size-cap"), waiver(operation="", pointer="/info"), waiver(document="legacy/**")]
    applied = apply_waivers([finding()], others, today=TODAY, names={})
    assert applied.findings == (finding(),)
    assert applied.unmatched == tuple(others)


def test_a_waiver_may_use_an_alias_of_the_policy() -> None:
    old = waiver(policy="payments/old-name")
    applied = apply_waivers([finding()], [old], today=TODAY, names={"payments/old-name": "payments/idempotency-key"})
    assert applied.findings[0].disposition is Disposition.WAIVED


def test_a_waiver_touches_only_its_target() -> None:
    other = finding(used_by=(Use(label="POST /refunds"),), location=replace(finding().location, pointer="/paths/~1refunds/post"))
    assert dispositions(other, finding(), waivers=[waiver()]) == [Disposition.OPEN, Disposition.WAIVED]
