"""The page that works without Slack: who is asked about what, and one button. Looking at it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from incidentbot.domain.notification import WORDS
from incidentbot.errors import NotFound, NotPossible
from incidentbot.services import facts
from incidentbot.services.answer import Asked
from incidentbot.services.link import Links
from incidentbot.services.notification import of_notification
from incidentbot.web.pages import HEADERS, Pages

# A form of ours, to ourselves; the page may still not be shown inside another one.
WITH_FORM = {**HEADERS, "Content-Security-Policy": f"{HEADERS['Content-Security-Policy']}; form-action 'self'"}
NOT_HERE = "There is no such page, or the link to it is not complete."


class Answering(Protocol):
    def asked(self, notification_id: int) -> Asked: ...
    def acknowledge(self, notification_id: int, how: str = ...) -> str: ...
    def escalate(self, notification_id: int, how: str = ...) -> str: ...


def routes(words: Pages, links: Links, answers: Answering) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    def page(kind: str, number: int, key: str, act: Callable[[int], str] | None = None) -> HTMLResponse:
        """A wrong key and a missing page look the same."""
        said, status = "", 200
        try:
            if not links.is_right(kind, number, key):
                raise NotFound(NOT_HERE)
            try:
                said = act(number) if act else ""
            except NotFound:
                raise
            except NotPossible as reason:
                said, status = str(reason), 409
            return HTMLResponse(words.page("web/page", _shown(links, answers.asked(number), said)), status, WITH_FORM)
        except NotFound:
            return HTMLResponse(words.page("web/notice", {"told": NOT_HERE}), 404, HEADERS)

    # Scanners of mail and previews of messages follow links: a GET shows, and only a POST acts.
    @router.get("/acknowledge/{number}")
    def look(number: int, key: str = "") -> HTMLResponse:
        return page("acknowledge", number, key)

    @router.post("/acknowledge/{number}")
    def acknowledge(number: int, key: str = "") -> HTMLResponse:
        return page("acknowledge", number, key, answers.acknowledge)

    @router.get("/escalate/{number}")
    def look_before_escalating(number: int, key: str = "") -> HTMLResponse:
        return page("escalate", number, key)

    @router.post("/escalate/{number}")
    def escalate(number: int, key: str = "") -> HTMLResponse:
        return page("escalate", number, key, answers.escalate)

    return router


def _shown(links: Links, asked: Asked, said: str) -> Mapping[str, Any]:
    page = asked.page
    return {
        "page": {**facts.of_page(page), "acknowledged_by": asked.names.get(page.acknowledged_by or "")},
        "person": asked.names[asked.notification.person],
        "asked": [
            {**of_notification(one), "person": asked.names[one.person], "way": WORDS[one.kind]} for one in asked.others
        ],
        "can_acknowledge": asked.can_acknowledge,
        "acknowledge_url": links.acknowledge(asked.notification.id),
        "escalate_url": links.escalate(asked.notification.id),
        "said": said,
    }
