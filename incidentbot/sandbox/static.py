"""The page's files, with a strict policy: everything comes from here, nothing is inline."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from incidentbot.sandbox.world import World

FOLDER = Path(__file__).with_name("page")


def headers(world: World) -> dict[str, str]:
    socket = world.url.replace("http://", "ws://")
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' {socket}; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


class PageFiles(StaticFiles):
    def __init__(self, world: World) -> None:
        super().__init__(directory=FOLDER, check_dir=False)
        self.world = world

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(headers(self.world))
        return response


async def index(world: World, request: Request) -> Response:
    page = FOLDER / "index.html"
    if not page.exists():
        return PlainTextResponse("The sandbox is running, but its page is not installed.", 404)
    return FileResponse(page, headers=headers(world))


async def permalink(world: World, request: Request) -> Response:
    """A message's own address leads to the page with that message (and its thread) open."""
    digits = request.path_params["message"].removeprefix("p")
    place = {"channel": request.path_params["channel"], "ts": f"{digits[:-6]}.{digits[-6:]}"}
    if thread := request.query_params.get("thread_ts"):
        place["thread"] = thread
    return RedirectResponse(f"/?{urlencode(place)}")
