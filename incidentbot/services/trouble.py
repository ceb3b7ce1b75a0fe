"""What could not be done, told to somebody who can mend it; nothing is swallowed."""

from __future__ import annotations

from datetime import datetime

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.timeline import EventKind
from incidentbot.domain.work import Work
from incidentbot.errors import NotPossible
from incidentbot.ports import Clock
from incidentbot.services import facts, speech
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

NO_CHANNEL = "no_channel"  # the row before it in the lane failed and was told; this one waits for it in silence

# What a work row was for, in words that belong into "… could not be done".
DEEDS = {
    "channel.open": "opening the incident's channel",
    "channel.invite": "inviting people to the channel",
    "channel.topic": "setting the channel's topic",
    "channel.purpose": "setting the channel's purpose",
    "channel.bookmark": "adding a bookmark to the channel",
    "card.post": "posting the incident's card",
    "card.refresh": "bringing the incident's card up to date",
    "card.pin": "pinning the incident's card",
    "announcement.post": "announcing the incident",
    "announcement.refresh": "bringing the announcement up to date",
    "message.post": "posting a message",
    "page.notify": "asking somebody for help",
    "page.receipt": "asking whether a message arrived",
    "weekly_test.send": "sending the weekly test page",
    "weekly_test.judge": "telling what became of the weekly test page",
    "page_chart.draw": "drawing the figures about pages",
    "page_chart.share": "showing the picture of the figures about pages",
    "oncall.topic": "saying in the channel's topic who is on call",
    "oncall.usergroup": "filling the user group of those on call",
    "oncall.handoff": "handing the shift over",
    "sns.confirm": "confirming the subscription of a sender",
    "contact.verify": "sending you a code",
    "contact.test": "sending you a test page",
    "contact.answer": "answering a text message",
}


class Troubles:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def bury(self, work: Work, error: str, code: str = "") -> None:
        """The row is dead until a person looks; somebody who can is told, with a button to try again."""
        now = self._clock.now()
        with self._store.begin() as tx:
            if tx.bury_work(work.cause, now, error) and code != NO_CHANNEL:
                self._tell(tx, work, error, dead=True)

    def wait_for_person(self, work: Work, error: str, tried_again_at: datetime) -> None:
        """The row will be tried again slowly; somebody who can mend the reason is told once."""
        with self._store.begin() as tx:
            if tx.retry_work(work.cause, tried_again_at, error, doubtful=False):
                self._tell(tx, work, error, dead=False)

    def _tell(self, tx: Transaction, work: Work, error: str, dead: bool) -> None:
        now = self._clock.now()
        incident = _incident_of(tx, work)
        slack_id = _who_can_mend(incident, work)
        if slack_id is None:
            return  # the doctor, the metrics and the log show it
        deed = DEEDS.get(work.kind, work.kind)
        key = f"trouble:{work.id}:{error}"[:200]
        shown = facts.of_incident(incident) if incident else None
        data = {"incident": shown, "deed": deed, "error": error, "work_id": work.id, "dead": dead}
        if not tx.is_asked(key):
            if incident:
                tx.record(incident.ticket_id, now, BOT, EventKind.TROUBLE, f"{deed} did not work: {error}")
            speech.tell(tx, slack_id, now, "trouble/told", data, key)

    def try_again(self, work_id: int, by: Actor) -> Work:
        """A person asks for another attempt at a row, and at those dead in its lane. Raises NotPossible."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            if not tx.revive_work(work_id, now) and not tx.hasten_work(work_id, now):
                raise NotPossible("There is nothing left to try again: it was done, or is being tried just now.")
            row = tx.work_row(work_id)
            assert row is not None
            return row

    def dead(self, most: int = 50) -> list[Work]:
        with self._store.read() as tx:
            return tx.dead_work(most)

    def failing(self, most: int = 50) -> list[Work]:
        with self._store.read() as tx:
            return tx.failing_work(most)


def _who_can_mend(incident: Incident | None, work: Work) -> str | None:
    """Slack id of whoever leads the incident, or of the person who asked for what belongs to none."""
    if incident is None:
        return work.payload.get("asked_by")
    leader = incident.commander or incident.declared_by
    return leader.slack_id if leader else None


def _incident_of(tx: Transaction, work: Work) -> Incident | None:
    incident_id = work.payload.get("incident_id")
    return tx.incident(incident_id) if isinstance(incident_id, int) else None
