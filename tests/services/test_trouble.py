"""What could not be done is told once to somebody who can mend it, stays visible, and can be tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Actor, Person
from incidentbot.domain.work import Work, WorkState
from incidentbot.errors import NotPossible
from incidentbot.services.contact_code import TEST, VERIFY
from incidentbot.services.contact_sending import WRITE_BACK
from incidentbot.services.incident import Incidents
from incidentbot.services.oncall_change import HANDOFF
from incidentbot.services.page_chart import DRAW, SHARE
from incidentbot.services.page_step import NOTIFY
from incidentbot.services.receipt import LOOK
from incidentbot.services.subscription import CONFIRM
from incidentbot.services.trouble import DEEDS, NO_CHANNEL, Troubles
from incidentbot.services.weekly_test import JUDGE, SEND
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.world import FakeClock, said
from tests.written import Asked, rows_of

Told = Callable[[object], list[str]]
TOLD = "message.post dm:U01ALICE trouble/told"


@pytest.fixture
def claim(store: Store, clock: FakeClock) -> Callable[[], Work]:
    """The worker's part: the next row of the incident's channel."""

    def claim() -> Work:
        with store.begin() as tx:
            rows = tx.claim_work(clock.now(), "me", clock.now() + timedelta(hours=1), clock.now(), 50, [])
        return next(work for work in rows if work.lane == "channel:INC-1")

    return claim


Claim = Callable[[], Work]


def test_what_can_never_work_is_dead_told_and_noted(
    troubles: Troubles, incident: Incident, claim: Claim, asked: Asked, told: Told
) -> None:
    work = claim()
    troubles.bury(work, "the bot lacks the scope channels:manage")
    assert asked.new() == [TOLD]
    data = asked.last("message.post").payload["data"]
    assert (data["deed"], data["work_id"], data["dead"]) == ("opening the incident's channel", work.id, True)
    assert told(incident)[-1] == (
        "Incidentbot: opening the incident's channel did not work: the bot lacks the scope channels:manage"
    )
    assert [(dead.id, dead.last_error) for dead in troubles.dead()] == [
        (work.id, "the bot lacks the scope channels:manage")
    ]


def test_what_a_person_must_mend_first_is_told_once_and_tried_slowly(
    troubles: Troubles, incident: Incident, claim: Claim, asked: Asked, told: Told, clock: FakeClock
) -> None:
    before = len(told(incident))
    for _ in range(3):
        work = claim()
        troubles.wait_for_person(work, "missing_scope", clock.now() + timedelta(minutes=5))
        assert [failing.last_error for failing in troubles.failing()] == ["missing_scope"]
        clock.advance(minutes=5)
    assert asked.new() == [TOLD]
    assert asked.last("message.post").payload["data"]["dead"] is False
    assert len(told(incident)) == before + 1
    assert troubles.dead() == []


def test_another_reason_is_told_too(
    troubles: Troubles, incident: Incident, claim: Claim, asked: Asked, clock: FakeClock
) -> None:
    for reason in ("missing_scope", "token_revoked"):
        troubles.wait_for_person(claim(), reason, clock.now())
    assert asked.new() == [TOLD, TOLD]


def test_the_commander_hears_of_it_where_there_is_one(
    troubles: Troubles, incidents: Incidents, incident: Incident, bob: Person, claim: Claim, asked: Asked
) -> None:
    incidents.take_command(incident.id, bob.as_actor())
    asked.forget()
    troubles.bury(claim(), "broken")
    assert asked.new() == ["message.post dm:U02BOB trouble/told"]


def test_what_only_waited_for_the_failed_row_dies_in_silence(
    troubles: Troubles, incident: Incident, claim: Claim, asked: Asked, told: Told
) -> None:
    before = told(incident)
    troubles.bury(claim(), "the incident's channel could not be opened", NO_CHANNEL)
    assert (asked.new(), told(incident), len(troubles.dead())) == ([], before, 1)


def test_where_nobody_is_known_it_is_dead_and_visible(
    troubles: Troubles, incidents: Incidents, claim: Claim, asked: Asked
) -> None:
    incidents.declare(said(), Actor("A monitor"))
    asked.forget()
    troubles.bury(claim(), "broken")
    assert (asked.new(), len(troubles.dead())) == ([], 1)


def test_a_direct_message_that_cannot_be_sent_tells_nobody_that_it_cannot(
    troubles: Troubles, store: Store, clock: FakeClock, asked: Asked
) -> None:
    """Otherwise trouble would tell of trouble without end."""
    with store.begin() as tx:
        tx.ask("message.post", clock.now(), lane="dm:U1", payload={"where": "U1", "template": "x", "data": {}})
        [work] = tx.claim_work(clock.now(), "me", clock.now(), clock.now(), 1, [])
    asked.forget()
    troubles.bury(work, "account_inactive")
    assert (asked.new(), len(troubles.dead())) == ([], 1)


def test_whoever_lost_the_row_meanwhile_says_nothing(
    troubles: Troubles, incident: Incident, claim: Claim, asked: Asked, told: Told, store: Store, clock: FakeClock
) -> None:
    work, before = claim(), told(incident)
    with store.begin() as tx:
        tx.seal_work(work.cause, clock.now())
    troubles.bury(work, "broken")
    troubles.wait_for_person(work, "broken", clock.now())
    assert (asked.new(), told(incident), troubles.dead()) == ([], before, [])


def test_every_deed_that_is_asked_for_has_words(
    incidents: Incidents, incident: Incident, alice: Person, asked: Asked
) -> None:
    incidents.declare(said("two", service="checkout"), alice.as_actor())
    incidents.take_command(incident.id, alice.as_actor())
    kinds = {row.kind for row in asked.rows() if "." in row.kind and not row.kind.startswith("status_update")}
    assert kinds <= set(DEEDS)
    # Asked for by other stories: contacts, the pager, its figures, shifts, senders that sign.
    elsewhere = {
        VERIFY,
        TEST,
        WRITE_BACK,
        NOTIFY,
        HANDOFF,
        CONFIRM,
        LOOK,
        SEND,
        JUDGE,
        DRAW,
        SHARE,
        "oncall.topic",
        "oncall.usergroup",
    }
    assert set(DEEDS) <= kinds | elsewhere, "words for what nobody asks for"


# -- trying again -----------------------------------------------------------------------------------------------------


def test_a_person_tries_again_what_is_dead_and_what_came_after_it_in_its_lane(
    troubles: Troubles, incident: Incident, alice: Person, claim: Claim, asked: Asked, store: Store
) -> None:
    first, second = claim(), None
    troubles.bury(first, "broken")
    second = claim()
    troubles.bury(second, "no channel", NO_CHANNEL)
    asked.forget()
    row = troubles.try_again(first.id, alice.as_actor())
    assert (row.id, row.state, row.doubtful) == (first.id, WorkState.READY, True)
    assert troubles.dead() == []
    assert claim().id == first.id
    assert asked.new() == []


def test_a_person_need_not_wait_for_the_slow_attempt(
    troubles: Troubles, incident: Incident, alice: Person, claim: Claim, clock: FakeClock
) -> None:
    work = claim()
    troubles.wait_for_person(work, "missing_scope", clock.now() + timedelta(minutes=5))
    troubles.try_again(work.id, alice.as_actor())
    assert claim().id == work.id


def test_what_is_done_or_under_way_or_was_never_asked_for_cannot_be_tried_again(
    troubles: Troubles, incident: Incident, alice: Person, claim: Claim, store: Store, clock: FakeClock
) -> None:
    work = claim()
    others = [row for row in rows_of(store, tables.work) if row["id"] != work.id]
    for work_id in (work.id, 999):
        with pytest.raises(NotPossible, match="There is nothing left to try again"):
            troubles.try_again(work_id, alice.as_actor())
    with store.begin() as tx:
        tx.seal_work(work.cause, clock.now())
    with pytest.raises(NotPossible, match="There is nothing left to try again"):
        troubles.try_again(work.id, alice.as_actor())
    assert [row for row in rows_of(store, tables.work) if row["id"] != work.id] == others
