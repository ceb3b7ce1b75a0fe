"""Datadog's webhook: its owner lays out the body and names the fields, from the variables that Datadog offers.

Any layout works that has $EVENT_TITLE or $ALERT_TRANSITION. Worth having: $ALERT_CYCLE_KEY, $ALERT_TRANSITION,
$ALERT_PRIORITY, $ALERT_TITLE, $TAGS, $LINK. A field is known by its variable's name, in any spelling.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.fields import Fields
from incidentbot.integrations.sources.reading import first, first_text, instant, link, mapping, tags

NAME = "datadog"

# $ALERT_TRANSITION, also after "Re-" and in front of the title → what it means, and how bad the monitor finds it.
TRANSITIONS = {
    "triggered": (AlertState.FIRING, "alert"),
    "warn": (AlertState.FIRING, "warning"),
    "no data": (AlertState.FIRING, "no_data"),
    "renotify": (AlertState.FIRING, "alert"),
    "recovered": (AlertState.RESOLVED, None),
    "ok": (AlertState.RESOLVED, None),
}
# $ALERT_TYPE, for bodies without a transition.
TYPES = {
    "error": (AlertState.FIRING, "error"),
    "warning": (AlertState.FIRING, "warning"),
    "success": (AlertState.RESOLVED, None),
}
UNSAID = (AlertState.FIRING, None)

IN_BRACKETS = re.compile(r"\[([^\]]*)\]\s*")
PRIORITY = re.compile(r"P[1-5]", re.IGNORECASE)
MARKDOWN = re.compile(r"^%%%\s*|\s*%%%$")  # how Datadog says that a text is Markdown


class Title(NamedTuple):
    """`[TEST] [P1] [Triggered on {host:web-1}] Disk is full`, taken apart."""

    name: str
    transition: str = ""
    scope: str = ""
    priority: str = ""
    is_test: bool = False


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    body = Fields(mapping(payload))
    title = read_title(body.line("eventtitle", "title", "alerttitle", "text"))
    said = body.line("alerttransition", "transition").lower().removeprefix("re-") or title.transition
    if not said and not title.name:
        raise UnknownShape("Not a webhook of Datadog: expected a title ($EVENT_TITLE) or $ALERT_TRANSITION.")
    state, word = TRANSITIONS.get(said) or TYPES.get(body.line("alerttype").lower(), UNSAID)
    labels = tags(body.get("tags", "eventtags"), title.scope)
    since = instant(body.get("lastupdated", "dateposix", "date"))
    return [
        Alert.from_outside(
            key=_key(body, title),
            state=state,
            title=title.name,
            severity=first(_priority(body), title.priority, body.get("severity"), labels.get("severity"), word),
            labels={**_own_labels(body), "environment": labels.get("env"), **labels, **body.answers()},
            description=MARKDOWN.sub("", first_text(body.get("eventmsg", "body", "message", "textonlymsg", "text"))),
            links=(
                link("alert", "Event in Datadog", body.get("link", "eventurl", "url")),
                link("image", "Graph", body.get("snapshot")),
            ),
            rule=first(read_title(body.line("alerttitle")).name, title.name),
            started_at=None if state is AlertState.RESOLVED else since,
            ended_at=since,
            is_test=title.is_test,
            extra={
                "query": body.get("alertquery"),
                "status": body.get("alertstatus"),
                "tags": body.get("tags", "eventtags"),
            },
        )
    ]


def read_title(text: str) -> Title:
    title, at = Title(""), 0
    while found := IN_BRACKETS.match(text, at):
        word, _, scope = found[1].partition(" on ")
        transition = word.lower().removeprefix("re-")
        if transition in TRANSITIONS:
            title = title._replace(transition=transition, scope=scope.strip("{}"))
        elif PRIORITY.fullmatch(word):
            title = title._replace(priority=word)
        elif word == "TEST":
            title = title._replace(is_test=True)
        else:
            break
        at = found.end()
    return title._replace(name=text[at:] or text)


def _key(body: Fields, title: Title) -> object:
    """$ALERT_CYCLE_KEY lasts from triggering to recovery; without it, the monitor and what it speaks about."""
    if own := body.line("dedupkey", "alertcyclekey", "cyclekey"):
        return own
    what = body.line("aggregkey", "aggregationkey", "alertid", "monitorid") or title.name
    return (what, body.line("alertscope", "scope") or title.scope)


def _priority(body: Fields) -> str:
    """$ALERT_PRIORITY; the event's own $PRIORITY says only "normal" or "low"."""
    return next(filter(PRIORITY.fullmatch, (body.line("alertpriority"), body.line("priority"))), "")


def _own_labels(body: Fields) -> dict[str, object]:
    return {"host": body.get("hostname"), "metric": body.get("alertmetric"), "monitor_id": body.get("alertid")}
