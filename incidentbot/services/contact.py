"""How a person can be reached: adding an address, showing by a code that it is theirs, rules, quiet hours, a test."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import time, timedelta

from incidentbot.domain.contact import BETWEEN_TESTS, MOST_ADDRESSES, OFFERS, Offer
from incidentbot.domain.contact_rules import MOST_RULES
from incidentbot.domain.notification import (
    DEFAULT_RULES,
    WORDS,
    MethodKind,
    NotificationRule,
)
from incidentbot.domain.people import Actor
from incidentbot.domain.priority import Priority
from incidentbot.domain.work import URGENT
from incidentbot.errors import InvalidInput, NotFound, NotPossible
from incidentbot.ports import Clock, InForce
from incidentbot.services import speech
from incidentbot.services.contact_address import read_address, wrong
from incidentbot.services.contact_code import TEST, send_code, what_is_wrong
from incidentbot.services.contact_own import Mine, mine, person_key
from incidentbot.services.recipient import recipients_of
from incidentbot.services.sealing import Seal
from incidentbot.store.contact import KeptMethod
from incidentbot.store.recipient import quiet_written
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction


class Contacts:
    """`ways`: which kinds of message can be sent at all, and by the names of which providers."""

    def __init__(
        self, store: Store, clock: Clock, running: InForce, seal: Seal, ways: Collection[tuple[MethodKind, str]]
    ) -> None:
        self._store = store
        self._clock = clock
        self._running = running
        self._seal = seal
        self._kinds = {kind for kind, _ in ways}
        self._offers = tuple(offer for offer in OFFERS.values() if _can_be_sent(offer, ways))

    @property
    def kinds(self) -> list[MethodKind]:
        """By what people can be reached here at all, in the usual order."""
        return [kind for kind in MethodKind if kind == MethodKind.SLACK or kind in self._kinds]

    def of(self, slack_id: str) -> Mine:
        process = self._running.process
        with self._store.read() as tx:
            return mine(tx, process, person_key(process, slack_id), self._offers)

    def add(self, offer: str, text: str, by: Actor) -> int:
        """Sends a code there; it counts once that was typed in. Returns the method's id.

        Raises InvalidInput (field address), NotPossible.
        """
        now, found = self._clock.now(), next((one for one in self._offers if one.key == offer), None)
        if found is None:
            raise NotPossible("This bot cannot send anything there: no provider for it is set up.")
        address, person = read_address(offer, text), self._key(by)
        with self._store.begin(by, now) as tx:
            present = [one for one in tx.own_contact_methods(person) if self._is_at(one, address.whole)]
            there = {one.kind for one in present}
            # First the one that brings the code: the address goes by its id.
            new = sorted((kind for kind in found.kinds if kind not in there), key=lambda kind: kind not in self._kinds)
            if present and (any(one.is_verified for one in present) or not new):
                raise wrong("You have this one already.")
            if len({one.address_hash for one in tx.own_contact_methods(person)}) >= MOST_ADDRESSES:
                raise wrong(f"You have {MOST_ADDRESSES} already. Remove one first.")
            tx.wish(person, by.slack_id, now)
            kept = {one.kind: one.id for one in present}
            for kind in new:
                kept[kind] = tx.add_contact_method(
                    person=person,
                    kind=kind,
                    provider=found.provider,
                    address=self._seal.seal(address.whole),
                    address_hash=self._seal.mark(address.whole),
                    shown=address.shown,
                    added_at=now,
                )
            by_code = next(method_id for kind, method_id in kept.items() if kind in self._kinds)
            if wait := send_code(tx, tx.contact_method(by_code), self._seal, now, by):
                raise wrong(_too_many(wait))
            return by_code

    def send_again(self, method_id: int, by: Actor) -> None:
        """Another code; the one before is void. Raises NotPossible where it is too soon, NotFound."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            method = self._own(tx, method_id, by)
            if method.is_verified and not method.refused:
                raise NotPossible(f"{method.shown} is verified already.")
            if wait := send_code(tx, method, self._seal, now, by):
                raise NotPossible(_too_many(wait))

    def confirm(self, method_id: int, typed: str, by: Actor) -> str:
        """Whoever reads what is sent there is its owner, by every kind that it serves. Returns the address, masked.

        Raises InvalidInput (field code), NotFound.
        """
        now = self._clock.now()
        # Not under the cause: a wrong code is counted, and the same form is then sent again.
        with self._store.begin() as tx:
            method = self._own(tx, method_id, by)
            told = what_is_wrong(self._seal, method, typed, now)
            if told:
                tx.change_contact_method(method.id, code_tries=method.code_tries + 1)
        if told:
            raise InvalidInput({"code": told})
        with self._store.begin(by, now) as tx:
            for one in tx.own_contact_methods(method.person):
                if one.address_hash == method.address_hash:
                    tx.change_contact_method(one.id, verified_at=now, code_seed=None, refused="", refused_at=None)
        return method.shown

    def remove(self, method_id: int, by: Actor) -> str:
        """The address with every kind that it serves. Returns it, masked. Raises NotFound."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            method = self._own(tx, method_id, by)
            for one in tx.own_contact_methods(method.person):
                if one.address_hash == method.address_hash:
                    # What is left is by what it is known that this address was sent codes.
                    tx.change_contact_method(one.id, removed_at=now, address=self._seal.seal(""), code_seed=None)
        return method.shown

    def set_rules(self, priority: Priority, rules: Sequence[NotificationRule], by: Actor) -> None:
        """In the place of those of this priority. Raises InvalidInput (field rules)."""
        now, person = self._clock.now(), self._key(by)
        wanted = list(rules)
        if len(wanted) > MOST_RULES or any(rule.priority != priority for rule in wanted):
            raise InvalidInput({"rules": f"At most {MOST_RULES} rules for {priority}."})
        with self._store.begin(by, now) as tx:
            present = recipients_of(tx, self._running.process, [person])[person].rules
            kept = [rule for rule in (DEFAULT_RULES if present is None else present) if rule.priority != priority]
            is_usual = set(kept + wanted) == set(DEFAULT_RULES)
            tx.wish(person, by.slack_id, now, has_own_rules=not is_usual)
            tx.set_notification_rules(person, () if is_usual else [*kept, *wanted])

    def usual_rules(self, by: Actor) -> None:
        """What was said otherwise is forgotten."""
        now, person = self._clock.now(), self._key(by)
        with self._store.begin(by, now) as tx:
            tx.wish(person, by.slack_id, now, has_own_rules=False)
            tx.set_notification_rules(person, ())

    def set_quiet(self, hours: tuple[time, time] | None, zone: str, by: Actor) -> None:
        """When nothing below P2 is told, on the person's own wall clock; None: no such hours."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            quiet = quiet_written(*hours, zone) if hours else None
            tx.wish(self._key(by), by.slack_id, now, quiet=quiet)

    def test_page(self, by: Actor) -> list[str]:
        """A message by everything that is verified, and by Slack. Returns what it goes to. Raises NotPossible."""
        now, process, person = self._clock.now(), self._running.process, self._key(by)
        with self._store.begin(by, now) as tx:
            recipient = recipients_of(tx, process, [person])[person]
            methods = [one for one in recipient.methods if one.is_verified and one.kind in self._kinds]
            slot = int(now.timestamp() // BETWEEN_TESTS.total_seconds())
            for method in methods:
                payload = {"method_id": method.id, "seed": None, "person": person, "asked_by": by.slack_id}
                key = f"test:{person}:{method.id}:{slot}"
                if not tx.ask(
                    TEST, now, subject=f"contact:{method.id}", dedup_key=key, priority=URGENT, payload=payload
                ):
                    raise NotPossible("A test page is on its way already. Wait two minutes before the next one.")
            shown = [f"{WORDS[method.kind]} {method.shown}" for method in methods]
            if by.slack_id:
                speech.tell(tx, by.slack_id, now, "me/test", {"others": shown})
        return ["Slack", *shown] if by.slack_id else shown

    def _own(self, tx: Transaction, method_id: int, by: Actor) -> KeptMethod:
        """Raises NotFound for somebody else's, which is the same as none."""
        method = tx.contact_method(method_id)
        if method.person != self._key(by) or method.removed_at is not None:
            raise NotFound("There is no such contact method any more.")
        return method

    def _is_at(self, method: KeptMethod, address: str) -> bool:
        return method.address_hash in self._seal.marks(address)

    def _key(self, by: Actor) -> str:
        assert by.slack_id is not None, "people enter this themselves, in the chat"
        return person_key(self._running.process, by.slack_id)


def _can_be_sent(offer: Offer, ways: Collection[tuple[MethodKind, str]]) -> bool:
    return any(kind in offer.kinds and offer.provider in ("", name) for kind, name in ways)


def _too_many(wait: timedelta) -> str:
    minutes = max(1, round(wait.total_seconds() / 60))
    return f"Enough codes were sent for now. Ask again in {minutes} min."
