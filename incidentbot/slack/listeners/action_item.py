"""Action items: promising, keeping, dropping, changing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.action_item import DEFAULT_TERM, split_due
from incidentbot.domain.people import Person
from incidentbot.errors import InvalidInput
from incidentbot.services import facts
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers, mentioned, typed_text
from incidentbot.slack.messages import message_of, quoted
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb

PROMISE, CHANGE, DROP = "promise", "change_action_item", "drop_action_item"


def today_of(request: Request) -> date:
    return request.bot.clock.now().astimezone(ZoneInfo(request.person.tz)).date()


def action(request: Request) -> None:
    """`action` opens the form; `action <text> @owner <due>` notes the promise at once."""
    incident = request.incident()
    slack_id, rest = mentioned(request.text)
    text, due = split_due(typed_text(rest), today_of(request))
    if not text:
        open_form(request, incident.id, "", None)
        return
    owner = request.bot.person(slack_id) if slack_id else None
    item = request.bot.items.promise(incident.id, text, owner, due, request.actor)
    if item:
        request.answer("action_item/noted", {"item": facts.of_action_item(item)})


def open_form(request: Request, incident_id: int, text: str, source: dict[str, str] | None) -> None:
    data = {
        "text": text,
        "owner": request.slack_id,
        "due": today_of(request) + DEFAULT_TERM,
        "callback": PROMISE,
        "title": "Action item",
        "metadata": json.dumps({"incident": incident_id, "source": source}),
    }
    request.open("action_item/form", data)


VERBS = (Verb("action", action, "action <text> @owner <due>", "promises a follow-up", ("ai", "followup", "todo")),)


def register(app: App, bot: Bot) -> None:
    def filled_in(request: Request) -> tuple[str, Person | None, date]:
        answers = Answers(request.view)
        due = answers.day("due")
        if due is None:
            raise InvalidInput({"due": "Choose the day by which it is done."})
        slack_id = answers.person("owner")
        return answers.text("text"), bot.person(slack_id) if slack_id else None, due

    @app.shortcut("create_action_item")
    def from_message(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        incident = request.incident()
        message = message_of(body)
        source = {"channel": str(request.channel), "ts": str(message["ts"])}
        open_form(request, incident.id, typed_text(str(message.get("text") or "")), source)

    @app.view(PROMISE)
    def promised(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        text, owner, due = filled_in(request)
        metadata = request.metadata()
        source = metadata.get("source")
        message = quoted(bot, source["channel"], {"ts": source["ts"], "user": request.slack_id}) if source else None
        item = bot.items.promise(int(metadata["incident"]), text, owner, due, request.actor, message)
        if item is None:
            raise InvalidInput({"text": "That message is an action item already."})
        ack()

    @app.action("keep_action_item")
    def kept(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        item = bot.items.keep(int(body["actions"][0]["value"]), request.actor)
        request.answer("action_item/ended", {"item": facts.of_action_item(item)})

    @app.action("change_action_item")
    def changing(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        item = bot.items.item(int(body["actions"][0]["value"]))
        data = {
            "text": item.text,
            "owner": item.owner.slack_id if item.owner else None,
            "due": item.due,
            "callback": CHANGE,
            "title": item.label,
            "metadata": json.dumps({"item": item.id}),
        }
        request.open("action_item/form", data)

    @app.view(CHANGE)
    def changed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        bot.items.change(int(request.metadata()["item"]), *filled_in(request), request.actor)
        ack()

    @app.action("drop_action_item")
    def dropping(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        item = bot.items.item(int(body["actions"][0]["value"]))
        data = {"item": facts.of_action_item(item), "callback": DROP, "metadata": json.dumps({"item": item.id})}
        request.open("action_item/drop", data)

    @app.view(DROP)
    def dropped(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        bot.items.drop(int(request.metadata()["item"]), Answers(request.view).text("why"), request.actor)
        ack()
