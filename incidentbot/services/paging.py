"""Beginning, moving and ending pages, inside the transaction of whatever caused it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from incidentbot.domain.coverage import opens_next
from incidentbot.domain.escalation import Asked, Policy, default_policy
from incidentbot.domain.oncall_team import schedules_in
from incidentbot.domain.page import Page, PageState
from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.priority import Priority
from incidentbot.domain.process import Paging, Process
from incidentbot.domain.ticket import Ticket
from incidentbot.domain.timeline import EventKind
from incidentbot.domain.work import NORMAL
from incidentbot.services import page_speech
from incidentbot.services.page_batch import take_step
from incidentbot.services.page_step import WAIT, WITHDRAW, ask_timer
from incidentbot.store.transaction import Transaction

ITS_OWN = ""  # the target of a ticket's own page


def policy_of(process: Process, team_key: str | None, priority: Priority = Priority.P1) -> Policy:
    """The team's escalation policy; for a team without one, or with one that does not exist, the default."""
    team = process.team(team_key) or process.triage_team
    named = process.escalations.get(team.escalation) if team.escalation else None
    return named or default_policy(team.key, process.announcements, process.priorities[priority].acknowledge_within)


def start_page(
    tx: Transaction,
    process: Process,
    ticket: Ticket,
    now: datetime,
    by: Actor = BOT,
    reason: str = "",
    *,
    is_worse: bool = False,
) -> None:
    """A P1 asks at once; a P2 in coverage hours, or when it grows; P3 and P4 never. Once while it goes on.

    Called again for a ticket that has become worse, it lets a page that waits begin; and one that was snoozed, too,
    because whoever did that did not know how bad it would be.
    """
    judged = ticket.classification
    if not judged.priority.is_incident or process.priorities[judged.priority].page == Paging.NEVER:
        return
    page = tx.page_going_on(ticket.id, ITS_OWN)
    if page is None:
        policy = policy_of(process, ticket.team, judged.priority)
        why = reason or _in_short(ticket)
        page = tx.start_page(ticket.id, ITS_OWN, ticket.team, judged.priority, why, policy, by, now)
    elif page.priority != judged.priority:
        tx.change_page(page.id, priority=judged.priority)
        page = replace(page, priority=judged.priority)
    if page.state == PageState.SNOOZED and is_worse and may_ask_at(process, page, ticket, now) <= now:
        ask_anew(tx, process, page, f"it has become worse, {page.priority} now", "had snoozed it", now)
    elif page.position is None and page.state in (PageState.OPEN, PageState.WAITING):
        _begin_when_due(tx, process, page, ticket, now)


def _in_short(ticket: Ticket) -> str:
    """For somebody who was just woken: what is affected, and what a person said about it. The whole chain of reasons
    stands on the card; a telephone would read its arrows aloud."""
    said = [why for why in ticket.classification.reasons if "→" not in why]
    return ", ".join([f"{ticket.service or 'no known service'} in {ticket.environment}", *said[:2]])


def _begin_when_due(tx: Transaction, process: Process, page: Page, ticket: Ticket, now: datetime) -> None:
    opens = may_ask_at(process, page, ticket, now)
    if opens <= now:
        take_step(tx, process, bumped(tx, page) if page.state == PageState.WAITING else page, now)
    elif page.state != PageState.WAITING:
        tx.change_page(page.id, state=PageState.WAITING)
        wait_until(tx, page, WAIT, opens, now)


def wait_until(tx: Transaction, page: Page, kind: str, opens: datetime, now: datetime) -> None:
    """Until coverage hours begin."""
    tx.change_page(page.id, next_due_at=opens)
    ask_timer(tx, page, kind, opens, now)
    tx.record(page.ticket_id, now, BOT, EventKind.PAGE, f"{page.priority}: nobody is asked before coverage hours")
    page_speech.waits(tx, page, opens, now)


def may_ask_at(process: Process, page: Page, ticket: Ticket, now: datetime) -> datetime:
    """What grows does not wait, nor what a person asked for by name."""
    if page.target != ITS_OWN or ticket.classification.facts.growing:
        return now
    return begins_at(process, page.policy, page.priority, now)


def begins_at(process: Process, policy: Policy, priority: Priority, now: datetime) -> datetime:
    """When a page of this priority may ask: where several schedules would be asked first, when the first opens.

    A policy that asks no schedule, or one that never opens, asks at once: too loud is safer than silent.
    """
    if process.priorities[priority].page != Paging.COVERAGE:
        return now
    first = next((step for step in policy.steps if schedules_in(Policy("", (step,)))), None)
    named = schedules_in(Policy("", (first,))) if first else []
    known = (process.schedules[key] for key in named if key in process.schedules)
    opens = [opens_next(schedule.coverage, schedule.zone_info, now) for schedule in known]
    return min((moment for moment in opens if moment is not None), default=now)


def bumped(tx: Transaction, page: Page) -> Page:
    """A decision: whatever was on its way for this page is void."""
    epoch = tx.bump_epoch(page.subject)
    tx.change_page(page.id, epoch=epoch)
    return replace(page, epoch=epoch)


def ask_anew(tx: Transaction, process: Process, page: Page, told: str, why: str, now: datetime) -> None:
    """From the beginning: whoever is on call now, and whoever had it."""
    tx.record(page.ticket_id, now, BOT, EventKind.PAGE, f"{page.label}: {told}; it asks from the beginning")
    page_speech.changed(tx, page, BOT, told, now)
    who = [Asked(page.acknowledged_by, why)] if page.acknowledged_by else []
    page = bumped(tx, page)
    tx.change_page(page.id, acknowledged_at=None, acknowledged_by=None, acknowledged_how="")
    take_step(tx, process, page, now, also=who)


def stop_asking(tx: Transaction, page: Page, now: datetime, why: str) -> Page:
    """What is unsent is not sent any more; what still rings at a provider is asked to fall silent."""
    tx.cancel_unsent(page.id, now, why)
    quieted = [
        {
            "kind": WITHDRAW,
            "subject": page.subject,
            "priority": NORMAL,
            "payload": {"kind": one.kind.value, "provider": one.provider, "provider_id": one.provider_id},
        }
        for one in tx.ringing(page.id)
    ]
    tx.ask_all(quieted, now)
    return bumped(tx, page)


def end_pages(tx: Transaction, ticket_id: int, now: datetime, why: str) -> None:
    """Resolved, downgraded or closed: nobody is asked any more. What was exhausted stays so, and is told no later."""
    for page in tx.pages_unresolved(ticket_id):
        stop_asking(tx, page, now, why)
        if page.state == PageState.EXHAUSTED:
            continue
        tx.change_page(page.id, state=PageState.RESOLVED, ended_at=now, next_due_at=None, snoozed_until=None)
        if page.state in (PageState.OPEN, PageState.WAITING):
            tx.record(ticket_id, now, BOT, EventKind.PAGE, f"{page.label} ended: {why}")
