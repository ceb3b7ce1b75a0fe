"""Amazon CloudWatch's alarms: an SNS notification, the message inside it, or an EventBridge event.

Whether a notification is genuine, and confirming a subscription, is for sns.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import quote

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.reading import at, first, first_text, instant, link, listed, mapping

NAME = "cloudwatch"

Body = Mapping[str, object]

STATES = {
    "ALARM": AlertState.FIRING,
    "INSUFFICIENT_DATA": AlertState.FIRING,  # somebody asked to be told; "no longer in ALARM" is not "OK"
    "OK": AlertState.RESOLVED,
}
SUBSCRIPTION, GOODBYE = "SubscriptionConfirmation", "UnsubscribeConfirmation"
REGION_IN_ARN = re.compile(r"arn:(aws[a-z-]*):[a-z]+:([a-z0-9-]+):")
CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    envelope = mapping(payload)
    if envelope.get("Type") == SUBSCRIPTION:
        return []
    if envelope.get("Type") == GOODBYE:
        return [_goodbye(first(envelope.get("TopicArn")))]
    alarm = _as_sns_says_it(_message_in(envelope))
    state, name = first(alarm.get("NewStateValue")).upper(), first(alarm.get("AlarmName"))
    if state not in STATES or not name:
        raise UnknownShape(
            "Not an alarm of CloudWatch: expected AlarmName and NewStateValue, bare or in an SNS message."
        )
    return [_alert(alarm, state, name, first(alarm.get("AlarmArn"), envelope.get("TopicArn")))]


def _goodbye(topic: str) -> Alert:
    """Nobody hears of it otherwise: from now on this topic is silent."""
    return Alert.from_outside(
        key=("unsubscribed", topic),
        state=AlertState.FIRING,
        title=f"Amazon SNS sends no more alarms of {topic.rpartition(':')[2] or 'a topic'}",
        severity="warning",
        labels={"topic": topic},
        description="Somebody ended the subscription. If nobody meant to, subscribe the topic to this address again.",
        rule="unsubscribed from SNS",
    )


def _message_in(envelope: Body) -> Body:
    """An SNS message carries its JSON as a string."""
    if not isinstance(envelope.get("Message"), str):
        return envelope
    try:
        return mapping(json.loads(str(envelope["Message"])))
    except (ValueError, RecursionError) as error:
        raise UnknownShape(f"Not an alarm of CloudWatch: the SNS message is not JSON ({error}).") from error


def _as_sns_says_it(message: Body) -> Body:
    """EventBridge tells the same under other names."""
    detail = mapping(message.get("detail"))
    if "alarmName" not in detail:
        return message
    return {
        "AlarmName": detail["alarmName"],
        "AlarmArn": first(*listed(message.get("resources"))),
        "AlarmDescription": at(detail, "configuration", "description"),
        "AWSAccountId": message.get("account"),
        "NewStateValue": at(detail, "state", "value"),
        "NewStateReason": at(detail, "state", "reason"),
        "StateChangeTime": at(detail, "state", "timestamp"),
        "OldStateValue": at(detail, "previousState", "value"),
        "Region": message.get("region"),
    }


def _alert(alarm: Body, state: str, name: str, arn: str) -> Alert:
    changed = instant(alarm.get("StateChangeTime"))
    firing = STATES[state] is AlertState.FIRING
    own_key = alarm.get("AlarmArn") or (alarm.get("AWSAccountId"), alarm.get("Region"), name)
    return Alert.from_outside(
        key=own_key,
        state=STATES[state],
        title=name,
        severity=state.lower() if firing else None,
        labels=_labels(alarm, name),
        description="\n\n".join(
            filter(None, (first_text(alarm.get("AlarmDescription")), first_text(alarm.get("NewStateReason"))))
        ),
        links=(link("alert", "Alarm in CloudWatch", _address(arn, name)),),
        rule=name,
        started_at=changed if firing else None,
        ended_at=changed,
        extra={"state": state, "previous_state": alarm.get("OldStateValue")},
    )


def _labels(alarm: Body, name: str) -> dict[str, object]:
    trigger = mapping(alarm.get("Trigger"))
    pairs = [
        (first(at(dimension, "name"), at(dimension, "Name")), at(dimension, "value") or at(dimension, "Value"))
        for dimension in listed(trigger.get("Dimensions"))
    ]
    dimensions = {name: value for name, value in pairs if name}
    return {
        "service": dimensions.get("ServiceName"),  # of Amazon ECS
        "alarm": name,
        "account": alarm.get("AWSAccountId"),
        "region": alarm.get("Region"),
        "namespace": trigger.get("Namespace"),
        "metric": trigger.get("MetricName"),
        **dimensions,
    }


def _address(arn: str, name: str) -> str:
    """Of the alarm in the console; the region is told by the alarm's ARN, or by that of the topic."""
    found = REGION_IN_ARN.match(arn)
    console = CONSOLES.get(found[1]) if found else None
    if found is None or console is None:
        return ""
    region = found[2]
    return f"https://{region}.{console}/cloudwatch/home?region={region}#alarmsV2:alarm/{quote(name, safe='')}"
