"""Providers that are not well: slow, refusing, failing, lying about delivery, accepting and dropping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from incidentbot.sandbox.connection import break_off
from incidentbot.sandbox.faults import PROVIDERS
from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.world import World

SLOW_SECONDS = 5.0


class Fate(StrEnum):
    """What becomes of something that a provider has accepted."""

    ARRIVES = "arrives"
    LIE = "lie"  # it does not, and the provider says that it did
    DROPPED = "dropped"  # it does not, and nobody ever hears of it again


FATES = {"provider_lies": Fate.LIE, "provider_drops": Fate.DROPPED}


async def in_the_weather(
    world: World,
    request: Request,
    name: str,
    said: Json,
    refuse: Callable[[str], Response],
    accept: Callable[[Fate], Response],
) -> Response:
    """One request to the provider `name`. `refuse` is told the error code that somebody ordered, if they did."""
    line = world.ledger.call(name, said)
    fault = next(world.faults.striking(PROVIDERS, name), None)
    kind = fault.kind if fault else ""
    if fault and kind == "provider_slow":
        await asyncio.sleep(SLOW_SECONDS if fault.seconds is None else fault.seconds)
    if fault and kind == "provider_refuses":
        response = refuse(fault.error)
    elif kind == "provider_fails":
        response = PlainTextResponse("upstream connect error", 503)
    else:
        response = accept(FATES.get(kind, Fate.ARRIVES))
    line.update(ok=response.status_code < 300, status=response.status_code)
    if kind == "provider_breaks_off":
        break_off(request.scope)
    return response
