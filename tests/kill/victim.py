"""The process that is killed: a real worker on a real database, calling a provider over HTTP.

One mother process imports everything once and forks a worker for each line it reads; the worker says when it runs.
Line: {"url": database, "provider": address, "lease_ms": n, "failpoint": name or null, "at": which reach of it kills}.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import timedelta

from incidentbot import failpoints, logs
from incidentbot.clock import SystemClock
from incidentbot.domain.people import Actor
from incidentbot.domain.timeline import EventKind
from incidentbot.domain.work import Work
from incidentbot.services.trouble import Troubles
from incidentbot.store.engine import open_engine
from incidentbot.store.store import Store
from incidentbot.timers import Timer
from incidentbot.worker import Worker
from tests.kill.provider import Calling


class Performing:
    """A performer whose provider can be asked."""

    def __init__(self, address: str) -> None:
        self._calling = Calling(address)

    def perform(self, work: Work, by: Actor) -> str:
        failpoints.reach("slack.before_call")
        self._calling.ask("POST", "/", work.key)
        failpoints.reach("slack.after_call")
        return work.key

    def happened(self, work: Work) -> bool:
        return self._calling.ask("GET", f"/{work.key}")["done"]


def run(order: dict[str, object]) -> None:
    store = Store(open_engine(str(order["url"])))
    clock = SystemClock()

    def note(work: Work, by: Actor) -> None:
        """A sentence of a service: what it writes and the end of its row are one transaction."""
        now = clock.now()
        with store.begin(by, now) as tx:
            tx.record(int(work.payload["ticket_id"]), now, by, EventKind.NOTE, f"note {work.id}")

    _arm(order)
    performers = {"call": Performing(str(order["provider"])), "note": Timer(note)}
    lease = timedelta(milliseconds=int(str(order["lease_ms"])))
    Worker(store, clock, performers, Troubles(store, clock), lease=lease, threads=4).start()
    os.write(1, b"running\n")
    time.sleep(60)


def _arm(order: dict[str, object]) -> None:
    if not order["failpoint"]:
        return
    left = int(str(order["at"]))

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    failpoints.arm({str(order["failpoint"]): count})


def main() -> None:
    logs.configure(production=True, level="critical")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            run(json.loads(line))
            os._exit(0)
        os.write(1, f"{child}\n".encode())


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    main()
