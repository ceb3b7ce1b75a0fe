"""Is it alive, is it ready, and what does it count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest


@dataclass(frozen=True)
class Check:
    """One thing that is looked at. `must`: readiness depends on it."""

    name: str
    fault: Callable[[], str | None]
    must: bool = True


def routes(checks: list[Check], registry: CollectorRegistry, measure: Callable[[], None]) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    def alive() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @router.get("/readyz")
    def ready() -> JSONResponse:
        faults = {check.name: check.fault() for check in checks}
        is_ready = not any(faults[check.name] for check in checks if check.must)
        told = {name: fault or "ok" for name, fault in faults.items()}
        return JSONResponse({"ready": is_ready, "checks": told}, status_code=200 if is_ready else 503)

    @router.get("/metrics")
    def metrics() -> Response:
        measure()
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router
