"""App Home, the list of open incidents, help, and being spoken to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.services import facts
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.listeners.declare import open_form
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb

PAGE_SIZE = 8


def show_start(request: Request) -> None:
    """Bare /incident: what is open here and now, and the one button."""
    here = request.bot.incidents.of_channel(request.channel) if request.channel else None
    request.answer("home/start", {"here": facts.of_incident(here) if here else None, **_listed(request.bot, None)})


def show_list(request: Request) -> None:
    request.answer("home/list", _listed(request.bot, None))


def _listed(bot: Bot, after: int | None) -> dict[str, Any]:
    """One page by keyset: `after` is the last number of the page before."""
    found = bot.incidents.open(PAGE_SIZE + 1, after)
    shown = found[:PAGE_SIZE]
    return {
        "incidents": [facts.of_incident(incident) for incident in shown],
        "next_after": shown[-1].number if len(found) > PAGE_SIZE else None,
        "is_first": after is None,
    }


def help_verb(verbs: Sequence[Verb]) -> Verb:
    shown = [{"usage": verb.usage, "help": verb.help, "aliases": verb.aliases} for verb in verbs]

    def show_help(request: Request) -> None:
        request.answer("home/help", {"verbs": shown})

    return Verb("help", show_help, "help", "this list", ("?", "h", "commands"))


def publish(bot: Bot, slack_id: str, said: str = "") -> None:
    """`said` is what came of a button that was pressed there."""
    person = bot.person(slack_id)
    data = bot.home.of(person) | bot.oncall.home_of(person) | {"said": said}
    bot.web.call("views.publish", user_id=slack_id, view=bot.renderer.view("home/home", data))


VERBS = (Verb("list", show_list, "list", "open incidents", ("ls", "all")),)


def register(app: App, bot: Bot) -> None:
    @app.event("app_home_opened")
    def opened(body: dict[str, Any]) -> None:
        if body["event"].get("tab", "home") == "home":
            publish(bot, body["event"]["user"])

    @app.event("app_mention")
    def spoken_to(body: dict[str, Any], context: BoltContext) -> None:
        event = body["event"]
        bot.home.greet(event["channel"], event.get("thread_ts") or event["ts"], request_of(bot, body, context).actor)

    @app.action(re.compile("^list_(page|newest)$"))
    def turned(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        after = int(body["actions"][0]["value"]) or None
        request.answer("home/list", _listed(bot, after), replace=True)

    @app.action("declare")
    def declare_pressed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        open_form(request_of(bot, body, context))

    # A button that only opens an address still sends its press.
    for link in ("open_page", "open_channel"):
        app.action(link)(lambda ack: ack())
