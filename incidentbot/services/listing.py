"""What there is, for whoever looks from outside: tickets, alerts, incidents and the rest, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from incidentbot.domain.incident import Incident
from incidentbot.domain.ticket import Ticket
from incidentbot.domain.timeline import Entry, told
from incidentbot.errors import InvalidInput, NotFound
from incidentbot.ports import Clock
from incidentbot.store.listing import QUARTER, AlertsWanted, IncidentsWanted, Key, TicketsWanted
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

__all__ = [
    "AlertsWanted",
    "IncidentsWanted",
    "Key",
    "Listed",
    "Listing",
    "TicketCounts",
    "TicketsWanted",
]

T = TypeVar("T")

LONGEST_COUNT = timedelta(days=92)
USUAL_COUNT = timedelta(days=30)
MOST_HELD = 200


@dataclass(frozen=True)
class Listed(Generic[T]):
    """One page. `last` is where it ended, if more follows."""

    items: list[T]
    last: Key | None


@dataclass(frozen=True)
class WholeTicket:
    ticket: Ticket
    history: list[Entry]
    reports: list[Any]
    links: list[Any]


@dataclass
class TicketCounts:
    """How many tickets were opened, each way of counting them. Hours and weekdays (0 is Monday) are of `zone`."""

    since: datetime
    before: datetime
    zone: str
    total: int = 0
    by_team: Counter[str | None] = field(default_factory=Counter)
    by_priority: Counter[str] = field(default_factory=Counter)
    by_environment: Counter[str] = field(default_factory=Counter)
    by_hour: Counter[int] = field(default_factory=Counter)
    by_weekday: Counter[int] = field(default_factory=Counter)


class Listing:
    """Looks only."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # -- lists ----------------------------------------------------------------------------------------------------

    def tickets(self, wanted: TicketsWanted, after: Key | None, most: int) -> Listed[Ticket]:
        """In working order those that are not resolved, else the newest first."""
        ends = _place_in_queue if wanted.in_working_order else _age
        return self._page(lambda tx, most: tx.tickets_listed(wanted, after, most), most, ends)

    def alerts(self, wanted: AlertsWanted, after: Key | None, most: int) -> Listed[Any]:
        return self._page(lambda tx, most: tx.alerts_listed(wanted, after, most), most)

    def incidents(self, wanted: IncidentsWanted, after: Key | None, most: int) -> Listed[Incident]:
        return self._page(lambda tx, most: tx.incidents_listed(wanted, after, most), most)

    def reports(self, ticket_number: int | None, after: Key | None, most: int) -> Listed[Any]:
        return self._page(lambda tx, most: tx.reports_listed(ticket_number, after, most), most)

    def silences(self, ended_too: bool, after: Key | None, most: int) -> Listed[Any]:
        now = None if ended_too else self._clock.now()
        return self._page(lambda tx, most: tx.silences_listed(now, after, most), most)

    def process_versions(self, after: Key | None, most: int) -> Listed[Any]:
        return self._page(lambda tx, most: tx.process_versions_listed(after, most), most)

    def _page(
        self,
        found: Callable[[Transaction, int], list[T]],
        most: int,
        ends: Callable[[Any], Key] = lambda one: (one.id,),
    ) -> Listed[T]:
        """One more is read than is shown: it says whether another page follows."""
        with self._store.read() as tx:
            rows = found(tx, most + 1)
        return Listed(rows[:most], ends(rows[most - 1]) if len(rows) > most else None)

    # -- one thing ------------------------------------------------------------------------------------------------

    def ticket(self, number: int) -> WholeTicket:
        """Raises NotFound."""
        with self._store.read() as tx:
            ticket = tx.ticket_by_number(number)
            history = told(tx.timeline(ticket.id))
            return WholeTicket(ticket, history, tx.reports_of(ticket.id), tx.links_of(ticket.id))

    def alert(self, alert_id: int) -> Any:
        """Raises NotFound."""
        with self._store.read() as tx:
            found = tx.alert_listed(alert_id)
        if found is None:
            raise NotFound(f"There is no alert {alert_id}.")
        return found

    def incident(self, number: int) -> tuple[Incident, list[Entry]]:
        """With its timeline. Raises NotFound."""
        with self._store.read() as tx:
            incident = tx.incident_by_number(number)
            return incident, told(tx.timeline(incident.ticket_id))

    def silence(self, silence_id: int) -> tuple[Any, list[Any]]:
        """With the alerts that it holds back. Raises NotFound."""
        with self._store.read() as tx:
            found = tx.silence_listed(silence_id)
            held = tx.held_alerts(silence_id, MOST_HELD)
        if found is None:
            raise NotFound(f"There is no silence {silence_id}.")
        return found, held

    # -- counts ---------------------------------------------------------------------------------------------------

    def ticket_counts(self, since: datetime | None, before: datetime | None, zone: str) -> TicketCounts:
        """Of the last 30 days, where nothing else is said; `zone` is an IANA name. Raises InvalidInput."""
        before = before or self._clock.now()
        since = since or before - USUAL_COUNT
        if not timedelta(0) < before - since <= LONGEST_COUNT:
            raise InvalidInput({"query.before": f"It must be later than since, by at most {LONGEST_COUNT.days} days."})
        with self._store.read() as tx:
            rows = tx.ticket_counts(since, before)
        counts = TicketCounts(since, before, zone)
        local = ZoneInfo(zone)
        for team, priority, environment, quarter, tickets in rows:
            at = datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(local)
            counts.total += tickets
            counts.by_team[team] += tickets
            counts.by_priority[priority] += tickets
            counts.by_environment[environment] += tickets
            counts.by_hour[at.hour] += tickets
            counts.by_weekday[at.weekday()] += tickets
        return counts


def _age(one: Ticket) -> Key:
    return one.opened_at, one.id


def _place_in_queue(one: Ticket) -> Key:
    return one.classification.priority, one.due_at or one.opened_at, one.id
