"""Hold bundles against the house rules: what is valid and still not how a policy should be."""

from collections.abc import Sequence
from pathlib import Path

from celadon.bundles.linting import lint
from celadon.bundles.loading import built_in_bundles, bundle_folder, load_bundle, read_bundle, shown_from
from celadon.evaluation.compiling import compile_policy
from celadon.sources.reading import Reader
from celadon.terms.errors import CeladonError, Problem
from celadon.terms.policy import Bundle
from celadon.testing.cases import case_file, cases_of, read_case_file


def lint_bundles(names: Sequence[str], *, start: Path) -> tuple[Problem, ...]:
    """Check bundles by built-in name or folder; all built-in ones where none is named. Sorted by file and line.

    What keeps a bundle from being used - its form, its CEL, its cases - is told before the house rules, which need it whole.
    """
    built_in = built_in_bundles()
    problems: list[Problem] = []
    for name in names or tuple(built_in):
        try:
            folder = bundle_folder(name, root=start)
            bundle, documents = read_bundle(folder, shown=shown_from(start, folder))
        except CeladonError as error:
            problems += error.problems
            continue
        unusable = _unusable(bundle, folder)
        problems += unusable or lint(bundle, documents, others=_policies_of(bundle, built_in))
    return tuple(sorted(problems, key=_reading_order))


def _unusable(bundle: Bundle, folder: Path) -> list[Problem]:
    problems: list[Problem] = []
    for policy in bundle.policies:
        try:
            compile_policy(policy)
            path = case_file(folder / f"{policy.id}.yaml")
            name = f"{Path(policy.file).parent.as_posix()}/{path.name}"
            cases_of(policy, read_case_file(Reader(folder).read(path, name=name)[0], policy) if path.is_file() else ())
        except CeladonError as error:
            problems += error.problems
    return problems


def _policies_of(bundle: Bundle, built_in: dict[str, Path]) -> frozenset[str]:
    """Name the policies of the other bundles that the pages of this one refer to, as far as they are built in."""
    wanted = {name.partition("/")[0] for policy in bundle.policies for name in policy.related if "/" in name}
    folders = [folder for name, folder in built_in.items() if name in wanted and name != bundle.name]
    return frozenset(policy.name for folder in folders for policy in load_bundle(folder).policies)


def _reading_order(problem: Problem) -> tuple[str, int, int, str]:
    location = problem.location
    if location is None:
        return ("", 0, 0, problem.message)
    return (location.file, location.span.start.line, location.span.start.column, problem.message)
