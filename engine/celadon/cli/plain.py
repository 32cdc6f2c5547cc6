"""The options of most checks, read without click: its import alone is a tenth of checking a small document.

Whatever is not plainly right - an option that is not listed here, a value that somebody has to judge, an option that the environment
gives - is left to click, which knows how to complain and to help. That click reads the rest in the same way is held by a test.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from celadon.reports.catalogue import FORMATS

if TYPE_CHECKING:
    from celadon.cli.checking import Given

COLORS: Final = ("auto", "always", "never")
SEVERITIES: Final = ("error", "warning", "info", "hint")
VALIDATIONS: Final = ("fast", "full")

_FLAGS = {
    "--all": "show_all",
    "--exit-zero": "exit_zero",
    "--no-baseline": "no_baseline",
    "--no-waivers": "no_waivers",
    "--quiet": "quiet",
    "--skip-unknown": "skip_unknown",
    "--strict-waivers": "strict_waivers",
    "--why": "why",
    "-q": "quiet",
}
_LISTS = {"--bundle": "bundles", "--exclude": "exclude", "--policy": "policies", "--skip": "skip"}
_TEXTS = {
    "--against": "against",
    "--color": "color",
    "--config-from": "config_from",
    "--fail-on": "fail_on",
    "--format": "form",
    "--gate": "gate",
    "--jobs": "jobs",
    "--profile": "profile",
    "--stdin-filepath": "stdin_filepath",
    "--validate": "validation",
}
_CHOICES = {"color": COLORS, "fail_on": SEVERITIES, "form": FORMATS, "validation": VALIDATIONS}


def understood(arguments: Sequence[str], environment: Mapping[str, str]) -> "Given | None":
    """Give what `check` is given by these arguments, or None where click is to read them."""
    if any(name.startswith(("CELADON_", "_CELADON_")) and name != "CELADON_DEBUG" for name in environment):
        return None
    given: dict[str, Any] = _nothing()
    pending = list(reversed(arguments))
    while pending:
        name, sign, value = pending.pop().partition("=")
        if name in _FLAGS and not sign:
            given[_FLAGS[name]] = True
        elif name in _LISTS or name in _TEXTS:
            value = value if sign else pending.pop() if pending else ""
            if not _is_plain(_TEXTS.get(name, ""), value):
                return None
            if name in _TEXTS:
                given[_TEXTS[name]] = int(value) if name == "--jobs" else value
            else:
                given[_LISTS[name]] += (value,)
        elif name == "" or (name.startswith("-") and name != "-"):
            return None
        else:
            given["paths"] += (name + sign + value,)
    return cast("Given", given)


def _is_plain(key: str, value: str) -> bool:
    if not value or value.startswith("-"):
        return False
    if key == "jobs":
        return value.isascii() and value.isdigit() and value[0] != "0" and len(value) < 6
    return value in _CHOICES.get(key, (value,))


def _nothing() -> dict[str, Any]:
    """Say what each option is that is not given."""
    texts = dict.fromkeys(("against", "config", "config_from", "date", "fail_on", "jobs", "profile", "stdin_filepath"))
    lists = dict.fromkeys(("bundles", "exclude", "files", "pairs", "paths", "policies", "skip"), ())
    flags = dict.fromkeys([*_FLAGS.values(), "watch"], False)
    return {**texts, **lists, **flags, "color": "auto", "form": "text", "gate": "default", "validation": "fast"}
