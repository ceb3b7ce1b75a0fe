"""Another priority or severity, and growing impact: in words, or in the form that asks why."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.priority import Priority, Severity
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.services import facts
from incidentbot.services.regrading import Regraded
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers, typed_text
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb

REGRADE = "regrade"


def of_ticket(request: Request, number: int, text: str) -> None:
    """`priority P1 <why>` acts at once; without a reason the form asks for it."""
    word, _, why = typed_text(text).partition(" ")
    if word and word.upper() not in set(Priority):
        raise NotPossible(f"“{word}” is no priority. There are {', '.join(Priority)}.")
    if not word or not why.strip():
        open_form(request, number, Priority(word.upper()) if word else None)
        return
    _say(request, request.bot.regrades.regrade(request.actor, number, Priority(word.upper()), why))


def severity_of_ticket(request: Request, number: int, text: str) -> None:
    word, _, why = typed_text(text).partition(" ")
    wanted = word.upper() if word.upper().startswith("SEV") else f"SEV{word}"
    if wanted not in set(Severity):
        raise NotPossible(f"Say which: {', '.join(Severity)}, and why, like `severity SEV2 half of the customers`.")
    _say(request, request.bot.regrades.set_severity(request.actor, number, Severity(wanted), why))


def growing_ticket(request: Request, number: int, text: str) -> None:
    _say(request, request.bot.regrades.mark_growing(request.actor, number, typed_text(text)))


def open_form(request: Request, number: int, wanted: Priority | None = None, pushed: bool = False) -> None:
    ticket = request.bot.tickets.numbered(number)
    answer_at = request.metadata().get("answer_at") if pushed else request.response_url
    data = {
        "ticket": facts.of_ticket(ticket),
        "priority": (wanted or ticket.classification.priority).value,
        "why": "",
        "callback": REGRADE,
        "metadata": json.dumps({"ticket": number, "answer_at": answer_at}),
    }
    (request.push if pushed else request.open)("regrade/form", data)


def _say(request: Request, regraded: Regraded) -> None:
    ticket = regraded.ticket
    becomes = ticket.classification.priority
    data = {
        "ticket": facts.of_ticket(ticket),
        "was": regraded.was.value,
        "incident": facts.of_incident(regraded.incident) if regraded.incident else None,
        "opened": becomes.is_incident and not regraded.was.is_incident,
        "stopped": regraded.was.is_incident and not becomes.is_incident,
    }
    request.answer("regrade/done", data)


def _number(request: Request) -> int:
    """That of the ticket under the incident that was named, or in whose channel this was said."""
    return request.bot.tickets.ticket(request.incident().ticket_id).number


VERBS = (
    Verb(
        "priority",
        lambda request: of_ticket(request, _number(request), request.text),
        "priority P1 [why]",
        "judges it anew; below P2 it is a ticket again",
        ("prio",),
    ),
    Verb(
        "severity",
        lambda request: severity_of_ticket(request, _number(request), request.text),
        "severity SEV2 [why]",
        "says how bad it is; the priority follows",
        ("sev",),
    ),
    Verb(
        "growing",
        lambda request: growing_ticket(request, _number(request), request.text),
        "growing [why]",
        "the impact grows: somebody must act now",
        ("worse", "spreading"),
    ),
)


def register(app: App, bot: Bot) -> None:
    @app.action("regrade_ticket")
    def pressed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        open_form(request_of(bot, body, context), int(body["actions"][0]["value"]), pushed=True)

    @app.view(REGRADE)
    def submitted(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        answers, metadata = Answers(request.view), request.metadata()
        priority = answers.choice("new_priority")
        if priority is None:
            raise InvalidInput({"new_priority": "Choose a priority."})
        regraded = bot.regrades.regrade(request.actor, int(metadata["ticket"]), Priority(priority), answers.text("why"))
        ack(response_action="clear")
        request.response_url = metadata.get("answer_at")
        _say(request, regraded)
