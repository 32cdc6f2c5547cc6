"""The project's waivers and baseline, read and checked before they excuse anything."""

from dataclasses import replace

from celadon.evaluation.selection import Selection
from celadon.exemptions.applying import Exemptions
from celadon.exemptions.baseline import ANEW, Entry, parse_baseline
from celadon.exemptions.waivers import Waiver, check_waivers, parse_waivers
from celadon.frozen import dataclass
from celadon.sources.reading import Reader
from celadon.terms.errors import CeladonError, InvalidUsage, Problem, UnreadableInput
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
    entries: tuple[Entry, ...] | None = None
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
        entries = read_baseline(inputs) if options.use_baseline else None
    except CeladonError as error:
        problems += error.problems
    else:
        if gate.new_only and entries is None and options.against is None:
            raise InvalidUsage(_nothing_to_compare(gate))
    exemptions = Exemptions(waivers=granted, entries=entries or (), names=names, today=options.today)
    return Excused(exemptions, tuple(problems), tuple(notes))


def _waivers(options: CheckOptions, inputs: Inputs) -> tuple[Waiver, ...]:
    return read_waivers(inputs) if options.use_waivers else ()


def read_waivers(inputs: Inputs) -> tuple[Waiver, ...]:
    """Read the project's waivers; none where there is no file. Raises UnreadableInput or InvalidUsage with every mistake."""
    path = inputs.settings.root / inputs.settings.waivers
    inputs.origin.look_for_edits(path, shown=inputs.settings.waivers)
    if not inputs.origin.tree.has(path):
        return ()
    try:
        document = Reader(inputs.settings.root, tree=inputs.origin.tree).read(path, name=inputs.settings.waivers)[0]
    except UnreadableInput as error:
        if error.problems[0].kind == "empty-file":  # the last waiver went, the comments stayed
            return ()
        raise
    inputs.governing.append(Governing(role="waivers", path=inputs.settings.waivers, digest=document.digest))
    return parse_waivers(document)


def read_baseline(inputs: Inputs) -> tuple[Entry, ...] | None:
    """Read the project's baseline; None where there is no file. Raises UnreadableInput or InvalidUsage with every mistake."""
    path = inputs.settings.root / inputs.settings.baseline
    inputs.origin.look_for_edits(path, shown=inputs.settings.baseline)
    if not inputs.origin.tree.has(path):
        return None
    try:
        document = Reader(inputs.settings.root, tree=inputs.origin.tree).read(path, name=inputs.settings.baseline)[0]
    except UnreadableInput as error:
        raise UnreadableInput(replace(problem, hint=ANEW) for problem in error.problems) from error
    inputs.governing.append(Governing(role="baseline", path=inputs.settings.baseline, digest=document.digest))
    return parse_baseline(document)


def _nothing_to_compare(gate: GateSettings) -> Problem:
    message = f"the gate '{gate.name}' looks at new findings only, and there is nothing to compare with"
    hint = "compare with a revision (--against main), or write a baseline with 'celadon baseline create'"
    return Problem(kind="nothing-to-compare", message=message, hint=hint)
