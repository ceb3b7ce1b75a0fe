"""The process file: take it over now, and which versions were loaded."""

from __future__ import annotations

from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.services.listing import Listing
from incidentbot.web.api.access import READ, Admin
from incidentbot.web.api.paging import Page, PageQuery, page
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import Instant


class Loadable(Protocol):
    @property
    def process(self) -> Process: ...
    def reload(self, by: Actor) -> Process: ...


class Loaded(BaseModel):
    version: str
    has_changed: bool


class VersionShown(BaseModel):
    id: int
    version: str
    loaded_at: Instant
    loaded_by: str
    mistakes: str = Field(description="Why it was refused; empty where it was taken over.")


def _version(row: Any) -> VersionShown:
    return VersionShown(
        id=row.id, version=row.hash, loaded_at=row.loaded_at, loaded_by=row.loaded_by, mistakes=row.mistakes
    )


def routes(running: Loadable, listing: Listing) -> APIRouter:
    router = APIRouter(prefix="/v1/process", tags=["process"], responses=answers())

    @router.post("/reload", summary="Take the process file over now")
    def reload(by: Admin) -> Loaded:
        """At once and whole. A file with mistakes changes nothing; the answer lists them all."""
        before = running.process.version
        after = running.reload(by).version
        return Loaded(version=after, has_changed=after != before)

    @router.get("/versions", dependencies=[READ], summary="List the versions that were loaded")
    def versions(asked: Annotated[PageQuery, Query()]) -> Page[VersionShown]:
        return page(listing.process_versions(asked.after("id"), asked.limit), "id", _version)

    return router
