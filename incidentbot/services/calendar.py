"""Calendars to subscribe to: of a person, a schedule or a team, at an address that can be revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from incidentbot.domain.ics import CalendarEvent, calendar_text
from incidentbot.domain.oncall import Shift
from incidentbot.domain.oncall_team import schedules_of
from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.domain.schedule import Duty
from incidentbot.errors import NotFound
from incidentbot.ports import Clock, InForce
from incidentbot.services.link import Links
from incidentbot.services.oncall_calendar import LONGEST_SHIFT, Roster, rosters
from incidentbot.services.oncall_change import LOOKED_AHEAD
from incidentbot.services.oncall_fact import why
from incidentbot.services.recipient import key_of, name_of
from incidentbot.store.calendar_key import CalendarKey
from incidentbot.store.shift_change import ShiftChange
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

SHOWN_BACK = timedelta(days=31)
CANCELLED_STAY = timedelta(days=60)  # long enough for every subscriber to have looked again
SEED_BYTES = 8
PERSON, SCHEDULE, TEAM = KINDS = ("person", "schedule", "team")
Named = tuple[str, str]  # one of KINDS, and its name in the process file


@dataclass(frozen=True)
class Wanted:
    """What one calendar shows. `person` None: everybody's shifts."""

    name: str
    schedules: tuple[str, ...]
    person: str | None = None


class Calendars:
    def __init__(self, store: Store, clock: Clock, running: InForce, links: Links) -> None:
        self._store = store
        self._clock = clock
        self._running = running
        self._links = links

    def address_of(self, kind: str, key: str, by: Actor) -> str:
        """Where it can be subscribed to; made at the first question. Raises NotFound for what is not in the file."""
        return self.addresses_of([(kind, key)], by)[kind, key]

    def addresses_of(self, named: Sequence[Named], by: Actor) -> dict[Named, str]:
        """In their order. Raises NotFound, as `address_of` does."""
        now = self._clock.now()
        for kind, key in named:
            _wanted(self._running.process, kind, key)
        with self._store.begin() as tx:
            found = {one: tx.calendar_key_of(*one) or _new_key(tx, *one, by, now) for one in named}
        return {one: self._links.calendar(key.seed) for one, key in found.items()}

    def address_of_person(self, slack_id: str, by: Actor) -> str | None:
        """Of whom the process file names; None for others."""
        key = key_of(self._running.process, slack_id)
        return self.address_of(PERSON, key, by) if key else None

    def new_address_of(self, kind: str, key: str, by: Actor) -> str:
        """Every older address leads nowhere from now on. Raises NotFound, as `address_of` does."""
        now = self._clock.now()
        _wanted(self._running.process, kind, key)
        with self._store.begin(by, now) as tx:
            tx.revoke_calendar_keys(kind, key, now)
            found = _new_key(tx, kind, key, by, now)
        return self._links.calendar(found.seed)

    def new_address_of_person(self, slack_id: str, by: Actor) -> str | None:
        key = key_of(self._running.process, slack_id)
        return self.new_address_of(PERSON, key, by) if key else None

    def revoke(self, kind: str, key: str) -> int:
        """How many addresses led there."""
        with self._store.begin() as tx:
            return tx.revoke_calendar_keys(kind, key, self._clock.now())

    def text(self, token: str, alarm: timedelta | None = None) -> str:
        """The calendar at this address, by RFC 5545. The same bytes until something changes, or another day begins.

        Raises NotFound for an address that was never given out or was revoked, and for what is no longer in the file.
        """
        process, now = self._running.process, self._clock.now()
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        seed = self._links.calendar_seed(token)
        with self._store.read() as tx:
            found = tx.calendar_key_seeded(seed) if seed else None
            if found is None:
                raise NotFound("There is no such calendar, or its address was revoked.")
            wanted = _wanted(process, found.kind, found.key)
            start, end = today - SHOWN_BACK, today + LOOKED_AHEAD
            known = rosters(tx, process, wanted.schedules, start - LONGEST_SHIFT, end + LONGEST_SHIFT, now)
            changes = tx.shift_changes(wanted.schedules, start, end)
        return calendar_text(wanted.name, _events(process, wanted, known, changes, (start, end), now, alarm))


def _new_key(tx: Transaction, kind: str, key: str, by: Actor, now: datetime) -> CalendarKey:
    return tx.add_calendar_key(secrets.token_hex(SEED_BYTES), kind, key, by, now)


def _wanted(process: Process, kind: str, key: str) -> Wanted:
    if kind == PERSON and key in process.people:
        return Wanted(f"On call: {name_of(process, key)}", tuple(process.schedules), key)
    if kind == SCHEDULE and key in process.schedules:
        return Wanted(f"On call: {key}", (key,))
    if kind == TEAM and (team := process.team(key)):
        return Wanted(f"On call: {team.label}", tuple(schedules_of(process, team)))
    raise NotFound(f"The process file has no {kind} “{key[:60]}”.")


def _events(
    process: Process,
    wanted: Wanted,
    known: Mapping[str, Roster],
    changed: list[ShiftChange],
    window: tuple[datetime, datetime],
    now: datetime,
    alarm: timedelta | None,
) -> Iterator[CalendarEvent]:
    changes = {(one.schedule, one.person, one.start): one for one in changed}
    there: set[tuple[str, str, datetime]] = set()
    for key, roster in known.items():
        first = roster.versions[0][0] if roster.versions else window[0]
        for shift in _shown(roster, window, now):
            if wanted.person in (None, shift.person):
                there.add((key, shift.person, shift.start))
                same = "always" if shift.start == window[0] - LONGEST_SHIFT else shift.start.isoformat()
                change = changes.get((key, shift.person, shift.start))
                shown = _stays(shift, window)
                yield _event(process, wanted, key, shown, _uid(key, shown, same), change, first, alarm)
    for place, gone in changes.items():
        is_recent = now - gone.changed_at < CANCELLED_STAY
        if gone.is_cancelled and is_recent and place not in there and wanted.person in (None, gone.person):
            yield _cancelled(process, wanted, gone)


def _shown(roster: Roster, window: tuple[datetime, datetime], now: datetime) -> list[Shift]:
    """Whole ones, as far as that can be told: looked for beyond both ends of what is shown."""
    start, end = window
    found = roster.shifts(start - LONGEST_SHIFT, end + LONGEST_SHIFT, now)
    return [shift for shift in found if shift.end > start and shift.start < end]


def _stays(shift: Shift, window: tuple[datetime, datetime]) -> Shift:
    """One that is longer than we look is shown by whole years, so that it is not another one every day."""
    first, last = window[0] - LONGEST_SHIFT, window[1] + LONGEST_SHIFT
    return shift._replace(
        start=_new_year(window[0].year) if shift.start == first else shift.start,
        end=_new_year(last.year + 1) if shift.end == last else shift.end,
    )


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)


def _event(
    process: Process,
    wanted: Wanted,
    schedule: str,
    shift: Shift,
    uid: str,
    change: ShiftChange | None,
    first: datetime,
    alarm: timedelta | None,
) -> CalendarEvent:
    duty = Duty(shift.person, shift.why, shift.source, shift.instead_of)
    return CalendarEvent(
        uid=uid,
        start=shift.start,
        end=shift.end,
        title=_title(process, wanted, schedule, shift.person) + (" (shadow)" if shift.is_shadow else ""),
        changed_at=change.changed_at if change else first,
        description=why(process, duty),
        sequence=change.sequence if change else 0,
        remind_before=None if shift.is_shadow else alarm,
    )


def _cancelled(process: Process, wanted: Wanted, change: ShiftChange) -> CalendarEvent:
    return CalendarEvent(
        uid=_uid(change.schedule, Shift(change.person, change.start, change.end), change.start.isoformat()),
        start=change.start,
        end=change.end,
        title=_title(process, wanted, change.schedule, change.person),
        changed_at=change.changed_at,
        sequence=change.sequence,
        is_cancelled=True,
    )


def _title(process: Process, wanted: Wanted, schedule: str, person: str) -> str:
    return f"On call: {schedule}" if wanted.person else f"{name_of(process, person)} on call: {schedule}"


def _uid(schedule: str, shift: Shift, same: str) -> str:
    """Of a shift, in whatever calendar it is shown. `same` is what it is known by: its beginning."""
    text = "\n".join((schedule, shift.person, same, "shadow" if shift.is_shadow else ""))
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@incidentbot"
