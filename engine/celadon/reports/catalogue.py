"""The formats that can be asked for: one visible table. A reporter is imported when it is used; a format costs nothing to others."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from celadon.frozen import dataclass
from celadon.reports.interface import Reporter


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table."""

    module: str
    """The module whose `render` is the reporter."""
    summary: str
    """For `--help` and the docs."""
    for_people: bool = False
    """Written in the console's own encoding, with colours and line ends; all others are UTF-8 with LF."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format(
            "celadon.reports.text.page", "for people: worst first, source lines, remediation, a summary that fits a screen", for_people=True
        ),
        "json": Format("celadon.reports.json", "complete, versioned (`celadon schema report`), for programs"),
        "json-lines": Format("celadon.reports.jsonlines", "a finding per line, for jq and log pipelines"),
        "sarif": Format("celadon.reports.sarif", "SARIF 2.1.0, for code scanning"),
        "junit": Format("celadon.reports.xml.junit", "a suite per document, a case per policy, passes listed"),
        "checkstyle": Format("celadon.reports.xml.checkstyle", "Checkstyle XML"),
        "github": Format("celadon.reports.ci.github", "annotations in a GitHub workflow's log"),
        "gitlab": Format("celadon.reports.ci.gitlab", "GitLab Code Quality"),
        "azure": Format("celadon.reports.ci.azure", "logging commands of Azure Pipelines"),
        "teamcity": Format("celadon.reports.ci.teamcity", "TeamCity service messages"),
        "rdjson": Format("celadon.reports.rdjson", "Reviewdog's diagnostics"),
        "markdown": Format("celadon.reports.pages.markdown", "a pull request comment"),
        "html": Format("celadon.reports.pages.html.page", "one self-contained page for a design review"),
    }
)


def reporter(name: str) -> Reporter:
    """Return the reporter of a format; KeyError for a name that is not in the table."""
    render: Reporter = import_module(FORMATS[name].module).render
    return render
