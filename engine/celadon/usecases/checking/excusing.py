"""The project's waivers and baseline, read and checked before they excuse anything."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from celadon.evaluation.selection import Selection
from celadon.exemptions.applying import Exemptions
from celadon.exemptions.places import may_have_inline_waivers
from celadon.frozen import replace
from celadon.models.interface import Model
from celadon.sources.reading import Reader
from celadon.terms.errors import CeladonError, InvalidUsage, Problem, UnreadableInput
from celadon.terms.gate import GateSettings
from celadon.terms.location import Location
from celadon.terms.policy import Policy
from celadon.terms.report import Governing
from celadon.usecases.checking.loading import Inputs
from celadon.usecases.checking.options import CheckOptions

if TYPE_CHECKING:
    from celadon.exemptions.baseline import Entry
    from celadon.exemptions.inline import Found
    from celadon.exemptions.waivers import Waiver


class Excused:
    """Exemptions, and what is wrong with them; an exemption that is wrong does not excuse. Grows by those that stand in documents."""

    def __init__(self, options: CheckOptions, inputs: Inputs, policies: Mapping[str, Policy], gate: GateSettings) -> None:
        """Begin with nothing excused; `policies` are known by every name that people may use."""
        self.exemptions = Exemptions(today=options.today)
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.notes: list[str] = []
        self._options = options
        self._policies = policies
        self._max_days = gate.max_waiver_days
        self._is_allowed = inputs.settings.inline_waivers
        self._is_elsewhere = inputs.origin.snapshot is not None
        self._seen: set[tuple[str, int]] = set()

    def valid(self, waivers: "Iterable[Waiver]") -> "tuple[Waiver, ...]":
        """Keep those that may stand; add what is wrong with the others to the problems."""
        waivers = tuple(waivers)
        if not waivers:
            return ()
        from celadon.exemptions.waivers import check_waivers  # noqa: PLC0415 - most projects have none

        wrong = check_waivers(waivers, self._policies, today=self._options.today, max_days=self._max_days)
        self.problems += wrong
        places = {problem.location for problem in wrong}
        return tuple(waiver for waiver in waivers if waiver.location not in places)

    def read(self, model: Model) -> None:
        """Take in the waivers that stand in the files of a model. Nearly all files have none, and cost one search for a word."""
        for document in model.documents:
            key = (document.path, document.index)
            if key not in self._seen and may_have_inline_waivers(document):
                is_first = not any(path == document.path for path, _ in self._seen)
                self._seen.add(key)
                from celadon.exemptions.inline import inline_waivers  # noqa: PLC0415 - most documents have none

                self._take(inline_waivers(document, with_comments=is_first))

    def _take(self, found: "Found") -> None:
        places = [waiver.location for waiver in found.waivers] + [problem.location for problem in found.problems]
        if not places or not self._options.use_waivers:
            return
        if not self._is_allowed or self._is_elsewhere:
            self.warnings.append(_ignored(places[0], is_allowed=self._is_allowed))
            return
        self.problems += found.problems
        self.exemptions = replace(self.exemptions, waivers=(*self.exemptions.waivers, *self.valid(found.waivers)))


def _ignored(place: Location | None, *, is_allowed: bool) -> Problem:
    """Say that a waiver in a document does nothing: settings forbid it, or it may be part of the very change that is judged."""
    if is_allowed:
        message = "with --against a waiver in a document excuses nothing: a change must not excuse itself"
        hint = "what was there before is not new anyway; for a new finding use a waiver that was agreed on before"
    else:
        message = "the settings do not allow waivers in documents, so this one excuses nothing"
        hint = "move it into the file of waivers, or say 'inline_waivers: true' in the settings"
    return Problem(kind="ignored-waiver", message=message, hint=hint, location=place)


def exemptions_of(options: CheckOptions, inputs: Inputs, selection: Selection, gate: GateSettings) -> Excused:
    """Read both files, where there are any and no flag leaves them out."""
    names = {name: full[0] for name, full in selection.names.items() if len(full) == 1}
    excused = Excused(options, inputs, {name: selection.policies[full] for name, full in names.items()}, gate)
    granted: tuple[Waiver, ...] = ()
    entries: tuple[Entry, ...] | None = None
    uses = (("waivers", options.use_waivers), ("baseline", options.use_baseline))
    excused.notes += [f"without {name}" for name, is_used in uses if not is_used]
    try:
        granted = excused.valid(_waivers(options, inputs))
    except CeladonError as error:
        excused.problems += error.problems
    try:
        entries = read_baseline(inputs) if options.use_baseline else None
    except CeladonError as error:
        excused.problems += error.problems
    else:
        if gate.new_only and entries is None and options.against is None:
            raise InvalidUsage(_nothing_to_compare(gate))
    excused.exemptions = replace(excused.exemptions, waivers=granted, entries=entries or (), names=names)
    return excused


def _waivers(options: CheckOptions, inputs: Inputs) -> "tuple[Waiver, ...]":
    return read_waivers(inputs) if options.use_waivers else ()


def read_waivers(inputs: Inputs) -> "tuple[Waiver, ...]":
    """Read the project's waivers; none where there is no file. Raises UnreadableInput or InvalidUsage with every mistake."""
    path = inputs.settings.root / inputs.settings.waivers
    inputs.origin.look_for_edits(path, shown=inputs.settings.waivers)
    if not inputs.origin.tree.has(path):
        inputs.warnings += _missing(inputs, "waivers", "write the first one with 'celadon waivers add', or remove the key")
        return ()
    try:
        document, *others = Reader(inputs.settings.root, tree=inputs.origin.tree).read(path, name=inputs.settings.waivers)
    except UnreadableInput as error:
        if error.problems[0].kind == "empty-file":  # the last waiver went, the comments stayed
            return ()
        raise
    if others:
        message, hint = "waivers are one document, this file has more", "remove the '---', and put the entries into one list"
        raise InvalidUsage(Problem(kind="invalid-waiver", message=message, hint=hint, location=others[0].locate(())))
    inputs.governing.append(Governing(role="waivers", path=inputs.settings.waivers, digest=document.digest))
    from celadon.exemptions.waivers import parse_waivers  # noqa: PLC0415 - most projects have none

    return parse_waivers(document)


def read_baseline(inputs: Inputs) -> "tuple[Entry, ...] | None":
    """Read the project's baseline; None where there is no file. Raises UnreadableInput or InvalidUsage with every mistake."""
    path = inputs.settings.root / inputs.settings.baseline
    inputs.origin.look_for_edits(path, shown=inputs.settings.baseline)
    if not inputs.origin.tree.has(path):
        inputs.warnings += _missing(inputs, "baseline", "write it with 'celadon baseline create', or remove the key")
        return None
    from celadon.exemptions.baseline import ANEW, parse_baseline  # noqa: PLC0415 - most projects have none

    try:
        document = Reader(inputs.settings.root, tree=inputs.origin.tree).read(path, name=inputs.settings.baseline)[0]
    except UnreadableInput as error:
        raise UnreadableInput(replace(problem, hint=ANEW) for problem in error.problems) from error
    inputs.governing.append(Governing(role="baseline", path=inputs.settings.baseline, digest=document.digest))
    return parse_baseline(document)


def _missing(inputs: Inputs, key: str, hint: str) -> list[Problem]:
    """Warn of a file that settings name and that is not there; without the key it is nobody's concern."""
    place = inputs.settings.places.get(key)
    message = f"the settings name {getattr(inputs.settings, key)} for {key}, and there is no such file"
    return [] if place is None else [Problem(kind="missing-file", message=message, hint=hint, location=place)]


def _nothing_to_compare(gate: GateSettings) -> Problem:
    message = f"the gate '{gate.name}' looks at new findings only, and there is nothing to compare with"
    hint = "compare with a revision (--against main), or write a baseline with 'celadon baseline create'"
    return Problem(kind="nothing-to-compare", message=message, hint=hint)
