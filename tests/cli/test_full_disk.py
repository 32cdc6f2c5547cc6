"""Where a file cannot be written whole: a clear error, exit 2, and the old file as it was. A limit on file sizes plays the full disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import KEPT, MEASURED, celadon
from tests.cli.test_baseline import lay_out
from tests.cli.test_waivers import WANTED

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits on file sizes are POSIX's")

MANY = tuple(f"/{number}" for number in range(40))
DAY = "2026-11-26"


def in_little_room(folder: Path, *arguments: str, room: int) -> subprocess.CompletedProcess[str]:
    """Run the real command where no file may grow beyond `room` bytes."""
    import resource

    note = folder.parent / ".measured"
    env = {name: os.environ[name] for name in KEPT if name in os.environ} | {"MEASURED_TO": str(note)}
    env["PYTHONDONTWRITEBYTECODE"] = "1"  # Python itself keeps the half of a .pyc file that had room
    return subprocess.run(
        [sys.executable, MEASURED, *arguments, "--date", DAY] if arguments[0] != "init" else [sys.executable, MEASURED, *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )


COMMANDS = {
    "celadon-baseline.json": ("baseline", "create", "--force"),
    "celadon-waivers.yaml": ("waivers", "add", *WANTED, "--at", "GET /0"),
    "celadon.yaml": ("init", "--force"),
    "report.sarif": ("check", "--output", "sarif=report.sarif"),
}


@pytest.mark.parametrize(("name", "command"), COMMANDS.items(), ids=COMMANDS)
def test_a_disk_without_room_leaves_the_old_file_as_it_was(tmp_path: Path, name: str, command: tuple[str, ...]) -> None:
    project = tmp_path / "project"
    project.mkdir()
    lay_out(project, *MANY)
    if name == "celadon-baseline.json":
        assert celadon("baseline", "create", "--date", DAY, cwd=project).code == 0
    elif name == "celadon-waivers.yaml":
        (project / name).write_text("# Ours.\nwaivers: []\n" + "# A line.\n" * 20, encoding="utf-8")
    elif name == "report.sarif":
        (project / name).write_text("{}\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in project.iterdir() if path.is_file()}
    done = in_little_room(project, *command, room=200)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stdout + done.stderr
    assert f"{name} cannot be written: File too large" in done.stderr.replace("\n  ", " ")
    assert {path.name: path.read_bytes() for path in project.iterdir() if path.is_file()} == before, (
        "nothing is changed, nothing left behind"
    )
    assert in_little_room(project, *command, room=1_000_000).returncode in {0, 1}
    assert (project / name).read_bytes() != before.get(name) or name == "celadon-baseline.json"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize(("name", "command"), COMMANDS.items(), ids=COMMANDS)
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path, name: str, command: tuple[str, ...]) -> None:
    project = tmp_path / "project"
    project.mkdir()
    lay_out(project, *MANY)
    project.chmod(0o555)
    try:
        done = in_little_room(project, *command, room=1_000_000)
    finally:
        project.chmod(0o755)
    assert done.returncode == 2
    assert f"{name} cannot be written" in done.stderr.replace("\n  ", " ")
