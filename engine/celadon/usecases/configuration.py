"""What a run would go by, value by value, and who said so: a flag, the environment, the settings file, or nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import Enum
from pathlib import Path

from celadon.bundles.shipped import built_in_bundles
from celadon.frozen import dataclass
from celadon.settings import GATE_KEYS, InvalidSettings, Settings, open_file
from celadon.sources.document import JsonValue
from celadon.sources.shaping import Shape, Shaped
from celadon.terms.errors import InvalidUsage
from celadon.terms.gate import GateSettings
from celadon.usecases.checking.options import CheckOptions
from celadon.usecases.checking.origin import origin_of
from celadon.usecases.checking.planning import Planner, every_mistake

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Value:
    """One setting as a run would find it."""

    key: str
    """The way to it in the settings, such as `gates.pr.fail_on`."""
    value: JsonValue
    origin: str
    """`flag --profile`, `environment CELADON_PROFILE`, `celadon.yaml:3`, or `default`."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Every setting, in the order of the settings file."""

    file: Path | None
    root: Path
    values: tuple[Value, ...]
    notes: tuple[str, ...] = ()
    """What was read elsewhere than one may think."""


def configuration(options: CheckOptions, given: Mapping[str, str]) -> Configuration:
    """Work out what `celadon check` would go by; `given` says who gave each option that was given, by its key.

    Raises a CeladonError with every mistake of the settings, those in names and parameters too.
    """
    origin = origin_of(options)
    try:
        found = origin.settings(options)
    except InvalidSettings as error:
        raise InvalidUsage(every_mistake(error, options)) from error
    settings = found or Settings(root=options.start)
    Planner(options, settings, origin)  # names, parameters and gates are what they should be
    if found is None or found.file is None:
        return Configuration(None, settings.root, tuple(_values(options, {}, given)), tuple(origin.notes))
    file = found.root / found.file
    document = open_file(file, tree=origin.tree_for(file, shown=found.file))
    aside = "" if origin.snapshot is None else f" at {origin.snapshot.revision.shown}"
    written = {} if document is None else {value.key: value for value in _written(document, aside)}
    return Configuration(file, settings.root, tuple(_values(options, written, given)), tuple(dict.fromkeys(origin.notes)))


def _values(options: CheckOptions, written: Mapping[str, Value], given: Mapping[str, str]) -> Iterator[Value]:
    """Give each value once: as it was given, else as it is written, else as it is without."""
    overruled = {key: _plain(getattr(options, name)) for key, name in _OPTIONS.items() if key in given}
    gate = f"gates.{options.gate}"
    defaults = _defaults(gate)
    overrules = {f"{gate}.fail_on" if key == "fail_on" else key: (value, given[key]) for key, value in overruled.items()}
    if "exclude" in overrules and "exclude" in written:  # the one flag that adds
        both = [*_listed(written["exclude"].value), *_listed(overrules["exclude"][0])]
        overrules["exclude"] = (both, f"{written['exclude'].origin} and {given['exclude']}")
    for name in _ORDER:
        keys = [key for key in {**written, **defaults, **overrules} if _is_below(key, name)]
        if name in overrules:
            yield Value(name, *overrules[name])
            continue
        for key in sorted(keys, key=_natural) if name == "gates" else keys:
            if key in overrules:
                yield Value(key, *overrules[key])
            elif key in written:
                yield written[key]
            elif not any(_is_below(other, name) for other in written) or name == "gates":
                yield Value(key, defaults[key], DEFAULT)
    yield Value("gate", options.gate, given.get("gate", DEFAULT))
    for name in ("against", "config_from"):
        if name in given:
            yield Value(name, _plain(getattr(options, name)), given[name])


_OPTIONS = {"bundles": "bundles", "profile": "profile", "documents": "paths", "exclude": "exclude", "fail_on": "fail_on"}
_ORDER = (
    "bundles", "profile", "documents", "exclude", "policies", "scopes", "pairs", "gates", "waivers", "baseline", "inline_waivers",
)  # fmt: skip


def _listed(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]


def _natural(key: str) -> tuple[str, int]:
    """Sort gates by name and their conditions as they are documented."""
    gate, _, condition = key.removeprefix("gates.").rpartition(".")
    return gate, GATE_KEYS.index(condition) if condition in GATE_KEYS else 0


def _is_below(key: str, name: str) -> bool:
    return key == name or key.startswith((f"{name}.", f"{name}["))


def _defaults(gate: str) -> dict[str, JsonValue]:
    bare = Settings(root=Path())
    plain = GateSettings()
    return {
        "bundles": list(built_in_bundles()),
        "profile": bare.profile,
        "documents": ["."],
        "exclude": [],
        **{f"{gate}.{field.name}": _plain(getattr(plain, field.name)) for field in fields(plain) if field.name in GATE_KEYS},
        "waivers": bare.waivers,
        "baseline": bare.baseline,
        "inline_waivers": bare.inline_waivers,
    }


def _plain(value: object) -> JsonValue:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int) else None


def _written(document: Shaped, aside: str) -> Iterator[Value]:
    """Walk to the values; `aside` says at which revision they stand."""
    for value in _leaves(Shape(document, kind="settings", problems=[]), ""):
        yield Value(value.key, value.value, value.origin + aside)


def _leaves(shape: Shape, key: str) -> Iterator[Value]:
    """Walk to the values; a list of scalars is one."""
    if isinstance(shape.value, dict) and shape.value:
        for name in shape.value:
            yield from _leaves(shape.child(name), f"{key}.{name}".removeprefix("."))
    elif isinstance(shape.value, list) and any(isinstance(item, dict) for item in shape.value):
        for index in range(len(shape.value)):
            yield from _leaves(shape.child(index), f"{key}[{index}]")
    elif shape.tokens and shape.value is not None:
        place = shape.location()
        yield Value(key, shape.value, f"{place.file}:{place.span.start.line}")
