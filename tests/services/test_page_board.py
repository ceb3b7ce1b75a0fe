"""What people see of pages before and while they ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incidentbot.domain.page import PageState
from incidentbot.domain.priority import Priority
from incidentbot.errors import NotFound
from incidentbot.services.page_board import PageBoard, Several, one_to_answer
from incidentbot.store.store import Store
from tests.pager_world import *  # noqa: F403
from tests.pager_world import PagerWorld, pager_process
from tests.world import P1, FakeClock


@pytest.fixture
def board(store: Store, clock: FakeClock, world: PagerWorld) -> PageBoard:
    return PageBoard(store, clock, world.in_force)


def test_who_would_be_asked_and_when(board: PageBoard, clock: FakeClock) -> None:
    now = board.prospect("checkout", Priority.P1, growing=False)
    assert now is not None
    assert (now["people"], now["begins_at"]) == (["alice"], None)
    assert board.prospect("checkout", Priority.P3, growing=True) is None
    clock.advance(hours=10)  # 19:00
    later = board.prospect("checkout", Priority.P2, growing=False)
    assert later is not None
    assert later["begins_at"] == clock.now() + timedelta(hours=13), "tomorrow at eight"
    growing = board.prospect("checkout", Priority.P2, growing=True)
    assert growing is not None
    assert growing["begins_at"] is None


def test_where_nobody_is_it_says_the_last_resort(board: PageBoard, world: PagerWorld) -> None:
    world.in_force.process = pager_process(
        people={}, schedules={}, teams={"empty": world.in_force.process.teams["search"]}
    )
    found = board.prospect(None, Priority.P1, growing=False)
    assert found is not None
    assert found["channels"] == ["#incidents"]


def test_a_declaration_keeps_what_the_form_said(board: PageBoard, world: PagerWorld) -> None:
    said = board.prospect("checkout", Priority.P1, growing=False)
    incident = world.declare(P1)
    [story] = board.of_ticket(incident.ticket_id)
    assert said is not None
    assert [one["name"] for one in board.shown(story)["asked"]] == said["people"]


def test_the_story_of_a_page_names_every_message(board: PageBoard, world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance(minutes=5)
    [story] = board.of_ticket(incident.ticket_id)
    shown = board.shown(story)
    assert [(one["name"], [way["became"] for way in one["ways"]]) for one in shown["asked"]] == [
        ("alice", ["sent at"]),
        ("bob", ["sent at"]),
    ]
    assert (shown["seen"], shown["can_escalate"], shown["has_it"]) == (f"{story.page.id} 0:1", True, None)
    world.pager.acknowledge(story.page.id, world.person("bob").as_actor())
    after = board.one(story.page.id)
    assert after["has_it"] == {"name": "bob", "slack_id": "U02BOB"}
    assert not after["is_unanswered"]


def test_which_page_somebody_means(board: PageBoard, world: PagerWorld) -> None:
    first, second = world.declare(P1), world.declare(P1, service="search")
    world.advance()
    stories = [board.of_ticket(one.ticket_id)[0] for one in (first, second)]
    with pytest.raises(NotFound):
        one_to_answer([], "alice")
    assert one_to_answer(stories[:1], "dave") == stories[0].page
    assert one_to_answer(stories, "dave") == stories[1].page, "the one that dave was asked about"
    with pytest.raises(Several, match=r"1001 .*1002"):
        one_to_answer(stories, "cto")
    world.pager.acknowledge(stories[0].page.id, world.person("alice").as_actor())
    again = board.of_ticket(first.ticket_id)
    assert one_to_answer(again, "alice").state == PageState.ACKNOWLEDGED
    assert [one.page.id for one in board.mine("U01ALICE")] == [stories[0].page.id]
