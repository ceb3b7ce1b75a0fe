"""pins.*, bookmarks.* and reactions.*: what is attached to messages and channels."""

from __future__ import annotations

import pytest

from tests.sandbox.town import ALICE, BOT, GENERAL, INCIDENTS, Town


def test_a_pinned_message(town: Town) -> None:
    ts = town.says(ALICE, INCIDENTS, "the card")
    town.slack.pins_add(channel=INCIDENTS, timestamp=ts)
    assert town.channel(INCIDENTS)["pins"] == [ts]
    [item] = town.slack.pins_list(channel=INCIDENTS)["items"]
    assert (item["message"]["text"], item["created_by"], item["message"]["pinned_to"]) == ("the card", BOT, [INCIDENTS])
    assert town.api("pins.add", channel=INCIDENTS, timestamp=ts)["error"] == "already_pinned"
    town.slack.pins_remove(channel=INCIDENTS, timestamp=ts)
    assert town.api("pins.remove", channel=INCIDENTS, timestamp=ts)["error"] == "no_pin"
    assert town.channel(INCIDENTS)["pins"] == []


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": GENERAL, "timestamp": "1.000000"}, "not_in_channel"),
        ({"channel": INCIDENTS, "timestamp": "1.000000"}, "message_not_found"),
        ({"channel": INCIDENTS, "timestamp": "soon"}, "bad_timestamp"),
    ],
)
def test_a_pin_that_cannot_be(town: Town, args: dict[str, str], error: str) -> None:
    assert town.api("pins.add", **args)["error"] == error


def test_a_channel_holds_a_hundred_pins(town: Town) -> None:
    town.post("/sandbox/limits", tiers=False)
    for n in range(100):
        town.api("pins.add", channel=INCIDENTS, timestamp=town.says(ALICE, INCIDENTS, str(n)))
    last = town.says(ALICE, INCIDENTS, "one too many")
    assert town.api("pins.add", channel=INCIDENTS, timestamp=last)["error"] == "too_many_pins"


def test_bookmarks(town: Town) -> None:
    link = "https://runbooks.acme.example/checkout"
    added = town.slack.bookmarks_add(channel_id=INCIDENTS, title="Runbook", type="link", link=link)["bookmark"]
    edited = town.slack.bookmarks_edit(bookmark_id=added["id"], channel_id=INCIDENTS, title="The runbook")["bookmark"]
    assert (edited["title"], edited["link"]) == ("The runbook", link)
    assert [b["title"] for b in town.slack.bookmarks_list(channel_id=INCIDENTS)["bookmarks"]] == ["The runbook"]
    assert town.channel(INCIDENTS)["bookmarks"][0]["link"] == link
    town.slack.bookmarks_remove(bookmark_id=added["id"], channel_id=INCIDENTS)
    assert town.channel(INCIDENTS)["bookmarks"] == []
    again = town.api("bookmarks.remove", bookmark_id=added["id"], channel_id=INCIDENTS)
    assert again["error"] == "not_found"


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel_id": INCIDENTS, "type": "link", "link": "javascript:alert(1)"}, "invalid_link"),
        ({"channel_id": INCIDENTS, "type": "folder"}, "invalid_bookmark_type"),
        ({"channel_id": GENERAL, "type": "link", "link": "https://x.example"}, "permission_denied"),
        ({"channel_id": "C0NOWHERE", "type": "link", "link": "https://x.example"}, "channel_not_found"),
    ],
)
def test_a_bookmark_that_cannot_be(town: Town, args: dict[str, str], error: str) -> None:
    assert town.api("bookmarks.add", title="x", **args)["error"] == error


def test_reactions_of_the_app_and_of_people(town: Town) -> None:
    ts = town.says(ALICE, INCIDENTS, "hm")
    town.act(ALICE, "react", channel=INCIDENTS, ts=ts, name="eyes")
    town.slack.reactions_add(channel=INCIDENTS, timestamp=ts, name="eyes")
    shown = town.slack.reactions_get(channel=INCIDENTS, timestamp=ts)["message"]["reactions"]
    assert shown == [{"name": "eyes", "users": [ALICE, BOT], "count": 2}]
    refused = town.api("reactions.add", channel=INCIDENTS, timestamp=ts, name="eyes")
    assert refused["error"] == "already_reacted"
    town.slack.reactions_remove(channel=INCIDENTS, timestamp=ts, name="eyes")
    assert town.api("reactions.remove", channel=INCIDENTS, timestamp=ts, name="eyes")["error"] == "no_reaction"
    town.act(ALICE, "unreact", channel=INCIDENTS, ts=ts, name="eyes")
    assert town.messages(INCIDENTS)[-1]["reactions"] == []
    assert town.api("reactions.add", channel=INCIDENTS, timestamp=ts, name="no such!")["error"] == "invalid_name"
    assert town.api("reactions.add", channel=GENERAL, timestamp=ts, name="eyes")["error"] == "no_access"
