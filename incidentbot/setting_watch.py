"""The settings by which the bot watches itself: where its heart is heard, and whom it calls when it has no database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from incidentbot.setting_providers import Mailbox, Number, PushUrl

WATCH_EXAMPLES = {
    "INCIDENTBOT_HEARTBEAT_URL": "https://heartbeats.example.com/0b5b5a3e",
    "INCIDENTBOT_EMERGENCY_PHONE": "+420601234567",
    "INCIDENTBOT_EMERGENCY_EMAIL": "oncall@example.com",
    "INCIDENTBOT_EMERGENCY_PUSH": "a-topic-that-nobody-guesses",
    "INCIDENTBOT_EMERGENCY_PUSHOVER": "…, a user key of 30 characters",
    "INCIDENTBOT_EMERGENCY_WEBHOOK": "https://hooks.example.com/pages",
    "INCIDENTBOT_WEEKLY_TEST": "Mon 10:00",
}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKLY = re.compile(r"(?P<day>[A-Z][a-z]{2}) (?P<hour>[01]\d|2[0-3]):00", re.ASCII)
USER_KEY = re.compile(r"[A-Za-z0-9]{30}")
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Weekly:
    """An hour of the week, in UTC."""

    day: int
    hour: int

    def is_now(self, now: datetime) -> bool:
        return (now.weekday(), now.hour) == (self.day, self.hour)


def _weekly(given: object) -> object:
    if not isinstance(given, str):
        return given
    found = WEEKLY.fullmatch(given.strip())
    if not found or found["day"] not in DAYS:
        raise ValueError("must be a day and a full hour in UTC")
    return Weekly(DAYS.index(found["day"]), int(found["hour"]))


def _topic(text: str) -> str:
    if not TOPIC.fullmatch(text):
        raise ValueError("must be a topic: letters, digits, - and _, at most 64")
    return text


def _user_key(text: str) -> str:
    if not USER_KEY.fullmatch(text):
        raise ValueError("must be a user key: 30 letters and digits")
    return text


class WatchSettings(BaseModel):
    heartbeat_url: PushUrl | None = Field(None, alias="INCIDENTBOT_HEARTBEAT_URL")
    emergency_phone: Number | None = Field(None, alias="INCIDENTBOT_EMERGENCY_PHONE")
    emergency_email: Mailbox | None = Field(None, alias="INCIDENTBOT_EMERGENCY_EMAIL")
    emergency_push: Annotated[str, AfterValidator(_topic)] | None = Field(None, alias="INCIDENTBOT_EMERGENCY_PUSH")
    emergency_pushover: Annotated[str, AfterValidator(_user_key)] | None = Field(
        None, alias="INCIDENTBOT_EMERGENCY_PUSHOVER"
    )
    emergency_webhook: PushUrl | None = Field(None, alias="INCIDENTBOT_EMERGENCY_WEBHOOK")
    weekly_test: Annotated[Weekly, BeforeValidator(_weekly)] | None = Field(None, alias="INCIDENTBOT_WEEKLY_TEST")
