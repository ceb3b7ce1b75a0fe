"""Buttons, menus, searches and shortcuts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sandbox.links import Link
from tests.sandbox.pieces import actions, button, home, modal, option, plain, section, text_input
from tests.sandbox.robot import Robot
from tests.sandbox.town import ALICE, BOB, BOT, INCIDENTS, Json, Town


def card(town: Town, *elements: Json) -> Json:
    """A message of the app with these elements; hands back where they are."""
    blocks = [actions(*elements, block_id="row")]
    posted = town.slack.chat_postMessage(channel=INCIDENTS, text="card", blocks=blocks)
    return {"container": {"type": "message", "channel": INCIDENTS, "ts": posted["ts"]}, "block_id": "row"}


def test_a_pressed_button_in_a_message(inhabited: Town, robot: Robot) -> None:
    place = card(inhabited, button("take", value="7", style="primary"))
    assert inhabited.act(ALICE, "block_action", **place, action_id="take", action={"type": "button"})["ok"]
    [body] = robot.heard
    [action] = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("take", "row", "7")
    assert action["text"] == plain("Press")
    assert body["container"] == {
        "type": "message",
        "message_ts": place["container"]["ts"],
        "channel_id": INCIDENTS,
        "is_ephemeral": False,
    }
    assert (body["message"]["text"], body["channel"]["name"], body["user"]["username"]) == (
        "card",
        "incidents",
        "alice",
    )
    assert body["trigger_id"]
    assert inhabited.violations() == []


@pytest.mark.parametrize(
    ("element", "given", "sent"),
    [
        (
            {"type": "static_select", "options": [option("p1"), option("p2")]},
            {"selected_option": {"value": "p2"}},
            {"selected_option": option("p2")},
        ),
        (
            {"type": "overflow", "options": [option("rename")]},
            {"selected_option": {"value": "rename"}},
            {"selected_option": option("rename")},
        ),
        ({"type": "users_select"}, {"selected_user": BOB}, {"selected_user": BOB}),
        ({"type": "datepicker"}, {"selected_date": "2026-03-02"}, {"selected_date": "2026-03-02"}),
        ({"type": "timepicker"}, {"selected_time": "08:30"}, {"selected_time": "08:30"}),
        ({"type": "datetimepicker"}, {"selected_date_time": 1772438400}, {"selected_date_time": 1772438400}),
        (
            {"type": "checkboxes", "options": [option("data"), option("worse")]},
            {"selected_options": [{"value": "data"}]},
            {"selected_options": [option("data")]},
        ),
        (
            {"type": "radio_buttons", "options": [option("some"), option("many")]},
            {"selected_option": {"value": "many"}},
            {"selected_option": option("many")},
        ),
    ],
    ids=lambda value: value.get("type") if isinstance(value, dict) else None,
)
def test_what_is_chosen_travels_in_full(inhabited: Town, robot: Robot, element: Json, given: Json, sent: Json) -> None:
    place = card(inhabited, {**element, "action_id": "choose"})
    done = inhabited.act(ALICE, "block_action", **place, action_id="choose", action={"type": element["type"], **given})
    assert done["ok"]
    action = robot.heard[0]["actions"][0]
    assert action["type"] == element["type"]
    assert {key: action[key] for key in sent} == sent


def test_a_button_that_is_gone_cannot_be_pressed(inhabited: Town, robot: Robot) -> None:
    place = card(inhabited, button("take"))
    inhabited.slack.chat_update(channel=INCIDENTS, ts=place["container"]["ts"], text="done", blocks=[])
    assert inhabited.act(ALICE, "block_action", **place, action_id="take")["error"] == "action_not_found"
    assert robot.heard == []


def test_a_press_in_an_ephemeral_message_comes_without_the_message(inhabited: Town, robot: Robot) -> None:
    blocks = [actions(button("again"), block_id="row")]
    ts = inhabited.slack.chat_postEphemeral(channel=INCIDENTS, user=ALICE, text="psst", blocks=blocks)["message_ts"]
    place = {"container": {"type": "message", "channel": INCIDENTS, "ts": ts}, "block_id": "row", "action_id": "again"}
    assert inhabited.act(BOB, "block_action", **place)["error"] == "message_not_found"
    assert inhabited.act(ALICE, "block_action", **place)["ok"]
    [body] = robot.heard
    assert body["container"]["is_ephemeral"]
    assert "message" not in body


def test_a_choice_in_a_form_comes_with_all_that_stands_in_it(town: Town, link: Callable[[], Link]) -> None:
    app = link()
    asking = town.soon(town.act, ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    envelope = app.receive()
    app.ack(envelope)
    asking.result()
    urgency = {"type": "radio_buttons", "action_id": "answer", "options": [option("now"), option("later")]}
    dispatching = {"type": "input", "block_id": "urgency", "label": plain("Urgency"), "dispatch_action": True}
    form = modal(text_input("title"), {**dispatching, "element": urgency})
    view = town.api("views.open", trigger_id=envelope["payload"]["trigger_id"], view=form)["view"]

    place = {"container": {"type": "view", "view_id": view["id"]}}
    state = {"values": {"title": {"answer": {"type": "plain_text_input", "value": "checkout"}}}}
    quiet = {"type": "plain_text_input", "value": "checkout is"}
    assert town.act(ALICE, "block_action", **place, block_id="title", action_id="answer", action=quiet)["ok"]
    assert app.nothing()  # that field does not dispatch: it is only remembered

    choice = {"type": "radio_buttons", "selected_option": {"value": "now"}}
    pressing = town.soon(
        town.act, ALICE, "block_action", **place, block_id="urgency", action_id="answer", action=choice, state=state
    )
    envelope = app.receive()
    app.ack(envelope)
    assert pressing.result()["ok"]
    payload = envelope["payload"]
    assert (payload["type"], payload["container"]) == ("block_actions", {"type": "view", "view_id": view["id"]})
    assert payload["actions"][0]["selected_option"] == option("now")
    values = payload["view"]["state"]["values"]
    assert values["title"]["answer"]["value"] == "checkout"
    assert values["urgency"]["answer"]["selected_option"] == option("now")
    assert "response_url" not in payload


def test_a_press_on_app_home(inhabited: Town, robot: Robot) -> None:
    view = inhabited.slack.views_publish(user_id=ALICE, view=home(actions(button("ack", value="7"), block_id="b")))[
        "view"
    ]
    place = {"container": {"type": "view", "view_id": view["id"]}, "block_id": "b", "action_id": "ack"}
    robot.answers["ack"] = lambda ack, body, client: (
        client.views_open(trigger_id=body["trigger_id"], view=modal(section("from home"))),
        ack(),
    )
    assert inhabited.act(ALICE, "block_action", **place)["ok"]
    assert robot.heard[0]["view"]["type"] == "home"
    assert len(inhabited.views()) == 1


def test_words_with_the_acknowledgement_of_a_press_are_lost_and_noted(inhabited: Town, robot: Robot) -> None:
    robot.answers["take"] = lambda ack, body, client: ack("Nobody will read this")
    place = card(inhabited, button("take"))
    assert inhabited.act(ALICE, "block_action", **place, action_id="take")["ok"]
    assert inhabited.violations() == ["words_nobody_hears"]


def test_a_search_asks_the_app_for_options(inhabited: Town, robot: Robot) -> None:
    place = card(inhabited, {"type": "external_select", "action_id": "service", "min_query_length": 1})
    robot.answers["service"] = lambda ack, body, client: ack(options=[option(body["value"] + "out")])
    found = inhabited.act(ALICE, "suggest", **place, action_id="service", value="check")
    assert (found["ok"], found["options"]) == (True, [option("checkout")])
    assert robot.heard[0]["type"] == "block_suggestion"
    robot.answers["service"] = lambda ack, body, client: ack(options=[{"text": plain("no value")}])
    assert not inhabited.act(ALICE, "suggest", **place, action_id="service", value="x")["ok"]
    assert inhabited.violations() == ["invalid_options"]


def test_shortcuts(inhabited: Town, robot: Robot) -> None:
    ts = inhabited.says(BOB, INCIDENTS, "it began at nine")
    assert inhabited.act(ALICE, "shortcut", callback_id="declare")["ok"]
    assert inhabited.act(ALICE, "shortcut", callback_id="keep", channel=INCIDENTS, message_ts=ts)["ok"]
    interactions = [body for body in robot.heard if "event" not in body]
    assert [body["type"] for body in interactions] == ["shortcut", "message_action"]
    assert "channel" not in interactions[0]
    kept = interactions[1]
    assert (kept["message"]["text"], kept["message"]["user"], kept["message_ts"]) == ("it began at nine", BOB, ts)
    assert (kept["channel"]["id"], kept["callback_id"]) == (INCIDENTS, "keep")
    assert kept["trigger_id"]
    assert kept["response_url"]
    assert inhabited.act(ALICE, "shortcut", callback_id="nothing")["error"] == "unknown_shortcut"


def test_the_response_url_of_a_press_can_replace_the_message(inhabited: Town, robot: Robot) -> None:
    place = card(inhabited, button("take"))
    inhabited.act(ALICE, "block_action", **place, action_id="take")
    url = robot.heard[0]["response_url"]
    answered = inhabited.http.post(url, json={"replace_original": True, "text": "taken"})
    assert (answered.status_code, answered.text) == (200, "ok")
    [message] = inhabited.messages(INCIDENTS)
    assert (message["text"], message["user"]) == ("taken", BOT)
    inhabited.http.post(url, json={"delete_original": True})
    assert inhabited.messages(INCIDENTS) == []
