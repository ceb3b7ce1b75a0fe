"""What a person means: the channel, the message, the words for what went wrong."""

from __future__ import annotations

import mimetypes

from incidentbot.sandbox.reading import number, words
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import Channel, Message
from incidentbot.sandbox.world import World


def visible_channel(world: World, user: str, said: Json) -> Channel:
    channel = world.workspace.channels.get(words(said, "channel"))
    if channel is None or not world.workspace.sees(user, channel):
        raise Refusal("channel_not_found", "There is no such channel, or it is not open to you.")
    return channel


def member_channel(world: World, user: str, said: Json) -> Channel:
    channel = visible_channel(world, user, said)
    if user not in channel.members:
        raise Refusal("not_in_channel", f"Join #{channel.name} first.")
    return channel


def message_in(channel: Channel, user: str, said: Json, key: str = "ts") -> Message:
    """An ephemeral message is there for its reader only."""
    ts = words(said, key)
    found = channel.messages.get(ts) or channel.ephemerals.get(ts)
    if found is None or found.only_for not in ("", user):
        raise Refusal("message_not_found", "That message is not there any more.")
    return found


def own_message(channel: Channel, user: str, said: Json) -> Message:
    found = message_in(channel, user, said)
    if found.user != user:
        raise Refusal("cant_update_message", "That message is somebody else's.")
    return found


def file_json(world: World, user: str, file: Json) -> Json:
    """A file beside a message: only its name and kind, there is nothing in it."""
    if not isinstance(file, dict):
        raise Refusal("invalid_argument", "A file should be an object with a name.")
    name = words(file, "name", "file")
    id = world.workspace.new_id("F")
    link = f"{world.public_url}/files/{id}/{name}"
    return {
        "id": id,
        "name": name,
        "title": words(file, "title", name),
        "mimetype": words(file, "mimetype") or mimetypes.guess_type(name)[0] or "application/octet-stream",
        "filetype": name.rpartition(".")[2] or "binary",
        "size": number(file, "size", 0),
        "user": user,
        "created": int(world.clock.epoch()),
        "url_private": link,
        "permalink": link,
    }


def sentence_for(refusal: Refusal, what: str) -> str:
    return refusal.sentence if what in refusal.sentence else f"{what} failed: {refusal.sentence}."
