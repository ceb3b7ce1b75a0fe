"""Commanding an incident and changing its status."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.incident import MOVES, STATUS_WORDS, Incident, Status
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.services import facts
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers, mentioned, typed_text
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb

RESOLVE, REOPEN, COMMANDER, STATUS = "resolve", "reopen", "name_commander", "change_status"


def command(request: Request) -> None:
    """`commander` takes command or opens the form; `commander @user` hands it over."""
    slack_id, rest = mentioned(request.text)
    incident = request.incident()
    if slack_id:
        named = request.bot.person(slack_id)
        incident = request.bot.incidents.name_commander(incident.id, named, request.actor)
        request.answer("incident/command_given", {"incident": facts.of_incident(incident)})
    elif rest in ("me", ""):
        open_form(request, incident, "incident/name_commander", COMMANDER) if not rest else take(request, incident)
    else:
        raise NotPossible(f"Who is “{typed_text(rest)}”? Mention the person: `/incident commander @name`.")


def take(request: Request, incident: Incident) -> None:
    taken = request.bot.incidents.take_command(incident.id, request.actor)
    request.answer("incident/command_given", {"incident": facts.of_incident(taken)})


def status(request: Request) -> None:
    """`status` shows the moves there are; `status mitigated` makes one."""
    word, _, why = typed_text(request.text).partition(" ")
    incident = request.incident()
    if not word:
        open_form(request, incident, "incident/change_status", STATUS)
        return
    if word.lower() in ("reopen", "reopened"):
        _reopen(request, incident, why)
        return
    wanted = STATUS_WORDS.get(word.lower())
    if wanted is None:
        choices = ", ".join(MOVES[incident.status])
        raise NotPossible(f"“{word}” is not a status. Possible now: {choices}.")
    _move(request, incident, wanted, why)


def _move(request: Request, incident: Incident, wanted: Status, why: str) -> None:
    if wanted == Status.RESOLVED and incident.status.is_open:
        open_form(request, incident, "incident/resolve", RESOLVE, summary=why)
        return
    moved = request.bot.incidents.change_status(incident.id, wanted, request.actor, why)
    request.answer("incident/status_set", {"incident": facts.of_incident(moved)})


def reopen(request: Request) -> None:
    _reopen(request, request.incident(), typed_text(request.text))


def _reopen(request: Request, incident: Incident, why: str) -> None:
    if not why:
        if incident.status.is_open:
            raise NotPossible(f"{incident.label} is open: its status is {incident.status}.")
        open_form(request, incident, "incident/reopen", REOPEN)
        return
    reopened = request.bot.incidents.reopen(incident.id, why, request.actor)
    request.answer("incident/status_set", {"incident": facts.of_incident(reopened)})


def open_form(request: Request, incident: Incident, template: str, callback: str, **more: object) -> None:
    metadata = {"incident": incident.id, "answer_at": request.response_url}
    data = {
        "incident": facts.of_incident(incident),
        "moves": [status.value for status in MOVES[incident.status]],
        "now": request.bot.clock.now(),
        "callback": callback,
        "metadata": json.dumps(metadata),
    }
    request.open(template, data | more)


def _moving(word: str) -> Any:
    def act(request: Request) -> None:
        request.text = f"{word} {request.text}".strip()
        status(request)

    return act


VERBS = (
    Verb(
        "status",
        status,
        "status [identified | mitigated | resolved | …]",
        "says where we stand; resolving asks for a summary",
        ("state",),
    ),
    Verb("mitigated", _moving("mitigated"), "mitigated", "the impact is over, the work is not", ("mit", "mitigate")),
    Verb("resolved", _moving("resolved"), "resolved", "it is over", ("resolve", "fixed", "done", "close")),
    Verb("identified", _moving("identified"), "identified", "the cause is known", ("found",)),
    Verb("cancel", _moving("cancelled"), "cancel [why]", "a false alarm", ("cancelled", "canceled", "false-alarm")),
    Verb("reopen", reopen, "reopen [why]", "it is not over after all", ("reopened",)),
    Verb(
        "commander",
        command,
        "commander [@user | me]",
        "names the incident commander",
        ("ic", "lead", "command"),
    ),
)


def incident_of(request: Request) -> Incident:
    return request.bot.incidents.incident(int(request.metadata()["incident"]))


def register(app: App, bot: Bot) -> None:
    def pressed(body: dict[str, Any], context: BoltContext) -> tuple[Request, Incident]:
        request = request_of(bot, body, context)
        return request, bot.incidents.incident(int(body["actions"][0]["value"]))

    @app.action("take_command")
    def take_command(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        take(*pressed(body, context))

    @app.action("change_status")
    def change_status(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request, incident = pressed(body, context)
        if not incident.status.is_open:
            open_form(request, incident, "incident/reopen", REOPEN)
        else:
            open_form(request, incident, "incident/change_status", STATUS)

    @app.action("resolve")
    def resolve(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request, incident = pressed(body, context)
        if not incident.status.is_open:
            raise NotPossible(f"{incident.label} is {incident.status} already.")
        open_form(request, incident, "incident/resolve", RESOLVE, summary="")

    @app.action("reopen")
    def reopen_pressed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request, incident = pressed(body, context)
        _reopen(request, incident, "")

    @app.view(RESOLVE)
    def resolved(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        answers = Answers(request.view)
        bot.incidents.resolve(
            incident_of(request).id, answers.text("summary"), answers.moment("mitigated_at"), request.actor
        )
        ack()

    @app.view(REOPEN)
    def reopened(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        bot.incidents.reopen(incident_of(request).id, Answers(request.view).text("why"), request.actor)
        ack()

    @app.view(STATUS)
    def status_chosen(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """Choosing "resolved" goes on to the questions that resolving asks."""
        request = request_of(bot, body, context)
        answers, incident = Answers(request.view), incident_of(request)
        wanted = Status(answers.choice("status") or incident.status)
        if wanted == Status.RESOLVED:
            data = {
                "incident": facts.of_incident(incident),
                "now": bot.clock.now(),
                "callback": RESOLVE,
                "summary": answers.text("why"),
                "metadata": json.dumps(request.metadata()),
            }
            ack(response_action="update", view=bot.renderer.view("incident/resolve", data))
            return
        bot.incidents.change_status(incident.id, wanted, request.actor, answers.text("why"))
        ack()

    @app.view(COMMANDER)
    def commander_named(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        slack_id = Answers(request.view).person("commander")
        if not slack_id:
            raise InvalidInput({"commander": "Choose somebody."})
        bot.incidents.name_commander(incident_of(request).id, bot.person(slack_id), request.actor)
        ack()
