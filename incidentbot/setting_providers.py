"""The settings of those who bring pages to people: accounts, keys and addresses. All of them may be left out."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import unquote

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, Secret, SecretStr

from incidentbot.setting_rules import address, has_spaces, is_loopback, split

PROVIDER_EXAMPLES = {
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN": "…",
    "TWILIO_FROM": "+15005550006",
    "TWILIO_API_URL": "https://api.twilio.com",
    "VONAGE_API_KEY": "abcd1234",
    "VONAGE_API_SECRET": "…",
    "VONAGE_SIGNATURE_SECRET": "…",
    "VONAGE_FROM": "+447700900001",
    "VONAGE_API_URL": "https://api.nexmo.com",
    "NTFY_URL": "https://ntfy.sh",
    "NTFY_TOKEN": "tk_…",
    "PUSHOVER_TOKEN": "…, the application's token of 30 characters",
    "PUSHOVER_API_URL": "https://api.pushover.net",
    "SMTP_URL": "smtp://user:password@mail.example.com:587",
    "SMTP_URL_2": "smtps://user:password@other-mail.example.com",
    "SMTP_FROM": "incidentbot@example.com",
    "INCIDENTBOT_WEBHOOK_SECRET": "whsec_…",
    "INCIDENTBOT_INNER_HOSTS": "push.internal,10.0.0.7:8080",
    "INCIDENTBOT_APPRISE": "yes",
    "INCIDENTBOT_PROVIDER_ORDER": "vonage_sms, twilio_sms",
}
# As they are called in the order, in logs and on the card.
PROVIDER_NAMES = (
    *("twilio_sms", "vonage_sms", "twilio_voice", "ntfy", "pushover", "apprise"),
    *("smtp", "smtp_2", "webhook"),
)
# Those of one line are of no use without each other.
TOGETHER = (
    ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"),
    ("VONAGE_API_KEY", "VONAGE_API_SECRET", "VONAGE_FROM"),
    ("SMTP_URL", "SMTP_FROM"),
)
NEEDS = {"SMTP_URL_2": "SMTP_URL"}  # the second is none without the first
SHORTEST_SECRET = 16

ACCOUNT = re.compile(r"AC[0-9a-f]{32}")
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
NAME = re.compile(r"[A-Za-z0-9 ]{3,11}")
MAILBOX = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


class ServerUrl(Secret[str]):
    """Shows which server it is, and never its password."""

    def _display(self) -> str:
        url = split(self.get_secret_value())
        user = f"{url.username}:***@" if url.username else ""
        return f"{url.scheme}://{user}{url.hostname}{f':{url.port}' if url.port else ''}"


def _matching(pattern: re.Pattern[str], said: str) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(said)
        return text

    return AfterValidator(check)


def _secret(secret: SecretStr) -> SecretStr:
    if has_spaces(secret.get_secret_value()):
        raise ValueError("has a space in it; was it copied whole?")
    return secret


def _own_secret(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < SHORTEST_SECRET:
        raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
    return _secret(secret)


def _service_url(text: str) -> str:
    url = address(text)
    if url.scheme == "http" and not is_loopback(url.hostname or ""):
        raise ValueError("must be https: keys would travel readable (http is for this machine only)")
    return text.rstrip("/")


def _push_url(text: str) -> str:
    """Inside a company's network http is usual."""
    address(text)
    return text.rstrip("/")


def _smtp_url(given: object) -> object:
    if not isinstance(given, str):
        return given
    url = split(given.strip())
    if url.scheme not in ("smtp", "smtps") or not url.hostname or has_spaces(unquote(url.hostname)):
        raise ValueError("must start with smtp:// or smtps:// and name a server")
    return ServerUrl(given.strip())


def _hosts(given: object) -> object:
    return (
        frozenset(host.strip().lower() for host in given.split(",") if host.strip())
        if isinstance(given, str)
        else given
    )


def _order(given: object) -> object:
    if not isinstance(given, str):
        return given
    names = tuple(name.strip().lower() for name in given.split(",") if name.strip())
    if unknown := [name for name in names if name not in PROVIDER_NAMES]:
        raise ValueError(f"names {unknown[0]!r}, and there are {', '.join(PROVIDER_NAMES)}")
    return names


def _yes(given: object) -> object:
    known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if isinstance(given, str) and given.strip().lower() not in known:
        raise ValueError("must be yes or no")
    return known[given.strip().lower()] if isinstance(given, str) else given


def _sender(text: str) -> str:
    if not NUMBER.fullmatch(text) and not NAME.fullmatch(text):
        raise ValueError("must be a number that begins with + and the country, or a name of 3 to 11 letters and digits")
    return text


Key = Annotated[SecretStr, AfterValidator(_secret)]
OwnSecret = Annotated[SecretStr, AfterValidator(_own_secret)]
ServiceUrl = Annotated[str, AfterValidator(_service_url)]
PushUrl = Annotated[str, AfterValidator(_push_url)]
Number = Annotated[str, _matching(NUMBER, "must be a number that begins with + and the country")]
Account = Annotated[str, _matching(ACCOUNT, "must be AC and 32 hexadecimal digits")]
Mailbox = Annotated[str, _matching(MAILBOX, "must be an e-mail address alone")]


class ProviderSettings(BaseModel):
    twilio_account_sid: Account | None = Field(None, alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: Key | None = Field(None, alias="TWILIO_AUTH_TOKEN")
    twilio_from: Number | None = Field(None, alias="TWILIO_FROM")
    twilio_api_url: ServiceUrl = Field("https://api.twilio.com", alias="TWILIO_API_URL")
    vonage_api_key: str | None = Field(None, alias="VONAGE_API_KEY")
    vonage_api_secret: Key | None = Field(None, alias="VONAGE_API_SECRET")
    vonage_signature_secret: Key | None = Field(None, alias="VONAGE_SIGNATURE_SECRET")
    vonage_from: Annotated[str, AfterValidator(_sender)] | None = Field(None, alias="VONAGE_FROM")
    vonage_api_url: ServiceUrl = Field("https://api.nexmo.com", alias="VONAGE_API_URL")
    ntfy_url: PushUrl = Field("https://ntfy.sh", alias="NTFY_URL")
    ntfy_token: Key | None = Field(None, alias="NTFY_TOKEN")
    pushover_token: Key | None = Field(None, alias="PUSHOVER_TOKEN")
    pushover_api_url: ServiceUrl = Field("https://api.pushover.net", alias="PUSHOVER_API_URL")
    smtp_url: Annotated[ServerUrl, BeforeValidator(_smtp_url)] | None = Field(None, alias="SMTP_URL")
    smtp_url_2: Annotated[ServerUrl, BeforeValidator(_smtp_url)] | None = Field(None, alias="SMTP_URL_2")
    smtp_from: Mailbox | None = Field(None, alias="SMTP_FROM")
    webhook_secret: OwnSecret | None = Field(None, alias="INCIDENTBOT_WEBHOOK_SECRET")
    inner_hosts: Annotated[frozenset[str], BeforeValidator(_hosts)] = Field(
        frozenset(), alias="INCIDENTBOT_INNER_HOSTS"
    )

    provider_order: Annotated[tuple[str, ...], BeforeValidator(_order)] = Field((), alias="INCIDENTBOT_PROVIDER_ORDER")
    apprise: Annotated[bool, BeforeValidator(_yes)] = Field(False, alias="INCIDENTBOT_APPRISE")

    def refuse_the_incomplete(self) -> None:
        """Raises ValueError when one of a group is set and another is not."""
        for names in TOGETHER:
            present = [name for name in names if getattr(self, name.lower()) is not None]
            for absent in [name for name in names if name not in present] if present else []:
                example = f"{absent}={PROVIDER_EXAMPLES[absent]}"
                raise ValueError(f"{absent}: is missing although {present[0]} is set; for example {example}")
        for second, first in NEEDS.items():
            if getattr(self, second.lower()) and not getattr(self, first.lower()):
                raise ValueError(f"{first}: is missing although {second} is set; {second} is asked after it")
