"""Everything a person can do in conversations: one function for each `do`."""

from __future__ import annotations

from incidentbot.sandbox import channels, messages
from incidentbot.sandbox.delivery.answer import COMMANDS, INTERACTIVE
from incidentbot.sandbox.delivery.events import announce_to_app
from incidentbot.sandbox.interactions.payloads import command_payload, message_action_payload, shortcut_payload
from incidentbot.sandbox.interactions.replies import refuse_silence, refuse_unheard_words, show_command_answer
from incidentbot.sandbox.persona.finding import (
    file_json,
    member_channel,
    message_in,
    own_message,
    sentence_for,
    visible_channel,
)
from incidentbot.sandbox.persona.shapes import page_channel, page_message
from incidentbot.sandbox.persona.showing import show_channel
from incidentbot.sandbox.persona.typing import as_command_text, as_message
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import BOT_USER
from incidentbot.sandbox.world import World


async def message(world: World, user: str, said: Json) -> Json:
    channel = member_channel(world, user, said)
    channels.refuse_archived(channel)
    files = [file_json(world, user, file) for file in said.get("files") or ()]
    text = as_message(world.workspace, str(said.get("text", "")))
    if not text.strip() and not files:
        raise Refusal("no_text", "There is nothing to send.")
    thread = messages.parent_of(channel, said["thread_ts"]) if said.get("thread_ts") else ""
    parts = {"thread_ts": thread, "files": files, "subtype": "file_share" if files else ""}
    posted = messages.post(world, channel, user, text, **parts)
    return {"ts": posted.ts, "message": page_message(channel, posted)}


async def edit_message(world: World, user: str, said: Json) -> Json:
    channel = member_channel(world, user, said)
    messages.edit(world, channel, own_message(channel, user, said), as_message(world.workspace, said["text"]))
    return {}


async def delete_message(world: World, user: str, said: Json) -> Json:
    channel = member_channel(world, user, said)
    messages.delete(world, channel, own_message(channel, user, said))
    return {}


async def command(world: World, user: str, said: Json) -> Json:
    """Returns when the app has acknowledged. Whatever it answered stands in the channel, mostly for this person."""
    channel = member_channel(world, user, said)
    name = said.get("command", "")
    known = world.app.commands.get(name)
    if known is None:
        raise Refusal("unknown_command", f"{name} is not a command here.")
    typed = str(said.get("text", "")).strip()
    text = as_command_text(world.workspace, typed) if known.should_escape else typed
    answer = await world.delivery.ask(COMMANDS, command_payload(world, user, channel, name, text), name)
    try:
        refuse_silence(world, answer, name)
        show_command_answer(world, user, channel, name, answer.body)
    except Refusal as refusal:
        messages.post_ephemeral(world, channel, user, sentence_for(refusal, name))
        raise
    return {"response": answer.body}


async def shortcut(world: World, user: str, said: Json) -> Json:
    """Global, or on a message when one is named."""
    callback_id = said.get("callback_id", "")
    known = world.app.shortcut(callback_id)
    if known is None:
        raise Refusal("unknown_shortcut", f"There is no shortcut {callback_id!r}.")
    if known.type == "global":
        payload = shortcut_payload(world, user, callback_id)
    else:
        channel = visible_channel(world, user, said)
        payload = message_action_payload(
            world, user, channel, message_in(channel, user, said, "message_ts"), callback_id
        )
    answer = await world.delivery.ask(INTERACTIVE, payload, callback_id)
    refuse_silence(world, answer, f"The shortcut {known.name!r}")
    refuse_unheard_words(world, f"shortcut {callback_id}", answer.body)
    return {}


async def react(world: World, user: str, said: Json) -> Json:
    channel = member_channel(world, user, said)
    channels.refuse_archived(channel)
    messages.react(world, channel, messages.find(channel, said["ts"]), user, said["name"].strip(":"))
    return {}


async def unreact(world: World, user: str, said: Json) -> Json:
    channel = member_channel(world, user, said)
    messages.unreact(world, channel, messages.find(channel, said["ts"]), user, said["name"].strip(":"))
    return {}


async def pin(world: World, user: str, said: Json) -> Json:
    channel = member_channel(world, user, said)
    messages.pin(world, channel, messages.find(channel, said["ts"]), user)
    return {}


async def unpin(world: World, user: str, said: Json) -> Json:
    channel = member_channel(world, user, said)
    messages.unpin(world, channel, messages.find(channel, said["ts"]), user)
    return {}


async def open_home(world: World, user: str, said: Json) -> Json:
    home = world.modals.homes.get(user)
    direct = channels.open_direct(world, user, BOT_USER)
    opened: Json = {"user": user, "channel": direct.id, "tab": "home"}
    announce_to_app(world, "app_home_opened", opened | ({"view": home.json()} if home else {}))
    return {"view": home.json() if home else None}


async def open_channel(world: World, user: str, said: Json) -> Json:
    channel = visible_channel(world, user, said)
    channel.read_until[user] = next(reversed(channel.messages), "")
    show_channel(world, channel)
    return {"channel": page_channel(channel, user)}


async def join(world: World, user: str, said: Json) -> Json:
    channel = visible_channel(world, user, said)
    if user not in channel.members:
        channels.add_member(world, channel, user)
    return {}


async def leave(world: World, user: str, said: Json) -> Json:
    channel = member_channel(world, user, said)
    channels.refuse_direct(channel)
    channels.remove_member(world, channel, user)
    return {}


async def create_channel(world: World, user: str, said: Json) -> Json:
    channel = channels.create(world, said.get("name", ""), user, bool(said.get("is_private")))
    return {"channel": page_channel(channel, user)}


async def rename(world: World, user: str, said: Json) -> Json:
    channel = member_channel(world, user, said)
    channels.refuse_direct(channel)
    channels.rename(world, channel, said.get("name", ""), user)
    return {}


async def archive(world: World, user: str, said: Json) -> Json:
    channel = member_channel(world, user, said)
    channels.refuse_direct(channel)
    channels.archive(world, channel, user)
    return {}


async def unarchive(world: World, user: str, said: Json) -> Json:
    channels.unarchive(world, member_channel(world, user, said), user)
    return {}


async def invite(world: World, user: str, said: Json) -> Json:
    """A person may bring in whomever they like, a guest and the bot too."""
    channel = member_channel(world, user, said)
    channels.refuse_direct(channel)
    if said.get("user") not in world.workspace.users:
        raise Refusal("user_not_found", "There is nobody of that name.")
    if said["user"] in channel.members:
        raise Refusal("already_in_channel")
    channels.add_member(world, channel, said["user"], inviter=user)
    return {}


async def kick(world: World, user: str, said: Json) -> Json:
    channel = member_channel(world, user, said)
    channels.refuse_direct(channel)
    if said.get("user") not in channel.members:
        raise Refusal("not_in_channel")
    channels.remove_member(world, channel, said["user"])
    return {}


async def open_dm(world: World, user: str, said: Json) -> Json:
    if said.get("user") not in world.workspace.users:
        raise Refusal("user_not_found", "There is nobody of that name.")
    channel = channels.open_direct(world, user, said["user"])
    if said["user"] == BOT_USER:
        announce_to_app(world, "app_home_opened", {"user": user, "channel": channel.id, "tab": "messages"})
    return {"channel": page_channel(channel, user)}
