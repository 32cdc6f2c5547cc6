"""Where an expression is tried: at the subjects of a document, as a policy would visit them, or on plain data alone."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from celadon.cel.environment import STANDARD, Environment
from celadon.cel.types import DYN, TIMESTAMP, Type, object_of
from celadon.evaluation.compiling import NODE, TODAY
from celadon.evaluation.scope import DOCUMENT, midnight
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


def bench_of(
    *,
    start: Path,
    today: date,
    data: tuple[bytes | None, str] | None = None,
    document: str = "",
    target: str = "",
    select: str = "",
) -> Bench:
    """Read what is named. Raises UnreadableInput, UnknownKind, InvalidUsage."""
    reader = Reader(start)
    given = variables_of(_data(reader, start, *data)) if data is not None else {}
    if not document:
        return _on_data(given)
    models = [model for read in reader.read(start / document, name=document) for model in build(read, reader)]
    chosen = target or (NODE if select else DOCUMENT)
    return _on_models(models, chosen, select, given, today)


def _data(reader: Reader, start: Path, content: bytes | None, name: str) -> Document:
    read = reader.read(start / name, name=name) if content is None else reader.read_text(content, name=name)
    return read[0]


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
    taken = sorted(given.keys() & types.keys())
    if taken:
        message = f"the data have a member '{taken[0]}', and so is a variable of the document called"
        raise InvalidUsage(Problem(kind="ambiguous-name", message=message, hint="give the member another name"))
    types |= {given_name: type_of(value) for given_name, value in given.items()}
    environment = Environment(types, (*STANDARD, *vocabulary.libraries), vocabulary.objects)
    subjects = tuple(
        Subject(_label(model, view), _location(view), {**given, DOCUMENT: model.document_view, name: view, TODAY: midnight(today)})
        for model in models
        if model.family == models[0].family
        for view in _views(model, target, select)
    )
    return Bench(environment, models[0].documents[0].path, models[0].title, target, subjects)


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
