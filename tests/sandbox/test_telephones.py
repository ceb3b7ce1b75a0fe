"""Telephones that are not telephones: whose they are, what can be done with them, and providers that are strict."""

from __future__ import annotations

import time

import pytest

from incidentbot.sandbox.telephones.accounts import TWILIO_SID, TWILIO_TOKEN
from tests.sandbox.town import ALICE, BOB, Json, Town, until

ACCOUNT = f"/twilio/2010-04-01/Accounts/{TWILIO_SID}"
AUTH = (TWILIO_SID, TWILIO_TOKEN)


def phone(town: Town, person: str = ALICE) -> Json:
    return next(one for one in town.state()["phones"] if one["user"] == person)


def text(town: Town, to: str, body: str = "hello", auth: tuple[str, str] = AUTH) -> tuple[int, Json]:
    fields = {"To": to, "From": "+15005550006", "Body": body}
    answer = town.http.post(f"{ACCOUNT}/Messages.json", data=fields, auth=auth)
    return answer.status_code, answer.json()


def test_everybody_has_a_telephone_and_nobody_two_the_same(town: Town) -> None:
    phones = town.state(BOB)["phones"]
    assert [one["user"] for one in phones][:2] == [ALICE, BOB]
    for way in ("number", "email", "topic", "pushover", "webhook"):
        assert len({one[way] for one in phones}) == len(phones)
    assert all(len(one["pushover"]) == 30 and one["items"] == [] for one in phones)


def test_whoever_joins_has_one_too(town: Town) -> None:
    made = town.post("/sandbox/personas", name="erin")["user"]["id"]
    assert text(town, phone(town, made)["number"])[0] == 201
    assert until(lambda: phone(town, made)["items"])[0]["text"] == "hello"


def test_a_new_beginning_empties_every_telephone(town: Town) -> None:
    text(town, phone(town)["number"])
    until(lambda: phone(town)["items"])
    town.post("/sandbox/reset")
    assert phone(town)["items"] == []


@pytest.mark.parametrize(
    ("to", "body", "auth", "status", "code"),
    [
        ("0601", "x", AUTH, 400, 21211),
        ("+420601000000", "", AUTH, 400, 21617),
        ("+420601000000", "x" * 1601, AUTH, 400, 21617),
        ("+420601000000", "x", (TWILIO_SID, "wrong"), 401, 20003),
    ],
)
def test_twilio_is_as_strict_as_the_real_one(
    town: Town, to: str, body: str, auth: tuple[str, str], status: int, code: int
) -> None:
    answered, told = text(town, to, body, auth)
    assert (answered, told["code"]) == (status, code)


def test_a_slow_provider_takes_its_time(town: Town) -> None:
    number = phone(town)["number"]
    with town.fault("provider_slow", method="twilio_sms", seconds=0.3):
        began = time.monotonic()
        text(town, number)
        assert time.monotonic() - began >= 0.3


def test_faults_of_slack_are_none_of_the_providers_and_the_other_way_round(town: Town) -> None:
    with town.fault("error", times=None), town.fault("provider_fails", method="pushover", times=None):
        assert text(town, phone(town)["number"])[0] == 201
        assert not town.api("auth.test")["ok"]
    with town.fault("provider_fails", times=None):
        assert town.api("auth.test")["ok"]


@pytest.mark.parametrize(
    ("do", "said", "error"),
    [
        ("answer", {"item": "nothing"}, "item_not_found"),
        ("digit", {"item": "nothing", "value": "4"}, "item_not_found"),
        ("digit", {"item": "nothing", "value": "44"}, "no_such_key"),
        ("digit", {"item": "nothing", "value": ""}, "no_such_key"),
        ("hang_up", {"item": "nothing"}, "item_not_found"),
        ("push_action", {"item": "nothing", "value": "x"}, "item_not_found"),
        ("reply_sms", {"text": "ok"}, "nobody_to_answer"),
        ("reply_sms", {}, "missing_argument"),
        ("answer", {"item": 7}, "invalid_argument"),
    ],
)
def test_what_cannot_be_done_is_said(town: Town, do: str, said: Json, error: str) -> None:
    done = town.act(ALICE, do, **said)
    assert (done["ok"], done["error"]) == (False, error)


def test_a_text_is_neither_answered_nor_pressed_as_a_call(town: Town) -> None:
    text(town, phone(town)["number"])
    item = until(lambda: phone(town)["items"])[0]["id"]
    for do, said in (("answer", {}), ("digit", {"value": "4"}), ("hang_up", {})):
        assert town.act(ALICE, do, item=item, **said)["error"] == "not_a_call"
    assert town.act(ALICE, "push_action", item=item, value="x")["error"] == "no_such_button"
    assert town.act(BOB, "answer", item=item)["error"] == "item_not_found"  # it is not on Bob's


def test_nothing_is_called_back_outside_of_this_computer(town: Town) -> None:
    fields = {"To": phone(town)["number"], "From": "+1500555006", "Body": "x", "StatusCallback": "https://example.com/"}
    town.http.post(f"{ACCOUNT}/Messages.json", data=fields, auth=AUTH)
    lines = until(lambda: [one for one in town.get("/sandbox/deliveries") if one["kind"] == "callback"])
    assert {line["outcome"] for line in lines} == {"not_here"}
