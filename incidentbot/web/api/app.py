"""The API as one application, so that its problems, its limits and its document are its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount

from incidentbot.ports import Clock
from incidentbot.services.inbox import Inbox
from incidentbot.services.listing import Listing
from incidentbot.services.oncall import Oncall
from incidentbot.services.page_stats import PageStats
from incidentbot.services.pager import Pager
from incidentbot.services.people import People
from incidentbot.services.queue import Queue
from incidentbot.services.regrade import Regrades
from incidentbot.services.report import Reports
from incidentbot.services.search import Search
from incidentbot.services.silence import Silences
from incidentbot.services.ticket import Tickets
from incidentbot.services.token import Tokens
from incidentbot.web.api import (
    alerts,
    catalog,
    docs,
    incidents,
    oncall,
    page_counts,
    pages,
    process,
    reports,
    search,
    silences,
    ticket_acts,
    ticket_counts,
    tickets,
    tokens,
)
from incidentbot.web.api.problem import Problem, answer_problems

PATH = "/api"
LONGEST_BODY = 1 << 20
ABOUT = (
    "Send `Authorization: Bearer ib-api-…`. Instants are ISO 8601 in UTC. A list has at most `limit` items and, while "
    "there are more, a `next`: give it back as `cursor`. What cannot be done is answered as application/problem+json."
)


@dataclass(frozen=True)
class Services:
    """What the API offers to programs."""

    clock: Clock
    running: process.Loadable
    tokens: Tokens
    inbox: Inbox
    listing: Listing
    tickets: Tickets
    oncall: Oncall
    queue: Queue
    regrades: Regrades
    reports: Reports
    silences: Silences
    search: Search
    people: People
    pager: Pager
    page_stats: PageStats
    words: docs.Pages


def api(services: Services, version: str) -> Mount:
    built = FastAPI(
        title="Incidentbot",
        version=version,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        max_body_size=LONGEST_BODY,
        generate_unique_id_function=lambda route: f"{route.tags[0]}_{route.name}",
        separate_input_output_schemas=False,
    )
    # Where `access` finds them: a dependency knows no more than the request.
    built.state.tokens, built.state.inbox = services.tokens, services.inbox
    answer_problems(built)
    _include_nouns(built, services)
    built.openapi = _document(built.openapi)  # type: ignore[method-assign]  # as FastAPI's own manual has it
    built.include_router(docs.routes(services.words, built.openapi))
    return Mount(PATH, built)


def _include_nouns(built: FastAPI, services: Services) -> None:
    """The more particular address comes first: /v1/reports/tickets before what could read it as a name."""
    for router in (
        tickets.routes(services.listing),
        ticket_acts.routes(services.queue, services.tickets, services.regrades, services.people),
        alerts.routes(services.listing),
        incidents.routes(services.listing),
        ticket_counts.routes(services.listing, services.running),
        page_counts.routes(services.page_stats),
        reports.routes(services.reports, services.listing, services.people),
        catalog.routes(services.running),
        oncall.routes(services.oncall, services.running, services.clock),
        pages.routes(services.pager, services.tickets, services.people, services.running),
        silences.routes(services.silences, services.listing, services.clock),
        search.routes(services.search),
        process.routes(services.running, services.listing),
        tokens.routes(services.tokens),
    ):
        built.include_router(router)


def _document(generate: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """FastAPI's, with the one shape that it cannot know of: a problem."""

    def document() -> dict[str, Any]:
        schema = generate()
        schemas = schema["components"]["schemas"]
        if "Problem" not in schemas:
            told = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= told.pop("$defs")
            schemas["Problem"] = told
        schema["servers"] = [{"url": PATH}]
        return schema

    return document
