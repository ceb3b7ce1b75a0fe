"""Pages for people, behind signed links: an incident on one page, and its postmortem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from incidentbot.errors import NotFound
from incidentbot.services import facts
from incidentbot.services.action_item import ActionItems
from incidentbot.services.incident import Incidents
from incidentbot.services.link import Links
from incidentbot.services.postmortem import Postmortems
from incidentbot.services.status_update import StatusUpdates
from incidentbot.services.timeline import Timeline
from incidentbot.web.markdown import as_html

# Nothing is loaded from anywhere but here; the only script shows times in the reader's own zone.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address carries its key
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


class Pages(Protocol):
    def page(self, name: str, data: Mapping[str, Any]) -> str: ...


def routes(
    words: Pages,
    links: Links,
    incidents: Incidents,
    timeline: Timeline,
    updates: StatusUpdates,
    items: ActionItems,
    postmortems: Postmortems,
) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    def shown(kind: str, number: int, key: str, build: Callable[[], tuple[str, dict[str, Any]]]) -> HTMLResponse:
        """A wrong key and a missing page look the same."""
        try:
            if not links.is_right(kind, number, key):
                raise NotFound("There is no such page, or the link to it is not complete.")
            template, data = build()
        except NotFound as missing:
            return HTMLResponse(words.page("web/notice", {"told": str(missing)}), 404, HEADERS)
        return HTMLResponse(words.page(template, data), 200, HEADERS)

    @router.get("/incidents/{number}")
    def incident(number: int, key: str = "") -> HTMLResponse:
        def build() -> tuple[str, dict[str, Any]]:
            found = incidents.numbered(number)
            return "web/incident", {
                "incident": facts.of_incident(found),
                "entries": [facts.of_entry(entry) for entry in timeline.told(found)],
                "updates": updates.latest(found.id, 200),
                "items": [facts.of_action_item(item) for item in items.of_ticket(found.ticket_id)],
                "postmortem": links.postmortem(number),
            }

        return shown("incidents", number, key, build)

    @router.get("/postmortems/{number}")
    def postmortem(number: int, key: str = "") -> HTMLResponse:
        def build() -> tuple[str, dict[str, Any]]:
            found = postmortems.of(number)
            return "web/postmortem", {
                "postmortem": found,
                "document": as_html(found.body),
                "incident_page": links.incident(number),
            }

        return shown("postmortems", number, key, build)

    return router
