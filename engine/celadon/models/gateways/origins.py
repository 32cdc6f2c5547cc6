"""Origins as vendors compare them: which entries of an allow-list match every origin, `null`, or a look-alike of the meant one."""

import re  # only for patterns of our own, below; those of a configuration go through RE2
from collections.abc import Callable
from functools import lru_cache

from celadon.cel.patterns.searching import compile_pattern
from celadon.cel.values import Failure
from celadon.terms.unknown import Unknown

STRANGERS = ("celadon-stranger.example", "a.b.celadon-stranger.org", "celadon-stranger")
"""Hosts that nobody means: an entry that matches all of them, over https or over http, matches any."""
DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]|\\?\.(?=[A-Za-z0-9]))*\\?\.[A-Za-z]{2,}")  # noqa: TID251 - of our own: a domain inside an expression

TOP_LEVEL = re.compile(r"\\?\.([A-Za-z]{2,})(?![A-Za-z0-9.-])")  # noqa: TID251 - of our own: a top-level domain without a name before it

WORD = re.compile(r"[A-Za-z0-9-]{2,}")  # noqa: TID251 - of our own: the names of hosts before an alternation such as (app|www).


class Judgement:
    """What one entry of a list of origins lets through."""

    __slots__ = ("lookalike", "matches_any", "matches_null")

    def __init__(self, *, matches_any: bool, matches_null: bool, lookalike: str | None) -> None:
        """Keep; `lookalike` is an origin of a stranger that matches, None where none was found."""
        self.matches_any = matches_any
        self.matches_null = matches_null
        self.lookalike = lookalike


def judge(matches: Callable[[str], bool], entry: str) -> Judgement:
    """Try an entry, compared as `matches` does, on strangers, on `null` and on look-alikes of the domains that it names."""
    matches_any = any(all(matches(f"{scheme}://{stranger}") for stranger in STRANGERS) for scheme in ("https", "http"))
    lookalike = None if matches_any else next((origin for origin in _lookalikes(entry) if matches(origin)), None)
    return Judgement(matches_any=matches_any, matches_null=matches("null"), lookalike=lookalike)


@lru_cache(maxsize=1024)
def expression(pattern: str, *, whole: bool, ignore_case: bool = False) -> Callable[[str], bool] | Unknown:
    """Compile a regular expression of a configuration: compared with the whole text, or found anywhere in it."""
    flags = "(?i)" if ignore_case else ""
    try:
        compiled = compile_pattern(f"{flags}^(?:{pattern})$" if whole else f"{flags}(?:{pattern})")
    except Failure as failure:
        return Unknown(f"the expression `{pattern}` is not understood: {failure}")
    return lambda text: compiled.search(text.encode()) is not None


def _lookalikes(entry: str) -> list[str]:
    """Write origins that resemble the domains in an entry: a longer name before, another domain behind, a letter for a dot.

    Only the dot before the registrable domain is swapped: `app.example.com` for `appxexample.com`, which anyone may register;
    a letter for the last dot gives no name that exists.
    """
    found: list[str] = []
    for match in DOMAIN.finditer(entry):
        domain = match[0].replace("\\", "")
        head, _, top = domain.rpartition(".")
        lead, dot, name = head.rpartition(".")
        names = [f"evil{domain}", f"evil-{domain}", f"{domain}.evil.example", *([f"{lead}x{name}.{top}"] if dot else [])]
        names += [f"{word}x{domain}" for word in WORD.findall(entry[: match.start()]) if word not in {"http", "https"}]
        found += [f"{scheme}://{name}" for name in names for scheme in ("https", "http")]
    if not found:
        found = [f"https://evil.{top}" for top in TOP_LEVEL.findall(entry)]
    return found
