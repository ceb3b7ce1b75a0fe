"""Pages: asking for somebody, looking at what became of it, acknowledging for somebody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from incidentbot.domain.page import PageState, PageStory
from incidentbot.domain.priority import Priority
from incidentbot.errors import InvalidInput, NotFound
from incidentbot.ports import InForce
from incidentbot.services.page_target import Wanted, target_named
from incidentbot.services.pager import Pager
from incidentbot.services.people import People
from incidentbot.services.ticket import Tickets
from incidentbot.web.api.access import READ, Writer
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import Id, Instant, SlackId, number_of
from incidentbot.web.api.ticket_acts import person_of


class Ask(BaseModel):
    model_config = {"extra": "forbid"}

    target: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)] = Field(
        description="A team, a service (its team is asked), or a person of the process file."
    )
    why: Annotated[str, StringConstraints(max_length=500)] = Field("", description="Needed where no ticket is named.")
    ticket: Annotated[str, StringConstraints(pattern=r"^([Tt]-)?[1-9][0-9]{0,14}$")] | None = Field(
        None, description="T-12, or just 12: what it is about. Without one, this opens one."
    )


class Acknowledge(BaseModel):
    model_config = {"extra": "forbid"}

    person: SlackId | None = Field(None, description="Who has it; without one, the key that asks.")


class NotificationShown(BaseModel):
    person: str
    kind: str
    address: str = Field(description="Masked.")
    state: str
    why: str
    due_at: Instant
    sent_at: Instant | None
    delivered_at: Instant | None
    provider: str
    error: str


class PageShown(BaseModel):
    id: int
    code: str = Field(description="What a telephone answers with.")
    ticket: str
    title: str
    service: str | None
    team: str | None
    target: str
    priority: Priority
    reason: str
    state: PageState
    started_at: Instant
    started_by: str
    next_due_at: Instant | None
    acknowledged_at: Instant | None
    acknowledged_by: str | None
    acknowledged_how: str
    snoozed_until: Instant | None
    ended_at: Instant | None
    notifications: list[NotificationShown]


def page_shown(story: PageStory) -> PageShown:
    page = story.page
    return PageShown(
        id=page.id,
        code=page.code,
        ticket=page.ticket_label,
        title=page.title,
        service=page.service,
        team=page.team,
        target=page.target,
        priority=page.priority,
        reason=page.reason,
        state=page.state,
        started_at=page.started_at,
        started_by=page.started_by,
        next_due_at=page.next_due_at,
        acknowledged_at=page.acknowledged_at,
        acknowledged_by=page.acknowledged_by,
        acknowledged_how=page.acknowledged_how,
        snoozed_until=page.snoozed_until,
        ended_at=page.ended_at,
        notifications=[
            NotificationShown(
                person=one.person,
                kind=one.kind,
                address=one.shown,
                state=one.state,
                why=one.why,
                due_at=one.due_at,
                sent_at=one.sent_at,
                delivered_at=one.delivered_at,
                provider=one.provider,
                error=one.error,
            )
            for one in story.notifications
        ],
    )


def routes(pager: Pager, tickets: Tickets, people: People, running: InForce) -> APIRouter:
    router = APIRouter(prefix="/v1/pages", tags=["pages"], responses=answers())

    @router.post("", status_code=201, summary="Page somebody", responses=answers(400, 404, 409, 413))
    def ask(said: Ask, by: Writer) -> PageShown:
        """Asks now, whatever the hour: whoever is asked by name by a person or a program does not wait."""
        ticket_id = tickets.numbered(number_of(said.ticket)).id if said.ticket else None
        wanted = _wanted(running, said.target)
        why = ": ".join(part for part in (wanted.about, said.why) if part)
        return page_shown(pager.one(pager.page(wanted.target, why, by, ticket_id).id))

    @router.get("/{page}", dependencies=[READ], summary="Who was asked, and who has it", responses=answers(404))
    def page(page: Id) -> PageShown:
        return page_shown(pager.one(page))

    @router.post("/{page}/acknowledge", summary="Acknowledge it", responses=answers(400, 404, 409, 413))
    def acknowledge(page: Id, said: Acknowledge, by: Writer) -> PageShown:
        """The asking stops, and the others who were asked are told."""
        actor = person_of(people, said.person).as_actor(by.cause) if said.person else by
        return page_shown(pager.one(pager.acknowledge(page, actor, "API").id))

    return router


def _wanted(running: InForce, target: str) -> Wanted:
    try:
        return target_named(running.process, target)
    except NotFound as unknown:
        raise InvalidInput({"body.target": str(unknown)}) from unknown
