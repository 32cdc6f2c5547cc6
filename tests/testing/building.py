"""Cases of the good policy of the bundle tests."""

from pathlib import Path

from celadon.bundles.format import read_policy
from celadon.sources.reading import Reader
from celadon.terms.policy import Policy
from tests.bundles.building import POLICY

START = POLICY[: POLICY.index("examples:")]
BLOCKS = """\
findings:
  - {id: missing, must: operation.operation_id != null, message: "{{ operation.label }} has none"}
  - {id: spaced, must: "!operation.operation_id.contains(' ')", message: "{{ operation.label }} has a space"}
"""


def policy_with(examples: str, *, start: str = START) -> Policy:
    """Read the good policy with these examples."""
    (document,) = Reader(Path("/nowhere")).read_text((start + examples).encode(), name="team/named.yaml")
    policy, problems = read_policy(document, bundle="team", name="named")
    assert policy is not None, problems
    return policy


def blocks() -> str:
    """Give the good policy's head with two ways to fail."""
    rule = START[START.index("must:") : START.index("remediation:")]
    return START.replace(rule, BLOCKS)
