"""A Mailjet of our own on this machine: takes mail, remembers it, and fails as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Remembered:
    """The messages that were taken, in their order."""

    url: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)

    def ids(self) -> list[str]:
        return [message["CustomID"] for message in self.messages]


class _Answering(BaseHTTPRequestHandler):
    remembered: Remembered

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.remembered.messages += body["Messages"]
        self._answer({"Messages": [{"Status": "success"} for _ in body["Messages"]]})

    def do_GET(self) -> None:
        [wanted] = parse_qs(urlsplit(self.path).query)["CustomID"]
        self._answer({"Count": self.remembered.ids().count(wanted)})

    def _answer(self, said: dict[str, Any]) -> None:
        written = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def mailjet() -> Iterator[Remembered]:
    """Serve on this machine; give what is remembered, and the address."""
    remembered = Remembered()
    answering = type("Answering", (_Answering,), {"remembered": remembered})
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    remembered.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield remembered
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
