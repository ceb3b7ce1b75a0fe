"""Messages of Amazon SNS: genuine ones, forged ones, and where a subscription may be confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.errors import CannotBeDone, NotGenuine, TryAgain
from incidentbot.integrations.sources import sns
from incidentbot.integrations.sources.sns_sender import MOST_CERTIFICATES, SnsSender
from tests.integrations.sources.amazon import (
    CERTIFICATE,
    ELSEWHERE,
    HOST,
    SUBSCRIBE,
    Internet,
    about_itself,
    certificate,
    notification,
    signed,
)
from tests.integrations.sources.bodies import theirs


@pytest.fixture
def internet() -> Internet:
    return Internet()


@pytest.fixture
def sender(internet: Internet) -> SnsSender:
    return SnsSender(internet.fetch)


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("subject", ["ALARM: é", None])
def test_what_amazon_signed_is_genuine(sender: SnsSender, version: str, subject: str | None) -> None:
    sender.check(notification("{}", version, Subject=subject))


@pytest.mark.parametrize(
    "changes",
    [
        {"Message": '{"AlarmName": "another"}'},
        {"TopicArn": "arn:aws:sns:eu-west-1:999999999999:others"},
        {"Subject": None},
        {"Signature": "AAAA"},
        {"Signature": "not base64!"},
        {"Signature": None},
        {"SignatureVersion": "1"},
        {"SignatureVersion": "3"},
        {"SigningCertURL": None},
        {"Type": "UnsubscribeConfirmation"},
    ],
)
def test_what_was_changed_on_the_way_is_not(sender: SnsSender, changes: dict[str, Any]) -> None:
    with pytest.raises(NotGenuine, match="Amazon"):
        sender.check({**notification("{}"), **changes})


def test_what_somebody_else_signed_is_not(sender: SnsSender) -> None:
    with pytest.raises(NotGenuine):
        sender.check(signed(about_itself(), owner="mallory"))


@pytest.mark.parametrize(
    "address",
    [
        *ELSEWHERE,
        f"{HOST}/?Action=GetTopicAttributes&.pem",
        f"{HOST}/SimpleNotificationService-00.pem?x=1",
        f"{HOST}/SimpleNotificationService-00.pem#.pem",
        f"{HOST}/somebody/SimpleNotificationService-00.pem",
    ],
)
def test_a_certificate_from_elsewhere_is_not_even_fetched(internet: Internet, sender: SnsSender, address: str) -> None:
    """Amazon's own interface answers with texts that somebody stored there; a certificate might be one."""
    internet.pages[address] = certificate("mallory")
    with pytest.raises(NotGenuine):
        sender.check(signed({**notification("{}"), "SigningCertURL": address}, owner="mallory"))
    assert internet.fetched == []


def test_amazon_has_more_than_one_domain() -> None:
    for host in ("us-gov-west-1.amazonaws.com", "cn-north-1.amazonaws.com.cn", "eusc-de-east-1.amazonaws.eu"):
        assert sns.is_aws_host(f"https://sns.{host}/SimpleNotificationService-00.pem")
    assert not sns.is_aws_host("https://sns.eu-west-1.amazonaws.eu/")


def test_a_certificate_is_fetched_once(internet: Internet, sender: SnsSender) -> None:
    for _ in range(3):
        sender.check(notification("{}"))
    assert internet.fetched == [CERTIFICATE]


def test_only_so_many_certificates_are_kept(internet: Internet, sender: SnsSender) -> None:
    addresses = [f"{HOST}/SimpleNotificationService-{number:032x}.pem" for number in range(MOST_CERTIFICATES + 1)]
    internet.pages.update(dict.fromkeys(addresses, certificate()))
    for address in [*addresses, addresses[-1], addresses[0]]:
        sender.check(signed({**notification("{}"), "SigningCertURL": address}))
    assert internet.fetched == [*addresses, addresses[0]], "the one that was used longest ago had to go"


def test_what_is_no_certificate_is_not_kept(internet: Internet, sender: SnsSender) -> None:
    internet.pages[CERTIFICATE] = b"<html>Try again later</html>"
    with pytest.raises(TryAgain, match="not a certificate"):
        sender.check(notification("{}"))
    internet.pages[CERTIFICATE] = certificate()
    sender.check(notification("{}"))


def test_a_subscription_is_confirmed_at_amazon(internet: Internet) -> None:
    sns.confirm(about_itself(), internet.fetch, internet.fetch)
    assert internet.fetched == [CERTIFICATE, SUBSCRIBE]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_subscription_is_confirmed_nowhere_else(internet: Internet, address: str) -> None:
    with pytest.raises(NotGenuine, match="Amazon SNS"):
        sns.confirm(about_itself(SubscribeURL=address), internet.fetch, internet.fetch)
    assert internet.fetched == []


def test_a_forged_subscription_is_not_confirmed(internet: Internet) -> None:
    with pytest.raises(NotGenuine):
        sns.confirm({**about_itself(), "Token": "another"}, internet.fetch, internet.fetch)
    assert internet.fetched == [CERTIFICATE]
    with pytest.raises(NotGenuine, match="not a subscription"):
        sns.confirm(notification("{}"), internet.fetch, internet.fetch)


def test_what_is_refused_at_amazon_is_told(internet: Internet) -> None:
    def follow(_url: str) -> bytes:
        raise CannotBeDone("sns.eu-west-1.amazonaws.com answered with status 403.")

    with pytest.raises(CannotBeDone, match="403"):
        sns.confirm(about_itself(), internet.fetch, follow)


def test_the_recorded_messages_are_envelopes_whose_addresses_hold() -> None:
    subscription = theirs("aws_sns_subscription_confirmation")
    assert sns.is_confirmation(subscription["SubscribeURL"])
    for message in (subscription, theirs("aws_sns_cloudwatch_alarm_ok_transition")):
        assert sns.is_envelope(message)
        assert sns.is_certificate(message["SigningCertURL"])


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.integers(), max_size=2)


@given(changes=st.dictionaries(st.sampled_from([*about_itself(), "Subject"]), VALUES, min_size=1, max_size=4))
def test_whatever_stands_in_it_only_a_genuine_message_passes(changes: Mapping[str, object]) -> None:
    message = about_itself()
    unsigned = {"Subject": changes.get("Subject"), "SignatureVersion": 2}  # of a confirmation; and the number will do
    harmless = all(value in (message.get(name), unsigned.get(name)) for name, value in changes.items())
    internet = Internet()
    try:
        sns.confirm({**message, **changes}, internet.fetch, internet.fetch)
        assert harmless
    except NotGenuine:
        assert SUBSCRIBE not in internet.fetched
