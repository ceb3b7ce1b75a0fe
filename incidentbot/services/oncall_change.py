"""Whenever what a schedule says changes: those concerned are told, calendars and swaps follow, the next handoff is due.

Around each change stand `seen` before it and `settle` after it, in its transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from incidentbot.domain.oncall import Shift
from incidentbot.domain.oncall_changes import Change, changed
from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.domain.work import IDLE
from incidentbot.services import speech
from incidentbot.services.oncall_calendar import LONGEST_SHIFT, Roster, rosters
from incidentbot.services.oncall_fact import of_key
from incidentbot.services.recipient import slack_of
from incidentbot.services.swap_follow import follow_swaps
from incidentbot.store.transaction import Transaction

SOON, HANDOFF = "oncall.soon", "oncall.handoff"
TOLD_BEFORE = timedelta(hours=1)
LOOKED_AHEAD = timedelta(days=180)  # for whose shifts changed, and as far as calendars show
MOST_TOLD = 6  # stretches of each kind in one message: with more, Slack would not take it whole


@dataclass(frozen=True)
class Calendar:
    """The shifts of one schedule from a while ago to the end of what anybody is told."""

    shifts: list[Shift]
    roster: Roster


Calendars = Mapping[str, Calendar]


def subject_of(schedule: str) -> str:
    return f"schedule:{schedule}"[:80]


def seen(tx: Transaction, process: Process, keys: Collection[str], now: datetime) -> Calendars:
    start, end = now - LONGEST_SHIFT, now + LOOKED_AHEAD
    found = rosters(tx, process, keys, start, end, now)
    return {key: Calendar(roster.shifts(start, end, now), roster) for key, roster in found.items()}


def settle(
    tx: Transaction, process: Process, before: Calendars, now: datetime, by: Actor, why: str, keys: Collection[str] = ()
) -> list[Change]:
    """Returns whose future shifts changed, over all of these schedules. `keys` are those that `before` may not know."""
    wanted = {*before, *keys}
    after = seen(tx, process, wanted, now)
    moved = [follow_swaps(tx, process, key, after[key].roster if key in after else None, now) for key in before]
    if any(moved):
        after = seen(tx, process, wanted, now)
    found: list[Change] = []
    for key in {**before, **after}:
        old = before[key].shifts if key in before else []
        new = after[key].shifts if key in after else []
        if key in before:
            _tell_calendars(tx, key, old, new, now)
            changes = changed(_future(old, now), _future(new, now))
            _tell(tx, process, key, changes, now, by, why)
            found += changes
        if key in after:
            plan(tx, key, after[key].roster, now)
            if key not in before or _asked_at(now, old) != _asked_at(now, new):
                hand_off_now(tx, key, now)
        else:
            tx.bump_epoch(subject_of(key))
    return found


def plan(tx: Transaction, key: str, roster: Roster, now: datetime) -> None:
    """The next handoff, and an hour before it a word to whoever comes. Whatever was planned before is void."""
    epoch = tx.bump_epoch(subject_of(key))
    until = roster.who(now, now).until
    if until is None:
        return
    payload = {"schedule": key, "at": until}
    for kind, due_at in ((SOON, max(now, until - TOLD_BEFORE)), (HANDOFF, until)):
        tx.ask(kind, now, subject=subject_of(key), epoch=epoch, due_at=due_at, priority=IDLE, payload=payload)


def hand_off_now(tx: Transaction, key: str, now: datetime) -> None:
    """Others are on call at once, and not by a turn. Of no epoch: what is planned anew does not make it void."""
    tx.ask(HANDOFF, now, priority=IDLE, payload={"schedule": key, "at": now})


def _asked_at(now: datetime, shifts: list[Shift]) -> set[str]:
    return {shift.person for shift in shifts if shift.start <= now < shift.end and not shift.is_shadow}


def _future(shifts: list[Shift], now: datetime) -> list[Shift]:
    return [shift._replace(start=max(shift.start, now)) for shift in shifts if shift.end > now]


def _tell(
    tx: Transaction, process: Process, key: str, changes: list[Change], now: datetime, by: Actor, why: str
) -> None:
    """Whoever made the change has seen it happen."""
    for change in changes:
        slack_id = slack_of(process, change.person)
        if slack_id and slack_id != by.slack_id:
            speech.tell(
                tx, slack_id, now, "oncall/changed", of_change(process, key, change) | {"by": by.name, "why": why}
            )


def of_change(process: Process, key: str, change: Change) -> dict[str, Any]:
    def spans(found: tuple[tuple[datetime, datetime], ...]) -> list[dict[str, datetime]]:
        return [{"start": start, "end": end} for start, end in found[:MOST_TOLD]]

    return {
        "schedule": key,
        "person": of_key(process, change.person),
        "gained": spans(change.gained),
        "lost": spans(change.lost),
        "more": max(0, len(change.gained) - MOST_TOLD) + max(0, len(change.lost) - MOST_TOLD),
    }


def _tell_calendars(tx: Transaction, key: str, old: list[Shift], new: list[Shift], now: datetime) -> None:
    """A shift is the same one while its person and start are; the others begin anew, or are cancelled."""
    before = {(shift.person, shift.start): shift for shift in old if not shift.is_shadow}
    after = {(shift.person, shift.start): shift for shift in new if not shift.is_shadow}
    gone = [shift for same, shift in before.items() if same not in after]
    moved = [shift for same, shift in after.items() if same not in before or before[same].end != shift.end]
    tx.note_shift_changes(key, gone, True, now)
    tx.note_shift_changes(key, moved, False, now)
