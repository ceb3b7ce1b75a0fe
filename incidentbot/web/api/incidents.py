"""Incidents, and the timeline of each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from incidentbot.domain.incident import Incident, Status
from incidentbot.domain.priority import Priority, Severity
from incidentbot.services.listing import IncidentsWanted, Listing
from incidentbot.web.api import shapes
from incidentbot.web.api.access import READ
from incidentbot.web.api.paging import Page, PageQuery, page
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import Before, Entry, IncidentName, Instant, Name, Past, Who, number_of, who


class IncidentQuery(PageQuery):
    priority: list[Priority] = Field([], description="One of these; give it several times.")
    status: list[Status] = Field([], description="One of these; give it several times.")
    team: Name | None = None
    service: Name | None = None
    environment: Name | None = None
    since: Past = None
    before: Before = None

    def wanted(self) -> IncidentsWanted:
        return IncidentsWanted(
            self.priority, self.status, self.team, self.service, self.environment, self.since, self.before
        )


class IncidentShown(BaseModel):
    number: int
    label: str
    title: str
    status: Status
    is_open: bool
    priority: Priority
    severity: Severity
    reasons: list[str]
    service: str | None
    environment: str
    commander: Who | None
    declared_at: Instant
    declared_by: Who | None
    started_at: Instant
    mitigated_at: Instant | None
    resolved_at: Instant | None
    next_update_due: Instant | None
    summary: str
    channel_id: str | None
    channel_name: str | None


class WholeIncidentShown(IncidentShown):
    timeline: list[Entry]


def incident_shown(incident: Incident) -> IncidentShown:
    return IncidentShown(
        number=incident.number,
        label=incident.label,
        title=incident.title,
        status=incident.status,
        is_open=incident.status.is_open,
        priority=incident.priority,
        severity=incident.severity,
        reasons=list(incident.reasons),
        service=incident.service,
        environment=incident.environment,
        commander=who(incident.commander),
        declared_at=incident.declared_at,
        declared_by=who(incident.declared_by),
        started_at=incident.started_at,
        mitigated_at=incident.mitigated_at,
        resolved_at=incident.resolved_at,
        next_update_due=incident.next_update_due,
        summary=incident.summary,
        channel_id=incident.channel_id,
        channel_name=incident.channel_name,
    )


def routes(listing: Listing) -> APIRouter:
    router = APIRouter(prefix="/v1/incidents", tags=["incidents"], responses=answers())

    @router.get("", dependencies=[READ], summary="List incidents")
    def incidents(asked: Annotated[IncidentQuery, Query()]) -> Page[IncidentShown]:
        """The newest first; `since` and `before` ask when it was declared."""
        return page(listing.incidents(asked.wanted(), asked.after("id"), asked.limit), "id", incident_shown)

    @router.get("/{incident}", dependencies=[READ], summary="One incident with its timeline", responses=answers(404))
    def incident(incident: IncidentName) -> WholeIncidentShown:
        """The timeline has at most 5,000 events."""
        found, told = listing.incident(number_of(incident))
        return WholeIncidentShown(**dict(incident_shown(found)), timeline=[shapes.entry(one) for one in told])

    return router
