"""Performs contact.verify, contact.test and contact.answer: a code, a test or an answer to one address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from incidentbot.domain.contact import without_address
from incidentbot.domain.notification import WORDS, MethodKind
from incidentbot.domain.people import Actor
from incidentbot.domain.priority import Priority
from incidentbot.domain.work import Work
from incidentbot.errors import CannotBeDone, NeedsPerson, NotPossible, TryAgain, VendorError
from incidentbot.ports import NotificationProvider, PageMessage
from incidentbot.services.contact_code import Letter
from incidentbot.services.contact_sending import ContactSending

NO_NOTIFICATION = 0  # what its receipts speak of is no page's notification


class Verifier:
    """A code or a test, by the first provider that takes it."""

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
        reasons = [without_address(str(trouble), letter.address, letter.shown) for trouble in troubles]
        why = "; ".join(dict.fromkeys(reasons)) or f"no provider for {WORDS[letter.kind]} is set up"
        for kind in (TryAgain, NeedsPerson):
            if later := next((trouble for trouble in troubles if isinstance(trouble, kind)), None):
                raise _again(later, why)
        assert all(isinstance(trouble, CannotBeDone) for trouble in troubles), "there is no other kind"
        self._sending.refused(method_id, why, work.payload.get("asked_by"), by)

    def happened(self, _work: Work) -> bool:
        return False  # the same code once more harms nobody


class WriterBack:
    """Performs contact.answer: what is said to whoever wrote a text, by the provider that brought it."""

    def __init__(self, sending: ContactSending, providers: Mapping[MethodKind, Sequence[NotificationProvider]]) -> None:
        self._sending = sending
        self._providers = providers

    def perform(self, work: Work, by: Actor) -> str | None:
        asked = work.payload
        until = datetime.fromisoformat(asked["until"])
        letter = self._sending.answer(asked["method_id"], asked["provider"], asked["text"], until)
        provider = next((one for one in self._providers.get(MethodKind.SMS, ()) if one.name == asked["provider"]), None)
        if letter is None or provider is None:
            return None
        try:
            return provider.send(_message(letter, work), letter.address)
        except TryAgain as trouble:
            raise TryAgain(
                without_address(str(trouble), letter.address, letter.shown), trouble.code, trouble.after_seconds
            ) from trouble
        except VendorError as trouble:  # no person need mend an answer; what it answers has been done
            raise NotPossible(without_address(str(trouble), letter.address, letter.shown)) from trouble

    def happened(self, _work: Work) -> bool:
        return True  # an answer twice is worse than none


def _again(trouble: VendorError, why: str) -> VendorError:
    if isinstance(trouble, TryAgain):
        return TryAgain(why, trouble.code, trouble.after_seconds)
    return NeedsPerson(why, trouble.code)


def _message(letter: Letter, work: Work) -> PageMessage:
    return PageMessage(
        notification_id=NO_NOTIFICATION,
        key=work.key,
        priority=Priority.P1 if letter.is_test else Priority.P3,  # a test rings as a page would
        title=letter.title,
        body=letter.body,
        is_test=letter.is_test,
    )
