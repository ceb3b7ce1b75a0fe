"""Accounts of those who bring pages: shown without their secrets, refused where something is missing or mistyped."""

from __future__ import annotations

import traceback

import pytest

from incidentbot.errors import SettingsError
from incidentbot.setting_providers import PROVIDER_EXAMPLES
from incidentbot.settings import load

TWILIO = {"TWILIO_ACCOUNT_SID": f"AC{'0' * 32}", "TWILIO_AUTH_TOKEN": "HUSH", "TWILIO_FROM": "+15005550006"}
VONAGE = {"VONAGE_API_KEY": "abcd1234", "VONAGE_API_SECRET": "HUSH", "VONAGE_FROM": "Acme Ops"}
SMTP = {"SMTP_URL": "smtp://bot:HUSH@mail.example:2525", "SMTP_FROM": "bot@acme.example"}
OTHERS = {"NTFY_TOKEN": "tk_HUSH", "PUSHOVER_TOKEN": "HUSH", "INCIDENTBOT_WEBHOOK_SECRET": "HUSH" * 5}


def test_without_any_only_ntfy_is_there() -> None:
    settings = load({})
    assert settings.ntfy_url == "https://ntfy.sh"
    assert (settings.twilio_account_sid, settings.smtp_url, settings.inner_hosts) == (None, None, frozenset())


def test_secrets_do_not_show_in_any_form() -> None:
    settings = load(TWILIO | VONAGE | SMTP | OTHERS | {"VONAGE_SIGNATURE_SECRET": "HUSH"})
    for shown in (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()):
        assert "HUSH" not in shown
    assert str(settings.smtp_url) == "smtp://bot:***@mail.example:2525"


@pytest.mark.parametrize("group", [TWILIO, VONAGE, SMTP])
def test_what_is_of_no_use_alone_says_what_is_missing(group: dict[str, str]) -> None:
    for absent in group:
        with pytest.raises(SettingsError) as wrong:
            load({name: value for name, value in group.items() if name != absent})
        first = next(name for name in group if name != absent)
        assert str(wrong.value).startswith(f"{absent}: is missing although {first} is set; for example {absent}=")
        assert "HUSH" not in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TWILIO_ACCOUNT_SID", "AC123", "AC and 32 hexadecimal digits"),
        ("TWILIO_FROM", "0601234567", "begins with + and the country"),
        ("TWILIO_API_URL", "http://api.example", "must be https"),
        ("TWILIO_AUTH_TOKEN", "HUSH HUSH", "has a space in it"),
        ("VONAGE_FROM", "a name that is much too long", "a name of 3 to 11 letters"),
        ("NTFY_URL", "ntfy.sh", "starts with http:// or https://"),
        ("SMTP_URL", "mail.example", "must start with smtp:// or smtps://"),
        ("SMTP_URL", "smtp://bot:HU#SH@mail.example", "cannot be read"),
        ("SMTP_FROM", "Bot <bot@acme.example>", "an e-mail address alone"),
        ("INCIDENTBOT_WEBHOOK_SECRET", "HUSH", "at least 16 characters"),
    ],
)
def test_a_wrong_one_is_one_line_without_its_value(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        load({name: value})
    [line] = str(wrong.value).splitlines()
    assert line.startswith(f"{name}: ")
    assert said in line
    assert line.endswith(f"; for example {name}={PROVIDER_EXAMPLES[name]}")
    assert "HUSH" not in "".join(traceback.format_exception(wrong.value))


def test_hosts_that_may_be_inside_are_a_list() -> None:
    assert load({"INCIDENTBOT_INNER_HOSTS": "push.Internal, 10.0.0.7:8080 ,"}).inner_hosts == {
        "push.internal",
        "10.0.0.7:8080",
    }


def test_the_order_of_providers_can_be_said() -> None:
    assert load({"INCIDENTBOT_PROVIDER_ORDER": "Vonage_SMS, twilio_sms,"}).provider_order == (
        "vonage_sms",
        "twilio_sms",
    )
    with pytest.raises(SettingsError, match="names 'vonage', and there are twilio_sms, vonage_sms"):
        load({"INCIDENTBOT_PROVIDER_ORDER": "vonage"})


def test_a_second_mail_server_is_one_only_beside_the_first() -> None:
    with pytest.raises(SettingsError, match="SMTP_URL: is missing although SMTP_URL_2 is set"):
        load({"SMTP_URL_2": SMTP["SMTP_URL"]})
    assert "HUSH" not in str(load(SMTP | {"SMTP_URL_2": SMTP["SMTP_URL"]}).model_dump())
