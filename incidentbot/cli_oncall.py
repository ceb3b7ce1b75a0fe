"""`incidentbot oncall`: who is on call, or the shifts of a stretch of time, read beside the running bot."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from incidentbot.clock import SystemClock
from incidentbot.domain.oncall import Gap, OnCall, Shift
from incidentbot.domain.process import Process
from incidentbot.domain.schedule import Duty
from incidentbot.domain.span_words import moment
from incidentbot.errors import InvalidInput
from incidentbot.services import oncall_fact
from incidentbot.services.oncall import MOST, Oncall
from incidentbot.services.recipient import name_of
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
from incidentbot.store.store import Store

USUAL_SPAN = timedelta(days=14)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class InForce:
    process: Process


@dataclass(frozen=True)
class Told:
    """`lines` for people, in the zone of each schedule; `found` for programs."""

    lines: list[str]
    found: dict[str, Any]

    @property
    def as_json(self) -> str:
        return json.dumps(self.found, default=datetime.isoformat)


def told(
    database_url: str, process: Process, word: str | None, at: str | None, start: str | None, end: str | None
) -> Told:
    """Who is on call at a moment, or with a beginning or an end, the shifts between. Times as people say them.

    Raises NotFound for a word that means no schedule, InvalidInput for a time that cannot be read.
    """
    clock = SystemClock()
    engine = open_engine(database_url)
    try:
        migrate(engine)
        oncall = Oncall(Store(engine), clock, InForce(process))
        if start or end:
            begins = _moment("--from", start, clock.now(), process) if start else clock.now()
            ends = _moment("--to", end, begins, process) if end else begins + USUAL_SPAN
            return _calendar(oncall, process, word, begins, ends)
        return _now(process, oncall.who(word, _moment("--at", at, clock.now(), process) if at else None))
    finally:
        engine.dispose()


def _moment(option: str, words: str, now: datetime, process: Process) -> datetime:
    at = f"{words.strip()}T00:00" if _DAY.fullmatch(words.strip()) else words  # a day alone begins with itself
    found = moment(at, now, process.timezone)
    if found is None:
        raise InvalidInput({option: f"{option}: cannot read “{words}”; write it like 2026-03-02T09:00 or mon 09:00."})
    return found


def _now(process: Process, found: Mapping[str, OnCall]) -> Told:
    lines = [_line(process, key, one) for key, one in found.items()]
    listed = [oncall_fact.of_on_call(process, key, one) for key, one in found.items()]
    return Told(lines or ["No schedule stands behind that."], {"on_call": listed})


def _line(process: Process, key: str, found: OnCall) -> str:
    zone = process.schedules[key].zone_info
    people = [_who(process, shift) for shift in found.shifts]
    until = f" until {_shown(found.until, zone)}" if found.until else ""
    following = ", ".join(name_of(process, duty.person) for duty in found.next if not duty.is_shadow)
    begins = f" from {_shown(found.next_from, zone)}" if found.next_from else ""
    coming = f"; next {following}{begins}" if following else ""
    return f"{key}: {', '.join(people) or 'NOBODY'}{until}{coming}"


def _who(process: Process, shift: Shift) -> str:
    why = oncall_fact.why(process, Duty(shift.person, shift.why, shift.source, shift.instead_of))
    return f"{name_of(process, shift.person)} ({'shadows' if shift.is_shadow else why})"


def _calendar(oncall: Oncall, process: Process, word: str | None, start: datetime, end: datetime) -> Told:
    if not start < end <= start + MOST:
        raise InvalidInput({"--to": f"--to: write a moment after the beginning, at most {MOST.days} days later."})
    shifts, gaps = oncall.shifts(word, start, end), oncall.gaps(word, start, end)
    lines: list[str] = []
    for key, found in shifts.items():
        lines += [key, *_days(process, key, found, gaps.get(key, []))]
    listed = [oncall_fact.of_shift(process, key, shift) for key, found in shifts.items() for shift in found]
    missing = [{"schedule": key, "start": gap.start, "end": gap.end} for key, found in gaps.items() for gap in found]
    return Told(lines or ["No schedule stands behind that."], {"shifts": listed, "gaps": missing})


def _days(process: Process, key: str, shifts: list[Shift], gaps: list[Gap]) -> list[str]:
    zone = process.schedules[key].zone_info
    told = [(shift.start, shift.end, _who(process, shift)) for shift in shifts]
    told += [(gap.start, gap.end, "NOBODY") for gap in gaps]
    return [f"  {_shown(start, zone)} – {_shown(end, zone)}  {who}" for start, end, who in sorted(told)]


def _shown(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M %Z}"
