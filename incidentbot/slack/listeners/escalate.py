"""Escalating: asking the next ones now. Two who press at once escalate once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.escalation import Position
from incidentbot.domain.page import Page
from incidentbot.errors import NotPossible
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.listeners.ack import TEST, page_meant
from incidentbot.slack.listeners.page import act_and_show, refuse_guests, show
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb

A_MOMENT = timedelta(seconds=10)  # in which two who type the same mean the same


def escalate(request: Request) -> None:
    """In an incident's channel its page, elsewhere the one that was sent to me; `escalate 1002` names it."""
    refuse_guests(request)
    page = page_meant(request)
    if page is not None:
        _refuse_twice(request, page)
        show(request, page.id, _escalate(request, page.id, page.position))


def _refuse_twice(request: Request, page: Page) -> None:
    """Words do not say which step their writer saw, as a button does."""
    is_moved = page.position is not None and page.position > Position(0, 0)
    if is_moved and page.last_asked_at and request.bot.clock.now() - page.last_asked_at < A_MOMENT:
        raise NotPossible(f"{page.label} was escalated a moment ago: the next ones are being asked.")


def _escalate(request: Request, page_id: int, seen: Position | None) -> str:
    page = request.bot.pager.escalate(page_id, seen, request.actor)
    return f"{page.ticket_label} is escalated: the next ones are being asked."


def _seen(value: str) -> tuple[int, Position | None]:
    """What the button carries: the page, and the step that it showed."""
    page_id, _, written = value.partition(" ")
    cycle, colon, step = written.partition(":")
    return int(page_id), Position(int(cycle), int(step)) if colon else None


VERBS = (Verb("escalate", escalate, "escalate [number]", "the next ones are asked now"),)


def register(app: App, bot: Bot) -> None:
    @app.action("escalate_page")
    def pressed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        page_id, seen = _seen(body["actions"][0]["value"])
        act_and_show(request, body, page_id, lambda: _escalate(request, page_id, seen))

    @app.action("escalate_notified")
    def pressed_in_message(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        notification_id = int(body["actions"][0]["value"])
        if notification_id == TEST:
            request.answer("me/said", {"said": "That works: the next ones would be asked now."})
            return
        page, seen = bot.board.page_of(notification_id)
        act_and_show(request, body, page.id, lambda: _escalate(request, page.id, seen), replace=True)
