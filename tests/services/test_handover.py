"""A shift ends: a sentence on each open item, and a digest for whoever comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incidentbot.domain.catalog import Team
from incidentbot.domain.people import Person
from incidentbot.domain.priority import Customers
from incidentbot.domain.process import Process
from incidentbot.domain.report import ReportFacts
from incidentbot.domain.timeline import EventKind
from incidentbot.errors import AlreadyActed, InvalidInput, NotFound, NotPossible
from incidentbot.services.handover import HandoverDigest, Handovers, of_digest
from incidentbot.services.queue import Queue
from incidentbot.services.report import Reports
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.world import CHECKOUT, FakeClock, arrived, because, in_force
from tests.written import Asked, count, rows_of


@pytest.fixture
def process() -> Process:
    teams = {
        "payments": Team("payments", name="Payments", channel="#team-payments"),
        "silent": Team("silent"),
    }
    return Process(services={"checkout": CHECKOUT}, teams=teams, triage="silent")


@pytest.fixture
def handovers(store: Store, clock: FakeClock, process: Process) -> Handovers:
    return Handovers(store, clock, in_force(process))


def titles(digest: HandoverDigest) -> list[str]:
    return [item.ticket.title for item in digest.items]


def test_the_digest_is_what_is_unresolved_with_the_last_note_of_each(
    handovers: Handovers, reports: Reports, queue: Queue, alice: Person, bob: Person, clock: FakeClock, store: Store
) -> None:
    by = alice.as_actor()
    slow, down, over, waiting = (
        reports.report(by, ReportFacts(text, "checkout", customers=customers)).ticket
        for text, customers in (
            ("slow", Customers.NONE),
            ("down", Customers.MANY),
            ("over", Customers.NONE),
            ("waiting", Customers.NONE),
        )
    )
    reports.report(by, ReportFacts("another team's"))
    queue.done(by, over.number)
    queue.snooze(by, waiting.number, clock.now() + timedelta(days=1))
    handovers.hand_over("payments", {slow.id: "first"}, None, None, by)
    clock.advance(hours=1)
    handovers.hand_over("payments", {slow.id: "look at the cache", down.id: " "}, None, None, bob.as_actor())
    digest = handovers.digest("payments")
    assert titles(digest) == ["down", "slow", "waiting"]
    assert digest.more == 0
    (unsaid, said, _) = of_digest(digest)["items"]
    assert unsaid["note"] is None
    assert said["note"] == {"text": "look at the cache", "by": "Bob", "at": clock.now()}
    with store.begin() as tx:
        note = tx.timeline(slow.id)[-1]
        tx.record(slow.id, clock.now(), by, EventKind.CORRECTED, "look at the queue", of=note.id)
    corrected = of_digest(handovers.digest("payments"))["items"][1]["note"]
    assert corrected["text"] == "look at the queue", "the last note reads as it was corrected"


def test_both_people_and_the_teams_channel_hear(
    handovers: Handovers, reports: Reports, alice: Person, bob: Person, asked: Asked
) -> None:
    reports.report(alice.as_actor(), ReportFacts("slow", "checkout"))
    asked.forget()
    handovers.hand_over("payments", {}, alice, bob, alice.as_actor())
    assert asked.new() == [
        "message.post dm:U01ALICE handover/digest",
        "message.post dm:U02BOB handover/digest",
        "message.post channel:#team-payments handover/digest",
    ]
    handovers.hand_over("silent", {}, alice, alice, alice.as_actor())
    assert asked.new() == ["message.post dm:U01ALICE handover/digest"]


def test_more_than_a_digest_shows_is_counted(handovers: Handovers, reports: Reports, alice: Person) -> None:
    for number in range(13):
        reports.report(alice.as_actor(), ReportFacts(f"number {number}", "checkout"))
    digest = handovers.digest("payments")
    assert titles(digest) == [f"number {number}" for number in range(10)]
    assert digest.more == 3
    assert of_digest(digest)["counted_all"]


def test_an_empty_queue_has_nothing_in_it(handovers: Handovers) -> None:
    assert handovers.digest("payments") == HandoverDigest(handovers.digest("payments").team, (), 0)


def test_a_long_note_is_cut_in_the_digest_and_whole_on_the_ticket(
    handovers: Handovers, reports: Reports, alice: Person, store: Store
) -> None:
    ticket = reports.report(alice.as_actor(), ReportFacts("slow", "checkout")).ticket
    said = "x" * 3000
    digest = handovers.hand_over("payments", {ticket.id: f"\x00{said} "}, alice, None, alice.as_actor())
    assert len(of_digest(digest)["items"][0]["note"]["text"]) == 400
    assert rows_of(store, tables.timeline_event)[-1]["text"] == said


def test_who_cannot_take_over_is_refused_and_nothing_is_noted(
    handovers: Handovers, reports: Reports, alice: Person, guest: Person, robot: Person, store: Store, asked: Asked
) -> None:
    ticket = reports.report(alice.as_actor(), ReportFacts("slow", "checkout")).ticket
    before = count(store, "timeline_event")
    asked.forget()
    for nobody in (guest, robot):
        with pytest.raises(InvalidInput) as refused:
            handovers.hand_over("payments", {ticket.id: "x"}, alice, nobody, alice.as_actor())
        assert list(refused.value.fields) == ["incoming"]
    with pytest.raises(NotPossible, match="Guests do not see the queue"):
        handovers.hand_over("payments", {ticket.id: "x"}, guest, alice, guest.as_actor())
    with pytest.raises(NotPossible, match="There are: payments, silent"):
        handovers.hand_over("nobody", {ticket.id: "x"}, alice, None, alice.as_actor())
    with pytest.raises(NotFound):
        handovers.hand_over("payments", {ticket.id: "x", 77: "y"}, alice, None, alice.as_actor())
    assert count(store, "timeline_event") == before
    assert asked.new() == []


def test_a_form_that_comes_twice_hands_over_once(
    handovers: Handovers, reports: Reports, alice: Person, store: Store, clock: FakeClock
) -> None:
    ticket = reports.report(alice.as_actor(), ReportFacts("slow", "checkout")).ticket
    by = because(alice, arrived(store, clock, "view:1"))
    handovers.hand_over("payments", {ticket.id: "cache"}, alice, None, by)
    with pytest.raises(AlreadyActed):
        handovers.hand_over("payments", {ticket.id: "cache"}, alice, None, by)
    assert count(store, "timeline_event WHERE kind = 'note'") == 1
