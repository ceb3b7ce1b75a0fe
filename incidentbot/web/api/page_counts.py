"""Figures about pages, as JSON or as a file for a table calculator."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, Field

from incidentbot.domain.page_stats import Line
from incidentbot.services.page_stats import LONGEST, Counted, PageStats, as_csv
from incidentbot.web.api.access import READ
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import Instant, Name
from incidentbot.web.api.ticket_counts import known_zone


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"


class PageCountQuery(BaseModel):
    model_config = {"extra": "forbid"}

    since: Instant | None = Field(None, description="30 days before the end, if nothing is said.")
    before: Instant | None = Field(None, description=f"Now, if nothing is said; within {LONGEST.days} days.")
    team: Name | None = None
    timezone: Annotated[str, AfterValidator(known_zone)] | None = Field(
        None, max_length=64, description="Of hours and weekends; the process file's, if nothing is said."
    )
    format: Format = Format.JSON


class LineShown(BaseModel):
    name: str
    pages: int
    notifications: int
    acknowledged: int
    in_time: int
    median_seconds: float | None
    p90_seconds: float | None


class PageCountsShown(BaseModel):
    since: Instant
    before: Instant
    timezone: str
    team: str | None
    total: LineShown
    by: dict[str, list[LineShown]] = Field(
        description="By person who acknowledged first, team, service, alert rule, priority, environment, hour and day."
    )
    interrupted_nights: dict[str, int] = Field(description="By person: nights from 22:00 to 07:00 of their own zone.")


def _line(line: Line) -> LineShown:
    return LineShown(
        name=line.key,
        pages=line.pages,
        notifications=line.notifications,
        acknowledged=line.acknowledged,
        in_time=line.in_time,
        median_seconds=line.median,
        p90_seconds=line.p90,
    )


def _shown(counted: Counted) -> PageCountsShown:
    found = counted.figures
    return PageCountsShown(
        since=counted.since,
        before=counted.before,
        timezone=counted.zone,
        team=counted.team,
        total=_line(found.total),
        by={name: [_line(line) for line in lines] for name, lines in found.by.items()},
        interrupted_nights=dict(found.nights),
    )


def routes(stats: PageStats) -> APIRouter:
    router = APIRouter(prefix="/v1/reports", tags=["reports"], dependencies=[READ], responses=answers())

    @router.get(
        "/pages",
        summary="Figures about pages",
        response_model=PageCountsShown,
        responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
    )
    def pages(asked: Annotated[PageCountQuery, Query()]) -> PageCountsShown | Response:
        """What each figure means: docs/page-figures.md. `format=csv` gives one line for each, to be kept as a file."""
        counted = stats.of(asked.since, asked.before, asked.team, asked.timezone or "")
        if asked.format == Format.JSON:
            return _shown(counted)
        named = {"Content-Disposition": 'attachment; filename="pages.csv"'}
        return Response(as_csv(counted), media_type="text/csv; charset=utf-8", headers=named)

    return router
