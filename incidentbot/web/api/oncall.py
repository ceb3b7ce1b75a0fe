"""Who is on call, until when, who is next and why; and the shifts of a stretch of time."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from incidentbot.domain.oncall import OnCall, Shift
from incidentbot.domain.process import Process
from incidentbot.errors import InvalidInput
from incidentbot.ports import Clock, InForce
from incidentbot.services import oncall_fact
from incidentbot.services.oncall import MOST, Oncall
from incidentbot.web.api.access import READ
from incidentbot.web.api.paging import Page, whole
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import Instant, Name

USUAL_SPAN = timedelta(days=30)


class Teammate(BaseModel):
    key: str = Field(description="As the process file calls them.")
    name: str
    slack_id: str | None


class ShiftShown(BaseModel):
    schedule: str
    person: Teammate
    start: Instant | None = Field(description="Null: longer ago than anybody asks.")
    end: Instant | None = Field(description="Null: farther away than anybody asks.")
    reason: str = Field(description="layer, override, swap or temporary")
    why: str = Field(description="The reason in words.")
    is_shadow: bool = Field(description="Told of pages, and never asked.")


class NextShown(Teammate):
    why: str


class TeamName(BaseModel):
    key: str
    label: str


class OnCallShown(BaseModel):
    schedule: str
    teams: list[TeamName] = Field(description="Those that ask by this schedule.")
    at: Instant
    shifts: list[ShiftShown] = Field(description="Nobody is on call where this is empty, or all of it are shadows.")
    until: Instant | None = Field(description="When other people are on call, or nobody.")
    next: list[NextShown]
    next_from: Instant | None


class OnCallQuery(BaseModel):
    model_config = {"extra": "forbid"}

    of: Name | None = Field(None, description="A schedule, a team or a service; all schedules if nothing is said.")
    at: Instant | None = Field(None, description="Now, if nothing is said. The past is answered as it was then.")


class ShiftQuery(BaseModel):
    model_config = {"extra": "forbid"}

    of: Name | None = Field(None, description="A schedule, a team or a service; all schedules if nothing is said.")
    start: Instant | None = Field(None, alias="from", description="Now, if nothing is said.")
    until: Instant | None = Field(None, description="30 days after its beginning, if nothing is said; at most 366.")
    person: Name | None = Field(None, description="Only those of this person of the process file.")


def routes(oncall: Oncall, running: InForce, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["oncall"], dependencies=[READ], responses=answers())

    @router.get("/oncall", summary="Who is on call", responses=answers(404))
    def who(asked: Annotated[OnCallQuery, Query()]) -> Page[OnCallShown]:
        found, process = oncall.who(asked.of, asked.at), running.process
        return whole(_on_call(process, key, one) for key, one in found.items())

    @router.get("/shifts", summary="List shifts", responses=answers(404))
    def shifts(asked: Annotated[ShiftQuery, Query()]) -> Page[ShiftShown]:
        """The final calendar: with covers, swaps, days off and temporary schedules; cut to what is asked for."""
        start = asked.start or clock.now()
        end = asked.until or start + USUAL_SPAN
        if not start < end <= start + MOST:
            raise InvalidInput({"query.until": f"Say a moment after the beginning, at most {MOST.days} days later."})
        process = running.process
        return whole(
            _shift(process, key, shift)
            for key, found in oncall.shifts(asked.of, start, end).items()
            for shift in found
            if asked.person in (None, shift.person)
        )

    return router


def _on_call(process: Process, schedule: str, found: OnCall) -> OnCallShown:
    return OnCallShown.model_validate(oncall_fact.of_on_call(process, schedule, found))


def _shift(process: Process, schedule: str, shift: Shift) -> ShiftShown:
    return ShiftShown.model_validate(oncall_fact.of_shift(process, schedule, shift))
