"""Healthchecks' webhook: its owner lays out the body, from $NAME, $STATUS, $CODE, $TAGS … or all at once with $JSON."""

from __future__ import annotations

from collections.abc import Mapping

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.fields import Fields
from incidentbot.integrations.sources.reading import first_text, instant, link, listed, mapping, tags

NAME = "healthchecks"

STATES = {"down": AlertState.FIRING, "up": AlertState.RESOLVED}
NOTHING_TO_DO = {"new", "started", "grace", "paused"}
TEST_CHECK = "TEST"  # what the test button calls its check


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    body = Fields(mapping(payload))
    status = body.line("status", "state", "newstatus").lower()
    name = body.line("name", "checkname", "check", "slug")
    key = body.line("code", "uuid", "uniquekey", "id", "slug") or name
    if status in NOTHING_TO_DO:
        return []
    if status not in STATES or not key:
        raise UnknownShape('Not a webhook of Healthchecks: expected {"name": "$NAME", "status": "$STATUS"} or $JSON.')
    return [_alert(body, STATES[status], name or key, key)]


def _alert(body: Fields, state: AlertState, name: str, key: str) -> Alert:
    firing = state is AlertState.FIRING
    words = body.get("tags")
    labels = tags(words.split() if isinstance(words, str) else listed(words))
    now = instant(body.get("now", "date", "time", "timestamp"))
    return Alert.from_outside(
        key=("check", key),
        state=state,
        title=f"{name} is {'down' if firing else 'up'}",
        severity=body.get("severity") or labels.get("severity") or ("down" if firing else None),
        labels={"check": name, **labels, **body.answers()},
        description=first_text(body.get("body"), body.get("desc", "description")),
        links=(link("alert", "Check in Healthchecks", body.get("detailsurl", "url", "link")),),
        rule=name,
        started_at=now if firing else None,
        ended_at=now,
        is_test=name == TEST_CHECK,
        extra={"last_ping": body.get("lastping"), "exit_status": body.get("exitstatus")},
    )
