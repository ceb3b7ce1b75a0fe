"""People the bot has met, by their Slack id."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Row

from incidentbot.domain.people import Person
from incidentbot.store.rows import Rows
from incidentbot.store.tables import person


def person_from(row: Row[Any] | Any, prefix: str = "") -> Person | None:
    """A person out of a row, perhaps an outer-joined one whose columns carry a prefix."""
    if getattr(row, f"{prefix}id") is None:
        return None
    names = ("id", "slack_id", "name", "tz", "is_guest", "is_bot", "is_deleted", "dm_channel")
    return Person(**{name: getattr(row, prefix + name) for name in names})


class PeopleRows(Rows):
    def person(self, person_id: int) -> Person:
        found = person_from(self.connection.execute(select(person).where(person.c.id == person_id)).one())
        assert found is not None
        return found

    def person_by_slack_id(self, slack_id: str) -> tuple[Person, datetime] | None:
        """The person, and when Slack was last asked about them."""
        row = self.connection.execute(select(person).where(person.c.slack_id == slack_id)).one_or_none()
        if row is None:
            return None
        found = person_from(row)
        assert found is not None
        return found, row.looked_up_at

    def meet(self, slack_id: str, now: datetime, **profile: object) -> Person:
        """Notes who this Slack id is, or what has changed about them."""
        values = {**profile, "looked_up_at": now}
        met = self.insert(person).values(slack_id=slack_id, **values)
        met = met.on_conflict_do_update(index_elements=["slack_id"], set_=values).returning(person)
        found = person_from(self.connection.execute(met).one())
        assert found is not None
        return found

    def remember_dm(self, slack_id: str, channel: str) -> None:
        self.connection.execute(update(person).where(person.c.slack_id == slack_id).values(dm_channel=channel))
