"""What stands behind and beside the gateway: an upstream that says what it was sent, and a service that authorises."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket
from threading import Thread

DATA = Path(__file__).parent / "data"
REACHED = "x-stub-upstream"
"""The response header by which a caller knows that the request came through."""


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __getattr__(self, name: str) -> object:
        """Serve every method alike: `http.server` looks for `do_GET` and the like."""
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def handle_any(self) -> None:
        """Answer a request; what stands here is for methods that a stub does not know."""
        self.answer(501, {}, b"")

    def log_message(self, *_: object) -> None:
        """Say nothing: the table is the output."""

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.read_body()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def read_body(self) -> None:
        """Take the body from the wire, so that the connection can be used again."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
                self.rfile.read(size + 2)
            self.rfile.readline()
        else:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))


class Upstream(_Quiet):
    """Answers every request with what it was sent."""

    def handle_any(self) -> None:
        seen = {"path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()}}
        self.answer(200, {REACHED: "yes", "Content-Type": "application/json"}, json.dumps(seen).encode())


class Authorisation(_Quiet):
    """Lets in who brings `Authorization: Bearer let-me-in`, as an external authorisation service would."""

    def handle_any(self) -> None:
        admitted = self.headers.get("Authorization") == "Bearer let-me-in"
        self.answer(200 if admitted else 401, {}, b"")


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], certificate: str | None = None) -> Iterator[int]:
    """Serve on a free port of loopback, with TLS where a certificate of `data/` is named; yields the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(DATA / f"{certificate}.pem", DATA / f"{certificate}.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def closed_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket(AF_INET, SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
