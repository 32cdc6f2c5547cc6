"""Tables of policies as Markdown: one page per bundle, and one above them."""

from collections.abc import Sequence

from celadon.reports.policies.markup import HEAD, cell, code, inline, prose
from celadon.reports.text.wording import counted
from celadon.terms.policy import Bundle, Policy
from celadon.terms.severity import Stage

Row = tuple[Policy, Sequence[str]]
"""A policy with the profiles that hold it, the smallest first."""


def bundle_index(bundle: Bundle, rows: Sequence[Row]) -> str:
    """Write the page of a bundle: what it is, its profiles, and every policy with a link to its page."""
    head = f"{HEAD}# {inline(bundle.name)}\n\n{prose(bundle.description)}.\n\n"
    facts = f"Version {bundle.version}, {bundle.license}; needs Celadon {code(bundle.engine)}.\n\n"
    table = "".join(_row(policy, profiles) for policy, profiles in rows)
    return f"{head}{facts}{_profiles(bundle)}| policy | severity | first in | |\n|---|---|---|---|\n{table}"


def catalogue_index(bundles: Sequence[tuple[Bundle, Sequence[Row]]]) -> str:
    """Write the page above the bundles."""
    total = sum(len(rows) for _, rows in bundles)
    head = f"{HEAD}# Policies\n\n{counted(total, 'policy')} in {counted(len(bundles), 'bundle')}.\n\n"
    table = "".join(
        f"| [{inline(bundle.name)}]({bundle.name}/README.md) | {len(rows)} | {cell(bundle.description)} |\n" for bundle, rows in bundles
    )
    return f"{head}| bundle | policies | |\n|---|---|---|\n{table}"


def _profiles(bundle: Bundle) -> str:
    sizes = sorted((len(profile.policies), name) for name, profile in bundle.profiles.items())
    return "Profiles: " + ", ".join(f"{code(name)} ({counted(size, 'policy')})" for size, name in sizes) + ".\n\n" if sizes else ""


def _row(policy: Policy, profiles: Sequence[str]) -> str:
    stage = "" if policy.stage is Stage.STABLE else f" ({policy.stage.value})"
    first = next(iter(profiles), "-")
    return f"| [{inline(policy.id)}]({policy.id}.md) | {policy.severity.value} | {cell(first)} | {cell(policy.title)}{stage} |\n"
