"""What the providers of telephones and pushes tell us: verified by their signature, acted on once, never a 500."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from incidentbot import logs
from incidentbot.errors import NotGenuine, StoreUnavailable
from incidentbot.ports import Answer, Callback, CallbackReader, Press, Receipt, Reply, Said

LONGEST_BODY = 64 * 1024
LATER = {"Retry-After": "5"}

log = logs.logger("callbacks")


class Answering(Protocol):
    """Who acts on what they bring."""

    def receipt(self, receipt: Receipt) -> None: ...
    def pressed(self, press: Press) -> Said: ...
    def replied(self, reply: Reply) -> Said: ...


def routes(readers: Mapping[str, CallbackReader], answers: Answering, base_url: Callable[[], str]) -> list[Route]:
    """`readers` by the path behind /callbacks/. A signature covers the address as the provider knows it, and only
    `base_url` knows that: a proxy may stand in between.
    """

    async def heard(request: Request) -> Response:
        path = request.path_params["path"]
        reader = readers.get(path) or readers.get(path.partition("/")[0])
        if reader is None:
            return PlainTextResponse("Nobody calls back here.\n", 404)
        try:
            call = Callback(_address(request, base_url()), request.headers, await _body(request))
            answer = await asyncio.to_thread(_act, reader, answers, call)
        except NotGenuine as forged:
            log.warning("a callback was not genuine", path=path.partition("/")[0])
            return PlainTextResponse(f"{forged}\n", 403)
        except TooLong:
            return PlainTextResponse("This is too long.\n", 413)
        except StoreUnavailable as trouble:
            return PlainTextResponse(f"{trouble}\n", 503, LATER)
        except ClientDisconnect:
            return Response(status_code=400)
        return Response(answer.body, media_type=answer.media_type)

    return [Route("/callbacks/{path:path}", heard, methods=["POST"])]


class TooLong(Exception):
    """No provider says as much as this."""


def _act(reader: CallbackReader, answers: Answering, call: Callback) -> Answer:
    match reader.read(call):
        case Receipt() as receipt:
            answers.receipt(receipt)
            return reader.answer(Said())
        case Press() as press:
            return reader.answer(answers.pressed(press))
        case Reply() as reply:
            return reader.answer(answers.replied(reply))
        case None:
            return reader.answer(Said())


def _address(request: Request, base_url: str) -> str:
    query = request.scope["query_string"].decode("latin-1")
    return f"{base_url}{request.url.path}{f'?{query}' if query else ''}"


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise TooLong
    return bytes(body)
