"""A body that only its sender knows → alerts, by the mapping of the process file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from incidentbot.domain.alert import Alert, AlertLink, AlertState
from incidentbot.domain.process_integration import AlertMapping, is_json_path, json_path, value_at
from incidentbot.errors import UnknownShape
from incidentbot.words.expression import ExpressionError, evaluate

MOST_ALERTS = 1_000
LONGEST = {"title": 1_024, "description": 16_000, "dedup_key": 255}
LONGEST_VALUE = 1_024

# Senders' own words for the three states; anything else is firing: too loud is safer than silent.
STATES: Mapping[str, AlertState] = {
    **dict.fromkeys(("resolved", "resolve", "ok", "okay", "up", "recovered", "closed", "normal"), AlertState.RESOLVED),
    **dict.fromkeys(("acknowledged", "acknowledge", "ack"), AlertState.ACKNOWLEDGED),
}


def alerts_of(payload: object, mapping: AlertMapping | None) -> list[Alert]:
    """Raises UnknownShape when there is no mapping, or the body has no title where the mapping says that it stands."""
    if mapping is None:
        raise UnknownShape("this integration has no mapping; write one under integrations in the process file")
    bodies = _bodies(payload, mapping)
    return [_alert(body, mapping) for body in bodies[:MOST_ALERTS]]


def _bodies(payload: object, mapping: AlertMapping) -> list[object]:
    if mapping.alerts is None:
        return [payload]
    found = _value(mapping.alerts, payload)
    if not isinstance(found, list):
        raise UnknownShape(f"a list of alerts was expected at {mapping.alerts}")
    return found


def _alert(body: object, mapping: AlertMapping) -> Alert:
    given = {
        name: _text(_value(where, body), LONGEST.get(name, LONGEST_VALUE)) for name, where in mapping.fields.items()
    }
    title = " ".join(given.get("title", "").split())
    if not title:
        raise UnknownShape(f"a title was expected at {mapping.fields.get('title', 'fields.title of the mapping')}")
    labels = {name: _text(_value(where, body), LONGEST_VALUE) for name, where in mapping.labels.items()}
    return Alert(
        dedup_key=given.get("dedup_key") or _key_of(title, labels),
        state=STATES.get(given.get("state", "").strip().lower(), AlertState.FIRING),
        title=title,
        severity=given.get("severity", "").strip().lower() or None,
        labels={name: value for name, value in labels.items() if value},
        description=given.get("description", ""),
        links=tuple(_links(body, mapping)),
        rule=given.get("rule", ""),
    )


def _links(body: object, mapping: AlertMapping) -> list[AlertLink]:
    found = ((name, _text(_value(where, body), 2_000)) for name, where in mapping.links.items())
    return [AlertLink(name, name.capitalize(), url) for name, url in found if url.startswith(("https://", "http://"))]


def _value(expression: str, body: object) -> object:
    if is_json_path(expression):
        return value_at(body, json_path(expression))
    try:
        return evaluate(expression, body)
    except ExpressionError as wrong:
        raise UnknownShape(str(wrong)) from wrong


def _text(value: object, longest: int) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:longest]


def _key_of(title: str, labels: Mapping[str, str]) -> str:
    """Without a key of its own, an alert is its title and labels."""
    return hashlib.sha256(json.dumps([title, sorted(labels.items())]).encode()).hexdigest()[:32]
