"""Pages, what they sent to whom, how people can be reached, and what they entered against the schedules.

A `person` here is a key of the process file: whom it names can be on call before the bot has ever met them.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, SmallInteger, String, Table, Text, text

from incidentbot.store.instant import Instant
from incidentbot.store.plain import Plain
from incidentbot.store.tables.base import Document, Id, id_column, index_where, metadata

GOING_ON = text("ended_at IS NULL")
AT_PROVIDER = text("provider_id <> ''")
IN_FORCE = text("cancelled_at IS NULL")


def _going_on(name: str, *columns: str, unique: bool = False) -> Index:
    """Of pages that have not ended: they stay few, however many there ever were."""
    return index_where(name, *columns, where=GOING_ON, unique=unique)


page = Table(
    "page",
    metadata,
    id_column(),
    Column("number", Id, nullable=False, unique=True),
    Column("code", String(6), nullable=False),  # what a person answers with from a telephone
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("target", Plain(200), nullable=False, default=""),  # set: somebody asked for this besides the ticket's own
    Column("team", Plain(200)),
    Column("priority", String(2), nullable=False),
    Column("reason", Plain, nullable=False),
    Column("policy", Document, nullable=False),  # as it was when the page began; the file may change meanwhile
    Column("cycle", Integer),  # both empty: nobody has been asked yet
    Column("step", Integer),
    Column("state", String(12), nullable=False),
    Column("epoch", Id, nullable=False),  # repeated from `epoch`, so that a step reads one row
    Column("started_at", Instant, nullable=False),
    Column("started_by", Plain(200), nullable=False),
    Column("started_by_person", Id, ForeignKey("person.id")),
    Column("next_due_at", Instant),  # of its timer: the next step, the end of a snooze, of an acknowledgement
    Column("last_asked_at", Instant),
    Column("is_last_resort", Boolean, nullable=False, default=False),
    Column("acknowledged_at", Instant),
    Column("acknowledged_by", Plain(200)),
    Column("acknowledged_how", String(20), nullable=False, default=""),
    Column("first_acknowledged_at", Instant),  # stays when an acknowledgement runs out or is handed on
    Column("first_acknowledged_by", Plain(200)),
    Column("snoozed_until", Instant),
    Column("ended_at", Instant),
    _going_on("ix_page_going_on", "ticket_id", "target", unique=True),
    _going_on("ix_page_code", "code", unique=True),
    _going_on("ix_page_next_due", "next_due_at"),
    Index("ix_page_ticket", "ticket_id", "id"),
    Index("ix_page_started_at", "started_at"),
)

notification = Table(
    "notification",
    metadata,
    id_column(),
    Column("page_id", Id, ForeignKey("page.id"), nullable=False),
    Column("person", Plain(100), nullable=False),
    Column("person_id", Id, ForeignKey("person.id")),
    Column("method_id", Id),  # none: Slack. No foreign key: a method that was removed leaves its history
    Column("kind", String(10), nullable=False),
    Column("shown", Plain(100), nullable=False),  # the address, masked
    Column("cycle", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("epoch", Id, nullable=False),
    Column("priority", String(2), nullable=False),
    Column("service", Plain(200)),
    Column("state", String(10), nullable=False),
    Column("why", Plain, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("delivered_at", Instant),
    Column("ended_at", Instant),
    Column("provider", String(40), nullable=False, default=""),
    Column("provider_id", Plain(200), nullable=False, default=""),
    Column("error", Plain, nullable=False, default=""),
    Column("attempt", SmallInteger, nullable=False, default=0),
    Column("told_with", Id),  # the notification that it was bundled into
    Index("ix_notification_page", "page_id", "id"),
    Index("ix_notification_sent", "person", "kind", "sent_at"),
    Index("ix_notification_state", "person", "kind", "state", "due_at"),
    index_where("ix_notification_provider", "provider", "provider_id", where=AT_PROVIDER),
    Index("ix_notification_told_with", "told_with"),
    Index("ix_notification_asked_at", "asked_at"),
)

# Which of a round-robin step's people is next.
round_robin = Table(
    "round_robin",
    metadata,
    Column("policy", Plain(200), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("turn", Id, nullable=False),
)

contact_method = Table(
    "contact_method",
    metadata,
    id_column(),
    Column("person", Plain(100), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("provider", String(40), nullable=False, default=""),  # none: whichever provider of this kind is first
    Column("address", Text, nullable=False),  # encrypted
    Column("address_hash", String(64), nullable=False),  # by which an answer from this address is recognised
    Column("shown", Plain(100), nullable=False),
    Column("label", Plain(100), nullable=False, default=""),
    Column("added_at", Instant, nullable=False),
    Column("verified_at", Instant),
    Column("code_seed", String(32)),  # the code is worked out from it and a secret: nobody reads it in a backup
    Column("code_sent_at", Instant),
    Column("code_tries", SmallInteger, nullable=False, default=0),
    Column("codes_sent", SmallInteger, nullable=False, default=0),
    Column("refused", Plain, nullable=False, default=""),  # why a provider does not take it
    Column("refused_at", Instant),
    Column("removed_at", Instant),
    Index("ix_contact_method_person", "person", "kind", "id"),
    Index("ix_contact_method_address", "address_hash"),
)

notification_rule = Table(
    "notification_rule",
    metadata,
    id_column(),
    Column("person", Plain(100), nullable=False),
    Column("priority", String(2), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("after_seconds", Integer, nullable=False),
    Index("ix_notification_rule_person", "person", "priority", "after_seconds"),
)

# What somebody said about themselves. `has_own_rules`: also when there are none, the usual ones do not hold.
contact_wish = Table(
    "contact_wish",
    metadata,
    Column("person", Plain(100), primary_key=True),
    Column("slack_id", String(32)),  # who it is, whatever key the process file gives them later
    Column("has_own_rules", Boolean, nullable=False, default=False),
    Column("quiet", Document),  # hours and zone
    Column("changed_at", Instant, nullable=False),
)

# Addresses whose owner wrote STOP, until they write START.
phone_stop = Table(
    "phone_stop",
    metadata,
    Column("address_hash", String(64), primary_key=True),
    Column("stopped_at", Instant, nullable=False),
    Column("provider", String(40), nullable=False),
)

# The weekly test, by each provider: taken is not arrived, so a receipt is waited for where the provider gives them.
weekly_test = Table(
    "weekly_test",
    metadata,
    id_column(),
    Column("slot", Instant, nullable=False),  # the hour that it belongs to
    Column("kind", String(10), nullable=False),
    Column("provider", String(40), nullable=False),
    Column("provider_id", Plain(200), nullable=False, default=""),
    Column("expects_receipt", Boolean, nullable=False),
    Column("taken_at", Instant),
    Column("delivered_at", Instant),
    Column("error", Plain, nullable=False, default=""),
    Index("ix_weekly_test_slot", "slot", "provider", unique=True),
)

override = Table(
    "override",
    metadata,
    id_column(),
    Column("schedule", Plain(200), nullable=False),
    Column("who", Plain(100)),  # none: whoever is replaced is not on call
    Column("replaces", Plain(100)),  # * is anyone; none: who is on call besides
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("is_swap", Boolean, nullable=False, default=False),
    Column("reason", Plain, nullable=False, default=""),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Plain(200), nullable=False),
    Column("made_by_person", Id, ForeignKey("person.id")),
    Column("cancelled_at", Instant),
    Column("cancelled_by", Plain(200)),
    index_where("ix_override_schedule", "schedule", "ends_at", where=IN_FORCE),
)

# Takes the place of everything in its time; `shifts` is a list of {person, start, end}.
temporary_schedule = Table(
    "temporary_schedule",
    metadata,
    id_column(),
    Column("schedule", Plain(200), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("shifts", Document, nullable=False),
    Column("reason", Plain, nullable=False, default=""),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Plain(200), nullable=False),
    Column("made_by_person", Id, ForeignKey("person.id")),
    Column("cancelled_at", Instant),
    index_where("ix_temporary_schedule_schedule", "schedule", "ends_at", where=IN_FORCE),
)

swap = Table(
    "swap",
    metadata,
    id_column(),
    Column("schedule", Plain(200), nullable=False),
    Column("team", Plain(200)),
    Column("person", Plain(100), nullable=False),  # whose shift it is
    Column("asked_of", Plain(100)),  # none: the whole team
    Column("shift_start", Instant, nullable=False),
    Column("shift_end", Instant, nullable=False),
    Column("follows_shift", Boolean, nullable=False, default=True),
    Column("why", Plain, nullable=False, default=""),
    Column("state", String(12), nullable=False),  # open | taken | declined | expired | withdrawn
    Column("taken_by", Plain(100)),
    Column("override_id", Id, ForeignKey("override.id")),
    Column("channel", String(32)),
    Column("ts", String(32)),
    Column("asked_at", Instant, nullable=False),
    Column("reminded_at", Instant),
    Column("ended_at", Instant),
    Index("ix_swap_schedule", "schedule", "state"),
    Index("ix_swap_person", "person", "state"),
)

# Past shifts stay what they were: the pattern as it was in force from `valid_from` on.
schedule_version = Table(
    "schedule_version",
    metadata,
    id_column(),
    Column("schedule", Plain(200), nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("definition", Document, nullable=False),
    Column("process_version", String(80), nullable=False),
    Index("ix_schedule_version_schedule", "schedule", "valid_from"),
)

# What subscribed calendars have to be told of shifts that were changed or taken away.
shift_change = Table(
    "shift_change",
    metadata,
    Column("schedule", Plain(200), primary_key=True),
    Column("person", Plain(100), primary_key=True),
    Column("starts_at", Instant, primary_key=True),
    Column("ends_at", Instant, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
)

# Addresses of calendars, which can be revoked: together with the secret of the bot, `seed` makes the key in them.
calendar_key = Table(
    "calendar_key",
    metadata,
    id_column(),
    Column("seed", String(32), nullable=False, unique=True),
    Column("kind", String(10), nullable=False),  # person | schedule | team
    Column("key", Plain(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Plain(200), nullable=False),
    Column("made_by_person", Id, ForeignKey("person.id")),
    Column("revoked_at", Instant),
    Index("ix_calendar_key_key", "kind", "key"),
)
