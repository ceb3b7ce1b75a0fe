"""What the app is told: the events of its manifest, from where it may listen; and what is tried again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sandbox.links import Link
from tests.sandbox.town import ALICE, BOB, BOT, CAROL, GENERAL, INCIDENTS, Json, Town, until


@pytest.fixture
def app(link: Callable[[], Link]) -> Link:
    return link()


def events(app: Link, count: int) -> list[Json]:
    return [app.event() for _ in range(count)]


def test_a_message_where_the_app_is(town: Town, app: Link) -> None:
    ts = town.says(ALICE, INCIDENTS, "hello")
    envelope = app.receive()
    app.ack(envelope)
    outer, event = envelope["payload"], envelope["payload"]["event"]
    assert (event["type"], event["user"], event["text"], event["ts"]) == ("message", ALICE, "hello", ts)
    assert (event["channel"], event["channel_type"]) == (INCIDENTS, "channel")
    assert (outer["type"], outer["team_id"], outer["api_app_id"]) == ("event_callback", "T0SANDBOX", "A00INCIDENT")
    assert outer["event_id"].startswith("Ev")
    assert outer["event_context"]
    assert outer["authorizations"][0]["user_id"] == BOT


def test_nothing_from_where_it_is_not(town: Town, app: Link) -> None:
    ts = town.says(ALICE, GENERAL, "hello @robot")
    town.act(ALICE, "react", channel=GENERAL, ts=ts, name="eyes")
    town.act(ALICE, "pin", channel=GENERAL, ts=ts)
    assert app.nothing()


def test_a_mention_comes_beside_the_message(town: Town, app: Link) -> None:
    town.says(ALICE, INCIDENTS, "@robot help")
    first, second = events(app, 2)
    assert [first["type"], second["type"]] == ["message", "app_mention"]
    assert second["text"] == "<@U00BOT> help"


def test_its_own_acts_are_told_too(town: Town, app: Link) -> None:
    ts = town.slack.chat_postMessage(channel=INCIDENTS, text="hello")["ts"]
    assert app.event()["bot_id"] == "B00BOT"
    town.slack.reactions_add(channel=INCIDENTS, timestamp=ts, name="eyes")
    assert app.event()["item"] == {"type": "message", "channel": INCIDENTS, "ts": ts}
    own = town.slack.conversations_create(name="inc-1")["channel"]["id"]
    assert [event["type"] for event in events(app, 2)] == ["channel_created", "member_joined_channel"]
    town.slack.conversations_invite(channel=own, users=ALICE)
    notice, joined = events(app, 2)
    assert (notice["subtype"], notice["text"]) == ("channel_join", f"<@{ALICE}> has joined the channel")
    assert (joined["user"], joined["inviter"]) == (ALICE, BOT)


def test_changes_and_deletions(town: Town, app: Link) -> None:
    ts = town.says(ALICE, INCIDENTS, "helo")
    town.act(ALICE, "edit_message", channel=INCIDENTS, ts=ts, text="hello")
    town.act(ALICE, "delete_message", channel=INCIDENTS, ts=ts)
    _, changed, deleted = events(app, 3)
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "hello")
    assert changed["previous_message"]["text"] == "helo"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


def test_reactions_and_pins(town: Town, app: Link) -> None:
    ts = town.says(ALICE, INCIDENTS, "x")
    town.act(BOB, "react", channel=INCIDENTS, ts=ts, name="pushpin")
    town.act(BOB, "unreact", channel=INCIDENTS, ts=ts, name="pushpin")
    town.act(BOB, "pin", channel=INCIDENTS, ts=ts)
    town.act(BOB, "unpin", channel=INCIDENTS, ts=ts)
    _, added, removed, pinned, unpinned = events(app, 5)
    assert (added["type"], added["reaction"], added["user"], added["item_user"]) == (
        "reaction_added",
        "pushpin",
        BOB,
        ALICE,
    )
    assert removed["type"] == "reaction_removed"
    assert (pinned["type"], pinned["item"]["message"]["text"]) == ("pin_added", "x")
    assert (unpinned["type"], unpinned["has_pins"]) == ("pin_removed", False)


def test_a_public_channel_is_everybodys_business(town: Town, app: Link) -> None:
    """Renaming, archiving and creating are told of every public channel."""
    new = town.act(ALICE, "create_channel", name="new")["channel"]["id"]
    town.act(ALICE, "rename", channel=new, name="newer")
    town.act(ALICE, "archive", channel=new)
    town.act(ALICE, "unarchive", channel=new)
    created, renamed, archived, unarchived = events(app, 4)
    assert (created["type"], created["channel"]["creator"]) == ("channel_created", ALICE)
    assert (renamed["type"], renamed["channel"]["name"]) == ("channel_rename", "newer")
    assert (archived["type"], archived["channel"], archived["user"]) == ("channel_archive", new, ALICE)
    assert unarchived["type"] == "channel_unarchive"


def test_a_private_one_is_its_members_business_and_its_events_have_other_names(town: Town, app: Link) -> None:
    hidden = town.act(ALICE, "create_channel", name="hidden", is_private=True)["channel"]["id"]
    town.act(ALICE, "rename", channel=hidden, name="more-hidden")
    assert app.nothing()
    town.act(ALICE, "invite", channel=hidden, user=BOT)
    notice, joined = events(app, 2)
    assert (notice["channel_type"], notice["subtype"]) == ("group", "group_join")
    assert (joined["type"], joined["channel_type"]) == ("member_joined_channel", "G")
    town.act(ALICE, "rename", channel=hidden, name="most-hidden")
    town.act(ALICE, "kick", channel=hidden, user=BOT)
    kinds = [event["type"] for event in events(app, 5)]
    assert kinds == ["message", "group_rename", "message", "member_left_channel", "group_left"]
    town.says(ALICE, hidden, "alone at last")
    assert app.nothing()


def test_a_direct_message(town: Town, app: Link) -> None:
    direct = town.act(ALICE, "open_dm", user=BOT)["channel"]["id"]
    town.says(ALICE, direct, "@robot hello")
    opened, message = events(app, 2)
    assert (opened["type"], opened["tab"]) == ("app_home_opened", "messages")
    assert (message["channel"], message["channel_type"]) == (direct, "im")
    assert app.nothing()  # no app_mention: it is spoken to anyway
    between = town.act(ALICE, "open_dm", user=BOB)["channel"]["id"]
    town.says(ALICE, between, "just us")
    assert app.nothing()


def test_a_new_person_joins_the_team(town: Town, app: Link) -> None:
    town.post("/sandbox/personas", id="U0ERIN", name="erin")
    event = app.event()
    assert (event["type"], event["user"]["name"]) == ("team_join", "erin")
    assert "U0ERIN" in town.channel(GENERAL)["members"]


def test_every_event_has_its_own_id(town: Town, app: Link) -> None:
    for _ in range(5):
        town.says(CAROL, INCIDENTS, "x")
    envelopes = [app.receive() for _ in range(5)]
    for envelope in envelopes:
        app.ack(envelope)
    assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 5


def test_what_nobody_heard_is_tried_again_at_once_after_one_minute_and_after_five(
    town: Town, link: Callable[[], Link]
) -> None:
    town.says(ALICE, INCIDENTS, "is anybody there?")
    outcomes = [line["outcome"] for line in _settled(town, 2)]
    assert outcomes == ["connection_failed"] * 2  # the first try, and the one at once
    app = link()
    assert app.nothing()
    town.advance(61)
    second = app.receive()
    assert (second["retry_attempt"], second["retry_reason"]) == (2, "connection_failed")
    app.close()
    _settled(town, 3)
    app = link()
    town.advance(301)
    third = app.receive()
    app.ack(third)
    assert (third["retry_attempt"], third["payload"]["event_id"]) == (3, second["payload"]["event_id"])
    town.advance(3600)
    assert app.nothing()


def _settled(town: Town, count: int) -> list[Json]:
    """The deliveries, once that many of them have an outcome."""

    def lines() -> list[Json]:
        found: list[Json] = town.get("/sandbox/deliveries")
        return found if sum(line["outcome"] is not None for line in found) >= count else []

    settled: list[Json] = until(lines)
    return settled
