"""Who is on call: asked, told before it begins, handed on when it does, and missed where there is nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from incidentbot.domain.catalog import Team
from incidentbot.domain.oncall import Gap, OnCall, Shift
from incidentbot.domain.oncall_team import leading_schedules_of, schedules_meant, schedules_of, teams_asking
from incidentbot.domain.people import Actor, Person
from incidentbot.domain.process import Process
from incidentbot.domain.work import NORMAL
from incidentbot.errors import NotFound
from incidentbot.ports import Clock, InForce
from incidentbot.process.nearest import nearest
from incidentbot.services import oncall_fact, speech
from incidentbot.services.handover import MOST_COUNTED, send_digest
from incidentbot.services.oncall_calendar import Roster, on_call, rosters
from incidentbot.services.oncall_change import HANDOFF, plan, subject_of
from incidentbot.services.recipient import key_of, person_of, slack_of
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

MOST = timedelta(days=366)  # of one question about shifts
FAR = timedelta(days=90)  # in which somebody's next shift is looked for
TOLD_AHEAD = (timedelta(days=7), timedelta(days=1))
WEEK = timedelta(days=7)
MOST_GAPS = 10  # of one message
MOST_SHOWN = 6  # schedules in App Home


@dataclass(frozen=True)
class OwnShift:
    schedule: str
    shift: Shift


class Oncall:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    # -- looking --------------------------------------------------------------------------------------------------

    def who(self, word: str | None = None, at: datetime | None = None) -> dict[str, OnCall]:
        """By schedule. `word` is a schedule, a team or a service; without it, all. Raises NotFound for another one."""
        process, now = self._running.process, self._clock.now()
        with self._store.read() as tx:
            return on_call(tx, process, _meant(process, word), at or now, now)

    def shifts(self, word: str | None, start: datetime, end: datetime) -> dict[str, list[Shift]]:
        """The final calendar of [start, end), by schedule. Raises NotFound, as `who` does."""
        process, now = self._running.process, self._clock.now()
        with self._store.read() as tx:
            found = rosters(tx, process, _meant(process, word), start, end, now)
        return {key: roster.shifts(start, end, now) for key, roster in found.items()}

    def gaps(self, word: str | None, start: datetime, end: datetime) -> dict[str, list[Gap]]:
        """When nobody is on call, from now on."""
        process, now = self._running.process, self._clock.now()
        with self._store.read() as tx:
            found = rosters(tx, process, _meant(process, word), start, end, now)
        return {key: gaps for key, roster in found.items() if (gaps := roster.gaps(max(start, now), end))}

    def shifts_of(self, person: str, start: datetime, end: datetime) -> list[OwnShift]:
        """Of a person (their key in the process file), whole, in every schedule, by their start; shadowing too."""
        process, now = self._running.process, self._clock.now()
        with self._store.read() as tx:
            found = rosters(tx, process, list(process.schedules), start, end, now)
        own = [
            OwnShift(key, shift)
            for key, roster in found.items()
            if roster.names(person)
            for shift in roster.shifts(start, end, now)
            if shift.person == person
        ]
        return sorted(own, key=lambda one: (one.shift.start, one.schedule))

    def home_of(self, person: Person) -> dict[str, Any]:
        """What App Home says: who is on call for my teams, else for all; and my next shift."""
        process, now = self._running.process, self._clock.now()
        key = key_of(process, person.slack_id)
        mine = [team for team in process.teams.values() if key and key in (*team.members, team.owner)]
        keys = dict.fromkeys(one for team in mine for one in schedules_of(process, team)) or process.schedules
        with self._store.read() as tx:
            found = on_call(tx, process, [] if person.is_guest else list(keys)[:MOST_SHOWN], now, now)
        own = [one for one in self.shifts_of(key, now, now + FAR) if not one.shift.is_shadow] if key else []
        return {
            "on_call": [oncall_fact.of_on_call(process, name, one) for name, one in found.items()],
            "my_shift": oncall_fact.of_shift(process, own[0].schedule, own[0].shift) if own else None,
            "is_on_call": bool(own) and own[0].shift.start <= now,
        }

    # -- before a shift and at a handoff --------------------------------------------------------------------------

    def announce(self, schedule: str, at: datetime, by: Actor) -> None:
        """Whoever begins at `at` hears it before: from when to when, and what waits in the queue."""
        process, now = self._running.process, self._clock.now()
        with self._store.begin(by, now) as tx:
            found = on_call(tx, process, [schedule], at, now).get(schedule)
            for shift in found.shifts if found else ():
                if shift.start == at and not shift.is_shadow:
                    _tell_before(tx, process, schedule, shift, now)

    def hand_off(self, schedule: str, at: datetime, by: Actor) -> None:
        """The queue changes hands: the digest, the topic of the team's channel, its user group. Plans the next one."""
        process, now = self._running.process, self._clock.now()
        with self._store.begin(by, now) as tx:
            found = rosters(tx, process, [schedule], at - WEEK, now + MOST, now).get(schedule)
            if found is None:
                return
            after = found.who(now, now)
            is_new = bool(found.versions) and found.versions[0][0] >= at  # then nobody hands it over
            before = after.people if is_new else found.who(at - timedelta(microseconds=1), now).people
            for team in teams_asking(process, schedule):
                if schedule in leading_schedules_of(process, team):
                    _hand_on(tx, process, team, schedule, before, after, now)
            plan(tx, schedule, found, now)

    def look(self) -> int:
        """Sees to it that every schedule has its next handoff before it, and tells of gaps. How many were told."""
        process, now = self._running.process, self._clock.now()
        with self._store.begin() as tx:
            found = rosters(tx, process, list(process.schedules), now, now + MOST, now)
            planned = tx.planned_subjects(HANDOFF)
            for key, roster in found.items():
                if subject_of(key) not in planned:
                    plan(tx, key, roster, now)
            return sum(_tell_gaps(tx, process, key, roster, now) for key, roster in found.items())


def _meant(process: Process, word: str | None) -> list[str]:
    if not word:
        return list(process.schedules)
    found = schedules_meant(process, word)
    if found is None:
        like = nearest(word, [*process.schedules, *process.teams, *process.services])
        known = f"; {like}" if like else ". There are: " + ", ".join(process.schedules) + "."
        raise NotFound(f"“{word[:60]}” is no schedule, team or service of the process file{known}")
    return found


def _tell_before(tx: Transaction, process: Process, schedule: str, shift: Shift, now: datetime) -> None:
    """Once for each shift, however often it is planned anew."""
    slack_id = slack_of(process, shift.person)
    if slack_id is None:
        return
    counted = {team.key: tx.count_open_of_team(team.key, MOST_COUNTED) for team in teams_asking(process, schedule)}
    data = oncall_fact.of_shift(process, schedule, shift) | {
        "queues": [{"team": key, "open": count} for key, count in counted.items()]
    }
    key = f"shift:{_short(schedule, shift.person, shift.start, shift.end)}"
    speech.tell(tx, slack_id, now, "oncall/soon", data, key)


def _hand_on(
    tx: Transaction, process: Process, team: Team, schedule: str, before: tuple[str, ...], after: OnCall, now: datetime
) -> None:
    outgoing = _person(tx, process, (key for key in before if key not in after.people), now)
    incoming = _person(tx, process, (key for key in after.people if key not in before), now)
    if outgoing or incoming:
        send_digest(tx, team, outgoing, incoming, now)
    everybody = on_call(tx, process, leading_schedules_of(process, team), now, now)
    people = dict.fromkeys(person for one in everybody.values() for person in one.people)
    if team.channel:
        shown = [oncall_fact.of_key(process, key) for key in people]
        said = _on_the_wall(process, schedule, after.until)  # a topic shows no time in the zone of whoever reads it
        data = {"people": shown, "until": after.until, "until_said": said, "schedule": schedule}
        payload = {"channel": team.channel, "data": data}
        tx.ask("oncall.topic", now, lane=f"channel:{team.channel}"[:80], priority=NORMAL, payload=payload)
    if team.usergroup and (users := [slack_id for key in people if (slack_id := slack_of(process, key))]):
        payload = {"usergroup": team.usergroup, "users": users}
        tx.ask("oncall.usergroup", now, subject=f"usergroup:{team.usergroup}", payload=payload)


def _on_the_wall(process: Process, schedule: str, at: datetime | None) -> str | None:
    return f"{at.astimezone(process.schedules[schedule].zone_info):%a %d %b %H:%M %Z}" if at else None


def _person(tx: Transaction, process: Process, keys: Iterable[str], now: datetime) -> Person | None:
    """The first of them whom the chat knows."""
    known = ((key, slack_id) for key in keys if (slack_id := slack_of(process, key)))
    return next((person_of(tx, process, key, slack_id, now) for key, slack_id in known), None)


def _tell_gaps(tx: Transaction, process: Process, schedule: str, roster: Roster, now: datetime) -> int:
    """Each gap a week and a day before; one that comes back every week is told once, until the layers are changed."""
    found = roster.gaps(now - WEEK, now + 2 * WEEK)
    near = (gap for gap in found if gap.end > now and gap.start <= now + max(TOLD_AHEAD))
    told = [gap for gap in near if tx.keep_new(f"gap:{_mark(roster, gap, found, now)}", schedule)]
    for team in teams_asking(process, schedule) if told else ():
        data = {
            "schedule": schedule,
            "team": {"key": team.key, "label": team.label},
            "gaps": [{"start": gap.start, "end": gap.end} for gap in told[:MOST_GAPS]],
            "more": max(0, len(told) - MOST_GAPS),
        }
        speech.post(tx, team.channel or process.announcements, now, "oncall/gap", data)
    return len(told)


def _mark(roster: Roster, gap: Gap, found: list[Gap], now: datetime) -> str:
    """The same for as long as there is nothing new to tell of this gap."""
    schedule = roster.schedule
    wall = gap.start.astimezone(schedule.zone_info)
    if any(other.start.astimezone(schedule.zone_info) == wall + WEEK for other in found):
        return _short(schedule.key, schedule.layers, f"{wall:%a %H:%M}")
    ahead = "day" if gap.start - now <= min(TOLD_AHEAD) else "week"
    if gap.start > now - WEEK:
        return _short(schedule.key, gap.start, ahead)
    return _short(schedule.key, gap.end if gap.end < now + 2 * WEEK else "always")


def _short(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
