"""Status updates: what stakeholders are told, and the reminder's two buttons."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.incident import Incident
from incidentbot.services import facts
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers, typed_text
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb

POST = "post_update"
# Minutes until the next word, as the form offers them.
PROMISES = {"15": "in 15 minutes", "30": "in 30 minutes", "60": "in an hour", "120": "in 2 hours", "240": "in 4 hours"}


def update(request: Request) -> None:
    """`update` opens the form; `update <text>` posts at once."""
    incident = request.incident()
    text = typed_text(request.text)
    if not text:
        open_form(request, incident)
        return
    posted = request.bot.updates.post(incident.id, text, request.actor)
    request.answer("status_update/done", {"incident": facts.of_incident(posted)})


def open_form(request: Request, incident: Incident) -> None:
    every = request.bot.process.update_every(incident.priority)
    minutes = str(int(every.total_seconds() // 60)) if every else "60"
    data = {
        "incident": facts.of_incident(incident),
        "callback": POST,
        "metadata": json.dumps({"incident": incident.id}),
        "promises": PROMISES,
        "promise": minutes,
    }
    request.open("status_update/form", data)


VERBS = (Verb("update", update, "update [text]", "tells stakeholders, and promises the next word", ("up", "inform")),)


def register(app: App, bot: Bot) -> None:
    @app.action("post_update")
    def pressed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        open_form(request, bot.incidents.incident(int(body["actions"][0]["value"])))

    @app.action("postpone_update")
    def postponed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        incident = bot.updates.postpone(int(body["actions"][0]["value"]), request.actor)
        request.answer("status_update/postponed", {"incident": facts.of_incident(incident)})

    @app.view(POST)
    def submitted(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        answers = Answers(request.view)
        minutes = answers.choice("promise")
        promised = timedelta(minutes=int(minutes)) if minutes in PROMISES else None
        bot.updates.post(int(request.metadata()["incident"]), answers.text("text"), request.actor, promised)
        ack()
