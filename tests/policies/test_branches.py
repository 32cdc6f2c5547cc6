"""Every branch of every condition of the shipped policies is tried by a case, but for those that no model can show yet."""

from pathlib import Path

from celadon.bundles.loading import built_in_bundles, load_bundle
from celadon.usecases.test import TestOptions, run_tests

NOT_SHOWN = {
    ("gateway-security/dead-config", 'security_entry.why == "shadow"'): "no gateway that is read has limits in shadow mode as dead entries",
    ("gateway-security/hdr-hide-server", "reveals_version"): "Kong's is in kong.conf, and Envoy names no version",
    ("gateway-security/jwks-https", 'identity_endpoint.auth_item.kind in ["jwt", "oidc"]'): "keys are fetched by tokens and logins only",
    ("gateway-security/log-no-secrets", "log_sink.bodies"): "no logger that is read writes bodies",
    ("gateway-security/no-plaintext-credentials", "secret.digest in"): "Envoy reads {SHA} and nothing better",
    ("gateway-security/rl-every-route", "l.algorithm"): "no gateway that is read limits concurrency",
    ("gateway-security/rl-every-route", "l.origin"): "no gateway that is read has limits of its platform",
    ("gateway-security/rl-fail-closed", "rate_limit.enforced"): "limits with a store are enforced, or it is not known",
    ("gateway-security/rl-status-429", "rate_limit.reject_status"): "every limit that is read has a status",
    ("gateway-security/rl-window", "rate_limit.enforced"): "fixed windows are enforced, or it is not known",
    ("gateway-security/rl-window", "l.enforced"): "fixed windows are enforced, or it is not known",
    ("gateway-security/tls-min-version", "listener.tls.min_version"): "Envoy has a lowest version in every release",
}
"""Policy and term: why no document that is understood makes it so. They are there for gateways to come."""


def test_every_branch_is_tried_or_cannot_be_shown() -> None:
    untried = [
        f"{tested.name}: {gap.message}"
        for tested in run_tests(TestOptions(start=Path(__file__).parents[2], with_coverage=True))
        for gap in (tested.coverage.gaps if tested.coverage else ())
        if gap.kind == "branch" and not any(policy == tested.name and term in gap.message for policy, term in NOT_SHOWN)
    ]
    assert untried == []


def test_what_cannot_be_shown_is_still_a_term_of_its_policy() -> None:
    policies = {policy.name: policy for folder in built_in_bundles().values() for policy in load_bundle(folder).policies}
    for name, term in NOT_SHOWN:
        policy = policies[name]
        texts = [source.text for source in (policy.when, *(block.must for block in policy.findings)) if source is not None]
        assert any(term in " ".join(text.split()) for text in texts), (name, term)
