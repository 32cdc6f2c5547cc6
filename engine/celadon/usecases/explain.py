"""What policies are there, and what does one of them say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from celadon import settings as project
from celadon.bundles.loading import bundle_folder, load_bundle
from celadon.bundles.shipped import built_in_bundles
from celadon.evaluation.compiling import compile_policy
from celadon.frozen import dataclass
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import InvalidBundle, InvalidUsage, Problem
from celadon.terms.policy import Bundle, Policy
from celadon.testing.opinions.comparing import beyond, expressions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A policy and where it runs."""

    policy: Policy
    bundle: Bundle
    profiles: tuple[str, ...]
    """Names of the profiles that hold it, the smallest first."""


def bundle_folders(names: Sequence[str], *, start: Path) -> dict[str, Path]:
    """Find bundles by built-in name or path; without names, all built-in ones and those that the project's settings use."""
    if names:
        return {name: bundle_folder(name, root=start) for name in names}
    folders = dict(built_in_bundles())
    file = project.find(start)
    settings = project.load(file) if file else project.Settings(root=start)
    return folders | {use.use: bundle_folder(use.use, root=settings.root) for use in settings.bundles or ()}


def catalogue(folders: Mapping[str, Path]) -> Iterator[Explained]:
    """List every policy, by bundle and id. Raises as `load_bundle` does."""
    bundles = [load_bundle(folder, shown=name) for name, folder in folders.items()]
    for bundle in sorted(bundles, key=lambda bundle: bundle.name):
        holds = sorted(bundle.profiles.values(), key=lambda profile: (len(profile.policies), profile.name))
        for policy in bundle.policies:
            profiles = tuple(profile.name for profile in holds if policy.id in profile.policies)
            yield Explained(policy=policy, bundle=bundle, profiles=profiles)


def explain(name: str, *, bundles: Sequence[str], start: Path) -> Explained:
    """Find one policy by full name, short id or alias; raises InvalidUsage where none or several have it."""
    every: tuple[Explained, ...] = ()
    found: list[Explained] = []
    for folders in _attempts(name, bundle_folders(bundles, start=start)):
        every = tuple(catalogue(folders))
        found = [item for item in every if name in {item.policy.name, item.policy.id, *item.policy.aliases}]
        if len(found) == 1:
            return found[0]
    raise InvalidUsage(_unclear(name, found, every))


def beyond_standard(policy: Policy) -> tuple[str, ...] | None:
    """Name what the expressions of a policy use beyond standard CEL; None where they do not compile."""
    try:
        compiled = compile_policy(policy)
    except InvalidBundle:
        return None
    return tuple(sorted({name for _, program in expressions_of(compiled) for name in beyond(program)}))


def _attempts(name: str, folders: Mapping[str, Path]) -> Iterator[Mapping[str, Path]]:
    """Look into the bundle that the name tells first; all of them cost ten times as much, and are needed for aliases and short ids."""
    bundle = name.partition("/")[0]
    likely = {shown: folder for shown, folder in folders.items() if folder.name == bundle != name}
    if likely:
        yield likely
    yield folders


def _unclear(name: str, found: list[Explained], every: Iterable[Explained]) -> Problem:
    if found:
        names = ", ".join(item.policy.name for item in found)
        return Problem(kind="ambiguous-policy", message=f"several policies are named '{name}'", hint=f"name one in full: {names}")
    hint = did_you_mean(name, [known for item in every for known in (item.policy.name, item.policy.id)])
    return Problem(kind="unknown-policy", message=f"no policy is named '{name}'", hint=hint or "list them with 'celadon policies'")
