"""The formats that can be asked for: one visible table. A reporter is imported when it is used; a format costs nothing to others."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

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
    }
)


def reporter(name: str) -> Reporter:
    """Return the reporter of a format; KeyError for a name that is not in the table."""
    render: Reporter = import_module(FORMATS[name].module).render
    return render
