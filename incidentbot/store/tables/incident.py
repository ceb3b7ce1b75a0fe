"""People, tickets, incidents, and what is remembered of them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from incidentbot.store.instant import Instant
from incidentbot.store.plain import Plain
from incidentbot.store.tables.base import Document, Id, id_column, index_where, metadata

OPEN, CHANGES = text("closed_at IS NULL"), text("of IS NOT NULL")
GROWING = text("is_growing")


def _queue_index(name: str, *columns: str) -> Index:
    """Of tickets that are not resolved: they stay few, however many there ever were."""
    return index_where(name, *columns, where=OPEN)


# Numbers that people see are taken here, in the transaction that uses them, so that a rollback leaves no gap.
counter = Table("counter", metadata, Column("name", String(40), primary_key=True), Column("value", Id, nullable=False))

# One value per name that must outlive the process, such as a secret key that nobody set.
keepsake = Table(
    "keepsake", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False)
)

person = Table(
    "person",
    metadata,
    id_column(),
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
    id_column(),
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
    Column("closed_reason", Plain, nullable=False, default=""),
    Column("team", Plain(200)),
    # Repeated from the classification that holds now, so that the queue is read from one index.
    Column("priority", String(2), nullable=False),
    Column("severity", String(4), nullable=False),
    Column("owner_id", Id, ForeignKey("person.id")),
    Column("due_at", Instant, nullable=False),
    Column("snoozed_until", Instant),
    Column("group_key", Plain(420)),  # alerts of one service and environment join the ticket while the window is open
    Column("alerts_open", Integer, nullable=False, default=0),
    Column("alerts_total", Integer, nullable=False, default=0),
    Column("last_alert_at", Instant),
    Column("missing", Document, nullable=False, default=list),
    Column("reopened_at", Instant),
    Column("is_growing", Boolean, nullable=False, default=False),  # repeated from the classification, too
    # The queue in its working order. What follows the id is there to be looked at without reading the row.
    _queue_index("ix_ticket_queue", "priority", "due_at", "id", "snoozed_until"),
    _queue_index("ix_ticket_team_queue", "team", "priority", "due_at", "id", "snoozed_until", "owner_id"),
    _queue_index("ix_ticket_owner_queue", "owner_id", "priority", "due_at", "id", "snoozed_until", "team"),
    _queue_index("ix_ticket_group", "group_key", "id"),
    _queue_index("ix_ticket_service", "service", "id"),
    _queue_index("ix_ticket_last_alert", "last_alert_at"),
    index_where("ix_ticket_growing", "closed_at", "id", where=GROWING),
    Index("ix_ticket_opened_at", "opened_at", "id"),  # lists and counts by time, the resolved ones too
)

# A rule of the process file that holds for a ticket has acted on it, and acts again only when it has ceased to hold.
ticket_raise = Table(
    "ticket_raise",
    metadata,
    Column("rule", String(64), primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), primary_key=True),
    Column("at", Instant, nullable=False),
)

classification = Table(
    "classification",
    metadata,
    id_column(),
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
    id_column(),
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
    id_column(),
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
    index_where("ix_timeline_event_of", "of", where=CHANGES),
)

status_update = Table(
    "status_update",
    metadata,
    id_column(),
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
    id_column(),
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
    id_column(),
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
