"""Pages as people look at them: with everything that they sent, by who was asked, by who began them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from incidentbot.domain.page import Notification, Page, PageStory
from incidentbot.store.notification import notification_from
from incidentbot.store.page import GOING_ON, page_from, pages
from incidentbot.store.rows import Rows
from incidentbot.store.tables import notification, page, person


class PageViewRows(Rows):
    def stories_of(self, found: Sequence[Page]) -> list[PageStory]:
        """In the order given, each with its notifications, oldest first."""
        sent: dict[int, list[Notification]] = {one.id: [] for one in found}
        if found:
            query = select(notification).where(notification.c.page_id.in_(sent)).order_by(notification.c.id)
            for row in self.connection.execute(query):
                sent[row.page_id].append(notification_from(row))
        return [PageStory(one, tuple(sent[one.id])) for one in found]

    def pages_going_on_of(self, keys: Collection[str], most: int) -> list[Page]:
        """Those that these people were asked about or have, oldest first; nothing is locked."""
        asked = select(notification.c.page_id).where(
            notification.c.page_id == page.c.id, notification.c.person.in_(keys)
        )
        mine = GOING_ON & (asked.exists() | page.c.acknowledged_by.in_(keys))
        query = pages().where(mine).order_by(page.c.id).limit(most)
        return [page_from(row) for row in self.connection.execute(query)]

    def starter_of_page(self, page_id: int) -> str | None:
        """The Slack id of the person who began it; None where a signal did."""
        query = select(person.c.slack_id).join(page, page.c.started_by_person == person.c.id)
        return self.connection.scalar(query.where(page.c.id == page_id))
