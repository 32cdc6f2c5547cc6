"""Policies and documents for tests of evaluation: a policy is the few keys that a test is about."""

from datetime import date
from pathlib import Path

from celadon.bundles.format import read_policy
from celadon.evaluation.compiling import compile_policy
from celadon.evaluation.evaluator import Judged, evaluate
from celadon.evaluation.plan import Entry, Plan
from celadon.evaluation.scope import Params, midnight
from celadon.sources.reading import Reader
from celadon.terms.policy import ParamValue, Policy
from tests.models.building import model_of

TODAY = date(2026, 11, 23)

HEAD = """\
id: {name}
title: The title
severity: {severity}
kinds: {kinds}
why: Because.
"""


def policy_of(body: str, *, name: str = "tested", severity: str = "warning", kinds: str = '{openapi: "*"}', tail: str = "") -> Policy:
    """Read a policy from its keys from `target` on; `remediation` and `message` have defaults."""
    text = HEAD.format(name=name, severity=severity, kinds=kinds) + body + tail
    if "\nremediation:" not in text:
        text += "remediation: Mend it.\n"
    if "\nmessage:" not in text and "\nfindings:" not in text:
        text += 'message: "it is wrong"\n'
    (document,) = Reader(Path("/nowhere")).read_text(text.encode(), name=f"team/{name}.yaml")
    policy, problems = read_policy(document, bundle="team", name=name)
    assert policy is not None, problems
    return policy


def entry_of(policy: Policy, params: dict[str, ParamValue] | None = None) -> Entry:
    return Entry(compile_policy(policy), policy.severity, Params(policy.params, params or {}), midnight(TODAY))


def judge(
    body: str, document: str, *, files: dict[str, str] | None = None, params: dict[str, ParamValue] | None = None, **head: str
) -> Judged:
    """Judge a document by one policy."""
    model = model_of(document, files)
    entry = entry_of(policy_of(body, **head), params)
    return evaluate(Plan.of([entry], kind=model.kind, family=model.family, version=model.version), model, document="api.yaml")
