"""The Slack edge: what listens there, and what speaks."""

from __future__ import annotations

from dataclasses import dataclass

from incidentbot.bootstrap.parts import Parts
from incidentbot.slack.bot import Bot
from incidentbot.slack.edge import SlackEdge
from incidentbot.slack.render import Renderer
from incidentbot.slack.web_api import SlackWeb


@dataclass(frozen=True)
class Slack:
    web: SlackWeb
    renderer: Renderer
    edge: SlackEdge


def slack(parts: Parts) -> Slack:
    settings = parts.settings
    assert settings.slack_bot_token is not None, "without a token the sandbox brings one"
    token = settings.slack_bot_token.get_secret_value()
    web = SlackWeb(token, settings.slack_api_url)
    renderer = Renderer(parts.words)
    bot = Bot(
        web=web,
        renderer=renderer,
        clock=parts.clock,
        running=parts.running,
        links=parts.links,
        people=parts.people,
        incidents=parts.incidents,
        tickets=parts.tickets,
        timeline=parts.timeline,
        updates=parts.updates,
        items=parts.items,
        postmortems=parts.postmortems,
        home=parts.home,
        queue=parts.queue,
        regrades=parts.regrades,
        reports=parts.reports,
        handovers=parts.handovers,
        search=parts.search,
        troubles=parts.troubles,
        chat_facts=parts.chat_facts,
        contacts=parts.contacts,
        oncall=parts.oncall,
        covers=parts.covers,
        swaps=parts.swaps,
        calendars=parts.calendars,
        pager=parts.pager,
        board=parts.page_board,
        page_stats=parts.page_stats,
        page_charts=parts.page_charts,
        answers=parts.answers,
    )
    app_token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else None
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None
    return Slack(web, renderer, SlackEdge(bot, parts.inbox, token, app_token, secret, settings.slack_api_url))
