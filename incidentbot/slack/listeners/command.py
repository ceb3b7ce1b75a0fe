"""/incident and /inc: the first word is a verb, or all of it is what is wrong."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.listeners import (
    ack,
    action_item,
    cover,
    declare,
    escalate,
    handover,
    home,
    incident,
    me,
    oncall,
    page,
    queue,
    regrade,
    report,
    search,
    snooze,
    stats,
    status_update,
    swap,
    ticket,
    timeline,
)
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb, Verbs

COMMANDS = ("/incident", "/inc")


def all_verbs() -> Verbs:
    verbs: list[Verb] = [
        *declare.VERBS,
        *status_update.VERBS,
        *incident.VERBS,
        *timeline.VERBS,
        *action_item.VERBS,
        *report.VERBS,
        *handover.VERBS,
        *queue.VERBS,
        *regrade.VERBS,
        *page.VERBS,
        *ack.VERBS,
        *escalate.VERBS,
        *snooze.VERBS,
        *stats.VERBS,
        *oncall.VERBS,
        *cover.VERBS,
        *swap.VERBS,
        *search.VERBS,
        *me.VERBS,
        *home.VERBS,
    ]
    return Verbs([*verbs, home.help_verb(verbs)])


def act_on(verbs: Verbs, request: Request) -> None:
    if request.named_ticket is not None:
        ticket.act_on(request)
        return
    if not request.text:
        home.show_start(request)
        return
    verb, rest = verbs.named(request.text)
    if verb is None:
        declare.open_form(request, request.text, verbs.nearest(request.text))
        return
    request.text = rest
    verb.act(request)


def register(app: App, bot: Bot) -> None:
    verbs = all_verbs()

    def typed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        act_on(verbs, request_of(bot, body, context))

    for command in COMMANDS:
        app.command(command)(typed)

    @app.action("did_you_mean")
    def meant(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """The declare form offered the nearest verb, and the person takes it, with the rest of what was typed."""
        ack()
        request = request_of(bot, body, context)
        origin = request.metadata()
        request.text = str(json.loads(body["actions"][0]["value"])["text"])
        request.channel = origin.get("channel")
        request.response_url = origin.get("answer_at")
        act_on(verbs, request)
        request.update_view("notice/modal", {"told": "Done. You can close this.", "typed": ""})
