"""Which policies run, at which severity, with which parameters, and who said so."""

from datetime import date
from types import MappingProxyType

import pytest

from celadon.bundles.loading import load_bundle
from celadon.evaluation.selection import Selection, Wishes
from celadon.settings import BundleUse, PolicySetting, Scope
from celadon.terms.errors import InvalidUsage
from celadon.terms.location import Location, Span
from celadon.terms.report import Disabled
from celadon.terms.severity import Severity
from tests.bundles.building import MANIFEST, POLICY, changed, write_bundle

TODAY = date(2026, 11, 23)
AT = Location(file="celadon.yaml", span=Span.of(1, 1, 1, 2))
PROFILES = """\
profiles:
  recommended: {policies: [named, second], severities: {second: error}, params: {second: {methods: [put]}}}
  strict: {extends: recommended, policies: ["*"]}
"""


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    names = {
        "named": POLICY.replace('kinds: {openapi: "*"}', 'kinds: {openapi: "*"}\naliases: [old-name]'),
        "second": POLICY.replace("named", "second"),
        "third": POLICY.replace("named", "third"),
        "locked": changed("target: operation", "locked: true\ntarget: operation", POLICY.replace("named", "locked")),
        "later": changed("severity: warning", "severity: error", POLICY.replace("named", "later")) + "effective_on: 2027-01-01\n",
        "preview": changed("stage: stable", "stage: preview", POLICY.replace("named", "preview")),
    }
    return load_bundle(write_bundle(tmp_path_factory.mktemp("selection"), MANIFEST + PROFILES, **names))


def _setting(**given):
    return PolicySetting(**{"location": AT, **given})


def _chosen(team, document="api.yaml", today=TODAY, **wishes):
    return {choice.policy.id: choice for choice in Selection([team], Wishes(**wishes), today=today).of(document)}


def _complaints(team, **wishes):
    with pytest.raises(InvalidUsage) as caught:
        Selection([team], Wishes(**wishes), today=TODAY)
    return [problem.message for problem in caught.value.problems]


def test_a_profile_chooses_and_sets(team):
    chosen = _chosen(team)
    assert list(chosen) == ["named", "second"]
    assert (chosen["named"].severity, dict(chosen["named"].params), chosen["named"].origin) == (Severity.WARNING, {}, "profile recommended")
    assert (chosen["second"].severity, chosen["second"].params) == (Severity.ERROR, {"methods": ("put",)})


def test_a_bundle_without_the_profile_gives_its_stable_policies(team):
    assert list(_chosen(team, profile="starter")) == ["later", "locked", "named", "second", "third"]


def test_a_named_policy_runs_whatever_the_profile_says(team):
    chosen = _chosen(team, only=("team/third", "second"))
    assert list(chosen) == ["second", "third"]
    assert (chosen["second"].severity, chosen["second"].origin) == (Severity.ERROR, "--policy second")


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [("t*", ["third"]), ("team/*d", ["locked", "named", "second", "third"]), ("old-name", ["named"]), ("team/old-name", ["named"])],
)
def test_policies_are_named_by_globs_and_aliases(team, pattern, ids):
    assert list(_chosen(team, only=(pattern,))) == ids


def test_skipped_policies_go_at_the_end(team):
    assert list(_chosen(team, skip=("sec*",))) == ["named"]
    assert list(_chosen(team, only=("named", "third"), skip=("team/third",))) == ["named"]


def test_names_that_match_nothing_are_told_all_at_once(team):
    assert _complaints(team, only=("nmaed", "x*"), skip=("secnd",), policies={"team/thrid": _setting()}) == [
        "no policy matches 'nmaed' (--policy)",
        "no policy matches 'x*' (--policy)",
        "no policy matches 'secnd' (--skip)",
        "no policy is named 'team/thrid'",
    ]


def test_settings_change_severity_and_params_and_add_policies(team):
    chosen = _chosen(
        team,
        policies={
            "team/named": _setting(severity=Severity.ERROR, params={"methods": ("delete",)}),
            "team/second": _setting(params={"+methods": ("get",)}),
            "third": _setting(severity=Severity.ERROR),
        },
    )
    assert (chosen["named"].severity, chosen["named"].params, chosen["named"].origin) == (
        Severity.ERROR,
        {"methods": ("delete",)},
        "settings",
    )
    assert chosen["second"].params == {"methods": ("put", "get")}
    assert chosen["third"].severity is Severity.ERROR


def test_params_under_bundles_are_weaker_than_settings(team):
    use = BundleUse(use="./policies/team", params={"named": {"methods": ("a",)}, "second": {"methods": ("b",)}})
    chosen = _chosen(team, uses=(use,), policies={"team/second": _setting(params={"methods": ("c",)})})
    assert (chosen["named"].params, chosen["second"].params) == ({"methods": ("a",)}, {"methods": ("c",)})


def test_the_last_scope_that_matches_a_document_wins(team):
    scopes = (
        Scope(
            paths=("internal/**",), policies=MappingProxyType({"team/named": _setting(severity=Severity.INFO, reason="inside the mesh")})
        ),
        Scope(paths=("internal/old/*",), policies=MappingProxyType({"team/named": _setting(enabled=False, reason="frozen")})),
    )
    assert _chosen(team, "public/api.yaml", scopes=scopes)["named"].severity is Severity.WARNING
    assert _chosen(team, "internal/a/b.yaml", scopes=scopes)["named"].severity is Severity.INFO
    assert "named" not in _chosen(team, "internal/old/c.yaml", scopes=scopes)


def test_documents_of_the_same_scopes_share_their_choices(team):
    selection = Selection([team], Wishes(scopes=(Scope(paths=("a/*",), policies={}),)), today=TODAY)
    assert selection.of("a/1.yaml") is selection.of("a/2.yaml")
    assert selection.of("b/1.yaml") is selection.at_rest


def test_what_is_weakened_is_listed_with_its_reason(team):
    policies = {
        "team/named": _setting(enabled=False, reason="served by the mesh"),
        "team/second": _setting(severity=Severity.HINT, reason="legacy clients"),
        "team/third": _setting(severity=Severity.ERROR),
    }
    disabled = Selection([team], Wishes(policies=policies), today=TODAY).disabled
    assert disabled == (
        Disabled(policy="team/named", reason="served by the mesh", change="disabled"),
        Disabled(policy="team/second", reason="legacy clients", change="severity hint"),
    )


def test_a_flag_runs_what_settings_disable(team):
    assert list(_chosen(team, only=("named",), policies={"team/named": _setting(enabled=False, reason="for now")})) == ["named"]


def test_each_mistake_of_settings_is_told_at_its_place(team):
    policies = {
        "team/named": _setting(severity=Severity.INFO),
        "team/locked": _setting(enabled=False, reason="in our way"),
        "team/second": _setting(params={"methds": (), "methods": "get"}),
        "team/third": _setting(params={"+methods": 3}),
    }
    assert _complaints(team, policies=policies, uses=(BundleUse(use="team", params={"nmaed": {}}),)) == [
        "the bundle 'team' has no policy 'nmaed'",
        "team/named is weakened (severity info) without a reason",
        "team/locked is locked by its bundle and cannot be weakened",
        "team/second has no parameter 'methds'",
        "team/second, parameter 'methods': 'get' is not a list(string)",
        "team/third, parameter 'methods': 3 is not a list(string)",
    ]


def test_mistakes_of_a_scope_are_told_although_no_document_is_there_yet(team):
    scope = Scope(paths=("internal/**",), policies={"team/nmaed": _setting()})
    assert _complaints(team, scopes=(scope,)) == ["no policy is named 'team/nmaed'"]


def test_a_policy_warns_until_its_day(team):
    named = {"only": ("later",)}
    assert _chosen(team, today=date(2026, 12, 31), **named)["later"].severity is Severity.WARNING
    assert _chosen(team, today=date(2027, 1, 1), **named)["later"].severity is Severity.ERROR


def test_a_short_id_of_two_bundles_is_not_clear(team, tmp_path):
    other = load_bundle(write_bundle(tmp_path / "x", MANIFEST, named=POLICY))
    twin = type(other)(**{**{name: getattr(other, name) for name in other.__slots__}, "name": "twin"})
    twins = [type(policy)(**{**{name: getattr(policy, name) for name in policy.__slots__}, "bundle": "twin"}) for policy in other.policies]
    twin = type(other)(**{**{name: getattr(other, name) for name in other.__slots__}, "name": "twin", "policies": tuple(twins)})
    with pytest.raises(InvalidUsage) as caught:
        Selection([team, twin], Wishes(policies={"named": _setting()}), today=TODAY)
    assert caught.value.problems[0].hint == "write the full name: team/named or twin/named"
