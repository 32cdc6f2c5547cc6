"""Run the examples and cases of policies: each document through the real pipeline, held against what it is marked with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from celadon.bundles.loading import built_in_bundles, bundle_folder, load_bundle, shown_from
from celadon.evaluation.compiling import compile_policy
from celadon.sources.reading import Reader
from celadon.terms.errors import CeladonError, InvalidUsage, Problem
from celadon.terms.policy import Answer, Bundle, Example, Policy
from celadon.testing.cases import case_file, cases_of, read_case_file
from celadon.testing.coverage import Coverage, measure
from celadon.testing.running import Result, run


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOptions:
    """What to test; all built-in bundles where nothing is named."""

    names: tuple[str, ...] = ()
    """Bundles by built-in name or folder, single policy files, or full names of policies."""
    start: Path
    with_coverage: bool = False
    """Whether to measure what the cases try; takes as long again as running them."""

    __test__ = False  # pytest collects classes by this name


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTested:
    """One policy and its cases."""

    policy: Policy
    results: tuple[Result, ...]
    problems: tuple[Problem, ...] = ()
    """What kept its cases from being run."""
    coverage: Coverage | None = None
    """What its cases try; None where nobody asked, or a case does not hold."""

    @property
    def is_passed(self) -> bool:
        """Tell whether every case holds and none was kept from running."""
        return not self.problems and all(result.is_passed for result in self.results)

    def is_covered(self, percent: float) -> bool:
        """Tell whether the cases try at least this share of the branches; trivially so where nothing was measured."""
        return self.coverage is None or self.coverage.percent >= percent


def run_tests(options: TestOptions) -> Iterator[PolicyTested]:
    """Test policy by policy, by bundle and id. Raises InvalidBundle and InvalidUsage for what cannot be loaded."""
    for bundle, folder, only in _chosen(options):
        for policy in bundle.policies:
            if not only or policy.id in only:
                yield run_policy(policy, folder, with_coverage=options.with_coverage)


def run_policy(policy: Policy, folder: Path, *, with_coverage: bool = False) -> PolicyTested:
    """Run a policy's own examples and those of its file of cases."""
    try:
        compiled = compile_policy(policy)
        cases = cases_of(policy, _further(policy, folder))
    except CeladonError as error:
        return PolicyTested(policy=policy, results=(), problems=error.problems)
    missing = {Answer.REFUSED, Answer.ACCEPTED, Answer.NOT_CONCERNED} - {case.example.answer for case in cases}
    problems = tuple(_lacks(policy, answer) for answer in sorted(missing, key=lambda answer: answer.value))
    results = tuple(run(case, compiled) for case in cases)
    is_measured = with_coverage and all(result.is_passed for result in results)
    return PolicyTested(policy=policy, results=results, problems=problems, coverage=measure(compiled, results) if is_measured else None)


def _further(policy: Policy, folder: Path) -> Sequence[Example]:
    path = case_file(folder / f"{policy.id}.yaml")
    if not path.is_file():
        return ()
    shown = str(PurePosixPath(policy.file).with_name(path.name))
    return read_case_file(Reader(folder).read(path, name=shown)[0], policy)


def _lacks(policy: Policy, answer: Answer) -> Problem:
    word = answer.value.replace("_", " ")
    return Problem(
        kind="missing-example",
        message=f"{policy.name} shows no document that is {word}",
        hint=f"add one under 'examples: {answer.value}:'",
        policy=policy.name,
    )


def _chosen(options: TestOptions) -> Iterator[tuple[Bundle, Path, frozenset[str]]]:
    """Load the bundles that are named, and which of their policies."""
    wanted: dict[Path, set[str]] = {}
    for name in options.names or tuple(built_in_bundles()):
        folder, policy = _place(name, options.start)
        chosen = wanted.setdefault(folder, set())
        if policy:
            chosen.add(policy)
    for folder, policies in wanted.items():
        bundle = load_bundle(folder, shown=shown_from(options.start, folder))
        unknown = policies - {policy.id for policy in bundle.policies}
        if unknown:
            message = f"the bundle '{bundle.name}' has no policy '{min(unknown)}'"
            raise InvalidUsage(
                Problem(kind="unknown-policy", message=message, hint=f"list them with 'celadon policies --bundle {bundle.name}'")
            )
        yield bundle, folder, frozenset(policies)


def _place(name: str, start: Path) -> tuple[Path, str]:
    """Tell a bundle, a policy's full name and a policy's file apart."""
    path = start / name
    if path.is_file():
        return path.parent, path.name.removesuffix(".cases.yaml").removesuffix(".yaml")
    bundle, _, policy = name.partition("/")
    if policy and bundle in built_in_bundles() and not path.exists():
        return built_in_bundles()[bundle], policy
    return bundle_folder(name, root=start), ""
