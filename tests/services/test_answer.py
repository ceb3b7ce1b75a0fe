"""Answers from a telephone and from a link act as those in Slack do, once, and only for whom they were sent to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from incidentbot.domain.escalation import Target
from incidentbot.domain.incident import Incident
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.page import Page, PageState
from incidentbot.errors import NotFound, NotPossible
from incidentbot.jobs import Jobs
from incidentbot.ports import Press, Receipt, Reply
from incidentbot.services.answer import HELP, STOPPED, Answers
from incidentbot.services.contact_sending import WRITE_BACK, ContactSending
from incidentbot.services.inbox import Inbox
from incidentbot.services.sealing import Seal
from incidentbot.store.store import Store
from incidentbot.verifier import WriterBack
from tests.pager_world import PagerWorld, pager_process
from tests.telephones import Mood, Telephones
from tests.world import P1, FakeClock

ALICES, BOBS, NOBODYS = "+420601000001", "+420601000002", "+420601000009"
SEAL = Seal(["a-secret-key-of-some-length-0123456789"])


@pytest.fixture
def world(store: Store, clock: FakeClock) -> PagerWorld:
    world = PagerWorld(store, clock, pager_process())
    for person, number in (("alice", ALICES), ("bob", BOBS)):
        world.give(person, MethodKind.SMS, SEAL.seal(number), address_hash=SEAL.mark(number))
    return world


@pytest.fixture
def answers(world: PagerWorld, store: Store, clock: FakeClock) -> Iterator[Answers]:
    inbox = Inbox(store, clock)
    inbox.start()
    yield world.answers(inbox, SEAL)
    inbox.stop()


def asked(world: PagerWorld, title: str = "checkout is down") -> tuple[Incident, Page, int]:
    """A P1 of which alice has been told; the notification's id."""
    incident = world.declare(P1, title=title)
    world.advance(minutes=1)
    page = world.page_of(incident)
    return incident, page, world.notified(page)[0].id


def text(said: str, sender: str = ALICES, id: str = "SM1") -> Reply:
    return Reply("twilio_sms", id, sender, said)


def state(world: PagerWorld, page: Page) -> tuple[PageState, str | None, str]:
    now = world.pager.one(page.id).page
    return now.state, now.acknowledged_by, now.acknowledged_how


def test_4_in_a_call_acknowledges_for_whoever_was_called(world: PagerWorld, answers: Answers) -> None:
    incident, page, number = asked(world)
    press = Press("twilio_voice", "CA1", number, "4")
    assert answers.pressed(press).text == "You have T-1, checkout is down."
    assert state(world, page) == (PageState.ACKNOWLEDGED, "alice", "telephone")
    assert world.incidents.numbered(incident.number).commander == world.person("alice")
    assert answers.pressed(press).text == "That is done already."


def test_6_in_a_call_asks_the_next_ones_once(world: PagerWorld, answers: Answers) -> None:
    _, page, number = asked(world)
    world.rings()
    assert answers.pressed(Press("twilio_voice", "CA1", number, "6")).text.startswith("T-1 is escalated.")
    assert "a moment ago" in answers.pressed(Press("twilio_voice", "CA2", number, "6")).text
    world.work()
    assert world.rings() == ["bob by slack"]
    assert state(world, page)[0] == PageState.OPEN


@pytest.mark.parametrize("digit", ["", "1", "#"])
def test_another_key_is_asked_for_again(world: PagerWorld, answers: Answers, digit: str) -> None:
    _, page, number = asked(world)
    assert answers.pressed(Press("twilio_voice", "CA1", number, digit)).asks_again
    assert state(world, page)[0] == PageState.OPEN


def test_a_key_for_a_page_that_never_was_is_told_so(answers: Answers) -> None:
    assert answers.pressed(Press("twilio_voice", "CA1", 999, "4")).text == "There is no such page."


@pytest.mark.parametrize("written", ["{code}", "ack {code}", "ok", "4"])
def test_a_text_acknowledges_with_the_code_or_without_where_there_is_one_page(
    world: PagerWorld, answers: Answers, written: str
) -> None:
    _, page, _ = asked(world)
    assert answers.replied(text(written.format(code=page.code))).text == "You have T-1, checkout is down."
    assert state(world, page) == (PageState.ACKNOWLEDGED, "alice", "SMS")


def test_the_same_text_delivered_twice_acts_once_and_is_answered_once(world: PagerWorld, answers: Answers) -> None:
    _, page, _ = asked(world)
    assert answers.replied(text(page.code)).text
    assert answers.replied(text(page.code)).text == ""
    assert answers.replied(text(page.code, id="SM2")).text == "You have T-1 already. Nobody else is asked."


def test_which_one_is_asked_where_two_wait(world: PagerWorld, answers: Answers) -> None:
    _, first, _ = asked(world)
    _, second, _ = asked(world, "search is down, too")
    said = answers.replied(text("ok")).text
    assert said.startswith("Which one?")
    assert first.code in said
    assert second.code in said
    assert state(world, first)[0] == PageState.OPEN


def test_a_text_escalates(world: PagerWorld, answers: Answers) -> None:
    _, page, _ = asked(world)
    world.rings()
    assert answers.replied(text(f"6 {page.code}")).text.startswith("T-1 is escalated.")
    world.work()
    assert world.rings() == ["bob by slack"]


def test_a_number_that_nobody_gave_us_can_do_nothing_and_hears_nothing(world: PagerWorld, answers: Answers) -> None:
    _, page, _ = asked(world)
    for number, said in enumerate((page.code, f"6 {page.code}", "help", "ok", "who is this")):
        assert answers.replied(text(said, NOBODYS, f"SM{number}")).text == ""
    assert state(world, page)[0] == PageState.OPEN


@pytest.mark.parametrize("said", ["help", "what is this", "not ok", ""])
def test_what_is_not_plain_is_answered_with_what_can_be_said(world: PagerWorld, answers: Answers, said: str) -> None:
    _, page, _ = asked(world)
    assert answers.replied(text(said)).text == HELP
    assert state(world, page)[0] == PageState.OPEN


def test_after_stop_nothing_is_texted_until_start(world: PagerWorld, answers: Answers, store: Store) -> None:
    def is_stopped() -> bool:
        with store.read() as tx:
            return bool(tx.contact_methods_of(["alice"])["alice"][0].refused)

    assert answers.replied(text("STOP")).text == ""  # the carrier says so
    assert is_stopped()
    assert answers.replied(text("start", id="SM2")).text.startswith("Pages come to this number again.")
    assert not is_stopped()


def test_a_receipt_is_written_down(world: PagerWorld, answers: Answers) -> None:
    _, page, number = asked(world)
    answers.receipt(Receipt("twilio_sms", "SM9", True, notification_id=number))
    assert world.notified(page)[0].state == "delivered"


def test_a_link_shows_who_was_asked_and_acknowledges(world: PagerWorld, answers: Answers) -> None:
    _, page, number = asked(world)
    shown = answers.asked(number)
    assert (shown.names, shown.can_acknowledge) == ({"alice": "alice", "": ""}, True)
    assert [one.kind for one in shown.others] == [MethodKind.SLACK, MethodKind.SMS]
    assert state(world, page)[0] == PageState.OPEN
    answers.acknowledge(number)
    assert state(world, page) == (PageState.ACKNOWLEDGED, "alice", "link")
    assert not answers.asked(number).can_acknowledge
    with pytest.raises(NotPossible, match="You have T-1 already"):
        answers.acknowledge(number)
    with pytest.raises(NotFound):
        answers.asked(999)


def test_a_link_of_a_page_that_nobody_answered_still_acknowledges_that_page(
    world: PagerWorld, answers: Answers
) -> None:
    _, page, number = asked(world)
    world.advance(hours=2)
    assert state(world, page)[0] == PageState.EXHAUSTED
    asked(world, "another one, which may get the same code")
    answers.acknowledge(number)
    assert state(world, page)[:2] == (PageState.ACKNOWLEDGED, "alice")


# -- where the answer to the request reaches nobody -------------------------------------------------------------------


@pytest.fixture
def texts(store: Store, clock: FakeClock, world: PagerWorld) -> Callable[[], list[str]]:
    """What has been texted back by Vonage since the last time."""
    phones = Telephones(MethodKind.SMS, "vonage_sms")
    twilio = Telephones(MethodKind.SMS, "twilio_sms")
    sending = ContactSending(store, clock, world.in_force, SEAL)
    world.performers[WRITE_BACK] = WriterBack(sending, {MethodKind.SMS: [twilio, phones]})

    def new() -> list[str]:
        world.work()
        assert twilio.rang == [], "by the provider that brought the text"
        told = [f"{address}: {message.body}" for address, message in phones.rang]
        phones.rang.clear()
        return told

    return new


def by_vonage(said: str, id: str = "V1", sender: str = ALICES) -> Reply:
    return Reply("vonage_sms", id, sender, said, is_answered_here=False)


def test_an_acknowledgement_by_vonage_is_texted_back_once(
    world: PagerWorld, answers: Answers, texts: Callable[[], list[str]]
) -> None:
    _, page, _ = asked(world)
    assert answers.replied(by_vonage(page.code)).text == ""
    assert texts() == [f"{ALICES}: You have T-1, checkout is down."]
    assert state(world, page) == (PageState.ACKNOWLEDGED, "alice", "SMS")
    answers.replied(by_vonage(page.code))
    assert texts() == [], "the same text, delivered twice"


def test_stop_by_vonage_is_confirmed_and_start_too(answers: Answers, texts: Callable[[], list[str]]) -> None:
    answers.replied(by_vonage("STOP"))
    assert texts() == [f"{ALICES}: {STOPPED}"]
    answers.replied(by_vonage("START", "V2"))
    assert texts() == [f"{ALICES}: Pages come to this number again. STOP ends that."]
    answers.replied(by_vonage("STOP", "V3", NOBODYS))
    answers.replied(by_vonage("ok", "V4", NOBODYS))
    assert texts() == [], "a number that nobody gave us"


def test_two_machines_that_answer_each_other_fall_silent(
    world: PagerWorld, answers: Answers, texts: Callable[[], list[str]]
) -> None:
    asked(world)
    answers.replied(by_vonage("I am driving and will answer later."))
    [said] = texts()
    assert said == f"{ALICES}: {HELP}"
    for number in range(20):
        answers.replied(by_vonage(said, f"V-{number}"))
    assert texts() == []
    assert answers.replied(text("I am driving", id="SM1")).text == "", "nor by Twilio"
    assert answers.replied(text("help", id="SM2")).text == HELP, "who asks is told"


def test_no_more_answers_are_texted_than_pages_would_be(answers: Answers, texts: Callable[[], list[str]]) -> None:
    for number in range(9):
        answers.replied(by_vonage("help", f"V-{number}"))
    assert len(texts()) == 5


@pytest.mark.parametrize(("mood", "minutes", "tells"), [(Mood.DOWN, 5, 1), (Mood.DOWN, 11, 0), (Mood.REFUSES, 5, 0)])
def test_an_answer_that_could_not_be_sent_waits_a_while_and_no_longer(
    world: PagerWorld, answers: Answers, clock: FakeClock, mood: Mood, minutes: int, tells: int, store: Store
) -> None:
    phones = Telephones(MethodKind.SMS, "vonage_sms", mood=mood)
    sending = ContactSending(store, clock, world.in_force, SEAL)
    world.performers[WRITE_BACK] = WriterBack(sending, {MethodKind.SMS: [phones]})
    answers.replied(by_vonage("help"))
    world.work()
    clock.advance(minutes=minutes)
    phones.mood = Mood.WELL
    world.work()
    assert len(phones.rang) == tells
    with store.read() as tx:
        assert tx.dead_work(10) == [], "nobody need look"


def test_an_answer_that_comes_again_days_later_does_not_answer_a_newer_page(
    world: PagerWorld, answers: Answers, store: Store, clock: FakeClock
) -> None:
    """Somebody kept a signed callback. Requests of the chat are forgotten after hours, these are not."""
    _, page, _ = asked(world)
    answers.replied(text(page.code))
    clock.advance(days=3)
    jobs = Jobs(store, clock, lambda: None, [])
    jobs._tidy()
    _, newer, _ = asked(world, "search is down")
    answers.replied(text(page.code))
    answers.replied(text("ok", id="SM1"))
    assert state(world, newer)[0] == PageState.OPEN


def test_two_people_who_text_for_the_next_ones_escalate_once(world: PagerWorld, answers: Answers) -> None:
    """Each means what their message asked."""
    _, page, _ = asked(world)
    world.rings()
    assert answers.replied(text(f"6 {page.code}", ALICES, "SM1")).text.startswith("T-1 is escalated.")
    assert "a moment ago" in answers.replied(text(f"6 {page.code}", ALICES, "SM2")).text
    world.work()
    assert world.rings() == ["bob by slack"]


def test_somebody_who_was_not_asked_escalates_by_text_what_is_asked_now(world: PagerWorld, answers: Answers) -> None:
    _, page, _ = asked(world)
    world.rings()
    assert answers.replied(text(f"6 {page.code}", BOBS)).text.startswith("T-1 is escalated.")


def test_a_text_finds_its_page_among_hundreds_that_are_open(world: PagerWorld, answers: Answers) -> None:
    dave = world.person("dave").as_actor()
    for number in range(101):
        world.pager.page(Target.read(f"person slack:U{number:03}ZOE"), "something else", dave)
    _, page, _ = asked(world)
    assert answers.replied(text("ok")).text == f"You have {page.ticket_label}, checkout is down."
    _, page, _ = asked(world, "another one")
    assert answers.replied(text(f"6 {page.code}", id="SM2")).text.startswith(f"{page.ticket_label} is escalated.")


def test_a_shared_telephone_answers_for_whom_it_rang(world: PagerWorld, answers: Answers) -> None:
    world.give("carol", MethodKind.SMS, SEAL.seal(BOBS), address_hash=SEAL.mark(BOBS))
    world.override("payments-primary", "carol", hours=1)
    _, page, _ = asked(world)
    assert answers.replied(text("ok", BOBS)).text.startswith("You have T-1")
    assert state(world, page)[1] == "carol"
