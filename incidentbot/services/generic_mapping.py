"""A body that only its sender knows → alerts, by the mapping of the process file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from incidentbot.domain.alert import Alert, AlertLink, AlertState, as_line, flat
from incidentbot.domain.process_integration import AlertMapping, is_json_path, json_path, value_at
from incidentbot.errors import UnknownShape
from incidentbot.process.nearest import nearest
from incidentbot.words.expression import ExpressionError, evaluate

MOST_ALERTS = 1_000
LINK_KINDS = ("dashboard", "runbook", "alert", "image", "document")
MOST_PLACES, DEEPEST_PLACE = 200, 5  # of a body, looked through for what somebody may have meant

# Senders' own words for the three states; anything else is firing: too loud is safer than silent.
_RESOLVED = "resolved resolve ok okay up recovered recovery close closed clear cleared normal healthy passing success"
_ACKNOWLEDGED = "acknowledged acknowledge ack"
STATES: Mapping[str, AlertState] = {
    **dict.fromkeys(_RESOLVED.split(), AlertState.RESOLVED),
    **dict.fromkeys(_ACKNOWLEDGED.split(), AlertState.ACKNOWLEDGED),
}


@dataclass(frozen=True)
class Given:
    """What one line of a mapping gave for one body: `title`, `labels.service`, `links.runbook`."""

    field: str
    expression: str
    value: object


def alerts_of(payload: object, mapping: AlertMapping | None) -> list[Alert]:
    """Raises UnknownShape when there is no mapping, or the body has no title where the mapping says that it stands.

    Of a list of alerts, those that are understood come with the error.
    """
    understood, wrong = list[Alert](), list[UnknownShape]()
    for body in bodies_of(payload, mapping):
        try:
            understood.append(_alert(readings(body, mapping)))
        except UnknownShape as unknown:
            wrong.append(unknown)
    if wrong:
        raise UnknownShape(str(wrong[0]), understood)
    return understood


def readings(body: object, mapping: AlertMapping | None) -> list[Given]:
    """What every line of the mapping gave for one alert. Raises UnknownShape."""
    return list(_read(body, mapping)) if mapping else []


def bodies_of(payload: object, mapping: AlertMapping | None) -> list[object]:
    """The alerts in a body. Raises UnknownShape when there is no mapping, or no list where it says that one stands."""
    if mapping is None:
        raise UnknownShape("this integration has no mapping; write one under integrations in the process file")
    where = mapping.alerts
    if where is None:
        return [payload]
    found = _value("alerts", where, payload)
    if not isinstance(found, list):
        raise UnknownShape(f"alerts: “{where}” gave {_told(found)}, and a list was expected; {_meant(where, payload)}")
    return found[:MOST_ALERTS]


def _read(body: object, mapping: AlertMapping) -> Iterator[Given]:
    lines = dict(mapping.fields)
    lines |= {f"labels.{name}": where for name, where in mapping.labels.items()}
    lines |= {f"links.{name}": where for name, where in mapping.links.items()}
    for field, where in lines.items():
        value = _value(field, where, body)
        if field == "title" and not as_line(value):
            raise UnknownShape(f"title: “{where}” gave {_told(value)}, and a title was expected; {_meant(where, body)}")
        yield Given(field, where, value)


def _alert(given: list[Given]) -> Alert:
    said = {one.field: one.value for one in given}
    labels = flat(_named(said, "labels."))
    return Alert.from_outside(
        key=said.get("dedup_key") or _key_of(as_line(said.get("title")), labels),
        state=STATES.get(as_line(said.get("state")).lower(), AlertState.FIRING),
        title=said.get("title"),
        severity=said.get("severity"),
        labels=labels,
        description=said.get("description"),
        links=[_link(name, as_line(url, 4_000)) for name, url in _named(said, "links.").items()],
        rule=said.get("rule"),
    )


def _named(said: Mapping[str, object], group: str) -> dict[str, object]:
    return {field.removeprefix(group): value for field, value in said.items() if field.startswith(group)}


def _link(name: str, url: str) -> AlertLink:
    return AlertLink(name if name in LINK_KINDS else "document", name.capitalize(), url)


def _value(field: str, expression: str, body: object) -> object:
    if is_json_path(expression):
        return value_at(body, json_path(expression))
    try:
        return evaluate(expression, body)
    except ExpressionError as wrong:
        raise UnknownShape(f"{field}: {wrong}") from wrong


def _key_of(title: str, labels: Mapping[str, str]) -> str:
    """Without a key of its own, an alert is its title and labels."""
    return hashlib.sha256(json.dumps([title, sorted(labels.items())]).encode()).hexdigest()[:32]


# -- what to write instead ---------------------------------------------------------------------------------------------


def _told(value: object) -> str:
    shown = as_line(value, 60)
    return f"“{shown}”" if shown else "nothing"


def _meant(expression: str, body: object) -> str:
    places = list(islice(_places(body), MOST_PLACES))
    if not places:
        return "the body is no object, and has no fields"
    like = nearest(expression, places)
    return like or f"the body has {', '.join(places[:5])}{' …' * (len(places) > 5)}"


def _places(body: object, at: str = "$", depth: int = 0) -> Iterator[str]:
    """Where something stands in the body, as JSON paths."""
    if isinstance(body, Mapping) and depth < DEEPEST_PLACE:
        for name, value in body.items():
            plain = name.replace("_", "").replace("-", "").isalnum()
            step = f".{name}" if plain else f"[{json.dumps(name)}]"
            yield at + step
            yield from _places(value, at + step, depth + 1)
    elif isinstance(body, list) and body and depth < DEEPEST_PLACE:
        yield from _places(body[0], f"{at}[0]", depth + 1)
