"""Without a database several replicas call for help: a later one hears, where it can, that it was done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.priority import Priority
from incidentbot.emergency import Emergency, Way
from incidentbot.errors import TryAgain
from incidentbot.ports import PageMessage
from tests.telephones import Mood, Telephones

PHONE, MAIL = "+420601234567", "oncall@acme.example"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MESSAGE = PageMessage(0, "emergency:1", Priority.P1, "Incidentbot has lost its database", "Nobody is paged.")


class Remembering(Telephones):
    """A provider with a list of what was sent. It says nothing while it is down."""

    def has_told(self, message: PageMessage, address: str, since: datetime) -> bool:
        if self.mood == Mood.DOWN:
            raise TryAgain("it is down")
        return since <= NOW and any(to == address for to, _ in self.rang)


@pytest.fixture
def voice() -> Remembering:
    return Remembering(MethodKind.VOICE, "twilio_voice")


@pytest.fixture
def mail() -> Telephones:
    return Telephones(MethodKind.EMAIL, "smtp")


@pytest.fixture
def emergency(voice: Remembering, mail: Telephones) -> Emergency:
    ways = [Way(MethodKind.VOICE, PHONE), Way(MethodKind.EMAIL, MAIL)]
    return Emergency(ways, {MethodKind.VOICE: [voice], MethodKind.EMAIL: [mail]})


def test_the_second_replica_does_not_call_what_has_just_rung(
    emergency: Emergency, voice: Remembering, mail: Telephones
) -> None:
    assert emergency.say(MESSAGE, NOW) == ["twilio_voice", "smtp"]
    assert emergency.say(MESSAGE, NOW) == ["twilio_voice", "smtp"]
    assert len(voice.rang) == 1
    assert len(mail.rang) == 2, "a mail server cannot be asked; two letters are better than none"


def test_what_rang_before_this_outage_does_not_count(emergency: Emergency, voice: Remembering) -> None:
    emergency.say(MESSAGE, NOW)
    emergency.say(MESSAGE, NOW + timedelta(seconds=1))
    assert len(voice.rang) == 2


def test_a_provider_that_does_not_answer_is_called_by_all(emergency: Emergency, voice: Remembering) -> None:
    voice.mood = Mood.DOWN
    assert emergency.say(MESSAGE, NOW) == ["smtp"]
    voice.mood = Mood.WELL
    assert emergency.say(MESSAGE, NOW) == ["twilio_voice", "smtp"]
