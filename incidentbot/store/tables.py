"""Every table. A column that holds one word of a closed list holds that word; the lists are in `domain`."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from incidentbot.store.instant import Instant
from incidentbot.store.plain import Plain

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Document = JSON().with_variant(JSONB(), "postgresql")
# SQLite counts rows only in a column that is exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


# Numbers that people see are taken here, in the transaction that uses them, so that a rollback leaves no gap.
counter = Table("counter", metadata, Column("name", String(40), primary_key=True), Column("value", Id, nullable=False))

# One value per name that must outlive the process, such as a secret key that nobody set.
keepsake = Table(
    "keepsake", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False)
)

person = Table(
    "person",
    metadata,
    _id(),
    Column("slack_id", String(32), nullable=False, unique=True),
    Column("name", Plain(200), nullable=False),
    Column("tz", String(64), nullable=False),
    Column("is_guest", Boolean, nullable=False),
    Column("is_bot", Boolean, nullable=False),
    Column("is_deleted", Boolean, nullable=False),
    Column("dm_channel", String(32)),
    Column("looked_up_at", Instant, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    _id(),
    Column("number", Id, nullable=False, unique=True),
    Column("title", Plain, nullable=False),
    Column("description", Plain, nullable=False),
    Column("state", String(20), nullable=False),
    Column("service", Plain(200)),
    Column("environment", Plain(200), nullable=False),
    Column("classification_id", Id, nullable=False),  # the one that holds now; written first, hence no foreign key
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", Id, ForeignKey("person.id")),
    Column("closed_at", Instant),
)

classification = Table(
    "classification",
    metadata,
    _id(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=True, index=True),
    Column("at", Instant, nullable=False),
    Column("by", Plain(200), nullable=False),
    Column("by_person", Id, ForeignKey("person.id")),
    Column("facts", Document, nullable=False),
    Column("urgency", String(10), nullable=False),
    Column("severity", String(4), nullable=False),
    Column("computed", String(2), nullable=False),
    Column("priority", String(2), nullable=False),
    Column("override_reason", Plain),
    Column("reasons", Document, nullable=False),
    Column("process_version", String(80), nullable=False),
)

incident = Table(
    "incident",
    metadata,
    _id(),
    Column("number", Id, nullable=False, unique=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False, unique=True),
    Column("status", String(20), nullable=False),
    Column("declared_at", Instant, nullable=False),
    Column("declared_by", Id, ForeignKey("person.id")),
    Column("commander_id", Id, ForeignKey("person.id")),
    Column("channel_id", String(32), unique=True),
    Column("channel_name", Plain(80)),
    Column("is_channel_archived", Boolean, nullable=False, server_default=text("false")),
    Column("started_at", Instant, nullable=False),
    Column("mitigated_at", Instant),
    Column("resolved_at", Instant),
    Column("summary", Plain, nullable=False),
    Column("next_update_due", Instant),
    Index("ix_incident_status_number", "status", "number"),
)

timeline_event = Table(
    "timeline_event",
    metadata,
    _id(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("actor", Plain(200), nullable=False),
    Column("actor_person", Id, ForeignKey("person.id")),
    Column("kind", String(20), nullable=False),
    Column("text", Plain, nullable=False),
    Column("of", Id, ForeignKey("timeline_event.id")),
    Column("source", String(80)),  # channel:ts of the message, where it came from one
    Column("link", Plain),
    Column("author", Plain(200)),
    Column("files", Document, nullable=False),
    UniqueConstraint("ticket_id", "source"),  # a message counts once, however many people add it
    Index("ix_timeline_event_ticket_id_id", "ticket_id", "id"),
)

status_update = Table(
    "status_update",
    metadata,
    _id(),
    Column("incident_id", Id, ForeignKey("incident.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("by", Plain(200), nullable=False),
    Column("by_person", Id, ForeignKey("person.id")),
    Column("text", Plain, nullable=False),
    Column("next_due", Instant),
)

action_item = Table(
    "action_item",
    metadata,
    _id(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("text", Plain, nullable=False),
    Column("owner_id", Id, ForeignKey("person.id")),
    Column("due", Date, nullable=False),
    Column("state", String(10), nullable=False),
    Column("promised_at", Instant, nullable=False),
    Column("promised_by", Id, ForeignKey("person.id")),
    Column("source", String(80)),
    Column("link", Plain),
    Column("closed_at", Instant),
    Column("closing_note", Plain, nullable=False, server_default=text("''")),
    UniqueConstraint("ticket_id", "source"),
    Index("ix_action_item_owner_id_state_due", "owner_id", "state", "due"),
)

postmortem = Table(
    "postmortem",
    metadata,
    _id(),
    Column("incident_id", Id, ForeignKey("incident.id"), nullable=False, unique=True),
    Column("opened_at", Instant, nullable=False),
    Column("of_resolution", Instant, nullable=False),  # the resolution that it tells of; a later one opens it anew
    Column("body", Plain, nullable=False),
)

# Where a message that we will want to change later was posted: its own name → channel and ts.
posted_message = Table(
    "posted_message",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("ts", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_posted_message_channel_ts", "channel", "ts"),
)

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
    _id(),
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
    Index(
        "ix_work_due",
        "priority",
        "due_at",
        sqlite_where=text("state = 'ready'"),
        postgresql_where=text("state = 'ready'"),
    ),
    Index(
        "ix_work_lane",
        "lane",
        "id",
        sqlite_where=text("state IN ('ready', 'leased')"),
        postgresql_where=text("state IN ('ready', 'leased')"),
    ),
    Index(
        "ix_work_lease",
        "lease_until",
        sqlite_where=text("state = 'leased'"),
        postgresql_where=text("state = 'leased'"),
    ),
    Index("ix_work_dead", "id", sqlite_where=text("state = 'dead'"), postgresql_where=text("state = 'dead'")),
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
