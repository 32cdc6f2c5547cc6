"""Hold bundles against the house rules: what is valid and still not how a policy should be."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from celadon.bundles.linting import lint
from celadon.bundles.loading import bundle_folder, load_bundle, read_bundle, shown_from
from celadon.bundles.shipped import built_in_bundles
from celadon.evaluation.compiling import compile_policy
from celadon.sources.document import Document
from celadon.sources.reading import Reader
from celadon.terms.errors import CeladonError, Problem
from celadon.terms.policy import Bundle
from celadon.testing.cases import case_file, cases_of, read_case_file


def lint_bundles(names: Sequence[str], *, start: Path, skip: Collection[str] = ()) -> tuple[Problem, ...]:
    """Check bundles by built-in name or folder; all built-in ones where none is named. Sorted by file and line.

    What keeps a bundle from being used - its form, its CEL, its cases - is told before the house rules, which need it whole.
    `skip` names rules that are not asked.
    """
    built_in = built_in_bundles()
    problems: list[Problem] = []
    read: list[tuple[Path, Bundle, dict[str, Document]]] = []
    for name in names or tuple(built_in):
        try:
            folder = bundle_folder(name, root=start)
            read.append((folder, *read_bundle(folder, shown=shown_from(start, folder))))
        except CeladonError as error:
            problems += error.problems
    beside = frozenset(policy.name for _, bundle, _ in read for policy in bundle.policies)
    for folder, bundle, documents in read:
        unusable = _unusable(bundle, folder)
        problems += unusable or lint(bundle, documents, others=beside | _policies_of(bundle, built_in, beside), skip=skip)
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


def _policies_of(bundle: Bundle, built_in: Mapping[str, Path], beside: Collection[str]) -> frozenset[str]:
    """Name the policies of the other bundles that the pages of this one refer to, as far as they are built in and not read yet."""
    known = {bundle.name, *(name.partition("/")[0] for name in beside)}
    wanted = {name.partition("/")[0] for policy in bundle.policies for name in policy.related if "/" in name} - known
    folders = [folder for name, folder in built_in.items() if name in wanted]
    return frozenset(policy.name for folder in folders for policy in load_bundle(folder).policies)


def _reading_order(problem: Problem) -> tuple[str, int, int, str]:
    location = problem.location
    if location is None:
        return ("", 0, 0, problem.message)
    return (location.file, location.span.start.line, location.span.start.column, problem.message)
