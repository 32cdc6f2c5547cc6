"""What policies are there, and what does one of them say."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from celadon.bundles.loading import built_in_bundles, bundle_folder, load_bundle
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import InvalidUsage, Problem
from celadon.terms.policy import Bundle, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A policy and where it runs."""

    policy: Policy
    bundle: Bundle
    profiles: tuple[str, ...]
    """Names of the profiles that hold it, the smallest first."""


def bundles_named(names: Sequence[str], *, root: Path) -> tuple[Bundle, ...]:
    """Load bundles by built-in name or path; all built-in ones where no name is given. Raises as `load_bundle` does."""
    if not names:
        return tuple(load_bundle(folder, shown=name) for name, folder in built_in_bundles().items())
    return tuple(load_bundle(bundle_folder(name, root=root), shown=name) for name in names)


def catalogue(bundles: Iterable[Bundle]) -> Iterator[Explained]:
    """List every policy, by bundle and id."""
    for bundle in sorted(bundles, key=lambda bundle: bundle.name):
        holds = sorted(bundle.profiles.values(), key=lambda profile: (len(profile.policies), profile.name))
        for policy in bundle.policies:
            profiles = tuple(profile.name for profile in holds if policy.id in profile.policies)
            yield Explained(policy=policy, bundle=bundle, profiles=profiles)


def explain(name: str, *, bundles: Sequence[str], root: Path) -> Explained:
    """Find one policy by full name, short id or alias; raises InvalidUsage where none or several have it."""
    every: tuple[Explained, ...] = ()
    found: list[Explained] = []
    for names in _attempts(name, bundles):
        every = tuple(catalogue(bundles_named(names, root=root)))
        found = [item for item in every if name in {item.policy.name, item.policy.id, *item.policy.aliases}]
        if len(found) == 1:
            return found[0]
    raise InvalidUsage(_unclear(name, found, every))


def _attempts(name: str, bundles: Sequence[str]) -> Iterator[Sequence[str]]:
    """Look into the bundle that the name tells first; all of them cost ten times as much, and are needed for aliases only."""
    bundle = name.partition("/")[0]
    if not bundles and bundle != name and bundle in built_in_bundles():
        yield (bundle,)
    yield bundles


def _unclear(name: str, found: list[Explained], every: Iterable[Explained]) -> Problem:
    if found:
        names = ", ".join(item.policy.name for item in found)
        return Problem(kind="ambiguous-policy", message=f"several policies are named '{name}'", hint=f"name one in full: {names}")
    hint = did_you_mean(name, [known for item in every for known in (item.policy.name, item.policy.id)])
    return Problem(kind="unknown-policy", message=f"no policy is named '{name}'", hint=hint or "list them with 'celadon policies'")
