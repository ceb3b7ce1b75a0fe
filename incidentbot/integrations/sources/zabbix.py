"""Zabbix's webhook: the parameters of a media type as JSON, named after their macros ({EVENT.ID} is event_id).

Worth having: event_id, event_value, event_name, event_severity, event_tags, host_name, trigger_id, zabbix_url. The
subject of Zabbix's default messages does for want of anything better.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.fields import Fields, is_left_over
from incidentbot.integrations.sources.reading import first, first_text, link, mapping, tags

NAME = "zabbix"

STATES = {
    "1": AlertState.FIRING,
    "problem": AlertState.FIRING,
    "0": AlertState.RESOLVED,
    "ok": AlertState.RESOLVED,
    "resolved": AlertState.RESOLVED,
}
SEVERITIES = {"0": "not classified", "1": "information", "2": "warning", "3": "average", "4": "high", "5": "disaster"}

# "Problem: Disk is full", "Resolved in 3m 4s: Disk is full", "Updated problem in 1m: Disk is full"
SUBJECT = re.compile(r"(?P<state>problem|resolved|updated problem)( in [^:]*)?: *(?P<name>.*)", re.IGNORECASE)
PROBLEM_NUMBER = re.compile(r"Original problem ID: *(\d+)")


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    raw = mapping(payload)
    body = Fields(raw)
    subject = SUBJECT.match(body.line("alertsubject", "subject"))
    said = body.line("eventvalue", "triggervalue", "eventstatus", "triggerstatus", "status").lower()
    state = STATES.get(said) or (subject and STATES.get(subject["state"].lower().removeprefix("updated ")))
    name = body.line("eventname", "triggername", "trigger", "name") or (subject["name"] if subject else "")
    if any(map(is_left_over, raw.values())) and not state:
        return [_test(body)]
    if not state or not name:
        raise UnknownShape("Not a webhook of Zabbix: expected “event_value” (1 or 0) or “status”, and “event_name”.")
    return [_alert(body, _acknowledged(body, state), name)]


def _acknowledged(body: Fields, state: AlertState) -> AlertState:
    """An update tells what somebody did to an open problem: "acknowledged, commented"."""
    done = body.line("eventupdateaction").lower().split(", ")
    return AlertState.ACKNOWLEDGED if state is AlertState.FIRING and "acknowledged" in done else state


def _alert(body: Fields, state: AlertState, name: str) -> Alert:
    host = body.line("hostname", "eventhost", "host", "hosthost")
    message = first_text(body.get("alertmessage", "message"))
    trigger = body.line("triggerid")
    number = body.line("eventid", "problemid") or next(iter(PROBLEM_NUMBER.findall(message)), "")
    labels = tags(_json_or_text(body.get("eventtagsjson")), body.get("eventtags", "tags"))
    return Alert.from_outside(
        key=("event", number) if number else ("trigger", trigger) if trigger else ("trigger", host, name),
        state=state,
        title=name if not host or host in name else f"{name} on {host}",
        severity=_severity(body) or labels.get("severity"),
        labels={
            "host": host,
            "host_group": body.get("hostgroup", "triggerhostgroupname"),
            **labels,
            **body.answers(),
        },
        description=first_text(message, body.get("triggerdescription", "description"), body.get("eventopdata", "item")),
        links=(
            link("alert", "Problem in Zabbix", _address(body, number, trigger)),
            link("document", "More on this trigger", body.get("triggerurl")),
        ),
        rule=body.line("triggername", "trigger") or name,
        extra={
            "operational_data": body.get("eventopdata"),
            "item": body.get("item", "itemname"),
            "updated_by": body.get("userfullname"),
            "update": body.get("eventupdatemessage"),
        },
    )


def _severity(body: Fields) -> str:
    said = body.line("eventseverity", "triggerseverity", "severity", "eventnseverity", "nseverity")
    return SEVERITIES.get(said, said)


def _address(body: Fields, number: str, trigger: str) -> str:
    base = body.line("zabbixurl")
    if base and number and trigger:
        return f"{base.rstrip('/')}/tr_events.php?triggerid={trigger}&eventid={number}"
    return body.line("link", "eventurl", "problemurl", "url")


def _test(body: Fields) -> Alert:
    """The media type's test button sends the macros as they are written."""
    return Alert.from_outside(
        key="test",
        state=AlertState.FIRING,
        title=first(body.get("alertsubject", "subject"), "Test of the Zabbix media type"),
        is_test=True,
    )


def _json_or_text(value: object) -> object:
    """{EVENT.TAGSJSON} is JSON in a string, where the media type's script did not read it."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return value
