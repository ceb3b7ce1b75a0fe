"""A shift that was given away, or that somebody asked others to take, moves: the swap moves with it, or says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from incidentbot.domain.oncall import Shift
from incidentbot.domain.people import BOT
from incidentbot.domain.process import Process
from incidentbot.domain.swap import Swap, SwapState
from incidentbot.services import speech
from incidentbot.services.oncall_calendar import Roster
from incidentbot.services.oncall_fact import of_key
from incidentbot.services.recipient import slack_of
from incidentbot.store.transaction import Transaction


def follow_swaps(tx: Transaction, process: Process, schedule: str, roster: Roster | None, now: datetime) -> bool:
    """True where an override was moved or taken away. Without a roster the schedule is not there any more."""
    found = tx.swaps_of_schedule(schedule, SwapState.OPEN) + tx.swaps_of_schedule(schedule, SwapState.TAKEN)
    return any([_follow(tx, process, swap, roster, now) for swap in found if swap.start > now])


def _follow(tx: Transaction, process: Process, swap: Swap, roster: Roster | None, now: datetime) -> bool:
    """Nothing for a shift that neither moved nor went."""
    shifts = _without(roster, swap).shifts(now, swap.end + (swap.end - swap.start), now) if roster else []
    own = [shift for shift in shifts if shift.person == swap.person and not shift.is_shadow]
    if any((shift.start, shift.end) == (swap.start, swap.end) for shift in own):
        return False
    touched = [shift for shift in own if shift.start < swap.end and swap.start < shift.end]
    if len(touched) == 1 and touched[0].start > now:
        _move(tx, process, swap, touched[0], now)
    else:
        _end(tx, process, swap, now)
    return swap.state == SwapState.TAKEN


def _without(roster: Roster, swap: Swap) -> Roster:
    """As it would be had nobody taken the shift."""
    return replace(roster, overrides=[one for one in roster.overrides if one.key != str(swap.override_id)])


def _move(tx: Transaction, process: Process, swap: Swap, shift: Shift, now: datetime) -> None:
    tx.change_swap(swap.id, shift_start=shift.start, shift_end=shift.end)
    if swap.override_id is not None:
        tx.move_override(swap.override_id, shift.start, shift.end)
    _tell(tx, process, swap, "moved", shift, now)


def _end(tx: Transaction, process: Process, swap: Swap, now: datetime) -> None:
    tx.change_swap(swap.id, state=SwapState.EXPIRED, ended_at=now)
    if swap.override_id is not None:
        tx.cancel_override(swap.override_id, now, BOT)
    _tell(tx, process, swap, "gone", None, now)


def _tell(tx: Transaction, process: Process, swap: Swap, what: str, shift: Shift | None, now: datetime) -> None:
    data = of_swap(process, swap) | {
        "what": what,
        "now_start": shift.start if shift else None,
        "now_end": shift.end if shift else None,
    }
    for key in dict.fromkeys((swap.person, swap.taken_by or swap.asked_of)):
        if key and (slack_id := slack_of(process, key)):
            speech.tell(tx, slack_id, now, "swap/followed", data)


def of_swap(process: Process, swap: Swap) -> dict[str, object]:
    return {
        "id": swap.id,
        "schedule": swap.schedule,
        "team": swap.team,
        "person": of_key(process, swap.person),
        "asked_of": of_key(process, swap.asked_of) if swap.asked_of else None,
        "start": swap.start,
        "end": swap.end,
        "why": swap.why,
        "state": swap.state.value,
        "taken_by": of_key(process, swap.taken_by) if swap.taken_by else None,
    }
