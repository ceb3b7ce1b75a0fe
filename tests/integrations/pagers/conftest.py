"""Providers as the sandbox plays them, over real HTTP; and a desk at which their callbacks arrive."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import uvicorn
from starlette.applications import Starlette

from incidentbot.domain.priority import Priority
from incidentbot.integrations.pagers import Ours, Pagers, pagers
from incidentbot.ports import NotificationProvider, PageMessage, Press, Receipt, Reply, Said
from incidentbot.sandbox import start
from incidentbot.services.link import Links
from incidentbot.setting_providers import ProviderSettings
from incidentbot.web import callbacks
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.town import Json, Town, until

KEY = "a-secret-key-of-some-length-0123456789"


@dataclass
class Desk:
    """Whoever acts on what the providers bring: it writes it down, and says what it was told to say."""

    url: str = ""
    receipts: list[Receipt] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    says: Said = field(default_factory=Said)

    def receipt(self, receipt: Receipt) -> None:
        self.receipts.append(receipt)

    def pressed(self, press: Press) -> Said:
        self.presses.append(press)
        return self.says

    def replied(self, reply: Reply) -> Said:
        self.replies.append(reply)
        return self.says


@dataclass
class Kit:
    """The town with its telephones, the bot's providers, and the desk."""

    town: Town
    pagers: Pagers
    desk: Desk

    def provider(self, name: str) -> NotificationProvider:
        return next(one for found in self.pagers.providers.values() for one in found if one.name == name)

    def phone(self, person: str) -> Json:
        return next(phone for phone in self.town.state()["phones"] if phone["user"] == person)

    def items(self, person: str) -> list[Json]:
        found: list[Json] = self.phone(person)["items"]
        return found

    def item(self, person: str) -> Json:
        """The last thing that came, once it came."""
        return until(lambda: self.items(person))[-1]

    def receipt(self) -> Receipt:
        return until(lambda: self.desk.receipts)[-1]

    def asked(self, name: str) -> list[Json]:
        return [call for call in self.town.calls() if call["method"] == name]


@pytest.fixture(scope="session")
def built() -> Iterator[Kit]:
    sandbox = start(manifest=MANIFEST)
    desk = Desk()
    readers: dict[str, object] = {}
    application = Starlette(routes=callbacks.routes(readers, desk, lambda: desk.url))  # type: ignore[arg-type]
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    desk.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    links = Links(desk.url, KEY)
    ours = Ours(desk.url, links.callback, links.notification_in, links.page_of)
    found = pagers(ProviderSettings.model_validate(sandbox.providers), ours)
    readers.update(found.readers)
    yield Kit(Town(sandbox), found, desk)
    server.should_exit = True
    thread.join(5)
    sandbox.stop()


@pytest.fixture
def kit(built: Kit) -> Iterator[Kit]:
    built.town.post("/sandbox/reset")
    for heard in (built.desk.receipts, built.desk.presses, built.desk.replies):
        heard.clear()  # type: ignore[attr-defined]
    built.desk.says = Said()
    yield built
    built.town.http.delete("/sandbox/faults")
    # What this test set going comes to its end before the next one begins.
    until(lambda: all(call["outcome"] for call in built.town.get("/sandbox/deliveries")))


@pytest.fixture
def message() -> PageMessage:
    return PageMessage(
        notification_id=7,
        key="notification:7",
        priority=Priority.P1,
        title="checkout is down <b>&",
        body="5xx above 20 % for 5 minutes",
        code="4812",
        acknowledge_url="http://127.0.0.1:1/acknowledge/7?key=k",
        escalate_url="http://127.0.0.1:1/escalate/7?key=k",
        page_url="http://127.0.0.1:1/acknowledge/7?key=k",
    )
