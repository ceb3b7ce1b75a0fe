"""Messages as Slack has them → what a timeline keeps: text, author, link and files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from incidentbot.errors import VendorError
from incidentbot.services.timeline import Quoted
from incidentbot.slack.bot import Bot
from incidentbot.slack.forms import MENTION, typed_text


def message_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message that a shortcut was used on."""
    message: Mapping[str, Any] = body["message"]
    return message


def fetched(bot: Bot, channel: str, ts: str) -> Mapping[str, Any] | None:
    """The message as it is now. A reaction's event says only where it is, and it may stand in a thread."""
    found = bot.web.call(
        "conversations.replies", channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True, limit=2
    )  # the parent of a thread comes along
    return next((message for message in found.get("messages", []) if message.get("ts") == ts), None)


def quoted(bot: Bot, channel: str, message: Mapping[str, Any]) -> Quoted:
    ts = str(message["ts"])
    return Quoted(
        channel=channel,
        ts=ts,
        text=_readable(bot, str(message.get("text") or "")) or "(no text)",
        author=_author(bot, message),
        written_at=datetime.fromtimestamp(float(ts), UTC),
        link=permalink(bot, channel, ts),
        files=tuple(str(file.get("title") or file.get("name") or "a file") for file in message.get("files") or ()),
    )


def _readable(bot: Bot, text: str) -> str:
    """Mentions become names: kept text must make sense where nothing turns an id into a name."""

    def name(found: Any) -> str:
        return f"@{bot.person(found[1]).name}"

    return typed_text(MENTION.sub(name, text))


def _author(bot: Bot, message: Mapping[str, Any]) -> str:
    user = message.get("user")
    return bot.person(str(user)).name if user else str(message.get("username") or "a bot")


def permalink(bot: Bot, channel: str, ts: str) -> str | None:
    try:
        return str(bot.web.call("chat.getPermalink", channel=channel, message_ts=ts)["permalink"])
    except VendorError:
        return None  # the text is kept; a link to it is a comfort
