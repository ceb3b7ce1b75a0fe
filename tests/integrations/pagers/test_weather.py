"""Every provider can be slow, refuse, lie about delivery, or accept and drop; and what we then know of the message."""

from __future__ import annotations

import time

import pytest

from incidentbot.errors import CannotBeDone
from incidentbot.ports import KnowsReceipts, PageMessage
from tests.integrations.pagers.conftest import Kit
from tests.sandbox.town import BOB, Json, until

PROVIDERS = ("twilio_sms", "twilio_voice", "vonage_sms", "ntfy", "pushover", "smtp", "webhook")
ADDRESSES = {"ntfy": "topic", "pushover": "pushover", "smtp": "email", "webhook": "webhook"}
every_provider = pytest.mark.parametrize("name", PROVIDERS)


def send(kit: Kit, message: PageMessage, name: str) -> str:
    return kit.provider(name).send(message, kit.phone(BOB)[ADDRESSES.get(name, "number")])


def delivered(kit: Kit, name: str, provider_id: str) -> bool | None:
    """What the provider says of it; None where it says nothing, or never does."""
    provider = kit.provider(name)
    if isinstance(provider, KnowsReceipts):
        return provider.became(provider_id).is_delivered or None
    said = [receipt.is_delivered for receipt in kit.desk.receipts if receipt.provider_id == provider_id]
    return said[-1] if said else None


@every_provider
def test_a_slow_one_brings_it_late(kit: Kit, message: PageMessage, name: str) -> None:
    with kit.town.fault("provider_slow", method=name, seconds=0.4):
        began = time.monotonic()
        send(kit, message, name)
        assert time.monotonic() - began >= 0.4
    assert kit.item(BOB)["provider"] == name


@every_provider
def test_one_that_refuses_brings_nothing_and_says_so(kit: Kit, message: PageMessage, name: str) -> None:
    with kit.town.fault("provider_refuses", method=name), pytest.raises(CannotBeDone):
        send(kit, message, name)
    assert kit.items(BOB) == []


@every_provider
def test_one_that_lies_says_delivered_and_brings_nothing(kit: Kit, message: PageMessage, name: str) -> None:
    with kit.town.fault("provider_lies", method=name):
        provider_id = send(kit, message, name)
    if kit.provider(name).tells_delivery:
        until(lambda: delivered(kit, name, provider_id))
    assert kit.items(BOB) == []


@every_provider
def test_one_that_drops_takes_it_and_is_never_heard_of_again(kit: Kit, message: PageMessage, name: str) -> None:
    with kit.town.fault("provider_drops", method=name):
        provider_id = send(kit, message, name)
    made: list[Json] = kit.asked(name)
    assert made[0]["ok"]
    time.sleep(0.1)  # in which a receipt would have come
    assert delivered(kit, name, provider_id) is None
    assert kit.items(BOB) == []
