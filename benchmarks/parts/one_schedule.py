"""`GET /api/v1/oncall` for one schedule, asked of a running bot over one connection."""

from __future__ import annotations

import json
import time

import httpx2
from parts.machine import ROOT, free_port, process, wait_ready

from incidentbot.clock import SystemClock
from incidentbot.domain.people import BOT
from incidentbot.services.token import Tokens
from incidentbot.store.engine import open_engine
from incidentbot.store.store import Store

TIMES = 500


def milliseconds(database_url: str) -> list[float]:
    """How long each answer took. The sandbox stands in for Slack; the schedule is that of the built-in example."""
    with process("-m", "incidentbot.sandbox", "--port", "0", "--manifest", str(ROOT / "manifest.yml")) as slack:
        assert slack.stdout
        told, port = json.loads(slack.stdout.readline()), free_port()
        environ = {
            "SLACK_BOT_TOKEN": told["bot_token"],
            "SLACK_APP_TOKEN": told["app_token"],
            "SLACK_API_URL": told["api_url"],
            "INCIDENTBOT_PORT": str(port),
            "DATABASE_URL": database_url,
        }
        with process("-m", "incidentbot", "serve", environ=environ):
            wait_ready(f"http://127.0.0.1:{port}", time.perf_counter())
            engine = open_engine(database_url)
            key = Tokens(Store(engine), SystemClock()).make("api", "bench", None, ["read"], BOT)
            engine.dispose()
            time.sleep(2.5)  # until the key is known to the replica
            return _asked(port, key)


def _asked(port: int, key: str) -> list[float]:
    spent = []
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {key}"}) as http:
        for _ in range(TIMES):
            began = time.perf_counter()
            answer = http.get("/api/v1/oncall", params={"of": "payments-primary"})
            spent.append(1000 * (time.perf_counter() - began))
            assert len(answer.json()["items"]) == 1, answer.text
    return spent
