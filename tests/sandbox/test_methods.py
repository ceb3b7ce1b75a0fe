"""Every method: how it is called, who may call it, how often, and what it answers to nonsense."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError

from incidentbot.sandbox import start
from incidentbot.sandbox.facts import METHODS
from incidentbot.sandbox.web_api.methods import IMPLEMENTED
from tests.sandbox.town import ALICE, INCIDENTS, Town

SHARED = Path(__file__).parents[3] / "shared" / "slack" / "methods.json"


def test_the_table_of_facts_and_the_functions_name_the_same_methods() -> None:
    assert IMPLEMENTED.keys() == METHODS.keys()


def test_the_facts_are_those_that_slack_publishes() -> None:
    if not SHARED.exists():
        pytest.skip("the folder of Slack's published facts is not on this machine")
    published = json.loads(SHARED.read_text(encoding="utf-8"))["methods"]
    for name, method in METHODS.items():
        assert method.args.keys() == published[name]["args"].keys(), name
        assert list(method.scopes) == published[name]["scopes_bot"], name
        assert method.errors == set(published[name].get("errors", [])), name
        required = {arg for arg, facts in published[name]["args"].items() if facts["required"]}
        assert required <= set(method.required), name


def test_arguments_come_as_query_form_or_json(town: Town) -> None:
    bearer = {"Authorization": f"Bearer {town.sandbox.bot_token}"}
    ways = [
        town.http.get("/api/api.test", params={"foo": "bar"}),
        town.http.post("/api/api.test", data={"foo": "bar"}),
        town.http.post("/api/api.test", json={"foo": "bar"}),
    ]
    assert [way.json() for way in ways] == [{"ok": True, "args": {"foo": "bar"}}] * 3
    posted = town.http.post("/api/chat.postMessage?channel=C02INCIDENTS", data={"text": "hi"}, headers=bearer)
    assert posted.json()["ok"]
    blocks = json.dumps([{"type": "divider"}])
    posted = town.http.post(
        "/api/chat.postMessage", data={"channel": INCIDENTS, "text": "hi", "blocks": blocks}, headers=bearer
    )
    assert posted.json()["message"]["blocks"][0]["type"] == "divider"


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-somebody-else", "invalid_auth"),
        ("auth.test", "xapp-sandbox-app-token", "not_allowed_token_type"),
        ("apps.connections.open", "xoxb-sandbox-bot-token", "not_allowed_token_type"),
    ],
)
def test_each_method_wants_its_own_kind_of_token(town: Town, method: str, token: str, error: str) -> None:
    assert town.api(method, token=token)["error"] == error


def test_a_token_may_travel_as_an_argument_and_is_never_written_down(town: Town) -> None:
    assert town.http.post("/api/auth.test", data={"token": town.sandbox.bot_token}).json()["user_id"] == "U00BOT"
    assert town.sandbox.bot_token not in json.dumps(town.calls())


def test_an_unknown_method_is_refused_and_noted(town: Town) -> None:
    assert town.api("chat.shout")["error"] == "unknown_method"
    assert town.violations() == ["unknown_method"]


def test_an_unknown_argument_is_noted_and_does_no_harm(town: Town) -> None:
    assert town.api("chat.postMessage", channel=INCIDENTS, text="hi", loud=True)["ok"]
    assert town.get("/sandbox/violations")[0]["detail"] == "loud"


def test_the_team_that_bolt_adds_to_every_call_is_no_unknown_argument(town: Town) -> None:
    assert town.api("chat.postMessage", channel=INCIDENTS, text="hi", team_id="T0SANDBOX")["ok"]
    assert town.violations() == []


@pytest.mark.parametrize(
    "args", [{"text": "no channel"}, {"channel": INCIDENTS, "text": "x", "blocks": "no list"}, {"channel": ""}]
)
def test_a_missing_or_wrong_argument_is_refused_and_noted(town: Town, args: dict[str, str]) -> None:
    assert town.api("chat.postMessage", **args)["error"] == "invalid_arguments"
    assert town.violations() == ["invalid_arguments"]


def test_a_body_that_is_no_json_is_refused(town: Town) -> None:
    headers = {"Content-Type": "application/json"}
    assert town.http.post("/api/api.test", content=b"{no", headers=headers).json()["error"] == "invalid_json"
    assert town.http.post("/api/api.test", content=b"[]", headers=headers).json()["error"] == "json_not_object"


def test_a_missing_scope_is_named(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text("oauth_config: {scopes: {bot: [chat:write, channels:read, groups:write]}}", encoding="utf-8")
    sandbox = start(manifest=manifest)
    town = Town(sandbox)
    try:
        refused = town.api("pins.add", channel=INCIDENTS, timestamp="1.000000")
        assert (refused["error"], refused["needed"]) == ("missing_scope", "pins:write")
        assert refused["provided"] == "channels:read,chat:write,groups:write"
        # Which scope it takes depends on the kind of conversation.
        assert town.api("conversations.create", name="private-one", is_private=True)["ok"]
        assert town.api("conversations.create", name="public-one")["error"] == "missing_scope"
        assert town.api("conversations.list", types="public_channel,im")["error"] == "missing_scope"
        assert town.api("conversations.history", channel=INCIDENTS)["needed"] == "channels:history"
        assert set(town.violations()) == {"missing_scope"}
    finally:
        town.close()
        sandbox.stop()


def test_without_a_messages_tab_nobody_can_be_written_to(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text("oauth_config: {scopes: {bot: [chat:write]}}", encoding="utf-8")
    sandbox = start(manifest=manifest)
    town = Town(sandbox)
    assert town.api("chat.postMessage", channel=ALICE, text="hi")["error"] == "messages_tab_disabled"
    town.close()
    sandbox.stop()


def test_an_answer_lists_the_scopes_in_its_headers(town: Town) -> None:
    assert "chat:write" in town.slack.auth_test().headers["x-oauth-scopes"]


def test_too_many_calls_in_a_minute_have_to_wait(town: Town) -> None:
    for _ in range(20):
        assert town.slack.conversations_list()["ok"]
    with pytest.raises(SlackApiError) as refused:
        town.slack.conversations_list()
    assert refused.value.response.status_code == 429
    assert refused.value.response["error"] == "ratelimited"
    assert 1 <= int(refused.value.response.headers["Retry-After"]) <= 60
    assert town.slack.users_info(user=ALICE)["ok"]  # another method has its own minute


def test_a_channel_takes_a_small_burst_and_then_one_message_a_second(town: Town) -> None:
    answers = [town.api("chat.postMessage", channel=INCIDENTS, text=str(n)) for n in range(5)]
    assert [answer["ok"] for answer in answers] == [True] * 4 + [False]
    refused = town.http.post(
        "/api/chat.postMessage",
        json={"channel": INCIDENTS, "text": "6"},
        headers={"Authorization": f"Bearer {town.sandbox.bot_token}"},
    )
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert town.api("chat.postMessage", channel=ALICE, text="another channel")["ok"]


def test_the_pace_can_be_switched_off_and_scaled(town: Town) -> None:
    town.post("/sandbox/limits", tiers=False)
    assert all(town.api("chat.postMessage", channel=INCIDENTS, text=str(n))["ok"] for n in range(30))
    town.post("/sandbox/limits", tiers=True, scale=2)
    assert [town.api("chat.postMessage", channel=INCIDENTS, text=str(n))["ok"] for n in range(8)] == [True] * 8


def test_calls_are_written_down_with_their_outcome(town: Town) -> None:
    town.api("conversations.archive", channel="C0NOWHERE")
    line = town.calls()[-1]
    assert (line["method"], line["args"]) == ("conversations.archive", {"channel": "C0NOWHERE"})
    assert (line["ok"], line["error"], line["status"]) == (False, "channel_not_found", 200)
    assert town.get("/sandbox/calls", since=str(line["n"])) == []
