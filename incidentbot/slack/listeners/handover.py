"""Handing over: command in an incident's channel, the team's queue everywhere else."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.queue import teams_of
from incidentbot.errors import NotPossible
from incidentbot.services.handover import check_sees_queue, of_digest
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers, mentioned, typed_text
from incidentbot.slack.listeners import incident
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb
from incidentbot.slack.views import handover as view

HAND_OVER = "hand_over"


def handoff(request: Request) -> None:
    """`handoff [@user]` hands over command where there is an incident; `handoff queue [team] [@user]` the queue."""
    slack_id, rest = mentioned(request.text)
    word, _, team = typed_text(rest).partition(" ")
    if word.lower() == "queue":
        open_form(request, team.strip(), slack_id)
    elif _is_about_an_incident(request):
        incident.command(request)
    else:
        open_form(request, typed_text(rest), slack_id)


def _is_about_an_incident(request: Request) -> bool:
    here = request.bot.incidents.of_channel(request.channel) if request.channel else None
    return request.named_incident is not None or here is not None


def open_form(request: Request, team: str, incoming: str | None) -> None:
    """An empty queue needs no form. Raises NotPossible for guests, and where nobody can say which team is meant."""
    check_sees_queue(request.person)
    mine = teams_of(request.bot.process, request.slack_id)
    digest = request.bot.handovers.digest(team or _only(mine))
    if not digest.items:
        request.answer("handover/empty", of_digest(digest))
        return
    others = [key for key in mine if key != digest.team.key]
    request.open("handover/form", view.shown(digest, incoming, others))


def _only(teams: tuple[str, ...]) -> str:
    if not teams:
        raise NotPossible("The process file has you in no team. Say which queue: `/incident handoff queue <team>`.")
    return teams[0]


VERBS = (
    Verb(
        "handoff",
        handoff,
        "handoff [@user | queue [team]]",
        "hands over command, or your team's queue at the end of a shift",
        ("handover",),
    ),
)


def register(app: App, bot: Bot) -> None:
    @app.view(HAND_OVER)
    def submitted(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """Written down before the form closes. Both people and the team's channel get the digest."""
        request = request_of(bot, body, context)
        answers, metadata = Answers(request.view), request.metadata()
        slack_id = answers.person("incoming")
        incoming = bot.person(slack_id) if slack_id else None
        sentences = view.read(answers, metadata)
        bot.handovers.hand_over(str(metadata["team"]), sentences, request.person, incoming, request.actor)
        ack()
