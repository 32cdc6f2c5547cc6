"""Where an expression is tried: at the subjects of a document, as a policy would visit them, or on plain data alone."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from celadon.cel.budget import Budget
from celadon.cel.environment import STANDARD, Environment
from celadon.cel.types import DYN, TIMESTAMP, Type, object_of
from celadon.evaluation.compiled import CompiledPolicy
from celadon.evaluation.compiling import NODE, compile_policy
from celadon.evaluation.plan import Entry
from celadon.evaluation.scope import DOCUMENT, TODAY, Params, midnight
from celadon.evaluation.visits.visiting import bindings, subjects_of
from celadon.frozen import dataclass
from celadon.models.declarations import FAMILIES, Vocabulary, vocabulary_of
from celadon.models.detecting import build
from celadon.models.interface import PAIR, Model
from celadon.models.nodes import nodes_of
from celadon.models.view import View
from celadon.sources.document import Document
from celadon.sources.reading import Reader
from celadon.sources.selecting import parse_selector
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import InvalidUsage, Problem
from celadon.terms.location import Location
from celadon.terms.policy import Policy
from celadon.usecases.evaluating.variables import type_of, variables_of


@dataclass(frozen=True, slots=True)
class Subject:
    """One set of values for the variables."""

    label: str
    """What people call it, such as `POST /orders`; empty for plain data."""
    location: Location | None
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Bench:
    """An environment and the subjects at which its programs are tried."""

    environment: Environment
    document: str
    """The document as named; empty for plain data."""
    title: str
    """What it is, for people."""
    target: str
    subjects: tuple[Subject, ...]


Named = tuple[str, bytes | None]
"""A file by its name, or what was read from standard input in its place."""


def bench_of(
    *,
    start: Path,
    today: date,
    data: Named | None = None,
    document: Named | None = None,
    target: str = "",
    select: str = "",
    policy: Policy | None = None,
) -> Bench:
    """Read what is named. Raises UnreadableInput, UnknownKind, InvalidUsage, InvalidBundle."""
    reader = Reader(start)
    given = variables_of(_read(reader, start, data)[0]) if data is not None else {}
    if document is None:
        return _on_data(given)
    models = [model for read in _read(reader, start, document) for model in build(read, reader)]
    if policy is not None:
        return _on_policy(models, compile_policy(policy), target, given, today)
    chosen = target or (NODE if select else DOCUMENT)
    return _on_models(models, chosen, select, given, today)


def _read(reader: Reader, start: Path, named: Named) -> tuple[Document, ...]:
    name, content = named
    return reader.read(start / name, name=name) if content is None else reader.read_text(content, name=name)


def _on_data(given: Mapping[str, object]) -> Bench:
    types = {name: type_of(value) for name, value in given.items()}
    return Bench(Environment(types), "", "", "", (Subject("", None, given),))


def _on_models(models: list[Model], target: str, select: str, given: Mapping[str, object], today: date) -> Bench:
    vocabulary = vocabulary_of(models[0].family)
    name = NODE if target == NODE else vocabulary.targets.get(target)
    if name is None:
        raise InvalidUsage(_no_target(models[0], target, vocabulary))
    objects = {known.name: known for known in vocabulary.objects}
    types: dict[str, Type] = {name: object_of(name) if name in objects else DYN, DOCUMENT: object_of(vocabulary.document)}
    types[TODAY] = TIMESTAMP
    types = _with_data(types, given)
    environment = Environment(types, (*STANDARD, *vocabulary.libraries), vocabulary.objects)
    subjects = tuple(
        Subject(_label(model, view), _location(view), {**given, DOCUMENT: model.document_view, name: view, TODAY: midnight(today)})
        for model in models
        if model.family == models[0].family
        for view in _views(model, target, select)
    )
    return Bench(environment, models[0].documents[0].path, models[0].title, target, subjects)


def _with_data(types: Mapping[str, Type], given: Mapping[str, object]) -> dict[str, Type]:
    """Declare the data beside the variables of a document; one must not hide the other."""
    taken = sorted(given.keys() & types.keys())
    if taken:
        message = f"the data have a member '{taken[0]}', and so is a variable of the document called"
        raise InvalidUsage(Problem(kind="ambiguous-name", message=message, hint="give the member another name"))
    return {**types, **{name: type_of(value) for name, value in given.items()}}


def _on_policy(models: list[Model], compiled: CompiledPolicy, target: str, given: Mapping[str, object], today: date) -> Bench:
    """Try it where the policy looks: with its parameters as they stand by default, its variables and its targets."""
    policy = compiled.policy
    scope = compiled.conditions[-1][1].environment()
    assert isinstance(scope, Environment)  # noqa: S101 - for the type checker: it was compiled a moment ago
    environment = Environment(_with_data(scope.variables, given), scope.libraries, scope.objects)
    entry = Entry(compiled, policy.severity, Params(policy.params, {}), midnight(today))
    visits = [(name, visit) for name, visit in zip(compiled.subjects, compiled.visits, strict=True) if target in ("", visit.target)]
    speaking = [model for model in models if compiled.speaks_of(model.kind, model.family, model.version)]
    if not visits:
        hint = f"it visits {', '.join(policy.targets)}"
        raise InvalidUsage(Problem(kind="unknown-target", message=f"{policy.name} does not visit '{target}'", hint=hint))
    if not speaking:
        what = f"{models[0].kind} {models[0].version}".strip()
        kinds = ", ".join(f"{kind} {versions}" for kind, versions in policy.kinds.items())
        message = f"{policy.name} does not speak of {what} documents"
        raise InvalidUsage(Problem(kind="unsupported-kind", message=message, hint=f"it speaks of {kinds}"))
    subjects = []
    for model in speaking:
        document = model.document_view
        for name, visit in visits:
            for view in subjects_of(visit, model):
                bag = None if visit.variables is None else visit.variables(Budget(), view, document, entry.params, entry.today)
                values = {**given, **bindings(entry, name, view, document, bag)}
                subjects.append(Subject(_label(model, view), _location(view), values))
    return Bench(environment, models[0].documents[0].path, models[0].title, visits[0][1].target, tuple(subjects))


def _views(model: Model, target: str, select: str) -> tuple[View, ...]:
    if target != NODE:
        return tuple(model.subjects(target))
    try:
        return nodes_of(model.documents[0], parse_selector(select))
    except ValueError as error:
        hint = "use names, wildcards, indices, slices and descendants, such as '$.paths.*'; a filter belongs in the expression"
        raise InvalidUsage(Problem(kind="invalid-selector", message=f"--select: {error}", hint=hint)) from error


def _label(model: Model, view: View) -> str:
    uses = model.uses(view) if view.place.tokens else ()
    return uses[0] if len(uses) == 1 else f"{uses[0]} and {len(uses) - 1} more" if uses else ""


def _location(view: View) -> Location:
    return view.place.location()


def _no_target(model: Model, target: str, vocabulary: Vocabulary) -> Problem:
    known = [*vocabulary.targets, NODE]
    elsewhere = next((family for family in FAMILIES if family != model.family and target in vocabulary_of(family).targets), "")
    message = f"there is no target '{target}' in {model.family} documents"
    if elsewhere == PAIR:
        message += "; it belongs to an OpenAPI document together with its gateway"
    elif elsewhere:
        message += f"; {elsewhere} documents have it"
    meant = "" if elsewhere else did_you_mean(target, known)
    listed = f"there is {', '.join(sorted(known))}"
    return Problem(kind="unknown-target", message=message, hint=f"{meant} {listed}" if meant.startswith("did") else listed)
