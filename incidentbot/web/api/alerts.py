"""Alerts: what machines said, as it was understood, and the ticket that each belongs to."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from incidentbot.services.listing import AlertsWanted, Listing
from incidentbot.web.api.access import READ
from incidentbot.web.api.paging import Page, PageQuery, page
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import LARGEST, Before, Id, Instant, Name, Past


class AlertQuery(PageQuery):
    is_open: bool | None = None
    is_unready: bool | None = Field(None, description="Whether it leaves one of the three questions unanswered.")
    integration: Name | None = None
    rule: Name | None = None
    service: Name | None = None
    environment: Name | None = None
    ticket: Annotated[int | None, Field(ge=1, le=LARGEST, description="The ticket's number, such as 12.")] = None
    since: Past = None
    before: Before = None

    def wanted(self) -> AlertsWanted:
        return AlertsWanted(
            is_open=self.is_open,
            is_unready=self.is_unready,
            integration=self.integration,
            rule=self.rule,
            service=self.service,
            environment=self.environment,
            ticket_number=self.ticket,
            since=self.since,
            before=self.before,
        )


class AlertShown(BaseModel):
    id: int
    integration: str
    source: str
    dedup_key: str
    state: str
    is_open: bool
    title: str
    description: str
    severity: str | None = Field(description="In the sender's own word.")
    rule: str
    service: str | None
    environment: str
    labels: dict[str, str]
    links: list[Any]
    reasons: list[str] = Field(description="How it was judged.")
    missing: list[str]
    times: int = Field(description="How often it arrived.")
    flaps: int
    first_at: Instant
    last_at: Instant
    closed_at: Instant | None
    ticket: int | None = Field(description="The ticket's number.")
    held_by: int | None = Field(description="The silence that holds it back.")


SAME = set(AlertShown.model_fields) - {"ticket"}


def alert_shown(row: Any) -> AlertShown:
    return AlertShown(**{name: getattr(row, name) for name in SAME}, ticket=row.ticket_number)


def routes(listing: Listing) -> APIRouter:
    router = APIRouter(prefix="/v1/alerts", tags=["alerts"], responses=answers())

    @router.get("", dependencies=[READ], summary="List alerts")
    def alerts(asked: Annotated[AlertQuery, Query()]) -> Page[AlertShown]:
        """The one that came first last. `since` and `before` ask when it arrived last."""
        return page(listing.alerts(asked.wanted(), asked.after("id"), asked.limit), "id", alert_shown)

    @router.get("/{alert}", dependencies=[READ], summary="One alert", responses=answers(404))
    def alert(alert: Id) -> AlertShown:
        return alert_shown(listing.alert(alert))

    return router
