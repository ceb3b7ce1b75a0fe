"""Calendars of teams and schedules to subscribe to, and new addresses for them. One's own stands in me."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.errors import NotPossible, VendorError
from incidentbot.services.calendar import SCHEDULE, TEAM
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.requests import request_of
from incidentbot.slack.views import calendar as view

RENEWED = "The calendar has a new address. The old one leads nowhere now: whoever subscribed to it needs the new one."


def open_addresses(request: Request, word: str) -> None:
    """Of the teams and schedules that `word` means; without one, of all. Raises NotFound, NotPossible for guests."""
    _refuse_guests(request)
    request.open("calendar/addresses", _shown(request, word))


def _refuse_guests(request: Request) -> None:
    if request.person.is_guest:
        raise NotPossible("Guests do not subscribe to who is on call. Ask a member of the team.")


def _shown(request: Request, word: str, said: str = "") -> dict[str, Any]:
    process = request.bot.process
    found = view.meant(process, word)
    addresses = request.bot.calendars.addresses_of(found[: view.MOST], request.actor)
    return view.shown(process, word, addresses, max(0, len(found) - view.MOST), said)


def register(app: App, bot: Bot) -> None:
    @app.action("calendar_open")
    def opened(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        word = str(body["actions"][0].get("value") or "")
        open_addresses(request_of(bot, body, context), "" if word == view.ALL else word)

    @app.action("calendar_renew")
    def renewed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        kind, _, key = str(body["actions"][0].get("value")).partition(" ")
        _refuse_guests(request)
        if kind not in (TEAM, SCHEDULE):
            raise NotPossible("Only you give your own calendar a new address: `/incident me calendar new`.")
        bot.calendars.new_address_of(kind, key, request.actor)
        word = str(request.metadata().get("word") or "")
        try:
            request.update_view("calendar/addresses", _shown(request, word, RENEWED))
        except VendorError as trouble:
            if trouble.code not in ("hash_conflict", "not_found", "view_not_found"):  # the form was closed meanwhile
                raise
