"""Opening forms, filling them in and sending them off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.links import Link
from tests.sandbox.pieces import actions, button, home, modal, option, plain, section, text_input
from tests.sandbox.robot import Robot
from tests.sandbox.town import ALICE, BOB, INCIDENTS, Json, Town


def trigger(town: Town, app: Link, person: str = ALICE) -> str:
    """A fresh trigger, from a command."""
    asking = town.soon(town.act, person, "command", channel=INCIDENTS, command="/incident", text="")
    envelope = app.receive()
    app.ack(envelope)
    assert asking.result()["ok"]
    pulled: str = envelope["payload"]["trigger_id"]
    return pulled


def opened(town: Town, app: Link, view: Json) -> Json:
    found: Json = town.api("views.open", trigger_id=trigger(town, app), view=view)
    assert found["ok"], found
    view = found["view"]
    return view


def submitted(town: Town, app: Link, view: Json, answer: Any = None, **values: Json) -> Json:
    """What the person sees after Send, when the app acknowledges with that answer."""
    sending = town.soon(town.act, ALICE, "view_submit", view_id=view["id"], state=values)
    app.ack(app.receive(), answer)
    found: Json = sending.result()
    return found


def typed(text: str) -> Json:
    return {"answer": {"type": "plain_text_input", "value": text}}


@pytest.fixture
def app(link: Callable[[], Link]) -> Link:
    return link()


def test_a_form_opens_for_the_person_who_acted(town: Town, app: Link) -> None:
    view = opened(town, app, modal(text_input("title"), private_metadata="INC-7", external_id="one"))
    assert [shown["id"] for shown in town.views(ALICE)] == [view["id"]]
    assert town.views(BOB) == []
    assert (view["private_metadata"], view["external_id"], view["callback_id"]) == ("INC-7", "one", "form")
    assert (view["root_view_id"], view["previous_view_id"]) == (view["id"], None)
    assert view["state"]["values"] == {"title": {"answer": {"type": "plain_text_input", "value": None}}}


def test_a_trigger_works_once_and_a_refused_view_does_not_use_it_up(town: Town, app: Link) -> None:
    pulled = trigger(town, app)
    assert town.api("views.open", trigger_id=pulled, view={"type": "modal"})["error"] == "invalid_arguments"
    assert town.api("views.open", trigger_id=pulled, view=modal(section("x")))["ok"]
    assert town.api("views.open", trigger_id=pulled, view=modal(section("x")))["error"] == "exchanged_trigger_id"
    assert town.api("views.open", trigger_id="made.up", view=modal(section("x")))["error"] == "invalid_trigger_id"
    assert town.violations() == ["invalid_arguments"]


def test_forms_lie_three_deep(town: Town, app: Link) -> None:
    view = opened(town, app, modal(actions(button("next"))))
    block = view["blocks"][0]["block_id"]

    def push() -> Json:
        top = town.views()[-1]
        pressing = town.soon(
            town.act,
            ALICE,
            "block_action",
            container={"type": "view", "view_id": top["id"]},
            block_id=top["blocks"][0]["block_id"],
            action_id="next",
        )
        envelope = app.receive()
        app.ack(envelope)
        pressing.result()
        pulled = envelope["payload"]["trigger_id"]
        found: Json = town.api("views.push", trigger_id=pulled, view=modal(actions(button("next"))))
        return found

    assert block
    second = push()["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (view["id"], view["id"])
    assert push()["view"]["previous_view_id"] == second["id"]
    assert push()["error"] == "push_limit_reached"
    assert len(town.views()) == 3


def test_pushing_needs_a_form_below(town: Town, app: Link) -> None:
    refused = town.api("views.push", trigger_id=trigger(town, app), view=modal(section("x")))
    assert refused["error"] == "not_found"


def test_an_update_keeps_what_was_typed_where_the_field_is_the_same(town: Town, app: Link) -> None:
    choose = {"type": "static_select", "action_id": "answer", "options": [option("a"), option("b")]}
    service = {"type": "input", "block_id": "service", "label": plain("Service"), "element": choose}
    view = opened(town, app, modal(text_input("title"), text_input("why"), service))
    submitted(
        town,
        app,
        view,
        {"response_action": "errors", "errors": {"title": "no"}},
        title=typed("checkout"),
        why=typed("because"),
        service={"answer": {"type": "static_select", "selected_option": {"value": "b"}}},
    )
    other = text_input("why", "another")
    updated = town.api("views.update", view_id=view["id"], view=modal(text_input("title"), other, service))["view"]
    values = updated["state"]["values"]
    assert values["title"]["answer"]["value"] == "checkout"
    assert values["why"]["another"]["value"] is None
    assert values["service"]["answer"]["selected_option"] == option("b")
    assert updated["hash"] != view["hash"]


def test_two_updates_from_the_same_hash_conflict(town: Town, app: Link) -> None:
    view = opened(town, app, modal(section("x")))
    town.slack.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("y")))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        town.slack.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("z")))


def test_an_external_id_names_one_view(town: Town, app: Link) -> None:
    opened(town, app, modal(section("x"), external_id="mine"))
    assert town.api("views.update", external_id="mine", view=modal(section("y"), external_id="mine"))["ok"]
    refused = town.api("views.open", trigger_id=trigger(town, app), view=modal(section("x"), external_id="mine"))
    assert refused["error"] == "duplicate_external_id"
    assert town.api("views.update", external_id="other", view=modal(section("y")))["error"] == "not_found"
    assert town.api("views.update", view=modal(section("y")))["error"] == "invalid_arguments"


def test_a_view_of_more_than_250_kilobytes_is_too_large(town: Town, app: Link) -> None:
    large = modal(*[section("x" * 3000) for _ in range(90)])
    assert town.api("views.open", trigger_id=trigger(town, app), view=large)["error"] == "view_too_large"


def test_the_form_itself_asks_for_missing_fields(town: Town, app: Link) -> None:
    number = {"type": "number_input", "action_id": "answer", "is_decimal_allowed": False, "max_value": "9"}
    count = {"type": "input", "block_id": "count", "label": plain("Count"), "element": number}
    view = opened(
        town, app, modal(text_input("title", element={"min_length": 3}), text_input("why", optional=True), count)
    )
    missing = town.act(ALICE, "view_submit", view_id=view["id"], state={})
    assert (missing["ok"], sorted(missing["errors"])) == (False, ["count", "title"])
    wrong = town.act(
        ALICE,
        "view_submit",
        view_id=view["id"],
        state={"title": typed("ab"), "count": {"answer": {"type": "number_input", "value": "1.5"}}},
    )
    assert sorted(wrong["errors"]) == ["count", "title"]
    assert app.nothing()


def test_a_submission_carries_the_whole_state_and_closes_the_form(inhabited: Town, robot: Robot) -> None:
    robot.answers["/incident"] = lambda ack, body, client: (
        client.views_open(trigger_id=body["trigger_id"], view=modal(text_input("title"), private_metadata="T-1")),
        ack(),
    )
    inhabited.act(ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    [view] = inhabited.views()
    assert inhabited.act(ALICE, "view_submit", view_id=view["id"], state={"title": typed("hello")})["ok"]
    sent = robot.heard[-1]
    assert sent["type"] == "view_submission"
    assert sent["view"]["state"]["values"]["title"]["answer"]["value"] == "hello"
    assert (sent["view"]["private_metadata"], sent["user"]["id"], sent["response_urls"]) == ("T-1", ALICE, [])
    assert inhabited.views() == []
    assert inhabited.violations() == []


def test_the_answer_to_a_submission_may_hold_errors(inhabited: Town, robot: Robot) -> None:
    robot.answers["/incident"] = lambda ack, body, client: (
        client.views_open(trigger_id=body["trigger_id"], view=modal(text_input("title"))),
        ack(),
    )
    robot.answers["form"] = lambda ack, body, client: ack(
        response_action="errors", errors={"title": "Shorter, please."}
    )
    inhabited.act(ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    [view] = inhabited.views()
    refused = inhabited.act(ALICE, "view_submit", view_id=view["id"], state={"title": typed("hello")})
    assert (refused["ok"], refused["errors"]) == (False, {"title": "Shorter, please."})
    assert inhabited.views()[0]["state"]["values"]["title"]["answer"]["value"] == "hello"


def test_the_answer_may_update_push_or_clear(town: Town, app: Link) -> None:
    view = opened(town, app, modal(section("one")))
    assert submitted(town, app, view, {"response_action": "update", "view": modal(section("two"))})["ok"]
    [updated] = town.views()
    assert (updated["id"], updated["blocks"][0]["text"]["text"]) == (view["id"], "two")
    submitted(town, app, updated, {"response_action": "push", "view": modal(section("three"))})
    assert [v["blocks"][0]["text"]["text"] for v in town.views()] == ["two", "three"]
    top = town.views()[-1]
    submitted(town, app, top)
    assert [v["blocks"][0]["text"]["text"] for v in town.views()] == ["two"]
    submitted(town, app, town.views()[0], {"response_action": "push", "view": modal(section("three"))})
    submitted(town, app, town.views()[-1], {"response_action": "clear"})
    assert town.views() == []
    assert town.violations() == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "dance"},
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push"},
    ],
)
def test_an_answer_that_slack_does_not_understand_is_noted_and_the_form_stays(
    town: Town, app: Link, answer: Json
) -> None:
    view = opened(town, app, modal(text_input("title")))
    assert not submitted(town, app, view, answer, title=typed("x"))["ok"]
    assert [v["id"] for v in town.views()] == [view["id"]]
    assert len(town.violations()) == 1


def test_closing_tells_the_app_only_when_it_asked(town: Town, app: Link) -> None:
    view = opened(town, app, modal(section("x")))
    town.act(ALICE, "view_close", view_id=view["id"])
    assert town.views() == []
    assert app.nothing()
    view = opened(town, app, modal(section("x"), notify_on_close=True))
    closing = town.soon(town.act, ALICE, "view_close", view_id=view["id"])
    envelope = app.receive()
    app.ack(envelope)
    assert closing.result()["ok"]
    assert (envelope["payload"]["type"], envelope["payload"]["is_cleared"]) == ("view_closed", False)


def test_a_form_belongs_to_its_person(town: Town, app: Link) -> None:
    view = opened(town, app, modal(section("x")))
    assert town.act(BOB, "view_submit", view_id=view["id"], state={})["error"] == "not_found"
    assert town.act(ALICE, "view_submit", view_id="V0GONE", state={})["error"] == "not_found"


def test_app_home(inhabited: Town, robot: Robot) -> None:
    assert inhabited.act(ALICE, "open_home")["view"] is None
    [event] = robot.events("app_home_opened")
    assert (event["user"], event["tab"]) == (ALICE, "home")
    published = inhabited.slack.views_publish(user_id=ALICE, view=home(section("Open incidents")))["view"]
    assert inhabited.state(ALICE)["home"]["id"] == published["id"]
    assert inhabited.state(BOB)["home"] is None
    again = inhabited.slack.views_publish(user_id=ALICE, view=home(section("none")), hash=published["hash"])["view"]
    assert again["id"] == published["id"]
    refused = inhabited.api("views.publish", user_id=ALICE, view=home(section("x")), hash=published["hash"])
    assert refused["error"] == "hash_conflict"
    assert inhabited.api("views.publish", user_id=ALICE, view=modal(section("x")))["error"] == "invalid_arguments"
    inhabited.act(ALICE, "open_home")
    assert robot.events("app_home_opened", 2)[1]["view"]["id"] == published["id"]
