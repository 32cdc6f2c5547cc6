"""Which bundles, which policies, which gate; and the plan for each kind of document, made once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from celadon.bundles.shipped import built_in_bundles
from celadon.cel.budget import Budget
from celadon.cel.errors import EvaluationError
from celadon.evaluation.compiled import CompiledPolicy
from celadon.evaluation.plan import Entry, Plan
from celadon.evaluation.scope import Params, midnight
from celadon.evaluation.selection import Choice, Selection, Wishes
from celadon.evaluation.visits.visiting import ITERATIONS
from celadon.frozen import replace
from celadon.models.interface import Model
from celadon.settings import BundleUse, InvalidSettings, Settings
from celadon.sources.files.opening import DISK
from celadon.terms.errors import CeladonError, InvalidUsage, Problem
from celadon.terms.gate import GateSettings
from celadon.terms.policy import Bundle
from celadon.terms.report import BundleSeen, PolicySeen
from celadon.terms.unknown import Unknown
from celadon.terms.version import VersionRange
from celadon.usecases.checking.keeping import Shelf
from celadon.usecases.checking.options import CheckOptions
from celadon.usecases.checking.origin import Origin, origin_of


class Planner:
    """The decisions of a run that no document changes."""

    def __init__(self, options: CheckOptions, settings: Settings, origin: Origin) -> None:
        """Load bundles, choose policies; raises InvalidBundle, UnreadableInput or InvalidUsage with every mistake."""
        uses = _uses(options, settings)
        self._shelf = Shelf()
        self.bundles = _load(uses, options.start if options.bundles else settings.root, self._shelf, origin)
        self._built_in = frozenset(bundle.name for bundle in self.bundles if bundle.built_in)
        wishes = Wishes(
            profile=options.profile or settings.profile,
            profile_at=None if options.profile else settings.places.get("profile"),
            only=options.policies,
            skip=options.skip,
            uses=uses,
            policies=settings.policies,
            scopes=settings.scopes,
        )
        self._is_partial = bool(options.paths or options.pairs)
        self.selection = Selection(self.bundles, wishes, today=options.today)
        self.gate = _gate(options, settings)
        self._today = midnight(options.today)
        self._compiled: dict[str, CompiledPolicy] = {}
        self._plans: dict[tuple[int, str, str], Plan] = {}
        self._chosen: dict[str, Choice] = {choice.policy.name: choice for choice in self.selection.at_rest}
        self.problems: tuple[Problem, ...] = () if self._chosen else (_nothing_to_do(options),)
        self._entries_of([choice for choice in self.selection.at_rest if choice.policy.bundle not in self._built_in])

    def warnings(self) -> tuple[Problem, ...]:
        """Say which scopes matched nothing, where the run was about the whole project."""
        return () if self._is_partial else self.selection.idle_scopes()

    @property
    def bundle_names(self) -> frozenset[str]:
        """Names of the bundles of which a policy was chosen."""
        return frozenset(choice.policy.bundle for choice in self._chosen.values())

    @property
    def bundles_seen(self) -> tuple[BundleSeen, ...]:
        """What the report says of the bundles."""
        return tuple(BundleSeen(name=bundle.name, version=bundle.version, digest=bundle.digest) for bundle in self.bundles)

    @property
    def policies(self) -> tuple[PolicySeen, ...]:
        """What the report says of the policies that were chosen for some document, sorted by name."""
        return tuple(_seen(choice, self._remediation(choice)) for _, choice in sorted(self._chosen.items()))

    def _remediation(self, choice: Choice) -> str:
        """Fill in the parameters; what only a document tells is said to be unknown. As written where no document asked for the policy."""
        compiled = self._compiled.get(choice.policy.name)
        if compiled is not None:
            with suppress(EvaluationError):  # a finding, where there is one, makes a problem of it
                params = Params(choice.policy.params, choice.params)
                return compiled.remediation.render(Budget(ITERATIONS), Unknown("no document yet"), params, self._today)
        return choice.policy.remediation.text.text

    def plan(self, document: str, model: Model) -> Plan:
        """Give the plan for a document; the same for all of one kind that the same scopes match."""
        choices = self.selection.of(document)
        key = (id(choices), model.kind, model.version)
        if key not in self._plans:
            speaking = [choice for choice in choices if {model.kind, model.family} & choice.policy.kinds.keys()]
            self._plans[key] = Plan.of(self._entries_of(speaking), kind=model.kind, family=model.family, version=model.version)
            self._chosen = {choice.policy.name: choice for choice in choices} | self._chosen
        return self._plans[key]

    def _entries_of(self, choices: Sequence[Choice]) -> Iterable[Entry]:
        """Compile what is not compiled yet.

        Others' policies are compiled before any document is read, for their mistakes are the run's; of those that we ship, which our
        tests compile, only those are that a document needs.
        """
        missing = [choice.policy for choice in choices if choice.policy.name not in self._compiled]
        self._compiled.update((one.policy.name, one) for one in self._shelf.compiled(missing, self._built_in))
        return [
            Entry(self._compiled[choice.policy.name], choice.severity, Params(choice.policy.params, choice.params), self._today)
            for choice in choices
        ]


def every_mistake(error: CeladonError, options: CheckOptions) -> tuple[Problem, ...]:
    """Add to mistakes in the shape of settings those in their names and values, in the order of the file, so that all is told at once."""
    if not isinstance(error, InvalidSettings) or any(_is_below_bundles(problem) for problem in error.problems):
        return error.problems  # without its bundles no name can be known
    told = {problem.location for problem in error.problems}
    further: tuple[Problem, ...] = ()
    try:
        Planner(options, error.settings, origin_of(options))
    except CeladonError as found:
        further = tuple(problem for problem in found.problems if problem.location not in told)
    return tuple(sorted((*error.problems, *further), key=_line))


def _line(problem: Problem) -> tuple[int, int]:
    if problem.location is None:
        return (0, 0)
    return (problem.location.span.start.line, problem.location.span.start.column)


def _is_below_bundles(problem: Problem) -> bool:
    return problem.location is not None and problem.location.pointer.startswith("/bundles")


def _uses(options: CheckOptions, settings: Settings) -> tuple[BundleUse, ...]:
    if options.bundles:
        return tuple(BundleUse(use=name) for name in options.bundles)
    if settings.bundles is not None:
        return settings.bundles
    return tuple(BundleUse(use=name) for name in built_in_bundles())


def _load(uses: tuple[BundleUse, ...], root: Path, shelf: Shelf, origin: Origin) -> tuple[Bundle, ...]:
    """Load every bundle, sorted by name; all mistakes of all of them at once."""
    built_in = built_in_bundles()
    bundles: dict[str, Bundle] = {}
    problems: list[Problem] = []
    for use in uses:
        try:
            bundle = shelf.bundle(use.use, built_in[use.use]) if use.use in built_in else _own(use.use, root, origin)
        except CeladonError as error:
            problems += [replace(problem, location=problem.location or use.location) for problem in error.problems]
            continue
        problems += _unwanted(bundle, use)
        if bundle.name in bundles:
            message = f"two bundles are named '{bundle.name}'"
            problems.append(
                Problem(kind="invalid-bundle", message=message, hint="use one of them, or rename the other", location=use.location)
            )
        bundles[bundle.name] = bundle
    if problems:
        raise InvalidUsage(problems)
    return tuple(bundles[name] for name in sorted(bundles))


def _unwanted(bundle: Bundle, use: BundleUse) -> Iterator[Problem]:
    """Complain of a version that the settings do not want, and of a range that is none."""
    if not use.version:
        return
    try:
        if VersionRange.parse(use.version).admits(bundle.version):
            return
        message, hint = (
            f"the bundle '{use.use}' has version {bundle.version}, {use.version} is wanted",
            "install another one, or widen the range",
        )
    except ValueError as error:
        message, hint = str(error), "write a range such as ^1.4"
    yield Problem(kind="invalid-settings", message=message, hint=hint, location=use.location)


def _own(name: str, root: Path, origin: Origin) -> Bundle:
    """Load a bundle of the project's own; one that the revision does not have yet is none."""
    from celadon.bundles.loading import bundle_folder, load_bundle  # noqa: PLC0415 - our own bundles need no reader of policies

    tree = origin.tree_for(root / name, shown=name)
    try:
        folder = bundle_folder(name, root=root, tree=tree)
    except InvalidUsage as error:
        if tree is DISK or origin.snapshot is None or not DISK.has(root / name):
            raise
        message = f"the bundle '{name}' is not part of {origin.snapshot.revision.shown}, where bundles are read"
        hint = "use it once it is, or read bundles as they stand here with --config-from worktree"
        raise InvalidUsage(Problem(kind="unknown-bundle", message=message, hint=hint)) from error
    bundle = load_bundle(folder, shown=name, tree=tree)
    if tree is origin.snapshot:
        origin.look_at_bundle(folder, shown=name)
    return bundle


def _gate(options: CheckOptions, settings: Settings) -> GateSettings:
    gate = settings.gate(options.gate)
    if not options.is_gated or options.against is not None:
        gate = replace(gate, new_only=options.is_gated)
    return gate if options.fail_on is None else replace(gate, fail_on=options.fail_on)


def _nothing_to_do(options: CheckOptions) -> Problem:
    hint = "list them with 'celadon policies'" if options.policies or options.skip else "name a profile that the bundles have"
    return Problem(kind="no-policy", message="no policy was chosen, so nothing would be checked", hint=hint)


def _seen(choice: Choice, remediation: str) -> PolicySeen:
    policy = choice.policy
    return PolicySeen(
        name=policy.name,
        title=policy.title,
        severity=choice.severity,
        why=policy.why.strip(),
        remediation=remediation.strip(),
        tags=policy.tags,
        references=policy.references.given(),
        security_severity=policy.security_severity,
        confidence=policy.confidence.value,
        target=", ".join(policy.targets),
        applies_to=policy.applies_to.value,
        effective_on=policy.effective_on.isoformat() if policy.effective_on else "",
        severity_then=choice.severity_then,
    )
