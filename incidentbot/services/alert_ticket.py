"""Tickets that alerts open, join, leave and close, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from incidentbot.domain.alert import Alert, AlertLink
from incidentbot.domain.incident import Incident
from incidentbot.domain.people import BOT
from incidentbot.domain.process import Process
from incidentbot.domain.process_integration import USUAL_GROUPING_WINDOW
from incidentbot.domain.routing import Route
from incidentbot.domain.ticket import TicketState
from incidentbot.domain.timeline import EventKind
from incidentbot.services import facts, speech
from incidentbot.services.closing import close
from incidentbot.services.opening import due_at, open_incident, people_of, record_judgement
from incidentbot.services.regrading import judge_anew
from incidentbot.store.transaction import Transaction

NAMED_ONE_BY_ONE = 5  # alerts of one batch on one ticket; more are told as a count
MOST_LINKS = 20
CARD_LATER = timedelta(seconds=60)  # counts on a card are brought up to date at most once a minute


@dataclass
class TicketInHand:
    """A ticket, and what this batch of alerts does to it."""

    id: int
    number: int
    state: str
    priority: str
    open_alerts: int
    is_closed: bool
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    flapping: list[str] = field(default_factory=list)
    links: list[AlertLink] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    worse: Route | None = None
    is_touched: bool = False

    def joined(self, alert: Alert, found: Route) -> None:
        self.is_touched = True
        self.new.append(alert.title)
        self.links += alert.links[: MOST_LINKS - len(self.links)]
        self.missing += [what for what in found.missing if what not in self.missing]
        self.judged(found)

    def judged(self, found: Route) -> None:
        """A more urgent alert makes its ticket more urgent, never less."""
        if found.priority < self.priority and (self.worse is None or found.priority < self.worse.priority):
            self.worse = found

    def returned(self, title: str) -> None:
        self.is_touched = True
        self.back.append(title)

    def left(self, title: str) -> None:
        self.is_touched = True
        self.gone.append(title)

    def refreshed(self) -> None:
        self.is_touched = True


class AlertTickets:
    def __init__(self, tx: Transaction, process: Process, now: datetime) -> None:
        self._tx = tx
        self._process = process
        self._now = now
        self._by_id: dict[int, TicketInHand] = {}
        self._by_group: dict[str, TicketInHand] = {}

    # -- finding --------------------------------------------------------------------------------------------------

    def with_id(self, ticket_id: int | None) -> TicketInHand | None:
        if ticket_id is None:
            return None
        if ticket_id not in self._by_id:
            self._by_id[ticket_id] = _in_hand(self._tx.ticket_in_hand(ticket_id))
        return self._by_id[ticket_id]

    def still_standing(self, ticket_id: int | None) -> TicketInHand | None:
        """The ticket to which an alert that came back belongs, unless it is an incident that was closed."""
        ticket = self.with_id(ticket_id)
        if ticket is None or not ticket.is_closed:
            return ticket
        return None if self._tx.incident_of_ticket(ticket.id) else ticket

    def for_alert(self, alert: Alert, found: Route, integration: str) -> TicketInHand:
        """The open ticket of the same service and environment, while its grouping window is open; else a new one."""
        group = _group(alert, found, integration)
        ticket = self._by_group.get(group)
        if ticket is None:
            config = self._process.integration(integration)
            window = config.grouping_window if config else USUAL_GROUPING_WINDOW
            row = self._tx.ticket_of_group(group, self._now - window)
            ticket = self._remember(row) if row is not None else self._open(alert, found, group)
            self._by_group[group] = ticket
        return ticket

    def _remember(self, row: Any) -> TicketInHand:
        return self._by_id.setdefault(row.id, _in_hand(row))

    def _open(self, alert: Alert, found: Route, group: str) -> TicketInHand:
        judged = found.classification
        ticket = self._tx.open_ticket(
            title=alert.title,
            description=alert.description,
            service=found.service,
            environment=found.environment,
            judged=judged,
            by=BOT,
            now=self._now,
            process_version=self._process.version,
            due_at=due_at(self._process, found.team, judged.priority, self._now),
            team=found.team,
            group_key=group,
            missing=found.missing,
        )
        self._tx.record(ticket.id, self._now, BOT, EventKind.DECLARED, f"an alert opened it: {alert.title}")
        record_judgement(self._tx, ticket.id, self._now, BOT, judged)
        if judged.priority.is_incident:
            open_incident(self._tx, self._process, ticket, BOT, self._now, people_of(self._process, found.team))
        self._by_id[ticket.id] = TicketInHand(
            ticket.id, ticket.number, ticket.state, judged.priority, open_alerts=0, is_closed=False
        )
        return self._by_id[ticket.id]

    # -- writing --------------------------------------------------------------------------------------------------

    def write(self) -> None:
        for ticket in self._by_id.values():
            if ticket.is_touched:
                self._write(ticket)

    def _write(self, ticket: TicketInHand) -> None:
        ticket.open_alerts += len(ticket.new) + len(ticket.back) - len(ticket.gone)
        self._tx.count_alerts(ticket.id, ticket.open_alerts, len(ticket.new), self._now)
        self._record(ticket)
        for link in ticket.links:
            self._tx.add_ticket_link(ticket.id, link.kind, link.label, link.url)
        if ticket.missing:
            self._tx.change_ticket(ticket.id, missing=ticket.missing)
        if ticket.is_closed and (ticket.new or ticket.back):
            self._reopen(ticket)
        if ticket.worse is not None:
            self._raise(ticket, ticket.worse)
        incident = self._tx.incident_of_ticket(ticket.id)
        if incident is not None and incident.status.is_open:
            self._tell_incident(ticket, incident)
        elif ticket.open_alerts <= 0 and ticket.gone and not ticket.is_closed:
            self._close(ticket)

    def _record(self, ticket: TicketInHand) -> None:
        told = [
            *_told(ticket.new, "alert", "alerts joined, such as"),
            *_told(ticket.back, "fires again", "alerts fire again, such as"),
            *_told(ticket.gone, "resolved at its source", "alerts resolved at their source, such as"),
            *_told(ticket.acknowledged, "acknowledged at its source", "alerts acknowledged at their source, such as"),
            *(f"flapping: {title} comes and goes" for title in ticket.flapping[:NAMED_ONE_BY_ONE]),
        ]
        for text in told:
            self._tx.record(ticket.id, self._now, BOT, EventKind.ALERT, text)

    def _reopen(self, ticket: TicketInHand) -> None:
        self._tx.change_ticket(
            ticket.id, state=TicketState.OPEN, closed_at=None, closed_reason="", reopened_at=self._now
        )
        self._tx.record(ticket.id, self._now, BOT, EventKind.STATUS, "reopened: it fires again")
        ticket.is_closed = False

    def _close(self, ticket: TicketInHand) -> None:
        reason = "all its alerts have resolved"
        close(self._tx, self._tx.ticket(ticket.id), BOT, self._now, reason)

    def _raise(self, ticket: TicketInHand, worse: Route) -> None:
        """A more urgent alert joined: the ticket is judged anew, and becomes an incident at most once."""
        whole = self._tx.ticket(ticket.id)
        people = people_of(self._process, worse.team)
        judge_anew(self._tx, self._process, whole, worse.classification, BOT, self._now, people)

    def _tell_incident(self, ticket: TicketInHand, incident: Incident) -> None:
        data: dict[str, Any] = {"incident": facts.of_incident(incident), "open_alerts": ticket.open_alerts}
        if ticket.open_alerts <= 0 and ticket.gone:
            speech.say(self._tx, incident, self._now, "alert/all_resolved", data)
        for title in ticket.flapping[:1]:
            speech.say(self._tx, incident, self._now, "alert/flapping", {**data, "title": title})
        speech.refresh_later(self._tx, incident, self._now, CARD_LATER)


def _in_hand(row: Any) -> TicketInHand:
    return TicketInHand(row.id, row.number, row.state, row.priority, row.alerts_open, row.closed_at is not None)


def _group(alert: Alert, found: Route, integration: str) -> str:
    """Alerts of one service and environment; without a service, those of one rule of one sender."""
    if found.service:
        return f"{found.service}|{found.environment}"
    return f"{integration}|{alert.rule or alert.title}|{found.environment}"


def _told(titles: list[str], one: str, many: str) -> list[str]:
    if len(titles) <= NAMED_ONE_BY_ONE:
        return [f"{one}: {title}" for title in titles]
    return [f"{len(titles)} {many}: {titles[0]}"]
