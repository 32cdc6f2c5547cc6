"""What users install: a wheel, built here, in an environment that has never seen this checkout."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE_PACKAGES = sysconfig.get_path("purelib")


def run(*command: str | Path, **more) -> str:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT)
    [built] = out.glob("celadon-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment that holds the wheel and, by path, its dependencies; not this checkout."""
    home = tmp_path_factory.mktemp("home")
    run(sys.executable, "-m", "venv", "--without-pip", home)
    binaries = home / ("Scripts" if os.name == "nt" else "bin")
    python = binaries / ("python.exe" if os.name == "nt" else "python")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    return binaries / ("celadon.exe" if os.name == "nt" else "celadon")


def command(installed: Path, *arguments: str | Path) -> str:
    # PYTHONPATH reads no .pth files, so the editable install of this checkout stays out of it
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": SITE_PACKAGES, "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")}
    return run(installed, *arguments, cwd=installed.parent, env=environment)


def test_the_wheel_lists_the_built_in_policies(installed: Path) -> None:
    shown = command(installed, "policies")
    assert "payments/" in shown or "payments " in shown
    assert "idempotency-key" in shown
    assert "built in" in shown
    count = sum(1 for path in (ROOT / "policies").glob("*/*.yaml") if path.name != "bundle.yaml" and not path.name.endswith(".cases.yaml"))
    assert f"{count} of {count} policies" in shown


def test_the_wheel_explains_a_policy_and_prints_a_schema(installed: Path) -> None:
    assert "Idempotency-Key" in command(installed, "explain", "payments/idempotency-key")
    assert '"celadon.report/v1"' in command(installed, "schema", "report")


def test_the_wheel_judges_a_document(installed: Path) -> None:
    shown = command(installed, "check", ROOT / "specs" / "openapi" / "payments-bad.yaml", "--exit-zero")
    assert "payments/idempotency-key" in shown


def test_the_wheel_holds_data_and_types_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "celadon/py.typed" in names
    assert "celadon/schemas/report.schema.json" in names
    assert "celadon/_policies/payments/bundle.yaml" in names
    assert not [name for name in names if not name.startswith(("celadon/", "celadon-"))]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_tells_pytest_of_its_plugin(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    [entries] = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    assert "[pytest11]\nceladon = celadon.pytest_plugin\n" in archive.read(entries).decode()
