"""Reports of people: made here too, and listed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from incidentbot.domain.people import Actor
from incidentbot.domain.priority import Customers
from incidentbot.domain.report import ReportFacts
from incidentbot.services.listing import Listing
from incidentbot.services.people import People
from incidentbot.services.report import MOST_CUSTOMERS, Reports
from incidentbot.web.api.access import READ, Writer
from incidentbot.web.api.paging import Page, PageQuery, page
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import LARGEST, Instant, Name, Sentence, SlackId
from incidentbot.web.api.ticket_acts import Asked, person_of
from incidentbot.web.api.tickets import ReportShown, TicketShown, report_shown, ticket_shown

Number = Annotated[int, Field(ge=1, le=LARGEST)]


class Report(Asked):
    text: Sentence = Field(description="What is wrong; the first line becomes the title of a new ticket.")
    service: Name | None = None
    environment: Name | None = None
    customers: Customers = Field(Customers.NONE, description="How many notice it.")
    customer: Annotated[str, StringConstraints(max_length=200)] = Field("", description="A customer's name.")
    customer_count: Annotated[int, Field(ge=0, le=MOST_CUSTOMERS)] | None = None
    conversation: Annotated[str, StringConstraints(max_length=2000)] | None = Field(
        None, description="The address at which support talks with them."
    )
    joins: Number | None = Field(None, description="The number of the ticket that it belongs to.")
    person: SlackId | None = Field(None, description="Who reported it, and hears when it is resolved.")

    def facts(self) -> ReportFacts:
        return ReportFacts(**self.model_dump(exclude={"person"}))


class Reported(BaseModel):
    ticket: TicketShown
    joined: bool = Field(description="Whether the ticket was there before.")


class ReportLine(ReportShown):
    id: int
    ticket: int
    told_at: Instant | None = Field(description="When the reporter heard that it is resolved.")


class ReportQuery(PageQuery):
    ticket: Number | None = None


def _line(row: Any) -> ReportLine:
    return ReportLine(**dict(report_shown(row)), id=row.id, ticket=row.ticket_number, told_at=row.told_at)


def routes(reports: Reports, listing: Listing, people: People) -> APIRouter:
    router = APIRouter(prefix="/v1/reports", tags=["reports"], responses=answers())

    @router.get("", dependencies=[READ], summary="List reports of people")
    def made(asked: Annotated[ReportQuery, Query()]) -> Page[ReportLine]:
        return page(listing.reports(asked.ticket, asked.after("id"), asked.limit), "id", _line)

    @router.post("", status_code=201, summary="Report that something is wrong", responses=answers(400, 404, 409, 413))
    def report(said: Report, by: Writer) -> Reported:
        """Opens a ticket, perhaps an incident, or joins the ticket that is named."""
        if said.person:
            person = person_of(people, said.person)
            by = Actor(f"{person.name}, through {by.name}", person.id, person.slack_id, by.cause)
        made = reports.report(by, said.facts())
        return Reported(ticket=ticket_shown(made.ticket), joined=made.joined)

    return router
