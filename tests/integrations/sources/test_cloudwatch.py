"""What CloudWatch sends: through SNS, bare, and through EventBridge."""

from __future__ import annotations

import json

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, theirs, urls, with_changes

SOURCE = "cloudwatch"
RECORDED = "aws_sns_cloudwatch_alarm_ok_transition"


def test_an_alarm_inside_an_sns_notification() -> None:
    found = alert(SOURCE, theirs(RECORDED))
    assert (found.title, found.state, found.severity) == ("bucketbytesAlarm", AlertState.FIRING, "alarm")
    assert (found.labels["namespace"], found.labels["BucketName"]) == ("AWS/S3", "try.alerta.io")
    assert found.description.startswith("bucket bytes size exceeded\n\nThreshold Crossed: 1 datapoint")
    assert urls(found, "alert") == [
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/bucketbytesAlarm"
    ]


def test_it_ends_under_the_same_key() -> None:
    body = theirs(RECORDED)
    fine = {**json.loads(body["Message"]), "NewStateValue": "OK", "OldStateValue": "ALARM"}
    ended = alert(SOURCE, with_changes(body, Message=json.dumps(fine)))
    assert (ended.state, ended.severity) == (AlertState.RESOLVED, None)
    assert ended.dedup_key == alert(SOURCE, body).dedup_key


def test_no_data_is_not_ok() -> None:
    found = alert(SOURCE, ours("cloudwatch_message"))
    assert (found.state, found.severity) == (AlertState.FIRING, "insufficient_data")
    assert found.dedup_key == "arn:aws:cloudwatch:ca-central-1:123456789012:alarm:orders-slow"
    assert found.labels["service"] == "checkout", "Amazon ECS says which service"
    assert alert(SOURCE, with_changes(ours("cloudwatch_message"), NewStateValue="OK")).dedup_key == found.dedup_key


def test_eventbridge_tells_the_same_under_other_names() -> None:
    found = alert(SOURCE, ours("cloudwatch_eventbridge"))
    assert (found.title, found.state) == ("Orders are missing", AlertState.FIRING)
    assert found.dedup_key == "arn:aws:cloudwatch:us-east-1:123456789012:alarm:Orders are missing"
    assert urls(found, "alert")[0].endswith("#alarmsV2:alarm/Orders%20are%20missing")
    ended = alert(SOURCE, with_changes(ours("cloudwatch_eventbridge"), detail__state__value="OK"))
    assert (ended.state, ended.dedup_key) == (AlertState.RESOLVED, found.dedup_key)


def test_a_subscription_is_not_an_alert() -> None:
    assert alerts(SOURCE, theirs("aws_sns_subscription_confirmation")) == []


def test_the_end_of_a_subscription_is_one() -> None:
    body = {"Type": "UnsubscribeConfirmation", "TopicArn": "arn:aws:sns:eu-west-1:123456789012:checkout-alarms"}
    found = alert(SOURCE, body)
    assert found.title == "Amazon SNS sends no more alarms of checkout-alarms"
    assert (found.state, found.severity) == (AlertState.FIRING, "warning")


@pytest.mark.parametrize("message", ["Your budget is exceeded.", "[1]", '{"AlarmName": "x"}', "[" * 100_000])
def test_a_message_that_is_no_alarm_is_said_to_be_unknown(message: str) -> None:
    with pytest.raises(UnknownShape, match="Not an alarm of CloudWatch"):
        alerts(SOURCE, {"Type": "Notification", "Message": message})
