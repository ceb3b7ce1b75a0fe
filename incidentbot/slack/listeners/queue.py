"""The queue: its pages, and the buttons on each line, which act and show the page as it is then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.queue import Only, snooze_until
from incidentbot.domain.ticket import Ticket
from incidentbot.errors import NotPossible
from incidentbot.services import facts
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import typed_text
from incidentbot.slack.listeners.home import publish
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb
from incidentbot.slack.views import queue as view

PAGE_SIZE = 8
MOST_RULES = 15
UNREADY = "unready"

Act = Callable[[Request, str], str]  # acts on what a button carries, and says what came of it


def refuse_guests(request: Request) -> None:
    if request.person.is_guest:
        raise NotPossible(
            "The queue is for members of the workspace. Tell of a problem with `/incident report`: "
            "it gets a number, and you hear when it is resolved."
        )


def queue(request: Request) -> None:
    """`queue` shows that of my teams; a team, mine, unowned, overdue or unready show others."""
    refuse_guests(request)
    words = typed_text(request.text).lower().split()
    if UNREADY in words:
        show_unready(request)
        return
    only = next((Only(word) for word in words if word in set(Only)), Only.ALL)
    team = " ".join(word for word in words if word not in set(Only))
    everybody = "all" in words and not team
    show(request, view.Asked(only, view.EVERYBODY if everybody else _team(request.bot, team)))


def _team(bot: Bot, said: str) -> str | None:
    """A team by its key or its name, with or without the # of its channel. Raises NotPossible."""
    said = said.removeprefix("#")
    if not said:
        return None
    teams = bot.process.teams.values()
    found = next((team.key for team in teams if said in (team.key.lower(), team.label.lower())), None)
    if found is None:
        raise NotPossible(
            f"There is no team “{said}”. There are {', '.join(bot.process.teams)}; "
            "and `mine`, `unowned`, `overdue`, `unready`, `all`."
        )
    return found


def show(request: Request, asked: view.Asked, said: str = "", replace: bool = False) -> None:
    bot = request.bot
    team = None if asked.team == view.EVERYBODY else asked.team
    wanted = bot.queue.wanted_by(request.person, asked.only, team, everybody=asked.team == view.EVERYBODY)
    page = bot.queue.page(wanted, PAGE_SIZE, asked.after)
    data = view.page(asked, wanted.teams, page.tickets, page.next_after, bot.process, bot.clock.now(), said)
    request.answer("queue/page", data, replace)


def show_unready(request: Request) -> None:
    bot = request.bot
    rules = bot.queue.unready(MOST_RULES + 1)
    data = {"rules": rules[:MOST_RULES], "more": len(rules) > MOST_RULES, "triage": bot.process.triage_team.label}
    request.answer("queue/unready", data)


def say(request: Request, said: str, ticket: Ticket, replace: bool = False) -> None:
    """What was done to a ticket, and the ticket as it is now."""
    line = facts.of_line(ticket, request.bot.clock.now())
    request.answer("ticket/changed", {"said": said, "ticket": line}, replace)


# -- what the buttons do ----------------------------------------------------------------------------------------------


def take(request: Request, value: str) -> str:
    ticket = request.bot.queue.take(request.actor, int(value))
    return f"{ticket.label} is yours."


def done(request: Request, value: str) -> str:
    ticket = request.bot.queue.done(request.actor, int(value))
    return f"{ticket.label} is resolved: {ticket.title}"


def snooze(request: Request, value: str) -> str:
    number, _, words = value.partition(" ")
    until = snooze_until(words, request.bot.clock.now(), request.person.tz)
    assert until is not None, "the menu offers only what can be read"
    ticket = request.bot.queue.snooze(request.actor, int(number), until)
    return f"{ticket.label} waits, and comes back by itself."


VERBS = (
    Verb(
        "queue",
        queue,
        "queue [team] [mine | unowned | overdue | unready]",
        "the tickets in working order",
        ("q", "tickets", "backlog"),
    ),
)
BUTTONS: dict[str, Act] = {"queue_take": take, "queue_done": done, "queue_snooze": snooze}


def register(app: App, bot: Bot) -> None:
    def pressed(act: Act) -> Callable[..., None]:
        def listener(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
            """A button may be older than the ticket's state: then the page says so, and shows how it is now."""
            ack()
            request = request_of(bot, body, context)
            refuse_guests(request)
            pressed = body["actions"][0]
            value = str(pressed.get("value") or (pressed.get("selected_option") or {}).get("value"))
            try:
                said = act(request, value)
            except NotPossible as stale:
                said = str(stale)
            _redraw(request, str(pressed.get("block_id")), int(value.partition(" ")[0]), said)

        return listener

    for name, act in BUTTONS.items():
        app.action(name)(pressed(act))

    def turned(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        refuse_guests(request)
        show(request, view.read(body["actions"][0]["value"]) or view.Asked(), replace=True)

    app.action("queue_more")(turned)
    app.action("queue_top")(turned)


def _redraw(request: Request, row: str, number: int, said: str) -> None:
    """Wherever the button was pressed: on a page of the queue, in App Home, or on a ticket that stands alone."""
    bot = request.bot
    asked = view.read(row)
    if request.view.get("type") == "home":
        publish(bot, request.slack_id, said)
    elif asked is not None:
        show(request, asked, said, replace=True)
    else:
        say(request, said, bot.tickets.numbered(number), replace=True)
