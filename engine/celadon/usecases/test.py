"""Run the examples and cases of policies: each document through the real pipeline, held against what it is marked with."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from celadon.bundles.loading import bundle_folder, load_bundle, shown_from
from celadon.bundles.shipped import built_in_bundles
from celadon.cel.syntax.nodes import Literal
from celadon.evaluation.compiled import CompiledPolicy
from celadon.evaluation.compiling import compile_policy
from celadon.frozen import dataclass
from celadon.sources.parsing.collecting import Collecting
from celadon.sources.reading import Reader
from celadon.terms.errors import CeladonError, InvalidUsage, Problem
from celadon.terms.policy import Answer, Bundle, Example, Policy
from celadon.terms.tested import PolicyTested
from celadon.testing.cases import Case, case_file, cases_of, read_case_file
from celadon.testing.coverage import measure
from celadon.testing.opinions.comparing import require_cel_python, second_opinion
from celadon.testing.running import run

CASES = 500
"""Cases after which what they left behind is collected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOptions:
    """What to test; all built-in bundles where nothing is named."""

    names: tuple[str, ...] = ()
    """Bundles by built-in name or folder, single policy files, or full names of policies."""
    start: Path
    with_coverage: bool = False
    """Whether to measure what the cases try; takes as long again as running them."""

    with_second_opinion: bool = False
    """Whether cel-python evaluates the portable expressions on every example as well."""

    __test__ = False  # pytest collects classes by this name


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A policy that is ready for its cases."""

    policy: Policy
    compiled: CompiledPolicy
    cases: tuple[Case, ...]
    problems: tuple[Problem, ...]
    """What the cases lack, and a rule that is not written yet."""


def run_tests(options: TestOptions) -> Iterator[PolicyTested]:
    """Test policy by policy, by bundle and id. Raises InvalidBundle and InvalidUsage for what cannot be loaded or is not installed."""
    if options.with_second_opinion:
        require_cel_python()
    with Collecting(after=CASES) as collecting:
        for bundle, folder, only in _chosen(options):
            for policy in bundle.policies:
                if not only or policy.id in only:
                    tested = run_policy(
                        policy, folder, with_coverage=options.with_coverage, with_second_opinion=options.with_second_opinion
                    )
                    yield tested
                    collecting.left(len(tested.cases))


def prepare(policy: Policy, folder: Path) -> Prepared:
    """Compile a policy and read its own examples and those of its file of cases. Raises InvalidBundle with every mistake."""
    compiled = compile_policy(policy)
    cases = cases_of(policy, _further(policy, folder))
    missing = {Answer.REFUSED, Answer.ACCEPTED, Answer.NOT_CONCERNED} - {case.example.answer for case in cases}
    lacking = [_lacks(policy, answer) for answer in sorted(missing, key=lambda answer: answer.value)]
    return Prepared(policy=policy, compiled=compiled, cases=cases, problems=(*_unwritten(compiled), *lacking))


def run_policy(policy: Policy, folder: Path, *, with_coverage: bool = False, with_second_opinion: bool = False) -> PolicyTested:
    """Run every case of a policy. What keeps them from being run is told, not raised."""
    try:
        ready = prepare(policy, folder)
    except CeladonError as error:
        return PolicyTested(name=policy.name, file=policy.file, cases=(), problems=error.problems)
    results = tuple(run(case, ready.compiled) for case in ready.cases)
    is_measured = with_coverage and all(result.is_passed for result in results)
    return PolicyTested(
        name=policy.name,
        file=policy.file,
        cases=tuple(result.told for result in results),
        problems=ready.problems,
        coverage=measure(ready.compiled, results) if is_measured else None,
        opinion=second_opinion(ready.compiled, results) if with_second_opinion else None,
    )


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


def _unwritten(compiled: CompiledPolicy) -> Iterator[Problem]:
    """Complain of a `must` that is the constant true: it holds of every document, whatever its cases say."""
    for source, program in compiled.conditions:
        tree = program.tree()
        if source is not compiled.policy.when and isinstance(tree, Literal) and tree.value is True:
            message = "the rule is not written yet: `must` is true whatever the document says"
            hint = "write in CEL what must hold of the subject"
            location = source.location(0, len(source.text))
            yield Problem(kind="unwritten-rule", message=message, hint=hint, location=location, policy=compiled.policy.name)


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
    """Tell a bundle, a policy's full name and a policy's file apart; `FOLDER/ID` is the file without its suffix."""
    path = start / name
    beside = path.with_name(f"{path.name}.yaml")
    if not path.exists() and beside.is_file():
        path = beside
    if path.is_file():
        return path.parent, path.name.removesuffix(".cases.yaml").removesuffix(".yaml")
    bundle, _, policy = name.partition("/")
    if policy and bundle in built_in_bundles() and not path.exists():
        return built_in_bundles()[bundle], policy
    return bundle_folder(name, root=start), ""
