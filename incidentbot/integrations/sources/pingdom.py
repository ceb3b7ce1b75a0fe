"""Pingdom's webhook: an uptime or transaction check changed its state."""

from __future__ import annotations

from collections.abc import Mapping

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.reading import at, first, first_text, instant, link, mapping, tags

NAME = "pingdom"

STATES = {
    "DOWN": AlertState.FIRING,
    "FAILING": AlertState.FIRING,  # of a transaction check
    "UP": AlertState.RESOLVED,
    "SUCCESS": AlertState.RESOLVED,
}
NOTHING_TO_DO = {"NEW", "PAUSED", "UNCONFIRMED_DOWN", "UNKNOWN"}


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    body = mapping(payload)
    state, number = first(body.get("current_state")).upper(), first(body.get("check_id"))
    if state in NOTHING_TO_DO:
        return []
    if state not in STATES or not number:
        raise UnknownShape("Not a webhook of Pingdom: expected “check_id” and a “current_state” (UP, DOWN).")
    return [_alert(body, STATES[state], number)]


def _alert(body: Mapping[str, object], state: AlertState, number: str) -> Alert:
    name = first(body.get("check_name"), f"Check {number}")
    since = instant(body.get("state_changed_timestamp") or body.get("state_changed_utc_time"))
    firing = state is AlertState.FIRING
    return Alert.from_outside(
        key=("check", number),
        state=state,
        title=f"{name} is {'down' if firing else 'up'}",
        severity=body.get("importance_level"),
        labels={
            "check": name,
            "type": body.get("check_type"),
            "hostname": at(body, "check_params", "hostname"),
            **tags(body.get("tags")),
        },
        description=first_text(body.get("long_description"), body.get("description")),
        links=(link("document", "What is watched", at(body, "check_params", "full_url")),),
        rule=name,
        started_at=since if firing else None,
        ended_at=since,
        extra={
            "seen_from": at(body, "first_probe", "location"),
            "confirmed_from": at(body, "second_probe", "location"),
        },
    )
