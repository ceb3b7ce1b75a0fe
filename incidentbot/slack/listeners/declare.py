"""Declaring: the form that judges while it is filled in, its shortcuts, and a ticket that got worse."""

from __future__ import annotations

import json
import re
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.ticket import Declaration, Ticket
from incidentbot.errors import NotPossible, VendorError
from incidentbot.services import facts
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers, check_draft, read_draft, typed_text
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb
from incidentbot.slack.views import declare as view

LIVE = re.compile("^(service|environment|customers|condition|flags|urgency|priority)$")
LONGEST_TYPED = 500  # of a command, carried through the form


def open_form(request: Request, text: str = "", nearest: str | None = None) -> None:
    """Opens at once, prefilled. Raises NotPossible for guests, who see only part of the workspace."""
    title = typed_text(text)
    _refuse_guests(request, title)
    metadata: dict[str, Any] = {"answer_at": request.response_url, "channel": request.channel}
    if nearest:
        rest = text.partition(" ")[2][:LONGEST_TYPED]
        metadata |= {"nearest": nearest, "typed": json.dumps({"text": f"{nearest} {rest}".strip()})}
    draft = view.blank(request.bot.process, title)
    bot = request.bot
    request.open("incident/declare", view.shown(draft, bot.process, bot.clock.now(), metadata, bot.board))


def open_worse(request: Request, ticket: Ticket) -> None:
    """The same form for a ticket that got worse. Raises NotPossible where that comes too late."""
    if ticket.is_incident:
        raise NotPossible(f"{ticket.label} is an incident already: INC-{ticket.incident_number}.")
    if not ticket.is_open:
        raise NotPossible(f"{ticket.label} is resolved. Declare a new incident and name {ticket.label} in it.")
    metadata = {"ticket": ticket.id, "ticket_label": ticket.label, "answer_at": request.response_url}
    draft = view.of_ticket(ticket)
    bot = request.bot
    request.open("incident/declare", view.shown(draft, bot.process, bot.clock.now(), metadata, bot.board))


def _refuse_guests(request: Request, title: str) -> None:
    if request.person.is_guest:
        raise NotPossible(
            "Guests cannot declare incidents, because they do not see the channel that opens. "
            f"Ask a member of the workspace to type `/incident declare {title or 'what is wrong'}`."
        )


VERBS = (
    Verb(
        "declare",
        lambda request: open_form(request, request.text),
        "declare [title]",
        "opens the form for a new incident",
        ("new", "open", "start", "create"),
    ),
)


def register(app: App, bot: Bot) -> None:
    @app.shortcut("declare_incident")
    def from_anywhere(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        open_form(request_of(bot, body, context))

    @app.shortcut("declare_from_message")
    def from_message(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        open_form(request_of(bot, body, context), str(body["message"].get("text") or ""))

    @app.action(LIVE)
    def answered(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """An answer changed: the form shows what follows from it."""
        ack()
        request = request_of(bot, body, context)
        draft = read_draft(Answers(request.view), bot.process)
        try:
            data = view.shown(draft, bot.process, bot.clock.now(), request.metadata(), bot.board)
            request.update_view("incident/declare", data)
        except VendorError as trouble:
            if trouble.code not in ("hash_conflict", "not_found"):  # a later answer, or the end, was quicker
                raise

    @app.options(re.compile("^(reported_)?service$"))
    def services(ack: Ack, body: dict[str, Any]) -> None:
        sought = str(body.get("value") or "").lower()
        offered = {key: service.customer_path or key for key, service in bot.process.services.items()}
        found = {key: label for key, label in offered.items() if sought in key.lower() or sought in label.lower()}
        ack(options=bot.renderer.options(found))

    @app.view("declare")
    def submitted(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """Written down before the form closes: what was closed is on disk."""
        request = request_of(bot, body, context)
        draft = read_draft(Answers(request.view), bot.process)
        judged = draft.classification(bot.process, bot.clock.now())
        check_draft(draft, judged)
        _refuse_guests(request, draft.title)
        answer_at = request.metadata().get("answer_at")
        said = Declaration(draft.title, draft.service, draft.environment, judged, draft.description, answer_at)
        declared = bot.incidents.declare(said, request.actor)
        ack(response_action="clear")
        _answer(request, declared, answer_at)

    @app.action("got_worse")
    def got_worse(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        open_worse(request, bot.tickets.ticket(int(body["actions"][0]["value"])))

    @app.view("got_worse")
    def judged_anew(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        metadata = request.metadata()
        ticket = bot.tickets.ticket(int(metadata["ticket"]))
        draft = read_draft(Answers(request.view), bot.process)
        judged = draft.classification(bot.process, bot.clock.now())
        check_draft(draft, judged)
        declared = bot.incidents.got_worse(ticket.id, judged, request.actor, metadata.get("answer_at"))
        ack(response_action="clear")
        _answer(request, declared, metadata.get("answer_at"))


def _answer(request: Request, declared: Any, answer_at: str | None) -> None:
    request.response_url = answer_at
    incident = facts.of_incident(declared.incident) if declared.incident else None
    request.answer("incident/declared", {"incident": incident, "ticket": facts.of_ticket(declared.ticket)})
