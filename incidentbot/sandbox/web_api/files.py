"""files.*: an address is asked for, the content goes there, and the file is completed; each once."""

from __future__ import annotations

from incidentbot.sandbox.file_calls import file_json
from incidentbot.sandbox.messages import parent_of, post
from incidentbot.sandbox.web_api.found import joined_channel
from incidentbot.sandbox.wire import Json, Refusal, opaque
from incidentbot.sandbox.workspace import BOT_USER, Upload
from incidentbot.sandbox.world import World

LONGEST_ALT = 1000
LARGEST = 10_000_000  # bytes; this computer's memory holds them


def promise(world: World, args: Json) -> Json:
    """Room for one file, at an address that nobody else knows."""
    alt = args.get("alt_txt") or args.get("alt_text") or ""
    if len(alt) > LONGEST_ALT:
        raise Refusal("alt_txt_too_large")
    if not 0 < args["length"] <= LARGEST:
        raise Refusal("file_upload_size_restricted")
    upload = Upload(world.workspace.new_id("F"), args["filename"], args["length"], opaque(), alt)
    world.workspace.uploads[upload.id] = upload
    return {"upload_url": f"{world.url}/upload/v1/{upload.secret}", "file_id": upload.id}


def complete(world: World, args: Json) -> Json:
    """Once for each file. Without a channel it stays the app's own."""
    said = [file if isinstance(file, dict) else {} for file in args["files"]]
    uploads = [_upload(world, file) for file in said]
    channel = joined_channel(world, args, key="channel_id") if args.get("channel_id") else None
    if channel and channel.is_archived:
        raise Refusal("posting_to_channel_denied")
    titles = [str(file.get("title") or upload.name) for file, upload in zip(said, uploads, strict=True)]
    shown = [file_json(world, upload, title) for upload, title in zip(uploads, titles, strict=True)]
    for upload in uploads:
        upload.is_complete = True
    if channel:
        thread = parent_of(channel, args["thread_ts"]) if args.get("thread_ts") else ""
        text = args.get("initial_comment", "")
        post(world, channel, BOT_USER, text, files=shown, subtype="file_share", thread_ts=thread)
    return {"files": [{"id": file["id"], "title": file["title"]} for file in shown]}


def _upload(world: World, file: Json) -> Upload:
    upload = world.workspace.uploads.get(str(file.get("id")))
    if upload is None or upload.content is None or upload.is_complete:
        raise Refusal("file_not_found")
    return upload
