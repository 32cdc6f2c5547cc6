"""What the README shows is what the command prints. `CELADON_GOLDEN=write pytest tests/docs` writes it anew."""

import os
import re
from pathlib import Path

import pytest

from tests.cli.running import celadon

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
SHOWN = re.compile(
    r"<!-- run: (?P<environment>(?:[A-Z]+=\S+ )*)celadon (?P<arguments>.*?) -->\n```\n(?P<text>.*?)```\n<!-- end -->", re.DOTALL
)


def printed(environment: str, arguments: str) -> str:
    given = dict(item.split("=") for item in environment.split())
    answer = celadon(*arguments.split(), cwd=ROOT, **given)
    assert answer.err == ""
    return re.sub(r"\d+\.\d\d s\)", "0.21 s)", answer.out)


def _anew(run: re.Match[str]) -> str:
    before, after = run[0].split("```", 1)[0], "```\n<!-- end -->"
    return f"{before}```\n{printed(run['environment'], run['arguments'])}{after}"


@pytest.mark.parametrize("page", [page for page in PAGES if "<!-- run: " in page.read_text(encoding="utf-8")], ids=lambda page: page.name)
def test_what_a_page_shows_is_what_the_command_prints(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(SHOWN.findall(text)) == text.count("<!-- run: ")
    expected = SHOWN.sub(_anew, text)
    if os.environ.get("CELADON_GOLDEN") == "write":
        page.write_text(expected, encoding="utf-8", newline="\n")
    assert page.read_text(encoding="utf-8") == expected


def test_the_first_screen_of_the_readme_shows_a_run() -> None:
    first_screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:45])
    assert "gate       default: FAILED" in first_screen


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"(?ms)^(`{3,}).*?^\1$|`[^`\n]*`", "", page.read_text(encoding="utf-8"))  # what stands in code is no link
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", prose)
    assert [target for target in targets if not (page.parent / target).exists()] == []
