"""Settings that cannot work together are said with what to set; nothing is said where they can."""

from __future__ import annotations

import pytest

from incidentbot.setting_doubts import doubts
from incidentbot.settings import load
from tests.test_setting_providers import OTHERS, SMTP, TWILIO, VONAGE

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-2-3", "SLACK_APP_TOKEN": "xapp-1-2-3"}
SIGNED = {"VONAGE_SIGNATURE_SECRET": "HUSH"}
OUTSIDE = {"INCIDENTBOT_BASE_URL": "https://incidents.example.com"}


def said(**environ: str) -> list[str]:
    return doubts(load({**SLACK, **environ}))


def test_providers_without_our_own_address_are_told_what_does_not_work_and_what_to_set() -> None:
    [told] = said(**TWILIO, **SMTP)
    assert told.startswith("INCIDENTBOT_BASE_URL: is not set although TWILIO_ACCOUNT_SID, SMTP_URL is: links in pages")
    assert "http://127.0.0.1:3000, which no telephone opens" in told
    assert "Twilio's receipts, pressed keys and replies come in" in told
    assert told.endswith("for example INCIDENTBOT_BASE_URL=https://incidents.example.com")
    assert said(**TWILIO, **SMTP, **OTHERS, **OUTSIDE) == []


@pytest.mark.parametrize("account", [VONAGE | SIGNED, SMTP, {"PUSHOVER_TOKEN": "HUSH"}, {"NTFY_TOKEN": "tk_HUSH"}])
def test_each_of_them_is_reason_enough(account: dict[str, str]) -> None:
    [told] = said(**account)
    assert told.startswith("INCIDENTBOT_BASE_URL: is not set")


@pytest.mark.parametrize("inside", ["http://127.0.0.1:3000", "http://localhost", "https://10.0.0.7", "http://[::1]:80"])
def test_an_address_inside_is_of_no_use_to_who_calls_back(inside: str) -> None:
    [told] = said(**TWILIO, INCIDENTBOT_BASE_URL=inside)
    assert told.startswith(f"INCIDENTBOT_BASE_URL: {inside} cannot be reached from outside")
    assert said(**SMTP, INCIDENTBOT_BASE_URL=inside) == [], "people may well be inside, too"


def test_vonage_without_its_signature_and_a_test_for_nobody() -> None:
    found = said(**VONAGE, **OUTSIDE, INCIDENTBOT_WEEKLY_TEST="Mon 10:00")
    assert [told.split(":")[0] for told in found] == ["VONAGE_SIGNATURE_SECRET", "INCIDENTBOT_WEEKLY_TEST"]
    named = {"INCIDENTBOT_WEEKLY_TEST": "Mon 10:00", "INCIDENTBOT_EMERGENCY_EMAIL": "oncall@acme.example"}
    assert said(**OUTSIDE, **named) == []


def test_nothing_is_said_without_providers_and_in_the_sandbox() -> None:
    assert said() == []
    assert doubts(load(TWILIO | VONAGE)) == []
