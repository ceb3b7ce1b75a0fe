"""What a listener has in hand: the services, and a way to answer the person who just typed or pressed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.response import BoltResponse

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Actor, Cause, Person
from incidentbot.domain.process import Process
from incidentbot.errors import NotPossible, VendorError
from incidentbot.ports import Clock, InForce
from incidentbot.services.action_item import ActionItems
from incidentbot.services.answer import Answers
from incidentbot.services.calendar import Calendars
from incidentbot.services.chat_fact import ChatFacts
from incidentbot.services.contact import Contacts
from incidentbot.services.cover import Covers
from incidentbot.services.handover import Handovers
from incidentbot.services.home import Home
from incidentbot.services.incident import Incidents
from incidentbot.services.link import Links
from incidentbot.services.oncall import Oncall
from incidentbot.services.page_board import PageBoard
from incidentbot.services.page_chart import PageCharts
from incidentbot.services.page_stats import PageStats
from incidentbot.services.pager import Pager
from incidentbot.services.people import People
from incidentbot.services.postmortem import Postmortems
from incidentbot.services.queue import Queue
from incidentbot.services.regrade import Regrades
from incidentbot.services.report import Reports
from incidentbot.services.search import Search
from incidentbot.services.status_update import StatusUpdates
from incidentbot.services.swap import Swaps
from incidentbot.services.ticket import Tickets
from incidentbot.services.timeline import Timeline
from incidentbot.services.trouble import Troubles
from incidentbot.slack.render import Renderer
from incidentbot.slack.web_api import SlackWeb


@dataclass(frozen=True)
class Bot:
    web: SlackWeb
    renderer: Renderer
    clock: Clock
    running: InForce
    links: Links
    people: People
    incidents: Incidents
    tickets: Tickets
    timeline: Timeline
    updates: StatusUpdates
    items: ActionItems
    postmortems: Postmortems
    home: Home
    queue: Queue
    regrades: Regrades
    reports: Reports
    handovers: Handovers
    search: Search
    troubles: Troubles
    chat_facts: ChatFacts
    contacts: Contacts
    oncall: Oncall
    covers: Covers
    swaps: Swaps
    calendars: Calendars
    pager: Pager
    board: PageBoard
    page_stats: PageStats
    page_charts: PageCharts
    answers: Answers

    @property
    def process(self) -> Process:
        return self.running.process

    def person(self, slack_id: str) -> Person:
        """Who this is. Slack is asked when we have not met, or not for a day; what we know serves when it is silent."""
        known, fresh = self.people.known(slack_id)
        if known and fresh:
            return known
        try:
            return self.people.meet(slack_id, **_profile(self.web.call("users.info", user=slack_id)["user"]))
        except VendorError:
            return known or self.people.meet(slack_id, slack_id, "UTC", False, False, False)


def _profile(user: Mapping[str, Any]) -> dict[str, Any]:
    profile = user.get("profile") or {}
    name = profile.get("display_name") or user.get("real_name") or profile.get("real_name") or user.get("name")
    return {
        "name": str(name or user["id"])[:200],
        "tz": str(user.get("tz") or "UTC"),
        "is_guest": bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        "is_bot": bool(user.get("is_bot")),
        "is_deleted": bool(user.get("deleted")),
    }


@dataclass
class Request:
    """One request of one person: who, where, and how to answer. Slack's words end here."""

    bot: Bot
    slack_id: str
    cause: Cause | None
    channel: str | None = None
    text: str = ""
    trigger: str | None = None
    response_url: str | None = None
    view: Mapping[str, Any] = field(default_factory=dict)
    named_incident: int | None = None  # INC-7 at the beginning of the text
    named_ticket: int | None = None  # T-12, likewise
    _person: Person | None = None

    @property
    def person(self) -> Person:
        if self._person is None:
            self._person = self.bot.person(self.slack_id)
        return self._person

    @property
    def actor(self) -> Actor:
        return self.person.as_actor(self.cause)

    def incident(self) -> Incident:
        """The incident that was named, or that this channel belongs to. Raises NotPossible."""
        if self.named_incident is not None:
            return self.bot.incidents.numbered(self.named_incident)
        found = self.bot.incidents.of_channel(self.channel) if self.channel else None
        if found is None:
            raise NotPossible("Say which incident: use this in its channel, or put its number first, like `INC-7`.")
        return found

    def answer(self, template: str, data: Mapping[str, Any] | None = None, replace: bool = False) -> None:
        """Seen by this person only. Without a response address (a shortcut, a modal) it goes to their messages."""
        message = self.bot.renderer.message(template, data or {}, whole=(data or {}).get("whole"))
        if self.response_url:
            body = {"text": message.text, "blocks": message.blocks, "response_type": "ephemeral"}
            self.bot.web.respond(self.response_url, {**body, "replace_original": replace})
        else:
            self.bot.web.call(
                "chat.postMessage",
                channel=self.slack_id,
                text=message.text,
                blocks=message.blocks,
                unfurl_links=False,
            )

    def open(self, template: str, data: Mapping[str, Any]) -> None:
        """A modal. The trigger lives three seconds and works once."""
        view = self.bot.renderer.view(template, data)
        self.bot.web.call("views.open", trigger_id=self.trigger, view=view)

    def push(self, template: str, data: Mapping[str, Any]) -> None:
        view = self.bot.renderer.view(template, data)
        self.bot.web.call("views.push", trigger_id=self.trigger, view=view)

    def update_view(self, template: str, data: Mapping[str, Any]) -> None:
        """Redraws the modal that this request came from, unless it was redrawn meanwhile."""
        view = self.bot.renderer.view(template, data)
        self.bot.web.call("views.update", view_id=self.view["id"], hash=self.view.get("hash"), view=view)

    def metadata(self) -> dict[str, Any]:
        """What we wrote into the modal when we opened it. It came back from outside: ids in it are looked up anew."""
        try:
            found = json.loads(self.view.get("private_metadata") or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def shown_instead(bot: Bot, template: str, data: Mapping[str, Any]) -> BoltResponse:
    """The answer to a submitted modal that replaces it by another view."""
    view = bot.renderer.view(template, data)
    return BoltResponse(status=200, body=json.dumps({"response_action": "update", "view": view}))
