"""Answers that come from outside of the chat: a key in a call, a text message, a push button, a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from incidentbot.domain.page import Notification, Page, PageState
from incidentbot.domain.people import BOT, Actor, Cause
from incidentbot.domain.reply import DIGITS, Meant, Verb, meant
from incidentbot.errors import AlreadyActed, NotFound, NotPossible
from incidentbot.ports import Clock, InForce, Press, Receipt, Reply, Said
from incidentbot.services.contact_sending import ContactSending
from incidentbot.services.inbox import ANSWER, Inbox
from incidentbot.services.notification import Notifications
from incidentbot.services.pager import Pager
from incidentbot.services.recipient import actor_of, name_of
from incidentbot.services.weekly_test import WeeklyTests
from incidentbot.store.store import Store

HELP = "Answer with the number in the message to acknowledge, with 6 and the number to escalate. STOP ends all texts."
STOPPED = "No more texts come to this number. START brings them back; calls and pushes go on."
HOLDS = timedelta(minutes=10)  # an answer that comes later only confuses
HOW = {"twilio_voice": "telephone", "twilio_sms": "SMS", "vonage_sms": "SMS", "pushover": "push", "ntfy": "push"}


@dataclass(frozen=True)
class Asked:
    """What one notification asked, and how its page stands now. `others` are all of the page's messages; `names` are
    those of the people in it, by their keys."""

    notification: Notification
    page: Page
    others: tuple[Notification, ...]
    names: Mapping[str, str]

    @property
    def can_acknowledge(self) -> bool:
        return self.page.state not in (PageState.ACKNOWLEDGED, PageState.RESOLVED)


class Answers:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        running: InForce,
        inbox: Inbox,
        pager: Pager,
        notifications: Notifications,
        contacts: ContactSending,
        weekly_tests: WeeklyTests,
    ) -> None:
        self._store = store
        self._clock = clock
        self._running = running
        self._inbox = inbox
        self._pager = pager
        self._notifications = notifications
        self._contacts = contacts
        self._weekly_tests = weekly_tests

    # -- what providers bring -------------------------------------------------------------------------------------

    def receipt(self, receipt: Receipt) -> None:
        if not self._notifications.receipt(receipt):
            self._weekly_tests.receipt(receipt)

    def pressed(self, press: Press) -> Said:
        """A key in a call or a button of a push. The same one twice acts once. Raises StoreUnavailable."""
        verb = DIGITS.get(press.digit)
        if verb is None:
            return Said("That key does nothing." if press.digit else "", asks_again=True)
        how = HOW.get(press.provider, press.provider)
        try:
            return Said(self._act(verb, press.notification_id, how, self._once(press.key)))
        except AlreadyActed:
            return Said("That is done already.")
        except NotPossible as reason:
            return Said(str(reason))

    def replied(self, reply: Reply) -> Said:
        """A text message. The same one twice acts once; a number that nobody has given us hears nothing. Where the
        answer to the request reaches nobody, it is texted back."""
        said = self._answer(reply)
        if said.text and not reply.is_answered_here:
            self._contacts.write_back(reply, said.text, HOLDS)
            return Said()
        return said

    def _answer(self, reply: Reply) -> Said:
        wanted, owners = meant(reply.text), self._contacts.owners(reply.sender)
        cause = self._once(reply.key)
        if wanted is not None and wanted.verb in (Verb.STOP, Verb.START):
            return self._stop_or_start(wanted.verb, reply, cause)
        if not owners:
            return Said()
        try:
            if wanted is None or wanted.verb == Verb.HELP:
                explains = self._contacts.may_explain(reply.sender, wanted is not None, BOT.because_of(cause))
                return Said(HELP if explains else "")
            return Said(self._by_code(wanted, owners, HOW.get(reply.provider, "SMS"), cause))
        except AlreadyActed:
            return Said()
        except NotPossible as reason:
            return Said(str(reason))

    def _stop_or_start(self, verb: Verb, reply: Reply, cause: Cause) -> Said:
        by = BOT.because_of(cause)
        try:
            if verb == Verb.STOP:
                stopped = self._contacts.stop(reply.sender, reply.provider, by)
                # Twilio confirms it by itself, and a second text after STOP would be one too many.
                return Said(STOPPED if stopped and not reply.is_answered_here else "")
            known = self._contacts.start(reply.sender, by)
        except AlreadyActed:
            return Said()
        return Said("Pages come to this number again. STOP ends that." if known else "")

    def _once(self, key: str) -> Cause:
        key = f"{ANSWER}{key}"
        self._inbox.receive(key)
        return Cause("request", key)

    # -- what a link brings ---------------------------------------------------------------------------------------

    def asked(self, notification_id: int) -> Asked:
        """Raises NotFound."""
        one = self._found(notification_id)
        story = self._pager.one(one.page_id)
        process = self._running.process
        keys = {one.person, *(other.person for other in story.notifications), story.page.acknowledged_by or ""}
        return Asked(one, story.page, story.notifications, {key: name_of(process, key) for key in keys})

    def acknowledge(self, notification_id: int, how: str = "link", cause: Cause | None = None) -> str:
        """Returns a sentence. Raises NotFound, NotPossible."""
        return self._act(Verb.ACKNOWLEDGE, notification_id, how, cause)

    def escalate(self, notification_id: int, how: str = "link") -> str:
        """Returns a sentence. Raises NotFound, NotPossible."""
        return self._act(Verb.ESCALATE, notification_id, how, None)

    # -- acting ---------------------------------------------------------------------------------------------------

    def _act(self, verb: Verb, notification_id: int, how: str, cause: Cause | None) -> str:
        one = self._found(notification_id)
        page = self._pager.one(one.page_id).page
        if verb == Verb.ESCALATE:
            self._pager.escalate(page.id, one.position, self._actor(one.person, cause))
            return f"{page.ticket_label} is escalated. The next ones are being asked."
        if page.ended_at is not None:  # its code may be that of a newer page by now
            return _told([self._pager.acknowledge(page.id, self._actor(one.person, cause), how)])
        return _told(self._pager.acknowledge_by_code(page.code, one.person, how, cause))

    def _by_code(self, wanted: Meant, owners: Sequence[str], how: str, cause: Cause) -> str:
        code = wanted.code or self._only_code(owners)
        story = self._pager.with_code(code)
        sent = [one for one in story.notifications if one.person in owners] if story else []
        person = sent[-1].person if sent else owners[0]
        if wanted.verb == Verb.ACKNOWLEDGE:
            return _told(self._pager.acknowledge_by_code(code, person, how, cause))
        if story is None:
            raise NotFound(f"There is no open page {code}.")
        # They answer what they were sent, as by a key in a call: two who do so at once escalate once.
        seen = sent[-1].position if sent else story.page.position
        self._pager.escalate(story.page.id, seen, self._actor(person, cause))
        return f"{story.page.ticket_label} is escalated. The next ones are being asked."

    def _only_code(self, owners: Sequence[str]) -> str:
        """Of the one page that is open and was sent to them."""
        mine = self._pager.open_pages_sent_to(owners)
        if not mine:
            raise NotFound("Nothing waits for you.")
        if len(mine) > 1:
            waiting = ", ".join(f"{page.code} ({page.ticket_label})" for page in mine[:5])
            raise NotPossible(f"Which one? Answer with its number: {waiting}.")
        return mine[0].code

    def _found(self, notification_id: int) -> Notification:
        with self._store.read() as tx:
            if not tx.has_notification(notification_id):
                raise NotFound("There is no such page.")
            return tx.notification(notification_id)

    def _actor(self, person: str, cause: Cause | None) -> Actor:
        with self._store.begin() as tx:
            return actor_of(tx, self._running.process, person, self._clock.now(), cause)


def _told(pages: Sequence[Page]) -> str:
    first, *others = pages
    more = f" And {len(others)} more." if others else ""
    return f"You have {first.ticket_label}, {first.title}.{more}"
