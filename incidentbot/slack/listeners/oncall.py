"""Who is on call: asked in words, and the buttons of what is said before a shift."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.span_words import moment
from incidentbot.errors import NotPossible
from incidentbot.services import oncall_fact
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import typed_text
from incidentbot.slack.listeners.calendar import open_addresses
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb

MOST = 12  # schedules of one answer
AT = re.compile(r"(?:^|\s)at\s+(.+)$", re.IGNORECASE)
CALENDAR = re.compile(r"(?:^|\s)calendars?$", re.IGNORECASE)


def oncall(request: Request) -> None:
    """`oncall` tells of every schedule; a team, a service or a schedule of that one; `at …` of another moment.

    `oncall payments calendar` shows where it can be subscribed to.
    """
    text = " ".join(typed_text(request.text).split())
    if CALENDAR.search(text):
        open_addresses(request, CALENDAR.sub("", text))
        return
    found = AT.search(text)
    at = _moment(request, found[1]) if found else None
    word = (text[: found.start()] if found else text).strip()
    told = request.bot.oncall.who(word or None, at)
    process = request.bot.process
    shown = [oncall_fact.of_on_call(process, key, one) for key, one in list(told.items())[:MOST]]
    data = {"found": shown, "word": word, "at": at, "more": max(0, len(told) - MOST), "slack_id": request.slack_id}
    request.answer("oncall/who", data)


def _moment(request: Request, words: str) -> datetime:
    found = moment(words, request.bot.clock.now(), request.person.tz)
    if found is None:
        raise NotPossible("Say when like `at mon 09:00`, `at tomorrow 14:00` or `at 2026-03-02T09:00`.")
    return found


VERBS = (
    Verb(
        "oncall",
        oncall,
        "oncall [team | service | schedule] [at mon 09:00 | calendar]",
        "who is on call, until when, who is next and why",
        ("who", "on-call", "schedule"),
    ),
)


def register(app: App, bot: Bot) -> None:
    @app.action("oncall_test")
    def tested(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        sent = ", ".join(bot.contacts.test_page(request.actor))
        request.answer("oncall/tested", {"ways": sent})
