"""What may be done to a ticket: give it to somebody, resolve it, let it wait, comment on it, judge it anew."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from incidentbot.domain.people import Person
from incidentbot.domain.priority import Priority
from incidentbot.errors import InvalidInput
from incidentbot.services.people import People
from incidentbot.services.queue import Queue
from incidentbot.services.regrade import Regrades
from incidentbot.services.ticket import Tickets
from incidentbot.web.api.access import Writer
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import Instant, Sentence, SlackId, TicketName, number_of
from incidentbot.web.api.tickets import TicketShown, ticket_shown


class Asked(BaseModel):
    model_config = {"extra": "forbid"}


class Take(Asked):
    person: SlackId = Field(description="Whose it becomes: a key cannot own a ticket.")


class Done(Asked):
    reason: Annotated[str, StringConstraints(max_length=3000)] = ""


class Snooze(Asked):
    until: Instant = Field(description="It is back in the queue at this moment; within a year.")


class Comment(Asked):
    text: Sentence


class Regrade(Asked):
    priority: Priority
    why: Sentence


def person_of(people: People, slack_id: str) -> Person:
    """Raises InvalidInput for somebody whom the bot has not met."""
    person, _ = people.known(slack_id)
    if person is None:
        raise InvalidInput({"body.person": f"The bot has not met {slack_id} yet: let them use /incident once."})
    return person


def routes(queue: Queue, tickets: Tickets, regrades: Regrades, people: People) -> APIRouter:
    router = APIRouter(prefix="/v1/tickets/{ticket}", tags=["tickets"], responses=answers(400, 404, 409, 413))

    @router.post("/take", summary="Give it to somebody")
    def take(ticket: TicketName, said: Take, by: Writer) -> TicketShown:
        return ticket_shown(queue.assign(by, number_of(ticket), person_of(people, said.person)))

    @router.post("/done", summary="Resolve it")
    def done(ticket: TicketName, said: Done, by: Writer) -> TicketShown:
        """Whoever reported it is told. A ticket with an incident on it is resolved with that."""
        return ticket_shown(queue.done(by, number_of(ticket), said.reason))

    @router.post("/snooze", summary="Let it wait")
    def snooze(ticket: TicketName, said: Snooze, by: Writer) -> TicketShown:
        return ticket_shown(queue.snooze(by, number_of(ticket), said.until))

    @router.post("/comment", summary="Comment on it")
    def comment(ticket: TicketName, said: Comment, by: Writer) -> TicketShown:
        return ticket_shown(tickets.comment(by, number_of(ticket), said.text))

    @router.post("/priority", summary="Judge it anew")
    def priority(ticket: TicketName, said: Regrade, by: Writer) -> TicketShown:
        """P1 and P2 open an incident on it; P3 and P4 stop one, and leave the ticket in the queue."""
        return ticket_shown(regrades.regrade(by, number_of(ticket), said.priority, said.why).ticket)

    return router
