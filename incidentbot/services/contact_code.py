"""The code that shows that an address is somebody's own: when one may be sent, what it is, whether it is right.

It is worked out from a seed and our secret, so that it is written down nowhere, and a message that is sent twice brings
the same one.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidentbot.domain.contact import (
    BETWEEN_CODES,
    CODE_DIGITS,
    CODE_LASTS,
    CODES_REMEMBERED,
    MOST_CODES,
    MOST_CODES_ASKED,
    MOST_TRIES,
    code_wait,
)
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.people import Actor
from incidentbot.domain.work import URGENT
from incidentbot.services.sealing import Seal
from incidentbot.store.contact import KeptMethod
from incidentbot.store.transaction import Transaction

VERIFY = "contact.verify"
TEST = "contact.test"


@dataclass(frozen=True)
class Letter:
    """What goes to an address that is being verified or tested; `address` in clear, for the provider alone."""

    kind: MethodKind
    provider: str
    address: str
    shown: str
    title: str
    body: str
    is_test: bool


def send_code(tx: Transaction, method: KeptMethod, seal: Seal, now: datetime, by: Actor) -> timedelta | None:
    """Asks for a new code to be sent; an older one is void. Returns how long to wait where it is too soon."""
    at_address = [(one.code_sent_at, one.codes_sent) for one in tx.contact_methods_at(_marks(seal, method))]
    asked = [(one.code_sent_at, one.codes_sent) for one in tx.codes_asked_by(method.person)]
    for sent, most, between in (
        (at_address, MOST_CODES, BETWEEN_CODES),
        (asked, MOST_CODES_ASKED, timedelta(0)),  # who adds one address may go on with the next one
    ):
        if wait := code_wait([(at, count) for at, count in sent if at is not None], most, between, now):
            return wait
    seed, is_recent = secrets.token_hex(8), method.code_sent_at and now - method.code_sent_at < CODES_REMEMBERED
    codes_sent = method.codes_sent + 1 if is_recent else 1
    tx.change_contact_method(method.id, code_seed=seed, code_sent_at=now, code_tries=0, codes_sent=codes_sent)
    payload = {"method_id": method.id, "seed": seed, "asked_by": by.slack_id}
    tx.ask(VERIFY, now, subject=f"contact:{method.id}", priority=URGENT, payload=payload)
    return None


def _marks(seal: Seal, method: KeptMethod) -> list[str]:
    return seal.marks(seal.unseal(method.address))


def code_of(seal: Seal, method: KeptMethod) -> str:
    return _codes(seal, method)[0]


def _codes(seal: Seal, method: KeptMethod) -> list[str]:
    """Bound to the method: nobody's code opens anybody else's."""
    marks = seal.marks(f"code {method.id} {method.code_seed}")
    return [f"{int(mark[:16], 16) % 10**CODE_DIGITS:0{CODE_DIGITS}}" for mark in marks]


def what_is_wrong(seal: Seal, method: KeptMethod, typed: str, now: datetime) -> str | None:
    """None: it is the right one, in time, and not tried too often."""
    if method.code_seed is None or method.code_sent_at is None or now - method.code_sent_at > CODE_LASTS:
        return "This code is too old. Ask for another one."
    if method.code_tries >= MOST_TRIES:
        return "That was tried too often. Ask for another code."
    digits = "".join(typed.split()).encode("utf-8", "replace")
    if any(hmac.compare_digest(code.encode(), digits) for code in _codes(seal, method)):
        return None
    left = MOST_TRIES - method.code_tries - 1
    more = f"{left} more {'tries' if left > 1 else 'try'}" if left else "ask for another one"
    return f"That is not the code: {more}."
