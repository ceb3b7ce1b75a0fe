"""Taking a changed file over: what held until now stays the past, and whose future shifts changed is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from incidentbot.domain.oncall import HORIZON
from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.services.oncall_calendar import rosters
from incidentbot.services.oncall_change import Calendars, hand_off_now, plan, seen, settle
from incidentbot.store.schedule_version import Versions, written
from incidentbot.store.transaction import Transaction

WHY = "the process file was changed"


def take_over(tx: Transaction, process: Process, now: datetime, by: Actor) -> None:
    """In the transaction that takes the process over. The same schedules change nothing, however often they come."""
    last = tx.last_schedule_definitions()
    definitions = {key: written(schedule) for key, schedule in process.schedules.items()}
    edited = {key: definition for key, definition in definitions.items() if last.get(key) != definition}
    gone = [key for key, definition in last.items() if definition and key not in definitions]
    removed: dict[str, dict[str, Any]] = {key: {} for key in gone}
    known = [key for key in edited if key in last]
    before = _as_it_was(tx, [*known, *removed], now)
    tx.add_schedule_versions({**edited, **removed}, now, process.version)
    if before:
        settle(tx, process, before, now, by, WHY)
    for key, roster in rosters(tx, process, edited.keys() - set(known), now, now + HORIZON, now).items():
        plan(tx, key, roster, now)
        hand_off_now(tx, key, now)


def _as_it_was(tx: Transaction, keys: list[str], now: datetime) -> Calendars:
    """By the version that was recorded last, with what was entered against it."""
    recorded: dict[str, Versions] = tx.schedule_versions(keys) if keys else {}
    old = Process(schedules={key: recorded[key][-1][1] for key in keys})
    return seen(tx, old, keys, now)
