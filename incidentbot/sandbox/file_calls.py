"""Where the content of files comes in, at an address that was asked for before; and where people look at it."""

from __future__ import annotations

import base64
import mimetypes
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.workspace import BOT_USER, Upload
from incidentbot.sandbox.world import World

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})
NO_MORE = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}


async def take(world: World, request: Request) -> Response:
    """Slack answers in words, not in JSON."""
    secret = request.path_params["secret"]
    upload = next((one for one in world.workspace.uploads.values() if one.secret == secret), None)
    if world.faults.down:
        return PlainTextResponse("down", 503)
    if upload is None or upload.is_complete:
        return PlainTextResponse("no such upload", 404)
    content = await request.body()
    if len(content) != upload.length:
        return PlainTextResponse(f"{len(content)} bytes came, {upload.length} were said", 400)
    upload.content = base64.b64encode(content).decode()
    return PlainTextResponse(f"OK - {len(content)}")


async def show(world: World, request: Request) -> Response:
    """Only pictures are shown: what else an app brings is not run here."""
    upload = world.workspace.uploads.get(request.path_params["file"])
    if upload is None or upload.content is None or not upload.is_complete:
        return PlainTextResponse("There is no such file.", 404)
    kind = kind_of(upload.name)
    media_type = kind if kind in PICTURES else "application/octet-stream"
    return Response(base64.b64decode(upload.content), media_type=media_type, headers=NO_MORE)


def kind_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def file_json(world: World, upload: Upload, title: str) -> Json:
    link = f"{world.public_url}/files/{upload.id}/{quote(upload.name, safe='')}"
    return {
        "id": upload.id,
        "name": upload.name,
        "title": title,
        "mimetype": kind_of(upload.name),
        "filetype": upload.name.rpartition(".")[2] or "binary",
        "size": upload.length,
        "user": BOT_USER,
        "created": int(world.clock.epoch()),
        "url_private": link,
        "permalink": link,
        "alt_txt": upload.alt,
    }
