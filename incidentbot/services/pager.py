"""Pages: asking for somebody's attention, going on to the next, and everything by which a person ends the asking."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from incidentbot.domain.escalation import BEFORE_FIRST, FIRST, Policy, Position, Step, Target, TargetKind
from incidentbot.domain.notification import plan
from incidentbot.domain.page import Page, PageState, PageStory
from incidentbot.domain.people import BOT, Actor, Cause
from incidentbot.domain.priority import ImpactFacts, Priority, Urgency, classify
from incidentbot.domain.process import Process
from incidentbot.domain.ticket import Ticket
from incidentbot.domain.timeline import EventKind
from incidentbot.errors import InvalidInput, NotFound, NotPossible
from incidentbot.ports import Clock, InForce
from incidentbot.services import page_speech
from incidentbot.services.commanding import give_command
from incidentbot.services.opening import due_at, record_judgement
from incidentbot.services.page_batch import take_step
from incidentbot.services.page_step import LAPSE, STEP, UNSNOOZE, ask_timer, notify
from incidentbot.services.paging import bumped, policy_of, stop_asking
from incidentbot.services.recipient import actor_of, called, key_of_actor, name_of, recipients_of
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction
from incidentbot.words.text import cleaned, is_blank

LONGEST_SNOOZE = timedelta(days=7)


class Pager:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    @property
    def _process(self) -> Process:
        return self._running.process

    # -- asking ---------------------------------------------------------------------------------------------------

    def page(self, target: Target, why: str, by: Actor, ticket_id: int | None = None) -> Page:
        """A person asks for a team or a person; where there is no ticket yet, this opens one.

        Raises InvalidInput, and NotPossible when the same is being asked for already.
        """
        now = self._clock.now()
        why = " ".join(cleaned(why).split())
        if ticket_id is None and is_blank(why):
            raise InvalidInput({"why": "Say in a few words what for."})
        with self._store.begin(by, now) as tx:
            policy, team = self._policy_for(target)
            ticket = tx.ticket(ticket_id) if ticket_id is not None else self._open_ticket(tx, team, why, by, now)
            if not ticket.is_open:
                raise NotPossible(
                    f"{ticket.label} is resolved: nobody could take a page about it. Reopen it first "
                    "(`/incident reopen <why>`), or page from another channel."
                )
            going_on = tx.page_going_on(ticket.id, str(target))
            if going_on is not None:
                raise NotPossible(f"{target} is asked about {ticket.label} already: {_who_has_it(tx, going_on)}.")
            # Whoever is asked by name by a person is asked now: no coverage hours, no P3 that never pages.
            priority = min(ticket.classification.priority, Priority.P2)
            page = tx.start_page(ticket.id, str(target), team, priority, why or ticket.title, policy, by, now)
            tx.record(ticket.id, now, by, EventKind.PAGE, f"paged {target}" + (f": {why}" if why else ""))
            take_step(tx, self._process, page, now)
            return tx.page(page.id)

    def _policy_for(self, target: Target) -> tuple[Policy, str | None]:
        if target.kind == TargetKind.TEAM:
            if self._process.team(target.key) is None:
                raise NotFound(f"There is no team {target.key}. There are {', '.join(self._process.teams)}.")
            return policy_of(self._process, target.key), target.key
        announcements = (Target(TargetKind.CHANNEL, self._process.announcements),)
        return Policy(str(target), (Step((target,)),), last_resort=announcements), None

    def _open_ticket(self, tx: Transaction, team: str | None, why: str, by: Actor, now: datetime) -> Ticket:
        process = self._process
        place = process.default_environment
        judged = classify(ImpactFacts(), Urgency.HOURS, place, now, tables=process.tables)
        ticket = tx.open_ticket(
            title=why,
            description="",
            service=None,
            environment=place.key,
            judged=judged,
            by=by,
            now=now,
            process_version=process.version,
            team=team,
            due_at=due_at(process, team, judged.priority, now),
        )
        tx.record(ticket.id, now, by, EventKind.DECLARED, f"opened by a page: {why}")
        record_judgement(tx, ticket.id, now, by, judged)
        return ticket

    # -- answering ------------------------------------------------------------------------------------------------

    def acknowledge(self, page_id: int, by: Actor, how: str = "Slack") -> Page:
        """ "I have it": the asking stops. Whoever is first commands the incident, where nobody does.

        Raises NotPossible when somebody has it already, or there is nothing left to take.
        """
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            return self._acknowledge(tx, page_id, by, how, now)

    def acknowledge_by_code(self, code: str, person: str, how: str, cause: Cause | None = None) -> list[Page]:
        """By the number that a message carried; what was bundled with that message is acknowledged with it.

        `person` is the key of whoever the answer came from. Raises NotFound and NotPossible.
        """
        now = self._clock.now()
        with self._store.begin(BOT.because_of(cause), now) as tx:
            found = tx.page_with_code(code.strip()) or tx.last_page_with_code(code.strip())
            if found is None:
                raise NotFound(f"There is no page {code.strip()}.")
            by = actor_of(tx, self._process, person, now)
            others = tx.pages_bundled_with(found, person)
            _lock_in_order(tx, [found, *others])
            first = self._acknowledge(tx, found, by, how, now, person)
            waiting = [page for page in tx.pages_with(others).values() if page.state == PageState.OPEN]
            return [first, *(self._acknowledge(tx, page.id, by, how, now, person) for page in waiting)]

    def _acknowledge(
        self, tx: Transaction, page_id: int, by: Actor, how: str, now: datetime, person: str | None = None
    ) -> Page:
        incident = tx.incident_of_ticket(tx.ticket_of_page(page_id))
        if incident is not None:
            incident = tx.incident(incident.id)  # locked before the page, as by whoever resolves it
        page = tx.page(page_id)
        key = person or key_of_actor(self._process, by)
        if page.state == PageState.ACKNOWLEDGED and page.acknowledged_by == key:
            raise NotPossible(f"You have {page.ticket_label} already. Nobody else is asked.")
        if page.state in (PageState.ACKNOWLEDGED, PageState.RESOLVED):
            raise NotPossible(f"{page.label}: {_who_has_it(tx, page)}.")
        _check_not_over(tx, page)
        page = stop_asking(tx, page, now, f"{by.name} acknowledged")
        lasts = page.policy.acknowledgement_lasts
        due = now + lasts if lasts else None
        tx.change_page(
            page.id,
            state=PageState.ACKNOWLEDGED,
            acknowledged_at=now,
            acknowledged_by=key,
            acknowledged_how=how,
            first_acknowledged_at=page.first_acknowledged_at or now,
            first_acknowledged_by=page.first_acknowledged_by or key,
            snoozed_until=None,
            ended_at=None,
            next_due_at=due,
        )
        if due:
            ask_timer(tx, page, LAPSE, due, now)
        told = f"acknowledged by {how}" if how else "acknowledged"
        tx.record(page.ticket_id, now, by, EventKind.PAGE, f"{told}: {page.label}")
        if incident is not None and incident.status.is_open and incident.commander is None and by.person_id:
            give_command(tx, incident, by.person_id, by.slack_id, now, by, "took command by acknowledging")
        page = tx.page(page.id)
        page_speech.acknowledged(tx, self._process, page, by, told, now)
        return page

    def escalate(self, page_id: int, from_position: Position | None, by: Actor) -> Page:
        """The next ones are asked now. `from_position` is what the person saw: two who press at once escalate once."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            page = tx.page(page_id)
            if page.state == PageState.RESOLVED:
                raise NotPossible(f"{page.label}: {_who_has_it(tx, page)}.")
            if page.position != from_position:
                raise NotPossible(f"{page.label} was escalated a moment ago: the next ones are being asked.")
            if page.state == PageState.EXHAUSTED or page.position == page.policy.last_resort_at:
                raise NotPossible(f"{page.label}: everybody has been asked, also the last resort.")
            tx.record(page.ticket_id, now, by, EventKind.PAGE, f"escalated {page.label}")
            page = bumped(tx, page)
            tx.change_page(page.id, acknowledged_at=None, acknowledged_by=None, acknowledged_how="")
            take_step(tx, self._process, page, now, by=by, after=page.position)
            return tx.page(page.id)

    def snooze(self, page_id: int, until: datetime, by: Actor) -> Page:
        """Nobody is asked before `until` (UTC); then it asks from the beginning. Raises InvalidInput, NotPossible."""
        now = self._clock.now()
        if not now < until <= now + LONGEST_SNOOZE:
            raise InvalidInput({"until": "Choose a moment later than now, and within a week."})
        with self._store.begin(by, now) as tx:
            page = tx.page(page_id)
            if page.state.is_ended:
                raise NotPossible(f"{page.label}: {_who_has_it(tx, page)}.")
            page = stop_asking(tx, page, now, f"{by.name} snoozed it")
            key = key_of_actor(self._process, by)
            tx.change_page(
                page.id, state=PageState.SNOOZED, snoozed_until=until, next_due_at=until, acknowledged_by=key
            )
            ask_timer(tx, page, UNSNOOZE, until, now)
            tx.record(page.ticket_id, now, by, EventKind.PAGE, f"snoozed {page.label} until {until:%a %H:%M} UTC")
            page = tx.page(page.id)
            page_speech.changed(tx, page, by, "snoozed it", now)
            page_speech.stand_down(tx, self._process, page, by, "snoozed it", now)
            return page

    def reassign(self, page_id: int, person: str, by: Actor) -> Page:
        """Somebody else is asked instead, and when they do not answer, those who come next.

        `person` is a key of the process file. Raises NotPossible when they cannot be reached.
        """
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            page = tx.page(page_id)
            if page.state == PageState.RESOLVED:
                raise NotPossible(f"{page.label}: {_who_has_it(tx, page)}.")
            _check_not_over(tx, page)
            found = plan(recipients_of(tx, self._process, [person])[person], page.priority, now)
            name = name_of(self._process, person)
            if not found.planned:
                raise NotPossible(
                    f"{name} cannot be reached: {', '.join(found.missing) or 'nothing is known of them'}."
                )
            page = stop_asking(tx, page, now, f"{by.name} handed it to {name}")
            position = page.position or BEFORE_FIRST
            due = now + page.policy.step_at(page.position or FIRST).acknowledge_within
            tx.change_page(
                page.id,
                state=PageState.OPEN,
                cycle=position.cycle,
                step=position.step,
                acknowledged_at=None,
                acknowledged_by=None,
                acknowledged_how="",
                snoozed_until=None,
                ended_at=None,
                last_asked_at=now,
                next_due_at=due,
            )
            ask_timer(tx, page, STEP, due, now)
            notify(tx, page, position, [(person, one) for one in found.planned], now)
            tx.record(page.ticket_id, now, by, EventKind.PAGE, f"handed {page.label} to {name}")
            page = tx.page(page.id)
            page_speech.changed(tx, page, by, f"handed it to {name}", now)
            return page

    def renew(self, ticket_id: int) -> None:
        """Something happens in the channel: whoever acknowledged is at work, and is not asked again so soon."""
        now = self._clock.now()
        with self._store.begin() as tx:
            for page in tx.pages_going_on(ticket_id):
                lasts = page.policy.acknowledgement_lasts
                if page.state == PageState.ACKNOWLEDGED and lasts is not None:
                    tx.change_page(page.id, next_due_at=now + lasts)

    # -- looking --------------------------------------------------------------------------------------------------

    def pages_of(self, ticket_id: int) -> list[PageStory]:
        """Newest first."""
        with self._store.read() as tx:
            return tx.stories_of(tx.pages_of_ticket(ticket_id))

    def open(self, most: int = 100) -> list[PageStory]:
        with self._store.read() as tx:
            return tx.stories_of(tx.open_pages(most))

    def open_pages_sent_to(self, people: Collection[str], most: int = 1000) -> list[Page]:
        """Those that still ask, of whatever these people were sent; oldest first."""
        with self._store.read() as tx:
            return [page for page in tx.pages_going_on_of(people, most) if page.state == PageState.OPEN]

    def with_code(self, code: str) -> PageStory | None:
        """The page that goes on under this code."""
        with self._store.read() as tx:
            found = tx.page_with_code(code)
            return tx.stories_of([tx.page(found)])[0] if found is not None else None

    def one(self, page_id: int) -> PageStory:
        """Raises NotFound."""
        with self._store.read() as tx:
            return tx.stories_of([tx.page(page_id)])[0]


def _lock_in_order(tx: Transaction, ids: Sequence[int]) -> None:
    """Incidents first, and each kind by its ids, as steps and whoever resolves lock them: nobody waits in a circle."""
    incidents = (tx.incident_of_ticket(tx.ticket_of_page(page_id)) for page_id in ids)
    for incident_id in sorted({incident.id for incident in incidents if incident}):
        tx.incident(incident_id)
    tx.pages_with(ids)


def _check_not_over(tx: Transaction, page: Page) -> None:
    """What was exhausted can still be taken or handed on, while nothing has taken its place. Raises NotPossible."""
    if not page.is_ticket_open:
        raise NotPossible(f"{page.label}: {page.ticket_label} is resolved.")
    if page.ended_at is not None and tx.page_going_on(page.ticket_id, page.target) is not None:
        raise NotPossible(f"{page.label} has ended; {page.ticket_label} has a newer page.")


def _who_has_it(tx: Transaction, page: Page) -> str:
    who = called(tx, page.acknowledged_by or "")
    if page.state == PageState.ACKNOWLEDGED:
        return f"{who} has it since {page.acknowledged_at:%H:%M} UTC"
    if page.state == PageState.SNOOZED:
        return f"{who} snoozed it until {page.snoozed_until:%a %H:%M} UTC"
    if page.state == PageState.RESOLVED:
        return "it is resolved"
    return "somebody is being asked" if page.state == PageState.OPEN else str(page.state)
