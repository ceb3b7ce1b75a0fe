"""Channels that people rename, archive or unarchive: we follow by the channel's id."""

from __future__ import annotations

from typing import Any

from slack_bolt import App, BoltContext

from incidentbot.domain.people import BOT, Actor
from incidentbot.slack.bot import Bot
from incidentbot.slack.requests import request_of


def register(app: App, bot: Bot) -> None:
    def who(body: dict[str, Any], context: BoltContext) -> Actor:
        """A rename does not say who did it."""
        request = request_of(bot, body, context)
        return request.actor if request.slack_id else BOT.because_of(request.cause)

    def renamed(body: dict[str, Any], context: BoltContext) -> None:
        channel = body["event"]["channel"]
        bot.chat_facts.channel_renamed(channel["id"], channel["name"], who(body, context))

    def archived(body: dict[str, Any], context: BoltContext) -> None:
        bot.chat_facts.channel_archived(body["event"]["channel"], True, who(body, context))

    def unarchived(body: dict[str, Any], context: BoltContext) -> None:
        bot.chat_facts.channel_archived(body["event"]["channel"], False, who(body, context))

    for kind in ("channel", "group"):
        app.event(f"{kind}_rename")(renamed)
        app.event(f"{kind}_archive")(archived)
        app.event(f"{kind}_unarchive")(unarchived)
