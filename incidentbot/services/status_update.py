"""What stakeholders are told, and the reminder of the next word."""

from __future__ import annotations

from datetime import datetime, timedelta

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.domain.status_update import POSTPONE, StatusUpdate, next_reminder, update_is_owed
from incidentbot.domain.timeline import EventKind
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.ports import Clock, InForce
from incidentbot.services import facts, speech
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

REMIND = "status_update.remind"


def expect_update(tx: Transaction, incident: Incident, now: datetime, every: timedelta | None) -> datetime | None:
    """Promises the next update and sets its reminder; reminders of earlier promises are overtaken by the epoch."""
    due = now + every if every else None
    tx.change_incident(incident.id, next_update_due=due)
    set_reminder(tx, incident, now, due)
    return due


def set_reminder(tx: Transaction, incident: Incident, now: datetime, due: datetime | None) -> None:
    subject = f"update:{incident.label}"
    epoch = tx.bump_epoch(subject)
    if due:
        tx.ask(REMIND, now, subject=subject, epoch=epoch, due_at=due, payload={"incident_id": incident.id})


class StatusUpdates:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    @property
    def _process(self) -> Process:
        return self._running.process

    def post(self, incident_id: int, text: str, by: Actor, next_in: timedelta | None = None) -> Incident:
        """Tells stakeholders and promises the next word. Raises InvalidInput, NotPossible."""
        now = self._clock.now()
        if not text.strip():
            raise InvalidInput({"text": "Write what stakeholders should know now."})
        with self._store.begin(by, now) as tx:
            incident = tx.incident(incident_id)
            every = next_in or self._process.update_every(incident.priority)
            due = expect_update(tx, incident, now, every) if incident.status.is_open else None
            tx.add_status_update(incident_id, now, by, text.strip(), due)
            tx.record(incident.ticket_id, now, by, EventKind.UPDATE, text.strip())
            incident = tx.incident(incident_id)
            data = {"incident": facts.of_incident(incident), "by": facts.of_person(by), "text": text.strip()}
            speech.say(tx, incident, now, "status_update/posted", data)
            speech.refresh(tx, incident, now)
            return incident

    def postpone(self, incident_id: int, by: Actor) -> Incident:
        """The next update is owed fifteen minutes from now. Raises NotPossible when the incident is closed, or when
        the next word is owed later anyway: buttons live on after the promise that they spoke of."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            incident = tx.incident(incident_id)
            if not incident.status.is_open:
                raise NotPossible(f"{incident.label} is {incident.status}; no update is owed.")
            if incident.next_update_due and incident.next_update_due > now + POSTPONE:
                minutes = int((incident.next_update_due - now).total_seconds() // 60)
                raise NotPossible(f"The next update of {incident.label} is owed only in {minutes} minutes.")
            expect_update(tx, incident, now, POSTPONE)
            tx.record(incident.ticket_id, now, by, EventKind.UPDATE, "postponed the next status update by 15 minutes")
            incident = tx.incident(incident_id)
            speech.refresh(tx, incident, now)
            return incident

    def remind(self, incident_id: int, by: Actor) -> None:
        """The commander, or the declarer where there is none, hears that an update is owed. Looks at the state now."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            incident = tx.incident(incident_id)
            if not update_is_owed(incident, now):
                return
            who = incident.commander or incident.declared_by
            data = {"incident": facts.of_incident(incident)}
            if who:
                speech.tell(tx, who.slack_id, now, "status_update/due", data)
            else:
                speech.say(tx, incident, now, "status_update/due", data)
            every = self._process.update_every(incident.priority) or POSTPONE
            set_reminder(tx, incident, now, next_reminder(every, now))

    def latest(self, incident_id: int, most: int) -> list[StatusUpdate]:
        with self._store.read() as tx:
            return tx.status_updates(incident_id, most)
