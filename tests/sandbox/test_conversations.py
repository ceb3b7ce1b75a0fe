"""conversations.*: the life of a channel, who is in it, and reading what was said."""

from __future__ import annotations

import pytest

from tests.sandbox.town import ALICE, BOB, BOT, CAROL, GENERAL, GINA, INCIDENTS, PAYMENTS, SUPPORT, Town


def created(town: Town, name: str, **more: bool) -> str:
    id: str = town.slack.conversations_create(name=name, **more)["channel"]["id"]
    return id


def test_a_new_channel_belongs_to_the_app(town: Town) -> None:
    channel = town.slack.conversations_create(name="inc-1-checkout")["channel"]
    assert (channel["name"], channel["creator"], channel["is_member"]) == ("inc-1-checkout", BOT, True)
    assert (channel["is_channel"], channel["is_private"], channel["is_archived"]) == (True, False, False)
    assert town.channel(channel["id"])["members"] == [BOT]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("incidents", "name_taken"),
        ("Inc-1", "invalid_name_specials"),
        ("inc 1", "invalid_name_specials"),
        ("障害", "invalid_name_specials"),
        ("x" * 81, "invalid_name_maxlength"),
        ("--", "invalid_name_punctuation"),
    ],
)
def test_a_name_that_slack_refuses(town: Town, name: str, error: str) -> None:
    assert town.api("conversations.create", name=name)["error"] == error


def test_an_archived_channel_keeps_its_name(town: Town) -> None:
    old = created(town, "inc-1")
    town.slack.conversations_archive(channel=old)
    assert town.api("conversations.create", name="inc-1")["error"] == "name_taken"


def test_renaming_is_for_the_one_who_made_it(town: Town) -> None:
    own = created(town, "inc-1")
    renamed = town.slack.conversations_rename(channel=own, name="inc-1-b")["channel"]
    assert (renamed["name"], renamed["previous_names"]) == ("inc-1-b", ["inc-1"])
    assert town.api("conversations.rename", channel=INCIDENTS, name="x")["error"] == "not_authorized"
    assert town.api("conversations.rename", channel=GENERAL, name="x")["error"] == "not_in_channel"


def test_archiving_and_bringing_back(town: Town) -> None:
    own = created(town, "inc-1")
    town.slack.conversations_archive(channel=own)
    assert town.api("conversations.archive", channel=own)["error"] == "already_archived"
    assert town.api("conversations.archive", channel=GENERAL)["error"] == "not_in_channel"
    town.slack.conversations_unarchive(channel=own)
    assert town.api("conversations.unarchive", channel=own)["error"] == "not_archived"
    # Nobody brings the app back: it has to look for itself.
    assert not town.slack.conversations_info(channel=own)["channel"]["is_member"]
    assert town.slack.conversations_join(channel=own)["channel"]["is_member"]


def test_topic_and_purpose(town: Town) -> None:
    town.slack.conversations_setTopic(channel=INCIDENTS, topic="P1")
    town.slack.conversations_setPurpose(channel=INCIDENTS, purpose="checkout is down")
    channel = town.slack.conversations_info(channel=INCIDENTS)["channel"]
    assert (channel["topic"]["value"], channel["topic"]["creator"]) == ("P1", BOT)
    assert channel["purpose"]["value"] == "checkout is down"
    assert town.slack.conversations_setTopic(channel=INCIDENTS, topic="")["channel"]["topic"]["value"] == ""
    assert town.violations() == []
    assert town.api("conversations.setTopic", channel=INCIDENTS, topic="x" * 251)["error"] == "too_long"
    assert town.violations() == ["too_long"]


def test_members_are_counted_only_when_asked(town: Town) -> None:
    assert "num_members" not in town.slack.conversations_info(channel=INCIDENTS)["channel"]
    asked = town.slack.conversations_info(channel=INCIDENTS, include_num_members=True)
    assert asked["channel"]["num_members"] == 5


def test_joining_a_public_channel(town: Town) -> None:
    joined = town.slack.conversations_join(channel=GENERAL)
    assert joined["channel"]["is_member"]
    assert town.slack.conversations_join(channel=GENERAL)["warning"] == "already_in_channel"
    hidden = town.act(ALICE, "create_channel", name="hidden", is_private=True)["channel"]["id"]
    assert town.api("conversations.join", channel=hidden)["error"] == "channel_not_found"
    town.act(ALICE, "archive", channel=PAYMENTS)
    assert town.api("conversations.join", channel=PAYMENTS)["error"] == "is_archived"


def test_leaving(town: Town) -> None:
    town.slack.conversations_leave(channel=INCIDENTS)
    assert BOT not in town.channel(INCIDENTS)["members"]
    assert town.slack.conversations_leave(channel=INCIDENTS)["not_in_channel"]
    assert town.api("conversations.leave", channel=created(town, "alone"))["error"] == "last_member"


def test_inviting_several_at_once(town: Town) -> None:
    own = created(town, "inc-1")
    town.slack.conversations_invite(channel=own, users=[ALICE, BOB])
    assert town.channel(own)["members"] == [BOT, ALICE, BOB]


@pytest.mark.parametrize(
    ("users", "error"),
    [
        (ALICE, "already_in_channel"),
        ("U0NOBODY", "user_not_found"),
        (BOT, "cant_invite_self"),
        (GINA, "ura_max_channels"),
        (f"{BOB},U0NOBODY", "user_not_found"),
        (",", "no_user"),
    ],
)
def test_one_bad_guest_fails_the_invitation(town: Town, users: str, error: str) -> None:
    own = created(town, "inc-1")
    town.slack.conversations_invite(channel=own, users=ALICE)
    assert town.api("conversations.invite", channel=own, users=users)["error"] == error
    assert town.channel(own)["members"] == [BOT, ALICE]


def test_a_multi_channel_guest_is_restricted(town: Town) -> None:
    town.post("/sandbox/personas", id="U0GUEST", name="guest", is_restricted=True)
    own = created(town, "inc-1")
    assert town.api("conversations.invite", channel=own, users="U0GUEST")["error"] == "user_is_restricted"
    assert town.slack.users_info(user="U0GUEST")["user"]["is_restricted"]


def test_force_invites_whom_it_can(town: Town) -> None:
    own = created(town, "inc-1")
    answer = town.slack.conversations_invite(channel=own, users=f"{GINA},{BOB}", force=True)
    assert answer["errors"] == [{"user": GINA, "ok": False, "error": "ura_max_channels"}]
    assert town.channel(own)["members"] == [BOT, BOB]


def test_inviting_needs_to_be_there(town: Town) -> None:
    assert town.api("conversations.invite", channel=GENERAL, users=ALICE)["error"] == "not_in_channel"
    town.act(ALICE, "archive", channel=INCIDENTS)
    assert town.api("conversations.invite", channel=INCIDENTS, users=GINA)["error"] == "is_archived"


def test_kicking(town: Town) -> None:
    town.slack.conversations_kick(channel=INCIDENTS, user=BOB)
    assert BOB not in town.channel(INCIDENTS)["members"]
    assert town.api("conversations.kick", channel=INCIDENTS, user=BOB)["error"] == "not_in_channel"
    assert town.api("conversations.kick", channel=INCIDENTS, user=BOT)["error"] == "cant_kick_self"


def test_lists_come_page_by_page_behind_opaque_cursors(town: Town) -> None:
    found, cursor = [], ""
    while True:
        page = town.slack.conversations_list(limit=3, cursor=cursor)
        found += [channel["name"] for channel in page["channels"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert found == ["general", "incidents", "team-payments", "support"]
    assert town.api("conversations.list", cursor="3")["error"] == "invalid_cursor"
    assert town.api("conversations.list", limit=0)["error"] == "invalid_limit"
    assert town.api("conversations.list", types="secret")["error"] == "invalid_types"
    members = town.slack.conversations_members(channel=INCIDENTS, limit=2)
    assert members["members"] == [ALICE, BOB]
    assert members["response_metadata"]["next_cursor"]


def test_lists_hold_what_the_app_may_see(town: Town) -> None:
    town.act(ALICE, "create_channel", name="hidden", is_private=True)
    secret = created(town, "secret", is_private=True)
    town.slack.conversations_archive(channel=created(town, "old"))
    listed = town.slack.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    names = [channel["name"] for channel in listed["channels"]]
    assert names == ["general", "incidents", "team-payments", "support", "secret"]
    own = town.slack.users_conversations(types="public_channel,private_channel")["channels"]
    assert [channel["id"] for channel in own][:2] == [INCIDENTS, secret]
    assert [c["id"] for c in town.slack.users_conversations(user=CAROL)["channels"]] == [GENERAL, INCIDENTS, PAYMENTS]


def test_opening_a_direct_conversation(town: Town) -> None:
    first = town.slack.conversations_open(users=ALICE)
    again = town.slack.conversations_open(users=[ALICE], return_im=True)
    assert again["already_open"]
    assert again["channel"]["id"] == first["channel"]["id"]
    assert (again["channel"]["is_im"], again["channel"]["user"]) == (True, ALICE)
    assert town.api("conversations.open")["error"] == "users_list_not_supplied"
    assert town.api("conversations.open", users="U0NOBODY")["error"] == "user_not_found"
    assert town.api("conversations.open", users=BOB, prevent_creation=True)["error"] == "channel_not_found"
    direct = first["channel"]["id"]
    for method, args in {"archive": {}, "setTopic": {"topic": "x"}, "invite": {"users": BOB}, "leave": {}}.items():
        refused = town.api(f"conversations.{method}", channel=direct, **args)
        assert refused["error"] == "method_not_supported_for_channel_type", method


def test_history_is_newest_first_and_bounded_by_time(town: Town) -> None:
    names = [town.says(ALICE, INCIDENTS, str(n)) for n in range(5)]
    assert [m["text"] for m in town.slack.conversations_history(channel=INCIDENTS)["messages"]] == list("43210")

    def texts(**bounds: object) -> str:
        found = town.slack.conversations_history(channel=INCIDENTS, **bounds)["messages"]
        return "".join(m["text"] for m in found)

    assert texts(oldest=names[1]) == "432"
    assert texts(oldest=names[1], inclusive=True) == "4321"
    assert texts(latest=names[3], oldest=names[1]) == "2"
    assert texts(latest=names[3], oldest=names[3], inclusive=True) == "3"
    first = town.slack.conversations_history(channel=INCIDENTS, limit=2)
    assert first["has_more"]
    rest = town.slack.conversations_history(channel=INCIDENTS, cursor=first["response_metadata"]["next_cursor"])
    assert [m["text"] for m in rest["messages"]] == list("210")
    assert not rest["has_more"]
    assert town.api("conversations.history", channel=INCIDENTS, oldest="yesterday")["error"] == "invalid_ts_oldest"
    assert town.api("conversations.history", channel=GENERAL)["error"] == "not_in_channel"


def test_metadata_is_shown_only_when_asked_for(town: Town) -> None:
    metadata = {"event_type": "card", "event_payload": {"incident": 7}}
    town.slack.chat_postMessage(channel=INCIDENTS, text="card", metadata=metadata)
    assert "metadata" not in town.slack.conversations_history(channel=INCIDENTS)["messages"][0]
    asked = town.slack.conversations_history(channel=INCIDENTS, include_all_metadata=True)
    assert asked["messages"][0]["metadata"] == metadata


def test_a_thread_is_its_first_message_and_the_replies(town: Town) -> None:
    parent = town.says(ALICE, INCIDENTS, "first")
    town.says(BOB, INCIDENTS, "second", thread_ts=parent)
    third = town.says(BOB, INCIDENTS, "third", thread_ts=parent)
    thread = town.slack.conversations_replies(channel=INCIDENTS, ts=parent)["messages"]
    assert [m["text"] for m in thread] == ["first", "second", "third"]
    assert (thread[0]["reply_count"], thread[0]["latest_reply"], thread[0]["reply_users"]) == (2, third, [BOB])
    newer = town.slack.conversations_replies(channel=INCIDENTS, ts=third, oldest=third, inclusive=True)["messages"]
    assert [m["text"] for m in newer] == ["first", "third"]
    assert town.api("conversations.replies", channel=INCIDENTS, ts="1.000000")["error"] == "thread_not_found"


def test_people_and_their_kinds(town: Town) -> None:
    gina = town.slack.users_info(user=GINA)["user"]
    assert (gina["is_restricted"], gina["is_ultra_restricted"]) == (True, True)
    assert town.slack.users_info(user=ALICE)["user"]["tz"] == "Europe/Prague"
    assert town.slack.users_lookupByEmail(email="alice@acme.example")["user"]["id"] == ALICE
    assert town.api("users.lookupByEmail", email="nobody@acme.example")["error"] == "users_not_found"
    assert town.api("users.info", user="U0NOBODY")["error"] == "user_not_found"
    everybody = town.slack.users_list(limit=4)
    assert len(everybody["members"]) == 4
    assert everybody["response_metadata"]["next_cursor"]
    assert [group["id"] for group in town.slack.usergroups_list()["usergroups"]] == ["S01PAYMENTS"]
    assert town.api("usergroups.users.list", usergroup="S0NONE")["error"] == "no_such_subteam"
    assert town.slack.usergroups_users_list(usergroup="S01PAYMENTS")["users"] == [CAROL]
    filled = town.slack.usergroups_users_update(usergroup="S01PAYMENTS", users=f"{ALICE},{BOB}")
    assert filled["usergroup"]["users"] == [ALICE, BOB]
    assert town.slack.usergroups_users_list(usergroup="S01PAYMENTS")["users"] == [ALICE, BOB]
    nobody = town.api("usergroups.users.update", usergroup="S01PAYMENTS", users="U0NOBODY")
    assert nobody["error"] == "invalid_users"
    assert town.slack.auth_test()["user_id"] == BOT
    assert town.slack.bots_info(bot="B00BOT")["bot"]["user_id"] == BOT
    assert town.slack.team_info()["team"]["name"] == "Acme"


def test_the_guest_sees_only_its_channel(town: Town) -> None:
    assert [channel["id"] for channel in town.state(GINA)["channels"]] == [SUPPORT]
