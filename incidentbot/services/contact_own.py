"""What a person sees of how they can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from incidentbot.domain.contact import FROM_FILE, Offer
from incidentbot.domain.notification import DEFAULT_RULES, MethodKind, NotificationRule, Recipient, unreachable
from incidentbot.domain.process import Process
from incidentbot.services.recipient import key_of, recipients_of
from incidentbot.store.contact import KeptMethod
from incidentbot.store.transaction import Transaction


@dataclass(frozen=True)
class OwnAddress:
    """One address with every kind that it serves. `id` is that of its first method."""

    id: int
    shown: str
    kinds: tuple[MethodKind, ...]
    is_verified: bool
    refused: str = ""


@dataclass(frozen=True)
class Mine:
    """Everything that a person can see and change about being reached. `missing`: why a P1 would not wake them."""

    key: str
    is_named: bool
    addresses: tuple[OwnAddress, ...]
    rules: tuple[NotificationRule, ...]
    has_own_rules: bool
    quiet: tuple[time, time, str] | None
    missing: tuple[str, ...]
    offers: tuple[Offer, ...]
    email: str  # that of the process file, masked


def mine(tx: Transaction, process: Process, key: str, offers: tuple[Offer, ...]) -> Mine:
    recipient, wish = recipients_of(tx, process, [key])[key], tx.contact_wishes_of([key]).get(key)
    quiet = wish.quiet if wish else None
    window = quiet.hours.windows[0] if quiet else None
    return Mine(
        key,
        key in process.people,
        _addresses(tx.own_contact_methods(key), recipient),
        DEFAULT_RULES if recipient.rules is None else recipient.rules,
        recipient.rules is not None,
        (window.opens, window.closes, quiet.zone) if window and quiet else None,
        tuple(unreachable(recipient)),
        offers,
        next((one.shown for one in recipient.methods if one.id == FROM_FILE), ""),
    )


def person_key(process: Process, slack_id: str) -> str:
    """Of the process file, else by their id in the chat: they can be asked by name."""
    return key_of(process, slack_id) or f"slack:{slack_id}"


def _addresses(methods: Sequence[KeptMethod], recipient: Recipient) -> tuple[OwnAddress, ...]:
    against = {one.id: one.refused or one.doubt for one in recipient.methods}
    grouped: dict[str, list[KeptMethod]] = {}
    for method in methods:
        grouped.setdefault(method.address_hash, []).append(method)
    return tuple(
        OwnAddress(
            group[0].id,
            group[0].shown,
            tuple(one.kind for one in group),
            all(one.is_verified for one in group),
            next((against[one.id] for one in group if against.get(one.id)), ""),
        )
        for group in grouped.values()
    )
