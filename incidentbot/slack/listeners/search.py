"""/incident search: tickets, incidents and timelines that say certain words, seen by the one who asked."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.search import LONGEST_QUERY
from incidentbot.services.search import Hit
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers, typed_text
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb

SEARCH = "search"


def search(request: Request) -> None:
    query = typed_text(request.text)
    if query:
        request.answer("search/found", _found(request, query))
    else:
        metadata = json.dumps({"answer_at": request.response_url})
        request.open("search/form", {"callback": SEARCH, "metadata": metadata})


def _found(request: Request, query: str, after: str = "") -> dict[str, Any]:
    query = " ".join(query.split())[:LONGEST_QUERY]
    found = request.bot.search.find(query, request.person, after)
    hits = [_shown(request.bot, hit) for hit in found.hits]
    return {"query": query, "hits": hits, "next": found.next, "is_first": not after}


def _shown(bot: Bot, hit: Hit) -> dict[str, Any]:
    page = bot.links.incident(hit.incident_number) if hit.incident_number else ""
    return {**asdict(hit), "label": hit.label, "page": page}


VERBS = (Verb("search", search, "search <words>", "looks into tickets, incidents and timelines", ("find", "grep")),)


def register(app: App, bot: Bot) -> None:
    @app.view(SEARCH)
    def asked(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = request_of(bot, body, context)
        found = _found(request, Answers(request.view).text("q"))
        ack()
        request.response_url = request.metadata().get("answer_at")
        request.answer("search/found", found)

    @app.action("search_more")
    def more(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        after, _, query = str(body["actions"][0]["value"]).partition(" ")
        request = request_of(bot, body, context)
        request.answer("search/found", _found(request, query, after), replace=True)

    @app.action("search_best")
    def best(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        request.answer("search/found", _found(request, str(body["actions"][0]["value"])), replace=True)
