"""Full text: which tickets and timeline events say certain words. SQLite FTS5 or PostgreSQL tsvector; both are given
the words of `domain.search`, and put what they find into the same order: newest first.

What changes in a transaction is noted where it is written (`reworded`, `recorded` of Rows), and indexed together just
before the commit: in the same transaction, once for each ticket, however often it was changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from sqlalchemy import Select, TextClause, bindparam, select, text

from incidentbot.domain.search import Term, words
from incidentbot.store.rows import Rows
from incidentbot.store.tables import incident, ticket, timeline_event

WORD_TABLES = ("ticket_words", "event_words")  # made by a migration: neither is a table as SQLAlchemy knows them


class Where(IntEnum):
    """Best first: a title that says all of it, then all that a ticket says, then the timelines."""

    TITLE = 1
    TICKET = 2
    TIMELINE = 3


_INDEX: Mapping[str, tuple[TextClause, TextClause]] = {
    "sqlite": (
        text("INSERT OR REPLACE INTO ticket_words (rowid, title, body) VALUES (:id, :title, :body)"),
        text("INSERT INTO event_words (rowid, body) VALUES (:id, :body)"),
    ),
    "postgresql": (
        text(
            "INSERT INTO ticket_words (id, words) VALUES (:id, CAST(:title || ' ' || :body AS tsvector))"
            " ON CONFLICT (id) DO UPDATE SET words = excluded.words"
        ),
        text("INSERT INTO event_words (id, words) VALUES (:id, CAST(:body AS tsvector))"),
    ),
}
_SQLITE = "SELECT rowid FROM {0} WHERE {0} MATCH :query AND rowid < :before ORDER BY rowid DESC LIMIT :most"
_POSTGRESQL = "SELECT id FROM {0} WHERE words @@ CAST(:query AS tsquery) AND id < :before ORDER BY id DESC LIMIT :most"
_FIND = {
    "sqlite": [text(_SQLITE.format(table)) for table in WORD_TABLES],
    "postgresql": [text(_POSTGRESQL.format(table)) for table in WORD_TABLES],
}


class SearchRows(Rows):
    def index_words(self) -> None:
        """Whatever this transaction has said so far can be found after its commit."""
        index_ticket, index_event = _INDEX[self.dialect]
        if self.reworded:
            self.connection.execute(index_ticket, self._reworded_tickets())
        if self.recorded:
            said = [{"id": event_id, "body": self._spelled(body)} for event_id, body in self.recorded.items()]
            self.connection.execute(index_event, said)
        self.reworded.clear()
        self.recorded.clear()

    def _reworded_tickets(self) -> list[dict[str, Any]]:
        for ticket_id in sorted(self.reworded):
            self.hold(ticket, ticket_id)  # somebody may be changing another part of what it says: the last knows all
        rows = self.connection.execute(_ALL_IT_SAYS, {"ids": list(self.reworded)})
        return [self._ticket_words(row) for row in rows]

    def _ticket_words(self, row: Any) -> dict[str, Any]:
        labels = f"T-{row.number}" + (f" INC-{row.incident_number}" if row.incident_number else "")
        title = f"{labels} {row.title}"
        body = f"{row.description}\n{row.summary or ''}"
        after_title = len(words(title)) + 1  # so that no phrase begins in the title and ends in the text
        return {"id": row.id, "title": self._spelled(title, "A"), "body": self._spelled(body, start=after_title)}

    def _spelled(self, body: str, weight: str = "", start: int = 0) -> str:
        """`redis pool`, or for PostgreSQL each word with its place: `'redis':1 'pool':2`"""
        said = words(body)
        if self.dialect == "sqlite":
            return " ".join(said)
        return " ".join(f"'{word}':{at}{weight}" for at, word in enumerate(said, start + 1))

    # -- finding --------------------------------------------------------------------------------------------------

    def saying(self, where: Where, wanted: Sequence[Term], before: int, most: int) -> list[Any]:
        """Tickets, or events with the ticket that they tell of, that say every term there and in no better place.

        Newest first, those with an id less than `before`.
        """
        in_timeline = where is Where.TIMELINE
        whole, key = (_events(), timeline_event.c.id) if in_timeline else (_tickets(), ticket.c.id)
        given = {"query": _QUERIES[self.dialect](where, wanted), "before": before, "most": most}
        ids = list(self.connection.scalars(_FIND[self.dialect][in_timeline], given))
        return list(self.connection.execute(whole.where(key.in_(ids)).order_by(key.desc())).all()) if ids else []


def _sqlite_query(where: Where, wanted: Sequence[Term]) -> str:
    """`"redis" AND "pool is full" AND "tim" *`. Words are letters and digits alone: none can end a quote."""
    anywhere = " AND ".join(f'"{" ".join(term.words)}"' + (" *" if term.is_prefix else "") for term in wanted)
    title = f"title : ({anywhere})"
    return {Where.TITLE: title, Where.TICKET: f"({anywhere}) NOT ({title})", Where.TIMELINE: anywhere}[where]


def _postgres_query(where: Where, wanted: Sequence[Term]) -> str:
    anywhere, title = _postgres_terms(wanted), _postgres_terms(wanted, "A")
    return {Where.TITLE: title, Where.TICKET: f"{anywhere} & !({title})", Where.TIMELINE: anywhere}[where]


_QUERIES = {"sqlite": _sqlite_query, "postgresql": _postgres_query}


def _postgres_terms(wanted: Sequence[Term], weight: str = "") -> str:
    """`('redis') & ('pool' <-> 'is' <-> 'full') & ('tim':*)`"""
    return " & ".join(f"({_postgres_phrase(term, weight)})" for term in wanted)


def _postgres_phrase(term: Term, weight: str) -> str:
    ends = [weight] * len(term.words)
    ends[-1] += "*" if term.is_prefix else ""
    return " <-> ".join(f"'{word}'" + (f":{end}" if end else "") for word, end in zip(term.words, ends, strict=True))


_OF_TICKET = (
    ticket.c.number,
    ticket.c.title,
    ticket.c.state,
    ticket.c.priority,
    ticket.c.service,
    ticket.c.environment,
    ticket.c.opened_at,
    incident.c.number.label("incident_number"),
    incident.c.status,
    incident.c.channel_id,
    incident.c.channel_name,
)

_EVENT = timeline_event.c
_OF_EVENT = (_EVENT.id, _EVENT.of, _EVENT.text, _EVENT.happened_at, _EVENT.actor, _EVENT.author, _EVENT.link)

_SAYING = (ticket.c.id, ticket.c.number, ticket.c.title, ticket.c.description)
_ALL_IT_SAYS = (
    select(*_SAYING, incident.c.number.label("incident_number"), incident.c.summary)
    .outerjoin(incident, incident.c.ticket_id == ticket.c.id)
    .where(ticket.c.id.in_(bindparam("ids", expanding=True)))
)


def _tickets() -> Select[Any]:
    return select(ticket.c.id, ticket.c.description, incident.c.summary, *_OF_TICKET).outerjoin(
        incident, incident.c.ticket_id == ticket.c.id
    )


def _events() -> Select[Any]:
    return (
        select(*_OF_EVENT, *_OF_TICKET)
        .join(ticket, ticket.c.id == timeline_event.c.ticket_id)
        .outerjoin(incident, incident.c.ticket_id == ticket.c.id)
    )
