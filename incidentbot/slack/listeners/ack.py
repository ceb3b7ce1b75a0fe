"""Acknowledging: in words, by a button, by 👀; and talk in the channel, which keeps an acknowledgement alive."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.incident import Incident
from incidentbot.domain.page import Page
from incidentbot.services.page_board import Several, one_to_answer
from incidentbot.services.page_story import UNANSWERED
from incidentbot.services.recipient import key_of
from incidentbot.slack.activity import Activity, channel_of
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.listeners.page import act_and_show, incident_here, refuse_guests, show
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb
from incidentbot.slack.views import page as view

BY = "Slack"
TEST = 0  # a test page has no notification


def acknowledge(request: Request) -> None:
    """In an incident's channel its page, elsewhere the one that was sent to me; `ack 1002` names it."""
    refuse_guests(request)
    meant = page_meant(request)
    if meant is not None:
        said = _acknowledge(request, meant)
        show(request, meant.id, said)


def page_meant(request: Request) -> Page | None:
    """Which page somebody means who says only "ack", "escalate", "snooze". None when it had to ask which.

    Raises NotFound, NotPossible.
    """
    board, incident = request.bot.board, incident_here(request)
    code, _, rest = request.text.strip().partition(" ")
    if code.isascii() and code.isdigit():
        request.text = rest
        return board.with_code(code)
    stories = board.of_ticket(incident.ticket_id) if incident else board.mine(request.slack_id)
    try:
        return one_to_answer(stories, key_of(request.bot.process, request.slack_id) if incident else None)
    except Several as which:
        request.answer("page/list", view.listed(board, which.stories, "Which one?"))
        return None


def _acknowledge(request: Request, page: Page) -> str:
    request.bot.pager.acknowledge(page.id, request.actor, BY)
    return f"You have {page.ticket_label}. Nobody else is asked."


def acknowledge_by_reaction(request: Request, incident: Incident) -> None:
    """👀 on any message of the channel. Where nobody is being asked it means just that somebody looks."""
    going = [story.page for story in request.bot.board.of_ticket(incident.ticket_id) if story.page.state in UNANSWERED]
    own = [page for page in going if not page.target] or going
    if own:
        request.bot.pager.acknowledge(own[0].id, request.actor, "👀")


VERBS = (Verb("ack", acknowledge, "ack [number]", "you have it: the asking stops", ("acknowledge", "acked")),)


def register(app: App, bot: Bot) -> None:
    activity = Activity(bot)

    @app.action("acknowledge_page")
    def pressed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        page_id = int(body["actions"][0]["value"])
        page = bot.pager.one(page_id).page
        act_and_show(request, body, page_id, lambda: _acknowledge(request, page))

    @app.action("acknowledge_notified")
    def pressed_in_message(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """On the message that asked: what was told with it is acknowledged with it."""
        ack()
        request = request_of(bot, body, context)
        notification_id = int(body["actions"][0]["value"])
        if notification_id == TEST:
            request.answer("me/said", {"said": "That works: a page would be acknowledged now."})
            return
        page, _ = bot.board.page_of(notification_id)
        answer = bot.answers.acknowledge
        act_and_show(request, body, page.id, lambda: answer(notification_id, BY, request.cause), replace=True)

    @app.event("message")
    def said(body: dict[str, Any]) -> None:
        if channel := channel_of(body):
            activity.seen(channel)
