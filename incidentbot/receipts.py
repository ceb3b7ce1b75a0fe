"""Performs page.receipt: asks a provider that does not call back what became of a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.people import Actor
from incidentbot.domain.work import Work
from incidentbot.errors import VendorError
from incidentbot.ports import Became, KnowsReceipts, NotificationProvider, Press, Receipt, Said
from incidentbot.services.receipt import Receipts

SILENT = Became()


class Answering(Protocol):
    """Who acts on what is found, as on what is called back."""

    def receipt(self, receipt: Receipt) -> None: ...
    def pressed(self, press: Press) -> Said: ...


class ReceiptLooker:
    def __init__(
        self,
        receipts: Receipts,
        providers: Mapping[MethodKind, Sequence[NotificationProvider]],
        answers: Answering,
    ) -> None:
        self._receipts = receipts
        self._providers = providers
        self._answers = answers

    def perform(self, work: Work, by: Actor) -> None:
        name, provider_id = work.payload["provider"], work.payload["provider_id"]
        became = self._asked(MethodKind(work.payload["kind"]), name, provider_id)
        number = work.payload["notification_id"]
        if became.is_delivered:
            self._answers.receipt(Receipt(name, provider_id, True, notification_id=number or None))
        if became.is_acknowledged and number:
            self._answers.pressed(Press(name, provider_id, number, "4"))
        if not became.is_over:
            self._receipts.look_again(work, by)

    def _asked(self, kind: MethodKind, name: str, provider_id: str) -> Became:
        """Who does not answer now is asked again at the usual time."""
        found = next((one for one in self._providers.get(kind, ()) if one.name == name), None)
        if not isinstance(found, KnowsReceipts):
            return Became(is_over=True)
        try:
            return found.became(provider_id)
        except VendorError:
            return SILENT

    def happened(self, _work: Work) -> bool:
        return False  # to look twice is to look
