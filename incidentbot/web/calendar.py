"""Calendars to subscribe to, and the card of the numbers that we call from. Addresses carry their key."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import PlainTextResponse

from incidentbot.errors import NotFound
from incidentbot.services.calendar import Calendars

LONGEST_ALARM = 24 * 60  # minutes
FRESH_FOR = 300  # seconds; a subscriber that asks more often is served by whatever stands between
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex"}
Alarm = Annotated[int | None, Query(ge=1, le=LONGEST_ALARM)]


def routes(calendars: Calendars, card: str) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.api_route("/calendar/{token}.ics", methods=["GET", "HEAD"])
    def calendar(token: str, alarm: Alarm = None, if_none_match: Annotated[str, Header()] = "") -> Response:
        """A wrong key and one that was revoked look the same."""
        try:
            text = calendars.text(token, timedelta(minutes=alarm) if alarm else None)
        except NotFound as missing:
            return PlainTextResponse(f"{missing}\n", 404, PRIVATE)
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
        headers = {**PRIVATE, "ETag": tag, "Cache-Control": f"private, max-age={FRESH_FOR}"}
        if tag in [one.strip().removeprefix("W/") for one in if_none_match.split(",")]:
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = 'inline; filename="on-call.ics"'
        return Response(text.encode(), media_type="text/calendar; charset=utf-8", headers=headers)

    @router.api_route("/contact.vcf", methods=["GET", "HEAD"])
    def contact() -> Response:
        headers = {"Content-Disposition": 'attachment; filename="incidentbot.vcf"', "X-Content-Type-Options": "nosniff"}
        return Response(card.encode(), media_type="text/vcard; charset=utf-8", headers=headers)

    return router
