"""Whatever text a document, a file name or a bundle carries, no format lets it become markup, a command or a second line."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from celadon.reports.catalogue import FORMATS, reporter
from celadon.reports.interface import RenderOptions
from celadon.reports.pages.markdown import escape
from celadon.terms.errors import Problem
from celadon.terms.finding import Disposition, Use, WaiverMark
from celadon.terms.report import Report
from celadon.terms.verdict import Judgement
from tests.reports.building import finding as build_finding
from tests.reports.building import findings, policy_seen, report, verdict
from tests.reports.building import location as build_location

POISON = (
    "::error file=x::boom",
    "\n::set-output name=a::b",
    "\r\n##vso[task.setvariable variable=a]b",
    "##teamcity[buildStatus status='SUCCESS']",
    "##[command]rm",
    "\x1b[31mred\x1b]8;;http://evil\x07",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[/id] ]]> <!--",
    "\u202emoc.live\u2066",
    "@everyone #1 [x](javascript:alert(1)) ![y](http://evil/z.png)",
    "a|b\n|---|",
    "`` ` ```",
    "\ud800",
    "nul\x00\x7f\x85\u2028end",
)
texts = st.one_of(st.sampled_from(POISON), st.lists(st.sampled_from(POISON), max_size=3).map("".join), st.text(max_size=30))


def poisoned(text: str) -> Report:
    place = build_location(text=text, file=f"specs/{text}.yaml", pointer=f"/{text}")
    mark = WaiverMark(owner=text, reason=text, expires="2027-01-01", ticket=text, status="fix-planned")
    open_one = build_finding(message=text, remediation=text, location=place, used_by=(Use(label=text), Use(label="b")))
    waived = replace(open_one, disposition=Disposition.WAIVED, waiver=mark)
    return report(
        policies=(replace(policy_seen(), title=text or "t", why=text, remediation=text, references={"links": (text,)}),),
        verdicts=(
            verdict(subjects=2, failed=2, waived=1, reasons=(text,)),
            verdict(judgement=Judgement.INCONCLUSIVE, subjects=1, inconclusive=1, reasons=(text,)),
        ),
        findings=(open_one, waived),
        problems=(Problem(kind="syntax-error", message=text, hint=text, location=place, document=text),),
        warnings=(Problem(kind="stale-waiver", message=text, hint=text),),
        notes=(text,),
    )


def rendered(name: str, text: str) -> str:
    return reporter(name)(poisoned(text), RenderOptions(show_all=True))


@pytest.mark.parametrize("name", FORMATS)
@given(text=texts)
def test_no_format_prints_a_control_character_or_a_bidirectional_mark(name: str, text: str) -> None:
    shown = rendered(name, text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown)
    shown.encode("utf-8")


OWN_COMMANDS = {"github": "::", "azure": "##vso[", "teamcity": "##teamcity["}
"""Formats that are commands, and what theirs begin with."""


@pytest.mark.parametrize("name", FORMATS)
@given(text=texts)
def test_printed_in_a_ci_log_no_format_holds_a_command_that_is_not_its_own(name: str, text: str) -> None:
    own = OWN_COMMANDS.get(name)
    for line in rendered(name, text).split("\n"):
        bare = line.strip()
        rest = bare.removeprefix(own) if own else bare
        assert own == "::" or not bare.startswith("::"), line
        assert not any(command in rest for command in ("##[", "##vso[", "##teamcity[")), line


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab", "rdjson"])
@given(text=texts)
def test_json_stays_json(name: str, text: str) -> None:
    json.loads(rendered(name, text))


@given(text=texts)
def test_json_lines_are_one_object_each(text: str) -> None:
    rows = rendered("json-lines", text).splitlines()
    assert [json.loads(row)["type"] for row in rows] == ["finding", "finding", "problem", "warning", "verdict", "verdict", "summary"]


@pytest.mark.parametrize("name", ["junit", "checkstyle"])
@given(text=texts)
def test_xml_stays_well_formed(name: str, text: str) -> None:
    ET.fromstring(rendered(name, text).encode("utf-8"))


@given(text=texts)
def test_a_github_log_holds_only_our_own_commands(text: str) -> None:
    lines = rendered("github", text).split("\n")
    assert sum(line.lstrip().startswith("::") for line in lines) == 4
    assert not any("##[" in line or "##vso[" in line for line in lines if not line.startswith("::"))
    assert all(line.startswith(("::error ", "::warning ", "celadon")) for line in lines if line)


@given(text=texts)
def test_an_azure_log_holds_only_our_own_commands(text: str) -> None:
    lines = [line for line in rendered("azure", text).split("\n") if line]
    assert [line.startswith("##vso[task.logissue ") for line in lines] == [True, True, True, True, False]
    assert all(line.count("##vso[") == 1 for line in lines[:4])


@given(text=texts)
def test_a_teamcity_message_ends_where_we_end_it(text: str) -> None:
    for line in rendered("teamcity", text).splitlines():
        assert re.fullmatch(r"##teamcity\[\w+( \w+='(\|.|[^|'\[\]\n])*')+\]", line), line


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@given(text=texts)
def test_no_text_adds_an_element_or_an_attribute_to_the_page(text: str) -> None:
    clean, dirty = _Tags(), _Tags()
    clean.feed(rendered("html", "harmless"))
    dirty.feed(rendered("html", f"x{text}"))  # the page leaves out what is empty
    assert dirty.tags.count("script") == clean.tags.count("script") == 2
    assert _beside_prose(dirty.tags) == _beside_prose(clean.tags)
    assert {name for name, _ in dirty.attributes} <= {name for name, _ in clean.attributes} | {"tabindex"}
    assert all(not (value or "").lower().startswith("javascript:") for _, value in dirty.attributes)


def _beside_prose(tags: list[str]) -> list[str]:
    """Leave out what backticks, numbers and indentation of a remediation may make, and nothing else can."""
    return [tag for tag in tags if tag not in ("p", "ol", "ul", "li", "pre", "code")]


@given(text=texts)
def test_a_comment_mentions_links_and_shows_nothing_that_is_not_ours(text: str) -> None:
    outside = _without_code(rendered("markdown", text))
    assert not re.search(r"@(?!\u200b)", outside)
    assert not re.search(r"(?<!\\)!\[", outside)
    assert not re.search(r":(?!\u200b)//", outside)
    assert not re.search(r"#\d", outside)
    tags = set(re.findall(r"<[^>]*>", outside))
    assert tags <= {"<details>", "<details open>", "</details>", "<summary>", "</summary>", "<b>", "</b>", "<code>", "</code>"}


def _without_code(markdown: str) -> str:
    """Leave out fenced blocks and code spans, where forges read nothing; a span ends at a run of as many backticks."""
    kept, fence = [], ""
    for line in markdown.split("\n"):
        run = re.match(r"`{3,}", line)
        if fence:
            fence = "" if line == fence else fence
        elif run and line == run[0]:
            fence = line
        else:
            kept.append(line)
    assert fence == "", "a fence that is never closed swallows the rest of the page"
    return re.sub(r"(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)", "", "\n".join(kept))


@given(text=texts)
def test_markdown_text_carries_no_markup(text: str) -> None:
    safe = escape(text)
    assert "\n" not in safe
    assert "<" not in safe
    assert not re.search(r"@(?!\u200b)", safe)
    assert not re.search(r"(?<!\\)[`\[\]*_|]", safe.replace("\\\\", ""))


def test_a_page_and_a_comment_stay_usable_with_thousands_of_findings() -> None:
    many = report(findings=tuple(build_finding(location=build_location(line)) for line in range(1, 10_001)))
    assert len(reporter("markdown")(many, RenderOptions())) < 5_000
    page = reporter("html")(many, RenderOptions())
    assert page.count("<article") == 0
    assert len(page) < 8_000_000


def test_a_comment_with_two_thousand_findings_of_many_policies_fits_and_names_each_policy() -> None:
    names = [f"bundle/policy-{number:03}" for number in range(250)]
    many = report(
        findings=tuple(
            build_finding(name, location=build_location(line, file=f"specs/{'long-name-' * 4}{line}.yaml"), remediation="Do this. " * 40)
            for name in names
            for line in range(1, 9)
        )
    )
    comment = reporter("markdown")(many, RenderOptions())
    assert len(comment) < 65_536
    assert all(f"| error | `{name}` | 8 | 1 |" in comment for name in names)
    assert comment.rstrip().endswith("sections more; see the full report.")
    assert len(reporter("markdown")(many, RenderOptions(show_all=True))) > 65_536


@given(text=st.text(st.sampled_from("\x00\x01\x08\x0b\x1f\x7f\x85\ufffe\uffff\ud800\t\n\r]>&<'\"a")))
def test_a_strict_parser_of_xml_reads_control_characters_as_visible_text(text: str) -> None:
    for name in ("junit", "checkstyle"):
        root = ET.fromstring(rendered(name, text).encode("utf-8"))
        told = "".join(value for node in root.iter() for value in (*node.attrib.values(), node.text or ""))
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", told)


def test_github_shows_ten_of_a_level_and_says_what_it_cut() -> None:
    many = report(findings=tuple(build_finding(location=build_location(line)) for line in range(1, 31)))
    shown = reporter("github")(many, RenderOptions())
    assert shown.count("::error ") == 10
    assert "20 errors more than GitHub shows" in shown


def test_every_format_can_say_what_was_excused() -> None:
    excused = replace(findings(), counts=replace(findings().counts, waived=7, baselined=5))
    for name in ("github", "azure", "teamcity"):
        assert "7 waived, 5 baselined" in reporter(name)(excused, RenderOptions())
