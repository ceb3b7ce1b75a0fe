"""A timer that was lost is found and set anew: on both databases."""

from __future__ import annotations

from tests.pager_world import *  # noqa: F403
from tests.pager_world import PagerWorld
from tests.world import P1, FakeClock


def test_a_timer_that_was_lost_is_found_and_set_anew(world: PagerWorld, clock: FakeClock) -> None:
    incident = world.declare(P1)
    world.advance()
    world.rings()
    world.forget_work("page.step")
    world.advance(minutes=5, seconds=59)
    assert (world.timers.audit().is_passed, world.rings()) == (True, [])
    world.advance(seconds=2)
    found = world.timers.audit()
    assert [page.ticket_id for page in found.repaired] == [incident.ticket_id]
    world.advance()
    assert world.rings() == ["bob by slack"]
    assert world.timers.audit().is_passed
