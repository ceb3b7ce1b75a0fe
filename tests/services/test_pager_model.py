"""The engine beside a small oracle: signals, acknowledgements, overrides, moving clocks, bad providers, sudden deaths.

The oracle knows nothing of rows and transactions. It says who must have been asked by now and who must not; whatever
order things happen in, no page is lost, none is sent after an acknowledgement, and none twice where the provider can
be asked.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from incidentbot import failpoints
from incidentbot.domain.incident import Incident
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.page import Page, PageState
from incidentbot.errors import NotPossible
from incidentbot.store.store import Store
from tests.pager_world import PAYMENTS, PagerWorld, pager_process
from tests.stores import emptied
from tests.telephones import Mood, Telephones
from tests.world import P1, FakeClock

USUALLY = {"payments-primary": "alice", "payments-secondary": "bob"}
CYCLE = sum((step.acknowledge_within for step in PAYMENTS.steps), timedelta(0))
LONGEST = CYCLE * (PAYMENTS.repeat + 1) + PAYMENTS.steps[-1].acknowledge_within


class Died(BaseException):
    """The process ends here."""


def die() -> None:
    raise Died


@dataclass
class Expected:
    """What the oracle knows of one page."""

    incident: Incident
    asks_since: datetime | None  # None: nobody is asked
    was_silent_at: datetime | None = None  # when it was acknowledged, snoozed or resolved
    wakes_at: datetime | None = None
    is_resolved: bool = False
    rang_before: int = 0


class PagerMachine(RuleBasedStateMachine):
    store: Store  # emptied by whoever runs the machine

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        self.world = PagerWorld(self.store, self.clock, pager_process())
        self.world.give("alice", MethodKind.PUSH)
        self.world.give("bob", MethodKind.PUSH)
        self.pages: dict[int, Expected] = {}

    # -- what happens ---------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.pages) < 4)
    @rule()
    def a_signal_comes(self) -> None:
        incident = self.world.declare(P1, title=f"number {len(self.pages)}")
        self.pages[self.world.page_of(incident).id] = Expected(incident, self.clock.now())

    @precondition(lambda self: self.pages)
    @rule(data=st.data())
    def it_comes_again(self, data: st.DataObject) -> None:
        expected = self.pages[self._chosen(data)]
        if not expected.is_resolved:
            self.world.start_again(expected.incident)

    @precondition(lambda self: self.pages)
    @rule(data=st.data(), who=st.sampled_from(["alice", "bob", "carol"]))
    def somebody_acknowledges(self, data: st.DataObject, who: str) -> None:
        page_id = self._chosen(data)
        expected = self.pages[page_id]
        may = self.world.pager.one(page_id).page.state in (PageState.OPEN, PageState.SNOOZED, PageState.EXHAUSTED)
        may = may and not expected.is_resolved
        try:
            self.world.acknowledge(self.world.pager.one(page_id).page, who)
        except NotPossible:
            assert not may
            return
        assert may
        self._silent(page_id, expected)

    @precondition(lambda self: self.pages)
    @rule(data=st.data())
    def it_is_resolved(self, data: st.DataObject) -> None:
        page_id = self._chosen(data)
        expected = self.pages[page_id]
        if expected.is_resolved:
            return
        self.world.incidents.resolve(expected.incident.id, "mended", None, self.world.person("dave").as_actor())
        expected.is_resolved = True
        self._silent(page_id, expected)

    @precondition(lambda self: self.pages)
    @rule(data=st.data(), minutes=st.integers(1, 30))
    def somebody_snoozes(self, data: st.DataObject, minutes: int) -> None:
        page_id = self._chosen(data)
        expected, until = self.pages[page_id], self.clock.now() + timedelta(minutes=minutes)
        if not expected.is_resolved and self.world.pager.one(page_id).page.state in (
            PageState.OPEN,
            PageState.ACKNOWLEDGED,
        ):
            self.world.pager.snooze(page_id, until, self.world.person("alice").as_actor())
            self._silent(page_id, expected)
            expected.wakes_at = until

    @precondition(lambda self: self.pages)
    @rule(data=st.data())
    def somebody_escalates(self, data: st.DataObject) -> None:
        page = self.world.pager.one(self._chosen(data)).page
        try:
            self.world.pager.escalate(page.id, page.position, self.world.person("carol").as_actor())
        except NotPossible:
            return
        self._asks(self.pages[page.id])

    @precondition(lambda self: self.pages)
    @rule(data=st.data(), who=st.sampled_from(["bob", "carol", "dave"]))
    def somebody_hands_it_on(self, data: st.DataObject, who: str) -> None:
        page_id = self._chosen(data)
        try:
            self.world.pager.reassign(page_id, who, self.world.person("alice").as_actor())
        except NotPossible:
            return
        self._asks(self.pages[page_id])

    @rule(which=st.sampled_from(["payments-primary", "payments-secondary"]), who=st.sampled_from(["carol", None]))
    def somebody_enters_an_override(self, which: str, who: str | None) -> None:
        self.world.override(which, who, hours=1, replaces="*" if who else USUALLY[which])

    @rule(mood=st.sampled_from(Mood), which=st.sampled_from(["slack", "push"]))
    def a_provider_changes_its_mood(self, mood: Mood, which: str) -> None:
        getattr(self.world, which).mood = mood

    @rule()
    def every_provider_is_well_again(self) -> None:
        self.world.slack.mood = self.world.push.mood = Mood.WELL

    @rule(seconds=st.sampled_from([0, 1, 30, 60, 299, 300, 301, 600, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.world.advance(seconds=seconds)
        self._look()

    @rule(seconds=st.sampled_from([10, 600, 7200]))
    def nobody_works_for_a_while(self, seconds: int) -> None:
        """An outage: the clock goes on, and nothing is done."""
        self.clock.advance(seconds=seconds)

    @rule(
        where=st.sampled_from(["notify.before_send", "notify.after_send", "store.before_commit"]), nth=st.integers(1, 4)
    )
    def the_process_dies_and_another_one_takes_over(self, where: str, nth: int) -> None:
        left = [nth]

        def count() -> None:
            left[0] -= 1
            if left[0] == 0:
                die()

        failpoints.arm({where: count})
        try:
            with suppress(Died):
                self.world.advance()
        finally:
            failpoints.arm({})
        self.clock.advance(seconds=7)  # its leases expire
        self.world.advance()
        self._look()

    # -- what the oracle says -------------------------------------------------------------------------------------

    def _chosen(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.pages)))

    def _silent(self, page_id: int, expected: Expected) -> None:
        expected.asks_since, expected.wakes_at = None, None
        expected.was_silent_at = self.clock.now()
        expected.rang_before = self._rang(page_id)

    def _asks(self, expected: Expected) -> None:
        expected.asks_since, expected.wakes_at, expected.was_silent_at = self.clock.now(), None, None

    def _look(self) -> None:
        """Whatever was put off and has come due asks again."""
        for expected in self.pages.values():
            if expected.wakes_at is not None and expected.wakes_at <= self.clock.now():
                self._asks(expected)

    def _rang(self, page_id: int) -> int:
        """How often anything rang for this page, alone or at the head of a bundle."""
        mine = {one.id for one in self.world.pager.one(page_id).notifications}
        return sum(message.notification_id in mine for provider in self._all() for _, message in provider.rang)

    def _all(self) -> list[Telephones]:
        return [provider for providers in self.world.providers.values() for provider in providers]

    @invariant()
    def nothing_rings_after_an_acknowledgement(self) -> None:
        for page_id, expected in self.pages.items():
            if expected.was_silent_at is not None and not self._is_awake(expected):
                assert self._rang(page_id) == expected.rang_before

    def _is_awake(self, expected: Expected) -> bool:
        return expected.wakes_at is not None and expected.wakes_at <= self.clock.now()

    @invariant()
    def nothing_rings_twice(self) -> None:
        for provider in self._all():
            keys = [message.key for _, message in provider.rang]
            assert len(keys) == len(set(keys))

    @invariant()
    def no_page_is_lost(self) -> None:
        """One that asks has a timer, or has asked everybody; and what it is, is what the oracle says that it is."""
        for page_id, expected in self.pages.items():
            story = self.world.pager.one(page_id)
            page = story.page
            if expected.is_resolved:
                assert page.state in (PageState.RESOLVED, PageState.EXHAUSTED)
            elif expected.asks_since is not None:
                self._asks_or_has_asked(page)
            elif not self._is_awake(expected):
                assert page.state in (PageState.ACKNOWLEDGED, PageState.SNOOZED)

    def _asks_or_has_asked(self, page: Page) -> None:
        assert page.state in (PageState.OPEN, PageState.EXHAUSTED)
        if page.state == PageState.OPEN:
            with self.store.read() as tx:
                assert tx.is_waiting("page.step", page.subject)

    def teardown(self) -> None:
        """Everybody is well again, nobody answers: in the end everybody has been asked, and it says so."""
        self.every_provider_is_well_again()
        self.world.advance(seconds=10)
        self._look()
        asking = [page_id for page_id, expected in self.pages.items() if expected.asks_since is not None]
        self.world.advance(hours=2 + LONGEST.total_seconds() / 3600)
        for page_id in asking:
            story = self.world.pager.one(page_id)
            assert story.page.state == PageState.EXHAUSTED
            assert any(one.sent_at for one in story.notifications) or self._was_told_with_another(page_id)
        assert not self.world.timers.overdue()

    def _was_told_with_another(self, page_id: int) -> bool:
        return any(one.told_with for one in self.world.pager.one(page_id).notifications)


def run(store: Store, examples: int, steps: int) -> None:
    class Machine(PagerMachine):
        def __init__(self) -> None:
            emptied(store.engine)
            super().__init__()

    Machine.store = store
    rules = settings(max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Machine, settings=rules)


def test_whatever_happens_no_page_is_lost_and_none_is_sent_twice(store: Store) -> None:
    run(store, examples=6, steps=12)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_whatever_happens_for_long_no_page_is_lost_and_none_is_sent_twice(store: Store) -> None:
    run(store, examples=60, steps=25)
