"""One ticket: `/incident T-12 …` in words, and the form that shows everything about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rapidfuzz import fuzz, process
from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.action_item import due_date
from incidentbot.domain.queue import snooze_until
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.services.ticket import Wording
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers, mentioned, typed_text
from incidentbot.slack.listeners import declare, regrade
from incidentbot.slack.listeners import queue as queues
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import ALIKE
from incidentbot.slack.views import queue as queue_view
from incidentbot.slack.views import ticket as view

EDIT = "edit_ticket"

Act = Callable[[Request, int, str], None]  # the request, the ticket's number, and the words after the verb


def open_form(request: Request, number: int, row: str = "") -> None:
    bot = request.bot
    whole = bot.tickets.whole(number)
    metadata = {"ticket": number, "answer_at": request.response_url, "row": row}
    request.open("ticket/form", view.form(whole, bot.tickets.wording(whole.ticket), bot.process, EDIT, metadata))


def _show(request: Request, number: int, _text: str) -> None:
    ticket = request.bot.tickets.numbered(number)
    queues.say(request, ticket.description or ticket.title, ticket)


def _take(request: Request, number: int, _text: str) -> None:
    _say(request, number, queues.take(request, str(number)))


def _done(request: Request, number: int, text: str) -> None:
    ticket = request.bot.queue.done(request.actor, number, typed_text(text))
    _say(request, number, f"{ticket.label} is resolved.")


def _snooze(request: Request, number: int, text: str) -> None:
    words = typed_text(text)
    until = snooze_until(words, request.bot.clock.now(), request.person.tz)
    if until is None:
        said = f"“{words}” is no time that I know. " if words else "Until when? "
        raise NotPossible(said + f"Say it like `/incident T-{number} snooze 2h`, `tomorrow`, `monday` or `2026-03-02`.")
    ticket = request.bot.queue.snooze(request.actor, number, until)
    _say(request, number, f"{ticket.label} waits, and comes back by itself.")


def _raise(request: Request, number: int, _text: str) -> None:
    declare.open_worse(request, request.bot.tickets.numbered(number))


def _assign(request: Request, number: int, text: str) -> None:
    slack_id, rest = mentioned(text)
    if rest == "me":
        slack_id = request.slack_id
    if not slack_id:
        if rest:
            raise NotPossible(f"Who is “{typed_text(rest)}”? Mention the person: `/incident T-{number} assign @name`.")
        open_form(request, number)
        return
    person = request.bot.person(slack_id)
    ticket = request.bot.queue.assign(request.actor, number, person)
    _say(request, number, f"{ticket.label} is {person.name}'s.")


def _due(request: Request, number: int, text: str) -> None:
    words = typed_text(text)
    if not words:
        open_form(request, number)
        return
    day = due_date(words, request.person.today(request.bot.clock.now()))
    if day is None:
        raise NotPossible(f"“{words}” is no day that I know. Say `friday`, `tomorrow`, `2w` or `2026-03-02`.")
    ticket = request.bot.tickets.due(request.actor, number, day)
    _say(request, number, f"{ticket.label} is due on {day}.")


def _comment(request: Request, number: int, text: str) -> None:
    if not text:
        open_form(request, number)
        return
    ticket = request.bot.tickets.comment(request.actor, number, typed_text(text))
    _say(request, number, f"It is kept with {ticket.label}.")


def _link(request: Request, number: int, text: str) -> None:
    url, _, label = typed_text(text).partition(" ")
    ticket = request.bot.tickets.link(request.actor, number, url, label)
    _say(request, number, f"The link is kept with {ticket.label}.")


def _open(request: Request, number: int, _text: str) -> None:
    open_form(request, number)


WORDS: dict[str, Act] = {
    **dict.fromkeys(("show", ""), _show),
    **dict.fromkeys(("take", "ack", "mine"), _take),
    **dict.fromkeys(("done", "resolve", "resolved", "fixed", "close"), _done),
    **dict.fromkeys(("snooze", "wait", "later"), _snooze),
    **dict.fromkeys(("raise", "worse", "escalate"), _raise),
    **dict.fromkeys(("priority", "prio"), regrade.of_ticket),
    **dict.fromkeys(("severity", "sev"), regrade.severity_of_ticket),
    **dict.fromkeys(("growing",), regrade.growing_ticket),
    **dict.fromkeys(("assign", "owner"), _assign),
    **dict.fromkeys(("due",), _due),
    **dict.fromkeys(("note", "comment"), _comment),
    **dict.fromkeys(("link",), _link),
    **dict.fromkeys(("open", "edit"), _open),
}
TOLD = (
    "take, done [why], snooze 2h, raise, priority P2 <why>, assign @name, due friday, note <text>, link <address>, open"
)


def act_on(request: Request) -> None:
    """`/incident T-12 …`: the first word says what, the rest is for it."""
    assert request.named_ticket is not None
    queues.refuse_guests(request)
    word, _, rest = request.text.partition(" ")
    act = WORDS.get(word.lower())
    if act is None:
        near = process.extractOne(word.lower(), [one for one in WORDS if one], scorer=fuzz.ratio, score_cutoff=ALIKE)
        meant = f" Did you mean `{near[0]}`?" if near else ""
        raise NotPossible(f"I do not know what “{typed_text(word)}” does to a ticket.{meant} There are: {TOLD}.")
    act(request, request.named_ticket, rest.strip())


def _say(request: Request, number: int, said: str) -> None:
    queues.say(request, said, request.bot.tickets.numbered(number))


def register(app: App, bot: Bot) -> None:
    @app.action("queue_open")
    def opened(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        queues.refuse_guests(request)
        pressed = body["actions"][0]
        open_form(request, int(pressed["value"]), str(pressed.get("block_id") or ""))

    @app.view(EDIT)
    def edited(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        queues.refuse_guests(request)
        metadata = request.metadata()
        wanted = _wording(request, Answers(request.view), int(metadata["ticket"]))
        ticket = bot.tickets.edit(request.actor, int(metadata["ticket"]), wanted)
        ack()
        request.response_url = metadata.get("answer_at")
        asked = queue_view.read(str(metadata.get("row")))
        if request.response_url and asked is not None:
            queues.show(request, asked, f"{ticket.label} is saved.", replace=True)


def _wording(request: Request, answers: Answers, number: int) -> Wording:
    bot = request.bot
    present = bot.tickets.wording(bot.tickets.numbered(number))
    owner = answers.person("owner")
    environment = answers.choice("environment")
    if environment is None:
        raise InvalidInput({"environment": "Choose where it is."})
    has_services = bool(bot.process.services) or present.service is not None
    return Wording(
        answers.text("title"),
        answers.text("description") if len(present.description) <= view.LONGEST_SHOWN else present.description,
        answers.choice("service") if has_services else None,
        answers.choice("team"),
        environment,
        answers.day("due"),
        bot.person(owner) if owner else None,
        answers.text("comment"),
    )
