"""Push: ntfy with its button and its memory, Pushover with its emergency."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import httpx2
import pytest

from incidentbot.domain.priority import Priority
from incidentbot.errors import CannotBeDone, NeedsPerson, TryAgain
from incidentbot.integrations.pagers.ntfy import Ntfy
from incidentbot.ports import Became, KnowsReceipts, PageMessage, RemembersMessages
from tests.integrations.pagers.conftest import Kit
from tests.sandbox.town import ALICE, BOB, until


@pytest.mark.parametrize("whole", [True, False])
def test_a_push_arrives_on_a_topic_of_our_server_named_either_way(kit: Kit, message: PageMessage, whole: bool) -> None:
    topic = kit.phone(ALICE)["topic"]
    kit.provider("ntfy").send(message, f"{kit.town.sandbox.url}/ntfy/{topic}" if whole else topic)
    item = kit.item(ALICE)
    assert (item["title"], item["buttons"]) == ("P1 checkout is down <b>&", ["Acknowledge", "Escalate"])
    [asked] = kit.asked("ntfy")
    assert (asked["args"]["priority"], asked["args"]["click"]) == (5, message.page_url)


@pytest.mark.parametrize(
    ("priority", "urgency"), [(Priority.P1, 5), (Priority.P2, 4), (Priority.P3, 3), (Priority.P4, 2)]
)
def test_a_p1_is_the_loudest(kit: Kit, message: PageMessage, priority: Priority, urgency: int) -> None:
    kit.provider("ntfy").send(replace(message, priority=priority), kit.phone(ALICE)["topic"])
    assert kit.asked("ntfy")[0]["args"]["priority"] == urgency


def test_the_button_posts_to_the_address_of_the_acknowledgement(kit: Kit, message: PageMessage) -> None:
    url = f"{kit.desk.url}/callbacks/nobody"
    kit.provider("ntfy").send(replace(message, acknowledge_url=url), kit.phone(ALICE)["topic"])
    kit.town.act(ALICE, "push_action", item=kit.item(ALICE)["id"], value="Acknowledge")
    [made] = [line for line in kit.town.get("/sandbox/deliveries") if line["name"] == "ntfy"]
    assert made["outcome"] == "http_404"
    assert kit.item(ALICE)["state"] == "failed"


def test_ntfy_can_be_asked_for_a_message_whose_answer_was_lost(kit: Kit, message: PageMessage) -> None:
    ntfy, topic = kit.provider("ntfy"), kit.phone(ALICE)["topic"]
    assert ntfy.can_be_asked
    assert ntfy.find(message.key, topic) is None
    with kit.town.fault("provider_breaks_off", method="ntfy"), pytest.raises(TryAgain) as trouble:
        ntfy.send(message, topic)
    assert trouble.value.doubtful
    assert ntfy.find(message.key, topic)
    assert ntfy.find("notification:8", topic) is None


def test_our_token_is_shown_to_our_own_server_only(kit: Kit, message: PageMessage) -> None:
    url = kit.town.sandbox.url
    elsewhere = Ntfy("http://localhost:1/ntfy", "a-token", frozenset({url.removeprefix("http://")}))
    elsewhere.send(message, f"{url}/ntfy/{kit.phone(ALICE)['topic']}")  # a wrong token would be refused here
    assert kit.item(ALICE)["kind"] == "push"
    with pytest.raises(NeedsPerson):
        Ntfy(f"{url}/ntfy", "a-token", frozenset()).send(message, "topic")


@pytest.mark.parametrize(("fault", "raised"), [("provider_refuses", CannotBeDone), ("provider_fails", TryAgain)])
def test_a_refusal_of_ntfy_says_whether_trying_again_helps(
    kit: Kit, message: PageMessage, fault: str, raised: type[Exception]
) -> None:
    with kit.town.fault(fault, method="ntfy"), pytest.raises(raised):
        kit.provider("ntfy").send(message, "topic")


def test_an_emergency_sounds_until_it_is_acknowledged(kit: Kit, message: PageMessage) -> None:
    receipt = kit.provider("pushover").send(message, kit.phone(ALICE)["pushover"])
    item = kit.item(ALICE)
    assert item["state"] == "sounding"
    kit.town.act(ALICE, "push_action", item=item["id"], value="Acknowledge")
    [press] = kit.desk.presses
    assert (press.provider_id, press.notification_id, press.digit) == (receipt, 7, "4")
    assert kit.item(ALICE)["state"] == "acknowledged"


def test_an_emergency_falls_silent_when_it_is_withdrawn(kit: Kit, message: PageMessage) -> None:
    pushover = kit.provider("pushover")
    receipt = pushover.send(message, kit.phone(ALICE)["pushover"])
    assert kit.item(ALICE)["state"] == "sounding"
    pushover.withdraw(receipt)
    assert until(lambda: kit.item(ALICE)["state"] == "silenced")


def test_a_p2_makes_one_sound(kit: Kit, message: PageMessage) -> None:
    kit.provider("pushover").send(replace(message, priority=Priority.P2), kit.phone(ALICE)["pushover"])
    assert kit.item(ALICE)["state"] == "received"


def test_a_wrong_user_key_cannot_be_mended_by_trying_again(kit: Kit, message: PageMessage) -> None:
    with pytest.raises(CannotBeDone, match="user identifier is not a valid"):
        kit.provider("pushover").send(message, "u" * 30)


@pytest.mark.parametrize("token", ["", "7", "7.", "8.{key}", "7.{key}x", "x.{key}", "7" * 40 + ".{key}"])
def test_an_acknowledgement_at_an_address_that_we_did_not_give_is_refused(
    kit: Kit, message: PageMessage, token: str
) -> None:
    kit.provider("pushover").send(message, kit.phone(ALICE)["pushover"])
    address = kit.asked("pushover")[0]["args"]["callback"]
    key = address.rpartition(".")[2]
    url = f"{kit.desk.url}/callbacks/pushover/{token.format(key=key)}"
    assert httpx2.post(url, data={"receipt": "r", "acknowledged": "1"}).status_code == 403
    assert kit.desk.presses == []


def test_pushover_is_asked_whether_an_emergency_has_arrived_and_was_acknowledged(
    kit: Kit, message: PageMessage
) -> None:
    pushover = kit.provider("pushover")
    assert isinstance(pushover, KnowsReceipts)
    receipt = pushover.send(message, kit.phone(BOB)["pushover"])
    assert pushover.became(receipt) == Became(is_delivered=True)
    kit.town.act(BOB, "push_action", item=kit.item(BOB)["id"], value="Acknowledge")
    assert pushover.became(receipt) == Became(is_delivered=True, is_acknowledged=True, is_over=True)
    assert pushover.became("z" * 30) == Became(is_over=True), "a receipt that it does not know"
    assert pushover.became("a request that was no emergency") == Became(is_over=True)


def test_an_emergency_that_pushover_dropped_never_arrives(kit: Kit, message: PageMessage) -> None:
    pushover = kit.provider("pushover")
    assert isinstance(pushover, KnowsReceipts)
    with kit.town.fault("provider_drops", method="pushover"):
        receipt = pushover.send(message, kit.phone(BOB)["pushover"])
    assert pushover.became(receipt) == Became()
    kit.town.advance(601)
    assert pushover.became(receipt) == Became(is_over=True)


@pytest.mark.parametrize("name", ["twilio_sms", "twilio_voice", "ntfy"])
def test_what_was_sent_lately_can_be_asked_for(kit: Kit, message: PageMessage, name: str) -> None:
    provider, phone = kit.provider(name), kit.phone(BOB)
    assert isinstance(provider, RemembersMessages)
    address = phone["topic"] if name == "ntfy" else phone["number"]
    before = datetime.fromisoformat(kit.town.state()["now"]) - timedelta(seconds=2)
    assert not provider.has_told(message, address, before)
    provider.send(message, address)
    assert provider.has_told(message, address, before)
    assert not provider.has_told(message, address, before + timedelta(hours=1)), "that is too long ago"
    assert not provider.has_told(message, "+420601999999" if name != "ntfy" else "another-topic", before)
