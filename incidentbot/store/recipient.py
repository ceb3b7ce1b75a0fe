"""How people can be reached, as a page reads it: their methods, their own rules, their quiet hours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from sqlalchemy import select

from incidentbot.domain.coverage import Coverage, Window
from incidentbot.domain.notification import ContactMethod, MethodKind, NotificationRule, QuietHours
from incidentbot.domain.priority import Priority
from incidentbot.store.rows import Rows
from incidentbot.store.tables import contact_method, contact_wish, notification_rule, phone_stop


@dataclass(frozen=True)
class Wish:
    """`rules` None: the usual ones."""

    rules: tuple[NotificationRule, ...] | None = None
    quiet: QuietHours | None = None


class RecipientRows(Rows):
    def contact_methods_of(self, people: Collection[str]) -> dict[str, list[ContactMethod]]:
        """In the order in which they were added; also those that are not verified or are refused."""
        query = (
            select(contact_method, phone_stop.c.stopped_at)
            .outerjoin(phone_stop, phone_stop.c.address_hash == contact_method.c.address_hash)
            .where(contact_method.c.person.in_(people), contact_method.c.removed_at.is_(None))
        )
        found: dict[str, list[ContactMethod]] = {person: [] for person in people}
        for row in self.connection.execute(query.order_by(contact_method.c.id)):
            found[row.person].append(_method(row))
        return found

    def contact_wishes_of(self, people: Collection[str]) -> dict[str, Wish]:
        """Of those who said anything about themselves."""
        query = select(contact_wish, notification_rule.c.priority, notification_rule.c.kind).add_columns(
            notification_rule.c.after_seconds
        )
        joined = query.outerjoin(notification_rule, notification_rule.c.person == contact_wish.c.person)
        found: dict[str, Wish] = {}
        for row in self.connection.execute(joined.where(contact_wish.c.person.in_(people))):
            wish = found.get(row.person) or Wish(() if row.has_own_rules else None, quiet_read(row.quiet))
            if wish.rules is not None and row.priority is not None:
                rule = NotificationRule(
                    Priority(row.priority), MethodKind(row.kind), timedelta(seconds=row.after_seconds)
                )
                wish = Wish((*wish.rules, rule), wish.quiet)
            found[row.person] = wish
        return found

    def quiet_hours_of(self, slack_id: str) -> QuietHours | None:
        query = select(contact_wish.c.quiet).where(contact_wish.c.slack_id == slack_id).limit(1)
        return quiet_read(self.connection.scalar(query))

    def contact_address(self, method_id: int) -> tuple[str, str] | None:
        """The address, still encrypted, and the provider that it belongs to; None where it was removed or STOPped."""
        query = (
            select(contact_method.c.address, contact_method.c.provider, contact_method.c.kind, phone_stop.c.stopped_at)
            .outerjoin(phone_stop, phone_stop.c.address_hash == contact_method.c.address_hash)
            .where(contact_method.c.id == method_id, contact_method.c.removed_at.is_(None))
        )
        row = self.connection.execute(query).one_or_none()
        if row is None or (row.kind == MethodKind.SMS and row.stopped_at is not None):
            return None
        return row.address, row.provider


def _method(row: Any) -> ContactMethod:
    refused = "they wrote STOP" if row.stopped_at is not None and row.kind == MethodKind.SMS else ""
    return ContactMethod(row.id, MethodKind(row.kind), row.verified_at is not None, row.shown, refused, row.refused)


def quiet_written(opens: time, closes: time, zone: str) -> dict[str, str]:
    return {"opens": opens.isoformat(), "closes": closes.isoformat(), "zone": zone}


def quiet_read(kept: Mapping[str, str] | None) -> QuietHours | None:
    if not kept:
        return None
    window = Window.daily(time.fromisoformat(kept["opens"]), time.fromisoformat(kept["closes"]))
    return QuietHours(Coverage((window,)), kept["zone"])
