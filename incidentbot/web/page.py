"""A page as everybody with its link can see it: who was asked, and who has it. It acts on nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from incidentbot.errors import NotFound
from incidentbot.services.link import Links
from incidentbot.web.pages import HEADERS, Pages

NOT_HERE = "There is no such page, or the link to it is not complete."


class Board(Protocol):
    def one(self, page_id: int) -> Mapping[str, Any]: ...


def routes(words: Pages, links: Links, board: Board) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/pages/{number}")
    def page(number: int, key: str = "") -> HTMLResponse:
        """A wrong key and a missing page look the same."""
        try:
            if not links.is_right("pages", number, key):
                raise NotFound(NOT_HERE)
            shown = board.one(number)
        except NotFound:
            return HTMLResponse(words.page("web/notice", {"told": NOT_HERE}), 404, HEADERS)
        return HTMLResponse(words.page("web/page_story", {"page": shown}), 200, HEADERS)

    return router
