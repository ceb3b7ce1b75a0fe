"""Performs contact.verify and contact.test: a code or a test to one address, by the first provider that takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from incidentbot.domain.notification import WORDS, MethodKind
from incidentbot.domain.people import Actor
from incidentbot.domain.priority import Priority
from incidentbot.domain.work import Work
from incidentbot.errors import CannotBeDone, NeedsPerson, TryAgain, VendorError
from incidentbot.ports import NotificationProvider, PageMessage
from incidentbot.services.contact_code import Letter
from incidentbot.services.contact_sending import ContactSending

NO_NOTIFICATION = 0  # what its receipts speak of is no page's notification


class Verifier:
    def __init__(self, sending: ContactSending, providers: Mapping[MethodKind, Sequence[NotificationProvider]]) -> None:
        self._sending = sending
        self._providers = providers

    def perform(self, work: Work, by: Actor) -> str | None:
        method_id = int(work.payload["method_id"])
        letter = self._sending.letter(method_id, work.payload["seed"], work.payload.get("person", ""))
        if letter is None:
            return None
        troubles: list[VendorError] = []
        for provider in self._providers.get(letter.kind, ()):
            if letter.provider not in ("", provider.name):
                continue
            try:
                provider_id = provider.send(_message(letter, work), letter.address)
            except VendorError as trouble:
                troubles.append(trouble)
                continue
            self._sending.arrived(method_id, by)
            return provider_id
        self._give_up(work, method_id, letter, troubles, by)
        return None

    def _give_up(self, work: Work, method_id: int, letter: Letter, troubles: Sequence[VendorError], by: Actor) -> None:
        """What may work later is tried later; else its owner hears why not."""
        reasons = [_without(str(trouble), letter) for trouble in troubles]
        why = "; ".join(dict.fromkeys(reasons)) or f"no provider for {WORDS[letter.kind]} is set up"
        for kind in (TryAgain, NeedsPerson):
            if later := next((trouble for trouble in troubles if isinstance(trouble, kind)), None):
                raise _again(later, why)
        assert all(isinstance(trouble, CannotBeDone) for trouble in troubles), "there is no other kind"
        self._sending.refused(method_id, why, work.payload.get("asked_by"), by)

    def happened(self, _work: Work) -> bool:
        return False  # the same code once more harms nobody


def _again(trouble: VendorError, why: str) -> VendorError:
    if isinstance(trouble, TryAgain):
        return TryAgain(why, trouble.code, trouble.after_seconds)
    return NeedsPerson(why, trouble.code)


def _without(said: str, letter: Letter) -> str:
    """Providers repeat the address that they do not take; it is kept nowhere in clear."""
    return said.replace(letter.address, letter.shown).replace(letter.address.removeprefix("+"), letter.shown)


def _message(letter: Letter, work: Work) -> PageMessage:
    return PageMessage(
        notification_id=NO_NOTIFICATION,
        key=work.key,
        priority=Priority.P1 if letter.is_test else Priority.P3,  # a test rings as a page would
        title=letter.title,
        body=letter.body,
        is_test=letter.is_test,
    )
