"""What people see of pages: those of a ticket, those that wait for me, and who would be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from incidentbot.domain.escalation import Position, advance
from incidentbot.domain.page import Page, PageState, PageStory
from incidentbot.domain.priority import Priority
from incidentbot.domain.process import Paging
from incidentbot.errors import NotFound, NotPossible
from incidentbot.ports import Clock, InForce
from incidentbot.services.page_story import UNANSWERED, of_story
from incidentbot.services.paging import begins_at, policy_of
from incidentbot.services.reach import Reach
from incidentbot.services.recipient import keys_of, name_of
from incidentbot.store.store import Store

MOST = 10


class PageBoard:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def of_ticket(self, ticket_id: int, most: int = MOST) -> list[PageStory]:
        """Newest first."""
        with self._store.read() as tx:
            return tx.stories_of(tx.pages_of_ticket(ticket_id, most))

    def mine(self, slack_id: str, most: int = MOST) -> list[PageStory]:
        """Those that go on and that this person was asked about or has, oldest first."""
        keys = keys_of(self._running.process, slack_id)
        with self._store.read() as tx:
            return tx.stories_of(tx.pages_going_on_of(keys, most))

    def shown(self, story: PageStory) -> dict[str, Any]:
        return of_story(self._running.process, story)

    def one(self, page_id: int) -> dict[str, Any]:
        """Raises NotFound."""
        with self._store.read() as tx:
            return self.shown(tx.stories_of([tx.page(page_id)])[0])

    def with_code(self, code: str) -> Page:
        """The page that goes on under this code. Raises NotFound."""
        with self._store.read() as tx:
            found = tx.page_with_code(code)
            if found is None:
                raise NotFound(f"There is no open page {code}.")
            return tx.page(found)

    def page_of(self, notification_id: int) -> tuple[Page, Position]:
        """The page that a message was about, and the step that it was sent at. Raises NotFound."""
        with self._store.read() as tx:
            one = tx.notification(notification_id)
            return tx.page(one.page_id), one.position

    def prospect(self, service: str | None, priority: Priority, growing: bool) -> dict[str, Any] | None:
        """Who would be asked first if this were declared now, and when. None where nobody ever is."""
        process, now = self._running.process, self._clock.now()
        if not priority.is_incident or process.priorities[priority].page == Paging.NEVER:
            return None
        known = process.service(service)
        policy = policy_of(process, known.team if known else None, priority)
        with self._store.read() as tx:
            step = advance(policy, None, Reach(tx, process, now))
        opens = now if growing else begins_at(process, policy, priority, now)
        return {
            "people": [name_of(process, person) for person in step.people],
            "channels": [*step.channels, *step.usergroups],
            "why": step.asked[0].why if len(step.asked) == 1 else "",
            "one_of": policy.step_at(step.position).round_robin,
            "begins_at": opens if opens > now else None,
        }


def one_to_answer(stories: Sequence[PageStory], key: str | None, states: Sequence[PageState] = UNANSWERED) -> Page:
    """Which page a person means who says only "ack": the only one, or the only one that they were asked about.

    Raises NotFound where there is none; NotPossible, which says who has it; Several where it has to be said.
    """
    going = [story for story in _newest(stories) if story.page.state in states]
    mine = [story for story in going if any(one.person == key for one in story.notifications)]
    for found in (going, mine):
        if len(found) == 1:
            return found[0].page
    if going:
        raise Several(going)
    if stories:
        return max((story.page for story in stories), key=lambda page: page.id)  # whoever acts on it hears why not
    raise NotFound("Nobody is being paged about this.")


class Several(NotPossible):
    """More than one page could be meant."""

    def __init__(self, stories: Sequence[PageStory]) -> None:
        named = ", ".join(f"{story.page.code} ({story.page.ticket_label})" for story in stories)
        super().__init__(f"Which one? Say its number: {named}.")
        self.stories = tuple(stories)


def _newest(stories: Sequence[PageStory]) -> list[PageStory]:
    """One that has run out is over where the same is asked anew."""
    newest = {
        (story.page.ticket_id, story.page.target): story for story in sorted(stories, key=lambda one: one.page.id)
    }
    return list(newest.values())
