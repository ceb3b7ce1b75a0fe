"""Performs page.notify and page.withdraw: one message of a page, by the first provider of its kind that takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from incidentbot import logs
from incidentbot.domain.contact import FROM_FILE, without_address
from incidentbot.domain.notification import WORDS, MethodKind
from incidentbot.domain.page import Notification
from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.work import Work
from incidentbot.errors import CannotBeDone, NeedsPerson, NotPossible, TryAgain, VendorError
from incidentbot.failpoints import reach
from incidentbot.ports import Chat, Clock, KnowsReceipts, NotificationProvider, PageMessage
from incidentbot.services.link import Links
from incidentbot.services.notification import Notifications, Sending

log = logs.logger("notifier")

MOST_TRIES = 3  # after which a message counts as unheard, so that the next ones are asked; it is still tried
LONGEST_PAUSE = 30.0  # seconds between two tries
ASKED_BACK = timedelta(hours=6)  # how far back a chat is searched for a message of ours

Providers = Mapping[MethodKind, Sequence[NotificationProvider]]


class Notifier:
    """`address` decrypts the address of a contact method; Slack's is none."""

    def __init__(
        self, notifications: Notifications, providers: Providers, links: Links, address: Callable[[str], str]
    ) -> None:
        self._notifications = notifications
        self._providers = providers
        self._links = links
        self._address = address

    def perform(self, work: Work, by: Actor) -> str | None:
        notification_id = work.payload["notification_id"]
        try:
            sending = self._notifications.sending(notification_id, by)
            address = self._readable(sending.notification, sending.address) if sending else ""
        except NotPossible as gone:  # the method was removed, or is encrypted with a key that we do not have any more
            self._notifications.failed(notification_id, str(gone), by)
            return None
        return self._send(sending, address, by) if sending else None

    def _send(self, sending: Sending, address: str, by: Actor) -> str | None:
        one, message = sending.notification, self._message(sending)
        providers = self._of(one.kind, sending.provider)
        refused: list[VendorError] = []
        for provider in providers:
            reach("notify.before_send")
            try:
                provider_id = provider.send(message, address)
            except (TryAgain, NeedsPerson, CannotBeDone) as trouble:
                said = without_address(str(trouble), address, one.shown)
                log.warning("a provider did not take it", provider=provider.name, reason=said, of=one.id)
                refused.append(trouble)
                if found := self._found_after(provider, trouble, message.key, address):
                    provider_id = found
                else:
                    continue
            reach("notify.after_send")
            asked_later = isinstance(provider, KnowsReceipts)
            self._notifications.sent(one.id, provider.name, provider_id, by, has_receipt=asked_later)
            return provider_id
        self._nobody_took_it(one, address, refused, by)
        return None

    def _found_after(self, provider: NotificationProvider, trouble: VendorError, key: str, address: str) -> str | None:
        """It may have arrived although nobody said so; only then is another provider one message too many."""
        if not (isinstance(trouble, TryAgain) and trouble.doubtful and provider.can_be_asked):
            return None
        try:
            return provider.find(key, address)
        except VendorError:
            return None  # nobody knows: better one message too many than none

    def _nobody_took_it(self, one: Notification, address: str, refused: Sequence[VendorError], by: Actor) -> None:
        reasons = dict.fromkeys(without_address(str(trouble), address, one.shown) for trouble in refused)
        error = "; ".join(reasons) or f"no provider for {WORDS[one.kind]} is set up"
        later = [trouble for trouble in refused if isinstance(trouble, TryAgain)]
        if not later:
            doubts = bool(refused) and all(isinstance(trouble, CannotBeDone) for trouble in refused)
            self._notifications.failed(one.id, error, by, doubts=doubts)
            return
        tries = one.attempt + 1
        if tries >= MOST_TRIES:
            self._notifications.failed(one.id, error, by, is_final=False)
        pause = min(later[0].after_seconds or 2.0 ** min(tries - 1, 5), LONGEST_PAUSE)
        raise TryAgain(error, after_seconds=pause, doubtful=any(trouble.doubtful for trouble in later))

    def happened(self, work: Work) -> bool:
        """Each provider that can be asked is; where none can, the message is sent again: twice is better than never."""
        one = self._notifications.one(work.payload["notification_id"])
        try:
            kept, named = self._notifications.address_of(one)
            address = self._readable(one, kept)
        except NotPossible:
            return False
        for provider in self._of(one.kind, named):
            if provider.can_be_asked and (found := self._ask(provider, work, one, address)):
                self._notifications.sent(one.id, provider.name, found, BOT.because_of(work.cause))
                return True
        return False

    def _ask(self, provider: NotificationProvider, work: Work, one: Notification, address: str) -> str | None:
        try:
            return provider.find(one.key, address)
        except VendorError as silent:
            if work.attempt > MOST_TRIES:
                return None  # a page does not wait for ever until somebody says what became of it
            raise TryAgain(str(silent), after_seconds=1.0, doubtful=True) from silent

    # -- parts ----------------------------------------------------------------------------------------------------

    def _of(self, kind: MethodKind, named: str) -> list[NotificationProvider]:
        """In the order of failover; a method may belong to one of them, as a push app does."""
        return [provider for provider in self._providers.get(kind, ()) if named in ("", provider.name)]

    def _readable(self, one: Notification, address: str) -> str:
        return address if one.kind == MethodKind.SLACK or one.method_id == FROM_FILE else self._address(address)

    def _message(self, sending: Sending) -> PageMessage:
        one, page = sending.notification, sending.page
        said = [page.reason, f"Waiting since {page.started_at:%H:%M} UTC" if sending.is_stale else "", sending.more]
        return PageMessage(
            notification_id=one.id,
            key=one.key,
            priority=page.priority,
            title=page.title,
            body=". ".join(part for part in said if part),
            code=page.code,
            acknowledge_url=self._links.acknowledge(one.id),
            escalate_url=self._links.escalate(one.id),
            page_url=self._links.acknowledge(one.id),  # looking at it changes nothing; its button acts
            bundled=sending.bundled,
        )


class Withdrawer:
    """Somebody has acknowledged: what still rings falls silent. Done twice is the same as done once."""

    def __init__(self, providers: Providers) -> None:
        self._providers = providers

    def perform(self, work: Work, _by: Actor) -> None:
        for provider in self._providers.get(MethodKind(work.payload["kind"]), ()):
            if provider.name == work.payload["provider"]:
                provider.withdraw(work.payload["provider_id"])

    def happened(self, _work: Work) -> bool:
        return False


class SlackPages:
    """A direct message, with buttons: the one provider that needs no contact method."""

    name = "slack"
    kind = MethodKind.SLACK
    can_be_asked = True
    tells_delivery = False

    def __init__(self, chat: Chat, clock: Clock) -> None:
        self._chat = chat
        self._clock = clock

    def send(self, message: PageMessage, address: str) -> str:
        if not address:
            raise CannotBeDone("nobody knows who this is in Slack")
        data = {name: getattr(message, name) for name in message.__dataclass_fields__ if name != "key"}
        posted = self._chat.post(address, "page/asking", {**data, "priority": message.priority.value}, message.key)
        return f"{posted.channel}:{posted.ts}"

    def find(self, key: str, address: str) -> str | None:
        found = self._chat.find_post(address, key, self._clock.now() - ASKED_BACK)
        return f"{found.channel}:{found.ts}" if found else None

    def withdraw(self, provider_id: str) -> None:
        """It does not ring, and stays as it is: the answer to it is a message of its own."""
