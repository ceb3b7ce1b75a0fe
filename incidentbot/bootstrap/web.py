"""The HTTP edge: intake, API, callbacks, and pages for people."""

from __future__ import annotations

from collections.abc import Callable

from incidentbot import __version__, metrics
from incidentbot.bootstrap.parts import Parts
from incidentbot.domain.vcard import contact_card
from incidentbot.integrations.sources import SOURCES
from incidentbot.services.listing import Listing
from incidentbot.services.subscription import Subscriptions
from incidentbot.slack.edge import SlackEdge
from incidentbot.web import answer, calendar, callbacks, health, page, pages
from incidentbot.web import intake as intake_route
from incidentbot.web import slack as slack_route
from incidentbot.web.api.app import Services, api
from incidentbot.web.app import Web
from incidentbot.web.app import app as web_app
from incidentbot.web.signed import SignedDoor


def web(parts: Parts, slack: SlackEdge, checks: list[health.Check], measure: Callable[[], None]) -> Web:
    routers = [
        health.routes(checks, metrics.REGISTRY, measure),
        pages.routes(
            parts.words, parts.links, parts.incidents, parts.timeline, parts.updates, parts.items, parts.postmortems
        ),
    ]
    routers.append(answer.routes(parts.words, parts.links, parts.answers))
    routers.append(page.routes(parts.words, parts.links, parts.page_board))
    routers.append(calendar.routes(parts.calendars, _contact_card(parts)))
    if slack.http:
        routers.append(slack_route.routes(slack.http))
    signed = SignedDoor({"cloudwatch": parts.sns}, Subscriptions(parts.store, parts.clock))
    plain = intake_route.routes(parts.intake, parts.tokens, parts.heartbeats, parts.running, SOURCES, signed)
    called_back = callbacks.routes(parts.pagers.readers, parts.answers, lambda: parts.settings.base_url)
    offered = Services(
        clock=parts.clock,
        running=parts.running,
        tokens=parts.tokens,
        inbox=parts.inbox,
        listing=Listing(parts.store, parts.clock),
        tickets=parts.tickets,
        oncall=parts.oncall,
        queue=parts.queue,
        regrades=parts.regrades,
        reports=parts.reports,
        silences=parts.silences,
        search=parts.search,
        people=parts.people,
        pager=parts.pager,
        page_stats=parts.page_stats,
        words=parts.words,
    )
    return web_app(routers, [*plain, *called_back, api(offered, __version__)])


def _contact_card(parts: Parts) -> str:
    """A name in place of a number is shown as it is by telephones, and cannot be saved."""
    given = (parts.settings.twilio_from, parts.settings.vonage_from)
    numbers = [number for number in given if number and number.startswith("+")]
    name = f"{parts.running.process.organisation} Incidentbot".strip()
    return contact_card(name, numbers, parts.settings.smtp_from or "")
