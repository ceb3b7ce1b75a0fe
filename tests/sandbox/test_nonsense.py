"""Whatever arrives, there is an answer: a refusal in Slack's manner, never a broken server."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentbot.sandbox.block_kit import message_problems, option_problems, view_problems
from incidentbot.sandbox.facts import METHODS
from incidentbot.sandbox.persona.calls import ACTS
from tests.sandbox.pieces import actions, button, modal
from tests.sandbox.town import ALICE, INCIDENTS, Json, Town

NONSENSE: list[Any] = [None, "", "x", "\x00", "🔥", 0, -1, True, [], [None], {}, {"type": []}, "[1]", '{"a": 1}']

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_survives_nonsense(town: Town, method: str) -> None:
    town.post("/sandbox/limits", tiers=False)
    headers = {"Authorization": f"Bearer {town.sandbox.bot_token}"}
    for value in NONSENSE:
        args = dict.fromkeys(METHODS[method].args, value)
        for wanted in (args, {**args, "channel": INCIDENTS, "channel_id": INCIDENTS, "text": "x"}):
            answer = town.http.post(f"/api/{method}", json=wanted, headers=headers)
            assert answer.status_code == 200, (wanted, answer.text)
            assert isinstance(answer.json()["ok"], bool)


@pytest.mark.parametrize("do", sorted(ACTS))
def test_every_act_survives_nonsense(town: Town, do: str) -> None:
    blocks = [actions(button("a"), block_id="b")]
    ts = town.slack.chat_postMessage(channel=INCIDENTS, text="x", blocks=blocks)["ts"]
    pressed = {"container": {"type": "message", "channel": INCIDENTS, "ts": ts}, "block_id": "b", "action_id": "a"}
    names = ("channel", "ts", "text", "user", "name", "view_id", "state", "action", "files", "value", "is_private")
    for value in NONSENSE:
        said: Json = {**dict.fromkeys(names, value), "as": ALICE, "do": do}
        for wanted in (
            said,
            {**said, "channel": INCIDENTS, "ts": ts},
            {**said, **pressed},
            {**said, "container": value},
        ):
            answer = town.http.post("/sandbox/act", json=wanted)
            assert answer.status_code == 200, (wanted, answer.text)


@pytest.mark.parametrize("path", ["act", "clock", "faults", "personas", "limits", "delivery"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object(town: Town, path: str, body: bytes) -> None:
    assert town.http.post(f"/sandbox/{path}", content=body).status_code < 500


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("limits", {"scale": "fast"}),
        ("delivery", {"retry_scale": 0}),
        ("delivery", {"mode": "http", "url": 7}),
        ("personas", {"name": "zoe", "tz": 7, "channels": 7}),
        ("personas", {"name": 7, "id": []}),
        ("clock", {"advance_seconds": True}),
        ("clock", {"advance_seconds": 1e300}),
        ("faults", {"kind": "slow", "method": []}),
        ("faults", {"kind": []}),
    ],
)
def test_a_switch_set_to_nonsense(town: Town, path: str, body: Json) -> None:
    answer = town.http.post(f"/sandbox/{path}", json=body)
    assert answer.status_code in (200, 400)
    assert town.state()["me"] == ALICE


def test_half_an_emoji_can_be_read_again(town: Town) -> None:
    half = b'{"channel": "C02INCIDENTS", "text": "fire \\ud83d and \\ud83d\\ude00"}'
    headers = {"Authorization": f"Bearer {town.sandbox.bot_token}", "Content-Type": "application/json"}
    assert town.http.post("/api/chat.postMessage", content=half, headers=headers).json()["ok"]
    assert town.texts(INCIDENTS) == ["fire ? and 😀"]
    assert town.calls()[-1]["args"]["text"] == "fire ? and 😀"


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(json_values)
def test_the_checks_of_blocks_never_fail_themselves(value: Any) -> None:
    for found in (
        message_problems("x", value),
        message_problems("x", [value]),
        message_problems("x", [{"type": "section", "accessory": value}, {"type": "actions", "elements": [value]}]),
        view_problems(value),
        view_problems(modal({"type": "input", "label": value, "element": {"type": "static_select", "options": value}})),
        option_problems(value),
    ):
        assert all(isinstance(problem, str) for problem in found)
