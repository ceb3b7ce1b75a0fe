"""Ordering faults over the wire, and lifting them again."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from incidentbot.sandbox.faults import Fault
from incidentbot.sandbox.persona.showing import show_faults
from incidentbot.sandbox.reading import read_json
from incidentbot.sandbox.wire import Refusal
from incidentbot.sandbox.world import World

WARNING_AHEAD_SECONDS = 0.5


async def order_fault(world: World, request: Request) -> Response:
    fault = world.faults.order(await read_json(request))
    if fault.kind == "down":
        world.socket_mode.cut()
        world.background(_tell_when_over(world, fault))
    elif fault.kind == "disconnect":
        world.background(_disconnect(world, fault))
    return JSONResponse({"ok": True, **fault.json()})


async def list_faults(world: World, request: Request) -> Response:
    return JSONResponse(world.faults.json())


async def lift_fault(world: World, request: Request) -> Response:
    if not world.faults.lift(request.path_params["id"]):
        raise Refusal("fault_not_found", "There is no such fault.", status=404)
    world.delivery.release_held()
    return JSONResponse({"ok": True})


async def lift_all_faults(world: World, request: Request) -> Response:
    world.faults.lift_all()
    world.delivery.release_held()
    return JSONResponse({"ok": True})


async def _disconnect(world: World, fault: Fault) -> None:
    fault.hits = 1
    await world.socket_mode.refresh(WARNING_AHEAD_SECONDS if fault.seconds is None else fault.seconds)
    show_faults(world)


async def _tell_when_over(world: World, fault: Fault) -> None:
    if fault.until is not None:
        gone = asyncio.ensure_future(fault.released.wait())
        over = asyncio.ensure_future(world.clock.sleep_until(fault.until))
        await asyncio.wait({gone, over}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        over.cancel()
        world.faults.lift(fault.id)
