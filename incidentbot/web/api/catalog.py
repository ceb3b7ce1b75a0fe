"""The catalog in force: services and teams, as the process file has them."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from incidentbot.domain.catalog import Service, Team
from incidentbot.ports import InForce
from incidentbot.web.api.access import READ
from incidentbot.web.api.paging import Page, whole
from incidentbot.web.api.problem import answers


class ServiceShown(BaseModel):
    key: str
    team: str | None = Field(description="Who owns the next action.")
    customer_path: str
    tier: int
    runbook: str | None
    dashboards: list[str]
    environment: str | None
    match: dict[str, list[str]] = Field(description="The labels by which its alerts are known.")


class TeamShown(BaseModel):
    key: str
    name: str
    members: list[str]
    owner: str | None
    channel: str | None
    timezone: str
    is_triage: bool = Field(description="Whether it takes what nobody owns.")


def _service(service: Service) -> ServiceShown:
    return ServiceShown(
        key=service.key,
        team=service.team,
        customer_path=service.customer_path,
        tier=service.tier,
        runbook=service.runbook,
        dashboards=list(service.dashboards),
        environment=service.environment,
        match={name: list(patterns) for name, patterns in service.match.wanted.items()},
    )


def _team(team: Team, triage: Team) -> TeamShown:
    return TeamShown(
        key=team.key,
        name=team.label,
        members=list(team.members),
        owner=team.owner,
        channel=team.channel,
        timezone=team.calendar.zone,
        is_triage=team.key == triage.key,
    )


def routes(running: InForce) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["catalog"], dependencies=[READ], responses=answers())

    @router.get("/services", summary="List services")
    def services() -> Page[ServiceShown]:
        return whole(_service(service) for service in running.process.services.values())

    @router.get("/teams", summary="List teams")
    def teams() -> Page[TeamShown]:
        process = running.process
        return whole(_team(team, process.triage_team) for team in process.teams.values())

    return router
