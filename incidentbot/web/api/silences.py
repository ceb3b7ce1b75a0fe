"""Silences and maintenance windows: made, listed with what they hold back, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints, model_validator

from incidentbot.ports import Clock
from incidentbot.services.listing import Listing
from incidentbot.services.silence import Silences
from incidentbot.web.api.access import READ, Writer
from incidentbot.web.api.paging import Page, PageQuery, page
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import Id, Instant, Sentence
from incidentbot.web.api.ticket_acts import Asked

LONGEST = timedelta(days=366)
LabelName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
LabelValue = Annotated[str, StringConstraints(max_length=300)]


class SilenceWanted(Asked):
    kind: Literal["silence", "maintenance"] = "silence"
    labels: dict[LabelName, LabelValue] = Field(
        min_length=1, max_length=20, description="All of them must be there; `*` stands for anything."
    )
    reason: Sentence
    starts_at: Instant | None = Field(None, description="Now, if nothing is said.")
    until: Instant | None = None
    minutes: Annotated[int, Field(ge=1, le=LONGEST // timedelta(minutes=1))] | None = Field(
        None, description="Instead of `until`."
    )

    @model_validator(mode="after")
    def _has_one_end(self) -> SilenceWanted:
        if (self.until is None) == (self.minutes is None):
            raise ValueError("say either until or minutes")
        return self


class SilenceShown(BaseModel):
    id: int
    kind: str
    labels: dict[str, str]
    starts_at: Instant
    ends_at: Instant
    reason: str
    author: str
    made_at: Instant


class HeldAlert(BaseModel):
    id: int
    integration: str
    title: str
    last_at: Instant


class WholeSilence(SilenceShown):
    holds_back: list[HeldAlert] = Field(description="At most 200.")


class SilenceQuery(PageQuery):
    ended: bool = Field(False, description="Those that have ended, too.")


def silence_shown(row: Any) -> SilenceShown:
    return SilenceShown(**{name: getattr(row, name) for name in SilenceShown.model_fields})


def routes(silences: Silences, listing: Listing, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/v1/silences", tags=["silences"], responses=answers())

    @router.get("", dependencies=[READ], summary="List silences")
    def listed(asked: Annotated[SilenceQuery, Query()]) -> Page[SilenceShown]:
        return page(listing.silences(asked.ended, asked.after("id"), asked.limit), "id", silence_shown)

    @router.get("/{silence}", dependencies=[READ], summary="One silence", responses=answers(404))
    def one(silence: Id) -> WholeSilence:
        row, held = listing.silence(silence)
        alerts = [HeldAlert(**{name: getattr(alert, name) for name in HeldAlert.model_fields}) for alert in held]
        return WholeSilence(**dict(silence_shown(row)), holds_back=alerts)

    @router.post("", status_code=201, summary="Hold alerts back", responses=answers(400, 409, 413))
    def make(wanted: SilenceWanted, by: Writer) -> SilenceShown:
        """What is held back and still fires when it ends is judged then."""
        starts_at = wanted.starts_at or clock.now()
        ends_at = wanted.until or starts_at + timedelta(minutes=wanted.minutes or 0)
        made = silences.silence(wanted.kind, wanted.labels, starts_at, ends_at, wanted.reason, by)
        return silence_shown(listing.silence(made)[0])

    @router.delete("/{silence}", status_code=204, summary="End a silence now", responses=answers(404))
    def end(silence: Id, by: Writer) -> None:
        silences.end(silence)

    return router
