"""A provider that counts: it does what it is asked, remembers each key, and can be asked whether it did."""

from __future__ import annotations

import http.client
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Quiet(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Whoever called was killed before the answer."""


class Provider:
    def __init__(self) -> None:
        self.done: list[str] = []
        self.lock = threading.Lock()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                key = self.rfile.read(length).decode()
                if len(key) < length:
                    return  # killed while it was asking: nothing was asked for
                with provider.lock:
                    provider.done.append(key)
                self._answer({"ok": True})

            def do_GET(self) -> None:
                with provider.lock:
                    found = self.path[1:] in provider.done
                self._answer({"done": found})

            def _answer(self, body: object) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: object) -> None:
                return

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def times(self) -> Counter[str]:
        with self.lock:
            return Counter(self.done)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Calling:
    """How the process that is killed speaks to it."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc

    def ask(self, method: str, path: str, body: str | None = None) -> dict[str, bool]:
        connection = http.client.HTTPConnection(self._host, timeout=5)
        connection.request(method, path, body)
        found: dict[str, bool] = json.loads(connection.getresponse().read())
        connection.close()
        return found
