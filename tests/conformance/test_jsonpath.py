"""The JSONPath compliance suite (RFC 9535) as a ratchet: what is invalid is refused, and what is understood selects what the RFC says."""

import json
from pathlib import Path

from celadon.sources.selecting import Selector, parse_selector
from celadon.terms.location import Tokens

REFUSED = {  # valid selectors that we do not understand, by a part of the case's name, each with its reason
    "filter": "a filter belongs in `when`",
    "function": "functions belong in `when`",
    "whitespace, operators": "operators are part of filters",
    "escaped": "jsonpath-ng leaves the escapes of a name as they are",
    "surrogate": "jsonpath-ng leaves the escapes of a name as they are",
    "unicode": "jsonpath-ng reads names without quotes in ASCII only",
    "return between": "jsonpath-ng refuses a carriage return",
    "name and index": "jsonpath-ng has unions of one sort only",
    "index and slice": "jsonpath-ng has unions of one sort only",
    "wildcard and": "jsonpath-ng has unions of one sort only",
    "multiple wildcards": "jsonpath-ng has unions of one sort only",
}


def _parsed(case: dict) -> Selector | None:
    try:
        return parse_selector(case["selector"])
    except ValueError:
        return None


def _normal(path: Tokens) -> str:
    """Write a path as the RFC's normal form does (section 2.7); the suite's names need no more than these escapes."""
    signs = {"'": "\\'", "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return "$" + "".join(
        f"[{token}]" if isinstance(token, int) else "['" + "".join(signs.get(letter, letter) for letter in token) + "']" for token in path
    )


def test_the_jsonpath_suite_selects_as_it_says_or_is_refused_for_a_known_reason(conformance: Path) -> None:
    cases = json.loads((conformance / "jsonpath" / "cts.json").read_text(encoding="utf-8"))["tests"]
    assert len(cases) > 700
    understood, wrong = 0, []
    for case in cases:
        selector = _parsed(case)
        if selector is None:
            if not case.get("invalid_selector") and not any(part in case["name"] for part in REFUSED):
                wrong.append(f"refused: {case['name']}")
            continue
        if case.get("invalid_selector"):
            wrong.append(f"accepted: {case['name']}")
            continue
        understood += 1
        wanted = case["results_paths"][0] if "results_paths" in case else case["result_paths"]
        selected = [_normal(tokens) for tokens, _ in selector.select(case["document"])]
        if sorted(selected) != sorted(set(wanted)):  # each node once and in document order, as subjects are
            wrong.append(f"selects otherwise: {case['name']}")
    assert wrong == []
    assert understood >= 121, "the subset has shrunk"
