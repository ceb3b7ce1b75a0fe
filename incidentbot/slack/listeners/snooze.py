"""Snoozing a page: nobody is asked before a moment that somebody chose."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.queue import snooze_until
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers, typed_text
from incidentbot.slack.listeners.ack import page_meant
from incidentbot.slack.listeners.page import refuse_guests, show
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb

SNOOZE = "snooze_page"
SHORTEST_NUMBER = 4
HOW_TO = "Say it like `/incident snooze 30m`, `2h`, `16:30` or `tomorrow`."


def snooze(request: Request) -> None:
    """`snooze 30m`, `snooze 1002 30m`; bare, a form."""
    refuse_guests(request)
    numbered, words = _parted(request.text)
    request.text = numbered
    until = snooze_until(words, request.bot.clock.now(), request.person.tz) if words else None
    if words and until is None:
        raise NotPossible(f"“{words}” is no time that I know. {HOW_TO}")
    page = page_meant(request)
    if page is None:
        return
    if until is None:
        _open_form(request, page.id)
        return
    page = request.bot.pager.snooze(page.id, until, request.actor)
    show(request, page.id, f"{page.ticket_label} is snoozed, and asks again by itself.")


def _parted(text: str) -> tuple[str, str]:
    """The number of a page, which has four digits or more, and the words for a time: `30 min` is no page."""
    first, _, rest = text.strip().partition(" ")
    is_number = first.isascii() and first.isdigit() and len(first) >= SHORTEST_NUMBER
    return (first, typed_text(rest).strip()) if is_number else ("", typed_text(text).strip())


def _open_form(request: Request, page_id: int) -> None:
    metadata = json.dumps({"page": page_id, "answer_at": request.response_url})
    request.open("page/snooze", {"page": request.bot.board.one(page_id), "metadata": metadata})


VERBS = (Verb("snooze", snooze, "snooze [number] [30m | 2h | tomorrow]", "nobody is asked before then"),)


def register(app: App, bot: Bot) -> None:
    @app.action(SNOOZE)
    def pressed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        refuse_guests(request)
        _open_form(request, int(body["actions"][0]["value"]))

    @app.action("snooze_notified")
    def pressed_in_message(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        page, _ = bot.board.page_of(int(body["actions"][0]["value"]))
        _open_form(request_of(bot, body, context), page.id)

    @app.view(SNOOZE)
    def chosen(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        refuse_guests(request)
        words = Answers(request.view).choice("until") or ""
        until = snooze_until(words, bot.clock.now(), request.person.tz)
        if until is None:
            raise InvalidInput({"until": "Choose one of these."})
        page_id = int(request.metadata()["page"])
        page = bot.pager.snooze(page_id, until, request.actor)
        ack()
        request.response_url = request.metadata().get("answer_at")
        show(request, page.id, f"{page.ticket_label} is snoozed, and asks again by itself.")
