"""Where the messages that we want to change later were posted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from incidentbot.store.rows import Rows
from incidentbot.store.tables import posted_message


class MessageRows(Rows):
    def remember_message(self, name: str, channel: str, ts: str, now: datetime) -> None:
        values = {"channel": channel, "ts": ts, "at": now}
        remembered = self.insert(posted_message).values(name=name, **values)
        self.connection.execute(remembered.on_conflict_do_update(index_elements=["name"], set_=values))

    def forget_message(self, name: str) -> None:
        self.connection.execute(delete(posted_message).where(posted_message.c.name == name))

    def message_named(self, name: str) -> tuple[str, str] | None:
        """Its channel and ts; None when it was not posted yet."""
        query = select(posted_message.c.channel, posted_message.c.ts).where(posted_message.c.name == name)
        row = self.connection.execute(query).one_or_none()
        return (row.channel, row.ts) if row else None
