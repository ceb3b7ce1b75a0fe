"""The process that is killed: a real page clock and a real worker, which brings each message to a provider over HTTP.

python -m tests.kill.pager_victim DATABASE_URL PROVIDER_URL. It says `ready`, waits for a line, and works until then.
"""

from __future__ import annotations

import sys
import time

from incidentbot import logs
from incidentbot.clock import SystemClock
from incidentbot.domain.notification import MethodKind
from incidentbot.notifier import Notifier
from incidentbot.page_clock import PageClock
from incidentbot.ports import PageMessage
from incidentbot.services.link import Links
from incidentbot.services.notification import Notifications
from incidentbot.services.page_step import NOTIFY
from incidentbot.services.page_timer import PageTimers
from incidentbot.services.trouble import Troubles
from incidentbot.store.engine import open_engine
from incidentbot.store.store import Store
from incidentbot.worker import Worker
from tests.kill.provider import Calling
from tests.pager_world import pager_process
from tests.world import in_force


class Counted:
    """Takes every message, and can be asked."""

    name, kind, can_be_asked = "slack", MethodKind.SLACK, True

    def __init__(self, url: str) -> None:
        self._calling = Calling(url)

    def send(self, message: PageMessage, address: str) -> str:
        self._calling.ask("POST", "/", message.key)
        return message.key

    def find(self, key: str, address: str) -> str | None:
        return key if self._calling.ask("GET", f"/{key}")["done"] else None

    def withdraw(self, provider_id: str) -> None:
        raise AssertionError("nobody acknowledges here")


def main(database: str, provider: str) -> None:
    logs.configure(production=True, level="critical")
    store, clock, running = Store(open_engine(database)), SystemClock(), in_force(pager_process())
    links = Links("https://incidents.acme.example", "key")
    providers = {MethodKind.SLACK: [Counted(provider)]}
    notifier = Notifier(Notifications(store, clock, running), providers, links, lambda kept: kept)
    worker = Worker(store, clock, {NOTIFY: notifier}, Troubles(store, clock))
    steps = PageClock(store, clock, PageTimers(store, clock, running))
    print("ready", flush=True)
    sys.stdin.readline()
    worker.start()
    steps.start()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
