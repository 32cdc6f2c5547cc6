"""JSON lines: one finding or problem per line, then a line that sums up; for `jq`, `grep` and log pipelines."""

import json

from celadon.reports.interface import RenderOptions
from celadon.reports.json import as_json
from celadon.reports.sanitising import harmless_json
from celadon.terms.report import Report


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - a machine reads everything
    """Write findings, problems and the summary, each with its `type`."""
    whole = as_json(report)
    lines = []
    for kind, key in (("finding", "findings"), ("problem", "problems"), ("warning", "warnings"), ("verdict", "verdicts")):
        rows = whole[key]
        if isinstance(rows, list):
            lines += [{"type": kind, **row} for row in rows if isinstance(row, dict)]
    kept = ("schema", "tool", "date", "exit_code", "gate", "counts")
    lines.append({"type": "summary", "result": whole["verdict"], **{key: whole[key] for key in kept}})
    return harmless_json("".join(json.dumps(line) + "\n" for line in lines))
