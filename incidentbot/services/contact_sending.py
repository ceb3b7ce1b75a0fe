"""Addresses on their way to a provider: decrypted only then. Codes, tests, STOP and START."""

from __future__ import annotations

from datetime import datetime, timedelta

from incidentbot.domain.contact import CODE_LASTS, FROM_FILE, masked_email
from incidentbot.domain.notification import WORDS, MethodKind
from incidentbot.domain.people import Actor
from incidentbot.domain.work import URGENT
from incidentbot.ports import Clock, InForce, Reply
from incidentbot.services import speech
from incidentbot.services.contact_code import Letter, code_of
from incidentbot.services.recipient import slack_of
from incidentbot.services.sealing import Seal
from incidentbot.store.contact import KeptMethod
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

WRITE_BACK = "contact.answer"
TEST_TITLE = "This is how Incidentbot reaches you"
TEST_BODY = "Nothing is wrong. Somebody, probably you, asked for a test."


class ContactSending:
    def __init__(self, store: Store, clock: Clock, running: InForce, seal: Seal) -> None:
        self._store = store
        self._clock = clock
        self._running = running
        self._seal = seal

    def letter(self, method_id: int, seed: str | None, person: str = "") -> Letter | None:
        """The message with the code, or without a seed a test. None where a newer code has been asked for, or it is
        too late."""
        now = self._clock.now()
        if method_id == FROM_FILE:
            known = self._running.process.people.get(person)
            return _test(MethodKind.EMAIL, "", known.email) if known and known.email else None
        with self._store.read() as tx:
            method = tx.contact_method(method_id)
        if method.removed_at is not None or method.code_seed != (seed or method.code_seed):
            return None
        if seed is not None and (method.code_sent_at is None or now - method.code_sent_at > CODE_LASTS):
            return None
        address = self._seal.unseal(method.address)
        if seed is None:
            return _test(method.kind, method.provider, address, method.shown)
        title, body = self._code(method)
        return Letter(method.kind, method.provider, address, method.shown, title, body, is_test=False)

    def _code(self, method: KeptMethod) -> tuple[str, str]:
        code = code_of(self._seal, method)
        spoken = " ".join(code) if method.kind == MethodKind.VOICE else code
        whose = self._running.process.organisation
        return (
            f"Your Incidentbot code is {spoken}",
            f"Type it in where you added this{f' at {whose}' if whose else ''}. It lasts ten minutes.",
        )

    def arrived(self, method_id: int, by: Actor) -> None:
        """A provider has taken it; what was refused before is not any more."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            tx.change_contact_method(method_id, refused="", refused_at=None)

    def refused(self, method_id: int, why: str, asked_by: str | None, by: Actor) -> None:
        """No provider takes it: whoever asked hears so, and no page counts on it. Raises NotFound."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            shown, kind = "the process file's address", MethodKind.EMAIL
            if method_id != FROM_FILE:
                method = tx.contact_method(method_id)
                shown, kind = method.shown, method.kind
                tx.refuse_contact_method(method_id, why, now)
            if asked_by:
                speech.tell(tx, asked_by, now, "me/refused", {"shown": shown, "kind": WORDS[kind], "why": why})

    def stop(self, address: str, provider: str, by: Actor) -> list[str]:
        """Somebody wrote STOP: nothing is texted there until START. Returns whose address it is, by their keys."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            tx.stop_phone(self._seal.marks(address), provider, now)
            return self._told(tx, address, now, "me/stopped")

    def start(self, address: str, by: Actor) -> list[str]:
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            was_stopped = tx.start_phone(self._seal.marks(address))
            return self._told(tx, address, now, "me/started") if was_stopped else self._owners(tx, address)

    def may_explain(self, address: str, is_asked: bool, by: Actor) -> bool:
        """What was not understood is answered once an hour: two machines that answer each other fall silent."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            explained = f"explained {self._seal.mark(address)}"[:60]
            return tx.take_slot(explained, now.replace(minute=0, second=0, microsecond=0)) or is_asked

    def write_back(self, reply: Reply, text: str, holds: timedelta) -> bool:
        """Texts an answer to whoever wrote, by the provider that brought what they wrote: a few in a while, as with
        pages. False where these are too many, or nobody has this number."""
        now, limit = self._clock.now(), self._running.process.noise.limits.get(MethodKind.SMS)
        with self._store.begin() as tx:
            methods = [one for one in tx.contact_methods_at(self._seal.marks(reply.sender)) if one.is_verified]
            if not methods:
                return False
            method = min(methods, key=lambda one: one.kind != MethodKind.SMS)
            subject = f"answer:{method.address_hash}"
            if limit and tx.count_asked(WRITE_BACK, subject, now - limit.within) >= limit.most:
                return False
            until = (now + holds).isoformat()
            payload = {"method_id": method.id, "provider": reply.provider, "text": text, "until": until}
            key = f"answer:{reply.key}"[:200]
            return tx.ask(WRITE_BACK, now, subject=subject, dedup_key=key, priority=URGENT, payload=payload)

    def answer(self, method_id: int, provider: str, text: str, until: datetime) -> Letter | None:
        """What is texted back; None where it is too late for it, or the number was removed. It goes also to whoever
        has just written STOP: that is what it confirms."""
        with self._store.read() as tx:
            method = tx.contact_method(method_id)
        if method.removed_at is not None or self._clock.now() > until:
            return None
        address = self._seal.unseal(method.address)
        return Letter(MethodKind.SMS, provider, address, method.shown, "", text, is_test=False)

    def owners(self, address: str) -> list[str]:
        """Whose verified address it is: keys of people. Several share a telephone now and then."""
        with self._store.read() as tx:
            return self._owners(tx, address)

    def _told(self, tx: Transaction, address: str, now: datetime, template: str) -> list[str]:
        owners = self._owners(tx, address)
        shown = next((one.shown for one in tx.contact_methods_at(self._seal.marks(address))), "")
        for slack_id in filter(None, (slack_of(self._running.process, owner) for owner in owners)):
            speech.tell(tx, slack_id, now, template, {"shown": shown})
        return owners

    def _owners(self, tx: Transaction, address: str) -> list[str]:
        methods = tx.contact_methods_at(self._seal.marks(address))
        return list(dict.fromkeys(method.person for method in methods if method.is_verified))


def _test(kind: MethodKind, provider: str, address: str, shown: str = "") -> Letter:
    return Letter(kind, provider, address, shown or masked_email(address), TEST_TITLE, TEST_BODY, is_test=True)
