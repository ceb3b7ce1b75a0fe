"""How many tickets were opened: by team, priority, environment, hour of the day and day of the week."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, Field

from incidentbot.ports import InForce
from incidentbot.services.listing import LONGEST_COUNT, Listing, TicketCounts
from incidentbot.web.api.access import READ
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import Instant

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ZONES = available_timezones()


def known_zone(zone: str) -> str:
    if zone not in ZONES:
        raise ValueError("this is no time zone; write one such as Europe/Prague")
    return zone


class CountQuery(BaseModel):
    model_config = {"extra": "forbid"}

    since: Instant | None = Field(None, description="30 days before the end, if nothing is said.")
    before: Instant | None = Field(None, description=f"Now, if nothing is said; within {LONGEST_COUNT.days} days.")
    timezone: Annotated[str, AfterValidator(known_zone)] | None = Field(
        None, max_length=64, description="Of hours and weekdays; the process file's, if nothing is said."
    )


class CountOf(BaseModel):
    name: str | None
    tickets: int


class TicketCountsShown(BaseModel):
    since: Instant
    before: Instant
    timezone: str
    tickets: int
    teams: list[CountOf]
    priorities: list[CountOf]
    environments: list[CountOf]
    hours: list[int] = Field(description="24 numbers; the first is of the hour after midnight.")
    weekdays: list[CountOf]


def _shown(counts: TicketCounts) -> TicketCountsShown:
    return TicketCountsShown(
        since=counts.since,
        before=counts.before,
        timezone=counts.zone,
        tickets=counts.total,
        teams=[CountOf(name=name, tickets=count) for name, count in counts.by_team.most_common()],
        priorities=[CountOf(name=name, tickets=count) for name, count in sorted(counts.by_priority.items())],
        environments=[CountOf(name=name, tickets=count) for name, count in counts.by_environment.most_common()],
        hours=[counts.by_hour[hour] for hour in range(24)],
        weekdays=[CountOf(name=name, tickets=counts.by_weekday[day]) for day, name in enumerate(WEEKDAYS)],
    )


def routes(listing: Listing, running: InForce) -> APIRouter:
    router = APIRouter(prefix="/v1/reports", tags=["reports"], dependencies=[READ], responses=answers())

    @router.get("/tickets", summary="Count tickets")
    def tickets(asked: Annotated[CountQuery, Query()]) -> TicketCountsShown:
        zone = asked.timezone or running.process.timezone
        return _shown(listing.ticket_counts(asked.since, asked.before, zone))

    return router
