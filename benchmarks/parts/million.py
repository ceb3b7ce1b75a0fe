"""A million unresolved tickets in the database of a running bot, and the pages of its queue."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

import httpx2
from parts.machine import p99, row
from sqlalchemy import text

from incidentbot.clock import SystemClock
from incidentbot.domain.people import BOT
from incidentbot.domain.priority import ImpactFacts, Priority
from incidentbot.domain.queue import Place, Wanted, place_of
from incidentbot.services.token import Tokens
from incidentbot.store.store import Store

TICKETS, PAGE, LATE_PAGE, LOOKS = 1_000_000, 10, 20_000, 200
TEAMS = 20

NUMBERS = {
    "sqlite": f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {TICKETS}) SELECT i FROM n)",
    "postgresql": f"(SELECT generate_series(1, {TICKETS}) AS i)",
}
DUE = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', '2027-01-01', '+' || (i * 7919 % 500000) || ' minutes')",
    "postgresql": "timestamptz '2027-01-01 00:00:00+00' + make_interval(mins => (i::bigint * 7919 % 500000)::int)",
}
OPENED = {"sqlite": "'2026-11-01 00:00:00.000000'", "postgresql": "timestamptz '2026-11-01 00:00:00+00'"}

FACTS = json.dumps(asdict(ImpactFacts()))


def fill(store: Store) -> None:
    """One classification for all of them: the page's joins stay what they are."""
    kind = store.engine.dialect.name
    no, opened = ("false" if kind == "postgresql" else "0"), OPENED[kind]
    judged = f"""INSERT INTO classification (id, at, "by", facts, urgency, severity, computed, priority, reasons,
        process_version) VALUES (9000000, {opened}, 'bench', '{FACTS}', 'planned', 'SEV3', 'P4', 'P4', '[]', 'bench')"""
    tickets = f"""INSERT INTO ticket (number, title, description, state, service, environment, classification_id,
        opened_at, closed_reason, team, priority, severity, due_at, alerts_open, alerts_total, missing, is_growing)
        SELECT 1000000 + i, 'Trouble number ' || i, '', 'open', 'service-' || (i % 100), 'production', 9000000,
        {opened}, '', 'team-' || (i % {TEAMS}), CASE WHEN i % 3 = 0 THEN 'P3' ELSE 'P4' END, 'SEV3', {DUE[kind]},
        0, 0, '[]', {no} FROM {NUMBERS[kind]} AS numbers"""
    with store.engine.begin() as connection:
        if kind == "postgresql":
            connection.exec_driver_sql("SET statement_timeout = 0")
        connection.execute(text(judged.replace(":", r"\:")))
        connection.execute(text(tickets.replace(":", r"\:")))
        connection.exec_driver_sql("ANALYZE")


def place_at(store: Store, rank: int) -> Place:
    """Walked to once, by the slow way."""
    with store.engine.connect() as connection:
        if store.is_postgres:
            connection.exec_driver_sql("SET statement_timeout = 0")
        found = connection.exec_driver_sql(
            "SELECT id FROM ticket WHERE closed_at IS NULL ORDER BY priority, due_at, id LIMIT 1 OFFSET " + str(rank)
        ).scalar_one()
    with store.read() as tx:
        return place_of(tx.ticket(found))


def timed(look: Callable[[], object]) -> list[float]:
    look()
    spent = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        look()
        spent.append(1000 * (time.perf_counter() - began))
    return sorted(spent)


def shown(spent: list[float]) -> str:
    return f"{spent[len(spent) // 2]:.1f} / {p99(spent):.1f} ms"


def cursor(place: Place) -> str:
    told = ["queue", str(Priority(place.priority)), place.due_at.isoformat(), place.ticket_id]
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def measure(store: Store, port: int, now: datetime) -> None:
    began = time.perf_counter()
    fill(store)
    row(f"{TICKETS:,} tickets written", f"{time.perf_counter() - began:.0f} s")
    late = place_at(store, PAGE * (LATE_PAGE - 1))

    def look(wanted: Wanted, after: Place | None) -> Callable[[], object]:
        def page() -> object:
            with store.read() as tx:
                found = tx.queue_page(wanted, after, now, PAGE)
                assert len(found) == PAGE
                return found

        return page

    one_team = Wanted(teams=("team-7",))
    row(
        "a team's queue, its first page, in the database, p50 / p99",
        shown(timed(look(one_team, None))),
        "p99 under 5 ms",
    )
    first, last = timed(look(Wanted(), None)), timed(look(Wanted(), late))
    row("everybody's queue, its first page, in the database", shown(first), "p99 under 5 ms")
    ratio = last[LOOKS // 2] / first[LOOKS // 2]
    row(f"… its {LATE_PAGE:,}th page", shown(last), f"at most twice the first: {ratio:.2f} times")
    key = Tokens(store, SystemClock()).make("api", "bench", None, ["read"], BOT)
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {key}"}) as http:

        def over_http(**wanted: str) -> Callable[[], object]:
            def page() -> object:
                answer = http.get("/api/v1/tickets", params={"order": "queue", "limit": str(PAGE), **wanted})
                assert answer.status_code == 200, answer.text
                assert len(answer.json()["items"]) == PAGE
                return answer

            return page

        time.sleep(2.5)  # until the key is known to the replica
        row("… its first page over HTTP", shown(timed(over_http())), "p99 under 25 ms")
        row(f"… its {LATE_PAGE:,}th page over HTTP", shown(timed(over_http(cursor=cursor(late)))), "p99 under 25 ms")
        row("a team's queue over HTTP", shown(timed(over_http(team="team-7"))), "p99 under 25 ms")
