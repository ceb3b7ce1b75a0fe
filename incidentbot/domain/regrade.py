"""Judging again what was judged before: another priority or severity, growing impact, and the due date that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from incidentbot.domain.priority import (
    URGENCY_WORDS,
    Classification,
    Environment,
    Override,
    Priority,
    Severity,
    Tables,
    Urgency,
    severity_of,
)


class Crossing(StrEnum):
    UP = "up"  # a ticket becomes an incident
    DOWN = "down"  # an incident becomes a ticket again
    NONE = "none"


def crossing(was: Priority, becomes: Priority) -> Crossing:
    if was.is_incident == becomes.is_incident:
        return Crossing.NONE
    return Crossing.UP if becomes.is_incident else Crossing.DOWN


def chosen(before: Classification, priority: Priority, why: str, name: str) -> Classification:
    """`name` chose another priority. It holds against the tables and the cap, because it carries its reason."""
    reasons = [f"{name} chose {priority}: {why}"]
    if before.computed != priority:
        reasons.append(f"judged as {before.computed} before")
    override = Override(priority, why) if before.computed != priority else None
    return replace(before, reasons=tuple(reasons), override=override)


def raised(before: Classification, to: Priority, why: str) -> Classification:
    """A rule of the process file found that it has become worse."""
    return replace(before, computed=to, reasons=(f"{why} → {to}", f"it was {before.priority}"), override=None)


def with_severity(
    before: Classification, severity: Severity, why: str, name: str, place: Environment, tables: Tables, now: datetime
) -> Classification:
    """`name` says how bad it is; the priority is looked up anew, within the environment's cap."""
    reasons = [f"{name} set {severity}" + (f": {why}" if why else ""), URGENCY_WORDS[before.urgency]]
    priority = tables.priorities[severity][before.urgency]
    cap, cap_reason = place.cap(now)
    if cap is not None and priority < cap:
        priority = cap
        reasons.append(cap_reason)
    return replace(before, severity=severity, computed=priority, reasons=tuple(reasons), override=None)


def growing(
    before: Classification, why: str, name: str, place: Environment, tables: Tables, now: datetime
) -> Classification:
    """The impact grows: somebody must act now. That never makes anything less bad than it was judged before."""
    facts = replace(before.facts, growing=True)
    severity = min(before.severity, severity_of(facts, tables.severity_rules, place.is_production)[0])
    urgent = replace(before, facts=facts, urgency=Urgency.NOW)
    found = with_severity(urgent, severity, "", name, place, tables, now)
    said = f"{name} says that it is growing" + (f": {why}" if why else "")
    if found.computed >= before.priority:
        return replace(urgent, severity=severity, reasons=(said, *before.reasons))
    return replace(found, reasons=(said, *found.reasons[1:]))


def due_after(before: datetime | None, anew: datetime, was: Priority, becomes: Priority) -> datetime:
    """What has become more urgent is never due later than it was, and the other way about."""
    if before is None:
        return anew
    return min(before, anew) if becomes < was else max(before, anew)
