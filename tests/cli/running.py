"""The real command in a process of its own: scrubbed environment, measured time and memory, nothing shared with the tests."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

MEASURED = Path(__file__).with_name("measured.py")
KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "HOME")


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str
    cpu: float
    """Seconds of processor time, which other processes on the machine do not change."""
    megabytes: float
    """The highest resident size; 0 where the system does not tell."""

    @property
    def said(self) -> str:
        return self.out + self.err


def celadon(*arguments: str | Path, cwd: Path, stdin: bytes = b"", raw: bool = False, **environment: str) -> Answer:
    """Run `celadon ARGUMENTS` in a folder; `environment` is added to a nearly empty one."""
    note = cwd.parent / f".measured-{os.getpid()}-{time.monotonic_ns()}"
    env = {name: os.environ[name] for name in KEPT if name in os.environ} | {"MEASURED_TO": str(note), **environment}
    done = subprocess.run(
        [sys.executable, MEASURED, *arguments], cwd=cwd, input=stdin, capture_output=True, timeout=60, env=env, check=False
    )
    cpu, megabytes = (float(number) for number in note.read_text().split()) if note.exists() else (0.0, 0.0)
    note.unlink(missing_ok=True)
    out, err = (text.decode("utf-8").replace("\r\n", "\n") for text in (done.stdout, done.stderr))
    return Answer(done.returncode, out, err, cpu, megabytes)
