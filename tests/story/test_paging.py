"""A page with telephones: the first one rings, five minutes pass, the second rings, 4 is pressed, everything stops."""

from __future__ import annotations

import re

import httpx2
import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.page import PageState
from tests.hands import Hands, Json, Workspace, eventually
from tests.world import P1, said

LINK = re.compile(r"http://\S+/acknowledge/\S+")


@pytest.fixture
def carol(workspace: Workspace) -> Hands:
    return workspace.person("U03CAROL")


@pytest.fixture
def dan(workspace: Workspace) -> Hands:
    return workspace.person("U04DAN")


@pytest.fixture
def people(bot: Incidentbot, alice: Hands, bob: Hands, carol: Hands) -> dict[str, Hands]:
    """Their telephone, topic and mailbox are known and verified, as after `/incident me`."""
    for hands in (alice, bob, carol):
        reach(bot, hands)
    return {"alice": alice, "bob": bob, "carol": carol}


def reach(bot: Incidentbot, hands: Hands) -> None:
    person = next(key for key, one in bot.running.process.people.items() if one.slack == hands.id)
    mine, now = phone(hands), bot.clock.now()
    ways = (("sms", mine["number"], ""), ("voice", mine["number"], ""), ("push", mine["topic"], "ntfy"))
    for kind, address, provider in ways:
        with bot.store.begin() as tx:
            tx.add_contact_method(
                person=person,
                kind=kind,
                provider=provider,
                address=bot.seal.seal(address),
                address_hash=bot.seal.mark(address),
                shown=f"…{address[-3:]}",
                added_at=now,
                verified_at=now,
            )


def phone(hands: Hands) -> Json:
    found: Json = next(one for one in hands.state()["phones"] if one["user"] == hands.id)
    return found


def items(hands: Hands, kind: str) -> list[Json]:
    return [item for item in phone(hands)["items"] if item["kind"] == kind]


def came(hands: Hands, kind: str) -> Json:
    return eventually(lambda: items(hands, kind), f"a {kind} on the telephone of {hands.id}")[-1]


def declared(bot: Incidentbot, by: Hands) -> None:
    who = bot.people.meet(by.id, by.id, "UTC", False, False, False)
    bot.incidents.declare(said("checkout is down", P1, service="checkout"), who.as_actor())


def state(bot: Incidentbot) -> tuple[PageState, str | None, str]:
    page = bot.pager.open()[0].page
    return page.state, page.acknowledged_by, page.acknowledged_how


def others_asked(bot: Incidentbot, first: str) -> str | None:
    return next((one.person for one in bot.pager.open()[0].notifications if one.person != first), None)


def on_call(bot: Incidentbot, people: dict[str, Hands]) -> Hands:
    """Whoever was asked first."""
    one = eventually(lambda: bot.pager.open() and bot.pager.open()[0].notifications, "somebody is asked")[0]
    return people[one.person]


def test_a_page_rings_and_a_key_stops_it(
    people: dict[str, Hands], dan: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    declared(bot, dan)
    first = on_call(bot, people)
    first_asked = bot.pager.open()[0].notifications[0].person
    push = came(first, "push")
    assert (push["title"], push["buttons"]) == ("P1 checkout is down", ["Acknowledge", "Escalate"])
    workspace.advance(minutes=1)
    assert "to acknowledge" in came(first, "sms")["text"]
    workspace.advance(minutes=2)
    call = came(first, "call")
    first.act("hang_up", item=call["id"])
    workspace.advance(minutes=2.1)
    second = people[eventually(lambda: others_asked(bot, first_asked), "somebody else is asked")]
    came(second, "push")
    workspace.advance(minutes=3)
    call = came(second, "call")
    assert second.act("answer", item=call["id"])["ok"]
    second.act("digit", item=call["id"], value="4")
    assert came(second, "call")["lines"][-1] == "You have T-1, checkout is down."
    page = bot.pager.open()[0].page
    assert (page.state, page.acknowledged_how) == (PageState.ACKNOWLEDGED, "telephone")
    before = [len(phone(hands)["items"]) for hands in people.values()]
    workspace.advance(hours=1)
    assert [len(phone(hands)["items"]) for hands in people.values()] == before


@pytest.mark.parametrize("way", ["sms", "push", "link"])
def test_every_way_to_answer_acknowledges(
    people: dict[str, Hands], dan: Hands, bot: Incidentbot, workspace: Workspace, way: str
) -> None:
    declared(bot, dan)
    first = on_call(bot, people)
    if way == "push":
        first.act("push_action", item=came(first, "push")["id"], value="Acknowledge")
    else:
        workspace.advance(minutes=1)
        text = came(first, "sms")["text"]
        if way == "sms":
            first.act("reply_sms", text=bot.pager.open()[0].page.code)
            assert came(first, "sms")["text"] == "You have T-1, checkout is down."
        else:
            link = LINK.search(text)
            assert link
            assert "Acknowledge" in httpx2.get(link[0]).text
            assert state(bot)[0] == PageState.OPEN  # a look is no answer
            httpx2.post(link[0])
    assert state(bot)[0] == PageState.ACKNOWLEDGED


def test_a_text_by_vonage_is_answered_by_vonage(
    people: dict[str, Hands], dan: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    """Twilio refuses, so that Vonage brings the page; what is written back comes to Vonage, too."""
    workspace.fault("provider_fails", "twilio_sms", times=None)
    declared(bot, dan)
    first = on_call(bot, people)
    workspace.advance(minutes=1)
    assert came(first, "sms")["provider"] == "vonage_sms"
    first.act("reply_sms", text=bot.pager.open()[0].page.code)
    answer = eventually(
        lambda: next((one for one in items(first, "sms") if one["text"].startswith("You have T-1")), None),
        "an answer by Vonage",
    )
    assert answer["provider"] == "vonage_sms"
    assert state(bot)[0] == PageState.ACKNOWLEDGED


def test_a_text_whose_answer_was_lost_is_not_sent_again_by_another_provider(
    people: dict[str, Hands], dan: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    """Twilio has it and does not say so; its list does."""
    workspace.fault("provider_breaks_off", "twilio_sms")
    declared(bot, dan)
    first = on_call(bot, people)
    workspace.advance(minutes=1)
    came(first, "sms")
    workspace.settled()
    assert [one["provider"] for one in items(first, "sms")] == ["twilio_sms"]
    sent = next(one for one in bot.pager.open()[0].notifications if one.kind == "sms")
    assert (sent.provider, sent.provider_id[:2]) == ("twilio_sms", "SM")
