"""Senders of alerts, in a process of their own: each has one connection and waits for its answer before it goes on.

    python parts/sender.py PORT PATH SENDERS SECONDS KIND FIRST [MOST [ENVIRONMENT]]

KIND is distinct (every alert has a key of its own) or repeats (each sender says the same one). ENVIRONMENT is staging,
where nothing is an incident, unless another is said. Prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from itertools import count

import uvloop

ALERT = {
    "version": "4",
    "status": "firing",
    "receiver": "incidentbot",
    "groupLabels": {"alertname": "CheckoutDown"},
    "externalURL": "https://alertmanager.acme.example",
    "alerts": [
        {
            "status": "firing",
            "labels": {
                "alertname": "CheckoutErrors",
                "service": "checkout",
                "severity": "critical",
                "env": "staging",
                "instance": "10.0.0.1:8080",
            },
            "annotations": {"summary": "Checkout answers 500", "description": "5 % of requests fail since 10 minutes."},
            "startsAt": "2026-11-21T03:00:00Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "https://prometheus.acme.example/graph",
            "fingerprint": "KEY",
        }
    ],
}
ENVIRONMENT = sys.argv[8] if len(sys.argv) > 8 else "staging"
BEFORE, AFTER = json.dumps(ALERT).replace("staging", ENVIRONMENT).encode().split(b"KEY")


class Sender(asyncio.Protocol):
    def __init__(self, head: bytes, keys: object, until: float, done: asyncio.Future[None], most: int) -> None:
        self.head, self.keys, self.until, self.done, self.most = head, keys, until, done, most
        self.times: list[float] = []
        self.refused: dict[int, int] = {}
        self.answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        body = BEFORE + next(self.keys) + AFTER  # type: ignore[call-overload]
        self.sent = time.perf_counter()
        self.transport.write(self.head % len(body) + body)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.answer += data
        head, _, body = self.answer.partition(b"\r\n\r\n")
        at = head.lower().find(b"content-length:")
        if not body or at < 0 or len(body) < int(head[at + 15 :].split(b"\r\n")[0]):
            return
        now = time.perf_counter()
        status = int(head[9:12])
        self.answer = b""
        if status == 202:
            self.times.append(now - self.sent)
        else:
            self.refused[status] = self.refused.get(status, 0) + 1
        if now > self.until or len(self.times) >= self.most:
            self.done.set_result(None)
            self.transport.close()
        else:
            self.send()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def main() -> None:
    port, path, senders, seconds, kind, first, *most = sys.argv[1:8]
    each = int(most[0]) // int(senders) if most else sys.maxsize
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    numbers = count(int(first))
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    all_of_them = []
    for sender in range(int(senders)):
        distinct = (b"%d" % number for number in numbers)
        keys = distinct if kind == "distinct" else iter(lambda key=b"same-%d" % sender: key, None)  # type: ignore[misc]
        done = loop.create_future()
        made = Sender(head.encode(), keys, began + float(seconds), done, each)
        await loop.create_connection(lambda made=made: made, "127.0.0.1", int(port))  # type: ignore[misc]
        all_of_them.append(made)
    await asyncio.gather(*(one.done for one in all_of_them))
    took = time.perf_counter() - began
    refused: dict[int, int] = {}
    for one in all_of_them:
        for status, times in one.refused.items():
            refused[status] = refused.get(status, 0) + times
    times = sorted(1000 * spent for one in all_of_them for spent in one.times)
    print(
        json.dumps(
            {
                "accepted": len(times),
                "seconds": took,
                "refused": refused,
                "next": next(numbers),
                "p50": times[len(times) // 2] if times else 0,
                "p99": times[int(len(times) * 0.99)] if times else 0,
            }
        )
    )


if __name__ == "__main__":
    uvloop.run(main())
