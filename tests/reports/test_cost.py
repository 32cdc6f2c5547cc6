"""What reports cost beside the run that they tell of, in processor time, which other processes on the machine do not change."""

import time
from datetime import date
from pathlib import Path

import pytest

from celadon.reports.catalogue import reporter
from celadon.reports.interface import RenderOptions
from celadon.sources.files.writing import write_atomically
from celadon.usecases.check import check
from celadon.usecases.checking.options import CheckOptions

MOST = 0.20


@pytest.mark.slow
@pytest.mark.corpus
def test_four_reports_of_a_huge_document_cost_at_most_a_fifth_of_the_run(corpus: Path, tmp_path: Path) -> None:
    document = corpus / "openapi" / "github" / "api.github.com.json"
    if not document.is_file():
        pytest.skip("the corpus has no such document")
    started = time.process_time()
    report = check(CheckOptions(paths=(str(document),), start=tmp_path, today=date(2026, 11, 23)))
    for finding in report.findings:
        finding.standing.settle()  # where they stand is found out late, and is no work of the reports
    judged = time.process_time()
    assert len(report.findings) > 1_000
    for name in ("text", "sarif", "junit", "html"):
        write_atomically(tmp_path / name, reporter(name)(report, RenderOptions()))
    written = time.process_time()
    share = (written - judged) / (written - started)
    print(f"judged in {judged - started:.2f} s, four reports in {written - judged:.2f} s, {100 * share:.1f} % of the run")
    assert share <= MOST
