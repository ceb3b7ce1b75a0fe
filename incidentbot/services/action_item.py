"""Promises with an owner and a due date, and chasing them until they are kept or dropped."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from incidentbot.domain.action_item import DEFAULT_TERM, LONGEST_TERM, ActionItem, ActionState, next_chase
from incidentbot.domain.people import Actor, Person
from incidentbot.domain.timeline import EventKind
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.ports import Clock
from incidentbot.services import facts, speech
from incidentbot.services.timeline import Quoted
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

CHASE = "action_item.chase"


def set_chase(tx: Transaction, item: ActionItem, now: datetime) -> None:
    """The next reminder, unless the promise has ended; reminders set before are overtaken by the epoch."""
    subject = f"action:{item.label}"
    epoch = tx.bump_epoch(subject)
    if item.state == ActionState.OPEN and item.owner:
        due_at = next_chase(item.due, item.owner.tz, now)
        tx.ask(CHASE, now, subject=subject, epoch=epoch, due_at=due_at, payload={"item_id": item.id})


class ActionItems:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def promise(
        self,
        incident_id: int,
        text: str,
        owner: Person | None,
        due: date | None,
        by: Actor,
        source: Quoted | None = None,
    ) -> ActionItem | None:
        """Notes a promise; who says it owns it, and a week is its term, unless said otherwise.

        None when that message is an action item already. Raises InvalidInput, NotPossible.
        """
        now = self._clock.now()
        text = " ".join(text.split())
        if not text:
            raise InvalidInput({"text": "Write what is promised: `/incident action <text> @owner <due>`."})
        _check_owner(owner)
        _check_due(due, now)
        with self._store.begin(by, now) as tx:
            incident = tx.incident(incident_id)
            owner = owner or (tx.person(by.person_id) if by.person_id else None)
            item_id = tx.promise(
                incident.ticket_id,
                text,
                owner.id if owner else None,
                due or (owner.today(now) if owner else now.date()) + DEFAULT_TERM,
                now,
                by,
                source.source if source else None,
                source.link if source else None,
            )
            if item_id is None:
                return self._take_up_again(tx, incident.ticket_id, source, now, by)
            item = tx.action_item(item_id)
            tx.record(incident.ticket_id, now, by, EventKind.ACTION_ITEM, f"promised {_told(item)}")
            set_chase(tx, item, now)
            data = {"item": facts.of_action_item(item), "incident": facts.of_incident(incident)}
            speech.say(tx, incident, now, "action_item/promised", data, thread=source.ts if source else None)
            return item

    def _take_up_again(
        self, tx: Transaction, ticket_id: int, source: Quoted | None, now: datetime, by: Actor
    ) -> ActionItem | None:
        """The same message was marked again after the mark had been taken off: the dropped promise stands again."""
        item = tx.action_item_from(ticket_id, source.source) if source else None
        if item is None or item.state != ActionState.DROPPED:
            return None
        tx.change_action_item(item.id, state=ActionState.OPEN, closed_at=None, closing_note="")
        tx.record(ticket_id, now, by, EventKind.ACTION_ITEM, f"took up {item.label} again")
        item = tx.action_item(item.id)
        set_chase(tx, item, now)
        return item

    def keep(self, item_id: int, by: Actor) -> ActionItem:
        """Done. Raises NotPossible when it has ended already."""
        return self._end(item_id, ActionState.DONE, "", by)

    def drop(self, item_id: int, why: str, by: Actor) -> ActionItem:
        """Raises InvalidInput without a reason, NotPossible when it has ended already."""
        if not why.strip():
            raise InvalidInput({"why": "Say why it is dropped, for whoever reads the postmortem."})
        return self._end(item_id, ActionState.DROPPED, why.strip(), by)

    def drop_message(self, incident_id: int, source: str, by: Actor) -> bool:
        """The ✅ was taken off its message again. False when there is no open promise from it."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            item = tx.action_item_from(tx.incident(incident_id).ticket_id, source)
            if item is None or tx.action_item(item.id).state != ActionState.OPEN:
                return False
            _end(tx, item.id, ActionState.DROPPED, "the ✅ was taken off the message", now, by)
            return True

    def _end(self, item_id: int, state: ActionState, note: str, by: Actor) -> ActionItem:
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            return _end(tx, item_id, state, note, now, by)

    def change(self, item_id: int, text: str, owner: Person | None, due: date, by: Actor) -> ActionItem:
        """Another owner, day or wording. Raises InvalidInput, NotPossible."""
        now = self._clock.now()
        if not text.strip():
            raise InvalidInput({"text": "Write what is promised."})
        _check_owner(owner)
        with self._store.begin(by, now) as tx:
            before = tx.action_item(item_id)
            if before.state != ActionState.OPEN:
                raise NotPossible(f"{before.label} is {before.state} already.")
            _check_due(due if due != before.due else None, now)
            tx.change_action_item(item_id, text=" ".join(text.split()), owner_id=owner.id if owner else None, due=due)
            item = tx.action_item(item_id)
            tx.record(before.ticket_id, now, by, EventKind.ACTION_ITEM, f"changed {_told(item)}")
            set_chase(tx, item, now)
            new_owner = item.owner and (before.owner is None or before.owner.id != item.owner.id)
            if new_owner and item.owner and item.owner.id != by.person_id:
                data = {"item": facts.of_action_item(item), "by": facts.of_person(by)}
                speech.tell_below_p2(tx, item.owner.slack_id, now, "action_item/assigned", data)
            return item

    def chase(self, item_id: int, by: Actor) -> None:
        """The owner hears of the promise: the day before, on the day, then weekly. Looks at the state now."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            item = tx.action_item(item_id)
            if item.state != ActionState.OPEN or item.owner is None:
                return
            data = {"item": facts.of_action_item(item), "overdue": item.is_overdue(item.owner.today(now))}
            speech.tell_below_p2(tx, item.owner.slack_id, now, "action_item/due", data)
            set_chase(tx, item, now)

    def item(self, item_id: int) -> ActionItem:
        with self._store.read() as tx:
            return tx.action_item(item_id)

    def of_ticket(self, ticket_id: int, most: int = 100) -> list[ActionItem]:
        with self._store.read() as tx:
            return tx.action_items_of_ticket(ticket_id, most)

    def owed_by(self, person_id: int, most: int) -> list[ActionItem]:
        with self._store.read() as tx:
            return tx.open_action_items_of(person_id, most)


def _end(tx: Transaction, item_id: int, state: ActionState, note: str, now: datetime, by: Actor) -> ActionItem:
    item = tx.action_item(item_id)
    if item.state != ActionState.OPEN:
        raise NotPossible(f"{item.label} is {item.state} already.")
    tx.change_action_item(item_id, state=state, closed_at=now, closing_note=note)
    told = f"{'finished' if state == ActionState.DONE else 'dropped'} {item.label} ({item.text})"
    tx.record(item.ticket_id, now, by, EventKind.ACTION_ITEM, told + (f": {note}" if note else ""))
    item = tx.action_item(item_id)
    set_chase(tx, item, now)
    return item


def _check_owner(owner: Person | None) -> None:
    if owner is not None and not owner.is_assignable:
        raise InvalidInput({"owner": f"{owner.name} cannot own it: that is a bot or a deactivated account."})


def _check_due(due: date | None, now: datetime) -> None:
    """A day that is over everywhere on earth cannot be promised; nor one that nobody here will see."""
    if due is not None and due < now.date() - timedelta(days=1):
        raise InvalidInput({"due": f"{due.isoformat()} is over. Choose a day from today on."})
    if due is not None and due > now.date() + LONGEST_TERM:
        raise InvalidInput({"due": f"{due.isoformat()} is too far away. Choose a day within ten years."})


def _told(item: ActionItem) -> str:
    owner = item.owner.name if item.owner else "nobody yet"
    return f"{item.label}: {item.text} (owner {owner}, due {item.due.isoformat()})"
