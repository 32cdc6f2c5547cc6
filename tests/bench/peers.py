"""Celadon beside other linters, as whole processes, in one interleaved run: `python -m tests.bench.peers FOLDER`.

FOLDER holds public documents (stripe/spec3.yaml and so on; see DOCUMENTS). The peers are installed from npm by version into a
folder of the user's cache. Prints medians and the ratio of medians as Markdown: ratios hold on a noisy machine, absolute times do not.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.processes import peak_megabytes

REDOCLY = "@redocly/cli@2.77.0"

DOCUMENTS = (
    "petstore-swagger-io/openapi.yaml",
    "twilio/twilio_taskrouter_v1.yaml",
    "stripe/spec3.yaml",
    "stripe/spec3.json",
    "openai/openapi.yaml",
    "github/api.github.com.derived.yaml",
    "github/api.github.com.json",
)


@dataclass(frozen=True)
class Run:
    wall: float
    cpu: float
    megabytes: float
    code: int


def measure(command: Sequence[str]) -> Run:
    """Run a command to its end with its output thrown away, and take the kernel's own accounting of it."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(wall, usage.ru_utime + usage.ru_stime, peak_megabytes(usage), process.returncode)


def install_redocly() -> str:
    """Install the pinned version once; return the path of its command."""
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "celadon-bench" / REDOCLY.replace("/", "_")
    command = home / "node_modules" / ".bin" / "redocly"
    if not command.exists():
        home.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm")
        if npm is None:
            sys.exit("npm is needed to install Redocly CLI")
        subprocess.run([npm, "install", "--prefix", str(home), "--no-audit", "--no-fund", REDOCLY], check=True, stdout=subprocess.DEVNULL)
    return str(command)


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # users have byte code; without it Python compiles the engine at every start
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--profile", default=None)
    options = parser.parse_args()
    celadon = [str(Path(sys.executable).parent / "celadon"), "check", "--exit-zero"]
    if options.profile:
        celadon += ["--profile", options.profile]
    redocly = [install_redocly(), "lint", "--extends", "recommended"]
    print("| document | celadon s | CPU s | MB | redocly s | MB | wall ratio | memory ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for name in DOCUMENTS:
        path = str(options.folder / name)
        ours: list[Run] = []
        theirs: list[Run] = []
        measure([*celadon, path])
        for _ in range(options.runs):
            ours.append(measure([*celadon, path]))
            theirs.append(measure([*redocly, path]))
        if any(run.code == 2 for run in ours):
            print(f"| {name} | no trustworthy verdict (exit 2) | | | | | | |")
            continue
        wall, cpu, memory = (statistics.median(getattr(run, key) for run in ours) for key in ("wall", "cpu", "megabytes"))
        other, other_memory = (statistics.median(getattr(run, key) for run in theirs) for key in ("wall", "megabytes"))
        print(
            f"| {name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {other:.2f} | {other_memory:.0f} "
            f"| {wall / other:.2f} | {memory / other_memory:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
