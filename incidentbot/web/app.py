"""FastAPI, put together; what has to be quick stands before it, as plain Starlette."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.routing import BaseRoute, Mount, Router
from starlette.types import ASGIApp

from incidentbot.errors import StoreUnavailable

Web = ASGIApp  # what the rest of the house calls it
STATIC = Path(__file__).parent / "static"
RETRY_AFTER = 5  # seconds


def app(routers: Iterable[APIRouter], plain: Iterable[BaseRoute] = ()) -> Web:
    """`plain` routes pass by FastAPI's middleware, which takes more time than an alert itself."""
    built = FastAPI(title="Incidentbot", docs_url=None, redoc_url=None, openapi_url=None)
    for router in routers:
        built.include_router(router)
    built.add_exception_handler(StoreUnavailable, _try_again)
    built.mount("/static", StaticFiles(directory=STATIC), name="static")
    return Router([*plain, Mount("/", built)])


def _try_again(_: Request, trouble: Exception) -> PlainTextResponse:
    return PlainTextResponse(f"{trouble}\n", 503, {"Retry-After": str(RETRY_AFTER)})
