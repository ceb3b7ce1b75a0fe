"""Reporting a problem: in words, in the form, or from a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.report import ReportFacts, named_ticket
from incidentbot.errors import VendorError
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import MENTION, Answers, typed_text
from incidentbot.slack.messages import message_of, permalink
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb
from incidentbot.slack.views import report as view

REPORT = "report"
LIVE = re.compile("^reported_(service|customers)$")


def report(request: Request) -> None:
    """`report` opens the form; `report <text>` acts at once; `report T-12 <text>` adds to that ticket."""
    joins, text = named_ticket(typed_text(request.text))
    if request.named_incident is not None:
        joins = request.bot.tickets.ticket(request.incident().ticket_id).number
    if not text.strip():
        open_form(request, ReportFacts("", joins=joins), {})
        return
    request.bot.reports.report(request.actor, ReportFacts(text, joins=joins, answer_at=request.response_url))


def open_form(request: Request, draft: ReportFacts, metadata: Mapping[str, Any]) -> None:
    request.open("report/form", _shown(request, draft, "", {**metadata, "joins": draft.joins}))


def _shown(request: Request, draft: ReportFacts, customer: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    bot = request.bot
    joinable = bot.reports.joinable(draft.service, metadata.get("joins"), request.person)
    sees_queue = not request.person.is_guest
    return view.shown(draft, customer, joinable, sees_queue, bot.process, bot.clock.now(), metadata, bot.board)


VERBS = (
    Verb(
        "report",
        report,
        "report [T-12] [text]",
        "tells of a problem; you hear when it is resolved",
        ("problem",),
    ),
)


def register(app: App, bot: Bot) -> None:
    @app.shortcut("create_ticket")
    def from_message(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        message, channel = message_of(body), str(request.channel)
        ts = str(message["ts"])
        draft = ReportFacts(_words_of(bot, message), conversation=permalink(bot, channel, ts))
        # Into the direct messages of two people the bot cannot come.
        origin = {"channel": channel, "ts": ts, "thread": str(message.get("thread_ts") or ts)}
        open_form(request, draft, {} if channel.startswith("D") else {"origin": origin})

    @app.action(LIVE)
    def answered(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """Another service has other tickets that it may belong to; more customers make another priority."""
        ack()
        request = request_of(bot, body, context)
        answers, metadata = Answers(request.view), request.metadata()
        draft = view.read(answers, metadata)
        try:
            request.update_view("report/form", _shown(request, draft, answers.text("customer"), metadata))
        except VendorError as trouble:
            if trouble.code not in ("hash_conflict", "not_found"):  # a later answer, or the end, was quicker
                raise

    @app.view(REPORT)
    def submitted(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """Written down before the form closes: what was closed is on disk."""
        request = request_of(bot, body, context)
        bot.reports.report(request.actor, view.read(Answers(request.view), request.metadata()))
        ack()


def _words_of(bot: Bot, message: Mapping[str, Any]) -> str:
    """What the message says, with names for the people whom we know: there is no time to ask for others."""
    attached = (part.get("text") or part.get("fallback") for part in message.get("attachments") or ())
    text = str(message.get("text") or next(filter(None, attached), ""))

    def name(found: re.Match[str]) -> str:
        known, _ = bot.people.known(found[1])
        return f"@{known.name}" if known else f"@{found[1]}"

    return typed_text(MENTION.sub(name, text))
