"""Contact methods as their owners see them, what they said about themselves, and addresses that said STOP."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, insert, select, update

from incidentbot.domain.notification import MethodKind, NotificationRule
from incidentbot.errors import NotFound
from incidentbot.store.rows import Rows
from incidentbot.store.tables import contact_method, contact_wish, notification_rule, phone_stop


@dataclass(frozen=True)
class KeptMethod:
    """A row of it. `address` is encrypted; `address_hash` is the same for the same address, whoever added it."""

    id: int
    person: str
    kind: MethodKind
    provider: str
    address: str
    address_hash: str
    shown: str
    added_at: datetime
    verified_at: datetime | None
    code_seed: str | None
    code_sent_at: datetime | None
    code_tries: int
    codes_sent: int
    refused: str
    removed_at: datetime | None

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None and self.removed_at is None


def _kept(row: Any) -> KeptMethod:
    values = {field.name: getattr(row, field.name) for field in fields(KeptMethod)}
    return KeptMethod(**values | {"kind": MethodKind(row.kind)})


class ContactRows(Rows):
    def add_contact_method(self, **values: object) -> int:
        return self.add(contact_method, **values)

    def contact_method(self, method_id: int) -> KeptMethod:
        """Also one that was removed. Raises NotFound."""
        self.hold(contact_method, method_id)
        found = self._methods(contact_method.c.id == method_id)
        if not found:
            raise NotFound("There is no such contact method.")
        return found[0]

    def own_contact_methods(self, person: str) -> list[KeptMethod]:
        """In the order in which they were added."""
        return self._methods(contact_method.c.person == person, contact_method.c.removed_at.is_(None))

    def contact_methods_at(self, marks: Collection[str]) -> list[KeptMethod]:
        """Everybody's, removed ones too: who has this address, and how often it was sent a code."""
        return self._methods(contact_method.c.address_hash.in_(marks))

    def codes_asked_by(self, person: str) -> list[KeptMethod]:
        """Every method that this person was ever sent a code for."""
        return self._methods(contact_method.c.person == person, contact_method.c.code_sent_at.is_not(None))

    def sealed_contact_methods(self, after: int, most: int) -> list[KeptMethod]:
        return self._methods(contact_method.c.id > after, most=most)

    def _methods(self, *which: ColumnElement[bool], most: int | None = None) -> list[KeptMethod]:
        query = select(contact_method).where(*which).order_by(contact_method.c.id).limit(most)
        return [_kept(row) for row in self.connection.execute(query)]

    def change_contact_method(self, method_id: int, **values: object) -> None:
        self.connection.execute(update(contact_method).where(contact_method.c.id == method_id).values(**values))

    def refuse_contact_method(self, method_id: int, why: str, now: datetime) -> None:
        """Not even a code or a test is taken: no page counts on it until its owner verifies it anew."""
        self.change_contact_method(method_id, refused=why, refused_at=now, verified_at=None)

    def doubt_contact_method(self, method_id: int, why: str, now: datetime) -> None:
        """A page was refused. Its owner is told, and it is still tried: the message may have been at fault."""
        self.change_contact_method(method_id, refused=why, refused_at=now)

    # -- what people say about themselves -------------------------------------------------------------------------

    def wish(self, person: str, slack_id: str | None, now: datetime, **values: object) -> None:
        """Whoever enters anything has a row here, by which they are found when the process file calls them anew."""
        said: Mapping[str, object] = {"slack_id": slack_id, "changed_at": now, **values}
        rows = self.insert(contact_wish).values(person=person, **{"has_own_rules": False, **said})
        self.connection.execute(rows.on_conflict_do_update(index_elements=["person"], set_=said))

    def set_notification_rules(self, person: str, rules: Iterable[NotificationRule]) -> None:
        """In the place of all that were there."""
        self.connection.execute(delete(notification_rule).where(notification_rule.c.person == person))
        rows = [
            {
                "person": person,
                "priority": rule.priority,
                "kind": rule.kind,
                "after_seconds": int(rule.after.total_seconds()),
            }
            for rule in rules
        ]
        if rows:
            self.connection.execute(insert(notification_rule), rows)

    def people_with_contacts(self) -> list[tuple[str, str]]:
        """Their key, and their id in the chat."""
        query = select(contact_wish.c.person, contact_wish.c.slack_id).where(contact_wish.c.slack_id.is_not(None))
        return [(row.person, row.slack_id) for row in self.connection.execute(query.order_by(contact_wish.c.person))]

    def rename_contacts(self, old: str, new: str) -> None:
        """What is said under the new name already holds."""
        tables: list[Table] = [contact_method]
        said = select(contact_wish.c.person).where(contact_wish.c.person == new)
        if self.connection.scalar(said) is None:
            tables += [notification_rule, contact_wish]
        else:
            for table in (notification_rule, contact_wish):
                self.connection.execute(delete(table).where(table.c.person == old))
        for table in tables:
            self.connection.execute(update(table).where(table.c.person == old).values(person=new))

    # -- STOP and START -------------------------------------------------------------------------------------------

    def stop_phone(self, marks: Collection[str], provider: str, now: datetime) -> None:
        for mark in marks:
            stopped = self.insert(phone_stop).values(address_hash=mark, stopped_at=now, provider=provider)
            self.connection.execute(stopped.on_conflict_do_nothing())

    def start_phone(self, marks: Collection[str]) -> bool:
        """False when it had not been stopped."""
        started = delete(phone_stop).where(phone_stop.c.address_hash.in_(marks))
        return self.connection.execute(started).rowcount > 0

    def is_stopped(self, marks: Collection[str]) -> bool:
        query = select(phone_stop.c.address_hash).where(phone_stop.c.address_hash.in_(marks)).limit(1)
        return self.connection.scalar(query) is not None
