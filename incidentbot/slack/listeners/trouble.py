"""Trying again what did not work."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.slack.bot import Bot
from incidentbot.slack.requests import request_of


def register(app: App, bot: Bot) -> None:
    @app.action("try_again")
    def pressed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        bot.troubles.try_again(int(body["actions"][0]["value"]), request.actor)
        request.answer("trouble/tried_again")
