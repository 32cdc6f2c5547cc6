"""What the console script does, with a note of processor time and memory at the end. Not imported by tests: run by them."""

import atexit
import os
import sys
import time
from pathlib import Path

from celadon.cli.main import main


def _note() -> None:
    status = Path("/proc/self/status")
    peak = 0
    if status.exists():  # VmHWM, not ru_maxrss: that one counts the parent before exec
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        peak = int(line.split()[1]) // 1024
    Path(os.environ["MEASURED_TO"]).write_text(f"{time.process_time()} {peak}")


atexit.register(_note)
sys.argv[0] = "celadon"
main()
