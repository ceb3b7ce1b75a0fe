"""What the database and the web server can do without us: the same row, committed by a group commit in a bare script.

python parts/bare.py PORT DATABASE_URL
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue

import psycopg
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

COLUMNS = "integration, source, dedup_key, state, alert, times, arrived_at"
Row = tuple[object, ...]
Write = Callable[[list[Row]], None]


def writer_of(url: str) -> Write:
    """Commits rows like those of the table `signal`, in a table of its own."""
    if url.startswith("sqlite"):
        lite = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
        lite.execute("PRAGMA journal_mode = WAL")
        lite.execute("PRAGMA synchronous = FULL")
        lite.execute("PRAGMA busy_timeout = 5000")
        lite.execute(f"CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, {COLUMNS})")

        def write_lite(rows: list[Row]) -> None:
            lite.execute("BEGIN IMMEDIATE")
            lite.executemany(f"INSERT INTO bare ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            lite.execute("COMMIT")

        return write_lite
    connection = psycopg.connect(url.replace("+psycopg", ""))
    types = "integration text, source text, dedup_key text, state text, alert jsonb, times int, arrived_at timestamptz"
    connection.execute(f"CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, {types})")
    connection.commit()

    def write(rows: list[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO bare ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)
        connection.commit()

    return write


def one_row(alert: dict[str, object]) -> Row:
    return ("bare", "bare", str(alert.get("fingerprint")), "firing", json.dumps(alert), 1, "2026-11-21T03:00:00+00:00")


class Bare:
    def __init__(self, write: Write) -> None:
        self.arrived: SimpleQueue[tuple[Row, Future[None]]] = SimpleQueue()
        self.write = write
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        while True:
            batch = [self.arrived.get()]
            try:
                while len(batch) < 500:
                    batch.append(self.arrived.get_nowait())
            except Empty:
                pass
            self.write([row for row, _ in batch])
            for _, future in batch:
                future.set_result(None)

    async def accept(self, request: Request) -> JSONResponse:
        body = json.loads(await request.body())
        future: Future[None] = Future()
        self.arrived.put((one_row(body["alerts"][0]), future))
        await asyncio.wrap_future(future)
        return JSONResponse({"status": "accepted"}, 202)


if __name__ == "__main__":
    bare = Bare(writer_of(sys.argv[2]))
    app = Starlette(
        routes=[Route("/bare", bare.accept, methods=["POST"]), Route("/readyz", lambda _: JSONResponse({}))]
    )
    uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False)
