"""PagerDuty's Events API v1, which some senders still speak."""

from __future__ import annotations

from collections.abc import Mapping

from incidentbot.domain.alert import Alert, AlertState, as_text
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.pagerduty_v2 import ACTIONS, links_in, told
from incidentbot.integrations.sources.reading import first, link, mapping


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    event = mapping(payload)
    details = event.get("details")
    state = ACTIONS.get(first(event.get("event_type")).lower())
    key = event.get("incident_key") if as_text(event.get("incident_key")) else None
    summary = first(event.get("description"))
    fires = state is AlertState.FIRING
    if state is None or (fires and not summary) or (not fires and key is None):
        raise UnknownShape(
            "Not an event of the Events API v1: expected “event_type” (trigger, acknowledge, resolve); with trigger a"
            " “description”, with the others the “incident_key”."
        )
    return [
        Alert.from_outside(
            key=("event", summary, details) if key is None else key,
            state=state,
            title=summary or key,
            severity=mapping(details).get("severity"),
            labels=mapping(details),
            description=told(details),
            links=(
                link("alert", first(event.get("client"), "The sender"), event.get("client_url")),
                *links_in(event.get("contexts")),
            ),
            extra={"client": event.get("client")},
        )
    ]
