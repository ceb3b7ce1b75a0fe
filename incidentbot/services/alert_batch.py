"""Judges a run of alerts in one transaction: what is open, what is new, which ticket each belongs to.

Ten thousand alerts of a storm are one ticket, a few rows of timeline and one change of its counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.flapping import SAME_ALERT_WITHIN, is_flapping
from incidentbot.domain.process import Process
from incidentbot.domain.routing import Route, route
from incidentbot.domain.silence import holds_back
from incidentbot.domain.unparsed import owned
from incidentbot.services import alert_fact
from incidentbot.services.alert_ticket import AlertTickets, TicketInHand
from incidentbot.store.alert import Key
from incidentbot.store.transaction import Transaction


@dataclass
class Known:
    """An alert as this batch leaves it. `row` is None until it is written."""

    values: dict[str, Any]
    id: int | None = None
    repeats: int = 0
    changed: dict[str, Any] = field(default_factory=dict)
    ticket: TicketInHand | None = None

    def set(self, **values: Any) -> None:
        self.values |= values
        self.changed |= values

    @property
    def is_open(self) -> bool:
        return bool(self.values["is_open"])


class AlertBatch:
    def __init__(self, tx: Transaction, process: Process, now: datetime, keys: Iterable[Key]) -> None:
        keys = list(keys)
        self._tx = tx
        self._process = process
        self._now = now
        self._tickets = AlertTickets(tx, process, now)
        self._silences = tx.silences_in_force(now)
        closed = tx.lately_closed_alerts(keys, now - SAME_ALERT_WITHIN)
        self._known = {key: Known(dict(row._mapping), row.id) for key, row in closed.items()}
        self._known |= {key: Known(dict(row._mapping), row.id) for key, row in tx.open_alerts(keys).items()}
        self._new: list[Known] = []

    def take(self, integration: str, source: str, alert: Alert, state: AlertState, times: int) -> None:
        key = (integration, alert.dedup_key)
        known = self._known.get(key)
        if state == AlertState.FIRING:
            self._fire(key, source, alert, times, known)
        elif state == AlertState.ACKNOWLEDGED and known and known.is_open:
            known.set(state=state)
            self._ticket_of(known, lambda ticket: ticket.acknowledged.append(alert.title))
        elif state == AlertState.RESOLVED:
            self._resolve(key, source, alert, known)

    # -- firing ---------------------------------------------------------------------------------------------------

    def _fire(self, key: Key, source: str, alert: Alert, times: int, known: Known | None) -> None:
        if known is not None and known.is_open:
            known.repeats += times
            self._refresh(known, alert, key[0])
        elif known is not None and (ticket := self._tickets.still_standing(known.values["ticket_id"])):
            self._return(known, ticket, alert, times)
        else:
            self._add(key, source, alert, times)

    def _refresh(self, known: Known, alert: Alert, integration: str) -> None:
        """It says it again. What it says may have become worse, under the same key."""
        new = {name: value for name, value in _shape(alert).items() if known.values[name] != value}
        self._ticket_of(known, lambda ticket: ticket.refreshed())
        if not new:
            return
        known.set(**new)
        if new.keys() & {"severity", "labels"} and known.values["held_by"] is None:
            found = self._route(alert, integration)
            known.set(reasons=list(found.reasons), missing=list(found.missing), is_unready=bool(found.missing))
            known.set(process_version=self._process.version)
            self._ticket_of(known, lambda ticket: ticket.judged(found))

    def _return(self, known: Known, ticket: TicketInHand, alert: Alert, times: int) -> None:
        """It had closed a moment ago: the same alert again, on the same ticket."""
        known.repeats += times
        returns = known.values["flaps"] + 1
        known.set(is_open=True, state=AlertState.FIRING, closed_at=None, flaps=returns)
        ticket.returned(alert.title)
        if is_flapping(returns, known.values["is_flapping_told"]):
            known.set(is_flapping_told=True)
            ticket.flapping.append(alert.title)

    def _add(self, key: Key, source: str, alert: Alert, times: int) -> None:
        found = self._route(alert, key[0])
        known = Known(self._values(key, source, alert, found, times))
        silence = next((row for row in self._silences if holds_back(row.labels, _labels(alert, found))), None)
        if silence is not None:
            known.values["held_by"] = silence.id
        else:
            self._join(known, alert, found, key[0])
        self._known[key] = known
        self._new.append(known)

    def _route(self, alert: Alert, integration: str) -> Route:
        config = self._process.integration(integration)
        return owned(alert, route(alert, self._process, config, self._now), self._process, config)

    def _join(self, known: Known, alert: Alert, found: Route, integration: str) -> None:
        known.ticket = self._tickets.for_alert(alert, found, integration)
        known.ticket.joined(alert, found)
        known.values["ticket_id"] = known.ticket.id

    def _values(self, key: Key, source: str, alert: Alert, found: Route, times: int) -> dict[str, Any]:
        return {
            "integration": key[0],
            "source": source,
            "dedup_key": key[1],
            "state": AlertState.FIRING,
            "is_open": True,
            "ticket_id": None,
            "rule": alert.rule or alert.title,
            **_shape(alert),
            "service": found.service,
            "environment": found.environment,
            "times": times,
            "flaps": 0,
            "is_flapping_told": False,
            "first_at": self._now,
            "last_at": self._now,
            "closed_at": None,
            "held_by": None,
            **self._judged(found),
        }

    def _judged(self, found: Route) -> dict[str, Any]:
        return {
            "service": found.service,
            "environment": found.environment,
            "reasons": list(found.reasons),
            "missing": list(found.missing),
            "is_unready": bool(found.missing),
            "process_version": self._process.version,
        }

    def let_go(self, row: Any) -> bool:
        """The silence that held this alert back has ended. True when it still fires, and has its ticket now."""
        known = self._known.setdefault((row.integration, row.dedup_key), Known(dict(row._mapping), row.id))
        known.set(held_by=None)
        if not known.is_open:
            return False
        alert = alert_fact.of_row(row)
        found = self._route(alert, row.integration)
        self._join(known, alert, found, row.integration)
        known.set(ticket_id=known.values["ticket_id"], **self._judged(found))
        return True

    # -- resolving ------------------------------------------------------------------------------------------------

    def _resolve(self, key: Key, source: str, alert: Alert, known: Known | None) -> None:
        """A resolve for something that was never open, or is closed, is noted on an alert without a ticket."""
        if known is None:
            known = Known(self._values(key, source, alert, self._route(alert, key[0]), 1))
            known.values |= {"is_unready": False, "missing": []}
            known.values |= {"is_open": False, "state": AlertState.RESOLVED, "closed_at": self._now}
            self._known[key] = known
            self._new.append(known)
        elif known.is_open:
            known.set(is_open=False, state=AlertState.RESOLVED, closed_at=self._now, last_at=self._now)
            self._ticket_of(known, lambda ticket: ticket.left(alert.title))

    def _ticket_of(self, known: Known, act: Any) -> None:
        ticket = known.ticket or self._tickets.with_id(known.values["ticket_id"])
        if ticket is not None:
            known.ticket = ticket
            act(ticket)

    # -- writing --------------------------------------------------------------------------------------------------

    def write(self) -> None:
        repeated = [(one.id, one.repeats) for one in self._known.values() if one.id is not None and one.repeats]
        self._tx.repeat_alerts(repeated, self._now)
        for known in self._known.values():
            if known.id is not None and known.changed:
                self._tx.change_alert(known.id, **known.changed)
        if self._new:
            self._tx.add_alerts([{**one.values, "times": one.values["times"] + one.repeats} for one in self._new])
        self._tickets.write()


def _shape(alert: Alert) -> dict[str, Any]:
    """What a repeat may say in another way."""
    return {
        "title": alert.title,
        "severity": alert.severity,
        "labels": dict(alert.labels),
        "links": [{"kind": link.kind, "label": link.label, "url": link.url} for link in alert.links],
        "description": alert.description,
    }


def _labels(alert: Alert, found: Route) -> dict[str, str]:
    """What a silence may name: the alert's own labels, and what they were understood to mean."""
    return {**alert.labels, "service": found.service or "", "environment": found.environment, "team": found.team}
