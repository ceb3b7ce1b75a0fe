"""The forms of how I am reached: adding an address, its code, rules and quiet hours; each redraws the one below."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.priority import Priority
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers
from incidentbot.slack.listeners.me import mine_of, shown, unless_too_late
from incidentbot.slack.requests import request_of
from incidentbot.slack.views import me as view


def register(app: App, bot: Bot) -> None:
    _register_openers(app, bot)
    _register_forms(app, bot)


def _register_openers(app: App, bot: Bot) -> None:
    @app.action("me_add")
    def adding(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        request.push("me/add", view.adding(mine_of(request)))

    @app.action("me_code")
    def typing(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        method_id = int(body["actions"][0]["value"])
        request.push("me/code", view.code(method_id, _shown(request, method_id)))

    @app.action("me_rules")
    def changing_rules(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        priority = Priority(body["actions"][0]["value"])
        request.push("me/rules", view.rules(priority, mine_of(request).rules, bot.contacts.kinds))

    @app.action(re.compile(f"^{view.RULE}"))
    def chose(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        priority, chosen = view.chosen_rules(Answers(request.view), request.metadata())
        unless_too_late(lambda: request.update_view("me/rules", view.rules(priority, chosen, bot.contacts.kinds)))

    @app.action("me_quiet")
    def changing_quiet(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        quiet = mine_of(request).quiet
        opens, closes = (str(quiet[0])[:5], str(quiet[1])[:5]) if quiet else ("", "")
        data = {"opens": opens, "closes": closes, "zone": request.person.tz, "metadata": "{}"}
        request.push("me/quiet", data)


def _register_forms(app: App, bot: Bot) -> None:
    @app.view("me_add")
    def added(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """Written down before the form asks for the code."""
        request = request_of(bot, body, context)
        answers = Answers(request.view)
        mine_of(request)
        method_id = bot.contacts.add(answers.choice("offer") or "", answers.text("address"), request.actor)
        data = view.code(method_id, _shown(request, method_id))
        ack(response_action="update", view=bot.renderer.view("me/code", data))
        _redraw_below(request)

    @app.view("me_code")
    def typed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        method_id = int(request.metadata()["method"])
        shown = bot.contacts.confirm(method_id, Answers(request.view).text("code"), request.actor)
        ack()
        _redraw_below(request, f"{shown} is verified. Now send yourself a test page.")

    @app.view("me_rules")
    def rules_chosen(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        priority, wanted = view.chosen_rules(Answers(request.view), request.metadata())
        bot.contacts.set_rules(priority, wanted, request.actor)
        ack()
        _redraw_below(request)

    @app.view("me_quiet")
    def quiet_chosen(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        bot.contacts.set_quiet(_hours(Answers(request.view)), request.person.tz, request.actor)
        ack()
        _redraw_below(request)


def _hours(answers: Answers) -> tuple[time, time] | None:
    opens, closes = answers.clock("opens"), answers.clock("closes")
    if opens is None and closes is None:
        return None
    if opens is None or closes is None:
        raise InvalidInput({"opens" if opens is None else "closes": "Choose both, or neither."})
    if opens == closes:
        raise InvalidInput({"closes": "That is no time at all. Choose another end."})
    return opens, closes


def _shown(request: Request, method_id: int) -> str:
    """Raises NotPossible for what is not theirs, or gone."""
    found = next((one.shown for one in mine_of(request).addresses if one.id == method_id), None)
    if found is None:
        raise NotPossible("That contact method is not there any more. Open `/incident me` anew.")
    return found


def _redraw_below(request: Request, said: str = "") -> None:
    """The form under the one that was submitted, if there is one."""
    root = request.view.get("root_view_id")
    if root and root != request.view.get("id"):
        drawn = request.bot.renderer.view("me/me", shown(request, said))
        unless_too_late(lambda: request.bot.web.call("views.update", view_id=root, view=drawn))
