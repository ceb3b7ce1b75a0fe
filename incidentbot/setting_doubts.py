"""Settings that are right one by one and cannot work together: what is wrong, where, and what to set."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from incidentbot.setting_rules import is_loopback, split
from incidentbot.settings import EXAMPLES, Settings

# What each account calls us back with; those without a word bring links only.
CALL_BACK = {
    "TWILIO_ACCOUNT_SID": "Twilio's receipts, pressed keys and replies",
    "VONAGE_API_KEY": "Vonage's receipts and replies",
    "PUSHOVER_TOKEN": "Pushover's acknowledgements at once",
}
BRING_LINKS = {"SMTP_URL": "smtp_url", "INCIDENTBOT_WEBHOOK_SECRET": "webhook_secret", "NTFY_TOKEN": "ntfy_token"}
ADDRESSES = ("phone", "push", "pushover", "email", "webhook")


def doubts(settings: Settings) -> list[str]:
    """One sentence for each, none in the sandbox: its telephones need nothing of this."""
    return [] if settings.sandbox else [*_base_url(settings), *_vonage(settings), *_weekly_test(settings)]


def _base_url(settings: Settings) -> Iterator[str]:
    calling = [name for name in CALL_BACK if getattr(settings, name.lower())]
    present = [*calling, *(name for name, field in BRING_LINKS.items() if getattr(settings, field))]
    if not present:
        return
    lost = "; nor can " + ", ".join(CALL_BACK[name] for name in calling) + " come in" if calling else ""
    way_out = "set it to the address at which people and providers reach this bot"
    example = f"for example INCIDENTBOT_BASE_URL={EXAMPLES['INCIDENTBOT_BASE_URL']}"
    if settings.public_url is None:
        yield (
            f"INCIDENTBOT_BASE_URL: is not set although {', '.join(present)} is: links in pages lead to"
            f" {settings.base_url}, which no telephone opens{lost}; {way_out}, {example}"
        )
    elif calling and _is_inside(split(settings.public_url).hostname or ""):
        yield f"INCIDENTBOT_BASE_URL: {settings.base_url} cannot be reached from outside{lost}; {way_out}, {example}"


def _is_inside(host: str) -> bool:
    """A name may lead anywhere, and is believed."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return is_loopback(host)


def _vonage(settings: Settings) -> Iterator[str]:
    if settings.vonage_api_key and not settings.vonage_signature_secret:
        yield (
            "VONAGE_SIGNATURE_SECRET: is not set although VONAGE_API_KEY is: receipts and replies are not believed;"
            " set it to the signature secret on the settings page of Vonage's dashboard"
        )


def _weekly_test(settings: Settings) -> Iterator[str]:
    if settings.weekly_test and not any(getattr(settings, f"emergency_{name}") for name in ADDRESSES):
        yield (
            "INCIDENTBOT_WEEKLY_TEST: is set, and nobody is named to whom a test page goes;"
            f" for example INCIDENTBOT_EMERGENCY_PHONE={EXAMPLES['INCIDENTBOT_EMERGENCY_PHONE']}"
        )
