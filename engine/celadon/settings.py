"""What a project wants: the settings file as frozen values.

Checks the file's shape; names and params are checked against the bundles by `evaluation.selection`.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from celadon.frozen import dataclass, field, replace
from celadon.sources.document import Document
from celadon.sources.files.opening import DISK, Files
from celadon.sources.reading import Reader
from celadon.sources.shaping import Shape, Shaped, did_you_mean
from celadon.sources.toml import TomlTable, names_tool, read_tool_table
from celadon.terms.errors import InvalidUsage, Problem, UnreadableInput
from celadon.terms.gate import GateSettings, Inconclusive
from celadon.terms.location import Location
from celadon.terms.policy import ParamValue, freeze
from celadon.terms.severity import Severity

FILE_NAME = "celadon.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySetting:
    """What settings say of one policy."""

    enabled: bool = True
    severity: Severity | None = None
    params: Mapping[str, ParamValue] = field(default_factory=dict)
    """As written: a name with a leading `+` appends to a list."""
    reason: str = ""
    location: Location
    places: Mapping[str, Location] = field(default_factory=dict)
    """Where each parameter stands, as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleUse:
    """One entry of `bundles`."""

    use: str
    """A built-in name, a folder, or a reference such as `oci://...`."""
    version: str = ""
    params: Mapping[str, Mapping[str, ParamValue]] = field(default_factory=dict)
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Other rules for other places; the last match wins."""

    paths: tuple[str, ...]
    policies: Mapping[str, PolicySetting]
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSetting:
    """An OpenAPI document and the gateway configuration that fronts it."""

    openapi: str
    gateway: str
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A settings file, or the defaults where there is none."""

    file: str | None = None
    digest: str = ""
    """`sha256:<hex>` of the file."""
    root: Path
    """The project's root: the settings file's folder. Paths in it are relative to that."""
    bundles: tuple[BundleUse, ...] | None = None
    """None: all built-in bundles."""
    profile: str = "recommended"
    documents: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    policies: Mapping[str, PolicySetting] = field(default_factory=dict)
    scopes: tuple[Scope, ...] = ()
    pairs: tuple[PairSetting, ...] = ()
    gates: Mapping[str, GateSettings] = field(default_factory=dict)
    waivers: str = "celadon-waivers.yaml"
    baseline: str = "celadon-baseline.json"
    inline_waivers: bool = False
    """Whether a comment or `x-celadon-waive` in a document may waive."""
    places: Mapping[str, Location] = field(default_factory=dict)
    """Where each key at the top stands."""

    def gate(self, name: str) -> GateSettings:
        """Return a gate by name; raises InvalidUsage where settings define none of that name."""
        if name in self.gates:
            return self.gates[name]
        if name == "default":
            return GateSettings()
        hint = did_you_mean(name, ["default", *self.gates])
        raise InvalidUsage(Problem(kind="unknown-gate", message=f"no gate is named '{name}'", hint=hint))


class InvalidSettings(InvalidUsage):
    """A settings file has mistakes; what could be read of it is kept, so that whoever knows the bundles can find further ones."""

    def __init__(self, problems: Iterable[Problem], settings: Settings) -> None:
        """Keep both."""
        super().__init__(problems)
        self.settings = settings


KEYS = (
    "bundles", "profile", "documents", "exclude", "policies", "scopes", "pairs", "gates", "waivers", "baseline", "inline_waivers",
)  # fmt: skip
BUNDLE_KEYS = ("use", "version", "params")
POLICY_KEYS = ("enabled", "severity", "params", "reason")
SCOPE_KEYS = ("paths", "policies")
PAIR_KEYS = ("openapi", "gateway")
GATE_KEYS = ("fail_on", "new_only", "inconclusive", "max_warnings", "max_waivers", "max_waiver_days", "required_bundles")


def find(start: Path, *, tree: Files = DISK) -> Path | None:
    """Find the nearest settings file at or above a folder: `celadon.yaml`, or a `pyproject.toml` with `[tool.celadon]`."""
    for folder in (start, *start.parents):
        own = folder / FILE_NAME
        if tree.is_file(tree.real(own)) or (tree is DISK and own.is_symlink()):
            return own  # a link that leads nowhere is a mistake, not the absence of settings
        shared = folder / "pyproject.toml"
        if names_tool(shared, "celadon", tree=tree):
            return shared
    return None


def load(path: Path, *, tree: Files = DISK) -> Settings:
    """Read a settings file; raises UnreadableInput, or InvalidSettings with every mistake of the file."""
    root = tree.real(path).parent
    document = open_file(path, tree=tree)
    if document is None:
        return Settings(file=path.name, root=root)
    return replace(parse(document, root=root, file=path.name), digest=document.digest)


def open_file(path: Path, *, tree: Files = DISK) -> Document | TomlTable | None:
    """Read a settings file as it is written; None where it says nothing. Raises UnreadableInput, or InvalidUsage for a YAML stream."""
    if path.suffix == ".toml":
        return read_tool_table(path, "celadon", tree=tree)
    try:
        documents = Reader(tree.real(path).parent, tree=tree).read(path, name=path.name)
    except UnreadableInput as error:
        if error.problems[0].kind == "empty-file":  # comments only: everything is as it would be without
            return None
        raise
    if len(documents) > 1:
        message, hint = "settings are one document, this file has more", "remove the '---' and what follows"
        raise InvalidUsage(Problem(kind="invalid-settings", message=message, hint=hint, location=documents[1].locate(())))
    return documents[0]


def parse(document: Shaped, *, root: Path, file: str) -> Settings:
    """Check the shape of a settings document; raises InvalidSettings with every mistake."""
    problems: list[Problem] = list(document.duplicate_problems()) if isinstance(document, Document) else []
    top = Shape(document, kind="invalid-settings", problems=problems)
    if top.value is None:
        return Settings(file=file, root=root)
    top.keys(known=KEYS)
    settings = Settings(
        file=file,
        root=root,
        bundles=_bundles(top.member("bundles")),
        profile=_text(top.member("profile"), "recommended"),
        documents=_texts(top.member("documents")),
        exclude=_texts(top.member("exclude")),
        policies=_policies(top.member("policies")),
        scopes=tuple(_scope(item) for item in _items(top.member("scopes"))),
        pairs=tuple(_pair(item) for item in _items(top.member("pairs"))),
        gates={name: _gate(name, item) for name, item in _members(top.member("gates"))},
        waivers=_text(top.member("waivers"), "celadon-waivers.yaml"),
        baseline=_text(top.member("baseline"), "celadon-baseline.json"),
        inline_waivers=_flag(top.member("inline_waivers")),
        places={key: item.location() for key, item in top.members()},
    )
    if problems:
        raise InvalidSettings(problems, settings)
    return settings


def _text(shape: Shape | None, default: str = "") -> str:
    return default if shape is None else shape.text(default)


def _texts(shape: Shape | None) -> tuple[str, ...]:
    return () if shape is None else shape.texts()


def _flag(shape: Shape | None, *, default: bool = False) -> bool:
    return default if shape is None else shape.boolean(default=default)


def _limit(shape: Shape | None) -> int | None:
    return None if shape is None else shape.whole_number()


def _items(shape: Shape | None) -> Iterable[Shape]:
    return () if shape is None else shape.items()


def _members(shape: Shape | None) -> Iterable[tuple[str, Shape]]:
    return () if shape is None else shape.members()


def _params(shape: Shape | None) -> dict[str, ParamValue]:
    return {name: freeze(item.value) for name, item in _members(shape)}


def _bundles(shape: Shape | None) -> tuple[BundleUse, ...] | None:
    if shape is None:
        return None
    uses = []
    for item in shape.items():
        if isinstance(item.value, str):
            uses.append(BundleUse(use=item.text(), location=item.location()))
            continue
        item.keys(known=BUNDLE_KEYS, required=("use",))
        if isinstance(item.value, dict) and item.member("use") is not None:
            params = {name: _params(inner) for name, inner in _members(item.member("params"))}
            uses.append(
                BundleUse(use=_text(item.member("use")), version=_text(item.member("version")), params=params, location=item.location())
            )
    if not uses and not shape.problems:
        shape.complain("no bundle is listed, so nothing would be checked", "remove `bundles` for the built-in ones, or name one")
    return tuple(uses)


def _policies(shape: Shape | None) -> dict[str, PolicySetting]:
    return {name: _policy(item) for name, item in _members(shape)}


def _policy(shape: Shape) -> PolicySetting:
    shape.keys(known=POLICY_KEYS)
    if not isinstance(shape.value, dict):
        return PolicySetting(location=shape.location())
    severity = shape.member("severity")
    enabled = _flag(shape.member("enabled"), default=True)
    reason = _text(shape.member("reason"))
    if not enabled and not reason:
        shape.complain(f"{shape.name} is disabled without a reason", "add 'reason:' so that the report can say why")
    return PolicySetting(
        enabled=enabled,
        severity=None if severity is None else severity.choice(Severity, Severity.ERROR),
        params=_params(shape.member("params")),
        reason=reason,
        location=shape.location(),
        places={name: item.location() for name, item in shape.members_at("params")},
    )


def _scope(shape: Shape) -> Scope:
    shape.keys(known=SCOPE_KEYS, required=SCOPE_KEYS)
    if not isinstance(shape.value, dict):
        return Scope(paths=(), policies={})
    return Scope(paths=_texts(shape.member("paths")), policies=_policies(shape.member("policies")), location=shape.location("paths"))


def _pair(shape: Shape) -> PairSetting:
    shape.keys(known=PAIR_KEYS, required=PAIR_KEYS)
    if not isinstance(shape.value, dict):
        return PairSetting(openapi="", gateway="")
    return PairSetting(openapi=_text(shape.member("openapi")), gateway=_text(shape.member("gateway")), location=shape.location())


def _gate(name: str, shape: Shape) -> GateSettings:
    shape.keys(known=GATE_KEYS)
    if not isinstance(shape.value, dict):
        return GateSettings(name=name)
    fail_on = shape.member("fail_on")
    inconclusive = shape.member("inconclusive")
    return GateSettings(
        name=name,
        fail_on=Severity.ERROR if fail_on is None else _threshold(fail_on),
        new_only=_flag(shape.member("new_only")),
        inconclusive=Inconclusive.ALLOW if inconclusive is None else inconclusive.choice(Inconclusive, Inconclusive.ALLOW),
        max_warnings=_limit(shape.member("max_warnings")),
        max_waivers=_limit(shape.member("max_waivers")),
        max_waiver_days=_limit(shape.member("max_waiver_days")),
        required_bundles=_texts(shape.member("required_bundles")),
    )


def _threshold(shape: Shape) -> Severity | None:
    return None if shape.value == "never" else shape.choice(Severity, Severity.ERROR)
