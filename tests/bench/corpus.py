"""Celadon over a folder of public documents: `python -m tests.bench.corpus FOLDER [--profile strict]`.

Prints a Markdown table of findings per policy, seconds and megabytes for each file that is a description of its own, and then every
run that crashed, printed a traceback, or judged nothing. Each file is a process of its own; nothing is cached between them.
With several `--profile` the table compares them instead: findings per severity, document by document.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.processes import peak_megabytes

NAMES = (b"openapi:", b"swagger:", b'"openapi"', b'"swagger"')
ENTRY = re.compile(rb"""^(?:openapi|swagger):|^ {0,4}"(?:openapi|swagger)"\s*:""", re.MULTILINE)
"""The version where it stands further down: keys may be sorted."""
SUFFIXES = (".yaml", ".yml", ".json")
SEVERITIES = ("error", "warning", "info", "hint")


@dataclass(frozen=True)
class Judged:
    name: str
    code: int
    seconds: float
    megabytes: float
    findings: Counter[str]
    severities: Counter[str]
    problems: tuple[str, ...]
    crash: str


def entries(folder: Path, family: str) -> Iterator[Path]:
    """List the files that name a version of their own; the parts of a multi-file description are reached through it."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in SUFFIXES or not path.is_file():
            continue
        data = path.read_bytes()
        if family != "openapi" or any(word in data[:4096] for word in NAMES) or ENTRY.search(data) is not None:
            yield path


def judge(path: Path, folder: Path, extra: list[str]) -> Judged:
    """Check one file in a process of its own."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as chatter:
        command = [sys.executable, "-m", "celadon", "check", str(path), "--format", "json", *extra]
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=chatter, cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        chatter.seek(0)
        text, noise = output.read(), chatter.read().decode("utf-8", "replace")
    crash = noise[-400:] if "Traceback" in noise or "internal error" in noise else ""
    try:
        report = json.loads(text)
    except ValueError:
        report, crash = {"findings": [], "problems": []}, crash or "no report: " + noise[-300:]
    findings = Counter(finding["policy"] for finding in report["findings"])
    severities = Counter(finding["severity"] for finding in report["findings"])
    problems = tuple(f"{problem['kind']}: {problem['message']}" for problem in report["problems"])
    name = path.relative_to(folder).as_posix()
    return Judged(name, process.returncode, seconds, peak_megabytes(usage), findings, severities, problems, crash)


def by_policy(judged: list[Judged]) -> Iterator[str]:
    """Lay out the findings of one profile, a column for each policy."""
    policies = sorted({policy for result in judged for policy in result.findings})
    yield "| document | exit | s | MB | findings | " + " | ".join(policies) + " |"
    yield "|---|---|---|---|---|" + "---|" * len(policies)
    for result in judged:
        counts = " | ".join(str(result.findings.get(policy, 0) or "") for policy in policies)
        total = sum(result.findings.values())
        yield f"| {result.name} | {result.code} | {result.seconds:.2f} | {result.megabytes:.0f} | {total} | {counts} |"


def by_severity(profiles: dict[str, list[Judged]]) -> Iterator[str]:
    """Lay out profiles beside each other: errors, warnings, info and hints of each document."""
    yield "| document | " + " | ".join(f"{profile}: {' / '.join(SEVERITIES)}" for profile in profiles) + " |"
    yield "|---|" + "---|" * len(profiles)
    for row in zip(*profiles.values(), strict=True):
        yield f"| {row[0].name} | " + " | ".join(_counts(result.severities) for result in row) + " |"
    totals = (sum((result.severities for result in judged), Counter[str]()) for judged in profiles.values())
    yield "| all | " + " | ".join(map(_counts, totals)) + " |"


def _counts(severities: Counter[str]) -> str:
    return " / ".join(f"{severities[severity]:,}" for severity in SEVERITIES)


def report_troubles(judged: list[Judged]) -> Iterator[str]:
    """Tell how the runs ended, and of each that gave no verdict why."""
    codes = Counter(result.code for result in judged)
    yield f"\n{len(judged)} runs, exit codes {dict(sorted(codes.items()))}, {sum(result.seconds for result in judged):.1f} s"
    for result in judged:
        if result.crash or result.code not in (0, 1):
            yield f"\n{result.name}: exit {result.code} {result.crash}"
            yield from (f"  {problem}" for problem in result.problems[:3])


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # users have byte code; without it Python compiles the engine at every start
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=lambda text: Path(text).resolve())
    parser.add_argument("--family", choices=["openapi", "gateway"], default="openapi")
    parser.add_argument("--profile", action="append", default=[], help="several are compared by severity")
    parser.add_argument("--least-bytes", type=int, default=0, help="only files of at least this size")
    parser.add_argument("--policy", action="append", default=[])
    options = parser.parse_args()
    chosen = [word for policy in options.policy for word in ("--policy", policy)]
    paths = [path for path in entries(options.folder, options.family) if path.stat().st_size >= options.least_bytes]
    profiles = {
        profile: [judge(path, options.folder, ["--profile", profile, *chosen]) for path in paths]
        for profile in options.profile or ["recommended"]
    }
    print("\n".join(by_policy(next(iter(profiles.values()))) if len(profiles) == 1 else by_severity(profiles)))
    print("\n".join(report_troubles([result for judged in profiles.values() for result in judged])))


if __name__ == "__main__":
    main()
