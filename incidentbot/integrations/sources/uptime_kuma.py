"""Uptime Kuma's webhook: a monitor that changed, a certificate that runs out, or the test button."""

from __future__ import annotations

import re
from collections.abc import Mapping

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.reading import first, instant, link, mapping, tags

NAME = "uptime-kuma"

DOWN, UP, PENDING, MAINTENANCE = "0", "1", "2", "3"
STATES = {DOWN: AlertState.FIRING, UP: AlertState.RESOLVED}
NOTHING_TO_DO = {PENDING, MAINTENANCE}
NUMBER = re.compile(r"\d+")


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    body = mapping(payload)
    heartbeat, monitor = mapping(body.get("heartbeat")), mapping(body.get("monitor"))
    status, message = first(heartbeat.get("status")), first(body.get("msg"))
    if status in NOTHING_TO_DO:
        return []
    if status in STATES and first(monitor.get("id"), heartbeat.get("monitorID")):
        return [_of_monitor(heartbeat, monitor, message)]
    if not heartbeat and not monitor and message:
        return [_without_monitor(message)]
    raise UnknownShape("Not a webhook of Uptime Kuma: expected “heartbeat” with its “status”, “monitor” and “msg”.")


def _of_monitor(heartbeat: Mapping[str, object], monitor: Mapping[str, object], message: str) -> Alert:
    state = STATES[first(heartbeat.get("status"))]
    number = first(monitor.get("id"), heartbeat.get("monitorID"))
    name = first(monitor.get("name"), f"Monitor {number}")
    labels = tags(monitor.get("tags"))
    since = instant(heartbeat.get("time"))  # in UTC, whatever the zone beside it
    firing = state is AlertState.FIRING
    return Alert.from_outside(
        key=("monitor", number),
        state=state,
        title=f"{name} is {'down' if firing else 'up'}",
        severity=labels.get("severity") or ("down" if firing else None),
        labels={
            "monitor": name,
            "path": monitor.get("pathName"),
            "type": monitor.get("type"),
            "hostname": monitor.get("hostname"),
            **labels,
        },
        description="\n\n".join(
            filter(None, (first(heartbeat.get("msg"), message), first(monitor.get("description"))))
        ),
        links=(link("document", "What is watched", monitor.get("url")),),
        rule=name,
        started_at=since if firing else None,
        ended_at=since,
        extra={"ping": heartbeat.get("ping"), "seconds": heartbeat.get("duration")},
    )


def _without_monitor(message: str) -> Alert:
    """The test button sends nothing but its message, and so does a certificate that will expire in so many days."""
    return Alert.from_outside(
        key=NUMBER.sub("#", message),
        state=AlertState.FIRING,
        title=message,
        severity="warning",
        is_test=message.endswith("Testing"),
    )
