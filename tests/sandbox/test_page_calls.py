"""What the page reads, hears and does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.sandbox.pieces import home, section
from tests.sandbox.town import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    DAN,
    GENERAL,
    GINA,
    INCIDENTS,
    PAYMENTS,
    SUPPORT,
    Json,
    Town,
)


@contextmanager
def page(town: Town, person: str) -> Iterator[ClientConnection]:
    address = town.sandbox.url.replace("http://", "ws://") + f"/sandbox/stream?as={person}"
    with connect(address, proxy=None, close_timeout=1) as socket:
        yield socket


def heard(socket: ClientConnection, kind: str) -> Json:
    """The next message of that kind; others are passed over."""
    while True:
        found: Json = json.loads(socket.recv(timeout=10))
        if found["type"] == kind:
            return found


def test_the_workspace_of_a_newcomer(town: Town) -> None:
    state = town.state()
    assert state["team"]["name"] == "Acme"
    assert state["personas"] == [ALICE, BOB, CAROL, DAN, GINA]
    assert state["users"][ALICE]["title"] == "on-call engineer"
    assert state["users"][GINA]["is_restricted"]
    assert {c["id"]: c["is_member"] for c in state["channels"]} == {
        GENERAL: True,
        INCIDENTS: True,
        PAYMENTS: True,
        SUPPORT: False,
    }
    assert [c["command"] for c in state["bot"]["commands"]] == ["/incident", "/raw"]
    assert state["bot"]["commands"][0]["usage_hint"] == "[title]"
    assert state["bot"]["shortcuts"][1] == {
        "name": "Keep",
        "type": "message",
        "callback_id": "keep",
        "description": "Keep this message",
    }
    assert (state["views"], state["home"], state["faults"], state["violations"]) == (
        [],
        None,
        [],
        0,
    )
    assert town.http.get("/sandbox/state?as=U0NOBODY").status_code == 400


def test_private_conversations_are_their_members_business(town: Town) -> None:
    hidden = town.act(ALICE, "create_channel", name="hidden", is_private=True)["channel"]["id"]
    direct = town.act(ALICE, "open_dm", user=BOB)["channel"]["id"]
    seen = {person: [c["id"] for c in town.state(person)["channels"]] for person in (ALICE, BOB, CAROL)}
    assert hidden in seen[ALICE]
    assert hidden not in seen[BOB]
    assert direct in seen[BOB]
    assert direct not in seen[CAROL]
    assert town.channel(direct, BOB)["user"] == ALICE
    assert town.http.get(f"/sandbox/channels/{hidden}/messages?as={BOB}").status_code == 400
    assert town.act(BOB, "message", channel=hidden, text="hi")["error"] == "channel_not_found"


def test_messages_come_in_pages_oldest_first(town: Town) -> None:
    names = [town.says(ALICE, INCIDENTS, str(n)) for n in range(5)]
    town.slack.chat_postEphemeral(channel=INCIDENTS, user=ALICE, text="psst")
    answer = town.get(f"/sandbox/channels/{INCIDENTS}/messages", **{"as": ALICE}, limit="3")
    assert [m["text"] for m in answer["messages"]] == ["3", "4", "psst"]
    assert answer["has_more"]
    older = town.get(f"/sandbox/channels/{INCIDENTS}/messages", **{"as": ALICE}, before_ts=names[3])
    assert [m["text"] for m in older["messages"]] == ["0", "1", "2"]
    assert not older["has_more"]


def test_unread_until_the_channel_is_opened(town: Town) -> None:
    town.says(BOB, INCIDENTS, "one")
    parent = town.says(BOB, INCIDENTS, "two")
    town.says(BOB, INCIDENTS, "in a thread", thread_ts=parent)
    assert town.channel(INCIDENTS, ALICE)["unread"] == 2
    assert town.channel(INCIDENTS, BOB)["unread"] == 0
    town.act(ALICE, "open_channel", channel=INCIDENTS)
    assert town.channel(INCIDENTS, ALICE)["unread"] == 0


def test_what_is_typed_is_escaped_and_mentions_are_real(town: Town) -> None:
    town.says(ALICE, INCIDENTS, "@bob see #support & <!channel> https://x.example/?a=1&b=2")
    [text] = town.texts(INCIDENTS)
    assert text == "<@U02BOB> see <#C04SUPPORT|support> &amp; &lt;!channel&gt; <https://x.example/?a=1&amp;b=2>"


def test_a_file_beside_a_message(town: Town) -> None:
    town.says(ALICE, INCIDENTS, "the graph", files=[{"name": "graph.png"}])
    [message] = town.messages(INCIDENTS)
    assert (message["subtype"], message["files"][0]["mimetype"]) == ("file_share", "image/png")
    assert town.slack.conversations_history(channel=INCIDENTS)["messages"][0]["files"][0]["name"] == "graph.png"


def test_joining_inviting_leaving(town: Town) -> None:
    assert town.act(ALICE, "message", channel=SUPPORT, text="hi")["error"] == "not_in_channel"
    town.act(ALICE, "join", channel=SUPPORT)
    town.says(ALICE, SUPPORT, "hi")
    town.act(ALICE, "invite", channel=SUPPORT, user=BOT)
    town.act(ALICE, "leave", channel=SUPPORT)
    assert town.channel(SUPPORT)["members"] == [DAN, GINA, BOT]
    again = town.act(DAN, "invite", channel=SUPPORT, user=BOT)
    assert (again["error"], again["message"]) == ("already_in_channel", "They are in this channel already.")
    assert town.act(ALICE, "leave", channel=GENERAL)["error"] == "cant_leave_general"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"do": "dance"}, "unknown_act"),
        ({"do": "message", "channel": INCIDENTS}, "missing_argument"),
        ({"do": "message", "channel": INCIDENTS, "text": " "}, "no_text"),
        ({"do": "react", "channel": INCIDENTS, "ts": "1.000000", "name": "eyes"}, "message_not_found"),
        ({"do": "create_channel", "name": "incidents"}, "name_taken"),
        ({"do": "archive", "channel": GENERAL}, "cant_archive_general"),
        ({"do": "open_dm", "user": "U0NOBODY"}, "user_not_found"),
        ({"do": "message", "channel": INCIDENTS, "text": "x", "as": "U0NOBODY"}, "user_not_found"),
    ],
)
def test_what_cannot_be_done_says_why(town: Town, said: Json, error: str) -> None:
    answer = town.post("/sandbox/act", **{"as": ALICE, **said})
    assert (answer["ok"], answer["error"]) == (False, error)
    assert answer["message"].endswith(".")


def test_an_open_page_hears_what_its_persona_may_see(town: Town) -> None:
    with page(town, ALICE) as hers, page(town, GINA) as ginas:
        ts = town.says(BOB, INCIDENTS, "hello")
        assert heard(hers, "message")["message"]["text"] == "hello"
        assert heard(hers, "channel")["channel"]["unread"] == 1
        town.act(BOB, "react", channel=INCIDENTS, ts=ts, name="eyes")
        changed = heard(hers, "message_changed")
        assert (changed["channel"], changed["message"]["reactions"][0]["name"]) == (INCIDENTS, "eyes")
        town.act(BOB, "delete_message", channel=INCIDENTS, ts=ts)
        assert heard(hers, "message_deleted")["ts"] == ts
        town.slack.views_publish(user_id=ALICE, view=home(section("x")))
        assert heard(hers, "home")["view"]["type"] == "home"
        town.says(DAN, SUPPORT, "hello Gina")
        first = json.loads(ginas.recv(timeout=10))
        assert (first["type"], first["channel"]) == ("message", SUPPORT)


def test_an_ephemeral_message_is_heard_by_one_page(town: Town) -> None:
    with page(town, ALICE) as hers, page(town, BOB) as his:
        town.slack.chat_postEphemeral(channel=INCIDENTS, user=ALICE, text="psst")
        assert heard(hers, "message")["message"]["is_ephemeral"]
        town.says(CAROL, INCIDENTS, "aloud")
        assert heard(his, "message")["message"]["text"] == "aloud"


def test_the_page_hears_of_the_clock_faults_and_violations(town: Town) -> None:
    with page(town, ALICE) as hers:
        town.advance(60)
        assert heard(hers, "clock")["offset_seconds"] == town.state()["offset_seconds"]
        with town.fault("slow"):
            assert heard(hers, "faults")["faults"][0]["kind"] == "slow"
        assert heard(hers, "faults")["faults"] == []
        town.api("chat.shout")
        assert heard(hers, "violation")["text"] == "chat.shout: unknown_method"
        town.post("/sandbox/reset")
        assert heard(hers, "reset")


def test_being_removed_from_a_private_channel_is_heard(town: Town) -> None:
    hidden = town.act(ALICE, "create_channel", name="hidden", is_private=True)["channel"]["id"]
    town.act(ALICE, "invite", channel=hidden, user=BOB)
    with page(town, BOB) as his:
        town.act(ALICE, "kick", channel=hidden, user=BOB)
        assert heard(his, "channel_gone")["channel"] == hidden


def test_nobody_gets_no_stream(town: Town) -> None:
    with pytest.raises(InvalidStatus), page(town, "U0NOBODY"):
        pass


def test_more_people(town: Town) -> None:
    added = town.post("/sandbox/personas", name="erin", real_name="Erin Okoye", tz="Asia/Tokyo", channels=[INCIDENTS])
    id = added["user"]["id"]
    assert id in town.state()["personas"]
    assert id in town.channel(INCIDENTS)["members"]
    assert town.says(id, INCIDENTS, "hello")
    assert town.http.post("/sandbox/personas", json={"name": "erin"}).status_code == 400


def test_everything_can_be_exported(town: Town) -> None:
    metadata = {"event_type": "card", "event_payload": {"incident": 7}}
    ts = town.slack.chat_postMessage(channel=INCIDENTS, text="card", metadata=metadata)["ts"]
    town.slack.views_publish(user_id=ALICE, view=home(section("x")))
    town.slack.chat_postEphemeral(channel=INCIDENTS, user=ALICE, text="psst")
    everything = town.get("/sandbox/export")
    [incidents] = [channel for channel in everything["channels"] if channel["id"] == INCIDENTS]
    assert [(m["ts"], m["metadata"]) for m in incidents["messages"]] == [(ts, metadata)]
    assert [m["only_for"] for m in incidents["ephemerals"]] == [ALICE]
    assert everything["homes"][ALICE]["type"] == "home"
    assert everything["users"][BOB]["name"] == "bob"


def test_a_new_beginning(town: Town) -> None:
    town.says(ALICE, INCIDENTS, "hello")
    town.api("chat.shout")
    town.post("/sandbox/reset")
    assert town.messages(INCIDENTS) == []
    assert town.violations() == []
    assert town.calls() == []
