"""The project's waivers and baseline, read and checked before they excuse anything."""

from dataclasses import dataclass

from celadon.evaluation.selection import Selection
from celadon.exemptions.applying import Exemptions
from celadon.exemptions.baseline import Entry, parse_baseline
from celadon.exemptions.waivers import Waiver, check_waivers, parse_waivers
from celadon.sources.reading import Reader
from celadon.terms.errors import CeladonError, InvalidUsage, Problem
from celadon.terms.gate import GateSettings
from celadon.terms.report import Governing
from celadon.usecases.checking.loading import Inputs
from celadon.usecases.checking.options import CheckOptions


@dataclass(frozen=True, slots=True)
class Excused:
    """Exemptions, and what is wrong with them; an exemption that is wrong does not excuse."""

    exemptions: Exemptions
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def exemptions_of(options: CheckOptions, inputs: Inputs, selection: Selection, gate: GateSettings) -> Excused:
    """Read both files, where there are any and no flag leaves them out."""
    names = {name: full[0] for name, full in selection.names.items() if len(full) == 1}
    problems: list[Problem] = []
    granted: tuple[Waiver, ...] = ()
    entries: tuple[Entry, ...] = ()
    notes = [f"without {name}" for name, is_used in (("waivers", options.use_waivers), ("baseline", options.use_baseline)) if not is_used]
    try:
        granted = _waivers(options, inputs)
        known = {name: selection.policies[full] for name, full in names.items()}
        wrong = check_waivers(granted, known, today=options.today, max_days=gate.max_waiver_days)
        problems += wrong
        places = {problem.location for problem in wrong}
        granted = tuple(waiver for waiver in granted if waiver.location not in places)
    except CeladonError as error:
        problems += error.problems
    try:
        entries = _baseline(options, inputs)
    except CeladonError as error:
        problems += error.problems
    if gate.new_only and not entries:
        raise InvalidUsage(_nothing_to_compare(gate))
    exemptions = Exemptions(waivers=granted, entries=entries, names=names, today=options.today)
    return Excused(exemptions, tuple(problems), tuple(notes))


def _waivers(options: CheckOptions, inputs: Inputs) -> tuple[Waiver, ...]:
    path = inputs.settings.root / inputs.settings.waivers
    if not options.use_waivers or not path.is_file():
        return ()
    document = Reader(inputs.settings.root).read(path, name=inputs.settings.waivers)[0]
    inputs.governing.append(Governing(role="waivers", path=inputs.settings.waivers, digest=document.digest))
    return parse_waivers(document)


def _baseline(options: CheckOptions, inputs: Inputs) -> tuple[Entry, ...]:
    path = inputs.settings.root / inputs.settings.baseline
    if not options.use_baseline or not path.is_file():
        return ()
    data = Reader(inputs.settings.root).read(path, name=inputs.settings.baseline)[0]
    inputs.governing.append(Governing(role="baseline", path=inputs.settings.baseline, digest=data.digest))
    return parse_baseline(data.tree, file=inputs.settings.baseline)


def _nothing_to_compare(gate: GateSettings) -> Problem:
    message = f"the gate '{gate.name}' looks at new findings only, and there is nothing to compare with"
    return Problem(kind="nothing-to-compare", message=message, hint="write a baseline with 'celadon baseline create'")
