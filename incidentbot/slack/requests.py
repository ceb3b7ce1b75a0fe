"""Slack's payloads → Request: translated once, at the door."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from incidentbot.domain.people import Cause
from incidentbot.slack.bot import Bot, Request

NAMED = re.compile(r"\s*(?:INC-(?P<incident>\d{1,9})|T-(?P<ticket>\d{1,9}))\b[:,]?\s*", re.ASCII | re.IGNORECASE)


def inbox_key(body: Mapping[str, Any]) -> str | None:
    """What makes this request the same one when it comes twice; None where coming twice does no harm."""
    if body.get("type") == "event_callback":
        if (body.get("event") or {}).get("type") == "message":
            return None  # somebody talks: the next word says the same
        return f"event:{body.get('event_id')}"
    if body.get("type") == "view_submission":
        view = body.get("view") or {}
        return f"view:{view.get('id')}:{view.get('hash')}"
    if body.get("type") == "block_suggestion":
        return None
    trigger = body.get("trigger_id")
    return f"trigger:{trigger}" if trigger else None


def request_of(bot: Bot, body: Mapping[str, Any], context: Mapping[str, Any]) -> Request:
    """`context` may carry the cause under which an event is acted on by the worker."""
    key = inbox_key(body)
    cause = context.get("cause") or (Cause("request", key) if key else None)
    if "command" in body:
        return _of_command(bot, body, cause)
    event = body.get("event") or {}
    user = (body.get("user") or {}).get("id") or event.get("user") or ""
    channel = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id")
    return Request(
        bot,
        slack_id=user,
        cause=cause,
        channel=channel,
        trigger=body.get("trigger_id"),
        response_url=body.get("response_url"),
        view=body.get("view") or {},
    )


def _of_command(bot: Bot, body: Mapping[str, Any], cause: Cause | None) -> Request:
    text = str(body.get("text") or "").strip()
    named = NAMED.match(text)
    numbers = {name: int(number) for name, number in named.groupdict().items() if number} if named else {}
    return Request(
        bot,
        slack_id=str(body["user_id"]),
        cause=cause,
        channel=body.get("channel_id"),
        text=text[named.end() :] if named else text,
        trigger=body.get("trigger_id"),
        response_url=body.get("response_url"),
        named_incident=numbers.get("incident"),
        named_ticket=numbers.get("ticket"),
    )
