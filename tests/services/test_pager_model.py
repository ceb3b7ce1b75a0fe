"""The engine beside a small oracle: signals, answers, covers, swaps, moving clocks, bad providers, sudden deaths.

The oracle knows nothing of rows and transactions. It says who must have been asked by now and who must not; whatever
order things happen in, no page is lost, none is sent after an acknowledgement, and none twice where the provider can
be asked.

MODEL=400x50 pytest tests/services/test_pager_model.py -k "long and sqlite"   tries so many lives of so many events.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from incidentbot import failpoints
from incidentbot.domain.incident import Incident
from incidentbot.domain.notification import MethodKind, NotificationState
from incidentbot.domain.page import Page, PageState
from incidentbot.domain.priority import Priority
from incidentbot.domain.timeline import EventKind
from incidentbot.errors import NotPossible
from incidentbot.ports import Receipt
from incidentbot.services.page_timer import TIMERS
from incidentbot.services.swap import Swaps
from incidentbot.store.store import Store
from tests.pager_world import PAYMENTS, PagerWorld, pager_process
from tests.services.pager_oracle import A_DAY, PRIMARY, SCHEDULES, SECONDARY, Expected, OnCall, next_turn
from tests.stores import emptied
from tests.telephones import Mood, Telephones
from tests.world import P1, P2, FakeClock

EXAMPLES, STEPS = (int(number) for number in os.environ.get("MODEL", "60x25").split("x"))
LASTS = timedelta(hours=2)
POLICY = replace(PAYMENTS, acknowledgement_lasts=LASTS)
CYCLE = sum((step.acknowledge_within for step in PAYMENTS.steps), timedelta(0))
LONGEST = CYCLE * (PAYMENTS.repeat + 1) + PAYMENTS.steps[-1].acknowledge_within
ASLEEP = (PageState.ACKNOWLEDGED, PageState.SNOOZED, PageState.WAITING)
OVER = (PageState.RESOLVED, PageState.EXHAUSTED)
WHO = st.sampled_from(["alice", "bob", "carol"])


class Died(BaseException):
    """The process ends here."""


def die() -> None:
    raise Died


class PagerMachine(RuleBasedStateMachine):
    store: Store  # emptied by whoever runs the machine

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        process = pager_process(schedules=SCHEDULES, escalations={"payments": POLICY})
        self.world = PagerWorld(self.store, self.clock, process)
        self.swaps = Swaps(self.store, self.clock, self.world.in_force)
        for kind in (MethodKind.PUSH, MethodKind.SMS, MethodKind.VOICE):
            self.world.give("alice", kind)
        self.world.give("bob", MethodKind.PUSH)
        self.pages: dict[int, Expected] = {}
        self.on_call = OnCall()
        self.seen = 0  # the newest notification that was looked at

    # -- what happens to pages ------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.pages) < 4)
    @rule(judged=st.sampled_from([P1, P1, P2]))
    def a_signal_comes(self, judged: object) -> None:
        self._adopt(self.world.declare(judged, title=f"number {len(self.pages)}"))  # type: ignore[arg-type]

    @precondition(lambda self: self._going())
    @rule(data=st.data())
    def it_comes_again(self, data: st.DataObject) -> None:
        page, expected = self._chosen(data)
        if page.state != PageState.EXHAUSTED:
            self.world.start_again(expected.incident)

    @precondition(lambda self: self._going())
    @rule(data=st.data(), who=WHO, telephone=st.booleans())
    def somebody_acknowledges(self, data: st.DataObject, who: str, telephone: bool) -> None:
        """From a telephone with whatever was told by the same message."""
        page, _ = self._chosen(data)
        may = page.state != PageState.ACKNOWLEDGED
        try:
            pager = self.world.pager
            taken = (
                pager.acknowledge_by_code(page.code, who, "SMS") if telephone else [self.world.acknowledge(page, who)]
            )
        except NotPossible:
            assert not may
            return
        assert may
        for one in taken:
            self._sleeps(one, self.clock.now() + LASTS, who)
            self.pages[one.id].is_held = True

    @precondition(lambda self: self._going())
    @rule(data=st.data())
    def something_happens_in_its_channel(self, data: st.DataObject) -> None:
        page, expected = self._chosen(data)
        self.world.pager.renew(page.ticket_id)
        if page.state == PageState.ACKNOWLEDGED:
            expected.sleeps_until, expected.is_held = self.clock.now() + LASTS, True

    @precondition(lambda self: self._going())
    @rule(data=st.data())
    def it_is_resolved(self, data: st.DataObject) -> None:
        page, expected = self._chosen(data)
        self.world.incidents.resolve(expected.incident.id, "mended", None, self.world.person("dave").as_actor())
        self._ends(page)

    @precondition(lambda self: self.pages and len(self.pages) < 6)
    @rule(data=st.data())
    def it_is_reopened(self, data: st.DataObject) -> None:
        incident = self._any(data).incident
        with suppress(NotPossible):
            self.world.incidents.reopen(incident.id, "it is back", self.world.person("dave").as_actor())
            self._adopt(incident)

    @precondition(lambda self: self.pages and len(self.pages) < 6)
    @rule(data=st.data(), priority=st.sampled_from([Priority.P1, Priority.P2, Priority.P3]))
    def it_is_judged_anew(self, data: st.DataObject, priority: Priority) -> None:
        incident, dave = self._any(data).incident, self.world.person("dave").as_actor()
        with suppress(NotPossible):
            self.world.regrades.regrade(dave, incident.ticket_id, priority, "so it seems")
            self._judged(incident)

    @precondition(lambda self: self._going())
    @rule(data=st.data())
    def it_grows(self, data: st.DataObject) -> None:
        _, expected = self._chosen(data)
        with suppress(NotPossible):
            self.world.regrades.mark_growing(self.world.person("dave").as_actor(), expected.incident.ticket_id)
            self._judged(expected.incident)

    @precondition(lambda self: self._going())
    @rule(data=st.data(), minutes=st.sampled_from([1, 10, 30, 600]))
    def somebody_snoozes(self, data: st.DataObject, minutes: int) -> None:
        page, expected = self._chosen(data)
        until = self.clock.now() + timedelta(minutes=minutes)
        if page.state != PageState.EXHAUSTED:
            self.world.pager.snooze(page.id, until, self.world.person("alice").as_actor())
            self._sleeps(page, until, "alice")
            expected.is_held = False

    @precondition(lambda self: self._going())
    @rule(data=st.data())
    def somebody_escalates(self, data: st.DataObject) -> None:
        page, expected = self._chosen(data)
        with suppress(NotPossible):
            self.world.pager.escalate(page.id, page.position, self.world.person("carol").as_actor())
            expected.asks()

    @precondition(lambda self: self._going())
    @rule(data=st.data(), who=st.sampled_from(["bob", "carol", "dave"]))
    def somebody_hands_it_on(self, data: st.DataObject, who: str) -> None:
        page, expected = self._chosen(data)
        self.world.pager.reassign(page.id, who, self.world.person("alice").as_actor())
        expected.asks()
        expected.named.add(who)

    # -- what happens around them ---------------------------------------------------------------------------------

    @rule(which=st.sampled_from([PRIMARY, SECONDARY]), is_off=st.booleans())
    def somebody_covers_or_has_a_day_off(self, which: str, is_off: bool) -> None:
        is_off = is_off and which == SECONDARY
        self.world.override(which, None if is_off else "carol", hours=1, replaces="bob" if is_off else "*")
        entered = self.on_call.off if is_off else self.on_call.covered
        entered.append((which, self.clock.now(), self.clock.now() + timedelta(hours=1)))

    @rule()
    def somebody_takes_a_turn_of_somebody_else(self) -> None:
        start = next_turn("alice", self.clock.now())
        with suppress(NotPossible):  # asked for already
            swap = self.swaps.ask(PRIMARY, start, "carol", "holiday", self.world.person("alice").as_actor())
            taken = self.swaps.take(swap.id, self.world.person("carol").as_actor())
            assert (taken.start, taken.end) == (start, start + A_DAY)
            self.on_call.swapped.append((PRIMARY, start, start + A_DAY))

    @rule(mood=st.sampled_from(Mood), which=st.sampled_from(["slack", "push", "sms", "other_sms", "voice"]))
    def a_provider_changes_its_mood(self, mood: Mood, which: str) -> None:
        getattr(self.world, which).mood = mood

    @rule()
    def every_provider_is_well_again(self) -> None:
        for provider in self._providers():
            provider.mood = Mood.WELL

    @precondition(lambda self: self.pages)
    @rule(data=st.data(), is_delivered=st.booleans())
    def a_provider_says_what_became_of_a_message(self, data: st.DataObject, is_delivered: bool) -> None:
        """Which may be a lie."""
        sent = [one for page_id in self.pages for one in self.world.pager.one(page_id).notifications if one.provider_id]
        if sent:
            one = data.draw(st.sampled_from(sent))
            self.world.notifications.receipt(Receipt(one.provider, one.provider_id, is_delivered))

    @rule(seconds=st.sampled_from([0, 1, 30, 60, 299, 300, 301, 600, 3600, 43200]))
    def time_passes(self, seconds: int) -> None:
        self.world.advance(seconds=seconds)
        self._look()

    @rule(seconds=st.sampled_from([10, 600, 7200]))
    def nobody_works_for_a_while(self, seconds: int) -> None:
        """An outage: the clock goes on, and nothing is done."""
        self.clock.advance(seconds=seconds)

    @rule(
        where=st.sampled_from(["notify.before_send", "notify.after_send", "store.before_commit", "store.after_commit"]),
        nth=st.integers(1, 4),
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

    # -- beside the oracle ----------------------------------------------------------------------------------------

    def _going(self) -> list[int]:
        return sorted(page_id for page_id, expected in self.pages.items() if not expected.is_over)

    def _chosen(self, data: st.DataObject) -> tuple[Page, Expected]:
        page_id = data.draw(st.sampled_from(self._going()))
        return self.world.pager.one(page_id).page, self.pages[page_id]

    def _any(self, data: st.DataObject) -> Expected:
        return self.pages[data.draw(st.sampled_from(sorted(self.pages)))]

    def _adopt(self, incident: Incident) -> None:
        """Its newest page, where that has just begun; whatever was before is over."""
        page = self.world.page_of(incident)
        if page.id in self.pages:
            return
        for expected in self.pages.values():
            expected.is_over = expected.is_over or expected.incident.id == incident.id
        with self.store.read() as tx:
            judged = tx.ticket(incident.ticket_id).classification
        expected = Expected(incident, judged.priority, self.clock.now(), judged.facts.growing)
        if not expected.is_asleep(self.clock.now()):
            expected.asks()
        self.pages[page.id] = expected

    def _judged(self, incident: Incident) -> None:
        with self.store.read() as tx:
            judged = tx.ticket(incident.ticket_id).classification
        for page_id, expected in self.pages.items():
            if expected.incident.id == incident.id and not expected.is_over:
                if not judged.priority.is_incident:
                    self._ends(self.world.pager.one(page_id).page)
                expected.judged(judged.priority, judged.facts.growing, self.clock.now())
        self._adopt(incident)

    def _sleeps(self, page: Page, until: object, who: str) -> None:
        expected = self.pages[page.id]
        expected.sleeps_until = until  # type: ignore[assignment]
        expected.named.add(who)
        expected.rang_before = self._rang(page.id)

    def _ends(self, page: Page) -> None:
        self.pages[page.id].is_over = True
        self.pages[page.id].rang_before = self._rang(page.id)

    def _look(self) -> None:
        """Whatever was put off and has come due asks again."""
        for expected in self.pages.values():
            if expected.sleeps_until is not None and not expected.is_asleep(self.clock.now()):
                expected.asks()

    def _rang(self, page_id: int) -> int:
        """How often anything rang for this page, alone or at the head of a bundle."""
        mine = {one.id for one in self.world.pager.one(page_id).notifications}
        return sum(message.notification_id in mine for provider in self._providers() for _, message in provider.rang)

    def _providers(self) -> list[Telephones]:
        return [provider for providers in self.world.providers.values() for provider in providers]

    # -- what the oracle says -------------------------------------------------------------------------------------

    @invariant()
    def nothing_rings_after_an_acknowledgement(self) -> None:
        for page_id, expected in self.pages.items():
            if expected.is_asleep(self.clock.now()) or (expected.is_over and not self._is_exhausted(page_id)):
                assert self._rang(page_id) == expected.rang_before

    def _is_exhausted(self, page_id: int) -> bool:
        return self.world.pager.one(page_id).page.state == PageState.EXHAUSTED

    @invariant()
    def nothing_rings_twice(self) -> None:
        for provider in self._providers():
            if provider.can_be_asked:
                keys = [message.key for _, message in provider.rang]
                assert len(keys) == len(set(keys))

    @invariant()
    def no_page_is_lost(self) -> None:
        """One that goes on has its timer, or has asked everybody; and its state is what the oracle says."""
        for page_id, expected in self.pages.items():
            page = self.world.pager.one(page_id).page
            if expected.is_over:
                assert page.state in OVER
            elif expected.sleeps_until is None:
                assert page.state in (PageState.OPEN, PageState.EXHAUSTED)
            elif expected.is_asleep(self.clock.now()):
                assert page.state in ASLEEP
            if page.state in TIMERS:
                with self.store.read() as tx:
                    assert tx.is_waiting(TIMERS[page.state], page.subject)

    @invariant()
    def whoever_is_asked_is_on_call_then_or_was_named(self) -> None:
        sent = [one for page_id in self.pages for one in self.world.pager.one(page_id).notifications]
        for one in sent:
            if one.id > self.seen and one.person not in self.pages[one.page_id].named:
                key = {0: PRIMARY, 1: SECONDARY}[one.position.step]
                is_last = one.position == POLICY.last_resort_at
                assert one.person == ("cto" if is_last else self.on_call.who(key, one.asked_at))
        self.seen = max([self.seen, *(one.id for one in sent)])

    def teardown(self) -> None:
        """Everybody is well again, nobody answers: in the end everybody has been asked, and it says so."""
        self.every_provider_is_well_again()
        self.world.advance(seconds=10)
        self._look()
        asking = [page_id for page_id in self._going() if self.pages[page_id].sleeps_until is None]
        self.world.advance(hours=2 + LONGEST.total_seconds() / 3600)
        for page_id in asking:
            self._has_asked_everybody(page_id)
        assert not self.world.timers.overdue()

    def _has_asked_everybody(self, page_id: int) -> None:
        story = self.world.pager.one(page_id)
        assert story.page.state == PageState.EXHAUSTED
        with self.store.read() as tx:
            troubles = [one.text for one in tx.timeline(story.page.ticket_id) if one.kind == EventKind.TROUBLE]
        assert any(story.page.label in text for text in troubles)
        heard = any(one.sent_at or one.told_with for one in story.notifications)
        assert heard or {one.state for one in story.notifications} <= {NotificationState.FAILED}


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
@pytest.mark.timeout(900 + EXAMPLES * STEPS // 5)
def test_whatever_happens_for_long_no_page_is_lost_and_none_is_sent_twice(store: Store) -> None:
    run(store, examples=EXAMPLES, steps=STEPS)
