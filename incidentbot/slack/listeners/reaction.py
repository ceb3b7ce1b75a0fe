"""📌 and ✅ on messages of an incident's channel, counted once a message, however many people add them; 👀 there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import App, BoltContext

from incidentbot.domain.incident import Incident
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.listeners.ack import acknowledge_by_reaction
from incidentbot.slack.messages import fetched, quoted
from incidentbot.slack.requests import request_of

PIN, CHECK, EYES = "pushpin", "white_check_mark", "eyes"


def register(app: App, bot: Bot) -> None:
    def reacted(body: dict[str, Any], context: BoltContext) -> None:
        """Events come late, twice or in the wrong order: what counts is which reactions the message has now."""
        event = body["event"]
        item = event.get("item") or {}
        if event.get("reaction") not in (PIN, CHECK) or item.get("type") != "message":
            return
        incident = bot.incidents.of_channel(item["channel"])
        message = fetched(bot, item["channel"], item["ts"]) if incident else None
        if incident is None or message is None:
            return
        request = request_of(bot, body, context)
        stands = _has(message, event["reaction"])
        act = _pinned if event["reaction"] == PIN else _promised
        act(request, incident, item["channel"], message, stands)

    def added(body: dict[str, Any], context: BoltContext) -> None:
        event = body["event"]
        if event.get("reaction") == EYES:
            looked(body, context, str((event.get("item") or {}).get("channel")))
        else:
            reacted(body, context)

    def looked(body: dict[str, Any], context: BoltContext, channel: str) -> None:
        """Taking 👀 off again gives nothing back: for that there are *Escalate* and *Hand over*."""
        if incident := bot.incidents.of_channel(channel):
            acknowledge_by_reaction(request_of(bot, body, context), incident)

    app.event("reaction_added")(added)
    app.event("reaction_removed")(reacted)


def _has(message: Mapping[str, Any], name: str) -> bool:
    return any(reaction.get("name") == name and reaction.get("count", 1) for reaction in message.get("reactions") or ())


def _pinned(request: Request, incident: Incident, channel: str, message: Mapping[str, Any], stands: bool) -> None:
    bot = request.bot
    if stands:
        bot.timeline.add_message(incident.id, quoted(bot, channel, message), request.actor)
    else:
        bot.timeline.withdraw_message(incident.id, f"{channel}:{message['ts']}", request.actor)


def _promised(request: Request, incident: Incident, channel: str, message: Mapping[str, Any], stands: bool) -> None:
    bot = request.bot
    if stands:
        source = quoted(bot, channel, message)
        bot.items.promise(incident.id, source.text, None, None, request.actor, source)
    else:
        bot.items.drop_message(incident.id, f"{channel}:{message['ts']}", request.actor)
