"""The bot looks after itself with real requests: the weekly test by every provider, and help without a database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.bootstrap.watch import emergency
from incidentbot.sandbox import Sandbox
from incidentbot.watch import Watch
from incidentbot.weekly_test import WeeklyTest
from tests.hands import Hands, Json, Workspace, eventually, whole_text
from tests.running import bot_running


@pytest.fixture
def carol(workspace: Workspace) -> Hands:
    return workspace.person("U03CAROL")


def telephone(hands: Hands) -> Json:
    return next(dict(one) for one in hands.state()["phones"] if one["user"] == hands.id)


def items(hands: Hands, kind: str) -> list[Json]:
    return [item for item in telephone(hands)["items"] if item["kind"] == kind]


@pytest.fixture
def bot(sandbox: Sandbox, workspace: Workspace, carol: Hands, sqlite_url: str) -> Iterator[Incidentbot]:
    """Carol, the manager, is whom the environment names."""
    named = {**sandbox.emergency, "INCIDENTBOT_WEEKLY_TEST": "Mon 10:00"}
    assert telephone(carol)["number"] in named.values()
    with bot_running(sandbox, sqlite_url, more=named) as bot:
        workspace.wait_until_connected()
        yield bot


def test_a_provider_that_takes_the_test_and_drops_it_is_red(
    alice: Hands, carol: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    workspace.fault("provider_drops", "twilio_sms")
    workspace.fault("provider_refuses", "smtp")
    WeeklyTest(bot.weekly_tests, emergency(bot)).begin()
    eventually(lambda: len(telephone(carol)["items"]) == 5, f"a call, a text, two pushes and a webhook {items}")
    [call] = items(carol, "call")
    carol.act("answer", item=call["id"])
    assert "This is a test" in items(carol, "call")[0]["lines"][0]
    assert [one["provider"] for one in items(carol, "sms")] == ["vonage_sms"], "each by itself: nobody stands in"
    workspace.advance(minutes=1)
    workspace.settled()
    workspace.advance(minutes=9)
    told = whole_text(alice.sees("The weekly test page", "C02INCIDENTS"))
    lines = {line.split(" ")[1].rstrip(":"): line for line in told.splitlines() if line.startswith(":")}
    assert lines["twilio_sms"].startswith(":red_circle: twilio_sms: took it, and no receipt came within 10 minutes")
    assert lines["smtp"].startswith(":red_circle: smtp: The mail server refuses: 554")
    for well in ("twilio_voice", "vonage_sms", "pushover"):
        assert lines[well] == f":white_check_mark: {well}: delivered"
    for taken in ("ntfy", "webhook"):
        assert lines[taken].startswith(f":white_check_mark: {taken}: took it; it never says what arrives")
    assert telephone(carol)["number"] not in told
    assert len(telephone(carol)["items"]) == 5


def test_two_replicas_without_a_database_ring_once_where_the_provider_can_be_asked(
    carol: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    seconds = 0.0

    def replica() -> Watch:
        over = bot.watch_over
        return Watch(
            over._audit, bot.clock, emergency(bot), None, lambda: "it is gone", "", lambda: seconds, lambda: 0.0
        )

    replicas = [replica(), replica()]
    for one in replicas:
        one.look_for_database()
    workspace.advance(minutes=1)
    seconds = 60.0
    for one in replicas:
        one.look_for_database()
    came = {kind: len(items(carol, kind)) for kind in ("call", "sms", "mail", "webhook")}
    # A mail server cannot be asked; a webhook's receiver knows the second by its id, which is that of the minute.
    assert came == {"call": 1, "sms": 1, "mail": 2, "webhook": 1}
    assert [one["provider"] for one in items(carol, "push")] == ["ntfy", "pushover", "pushover"]
