"""Five thousand hostile bodies over HTTP: no 500, every answer a sentence, and nothing that was accepted is lost."""

from __future__ import annotations

import random
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette

from incidentbot.domain.people import BOT
from incidentbot.integrations.sources import SOURCES
from incidentbot.integrations.sources.sns_sender import SnsSender
from incidentbot.services.digest import Digest
from incidentbot.services.heartbeat import Heartbeats
from incidentbot.services.intake import Intake
from incidentbot.services.subscription import Subscriptions
from incidentbot.services.token import Tokens
from incidentbot.store.store import Store
from incidentbot.web.intake import routes
from incidentbot.web.signed import SignedDoor
from tests.integrations.sources.amazon import Internet, certificate
from tests.integrations.sources.bodies import BODIES
from tests.web.hostile_bodies import RARE, hostile_bodies
from tests.web.monitors import *  # noqa: F403
from tests.web.monitors import rows, waiting
from tests.world import FakeClock, InForce

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

HOW_MANY = 5_000
HUGE = 20
SENDERS = 4
SEED = 3
AT_MOST = 0.05  # seconds for an answer


class Answer(NamedTuple):
    source: str
    status: int
    alerts: int
    seconds: float
    body: bytes
    told: str


@pytest.fixture
def address(
    sqlite_store: Store, clock: FakeClock, shop: InForce, tokens: Tokens, heartbeats: Heartbeats, sns: SnsSender
) -> Iterator[str]:
    """The intake behind a real server."""
    intake = Intake(sqlite_store, clock)
    intake.start()
    signed = SignedDoor({"cloudwatch": sns}, Subscriptions(sqlite_store, clock))
    app = Starlette(routes=routes(intake, tokens, heartbeats, shop, SOURCES, signed))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    intake.stop()
    listener.close()


@pytest.fixture
def internet() -> Internet:
    """Every certificate that a recorded message names is there; the signatures are zeros all the same."""
    named = [body["SigningCertURL"] for body in BODIES["cloudwatch"] if "SigningCertURL" in body]
    return Internet({address: certificate() for address in named})


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def bodies() -> list[tuple[str, bytes]]:
    sources = [*SOURCES, "generic"]
    each = (HOW_MANY - HUGE) // len(sources) + 1
    made = [(source, body) for source in sources for body in hostile_bodies(source, each, SEED)][: HOW_MANY - HUGE]
    dice = random.Random(SEED)
    made += [(dice.choice(sources), RARE(dice, {"alerts": [{"labels": {}}], "status": "x"})) for _ in range(HUGE)]
    dice.shuffle(made)
    return made


def send_all(address: str, keys: dict[str, str]) -> list[Answer]:
    def send(share: list[tuple[str, bytes]]) -> list[Answer]:
        with httpx2.Client(base_url=address, timeout=20, trust_env=False) as http:
            return [_answer(http, keys, source, body) for source, body in share]

    everything = bodies()
    with ThreadPoolExecutor(SENDERS) as senders:
        shares = senders.map(send, [everything[first::SENDERS] for first in range(SENDERS)])
        return [answer for share in shares for answer in share]


def _answer(http: httpx2.Client, keys: dict[str, str], source: str, body: bytes) -> Answer:
    since = time.perf_counter()
    answer = http.post(f"/alerts/{source}/{keys[source]}", content=body, headers={"content-type": "application/json"})
    seconds = time.perf_counter() - since
    told = answer.json()
    return Answer(source, answer.status_code, told.get("alerts", 0), seconds, body[:300], told.get("error", ""))


def test_no_hostile_body_gives_a_500_and_none_that_is_accepted_is_lost(
    address: str, tokens: Tokens, store: Store, digest: Digest
) -> None:
    keys = {source: tokens.make("integration", _name(source), source, [], BOT) for source in [*SOURCES, "generic"]}
    answers = send_all(address, keys)
    statuses = Counter(answer.status for answer in answers)
    times = sorted(answer.seconds for answer in answers)
    middle, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    print(
        f"{len(answers)} hostile bodies: {dict(sorted(statuses.items()))}; "
        f"median {middle * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, slowest {times[-1] * 1000:.0f} ms"
    )
    assert len(answers) == HOW_MANY
    assert statuses.keys() <= {202, 400, 403, 413}, [one for one in answers if one.status >= 500][:3]
    assert statuses[202] > HOW_MANY / 4
    assert statuses[400] > HOW_MANY / 10
    assert statuses[413] == HUGE
    assert all(" " in answer.told for answer in answers if answer.status >= 400)
    assert middle < AT_MOST

    accepted = Counter[str]()
    for answer in answers:
        accepted[_name(answer.source)] += answer.alerts
    kept = dict(rows(store, "SELECT integration, sum(times) FROM signal GROUP BY integration"))
    assert kept == {name: count for name, count in accepted.items() if count}

    while before := waiting(store):
        digest.digest(BOT)
        assert waiting(store) < before, "a signal that cannot be digested holds up the others"
    assert rows(store, "SELECT count(*) FROM ticket") != [(0,)]


def _name(source: str) -> str:
    """The shop knows its generic sender by a name of its own."""
    return "own" if source == "generic" else source
