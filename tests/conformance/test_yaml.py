"""The yaml-test-suite as a ratchet: what it accepts we read to the same data, what it refuses we refuse, but for a reasoned list."""

import json
from pathlib import Path

import pytest

from celadon.sources.parsing.yaml.events import is_pure
from celadon.sources.reading import Reader
from celadon.terms.errors import UnreadableInput
from celadon.terms.unknown import Tagged
from tests.conformance.yaml_known import KNOWN


@pytest.mark.skipif(is_pure(), reason="the list of known differences is libyaml's")
def test_the_yaml_suite_reads_as_it_says_but_for_known_cases(conformance: Path) -> None:
    suite = conformance / "yaml"
    cases = {source.parent.relative_to(suite).as_posix(): source.parent for source in suite.rglob("in.yaml")}
    assert len(cases) > 400
    failed = {name for name, folder in cases.items() if not _is_read_right(folder)}
    known = {name for names in KNOWN.values() for name in names}
    assert sorted(failed - known) == []
    assert sorted(known - failed) == [], "these pass now: take them off the list"


def _is_read_right(folder: Path) -> bool:
    try:
        read = [_plain(document.tree) for document in Reader(folder).read_text((folder / "in.yaml").read_bytes(), name="in.yaml")]
    except UnreadableInput as error:
        if any(problem.location is None for problem in error.problems if problem.kind != "empty-file"):
            return False
        empty = folder / "in.json"
        says_nothing = empty.exists() and all(value is None for value in _values(empty.read_text(encoding="utf-8")))
        return (folder / "error").exists() or (says_nothing and error.problems[0].kind == "empty-file")
    if (folder / "error").exists():
        return False
    wanted = folder / "in.json"
    return not wanted.exists() or read == _values(wanted.read_text(encoding="utf-8"))


def _values(text: str) -> list[object]:
    """Read the JSON documents of a file that holds several, one behind the other."""
    values, text = [], text.strip()
    while text:
        value, end = json.JSONDecoder().raw_decode(text)
        values.append(value)
        text = text[end:].strip()
    return values


def _plain(value: object) -> object:
    """Forget tags of other schemas, as the suite's JSON does."""
    if isinstance(value, Tagged):
        return _plain(value.value)
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
