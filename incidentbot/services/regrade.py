"""When the risk changes, the priority changes: by a person, or by a rule of the process file."""

from __future__ import annotations

import hashlib
from datetime import datetime

from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.priority import Classification, Priority, Severity
from incidentbot.domain.process import Process
from incidentbot.domain.regrade import chosen, growing, raised, with_severity
from incidentbot.domain.routing_rules import RaiseRule
from incidentbot.domain.ticket import Ticket
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.ports import Clock, InForce
from incidentbot.services.opening import people_of
from incidentbot.services.regrading import Regraded, judge_anew
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

MOST_RAISED = 50  # tickets of one rule in one look


class Regrades:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def regrade(self, by: Actor, number: int, priority: Priority, why: str) -> Regraded:
        """Somebody chooses another priority for T-`number`, or for the incident on it. Raises InvalidInput without a
        reason, NotPossible when it is resolved or has that priority already."""
        now = self._clock.now()
        if not why.strip():
            raise InvalidInput({"why": f"Say why it is {priority} now."})
        with self._store.begin(by, now) as tx:
            ticket = _held(tx, number)
            if ticket.classification.priority == priority:
                raise NotPossible(f"{ticket.label} is {priority} already.")
            judged = chosen(ticket.classification, priority, why.strip(), by.name)
            return self._judge(tx, ticket, judged, by, now)

    def set_severity(self, by: Actor, number: int, severity: Severity, why: str = "") -> Regraded:
        """Somebody says how bad it is; the priority follows by the table. Raises NotPossible."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            ticket = _held(tx, number)
            if ticket.classification.severity == severity:
                raise NotPossible(f"{ticket.label} is {severity} already.")
            process = self._running.process
            place = process.environment(ticket.environment)
            judged = with_severity(ticket.classification, severity, why.strip(), by.name, place, process.tables, now)
            return self._judge(tx, ticket, judged, by, now)

    def mark_growing(self, by: Actor, number: int, why: str = "") -> Regraded:
        """The impact grows: somebody must act now. Raises NotPossible when that is known already."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            ticket = _held(tx, number)
            if ticket.classification.facts.growing:
                raise NotPossible(f"It is known already that {ticket.label} is growing.")
            process = self._running.process
            place = process.environment(ticket.environment)
            judged = growing(ticket.classification, why.strip(), by.name, place, process.tables, now)
            return self._judge(tx, ticket, judged, by, now)

    def _judge(self, tx: Transaction, ticket: Ticket, judged: Classification, by: Actor, now: datetime) -> Regraded:
        invited = [one.slack_id for one in (by, ticket.owner) if one and one.slack_id]
        told = _told(ticket.classification, judged)
        return judge_anew(tx, self._running.process, ticket, judged, by, now, list(dict.fromkeys(invited)), told=told)

    # -- rules ----------------------------------------------------------------------------------------------------

    def apply_raises(self) -> int:
        """Tickets that have begun to meet a rule of the process file are raised, each once; returns how many."""
        now = self._clock.now()
        process = self._running.process
        with self._store.read() as tx:  # most looks find nothing, and shall hold up nobody who writes
            acting = [rule for rule in process.raises if _has_news(tx, rule, now)]
        if not acting:
            return 0
        with self._store.begin() as tx:
            return sum(_apply(tx, process, rule, now) for rule in acting)


def _held(tx: Transaction, number: int) -> Ticket:
    """Unresolved, and locked in the order of everybody else: first the incident, then its ticket."""
    if incident := tx.incident_of_ticket(tx.ticket_id(number)):
        tx.incident(incident.id)
    return unresolved(tx, number)


def unresolved(tx: Transaction, number: int) -> Ticket:
    """The ticket, locked. Raises NotFound, NotPossible."""
    ticket = tx.ticket_by_number(number)
    if not ticket.is_open:
        reason = f": {ticket.closed_reason}" if ticket.closed_reason else ""
        raise NotPossible(f"{ticket.label} is resolved already{reason}.")
    return ticket


def _told(before: Classification, judged: Classification) -> str:
    was, becomes = before.priority, judged.priority
    changed = f"changed the priority from {was} to {becomes}" if was != becomes else f"judged it anew, still {becomes}"
    return f"{changed} ({judged.severity}): {', '.join(judged.reasons)}"


def _name(rule: RaiseRule) -> str:
    """A rule that is changed is another one."""
    return hashlib.sha256(repr(rule).encode()).hexdigest()


def _has_news(tx: Transaction, rule: RaiseRule, now: datetime) -> bool:
    return bool(tx.tickets_to_raise(rule, _name(rule), now, 1) or tx.ended_raises(rule, _name(rule), now, 1))


def _apply(tx: Transaction, process: Process, rule: RaiseRule, now: datetime) -> int:
    name, risen = _name(rule), 0
    tx.forget_raises(name, tx.ended_raises(rule, name, now, MOST_RAISED))
    for ticket_id in tx.tickets_to_raise(rule, name, now, MOST_RAISED):
        tx.remember_raise(ticket_id, name, now)
        risen += _raise(tx, process, rule, tx.ticket(ticket_id), now)
    return risen


def _raise(tx: Transaction, process: Process, rule: RaiseRule, ticket: Ticket, now: datetime) -> bool:
    """False where the environment's cap allows no more than the ticket has."""
    cap, _ = process.environment(ticket.environment).cap(now)
    to = max(rule.to, cap) if cap else rule.to
    if to >= ticket.classification.priority:
        return False
    judged = raised(ticket.classification, to, rule.reason)
    people = people_of(process, ticket.team)
    judge_anew(tx, process, ticket, judged, BOT, now, people, told=_told(ticket.classification, judged))
    return True
