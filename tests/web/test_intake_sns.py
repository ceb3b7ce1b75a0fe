"""Amazon SNS at the door: genuine messages come in, forged ones do not, a subscription is confirmed afterwards."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from incidentbot.domain.people import BOT
from incidentbot.domain.work import Work
from incidentbot.errors import NotGenuine
from incidentbot.integrations.sources.sns_sender import SnsSender
from incidentbot.services.digest import Digest
from incidentbot.services.subscription import CONFIRM
from incidentbot.services.token import Tokens
from incidentbot.store.store import Store
from tests.integrations.sources.amazon import (
    CERTIFICATE,
    ELSEWHERE,
    SUBSCRIBE,
    Internet,
    about_itself,
    notification,
    signed,
)
from tests.integrations.sources.bodies import theirs
from tests.web.monitors import *  # noqa: F403
from tests.web.monitors import FIRING, rows, waiting
from tests.world import FakeClock

ALARM = {"AlarmName": "checkout-5xx", "NewStateValue": "ALARM", "AWSAccountId": "1", "Region": "EU (Ireland)"}
AS_AMAZON_SENDS_IT = {"content-type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": "Notification"}

Post = Callable[[Any], Any]


@pytest.fixture
def amazon(monitor: TestClient, tokens: Tokens) -> Post:
    """Amazon posts a body to the address that it was given."""
    key = tokens.make("integration", "aws", "cloudwatch", [], BOT)

    def post(body: Any) -> Any:
        return monitor.post(f"/alerts/cloudwatch/{key}", content=json.dumps(body), headers=AS_AMAZON_SENDS_IT)

    return post


@pytest.fixture
def confirmations(store: Store, clock: FakeClock) -> Callable[[], list[Work]]:
    """The worker's part: what waits to be confirmed, taken up."""

    def confirmations() -> list[Work]:
        with store.begin() as tx:
            claimed = tx.claim_work(clock.now(), "me", clock.now() + timedelta(hours=1), clock.now(), 50, [])
        return [work for work in claimed if work.kind == CONFIRM]

    return confirmations


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_genuine_alarm_comes_in(amazon: Post, store: Store, digest: Digest, internet: Internet, version: str) -> None:
    for _ in range(3):
        assert amazon(notification(json.dumps(ALARM), version)).status_code == 202
    assert internet.fetched == [CERTIFICATE]
    digest.digest(BOT)
    assert rows(store, "SELECT title, state, times FROM alert") == [("checkout-5xx", "firing", 3)]
    assert amazon(notification(json.dumps({**ALARM, "NewStateValue": "OK"}), version)).status_code == 202
    digest.digest(BOT)
    assert rows(store, "SELECT title, state FROM alert") == [("checkout-5xx", "resolved")]


def test_the_recorded_alarm_comes_in_when_amazon_signs_it(amazon: Post, store: Store) -> None:
    recorded = theirs("aws_sns_cloudwatch_alarm_ok_transition")
    assert amazon(recorded).status_code in (403, 503), "its signature was replaced by zeros"
    assert amazon(signed({**recorded, "SigningCertURL": CERTIFICATE}, "1")).status_code == 202
    assert waiting(store) == 1


def test_raw_delivery_is_unsigned_and_stands_on_the_key(amazon: Post, store: Store, internet: Internet) -> None:
    assert amazon(ALARM).status_code == 202
    assert (waiting(store), internet.fetched) == (1, [])


@pytest.mark.parametrize(
    "changes",
    [{"Message": json.dumps({**ALARM, "AlarmName": "forged"})}, {"Signature": "AAAA"}, {"SigningCertURL": None}],
)
def test_a_bad_signature_is_never_accepted(amazon: Post, store: Store, changes: dict[str, Any]) -> None:
    answer = amazon({**notification(json.dumps(ALARM)), **changes})
    assert (answer.status_code, waiting(store)) == (403, 0)
    assert "Amazon" in answer.json()["error"]


def test_a_forged_envelope_without_a_valid_key_asks_nobody(monitor: TestClient, internet: Internet) -> None:
    assert monitor.post("/alerts/cloudwatch/wrong", json=about_itself()).status_code == 401
    assert internet.fetched == []


def test_while_the_certificate_is_out_of_reach_amazon_is_asked_to_come_again(
    amazon: Post, store: Store, internet: Internet
) -> None:
    internet.is_down = True
    answer = amazon(notification(json.dumps(ALARM)))
    assert (answer.status_code, answer.headers["retry-after"], waiting(store)) == (503, "5", 0)
    internet.is_down = False
    assert amazon(notification(json.dumps(ALARM))).status_code == 202


@pytest.mark.slow
def test_a_certificate_that_does_not_come_holds_up_nobody_else(
    amazon: Post, monitor: TestClient, key: str, internet: Internet
) -> None:
    internet.meanwhile = lambda: time.sleep(1.2)
    assert amazon(notification(json.dumps(ALARM))).status_code == 503
    internet.meanwhile = lambda: None
    assert monitor.post(f"/alerts/alertmanager/{key}", json=FIRING).status_code == 202


def test_a_subscription_is_confirmed_afterwards_and_once(
    amazon: Post, confirmations: Callable[[], list[Work]], sns: SnsSender, internet: Internet
) -> None:
    for _ in range(3):
        assert amazon(about_itself()).status_code == 202
    assert internet.fetched == [CERTIFICATE], "the answer does not wait for Amazon's"
    (work,) = confirmations()
    sns.perform(work, BOT)
    assert internet.fetched == [CERTIFICATE, SUBSCRIBE]
    assert work.payload["integration"] == "aws"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_hostile_subscription_is_refused_and_nothing_is_fetched(
    amazon: Post, confirmations: Callable[[], list[Work]], internet: Internet, address: str
) -> None:
    answer = amazon(about_itself(SubscribeURL=address))
    assert answer.status_code == 403
    assert answer.json()["error"].startswith("A subscription is confirmed only at Amazon SNS itself")
    assert (internet.fetched, confirmations()) == ([], [])


def test_what_waits_to_be_confirmed_is_checked_once_more(
    amazon: Post, confirmations: Callable[[], list[Work]], sns: SnsSender, internet: Internet, store: Store
) -> None:
    amazon(about_itself())
    (work,) = confirmations()
    message = {**work.payload["message"], "SubscribeURL": "https://evil.example/"}
    with pytest.raises(NotGenuine):
        sns.perform(Work(**{**vars(work), "payload": {**work.payload, "message": message}}), BOT)
    assert internet.fetched == [CERTIFICATE]


def test_that_a_topic_will_be_silent_is_a_ticket(amazon: Post, store: Store, digest: Digest) -> None:
    assert amazon(about_itself("UnsubscribeConfirmation")).status_code == 202
    digest.digest(BOT)
    assert rows(store, "SELECT title, priority FROM ticket") == [("Amazon SNS sends no more alarms of alarms", "P3")]
