"""Paging somebody by hand, the pages of an incident, and handing a page over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.escalation import Target, TargetKind
from incidentbot.domain.incident import Incident
from incidentbot.errors import InvalidInput, NotFound, NotPossible
from incidentbot.services.page_target import Wanted, person_target, target_named
from incidentbot.services.recipient import key_of, name_of, slack_of
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import MENTION, Answers, typed_text
from incidentbot.slack.listeners.home import publish
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb
from incidentbot.slack.views import page as view

PAGE, REASSIGN = "page", "reassign_page"
GROUP = re.compile(r"<!subteam\^(?P<id>[A-Z0-9]+)(?:\|[^>]*)?>")

Act = Callable[[], str]  # acts on a page, and says what came of it


def incident_here(request: Request) -> Incident | None:
    """The one that was named, or whose channel this is."""
    if request.named_incident is not None:
        return request.bot.incidents.numbered(request.named_incident)
    return request.bot.incidents.of_channel(request.channel) if request.channel else None


def refuse_guests(request: Request, told: str = "Guests cannot page.") -> None:
    """A guest whom the process file names can be on call, and may answer like everybody else."""
    if request.person.is_guest and key_of(request.bot.process, request.slack_id) is None:
        raise NotPossible(f"{told} Ask a member of the workspace.")


# -- /incident page ---------------------------------------------------------------------------------------------------


def page(request: Request) -> None:
    """`page payments`, `page checkout why`, `page @alice why`; bare, or without a reason that is needed, a form."""
    refuse_guests(request)
    wanted, why = _wanted(request.bot, request.text.strip())
    incident = incident_here(request)
    if wanted is None or not (why or incident):
        _open_form(request, incident, wanted, why)
        return
    _page(request, wanted, why, incident)


def _wanted(bot: Bot, text: str) -> tuple[Wanted | None, str]:
    """Whom the text begins with, and the rest of it. Raises NotFound."""
    if found := MENTION.match(text):
        return Wanted(person_target(bot.process, found[1])), typed_text(text[found.end() :]).strip()
    if found := GROUP.match(text):
        return Wanted(_team_of_group(bot, found["id"])), typed_text(text[found.end() :]).strip()
    word, _, why = typed_text(text).partition(" ")
    try:
        return (target_named(bot.process, word) if word else None), why.strip()
    except NotFound as unknown:
        declare = f"`/incident declare page {typed_text(text)}`" if why else "`/incident declare …`"
        raise NotFound(f"{unknown} If something is wrong with a page, say {declare}.") from unknown


def _team_of_group(bot: Bot, group: str) -> Target:
    team = next((team for team in bot.process.teams.values() if team.usergroup == group), None)
    if team is None:
        raise NotPossible("No team of the process file has this group. Say the team, or mention a person.")
    return Target(TargetKind.TEAM, team.key)


def _named(bot: Bot, target: Target) -> str:
    if target.kind == TargetKind.TEAM:
        return bot.process.teams[target.key].label
    slack_id = slack_of(bot.process, target.key)
    return bot.person(slack_id).name if slack_id else name_of(bot.process, target.key)


def _open_form(request: Request, incident: Incident | None, wanted: Wanted | None, why: str) -> None:
    team = wanted.target.key if wanted and wanted.target.kind == TargetKind.TEAM else None
    mention = MENTION.match(request.text.strip())
    person = mention[1] if mention else None
    request.open("page/form", view.form(request.bot.process, incident, request.response_url, team, person, why))


def _page(request: Request, wanted: Wanted, why: str, incident: Incident | None) -> None:
    told = ": ".join(part for part in (wanted.about, why) if part)
    asked = request.bot.pager.page(wanted.target, told, request.actor, incident.ticket_id if incident else None)
    show(request, asked.id, f"Paging {_named(request.bot, wanted.target)}.")


# -- what is shown ----------------------------------------------------------------------------------------------------


def show(request: Request, page_id: int, said: str = "", replace: bool = False) -> None:
    """What came of it, and the page as it is now."""
    data = {"title": "", "said": said, "nothing": "", "pages": [request.bot.board.one(page_id)]}
    request.answer("page/list", data, replace)


def pages(request: Request) -> None:
    """In an incident's channel its pages, elsewhere mine; `pages mine` says so."""
    refuse_guests(request, "Guests do not see pages.")
    board, incident = request.bot.board, incident_here(request)
    if incident is None or request.text.strip() == "mine":
        data = view.listed(board, board.mine(request.slack_id), "My pages", nothing="Nothing waits for you.")
    else:
        found = board.of_ticket(incident.ticket_id)
        data = view.listed(board, found, f"Pages of {incident.label}", nothing="Nobody has been paged.")
    request.answer("page/list", data)


def act_and_show(request: Request, body: dict[str, Any], page_id: int, act: Act, replace: bool = False) -> None:
    """A button may be older than the page's state: then it says so, and shows how it is now.

    `replace`: the message was written for this person alone, and shows what came of it in its place.
    """
    refuse_guests(request)
    try:
        said = act()
    except NotPossible as stale:
        said = str(stale)
    if request.view.get("type") == "home":
        publish(request.bot, request.slack_id, said)
        return
    show(request, page_id, said, replace or bool((body.get("container") or {}).get("is_ephemeral")))


# -- registering ------------------------------------------------------------------------------------------------------

VERBS = (
    Verb(PAGE, page, "page <team | service | @user> [why]", "asks for somebody, now", ("wake",)),
    Verb("pages", pages, "pages [mine]", "who was asked, by what, when, and who has it"),
)


def register(app: App, bot: Bot) -> None:
    @app.view(PAGE)
    def submitted(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """Written down before the form closes."""
        request = request_of(bot, body, context)
        refuse_guests(request)
        answers, metadata = Answers(request.view), request.metadata()
        incident = bot.incidents.incident(int(metadata["incident"])) if metadata.get("incident") else None
        wanted = _chosen(bot, answers)
        ticket_id = incident.ticket_id if incident else None
        asked = bot.pager.page(wanted, answers.text("why"), request.actor, ticket_id)
        ack()
        request.response_url = metadata.get("answer_at")
        show(request, asked.id, f"Paging {_named(bot, wanted)}.")

    @app.action(REASSIGN)
    def reassigning(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        refuse_guests(request)
        shown = bot.board.one(int(body["actions"][0]["value"]))
        metadata = json.dumps({"page": shown["id"], "answer_at": request.response_url})
        request.open("page/reassign", {"page": shown, "metadata": metadata})

    @app.view(REASSIGN)
    def reassigned(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        refuse_guests(request)
        slack_id = Answers(request.view).person("person")
        if not slack_id:
            raise InvalidInput({"person": "Choose somebody."})
        page_id = int(request.metadata()["page"])
        bot.pager.reassign(page_id, person_target(bot.process, slack_id).key, request.actor)
        ack()
        request.response_url = request.metadata().get("answer_at")
        show(request, page_id, f"{bot.person(slack_id).name} is being asked.")


def _chosen(bot: Bot, answers: Answers) -> Target:
    """Raises InvalidInput unless exactly one was chosen."""
    team, person = answers.choice("team"), answers.person("person")
    if bool(team) == bool(person):
        raise InvalidInput({"team": "Choose a team, or a person." if not team else "Choose one of the two."})
    return Target(TargetKind.TEAM, team) if team else person_target(bot.process, str(person))
