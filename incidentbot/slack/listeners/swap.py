"""Asking somebody, or the team, to take a shift; and the buttons under the question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.people import Actor
from incidentbot.domain.swap import Swap
from incidentbot.errors import NotPossible
from incidentbot.services.oncall import FAR, OwnShift
from incidentbot.services.recipient import key_of
from incidentbot.services.swap import Swaps
from incidentbot.services.swap_follow import of_swap
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers, mentioned, typed_text
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb
from incidentbot.slack.views import swap as view
from incidentbot.slack.views.cover import person_key

Act = Callable[[Swaps, int, Actor], Swap]
BUTTONS: dict[str, Act] = {"swap_take": Swaps.take, "swap_decline": Swaps.decline, "swap_withdraw": Swaps.withdraw}


def swap(request: Request) -> None:
    """`swap` opens the form; `swap @carol [why]` and `swap team [why]` ask at once for my next shift to be taken."""
    own = coming(request)
    slack_id, rest = mentioned(request.text)
    word, _, why = typed_text(rest).partition(" ")
    if slack_id is None and word.lower() != "team":
        request.open("swap/form", view.shown(own, request.person.tz, None, typed_text(request.text)))
        return
    asked_of = person_key(request.bot.process, slack_id, "asked_of") if slack_id else None
    made = request.bot.swaps.ask(
        own[0].schedule, own[0].shift.start, asked_of, typed_text(rest) if slack_id else why, request.actor
    )
    request.answer("swap/sent", of_swap(request.bot.process, made))


def coming(request: Request) -> list[OwnShift]:
    """My shifts that have not begun. Raises NotPossible where there is none."""
    bot = request.bot
    key, now = key_of(bot.process, request.slack_id), bot.clock.now()
    if key is None:
        raise NotPossible("The process file does not name you with your Slack id, so that you have no shifts.")
    own = [one for one in bot.oncall.shifts_of(key, now, now + FAR) if not one.shift.is_shadow]
    if not (found := [one for one in own if one.shift.start > now]):
        raise NotPossible(
            f"You have no shift that begins within {FAR.days} days. "
            "Somebody else can take the one that is running with `/incident cover`."
        )
    return found


VERBS = (
    Verb(
        "swap",
        swap,
        "swap [@user | team] [why]",
        "asks somebody, or the team, to take a shift of yours",
        ("trade",),
    ),
)


def register(app: App, bot: Bot) -> None:
    @app.action("swap_open")
    def opened(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        request.open("swap/form", view.shown(coming(request), request.person.tz, None))

    @app.view("swap")
    def submitted(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """Written down before the form closes."""
        request = request_of(bot, body, context)
        answers = Answers(request.view)
        schedule, start = view.chosen(answers)
        asked = answers.person("asked_of")
        asked_of = person_key(bot.process, asked, "asked_of") if asked else None
        made = bot.swaps.ask(schedule, start, asked_of, answers.text("why"), request.actor)
        ack()
        request.answer("swap/sent", of_swap(bot.process, made))

    def pressed(act: Act) -> Callable[..., None]:
        def listener(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
            """Whoever is first has it; the question is replaced by how it ended."""
            ack()
            request = request_of(bot, body, context)
            ended = act(bot.swaps, int(body["actions"][0]["value"]), request.actor)
            request.answer("swap/ended", of_swap(bot.process, ended), replace=True)

        return listener

    for name, act in BUTTONS.items():
        app.action(name)(pressed(act))
