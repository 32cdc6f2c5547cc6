"""The bundle file: who made a bundle, which engine it needs, and its profiles."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from celadon.bundles.params import misfit_of
from celadon.frozen import dataclass, field
from celadon.sources.document import Document
from celadon.sources.shaping import Shape, did_you_mean
from celadon.terms.errors import Problem
from celadon.terms.policy import ParamValue, Policy, Profile, freeze
from celadon.terms.severity import Severity, Stage
from celadon.terms.version import VersionRange, numbers_of

KIND = "invalid-bundle"
KEYS = ("name", "version", "description", "license", "engine", "maintainers", "homepage", "profiles")
REQUIRED = ("name", "version", "description", "license", "engine")
PROFILE_KEYS = ("extends", "policies", "severities", "params")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What `bundle.yaml` says; its profiles are resolved once the policies are known."""

    name: str
    version: str
    description: str
    license: str
    engine: str
    maintainers: tuple[str, ...] = ()
    homepage: str = ""
    profiles: Mapping[str, Shape] = field(default_factory=dict)


def read_manifest(document: Document, *, folder: str, problems: list[Problem]) -> Manifest | None:
    """Read the bundle file of a folder; None where it is no mapping. Mistakes, those of its profiles too, are added to `problems`."""
    problems += document.duplicate_problems()
    shape = Shape(document, kind=KIND, problems=problems)
    shape.keys(known=KEYS, required=REQUIRED)
    if not isinstance(shape.value, dict):
        return None
    return Manifest(
        name=_name(shape, folder),
        version=_version(shape),
        description=shape.text_at("description"),
        license=shape.text_at("license"),
        engine=_engine(shape),
        maintainers=shape.texts_at("maintainers"),
        homepage=shape.text_at("homepage"),
        profiles=dict(shape.members_at("profiles")),
    )


def _name(shape: Shape, folder: str) -> str:
    name = shape.text_at("name", folder)
    if name != folder:
        shape.complain(f"the bundle is named '{name}', its folder '{folder}'", f"write 'name: {folder}', or rename the folder", key="name")
    return name


def _version(shape: Shape) -> str:
    version = shape.text_at("version")
    if version and len(numbers_of(version)) != 3:
        shape.complain(f"the version '{version}' is not three numbers with dots", "write it as in '1.4.0'", key="version")
    return version


def _engine(shape: Shape) -> str:
    engine = shape.text_at("engine", "*")
    try:
        VersionRange.parse(engine)
    except ValueError as error:
        shape.complain(str(error), key="engine")
    return engine


def resolve_profiles(manifest: Manifest, policies: Iterable[Policy]) -> dict[str, Profile]:
    """Turn profiles into selections, `extends` and globs worked out; adds to the problems of `read_manifest`."""
    return _Resolving(manifest.profiles, {policy.id: policy for policy in policies}).all()


class _Resolving:
    """Profiles while they are worked out; each once, cycles complained of."""

    def __init__(self, shapes: Mapping[str, Shape], policies: Mapping[str, Policy]) -> None:
        self.shapes = shapes
        self.policies = policies
        self.known: dict[str, Profile] = {}
        self.open: list[str] = []

    def all(self) -> dict[str, Profile]:
        for name, shape in self.shapes.items():
            shape.keys(known=PROFILE_KEYS, required=("policies",))
            if isinstance(shape.value, dict):
                self.profile(name, shape)
        return self.known

    def profile(self, name: str, shape: Shape) -> Profile:
        if name not in self.known:
            self.open.append(name)
            below = self.extended(shape)
            own: dict[str, Severity | None] = dict.fromkeys(self.selected(shape))
            severities = {
                policy: item.choice(Severity, Severity.ERROR)
                for policy, item in shape.members_at("severities")
                if self.is_policy(shape, "severities", policy)
            }
            params = {
                policy: self.params(policy, item) for policy, item in shape.members_at("params") if self.is_policy(shape, "params", policy)
            }
            self.open.pop()
            selected = dict.fromkeys(own) | dict(below.policies)
            for policy in severities.keys() | params.keys():
                if policy not in selected:
                    shape.complain(f"'{policy}' is set, but the profile '{name}' does not select it", "add it to 'policies'")
            self.known[name] = Profile(
                name=name,
                policies={policy: severities.get(policy, severity) for policy, severity in sorted(selected.items())},
                params={**below.params, **{policy: {**below.params.get(policy, {}), **values} for policy, values in params.items()}},
            )
        return self.known[name]

    def extended(self, shape: Shape) -> Profile:
        nothing = Profile(name="", policies={})
        member = shape.member("extends")
        if member is None:
            return nothing
        name = member.text()
        if name in self.open:
            member.complain(f"the profile '{name}' extends itself")
        elif name in self.shapes and isinstance(self.shapes[name].value, dict):
            return self.profile(name, self.shapes[name])
        elif name:
            member.complain(f"no profile is named '{name}'", did_you_mean(name, self.shapes))
        return nothing

    def selected(self, shape: Shape) -> list[str]:
        """Expand ids and globs; a glob that matches nothing is a mistake."""
        found: list[str] = []
        for item in shape.items_at("policies"):
            pattern = item.text()
            if any(sign in pattern for sign in "*?["):
                matched = [
                    policy.id
                    for policy in self.policies.values()
                    if policy.stage is not Stage.DEPRECATED and fnmatchcase(policy.id, pattern)
                ]
                found += matched
                if not matched:
                    item.complain(f"no policy matches '{pattern}'")
            elif pattern in self.policies:
                found.append(pattern)
            elif pattern:
                item.complain(f"no policy is named '{pattern}'", did_you_mean(pattern, self.policies))
        return found

    def is_policy(self, shape: Shape, key: str, policy: str) -> bool:
        if policy in self.policies:
            return True
        member = shape.member(key)
        if member is not None:
            member.complain(f"no policy is named '{policy}'", did_you_mean(policy, self.policies), key=policy)
        return False

    def params(self, policy: str, shape: Shape) -> dict[str, ParamValue]:
        declared = {param.name: param for param in self.policies[policy].params}
        values = {}
        for name, item in shape.members():
            param = declared.get(name)
            if param is None:
                item.complain(f"'{policy}' has no parameter '{name}'", did_you_mean(name, declared))
            elif misfit := misfit_of(item.value, param.type):
                item.complain(f"the parameter '{name}': {misfit}")
            else:
                values[name] = freeze(item.value)
        return values
