"""Amazon SNS as a sender: its certificates are kept, its signatures checked, its subscriptions confirmed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from cryptography import x509

from incidentbot import logs
from incidentbot.domain.people import Actor
from incidentbot.domain.work import Work
from incidentbot.errors import TryAgain
from incidentbot.integrations.sources import sns
from incidentbot.integrations.sources.reading import mapping

MOST_CERTIFICATES = 32  # one a region, and each changes once in some months

log = logs.logger("sns")


class SnsSender:
    """A SignedSender towards the intake, and the Performer that confirms what was asked for there."""

    def __init__(self, fetch: sns.Fetch) -> None:
        self._fetch = fetch
        self._certificates: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    # -- towards the intake ---------------------------------------------------------------------------------------

    def signs(self, body: object) -> bool:
        return sns.is_envelope(body)

    def check(self, body: object) -> None:
        sns.check(mapping(body), self._certificate)

    def request_in(self, body: object) -> Mapping[str, str] | None:
        message = mapping(body)
        return sns.signed_part(message) if message.get("Type") == sns.SUBSCRIPTION else None

    # -- towards the worker ---------------------------------------------------------------------------------------

    def perform(self, work: Work, _by: Actor) -> None:
        message = work.payload["message"]
        sns.confirm(message, self._certificate, self._fetch)
        log.info("confirmed a subscription", topic=message["TopicArn"], integration=work.payload["integration"])

    def happened(self, work: Work) -> bool:
        return False  # confirming twice is the same as confirming once

    # -- certificates ---------------------------------------------------------------------------------------------

    def _certificate(self, address: str) -> bytes:
        with self._lock:
            if kept := self._certificates.get(address):
                self._certificates.move_to_end(address)
                return kept
        fetched = self._fetch(address)
        try:
            x509.load_pem_x509_certificate(fetched)
        except ValueError as wrong:
            raise TryAgain("What Amazon SNS answered is not a certificate.") from wrong
        with self._lock:
            self._certificates[address] = fetched
            while len(self._certificates) > MOST_CERTIFICATES:
                self._certificates.popitem(last=False)
        return fetched
