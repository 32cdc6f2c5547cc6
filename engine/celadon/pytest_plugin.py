"""Policies as tests: `pytest --celadon-bundle FOLDER`. Every pytest loads this room, so it imports nothing until a bundle is named."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from celadon.terms.errors import Problem
    from celadon.terms.policy import Bundle, Policy
    from celadon.terms.tested import CaseTested
    from celadon.testing.cases import Case
    from celadon.usecases.test import Prepared

PLUGIN = "celadon-bundles"
MANIFEST = "bundle.yaml"
WIDTH = 100


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the options and the ini key."""
    group = parser.getgroup("celadon", "policies of Celadon")
    group.addoption(
        "--celadon-bundle",
        action="append",
        default=[],
        metavar="FOLDER",
        help="run the examples and cases of the policies of this bundle too; repeatable",
    )
    group.addoption(
        "--celadon-min-coverage",
        type=float,
        default=None,
        metavar="PERCENT",
        help="fail a policy whose cases try less than this share of the branches of its conditions",
    )
    parser.addini("celadon_bundles", type="paths", default=[], help="folders of bundles whose policies are tests where pytest comes by")


def pytest_configure(config: pytest.Config) -> None:
    """Find the bundles; raises UsageError for what is none. Without one, nothing else of Celadon is imported."""
    named = [config.invocation_params.dir / name for name in config.getoption("--celadon-bundle")]
    folders = [*named, *config.getini("celadon_bundles")]
    missing = [folder for folder in folders if not (folder / MANIFEST).is_file()]
    if missing:
        raise pytest.UsageError("\n".join(f"{folder}: no {MANIFEST} is there; name the folder of a bundle" for folder in missing))
    if folders:
        config.pluginmanager.register(Bundles(config, [folder.resolve() for folder in folders]), PLUGIN)
        _come_by(config, [folder.resolve() for folder in named])


def _come_by(config: pytest.Config, folders: Iterable[Path]) -> None:
    """Let pytest visit the folders of the command line, unless it does so anyway or is asked for a part of one."""
    for folder in folders:
        asked = [(config.invocation_params.dir / arg.split("::", 1)[0]).resolve() for arg in config.args]
        if not any(folder.is_relative_to(path) or path.is_relative_to(folder) for path in asked):
            config.args.append(str(folder))


class Bundles:
    """The bundles of this run, each loaded once."""

    def __init__(self, config: pytest.Config, folders: list[Path]) -> None:
        """Keep; nothing is read yet."""
        self.config = config
        self.folders = frozenset(folders)
        self.seen: set[Path] = set()
        self._loaded: dict[Path, tuple[Bundle | None, tuple[Problem, ...]]] = {}

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Collect bundle files and policies of the bundles of this run; everything else is left to others."""
        folder = file_path.parent.resolve()
        if folder not in self.folders or file_path.suffix != ".yaml" or file_path.name.endswith(".cases.yaml"):
            return None
        self.seen.add(folder)
        collector = BundleFile if file_path.name == MANIFEST else PolicyFile
        made: pytest.Collector = collector.from_parent(parent, path=file_path, bundles=self)
        return made

    def pytest_collection_modifyitems(self, config: pytest.Config) -> None:
        """Refuse to be green over a bundle of the command line that pytest never came to."""
        named = {(config.invocation_params.dir / name).resolve() for name in config.getoption("--celadon-bundle")}
        unseen = sorted(str(folder) for folder in named - self.seen)
        if unseen:
            raise pytest.UsageError(f"pytest does not come by {', '.join(unseen)}: name it as an argument, or see norecursedirs")

    def load(self, folder: Path) -> "tuple[Bundle | None, tuple[Problem, ...]]":
        """Load a bundle, or tell every mistake in it."""
        if folder not in self._loaded:
            from celadon.bundles.loading import load_bundle  # noqa: PLC0415 - no other pytest pays for it
            from celadon.terms.errors import CeladonError  # noqa: PLC0415 - the same

            try:
                shown = folder.relative_to(self.config.rootpath) if folder.is_relative_to(self.config.rootpath) else folder
                self._loaded[folder] = (load_bundle(folder, shown=shown.as_posix()), ())
            except CeladonError as error:
                self._loaded[folder] = (None, error.problems)
        return self._loaded[folder]


class BundleFile(pytest.File):
    """The bundle's own file: an error where the bundle has mistakes that are of no policy."""

    def __init__(self, *, bundles: Bundles, **more: Any) -> None:
        """Keep the bundles of the run."""
        super().__init__(**more)
        self.bundles = bundles

    def collect(self) -> Iterable[pytest.Item]:
        """Hold no test; complain of the bundle."""
        problems = self.bundles.load(self.path.parent.resolve())[1]
        own = [problem for problem in problems if problem.location is None or Path(problem.location.file).name == self.path.name]
        if own:
            raise self.CollectError(_told(own))
        return ()


class PolicyFile(BundleFile):
    """A policy: a test per example and case."""

    def collect(self) -> Iterable[pytest.Item]:
        """Make the tests; complain of the policy and of its cases."""
        from celadon.terms.errors import CeladonError  # noqa: PLC0415 - no other pytest pays for it
        from celadon.usecases.test import prepare  # noqa: PLC0415 - the same

        folder = self.path.parent.resolve()
        bundle, problems = self.bundles.load(folder)
        if bundle is None:
            own = [problem for problem in problems if problem.location and Path(problem.location.file).name == self.path.name]
            if own:
                raise self.CollectError(_told(own))
            return ()
        policy: Policy = next(policy for policy in bundle.policies if policy.id == self.path.stem)
        try:
            ready = prepare(policy, folder)
        except CeladonError as error:
            raise self.CollectError(_told(error.problems)) from None
        return tuple(self._items(ready))

    def _items(self, ready: "Prepared") -> Iterator[pytest.Item]:
        for case in ready.cases:
            name = f"{case.example.answer.value.replace('_', ' ')}: {case.example.title}"
            yield CaseItem.from_parent(self, name=name, ready=ready, case=case)
        for problem in ready.problems:
            yield ProblemItem.from_parent(self, name=problem.kind, problem=problem)
        least = self.config.getoption("--celadon-min-coverage")
        if least is not None:
            yield CoverageItem.from_parent(self, name="coverage", ready=ready, least=least)


class Differs(Exception):
    """The policy does not say what its case says; the text is for people."""


class _Item(pytest.Item):
    """A test that fails by `Differs`."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **more: Any) -> Any:
        """Show the difference, and no traceback of ours."""
        return str(excinfo.value) if isinstance(excinfo.value, Differs) else super().repr_failure(excinfo, *args, **more)

    def line(self) -> int:
        """Give the line to look at, from 1."""
        return 1

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where it is written."""
        return self.path, self.line() - 1, self.name


class CaseItem(_Item):
    """One example or case."""

    def __init__(self, *, ready: "Prepared", case: "Case", **more: Any) -> None:
        """Keep."""
        super().__init__(**more)
        self.ready = ready
        self.case = case

    def runtest(self) -> None:
        """Judge the documents and compare."""
        from celadon.testing.running import run  # noqa: PLC0415 - no other pytest pays for it

        told = run(self.case, self.ready.compiled).told
        if not told.is_passed:
            raise Differs(_differences(told))

    def line(self) -> int:
        """Give the line of the case, where it is in this file."""
        origin = self.case.example.origin
        return origin.span.start.line if origin is not None and Path(origin.file).name == self.path.name else 1


class ProblemItem(_Item):
    """What a policy lacks: an example of each answer, a rule."""

    def __init__(self, *, problem: "Problem", **more: Any) -> None:
        """Keep."""
        super().__init__(**more)
        self.problem = problem

    def runtest(self) -> None:
        """Fail."""
        raise Differs(_told([self.problem]))


class CoverageItem(_Item):
    """What the cases of a policy try."""

    def __init__(self, *, ready: "Prepared", least: float, **more: Any) -> None:
        """Keep."""
        super().__init__(**more)
        self.ready = ready
        self.least = least

    def runtest(self) -> None:
        """Run the cases once more and watch every term."""
        from celadon.testing.coverage import measure  # noqa: PLC0415 - no other pytest pays for it
        from celadon.testing.running import run  # noqa: PLC0415 - the same

        coverage = measure(self.ready.compiled, [run(case, self.ready.compiled) for case in self.ready.cases])
        if coverage.percent < self.least:
            head = f"{coverage.percent:.1f} % of the branches are tried, {self.least:g} % are asked for"
            gaps = [f"{gap.location.file}:{gap.location.span.start.line}: {gap.message}" for gap in coverage.gaps if gap.kind == "branch"]
            raise Differs("\n".join([head, *gaps]))


def _differences(told: "CaseTested") -> str:
    from celadon.reports.policies.tested.text import case_lines  # noqa: PLC0415 - where nothing differs it is not needed
    from celadon.reports.text.painting import paint  # noqa: PLC0415 - the same

    return paint(case_lines(told, WIDTH), color=False).rstrip()


def _told(problems: "Iterable[Problem]") -> str:
    from celadon.reports.interface import RenderOptions  # noqa: PLC0415 - where nothing is wrong it is not needed
    from celadon.reports.text.page import render_problems  # noqa: PLC0415 - the same

    return render_problems(problems, RenderOptions(width=WIDTH)).rstrip()
