"""Tickets: the queue as a list, one of them with everything, and what may be done to it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from incidentbot.domain.priority import Priority, Severity
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.services.listing import Listing, TicketsWanted
from incidentbot.web.api import shapes
from incidentbot.web.api.access import READ
from incidentbot.web.api.paging import Page, PageQuery, page
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import Before, Entry, Instant, Link, Name, Past, TicketName, Who, number_of, who


class Order(StrEnum):
    NEWEST = "newest"
    QUEUE = "queue"


class TicketQuery(PageQuery):
    priority: list[Priority] = Field([], description="One of these; give it several times.")
    state: list[TicketState] = Field([], description="One of these; give it several times.")
    team: Name | None = None
    service: Name | None = None
    environment: Name | None = None
    since: Past = None
    before: Before = None
    order: Order = Field(
        Order.NEWEST,
        description="`newest` first, or `queue`: what is not resolved, by priority, then due, then age.",
    )

    def wanted(self) -> TicketsWanted:
        return TicketsWanted(
            priorities=self.priority,
            states=self.state,
            team=self.team,
            service=self.service,
            environment=self.environment,
            since=self.since,
            before=self.before,
            in_working_order=self.order == Order.QUEUE,
        )


class TicketShown(BaseModel):
    number: int
    label: str
    title: str
    description: str
    state: TicketState
    priority: Priority
    severity: Severity
    reasons: list[str] = Field(description="Why it has this priority.")
    service: str | None
    team: str | None
    environment: str
    owner: Who | None
    opened_at: Instant
    opened_by: Who | None
    due_at: Instant | None
    snoozed_until: Instant | None
    closed_at: Instant | None
    closed_reason: str
    alerts_open: int
    alerts_total: int
    missing: list[str] = Field(description="What its alerts should say, and do not.")
    incident: int | None = Field(description="The number of the incident on it.")


class ReportShown(BaseModel):
    at: Instant
    reporter: str
    text: str
    customer: str
    customer_count: int | None
    conversation: str | None


class WholeTicketShown(TicketShown):
    links: list[Link]
    reports: list[ReportShown]
    history: list[Entry]


def ticket_shown(ticket: Ticket) -> TicketShown:
    judged = ticket.classification
    return TicketShown(
        number=ticket.number,
        label=ticket.label,
        title=ticket.title,
        description=ticket.description,
        state=ticket.state,
        priority=judged.priority,
        severity=judged.severity,
        reasons=list(judged.reasons),
        service=ticket.service,
        team=ticket.team,
        environment=ticket.environment,
        owner=who(ticket.owner),
        opened_at=ticket.opened_at,
        opened_by=who(ticket.opened_by),
        due_at=ticket.due_at,
        snoozed_until=ticket.snoozed_until,
        closed_at=ticket.closed_at,
        closed_reason=ticket.closed_reason,
        alerts_open=ticket.alerts_open,
        alerts_total=ticket.alerts_total,
        missing=list(ticket.missing),
        incident=ticket.incident_number,
    )


def report_shown(row: Any) -> ReportShown:
    return ReportShown(
        at=row.at,
        reporter=row.reporter,
        text=row.text,
        customer=row.customer,
        customer_count=row.customers,
        conversation=row.conversation,
    )


def routes(listing: Listing) -> APIRouter:
    router = APIRouter(prefix="/v1/tickets", tags=["tickets"], responses=answers())

    @router.get("", dependencies=[READ], summary="List tickets")
    def tickets(asked: Annotated[TicketQuery, Query()]) -> Page[TicketShown]:
        found = listing.tickets(asked.wanted(), asked.after(asked.order), asked.limit)
        return page(found, asked.order, ticket_shown)

    @router.get("/{ticket}", dependencies=[READ], summary="One ticket with its history", responses=answers(404))
    def ticket(ticket: TicketName) -> WholeTicketShown:
        """The history has at most 5,000 events; its alerts are at /v1/alerts?ticket=…"""
        found = listing.ticket(number_of(ticket))
        return WholeTicketShown(
            **dict(ticket_shown(found.ticket)),
            links=[Link(label=row.label, url=row.url, kind=row.kind) for row in found.links],
            reports=[report_shown(row) for row in found.reports],
            history=[shapes.entry(told) for told in found.history],
        )

    return router
