"""What is to be done, and what makes it happen once."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    text,
)

from incidentbot.store.instant import Instant
from incidentbot.store.plain import Plain
from incidentbot.store.tables.base import Document, Id, id_column, index_where, metadata

# Requests that arrived, so that the same one twice acts once: also after a restart, also on another replica.
inbox = Table(
    "inbox",
    metadata,
    Column("key", Plain(200), primary_key=True),
    Column("arrived_at", Instant, nullable=False, index=True),
    Column("acted", Boolean, nullable=False),
)

work = Table(
    "work",
    metadata,
    id_column(),
    Column("kind", String(60), nullable=False),
    Column("lane", String(80)),
    Column("dedup_key", Plain(200), unique=True),
    Column("subject", String(80), nullable=False),
    Column("epoch", Id),  # None: not bound to an epoch
    Column("priority", SmallInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("lease_owner", String(80)),
    Column("lease_until", Instant),
    Column("attempt", Integer, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("provider_id", Plain(200)),
    Column("payload", Document, nullable=False),
    Column("last_error", Plain, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("first_tried_at", Instant),
    Column("ended_at", Instant),
    # The partial indexes hold only what is still to do, however long the history grows.
    index_where("ix_work_due", "priority", "due_at", where=text("state = 'ready'")),
    index_where("ix_work_lane", "lane", "id", where=text("state IN ('ready', 'leased')")),
    index_where("ix_work_lease", "lease_until", where=text("state = 'leased'")),
    index_where("ix_work_dead", "id", where=text("state = 'dead'")),
    Index("ix_work_ended_at", "ended_at"),
    Index("ix_work_subject", "subject", "kind"),
)

# A lane's pace: no row of it starts before this moment.
lane = Table(
    "lane", metadata, Column("name", String(80), primary_key=True), Column("ready_at", Instant, nullable=False)
)

# A subject's present epoch; work of an older one is dropped.
epoch = Table("epoch", metadata, Column("subject", String(80), primary_key=True), Column("value", Id, nullable=False))

periodic_run = Table(
    "periodic_run",
    metadata,
    Column("job", String(60), primary_key=True),
    Column("slot", Instant, primary_key=True),
)
