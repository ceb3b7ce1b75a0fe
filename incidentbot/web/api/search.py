"""Search over tickets, incidents and timelines: best first, a page at a time."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from incidentbot.domain.search import LONGEST_QUERY, Part
from incidentbot.services.search import MOST, Hit, Search
from incidentbot.web.api.access import READ
from incidentbot.web.api.paging import Page
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import Instant


class SearchQuery(BaseModel):
    model_config = {"extra": "forbid"}

    q: Annotated[str, Field(max_length=LONGEST_QUERY)] = Field(
        description='Words that must all be there; "a phrase" in quotes, and time* for words that begin so.'
    )
    limit: Annotated[int, Field(ge=1, le=MOST)] = 20
    cursor: Annotated[str, Field(max_length=40)] = ""


class HitShown(BaseModel):
    kind: Literal["ticket", "incident", "timeline"]
    label: str
    ticket: int
    incident: int | None
    title: str
    snippet: str
    found: list[str] = Field(description="The words in title and snippet that answer.")
    state: str
    priority: str
    service: str | None
    environment: str
    at: Instant
    said_by: str | None
    link: str | None


def _text(parts: tuple[Part, ...]) -> str:
    return " ".join(part.text for part in parts)


def _shown(hit: Hit) -> HitShown:
    return HitShown(
        kind=hit.kind,  # type: ignore[arg-type]  # a word of that closed list
        label=hit.label,
        ticket=hit.ticket_number,
        incident=hit.incident_number,
        title=_text(hit.title),
        snippet=_text(hit.snippet),
        found=list(dict.fromkeys(part.text for part in (*hit.title, *hit.snippet) if part.is_found)),
        state=hit.state,
        priority=hit.priority,
        service=hit.service,
        environment=hit.environment,
        at=hit.at,
        said_by=hit.said_by,
        link=hit.link,
    )


def routes(search: Search) -> APIRouter:
    router = APIRouter(prefix="/v1/search", tags=["search"], dependencies=[READ], responses=answers())

    @router.get("", summary="Look for words")
    def find(asked: Annotated[SearchQuery, Query()]) -> Page[HitShown]:
        found = search.find(asked.q, None, asked.cursor, asked.limit)
        return Page(items=[_shown(hit) for hit in found.hits], next=found.next)

    return router
