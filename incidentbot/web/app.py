"""FastAPI, put together."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles

Web = FastAPI  # what the rest of the house calls it
STATIC = Path(__file__).parent / "static"


def app(routers: Iterable[APIRouter]) -> FastAPI:
    built = FastAPI(title="Incidentbot", docs_url=None, redoc_url=None, openapi_url=None)
    for router in routers:
        built.include_router(router)
    built.mount("/static", StaticFiles(directory=STATIC), name="static")
    return built
