"""Takes the next step of pages, many in one transaction: who is asked by what, who is passed over and why.

Two thousand steps that are due at once are a few statements, not twenty thousand.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incidentbot.domain.escalation import Advance, Asked, Position, advance
from incidentbot.domain.notification import WORDS, Plan, Planned, Recipient, plan
from incidentbot.domain.page import Page, PageState
from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.priority import Priority
from incidentbot.domain.process import Process
from incidentbot.domain.timeline import EventKind
from incidentbot.services import page_speech
from incidentbot.services.page_step import STEP, notification_row, notify_row, timer_row
from incidentbot.services.reach import Reach
from incidentbot.services.recipient import name_of, recipients_of
from incidentbot.store.transaction import Transaction


@dataclass
class Taken:
    """What one step comes to, before it is written."""

    page: Page
    by: Actor
    step: Advance
    asked: list[tuple[Asked, Plan]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def planned(self) -> list[tuple[str, Planned]]:
        return [(asked.person, one) for asked, found in self.asked for one in found.planned]

    @property
    def has_somebody(self) -> bool:
        return bool(self.planned or self.step.channels or self.step.usergroups)

    @property
    def is_exhausted(self) -> bool:
        return self.step.is_exhausted and not self.asked


def take_step(
    tx: Transaction,
    process: Process,
    page: Page,
    now: datetime,
    *,
    by: Actor = BOT,
    after: Position | None = None,
    also: Sequence[Asked] = (),
) -> None:
    """The step after `after`, asking `also` beside its people. The page is open from now on, or exhausted."""
    steps = PageBatch(tx, process, now)
    steps.take(page, by=by, after=after, also=also)
    steps.write()


class PageBatch:
    def __init__(self, tx: Transaction, process: Process, now: datetime) -> None:
        self._tx = tx
        self._process = process
        self._now = now
        self._reach = Reach(tx, process, now)
        self._recipients: dict[str, Recipient] = {}
        self._plans: dict[tuple[str, Priority], Plan] = {}
        self._taken: list[Taken] = []

    # -- deciding -------------------------------------------------------------------------------------------------

    def take(self, page: Page, *, by: Actor = BOT, after: Position | None = None, also: Sequence[Asked] = ()) -> None:
        """Goes on at once over steps whose people cannot be reached by anything; where they take turns, first over
        whose turn it is."""
        taken = Taken(page, by, Advance(page.policy.last_resort_at))
        self._taken.append(taken)
        had_a_turn: set[tuple[Position, tuple[str, ...]]] = set()
        while True:
            step = advance(page.policy, after, self._reach, lambda number: self._tx.next_turn(page.policy.key, number))
            taken.step = step
            taken.skipped += step.skipped
            asked = {one.person: one for one in (*also, *step.asked)}
            plans = [(one, self._plan(one.person, page)) for one in self._known(asked).values()]
            taken.asked = [(one, found) for one, found in plans if found.planned]
            name = page.policy.name_of(step.position)
            taken.skipped += [f"{name}: {_unreachable(one, found)}" for one, found in plans if not found.planned]
            if taken.has_somebody or step.is_exhausted:
                taken.skipped = list(dict.fromkeys(taken.skipped))
                return
            turn = (step.position, step.people)
            if not page.policy.step_at(step.position).round_robin or turn in had_a_turn:
                after = step.position
            had_a_turn.add(turn)

    def _known(self, asked: dict[str, Asked]) -> dict[str, Asked]:
        """How all of these can be reached is looked up, once in a batch."""
        if new := [person for person in asked if person not in self._recipients]:
            self._recipients |= recipients_of(self._tx, self._process, new)
        return asked

    def _plan(self, person: str, page: Page) -> Plan:
        known = self._plans.get((person, page.priority))
        if known is None:
            known = plan(self._recipients[person], page.priority, self._now)
            self._plans[person, page.priority] = known
        return known

    # -- writing --------------------------------------------------------------------------------------------------

    def write(self) -> None:
        asking = [taken for taken in self._taken if not taken.is_exhausted]
        self._tx.move_pages((taken.page.id, self._moved(taken)) for taken in asking)
        self._ask(asking)
        for taken in self._taken:
            if taken.is_exhausted:
                self._exhaust(taken)
        self._tell(asking)
        self._taken.clear()

    def _due(self, taken: Taken) -> datetime:
        step = taken.step
        return self._now + (step.wait or taken.page.policy.step_at(step.position).acknowledge_within)

    def _moved(self, taken: Taken) -> dict[str, Any]:
        cycle, step = taken.step.position
        due, is_last = self._due(taken), taken.step.is_last_resort
        return {
            "cycle": cycle,
            "step": step,
            "next_due_at": due,
            "is_last_resort": is_last,
            "last_asked_at": self._now,
        }

    def _ask(self, asking: Collection[Taken]) -> None:
        planned = [(taken, person, one) for taken in asking for person, one in taken.planned]
        ids = self._tx.add_notifications(
            [
                notification_row(taken.page, taken.step.position, person, one, self._now)
                for taken, person, one in planned
            ]
        )
        sent = [notify_row(taken.page.id, each, one.at) for each, (taken, _, one) in zip(ids, planned, strict=True)]
        self._tx.ask_all([*(timer_row(taken.page, STEP, self._due(taken)) for taken in asking), *sent], self._now)

    def _exhaust(self, taken: Taken) -> None:
        """Everybody was asked who could be; that nobody has it is said where people look."""
        tx, page, now = self._tx, taken.page, self._now
        tx.change_page(page.id, state=PageState.EXHAUSTED, next_due_at=None, ended_at=now)
        for reason in taken.skipped:
            tx.record(page.ticket_id, now, BOT, EventKind.PAGE, f"passed over {reason}")
        told = f"{page.label}: nobody has acknowledged, and nobody is left"
        tx.record(page.ticket_id, now, BOT, EventKind.TROUBLE, told)
        page_speech.exhausted(tx, self._process, page, taken.skipped, now)

    def _tell(self, asking: Collection[Taken]) -> None:
        events = []
        incidents = self._tx.open_incidents_of([taken.page.ticket_id for taken in asking])
        for taken in asking:
            told = asked_told(self._process, taken)
            lines = [*([f"asked {told}"] if told else []), *(f"passed over {reason}" for reason in taken.skipped)]
            events += [(taken.page.ticket_id, taken.by, line) for line in lines]
            incident = incidents.get(taken.page.ticket_id)
            page_speech.asked(self._tx, self._process, taken.page, incident, taken.step, told, taken.skipped, self._now)
        self._tx.record_all(events, EventKind.PAGE, self._now)


def asked_told(process: Process, taken: Taken) -> str:
    """ "Alice (on call in payments-primary until Mon 09:00) by Slack and push at once, SMS after 1 min"."""
    people = [f"{name_of(process, asked.person)} ({asked.why}) by {_ways(found)}" for asked, found in taken.asked]
    places = [f"channel {key}" for key in taken.step.channels] + [f"group {key}" for key in taken.step.usergroups]
    return "; ".join([*people, *places])


def _ways(found: Plan) -> str:
    return ", ".join(dict.fromkeys(one.why.partition(": ")[2] or WORDS[one.kind] for one in found.planned))


def _unreachable(asked: Asked, found: Plan) -> str:
    return f"{asked.person} cannot be reached: {', '.join(found.missing) or 'nothing is known of them'}"
