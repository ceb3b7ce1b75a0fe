"""Notes, the timeline and its corrections."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.timeline import page_of
from incidentbot.errors import InvalidInput, VendorError
from incidentbot.services import facts
from incidentbot.slack.blocks import page_wanted
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers, typed_text
from incidentbot.slack.messages import message_of, quoted
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb

PAGE_SIZE = 12
NOTE, CORRECT = "add_note", "correct_event"


def note(request: Request) -> None:
    incident = request.incident()
    text = typed_text(request.text)
    if not text:
        data = {"incident": facts.of_incident(incident), "metadata": json.dumps({"incident": incident.id})}
        request.open("timeline/note", data | {"callback": NOTE})
        return
    request.bot.timeline.note(incident.id, text, request.actor)
    request.answer("timeline/noted", {"incident": facts.of_incident(incident), "text": text})


def show(request: Request) -> None:
    incident = request.incident()
    request.open("timeline/timeline", timeline_shown(request.bot, incident.id, None))


def timeline_shown(bot: Bot, incident_id: int, page: int | None) -> dict[str, Any]:
    """The last page first: what happened lately is what people look for."""
    incident = bot.incidents.incident(incident_id)
    entries = bot.timeline.told(incident)
    last = max(1, -(-len(entries) // PAGE_SIZE))
    rows, page, pages = page_of(entries, page or last, PAGE_SIZE)
    return {
        "incident": facts.of_incident(incident),
        "entries": [facts.of_entry(entry) for entry in rows],
        "page": page,
        "pages": pages,
        "whole": bot.links.incident(incident.number),
        "metadata": json.dumps({"incident": incident_id, "page": page}),
    }


VERBS = (
    Verb("note", note, "note <text>", "adds a line to the timeline", ("log", "n")),
    Verb("timeline", show, "timeline", "shows what happened, and lets you correct it", ("tl", "history")),
)


def register(app: App, bot: Bot) -> None:
    @app.action("show_timeline")
    def opened(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        request.open("timeline/timeline", timeline_shown(bot, int(body["actions"][0]["value"]), None))

    def turned(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        subject, page = page_wanted(body["actions"][0]["value"])
        request.update_view("timeline/timeline", timeline_shown(bot, int(subject), page))

    app.action("timeline_page_previous")(turned)
    app.action("timeline_page_next")(turned)

    @app.action("correct_event")
    def correcting(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        event_id, incident_id = int(body["actions"][0]["value"]), int(request.metadata()["incident"])
        metadata = {"incident": incident_id, "event": event_id, "page": request.metadata().get("page")}
        metadata["root"] = request.view.get("id")
        data = {"entry": facts.of_entry(bot.timeline.entry(incident_id, event_id)), "metadata": json.dumps(metadata)}
        request.push("timeline/correct", data | {"callback": CORRECT})

    @app.view(CORRECT)
    def corrected(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        answers, metadata = Answers(request.view), request.metadata()
        happened_at = answers.moment("happened_at")
        if happened_at is None:
            raise InvalidInput({"happened_at": "Say when it happened."})
        bot.timeline.correct(
            int(metadata["incident"]), int(metadata["event"]), answers.text("text"), happened_at, request.actor
        )
        ack()
        try:
            view = bot.renderer.view(
                "timeline/timeline", timeline_shown(bot, int(metadata["incident"]), metadata.get("page"))
            )
            bot.web.call("views.update", view_id=metadata["root"], view=view)
        except VendorError as gone:
            if gone.code != "not_found":  # the list below was closed meanwhile
                raise

    @app.view(NOTE)
    def noted(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        bot.timeline.note(int(request.metadata()["incident"]), Answers(request.view).text("text"), request.actor)
        ack()

    @app.action("add_note")
    def note_wanted(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        incident = bot.incidents.incident(int(body["actions"][0]["value"]))
        data = {"incident": facts.of_incident(incident), "metadata": json.dumps({"incident": incident.id})}
        request.open("timeline/note", data | {"callback": NOTE})

    @app.shortcut("add_to_timeline")
    def from_message(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        incident = request.incident()
        message = quoted(bot, str(request.channel), message_of(body))
        added = bot.timeline.add_message(incident.id, message, request.actor)
        request.answer("timeline/added", {"incident": facts.of_incident(incident), "added": added})
