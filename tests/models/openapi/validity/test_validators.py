"""jsonschema-rs without `email.utils`, and `email.utils` as it is for everybody else."""

import subprocess
import sys

ALONE = """
import sys
from celadon.models.openapi.validity.validators import json_schemas
made = json_schemas()
assert made is json_schemas()
assert "email.utils" not in sys.modules
assert not made.Draft4Validator({"type": "string"}).is_valid(1)
import email.utils
assert email.utils.parsedate_to_datetime("Thu, 26 Nov 2026 10:00:00 +0000").year == 2026
"""
MEANWHILE = """
import sys
from celadon.models.openapi.validity import validators
sys.modules["email.utils"] = validators._stand_in()
from email.utils import formatdate
assert formatdate(0) == "Thu, 01 Jan 1970 00:00:00 -0000"
assert sys.modules["email.utils"].__spec__ is not None
"""
BEFORE = """
import email.utils, sys
from celadon.models.openapi.validity.validators import json_schemas
json_schemas()
assert sys.modules["email.utils"] is email.utils
"""


def _run(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    return done.stderr


def test_validators_come_without_a_module_that_they_never_use() -> None:
    assert _run(ALONE) == ""


def test_whoever_needs_the_module_meanwhile_gets_it() -> None:
    assert _run(MEANWHILE) == ""


def test_a_module_that_is_there_stays() -> None:
    assert _run(BEFORE) == ""
