"""Sentry's webhooks: issues, issue alerts and metric alerts of an integration, and the old webhook plugin."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.reading import (
    at,
    first,
    first_text,
    header,
    instant,
    link,
    listed,
    mapping,
    tags,
)

NAME = "sentry"

Body = Mapping[str, object]

# What happened to an issue → its state. Being assigned does not mean that somebody is at it.
ISSUE_ACTIONS = {
    "created": AlertState.FIRING,
    "unresolved": AlertState.FIRING,
    "triggered": AlertState.FIRING,
    "resolved": AlertState.RESOLVED,
    "archived": AlertState.RESOLVED,
    "ignored": AlertState.RESOLVED,  # the older word for archived
}
NOT_ALERTS = {"installation", "comment", "seer", "preprod_artifact"}

ISSUE_IN_ADDRESS = re.compile(r"/issues/(\d+)")
PROJECT_IN_ADDRESS = re.compile(r"/projects/[^/]+/([^/]+)/")
STATE_IN_TITLE = re.compile(r"^(Critical|Warning|Resolved): ")


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    body = mapping(payload)
    data = mapping(body.get("data"))
    if header(headers, "Sentry-Hook-Resource").lower() in NOT_ALERTS:
        return []
    for name, read in READERS.items():
        if mapping(data.get(name)):
            return read(body, data)
    if mapping(body.get("event")) and "project" in body:
        return [_from_plugin(body)]
    raise UnknownShape('Not a webhook of Sentry: expected "data" with an "issue", an "event" or a "metric_alert".')


def _issue(body: Body, data: Body) -> list[Alert]:
    issue = mapping(data.get("issue"))
    state = ISSUE_ACTIONS.get(first(body.get("action")).lower())
    number = first(issue.get("id"), issue.get("shortId"))
    if state is None or not number:
        return []
    assigned = mapping(issue.get("assignedTo"))
    return [
        Alert.from_outside(
            key=("issue", number),
            state=state,
            title=first(issue.get("title"), issue.get("culprit"), f"Sentry issue {number}"),
            severity=issue.get("level"),
            labels={
                "team": assigned.get("name") if assigned.get("type") == "team" else None,
                "project": at(issue, "project", "slug"),
                "platform": issue.get("platform"),
                "culprit": issue.get("culprit"),
            },
            description=at(issue, "metadata", "value"),
            links=(link("alert", "Issue in Sentry", issue.get("web_url") or issue.get("permalink")),),
            rule=data.get("triggered_rule"),
            started_at=instant(issue.get("firstSeen")),
            extra={
                "issue": issue.get("shortId"),
                "status": issue.get("status"),
                "substatus": issue.get("substatus"),
                "events": issue.get("count"),
                "users": issue.get("userCount"),
            },
        )
    ]


def _event(body: Body, data: Body) -> list[Alert]:
    event = mapping(data.get("event")) or mapping(data.get("error"))
    number = first(event.get("issue_id"), event.get("groupID")) or _found(
        ISSUE_IN_ADDRESS, event.get("issue_url"), event.get("web_url")
    )
    project = _found(PROJECT_IN_ADDRESS, event.get("url")) or first(event.get("project"))
    return [_fired(event, number, project, event.get("web_url"), data.get("triggered_rule"))]


def _from_plugin(body: Body) -> Alert:
    event = {"level": body.get("level"), "culprit": body.get("culprit"), **mapping(body.get("event"))}
    project = first(body.get("project_slug"), body.get("project"))
    event.setdefault("title", first(body.get("message")))
    return _fired(event, first(body.get("id")), project, body.get("url"), listed(body.get("triggering_rules"))[:1])


def _fired(event: Body, issue: str, project: str, url: object, rule: object) -> Alert:
    labels = tags(event.get("tags"))
    return Alert.from_outside(
        key=("issue", issue or first(event.get("event_id"), event.get("title"))),
        state=AlertState.FIRING,
        title=first(event.get("title"), event.get("message"), event.get("culprit"), "An event in Sentry"),
        severity=first(event.get("level"), labels.get("level")),
        labels={
            "environment": event.get("environment"),
            "release": event.get("release"),
            "platform": event.get("platform"),
            "project": project,
            **labels,
        },
        description=first_text(
            at(event, "metadata", "value"), at(event, "logentry", "formatted"), event.get("message")
        ),
        links=(link("alert", "Issue in Sentry", url),),
        rule=rule,
        started_at=instant(event.get("datetime") or event.get("timestamp")),
        is_test=labels.get("sample_event") == "yes",
        extra={"culprit": event.get("culprit")},
    )


def _metric(body: Body, data: Body) -> list[Alert]:
    alert = mapping(data.get("metric_alert"))
    rule = mapping(alert.get("alert_rule"))
    name = first(rule.get("name"), STATE_IN_TITLE.sub("", first(data.get("description_title"))), alert.get("title"))
    action = first(body.get("action")).lower()
    resolved = action == "resolved"
    projects = listed(alert.get("projects")) or listed(rule.get("projects"))
    return [
        Alert.from_outside(
            key=("metric alert", first(alert.get("id"), alert.get("identifier"), rule.get("id"), name)),
            state=AlertState.RESOLVED if resolved else AlertState.FIRING,
            title=name,
            severity=None if resolved else action,
            labels={
                "environment": rule.get("environment"),
                "project": first(*projects),
                "dataset": rule.get("dataset"),
            },
            description=data.get("description_text"),
            links=(link("alert", "Alert in Sentry", data.get("web_url")),),
            rule=rule.get("name"),
            started_at=instant(alert.get("date_started") or alert.get("date_detected")),
            ended_at=instant(alert.get("date_closed")),
            extra={"aggregate": rule.get("aggregate"), "query": rule.get("query")},
        )
    ]


def _found(pattern: re.Pattern[str], *texts: object) -> str:
    found = next(filter(None, (pattern.search(first(text)) for text in texts)), None)
    return found[1] if found else ""


READERS: Mapping[str, Callable[[Body, Body], list[Alert]]] = {
    "metric_alert": _metric,
    "issue": _issue,
    "event": _event,
    "error": _event,
}
