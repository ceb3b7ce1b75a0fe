"""How Slack writes things down: users, conversations and messages as they stand in its answers and events."""

from __future__ import annotations

from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.workspace import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    TEAM_ID,
    Channel,
    Message,
    Note,
    User,
    Workspace,
)


def user_json(user: User) -> Json:
    return {
        "id": user.id,
        "team_id": TEAM_ID,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "tz": user.tz,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": user.is_restricted or user.is_ultra_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "updated": 0,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.name,
            "title": user.title,
            "team": TEAM_ID,
            **({"bot_id": BOT_ID, "api_app_id": APP_ID} if user.is_bot else {}),
        },
    }


def channel_json(channel: Channel, with_member_count: bool = False) -> Json:
    if channel.is_im:
        return {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "is_org_shared": False,
            "is_archived": channel.is_archived,
            "context_team_id": TEAM_ID,
            "user": channel.other(BOT_USER),
            "is_user_deleted": False,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_member": BOT_USER in channel.members,
        "context_team_id": TEAM_ID,
        "created": channel.created,
        "creator": channel.creator,
        "topic": note_json(channel.topic),
        "purpose": note_json(channel.purpose),
        "previous_names": list(channel.previous_names),
        **({"num_members": len(channel.members)} if with_member_count else {}),
    }


def note_json(note: Note) -> Json:
    return {"value": note.value, "creator": note.creator, "last_set": note.last_set}


def message_json(channel: Channel, message: Message, with_metadata: bool = False) -> Json:
    shown: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text, "team": TEAM_ID}
    if message.user == BOT_USER and not message.subtype:
        shown |= {"bot_id": BOT_ID, "app_id": APP_ID}
    for name in ("subtype", "thread_ts", "blocks", "attachments", "files", "edited", "inviter"):
        if value := getattr(message, name):
            shown[name] = value
    if message.replies:
        shown |= _thread(channel, message)
    if message.reactions:
        shown["reactions"] = reactions_json(message)
    if message.ts in channel.pins:
        shown["pinned_to"] = [channel.id]
    if with_metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown


def reactions_json(message: Message) -> list[Json]:
    return [{"name": n, "users": list(users), "count": len(users)} for n, users in message.reactions.items()]


def permalink(base: str, channel: Channel, message: Message) -> str:
    link = f"{base}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else link


def named(workspace: Workspace, user_id: str) -> Json:
    """A person as interaction payloads name them."""
    name = workspace.users[user_id].name
    return {"id": user_id, "username": name, "name": name, "team_id": TEAM_ID}


def _thread(channel: Channel, parent: Message) -> Json:
    authors = list(dict.fromkeys(channel.messages[ts].user for ts in parent.replies))
    return {
        "thread_ts": parent.ts,
        "reply_count": len(parent.replies),
        "reply_users_count": len(authors),
        "reply_users": authors,
        "latest_reply": parent.replies[-1],
        "is_locked": False,
        "subscribed": False,
    }
