"""Rows that a page asks for: its one timer, and a notification with the work that sends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from incidentbot.domain.escalation import Position
from incidentbot.domain.notification import NotificationState, Planned
from incidentbot.domain.page import Page
from incidentbot.domain.work import TIMER, URGENT
from incidentbot.store.transaction import Transaction

STEP, NOTIFY, WITHDRAW = "page.step", "page.notify", "page.withdraw"
LAPSE, UNSNOOZE, WAIT = "page.lapse", "page.unsnooze", "page.wait"


def ask_timer(tx: Transaction, page: Page, kind: str, due: datetime, now: datetime) -> None:
    tx.ask_all([timer_row(page, kind, due)], now)


def timer_row(page: Page, kind: str, due: datetime) -> dict[str, Any]:
    """Steps are taken many at a time, by a clock of their own; the other timers are rare."""
    return {
        "kind": kind,
        "subject": page.subject,
        "epoch": page.epoch,
        "priority": TIMER if kind == STEP else URGENT,
        "due_at": due,
        "payload": {"page_id": page.id},
    }


def notify(
    tx: Transaction, page: Page, position: Position, planned: Sequence[tuple[str, Planned]], now: datetime
) -> None:
    """Writes the notifications down, and a row of work for each."""
    ids = tx.add_notifications([notification_row(page, position, person, one, now) for person, one in planned])
    asked = [notify_row(page.id, each, one.at) for each, (_, one) in zip(ids, planned, strict=True)]
    tx.ask_all(asked, now)


def notify_row(page_id: int, notification_id: int, due: datetime) -> dict[str, Any]:
    """What asks for one notification to be sent. It is not bound to the page's epoch, its notification is: one that
    leads a bundle has to let the others go when it is void."""
    return {
        "kind": NOTIFY,
        "subject": f"page:{page_id}",
        "priority": URGENT,
        "due_at": due,
        "payload": {"notification_id": notification_id},
    }


def notification_row(page: Page, position: Position, person: str, one: Planned, now: datetime) -> dict[str, Any]:
    """What a step that comes late asks for at once was due when the step was: after an outage it is one summary."""
    since = page.next_due_at if page.next_due_at is not None and page.next_due_at < one.at <= now else one.at
    return {
        "page_id": page.id,
        "person": person,
        "method_id": one.method_id,
        "kind": one.kind,
        "shown": one.shown,
        "cycle": position.cycle,
        "step": position.step,
        "epoch": page.epoch,
        "priority": page.priority,
        "service": page.service,
        "state": NotificationState.WAITING,
        "why": one.why,
        "asked_at": now,
        "due_at": since,
    }
