"""Callers: what a request brings, and what comes back. Only 127.0.0.1 is called, and only so often."""

import base64
import http.client
import json
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.truth.stubs import REACHED

DATA = Path(__file__).parent / "data"
MOST_REQUESTS = 1500
"""Of one run of the whole table; a probe that would call more often is a mistake of the table."""


@dataclass(frozen=True)
class Request:
    """What a caller sends."""

    method: str = "GET"
    path: str = "/"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    certificate: str | None = None
    """A client certificate of `data/`."""

    def carrying(self, place: str, name: str, value: str) -> "Request":
        """Add a credential to a header, the query or a cookie."""
        if place == "query":
            joint = "&" if "?" in self.path else "?"
            return Request(self.method, f"{self.path}{joint}{name}={quote(value)}", self.headers, self.body, self.certificate)
        if place == "cookie":
            return Request(self.method, self.path, {**self.headers, "Cookie": f"{name}={value}"}, self.body, self.certificate)
        return Request(self.method, self.path, {**self.headers, name: value}, self.body, self.certificate)


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 is a connection that was refused or broken."""

    status: int
    headers: dict[str, list[str]]
    seen: dict[str, object] | None
    """What the upstream was sent; None where the request did not reach it."""

    @property
    def came_through(self) -> bool:
        """Whether the upstream was reached."""
        return self.seen is not None

    def header(self, name: str) -> list[str]:
        """Every value of a header."""
        return self.headers.get(name, [])


class Callers:
    """Sends requests to one port and counts them over the whole run."""

    sent = 0

    def __init__(self, port: int, *, tls: bool) -> None:
        """Call a port of loopback."""
        self.port = port
        self.tls = tls

    def ask(self, request: Request) -> Answer:
        """Send one request on a connection of its own."""
        Callers.sent += 1
        assert Callers.sent <= MOST_REQUESTS, "the table calls too often"
        connection = self._connection(request.certificate)
        try:
            # An iterator makes http.client send chunks: a body whose size is not announced.
            body = iter([request.body[i : i + 4096] for i in range(0, len(request.body), 4096)]) if request.body else None
            connection.request(request.method, request.path, body=body, headers=request.headers, encode_chunked=True)
            response = connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException):
            return Answer(0, {}, None)
        finally:
            connection.close()
        headers: dict[str, list[str]] = {}
        for name, value in response.getheaders():
            headers.setdefault(name.lower(), []).append(value)
        return Answer(response.status, headers, json.loads(data) if REACHED in headers and data else None)

    def ask_twice(self, request: Request) -> None:
        """Send a request twice on one connection."""
        Callers.sent += 2
        connection = self._connection(request.certificate)
        for _ in range(2):
            connection.request(request.method, request.path, headers=request.headers)
            connection.getresponse().read()
        connection.close()

    def _connection(self, certificate: str | None) -> http.client.HTTPConnection:
        if not self.tls:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        context = ssl.create_default_context(cafile=str(DATA / "ca.pem"))
        if certificate:
            context.load_cert_chain(DATA / f"{certificate}.pem", DATA / f"{certificate}.key")
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=5, context=context)


def basic(name: str, password: str) -> str:
    """Write an `Authorization` header of basic authentication."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
