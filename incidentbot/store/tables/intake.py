"""Signals on their way in: keys, what arrived, alerts, reports, silences, heartbeats."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from incidentbot.store.instant import Instant
from incidentbot.store.plain import Plain
from incidentbot.store.tables.base import Document, Id, id_column, index_where, metadata

OPEN, HELD, UNREADY = text("is_open"), text("held_by IS NOT NULL"), text("is_unready")

# Keys of integrations and of the API. Only a hash is kept: a key is shown once, when it is made.
token = Table(
    "token",
    metadata,
    id_column(),
    Column("hash", String(64), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),  # integration | api
    Column("name", Plain(100), nullable=False),
    Column("source", String(40)),
    Column("scopes", Document, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Plain(200), nullable=False),
    Column("revoked_at", Instant),
    Index("ix_token_name", "name", "id"),
)

# What arrived and was answered with a 2xx, until it has been digested into alerts and tickets.
signal = Table(
    "signal",
    metadata,
    id_column(),
    Column("integration", Plain(100), nullable=False),
    Column("source", String(40), nullable=False),
    Column("dedup_key", Plain(255), nullable=False),
    Column("state", String(12), nullable=False),
    Column("alert", Document, nullable=False),
    Column("times", Integer, nullable=False),
    Column("arrived_at", Instant, nullable=False),
)

alert = Table(
    "alert",
    metadata,
    id_column(),
    Column("integration", Plain(100), nullable=False),
    Column("source", String(40), nullable=False),
    Column("dedup_key", Plain(255), nullable=False),
    Column("state", String(12), nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("ticket_id", Id, ForeignKey("ticket.id")),
    Column("title", Plain, nullable=False),
    Column("severity", Plain(60)),
    Column("rule", Plain(255), nullable=False),  # or its title, cut to what an index can carry
    Column("service", Plain(200)),
    Column("environment", Plain(200), nullable=False),
    Column("labels", Document, nullable=False),
    Column("links", Document, nullable=False),
    Column("description", Plain, nullable=False),
    Column("reasons", Document, nullable=False),
    Column("missing", Document, nullable=False),  # which of the three questions it cannot answer
    Column("is_unready", Boolean, nullable=False),  # it cannot answer one of them
    Column("process_version", String(80), nullable=False, default=""),  # by which it was judged last
    Column("times", Integer, nullable=False),
    Column("flaps", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("is_flapping_told", Boolean, nullable=False),
    Column("held_by", Id),  # the silence that holds it back
    index_where("uq_alert_open", "integration", "dedup_key", where=OPEN, unique=True),
    Index("ix_alert_ticket_id", "ticket_id", "id"),
    Index("ix_alert_last_at", "last_at", "id"),
    index_where("ix_alert_unready", "integration", "rule", where=UNREADY),
    Index("ix_alert_rule", "integration", "rule", "id"),
    index_where("ix_alert_held_by", "held_by", where=HELD),
)

report = Table(
    "report",
    metadata,
    id_column(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("reporter", Plain(200), nullable=False),
    Column("reporter_person", Id, ForeignKey("person.id")),
    Column("text", Plain, nullable=False),
    Column("customer", Plain(200), nullable=False),
    Column("customers", Integer),
    Column("conversation", Text),  # link to the support conversation
    Column("source", String(80)),  # channel:ts of the message that it was made from
    Column("thread", String(32)),  # ts of the message under which answers to it stand
    Column("told_at", Instant),
    Index("ix_report_source", "source"),
)

ticket_link = Table(
    "ticket_link",
    metadata,
    id_column(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("label", Plain(200), nullable=False),
    Column("url", Text, nullable=False),
    Column("url_hash", String(64), nullable=False),  # PostgreSQL cannot index an address of any length
    UniqueConstraint("ticket_id", "url_hash"),
)

silence = Table(
    "silence",
    metadata,
    id_column(),
    Column("kind", String(12), nullable=False),  # silence | maintenance
    Column("labels", Document, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("reason", Plain, nullable=False),
    Column("author", Plain(200), nullable=False),
    Column("author_person", Id, ForeignKey("person.id")),
    Column("made_at", Instant, nullable=False),
    Column("judged_at", Instant),  # when what it held back was judged anew
    Index("ix_silence_ends_at", "ends_at"),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    id_column(),
    Column("integration", Plain(100), nullable=False, unique=True),
    Column("every_seconds", Integer, nullable=False),
    Column("grace_seconds", Integer, nullable=False),
    Column("last_at", Instant),
    Column("is_missing", Boolean, nullable=False),
)

process_version = Table(
    "process_version",
    metadata,
    id_column(),
    Column("hash", String(80), nullable=False),
    Column("loaded_at", Instant, nullable=False),
    Column("loaded_by", Plain(200), nullable=False),
    Column("text", Plain, nullable=False),
    Column("mistakes", Plain, nullable=False, default=""),  # why it was refused; empty where it was taken over
)
