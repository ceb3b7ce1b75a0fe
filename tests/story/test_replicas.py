"""Two replicas on one PostgreSQL: requests go to either, and everything is there once."""

from __future__ import annotations

from incidentbot.sandbox import Sandbox
from tests.hands import Workspace, declare, eventually, whole_text
from tests.running import bot_running


def test_two_replicas_share_the_work(sandbox: Sandbox, workspace: Workspace, postgres_url: str) -> None:
    with bot_running(sandbox, postgres_url) as first, bot_running(sandbox, postgres_url) as second:
        workspace.wait_until_connected()
        eventually(lambda: first.slack.is_connected and second.slack.is_connected)
        alice = workspace.person("U01ALICE")
        for number in range(1, 5):
            declare(alice, f"trouble {number}")
        for number in range(1, 5):
            channel = alice.incident_channel(number)
            card = alice.sees(f"INC-{number} · trouble {number}", channel["id"])
            alice.presses("Take command", card, channel["id"])
            eventually(lambda number=number: first.incidents.numbered(number).commander)
        workspace.settled()
        assert [incident.number for incident in second.incidents.open(10)] == [4, 3, 2, 1]
        assert len(workspace.channels()) == 4
        for number in range(1, 5):
            channel = alice.incident_channel(number)
            cards = [one for one in alice.messages(channel["id"]) if f"INC-{number} · trouble" in whole_text(one)]
            assert len(cards) == 1
            told = [entry.text for entry in first.timeline.told(first.incidents.numbered(number))]
            assert len(told) == len(set(told))


def test_the_postmortem_is_opened_by_one_of_them(sandbox: Sandbox, workspace: Workspace, postgres_url: str) -> None:
    with bot_running(sandbox, postgres_url) as first, bot_running(sandbox, postgres_url):
        workspace.wait_until_connected()
        alice = workspace.person("U01ALICE")
        declare(alice)
        channel = str(alice.incident_channel()["id"])
        person, _ = first.people.known(alice.id)
        assert person
        first.incidents.resolve(first.incidents.numbered(1).id, "Over.", None, person.as_actor())
        alice.sees("The postmortem of INC-1 is open", channel)
        workspace.settled(quiet=6)
        assert sum("The postmortem of INC-1 is open" in one["text"] for one in alice.messages(channel)) == 1
