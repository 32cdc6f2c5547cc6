"""The page that a CI service shows beside a run: written along with that service's own format, where the service says where to."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from celadon.frozen import dataclass
from celadon.reports.catalogue import reporter
from celadon.reports.interface import RenderOptions
from celadon.reports.sanitising import clean
from celadon.sources.files.writing import append, write_atomically
from celadon.terms.report import Report

AZURE_FILE = "celadon-summary.md"


@dataclass(frozen=True, slots=True)
class Output:
    """One report to write."""

    format: str
    path: Path | None
    """None: standard output."""


def write_summaries(report: Report, outputs: Iterable[Output], environment: Mapping[str, str]) -> Iterator[str]:
    """Write the summary, and yield lines for standard output that tell the service of it. Raises UnwritableOutput.

    GitHub names a file for each step; whoever writes to it by `--output` has said what should stand there, and it is left alone.
    """
    wanted = tuple(outputs)
    spoken = {output.format for output in wanted if output.path is None}
    step = environment.get("GITHUB_STEP_SUMMARY", "")
    if step and "github" in spoken and all(output.path is None or str(output.path) != step for output in wanted):
        append(Path(step), _page(report))
    folder = environment.get("AGENT_TEMPDIRECTORY", "")
    if folder and "azure" in spoken:
        file = Path(folder) / AZURE_FILE
        write_atomically(file, _page(report))
        yield f"##vso[task.uploadsummary]{clean(str(file))}\n"


def _page(report: Report) -> str:
    return reporter("markdown")(report, RenderOptions())
