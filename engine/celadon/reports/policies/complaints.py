"""`celadon.lint/v1`: complaints about bundles for programs (schemas/lint.schema.json)."""

import json
from collections.abc import Sequence

from celadon.reports.json import problem_as_json
from celadon.terms.errors import Problem

SCHEMA = "celadon.lint/v1"


def render(problems: Sequence[Problem]) -> str:
    """Write the complaints as one JSON object, in ASCII."""
    body = {"schema": SCHEMA, "passed": not problems, "problems": [problem_as_json(problem) for problem in problems]}
    return json.dumps(body, indent=2) + "\n"
