"""The first stone: people, tickets, incidents, signals, alerts, timelines; inbox and work."""

import sqlalchemy as sa
from alembic import op

from incidentbot.store.instant import Instant
from incidentbot.store.tables import Document, Id

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "contact_method",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.String(length=100), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("verified_at", Instant(), nullable=True),
        sa.Column("code_seed", sa.String(length=32), nullable=True),
        sa.Column("code_sent_at", Instant(), nullable=True),
        sa.Column("code_tries", sa.SmallInteger(), nullable=False),
        sa.Column("codes_sent", sa.SmallInteger(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("refused_at", Instant(), nullable=True),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_method")),
    )
    op.create_index("ix_contact_method_address", "contact_method", ["address_hash"], unique=False)
    op.create_index("ix_contact_method_person", "contact_method", ["person", "kind", "id"], unique=False)
    op.create_table(
        "contact_wish",
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=True),
        sa.Column("has_own_rules", sa.Boolean(), nullable=False),
        sa.Column("quiet", Document, nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_contact_wish")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", Id, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "epoch",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("value", Id, nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_epoch")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("integration", sa.String(length=100), nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.Column("grace_seconds", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant(), nullable=True),
        sa.Column("is_missing", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
        sa.UniqueConstraint("integration", name=op.f("uq_heartbeat_integration")),
    )
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("arrived_at", Instant(), nullable=False),
        sa.Column("acted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_arrived_at"), "inbox", ["arrived_at"], unique=False)
    op.create_table(
        "keepsake",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_keepsake")),
    )
    op.create_table(
        "lane",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("ready_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lane")),
    )
    op.create_table(
        "notification_rule",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("priority", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("after_seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_rule")),
    )
    op.create_index(
        "ix_notification_rule_person", "notification_rule", ["person", "priority", "after_seconds"], unique=False
    )
    op.create_table(
        "periodic_run",
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("slot", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", name=op.f("pk_periodic_run")),
    )
    op.create_table(
        "person",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("tz", sa.String(length=64), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("dm_channel", sa.String(length=32), nullable=True),
        sa.Column("looked_up_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_person_slack_id")),
    )
    op.create_table(
        "phone_stop",
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("stopped_at", Instant(), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_phone_stop")),
    )
    op.create_table(
        "posted_message",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_posted_message")),
    )
    op.create_index("ix_posted_message_channel_ts", "posted_message", ["channel", "ts"], unique=False)
    op.create_table(
        "process_version",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("hash", sa.String(length=80), nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.Column("loaded_by", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mistakes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_version")),
    )
    op.create_table(
        "round_robin",
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("turn", Id, nullable=False),
        sa.PrimaryKeyConstraint("policy", "step", name=op.f("pk_round_robin")),
    )
    op.create_table(
        "schedule_version",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("schedule", sa.String(length=200), nullable=False),
        sa.Column("valid_from", Instant(), nullable=False),
        sa.Column("definition", Document, nullable=False),
        sa.Column("process_version", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_version")),
    )
    op.create_index("ix_schedule_version_schedule", "schedule_version", ["schedule", "valid_from"], unique=False)
    op.create_table(
        "shift_change",
        sa.Column("schedule", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "person", "starts_at", name=op.f("pk_shift_change")),
    )
    op.create_table(
        "signal",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("integration", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("dedup_key", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("alert", Document, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("arrived_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
    )
    op.create_table(
        "token",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("scopes", Document, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_token_hash")),
    )
    op.create_index("ix_token_name", "token", ["name", "id"], unique=False)
    op.create_table(
        "weekly_test",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("slot", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("provider_id", sa.String(length=200), nullable=False),
        sa.Column("expects_receipt", sa.Boolean(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_test")),
    )
    op.create_index("ix_weekly_test_slot", "weekly_test", ["slot", "provider"], unique=True)
    op.create_table(
        "work",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("lane", sa.String(length=80), nullable=True),
        sa.Column("dedup_key", sa.String(length=200), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("epoch", Id, nullable=True),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("lease_owner", sa.String(length=80), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.Column("provider_id", sa.String(length=200), nullable=True),
        sa.Column("payload", Document, nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("first_tried_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_work_dedup_key")),
    )
    op.create_index(
        "ix_work_dead",
        "work",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index(
        "ix_work_due",
        "work",
        ["priority", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_index("ix_work_ended_at", "work", ["ended_at"], unique=False)
    op.create_index(
        "ix_work_lane",
        "work",
        ["lane", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('ready', 'leased')"),
        postgresql_where=sa.text("state IN ('ready', 'leased')"),
    )
    op.create_index(
        "ix_work_lease",
        "work",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state = 'leased'"),
        postgresql_where=sa.text("state = 'leased'"),
    )
    op.create_index("ix_work_subject", "work", ["subject", "kind"], unique=False)
    op.create_table(
        "calendar_key",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_by_person", Id, nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_person"], ["person.id"], name=op.f("fk_calendar_key_made_by_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_key")),
        sa.UniqueConstraint("seed", name=op.f("uq_calendar_key_seed")),
    )
    op.create_index("ix_calendar_key_key", "calendar_key", ["kind", "key"], unique=False)
    op.create_table(
        "override",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("schedule", sa.String(length=200), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=True),
        sa.Column("replaces", sa.String(length=100), nullable=True),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("is_swap", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_by_person", Id, nullable=True),
        sa.Column("cancelled_at", Instant(), nullable=True),
        sa.Column("cancelled_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["made_by_person"], ["person.id"], name=op.f("fk_override_made_by_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override")),
    )
    op.create_index(
        "ix_override_schedule",
        "override",
        ["schedule", "ends_at"],
        unique=False,
        sqlite_where=sa.text("cancelled_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )
    op.create_table(
        "silence",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("labels", Document, nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("author_person", Id, nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("judged_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["author_person"], ["person.id"], name=op.f("fk_silence_author_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence")),
    )
    op.create_index("ix_silence_ends_at", "silence", ["ends_at"], unique=False)
    op.create_table(
        "temporary_schedule",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("schedule", sa.String(length=200), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("shifts", Document, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_by_person", Id, nullable=True),
        sa.Column("cancelled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_person"], ["person.id"], name=op.f("fk_temporary_schedule_made_by_person_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_temporary_schedule")),
    )
    op.create_index(
        "ix_temporary_schedule_schedule",
        "temporary_schedule",
        ["schedule", "ends_at"],
        unique=False,
        sqlite_where=sa.text("cancelled_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )
    op.create_table(
        "ticket",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("number", Id, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("service", sa.String(length=200), nullable=True),
        sa.Column("environment", sa.String(length=200), nullable=False),
        sa.Column("classification_id", Id, nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("opened_by", Id, nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=True),
        sa.Column("priority", sa.String(length=2), nullable=False),
        sa.Column("severity", sa.String(length=4), nullable=False),
        sa.Column("owner_id", Id, nullable=True),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("snoozed_until", Instant(), nullable=True),
        sa.Column("group_key", sa.String(length=420), nullable=True),
        sa.Column("alerts_open", sa.Integer(), nullable=False),
        sa.Column("alerts_total", sa.Integer(), nullable=False),
        sa.Column("last_alert_at", Instant(), nullable=True),
        sa.Column("missing", Document, nullable=False),
        sa.Column("reopened_at", Instant(), nullable=True),
        sa.Column("is_growing", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_ticket_opened_by_person")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_ticket_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
    )
    op.create_index(
        "ix_ticket_group",
        "ticket",
        ["group_key", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_ticket_growing",
        "ticket",
        ["closed_at", "id"],
        unique=False,
        sqlite_where=sa.text("is_growing"),
        postgresql_where=sa.text("is_growing"),
    )
    op.create_index(
        "ix_ticket_last_alert",
        "ticket",
        ["last_alert_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_ticket_opened_at", "ticket", ["opened_at", "id"], unique=False)
    op.create_index(
        "ix_ticket_owner_queue",
        "ticket",
        ["owner_id", "priority", "due_at", "id", "snoozed_until", "team"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_ticket_queue",
        "ticket",
        ["priority", "due_at", "id", "snoozed_until"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_ticket_service",
        "ticket",
        ["service", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_ticket_team_queue",
        "ticket",
        ["team", "priority", "due_at", "id", "snoozed_until", "owner_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "action_item",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", Id, nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("promised_at", Instant(), nullable=False),
        sa.Column("promised_by", Id, nullable=True),
        sa.Column("source", sa.String(length=80), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closing_note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_action_item_owner_id_person")),
        sa.ForeignKeyConstraint(["promised_by"], ["person.id"], name=op.f("fk_action_item_promised_by_person")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_action_item_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item")),
        sa.UniqueConstraint("ticket_id", "source", name=op.f("uq_action_item_ticket_id_source")),
    )
    op.create_index("ix_action_item_owner_id_state_due", "action_item", ["owner_id", "state", "due"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("integration", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("dedup_key", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("ticket_id", Id, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=60), nullable=True),
        sa.Column("rule", sa.String(length=255), nullable=False),
        sa.Column("service", sa.String(length=200), nullable=True),
        sa.Column("environment", sa.String(length=200), nullable=False),
        sa.Column("labels", Document, nullable=False),
        sa.Column("links", Document, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("reasons", Document, nullable=False),
        sa.Column("missing", Document, nullable=False),
        sa.Column("is_unready", sa.Boolean(), nullable=False),
        sa.Column("process_version", sa.String(length=80), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("flaps", sa.Integer(), nullable=False),
        sa.Column("first_at", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("is_flapping_told", sa.Boolean(), nullable=False),
        sa.Column("held_by", Id, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_alert_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index(
        "ix_alert_held_by",
        "alert",
        ["held_by"],
        unique=False,
        sqlite_where=sa.text("held_by IS NOT NULL"),
        postgresql_where=sa.text("held_by IS NOT NULL"),
    )
    op.create_index("ix_alert_last_at", "alert", ["last_at", "id"], unique=False)
    op.create_index("ix_alert_rule", "alert", ["integration", "rule", "id"], unique=False)
    op.create_index("ix_alert_ticket_id", "alert", ["ticket_id", "id"], unique=False)
    op.create_index(
        "ix_alert_unready",
        "alert",
        ["integration", "rule"],
        unique=False,
        sqlite_where=sa.text("is_unready"),
        postgresql_where=sa.text("is_unready"),
    )
    op.create_index(
        "uq_alert_open",
        "alert",
        ["integration", "dedup_key"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "classification",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_person", Id, nullable=True),
        sa.Column("facts", Document, nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("severity", sa.String(length=4), nullable=False),
        sa.Column("computed", sa.String(length=2), nullable=False),
        sa.Column("priority", sa.String(length=2), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("reasons", Document, nullable=False),
        sa.Column("process_version", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_classification_by_person_person")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_classification_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classification")),
    )
    op.create_index(op.f("ix_classification_ticket_id"), "classification", ["ticket_id"], unique=False)
    op.create_table(
        "incident",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("number", Id, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("declared_at", Instant(), nullable=False),
        sa.Column("declared_by", Id, nullable=True),
        sa.Column("commander_id", Id, nullable=True),
        sa.Column("channel_id", sa.String(length=32), nullable=True),
        sa.Column("channel_name", sa.String(length=80), nullable=True),
        sa.Column("is_channel_archived", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("mitigated_at", Instant(), nullable=True),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("next_update_due", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["commander_id"], ["person.id"], name=op.f("fk_incident_commander_id_person")),
        sa.ForeignKeyConstraint(["declared_by"], ["person.id"], name=op.f("fk_incident_declared_by_person")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_incident_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("channel_id", name=op.f("uq_incident_channel_id")),
        sa.UniqueConstraint("number", name=op.f("uq_incident_number")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_incident_ticket_id")),
    )
    op.create_index("ix_incident_status_number", "incident", ["status", "number"], unique=False)
    op.create_table(
        "page",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("number", Id, nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=True),
        sa.Column("priority", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("policy", Document, nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("epoch", Id, nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("started_by", sa.String(length=200), nullable=False),
        sa.Column("started_by_person", Id, nullable=True),
        sa.Column("next_due_at", Instant(), nullable=True),
        sa.Column("last_asked_at", Instant(), nullable=True),
        sa.Column("is_last_resort", sa.Boolean(), nullable=False),
        sa.Column("acknowledged_at", Instant(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=200), nullable=True),
        sa.Column("acknowledged_how", sa.String(length=20), nullable=False),
        sa.Column("first_acknowledged_at", Instant(), nullable=True),
        sa.Column("first_acknowledged_by", sa.String(length=200), nullable=True),
        sa.Column("snoozed_until", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["started_by_person"], ["person.id"], name=op.f("fk_page_started_by_person_person")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_page_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint("number", name=op.f("uq_page_number")),
    )
    op.create_index(
        "ix_page_code",
        "page",
        ["code"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_page_going_on",
        "page",
        ["ticket_id", "target"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_page_next_due",
        "page",
        ["next_due_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_page_started_at", "page", ["started_at"], unique=False)
    op.create_index("ix_page_ticket", "page", ["ticket_id", "id"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("reporter", sa.String(length=200), nullable=False),
        sa.Column("reporter_person", Id, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("customer", sa.String(length=200), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=True),
        sa.Column("conversation", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=80), nullable=True),
        sa.Column("thread", sa.String(length=32), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["reporter_person"], ["person.id"], name=op.f("fk_report_reporter_person_person")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_report_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index("ix_report_source", "report", ["source"], unique=False)
    op.create_index(op.f("ix_report_ticket_id"), "report", ["ticket_id"], unique=False)
    op.create_table(
        "swap",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("schedule", sa.String(length=200), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=True),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("asked_of", sa.String(length=100), nullable=True),
        sa.Column("shift_start", Instant(), nullable=False),
        sa.Column("shift_end", Instant(), nullable=False),
        sa.Column("follows_shift", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("taken_by", sa.String(length=100), nullable=True),
        sa.Column("override_id", Id, nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["override_id"], ["override.id"], name=op.f("fk_swap_override_id_override")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap")),
    )
    op.create_index("ix_swap_person", "swap", ["person", "state"], unique=False)
    op.create_index("ix_swap_schedule", "swap", ["schedule", "state"], unique=False)
    op.create_table(
        "ticket_link",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_link_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_link")),
        sa.UniqueConstraint("ticket_id", "url_hash", name=op.f("uq_ticket_link_ticket_id_url_hash")),
    )
    op.create_table(
        "ticket_raise",
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_raise_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("rule", "ticket_id", name=op.f("pk_ticket_raise")),
    )
    op.create_table(
        "timeline_event",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("actor_person", Id, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("of", Id, nullable=True),
        sa.Column("source", sa.String(length=80), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=True),
        sa.Column("files", Document, nullable=False),
        sa.ForeignKeyConstraint(["actor_person"], ["person.id"], name=op.f("fk_timeline_event_actor_person_person")),
        sa.ForeignKeyConstraint(["of"], ["timeline_event.id"], name=op.f("fk_timeline_event_of_timeline_event")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_timeline_event_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_event")),
        sa.UniqueConstraint("ticket_id", "source", name=op.f("uq_timeline_event_ticket_id_source")),
    )
    op.create_index(
        "ix_timeline_event_of",
        "timeline_event",
        ["of"],
        unique=False,
        sqlite_where=sa.text("of IS NOT NULL"),
        postgresql_where=sa.text("of IS NOT NULL"),
    )
    op.create_index("ix_timeline_event_ticket_id_id", "timeline_event", ["ticket_id", "id"], unique=False)
    op.create_table(
        "notification",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("page_id", Id, nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("method_id", Id, nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("shown", sa.String(length=100), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("epoch", Id, nullable=False),
        sa.Column("priority", sa.String(length=2), nullable=False),
        sa.Column("service", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("provider_id", sa.String(length=200), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("told_with", Id, nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_notification_page_id_page")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notification_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index("ix_notification_asked_at", "notification", ["asked_at"], unique=False)
    op.create_index("ix_notification_page", "notification", ["page_id", "id"], unique=False)
    op.create_index(
        "ix_notification_provider",
        "notification",
        ["provider", "provider_id"],
        unique=False,
        sqlite_where=sa.text("provider_id <> ''"),
        postgresql_where=sa.text("provider_id <> ''"),
    )
    op.create_index("ix_notification_sent", "notification", ["person", "kind", "sent_at"], unique=False)
    op.create_index("ix_notification_state", "notification", ["person", "kind", "state", "due_at"], unique=False)
    op.create_index("ix_notification_told_with", "notification", ["told_with"], unique=False)
    op.create_table(
        "postmortem",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("of_resolution", Instant(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_postmortem_incident_id_incident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postmortem")),
        sa.UniqueConstraint("incident_id", name=op.f("uq_postmortem_incident_id")),
    )
    op.create_table(
        "status_update",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_person", Id, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("next_due", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_status_update_by_person_person")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_status_update_incident_id_incident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_update")),
    )
    op.create_index(op.f("ix_status_update_incident_id"), "status_update", ["incident_id"], unique=False)
