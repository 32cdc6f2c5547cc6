import subprocess
import sys
from dataclasses import replace

import pytest

from celadon.reports.interface import RenderOptions
from celadon.reports.text.page import render
from celadon.reports.text.wording import counted, target_noun
from celadon.terms.errors import Problem
from celadon.terms.finding import Disposition
from celadon.terms.location import Hop
from celadon.terms.severity import Severity
from tests.reports.building import broken, clean, document, finding, findings, location, policy_seen, report, verdict


def page(made, **options) -> str:
    return render(made, RenderOptions(**options))


def huge(documents: int = 1, policies: int = 70, each: int = 180):
    """A first run on a big company: 12,600 findings a document."""
    names = [f"team/policy-{at:02}" for at in range(policies)]
    severities = [Severity.ERROR, Severity.WARNING, Severity.INFO, Severity.HINT]
    papers = [f"apis/{at}/openapi.yaml" for at in range(documents)]
    return report(
        documents=tuple(document(name) for name in papers),
        policies=tuple(policy_seen(name) for name in names),
        findings=tuple(
            finding(name, severities[at % 4], document=paper, location=location(line, 3, file=paper))
            for paper in papers
            for at, name in enumerate(names)
            for line in range(1, each + 1)
        ),
    )


@pytest.mark.parametrize("lines", [24, 50, 80])
@pytest.mark.parametrize("documents", [1, 3, 40])
def test_a_first_run_on_a_huge_api_fits_a_screen(lines: int, documents: int) -> None:
    shown = page(huge(documents, each=20), lines=lines).splitlines()
    assert len(shown) <= lines
    assert shown[-1].startswith("gate")


def test_the_worst_comes_first_and_the_rest_is_counted() -> None:
    shown = page(huge())
    words = [line.split()[0] for line in shown.splitlines() if "team/policy" in line and "explain" not in line]
    assert words == sorted(words, key=["error", "warning", "info", "hint"].index)
    assert "policies more with --all: " in shown


def test_the_counts_of_a_document_stand_before_its_findings() -> None:
    shown = page(huge())
    assert shown.index("3,240 errors, 3,240 warnings, 3,060 info, 3,060 hints") < shown.index("team/policy-00")


def test_all_shows_each_finding_with_its_source_line() -> None:
    shown = page(findings(), show_all=True)
    assert shown.count(" --> ") == 10
    assert sum(line.strip(" |^") == "" and "^" in line for line in shown.splitlines()) == 10
    assert "more with --all" not in shown


def test_all_shows_the_remediation_whole_and_once_per_policy() -> None:
    two = report(findings=(finding(), finding(document="b.yaml", location=location(file="b.yaml"))))
    assert page(two, show_all=True).count("- {name: Idempotency-Key}") == 1
    assert page(two).count("celadon explain payments/idempotency-key") == 1


def test_what_visits_several_things_counts_subjects() -> None:
    assert [counted(4, target_noun(target)) for target in ("document, text", "any_operation", "")] == [
        "4 subjects",
        "4 operations",
        "4 subjects",
    ]


def test_documents_stand_worst_first() -> None:
    mild = finding(severity=Severity.INFO, document="a.yaml", location=location(file="a.yaml"))
    bad = finding(document="z.yaml", location=location(file="z.yaml"))
    shown = page(report(findings=(mild, bad)))
    assert shown.index("z.yaml:31:5") < shown.index("a.yaml:31:5")


def test_a_node_in_another_file_tells_the_way_to_it() -> None:
    hop = Hop(file="specs/payments.yaml", pointer="/x", line=20, column=7, ref="./paths.yaml#/post")
    shown = page(report(findings=(finding(location=location(file="specs/paths.yaml", via=(hop,))),)))
    assert "by $ref ./paths.yaml#/post in specs/payments.yaml:20:7" in shown


def test_quiet_keeps_complaints_and_drops_praise() -> None:
    assert page(clean(), quiet=True) == ""
    assert "POST /payments declares no" in page(findings(), quiet=True)
    assert "verdicts" not in page(findings(), quiet=True)
    assert "is not closed" in page(broken(), quiet=True)


def test_many_problems_are_counted_and_all_shows_them() -> None:
    many = report(problems=tuple(Problem(kind="syntax-error", message=f"defect {at}") for at in range(40)))
    assert "... 30 complaints more with --all" in page(many)
    assert "defect 39" in page(many, show_all=True)


def test_inconclusive_verdicts_are_named_on_the_last_line() -> None:
    assert page(findings()).splitlines()[-1].endswith("1 inconclusive")


def test_accepted_findings_stay_visible_one_by_one_with_all() -> None:
    lines = [location(line) for line in (10, 20, 30)]
    made = report(findings=tuple(finding(disposition=Disposition.BASELINED, location=where) for where in lines), verdicts=(verdict(),))
    assert [f":{line}:5" in page(made, show_all=True) for line in (10, 20, 30)] == [True] * 3


def test_hostile_text_reaches_no_terminal() -> None:
    evil = "\x1b[2J\x9b31m\u202e ::error::x [bold]"
    made = report(
        findings=(finding(evil, message=evil, remediation=evil, location=location(text=evil, file=evil)),), documents=(document(evil),)
    )
    for options in ({}, {"color": True}, {"show_all": True}):
        shown = page(made, **options)
        assert "\x1b[2J" not in shown
        assert "\x9b" not in shown
        assert "\u202e" not in shown
        assert "[bold]" in shown


def test_colours_change_nothing_but_colours() -> None:
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", page(findings(), color=True)).replace(" \n", "\n") == page(findings())


def test_the_plain_page_imports_no_rich() -> None:
    code = (
        "import sys; from tests.reports.building import findings; from celadon.reports.text.page import render; "
        "from celadon.reports.interface import RenderOptions; render(findings(), RenderOptions()); print('rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_twelve_thousand_findings_are_written_at_once() -> None:
    import time

    made = huge()
    started = time.process_time()
    page(made)
    assert time.process_time() - started < 0.5


def test_the_time_is_shown_where_it_is_known() -> None:
    assert "(1 policy, 1 document, 0.21 s)" in page(clean(), elapsed=0.2109)
    assert "(1 policy, 1 document)" in page(clean())


def test_an_expired_waiver_says_so_beside_its_finding() -> None:
    from celadon.terms.finding import WaiverMark

    mark = WaiverMark(owner="team", reason="r", expires="2026-01-01", expired=True)
    assert "its waiver expired on 2026-01-01 (owner team)" in page(report(findings=(replace(finding(), waiver=mark),)))
