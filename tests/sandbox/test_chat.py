"""chat.*: what the app says, changes and takes back."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.pieces import button, section
from tests.sandbox.town import ALICE, BOB, BOT, GENERAL, INCIDENTS, SUPPORT, Town


def test_a_message_stands_in_its_channel(town: Town) -> None:
    posted = town.slack.chat_postMessage(channel=INCIDENTS, text="*hello*", blocks=[section("hello")])
    assert posted["message"]["bot_id"] == "B00BOT"
    assert posted["message"]["blocks"][0]["block_id"]
    shown = town.messages(INCIDENTS)[-1]
    assert (shown["user"], shown["text"], shown["ts"], shown["bot"]) == (BOT, "*hello*", posted["ts"], True)


def test_a_channel_may_be_named_and_a_person_means_the_direct_conversation(town: Town) -> None:
    assert town.slack.chat_postMessage(channel="#incidents", text="by name")["channel"] == INCIDENTS
    direct = town.slack.chat_postMessage(channel=ALICE, text="to you")["channel"]
    assert direct.startswith("D")
    assert town.texts(direct) == ["to you"]
    assert direct not in [channel["id"] for channel in town.state(BOB)["channels"]]


def test_every_message_has_a_name_of_its_own_and_they_only_grow(town: Town) -> None:
    town.post("/sandbox/limits", tiers=False)
    names = [town.api("chat.postMessage", channel=INCIDENTS, text=str(n))["ts"] for n in range(50)]
    assert names == sorted(set(names))
    assert all(len(name.split(".")[1]) == 6 for name in names)


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": GENERAL, "text": "hi"}, "not_in_channel"),
        ({"channel": "C0NOWHERE", "text": "hi"}, "channel_not_found"),
        ({"channel": "U0NOBODY", "text": "hi"}, "channel_not_found"),
        ({"channel": INCIDENTS}, "no_text"),
        ({"channel": INCIDENTS, "text": ""}, "no_text"),
        ({"channel": INCIDENTS, "text": "x", "thread_ts": "1.000000"}, "cannot_reply_to_message"),
        ({"channel": INCIDENTS, "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": INCIDENTS, "text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
    ],
)
def test_what_slack_refuses_is_refused(town: Town, args: dict[str, object], error: str) -> None:
    assert town.api("chat.postMessage", **args)["error"] == error


def test_a_private_channel_without_the_app_does_not_exist_for_it(town: Town) -> None:
    hidden = town.act(ALICE, "create_channel", name="hidden", is_private=True)["channel"]["id"]
    assert town.api("chat.postMessage", channel=hidden, text="hi")["error"] == "channel_not_found"
    assert town.api("conversations.info", channel=hidden)["error"] == "channel_not_found"


def test_nothing_is_said_in_an_archived_channel(town: Town) -> None:
    posted = town.slack.chat_postMessage(channel=INCIDENTS, text="before")
    town.act(ALICE, "archive", channel=INCIDENTS)
    assert town.api("chat.postMessage", channel=INCIDENTS, text="hi")["error"] == "is_archived"
    assert town.api("chat.update", channel=INCIDENTS, ts=posted["ts"], text="hi")["error"] == "is_inactive"
    assert town.violations() == []


def test_bad_blocks_are_refused_and_noted_with_their_place(town: Town) -> None:
    refused = town.api("chat.postMessage", channel=INCIDENTS, text="x", blocks=[section("")])
    assert refused["error"] == "invalid_blocks"
    assert "/blocks/0/text/text" in refused["response_metadata"]["messages"][0]
    assert town.violations() == ["invalid_blocks"]
    assert town.messages(INCIDENTS) == []


def test_blocks_without_text_are_taken_but_noted(town: Town) -> None:
    assert town.api("chat.postMessage", channel=INCIDENTS, blocks=[section("x")])["ok"]
    assert town.violations() == ["no_top_level_text"]


def test_replies_hang_in_the_thread_of_the_first_message(town: Town) -> None:
    parent = town.says(ALICE, INCIDENTS, "anybody?")
    reply = town.slack.chat_postMessage(channel=INCIDENTS, text="me", thread_ts=parent)["ts"]
    nested = town.slack.chat_postMessage(channel=INCIDENTS, text="me too", thread_ts=reply)
    assert nested["message"]["thread_ts"] == parent
    assert town.texts(INCIDENTS) == ["anybody?"]
    assert [m["text"] for m in town.messages(INCIDENTS, thread_ts=parent)] == ["anybody?", "me", "me too"]
    assert town.messages(INCIDENTS)[0]["reply_count"] == 2
    loud = town.slack.chat_postMessage(channel=INCIDENTS, text="all of you", thread_ts=parent, reply_broadcast=True)
    assert loud["message"]["subtype"] == "thread_broadcast"
    assert town.texts(INCIDENTS) == ["anybody?", "all of you"]


def test_an_update_changes_what_it_mentions(town: Town) -> None:
    metadata = {"event_type": "card", "event_payload": {"incident": 7}}
    posted = town.slack.chat_postMessage(channel=INCIDENTS, text="one", blocks=[section("one")], metadata=metadata)
    updated = town.slack.chat_update(channel=INCIDENTS, ts=posted["ts"], text="two")
    assert updated["text"] == "two"
    assert updated["message"]["blocks"][0]["text"]["text"] == "one"
    assert updated["message"]["metadata"] == metadata
    assert town.messages(INCIDENTS)[-1]["edited"]
    emptied = town.slack.chat_update(channel=INCIDENTS, ts=posted["ts"], text="three", blocks=[])
    assert "blocks" not in emptied["message"]


def test_an_update_takes_four_thousand_characters(town: Town) -> None:
    posted = town.slack.chat_postMessage(channel=INCIDENTS, text="x" * 4001)
    with pytest.raises(SlackApiError, match="msg_too_long"):
        town.slack.chat_update(channel=INCIDENTS, ts=posted["ts"], text="x" * 4001)
    assert town.violations() == ["msg_too_long"]


def test_a_very_long_message_is_cut_and_noted(town: Town) -> None:
    posted = town.slack.chat_postMessage(channel=INCIDENTS, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert town.violations() == ["text_truncated"]


def test_only_its_own_messages_can_be_changed_or_deleted(town: Town) -> None:
    hers = town.says(ALICE, INCIDENTS, "mine")
    assert town.api("chat.update", channel=INCIDENTS, ts=hers, text="yours")["error"] == "cant_update_message"
    assert town.api("chat.delete", channel=INCIDENTS, ts=hers)["error"] == "cant_delete_message"
    assert town.api("chat.update", channel=INCIDENTS, ts="1.000000", text="x")["error"] == "message_not_found"
    own = town.slack.chat_postMessage(channel=INCIDENTS, text="mine")["ts"]
    town.slack.chat_delete(channel=INCIDENTS, ts=own)
    assert town.texts(INCIDENTS) == ["mine"]


def test_a_deleted_message_with_replies_leaves_a_stone(town: Town) -> None:
    parent = town.slack.chat_postMessage(channel=INCIDENTS, text="secret")["ts"]
    town.says(ALICE, INCIDENTS, "noted", thread_ts=parent)
    town.slack.chat_delete(channel=INCIDENTS, ts=parent)
    assert "secret" not in str(town.messages(INCIDENTS))
    assert [m["text"] for m in town.messages(INCIDENTS, thread_ts=parent)][1:] == ["noted"]
    town.says(BOB, INCIDENTS, "still here", thread_ts=parent)


def test_an_ephemeral_message_is_for_one_person_and_in_no_history(town: Town) -> None:
    sent = town.slack.chat_postEphemeral(channel=INCIDENTS, user=ALICE, text="psst", blocks=[section("psst")])
    assert sent["message_ts"]
    assert town.messages(INCIDENTS, ALICE)[-1]["is_ephemeral"]
    assert town.texts(INCIDENTS, BOB) == []
    assert town.slack.conversations_history(channel=INCIDENTS)["messages"] == []
    refused = town.api("chat.postEphemeral", channel=INCIDENTS, user="U05GINA", text="psst")
    assert refused["error"] == "user_not_in_channel"


def test_a_permalink_leads_to_the_message_on_the_page(town: Town) -> None:
    ts = town.says(ALICE, INCIDENTS, "here")
    reply = town.says(BOB, INCIDENTS, "there", thread_ts=ts)
    link = town.slack.chat_getPermalink(channel=INCIDENTS, message_ts=ts)["permalink"]
    assert link == f"{town.sandbox.url}/archives/{INCIDENTS}/p{ts.replace('.', '')}"
    assert town.http.get(link).headers["location"] == f"/?channel={INCIDENTS}&ts={ts}"
    link = town.slack.chat_getPermalink(channel=INCIDENTS, message_ts=reply)["permalink"]
    assert f"thread_ts={ts}" in link
    assert town.http.get(link).headers["location"] == f"/?channel={INCIDENTS}&ts={reply}&thread={ts}"
    assert town.api("chat.getPermalink", channel=INCIDENTS, message_ts="1.000000")["error"] == "message_not_found"


def test_the_guests_channel_is_public_but_the_app_is_not_in_it(town: Town) -> None:
    refused = town.api(
        "chat.postMessage", channel=SUPPORT, text="x", blocks=[{"type": "actions", "elements": [button("a")]}]
    )
    assert refused["error"] == "not_in_channel"
