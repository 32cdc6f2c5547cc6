"""PyYAML is imported with patterns that are compiled when somebody uses one; nobody else may notice."""

import re
import subprocess
import sys

import pytest

from celadon.sources.parsing.yaml import LatePattern

PLAIN = re.compile("(?P<sign>[-+])?[0-9]+", re.ASCII)
LATE = LatePattern("(?P<sign>[-+])?[0-9]+", flags=re.ASCII)


@pytest.mark.parametrize("text", ["", "-12", "+1 and 2", "x9", "٣", "9" * 10_000])
def test_a_late_pattern_answers_as_one_that_was_compiled_at_once(text: str) -> None:
    assert [found and (found.span(), found.groupdict()) for found in (LATE.match(text), LATE.search(text), LATE.fullmatch(text))] == [
        found and (found.span(), found.groupdict()) for found in (PLAIN.match(text), PLAIN.search(text), PLAIN.fullmatch(text))
    ]
    assert (LATE.sub("#", text), LATE.split(text), LATE.findall(text)) == (PLAIN.sub("#", text), PLAIN.split(text), PLAIN.findall(text))


def test_a_late_pattern_has_the_attributes_of_a_pattern() -> None:
    assert (LATE.pattern, LATE.flags, LATE.groups, dict(LATE.groupindex)) == (PLAIN.pattern, PLAIN.flags, 1, {"sign": 1})
    with pytest.raises(AttributeError):
        _ = LATE.nothing


def test_a_pattern_that_is_none_fails_where_it_is_used() -> None:
    broken = LatePattern("(")
    with pytest.raises(re.error):
        broken.match("")


def answer(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_patterns_are_compiled_at_once_again_behind_the_import() -> None:
    code = "import re; before = re.compile; import celadon.sources.parsing.yaml, yaml; print(before is re.compile, type(re.compile('a')))"
    assert answer(code) == "True <class 're.Pattern'>"


def test_a_failing_import_of_pyyaml_leaves_no_trace() -> None:
    code = (
        "import re, sys; before = re.compile; sys.modules['yaml.reader'] = None\n"
        "try:\n    import celadon.sources.parsing.yaml\nexcept ImportError:\n    print(before is re.compile)"
    )
    assert answer(code) == "True"


@pytest.mark.parametrize("first", ["yaml", "celadon.sources.parsing.yaml"])
def test_pyyaml_reads_the_same_whoever_imported_it(first: str) -> None:
    text = "[2020-01-01, 2001-12-14t21:59:43.10-05:00, 1.5, 1e3, 0x1f, 1_000, 190:20:30, .inf, ~, yes, plain, 'q']"
    code = f"import {first}, yaml; print([yaml.load({text!r}, Loader=l) for l in (yaml.SafeLoader, yaml.CSafeLoader)], yaml.dump(['1', 'é', '=']))"
    assert answer(code) == answer(code.replace(first, "re", 1))


def test_a_character_that_yaml_forbids_is_still_refused_by_the_pure_reader() -> None:
    code = (
        "import celadon.sources.parsing.yaml, yaml\n"
        "try:\n    list(yaml.scan('a: \\x07'))\nexcept yaml.reader.ReaderError as error:\n    print(error.reason)"
    )
    assert answer(code) == "special characters are not allowed"
