"""Asking one person, or the team, to take a shift; whoever takes it first has it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from incidentbot.domain.oncall import Shift
from incidentbot.domain.oncall_team import teams_asking
from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.domain.schedule import Override
from incidentbot.domain.swap import Swap, SwapState, reminder_at
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.ports import Clock, InForce
from incidentbot.services import speech
from incidentbot.services.oncall_calendar import rosters
from incidentbot.services.oncall_change import LOOKED_AHEAD, seen, settle
from incidentbot.services.recipient import key_of, name_of, slack_of
from incidentbot.services.swap_follow import of_swap
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction
from incidentbot.words.text import cleaned, shortened

REMIND, EXPIRE = "swap.remind", "swap.expire"
LONGEST_WHY = 300
ENDED = {
    SwapState.TAKEN: "was taken by {who}",
    SwapState.DECLINED: "was declined",
    SwapState.EXPIRED: "has run out: the shift has begun, or is no longer what it was",
    SwapState.WITHDRAWN: "was withdrawn",
}


class Swaps:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def ask(self, schedule: str, start: datetime, asked_of: str | None, why: str, by: Actor) -> Swap:
        """Asks for the shift of `by` that begins at `start` (UTC) to be taken: by one person, else by the team.

        Raises InvalidInput (asked_of, shift), NotPossible for somebody whom the process file does not name.
        """
        process, now = self._running.process, self._clock.now()
        person = _own_key(process, by)
        if asked_of is not None and (asked_of == person or slack_of(process, asked_of) is None):
            raise InvalidInput({"asked_of": "Ask somebody else whom the process file names with their Slack id."})
        with self._store.begin(by, now) as tx:
            shift = _own_shift(tx, process, schedule, person, start, now)
            if any(swap.schedule == schedule and swap.start == shift.start for swap in tx.open_swaps_of(person)):
                raise InvalidInput({"shift": "You have asked for that shift to be taken already."})
            team = next(iter(teams_asking(process, schedule)), None)
            swap = tx.add_swap(
                schedule=schedule,
                team=team.key if team else None,
                person=person,
                asked_of=asked_of,
                shift_start=shift.start,
                shift_end=shift.end,
                why=shortened(cleaned(why).strip(), LONGEST_WHY),
                asked_at=now,
            )
            _send(tx, process, swap, "swap/asked", now, key=f"swap:{swap.id}:asked")
            _ask_timers(tx, swap, now)
            return swap

    def take(self, swap_id: int, by: Actor) -> Swap:
        """`by` has the shift now. Raises NotPossible where somebody else was first, or it is not theirs to take."""
        process, now = self._running.process, self._clock.now()
        with self._store.begin(by, now) as tx:
            swap = self._open(tx, process, swap_id, now)
            taker = _own_key(process, by)
            _check_may(process, swap, taker)
            before = seen(tx, process, [swap.schedule], now)
            exchanged = Override(taker, swap.start, swap.end, swap.person, is_swap=True)
            kept = tx.add_override(swap.schedule, exchanged, swap.why, by, now)
            values = {"state": SwapState.TAKEN, "taken_by": taker, "override_id": kept.id, "ended_at": now}
            tx.change_swap(swap.id, **values)
            told = f"{name_of(process, taker)} takes a shift of {name_of(process, swap.person)}"
            settle(tx, process, before, now, by, told)
            return _ended(tx, process, swap.id, now)

    def decline(self, swap_id: int, by: Actor) -> Swap:
        """Only somebody who was asked alone can say no for everybody; of a team nobody has to say anything."""
        process, now = self._running.process, self._clock.now()
        with self._store.begin(by, now) as tx:
            swap = self._open(tx, process, swap_id, now)
            if swap.asked_of is None:
                raise NotPossible(
                    "The whole team was asked: somebody else may still take it. You need not do anything."
                )
            if _own_key(process, by) != swap.asked_of:
                raise NotPossible(f"Only {name_of(process, swap.asked_of)} was asked.")
            tx.change_swap(swap.id, state=SwapState.DECLINED, ended_at=now)
            return _ended(tx, process, swap.id, now)

    def withdraw(self, swap_id: int, by: Actor) -> Swap:
        process, now = self._running.process, self._clock.now()
        with self._store.begin(by, now) as tx:
            swap = self._open(tx, process, swap_id, now)
            if _own_key(process, by) != swap.person:
                raise NotPossible(f"Only {name_of(process, swap.person)} can withdraw it.")
            tx.change_swap(swap.id, state=SwapState.WITHDRAWN, ended_at=now)
            return _ended(tx, process, swap.id, now)

    def remind(self, swap_id: int, by: Actor) -> None:
        """Nobody has taken it yet: those who were asked hear it again, and whoever asked that it is still theirs."""
        process, now = self._running.process, self._clock.now()
        with self._store.begin(by, now) as tx:
            swap = tx.swap(swap_id)
            if swap.state == SwapState.OPEN and swap.start > now:
                tx.change_swap(swap.id, reminded_at=now)
                _send(tx, process, swap, "swap/asked", now, reminded=True)
                _tell(tx, process, swap.person, "swap/waits", of_swap(process, swap), now)

    def expire(self, swap_id: int, by: Actor) -> None:
        """The shift begins, and nobody has taken it. One that has moved meanwhile is looked at again then."""
        process, now = self._running.process, self._clock.now()
        with self._store.begin(by, now) as tx:
            swap = tx.swap(swap_id)
            if swap.state != SwapState.OPEN:
                return
            if swap.start > now:
                _ask_timers(tx, swap, now)
                return
            tx.change_swap(swap.id, state=SwapState.EXPIRED, ended_at=now)
            _ended(tx, process, swap.id, now)

    def _open(self, tx: Transaction, process: Process, swap_id: int, now: datetime) -> Swap:
        swap = tx.swap(swap_id)
        if swap.state != SwapState.OPEN:
            who = name_of(process, swap.taken_by) if swap.taken_by else "somebody"
            raise NotPossible(f"This request {ENDED[swap.state].format(who=who)}.")
        if swap.start <= now:
            raise NotPossible("The shift has begun already. `/incident cover` enters who is on call from now on.")
        return swap


def _own_key(process: Process, by: Actor) -> str:
    key = key_of(process, by.slack_id)
    if key is None:
        raise NotPossible("The process file does not name you with your Slack id, so that you have no shifts.")
    return key


def _own_shift(tx: Transaction, process: Process, schedule: str, person: str, start: datetime, now: datetime) -> Shift:
    found = rosters(tx, process, [schedule], now, now + LOOKED_AHEAD, now)
    own = [
        shift
        for roster in found.values()
        for shift in roster.shifts(now, now + LOOKED_AHEAD, now)
        if shift.person == person and not shift.is_shadow and shift.start == start and shift.start > now
    ]
    if not own:
        raise InvalidInput({"shift": "That is no coming shift of yours. Choose one that has not begun yet."})
    return own[0]


def _check_may(process: Process, swap: Swap, taker: str) -> None:
    if taker == swap.person:
        raise NotPossible("It is your own shift. Withdraw the request if you keep it.")
    if swap.asked_of is not None:
        if taker != swap.asked_of:
            raise NotPossible(f"Only {name_of(process, swap.asked_of)} was asked.")
    elif taker not in _team_people(process, swap):
        raise NotPossible("Only members of the team can take it.")


def _team_people(process: Process, swap: Swap) -> set[str]:
    """Of the teams that ask by this schedule, and whoever is in it."""
    teams = teams_asking(process, swap.schedule)
    schedule = process.schedules.get(swap.schedule)
    rotating = {person for layer in schedule.layers for person in layer.people} if schedule else set()
    return rotating | {key for team in teams for key in (*team.members, team.owner) if key}


def _ask_timers(tx: Transaction, swap: Swap, now: datetime) -> None:
    if at := reminder_at(swap.start, now):
        tx.ask(REMIND, now, subject=swap.subject, due_at=at, payload={"swap_id": swap.id})
    tx.ask(EXPIRE, now, subject=swap.subject, due_at=swap.start, payload={"swap_id": swap.id})


def _send(
    tx: Transaction,
    process: Process,
    swap: Swap,
    template: str,
    now: datetime,
    reminded: bool = False,
    key: str | None = None,
) -> None:
    """To the one who was asked, else to the team's channel, else to everybody who could take it."""
    data = {**of_swap(process, swap), "reminded": reminded}
    team = process.team(swap.team)
    if swap.asked_of is not None:
        _tell(tx, process, swap.asked_of, template, data, now, key)
    elif team is not None and team.channel:
        speech.post(tx, team.channel, now, template, data, slack_of(process, swap.person))
    else:
        for person in sorted(_team_people(process, swap) - {swap.person}):
            _tell(tx, process, person, template, data, now)


def _ended(tx: Transaction, process: Process, swap_id: int, now: datetime) -> Swap:
    """Both sides hear how it ended."""
    swap = tx.swap(swap_id)
    for person in dict.fromkeys((swap.person, swap.taken_by or swap.asked_of)):
        if person:
            _tell(tx, process, person, "swap/ended", of_swap(process, swap), now)
    return swap


def _tell(
    tx: Transaction,
    process: Process,
    person: str,
    template: str,
    data: dict[str, Any],
    now: datetime,
    key: str | None = None,
) -> None:
    if slack_id := slack_of(process, person):
        speech.tell(tx, slack_id, now, template, data, key)
