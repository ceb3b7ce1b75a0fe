"""What Slack refuses of blocks and views: each limit holds exactly, and each sentence says where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from incidentbot.sandbox.block_kit import message_problems, option_problems, view_problems
from tests.sandbox.pieces import actions, button, home, modal, mrkdwn, option, plain, section, text_input
from tests.sandbox.town import Json

CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("Really?"), "confirm": plain("Yes"), "deny": plain("No")}


def of(block: Json) -> list[str]:
    return message_problems("text", [block])


def in_modal(block: Json) -> list[str]:
    return view_problems(modal(block))


def menu(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "a", **more}


def select(*choices: Json, kind: str = "static_select") -> list[str]:
    return of(actions(menu(kind, options=list(choices))))


def grouped(count: int) -> list[str]:
    group = {"label": plain("Group"), "options": options(1)}
    return of(actions(menu("static_select", option_groups=[group] * count)))


def asking(element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": "b", "label": plain("Label"), "element": element, **more}


def options(count: int) -> list[Json]:
    return [option(f"o{number}") for number in range(count)]


def confirming(**parts: Any) -> Json:
    return actions(button("a", confirm={**CONFIRM, **parts}))


# What it is, the most that Slack takes, and how to make one of that size.
LIMITS: list[tuple[str, int, Callable[[int], list[str]]]] = [
    ("blocks in a message", 50, lambda n: message_problems("x", [section("x")] * n)),
    ("blocks in a modal", 100, lambda n: view_problems(modal(*[section("x")] * n))),
    ("blocks on a home", 100, lambda n: view_problems(home(*[section("x")] * n))),
    ("text of a message", 40_000, lambda n: message_problems("x" * n, None)),
    ("text of an update", 4_000, lambda n: message_problems("x" * n, None, updating=True)),
    ("section text", 3000, lambda n: of(section("x" * n))),
    ("section text in emoji", 1500, lambda n: of(section("🔥" * n))),
    ("section fields", 10, lambda n: of({"type": "section", "fields": [mrkdwn("x")] * n})),
    ("a field", 2000, lambda n: of({"type": "section", "fields": [mrkdwn("x" * n)]})),
    ("header", 150, lambda n: of({"type": "header", "text": plain("x" * n)})),
    ("context elements", 10, lambda n: of({"type": "context", "elements": [mrkdwn("x")] * n})),
    ("actions", 25, lambda n: of(actions(*[button(f"a{i}") for i in range(n)]))),
    ("button text", 75, lambda n: of(actions(button("a", "x" * n)))),
    ("button value", 2000, lambda n: of(actions(button("a", value="x" * n)))),
    ("button url", 3000, lambda n: of(actions(button("a", url="x" * n)))),
    ("accessibility label", 75, lambda n: of(actions(button("a", accessibility_label="x" * n)))),
    ("block_id", 255, lambda n: of(section("x", block_id="x" * n))),
    ("action_id", 255, lambda n: of(actions(button("x" * n)))),
    ("options", 100, lambda n: select(*options(n))),
    ("option groups", 100, grouped),
    ("option text", 75, lambda n: select({"text": plain("x" * n), "value": "v"})),
    ("option value", 75, lambda n: select({"text": plain("x"), "value": "v" * n})),
    ("option description", 75, lambda n: select({**option("a"), "description": plain("x" * n)}, kind="radio_buttons")),
    ("overflow options", 5, lambda n: select(*options(n), kind="overflow")),
    ("radio buttons", 10, lambda n: select(*options(n), kind="radio_buttons")),
    ("checkboxes", 10, lambda n: select(*options(n), kind="checkboxes")),
    ("placeholder", 150, lambda n: of(actions(menu("users_select", placeholder=plain("x" * n))))),
    ("confirm title", 100, lambda n: of(confirming(title=plain("x" * n)))),
    ("confirm text", 300, lambda n: of(confirming(text=plain("x" * n)))),
    ("confirm yes", 30, lambda n: of(confirming(confirm=plain("x" * n)))),
    ("confirm no", 30, lambda n: of(confirming(deny=plain("x" * n)))),
    ("label", 2000, lambda n: in_modal({**text_input("b"), "label": plain("x" * n)})),
    ("hint", 2000, lambda n: in_modal(text_input("b", hint=plain("x" * n)))),
    ("max_length", 3000, lambda n: in_modal(text_input("b", element={"max_length": n}))),
    ("initial value", 3000, lambda n: in_modal(text_input("b", element={"initial_value": "x" * n}))),
    ("image url", 3000, lambda n: of({"type": "image", "image_url": "x" * n, "alt_text": "x"})),
    ("image alt", 2000, lambda n: of({"type": "image", "image_url": "x", "alt_text": "x" * n})),
    ("image title", 2000, lambda n: of({"type": "image", "image_url": "x", "alt_text": "x", "title": plain("x" * n)})),
    ("markdown", 12_000, lambda n: of({"type": "markdown", "text": "x" * n})),
    ("table rows", 100, lambda n: of({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * n})),
    ("table cells", 20, lambda n: of({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * n]})),
    ("view title", 24, lambda n: view_problems(modal(section("x"), title=plain("x" * n)))),
    ("view submit", 24, lambda n: view_problems(modal(section("x"), submit=plain("x" * n)))),
    ("view close", 24, lambda n: view_problems(modal(section("x"), close=plain("x" * n)))),
    ("private_metadata", 3000, lambda n: view_problems(modal(section("x"), private_metadata="x" * n))),
    ("callback_id", 255, lambda n: view_problems(modal(section("x"), callback_id="x" * n))),
    ("external_id", 255, lambda n: view_problems(modal(section("x"), external_id="x" * n))),
    ("answered options", 100, lambda n: option_problems({"options": options(n)})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("most", "made"), [(most, made) for _, most, made in LIMITS], ids=[name for name, _, _ in LIMITS]
)
def test_a_limit_holds_exactly(most: int, made: Callable[[int], list[str]]) -> None:
    assert made(most) == []
    assert made(most + 1) != []


RADIO = menu("radio_buttons", options=options(2))
DIVIDER = {"type": "divider"}
GOOD: list[Json] = [
    section("*x*", accessory=button("a", style="danger", confirm=CONFIRM)),
    section("x", accessory={"type": "image", "image_url": "https://x.example/x.png", "alt_text": "x"}),
    section("x", accessory=menu("multi_static_select", options=options(3), initial_options=[option("o1")])),
    {"type": "context", "elements": [mrkdwn("x"), {"type": "image", "image_url": "x", "alt_text": "x"}]},
    actions(
        menu("static_select", options=options(2), initial_option=option("o1")),
        {**menu("external_select"), "action_id": "b", "min_query_length": 0},
        {**menu("datetimepicker"), "action_id": "c", "initial_date_time": 1772438400},
        {**menu("timepicker"), "action_id": "d", "initial_time": "23:59"},
        {**menu("datepicker"), "action_id": "e", "initial_date": "2026-03-02"},
        {**menu("conversations_select"), "action_id": "f", "filter": {"include": ["public"]}},
    ),
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]},
    {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain("Delete")}]},
    DIVIDER,
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block["type"])
def test_what_slack_takes(block: Json) -> None:
    assert of(block) == []


FIELDS = [
    menu("plain_text_input", multiline=True, dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}),
    menu("number_input", is_decimal_allowed=True, min_value="-1.5"),
    menu("email_text_input"),
    menu("url_text_input", placeholder=plain("https://…")),
    menu("rich_text_input"),
    menu("file_input", filetypes=["png"], max_files=3),
    menu("multi_users_select", max_selected_items=3, initial_users=["U01ALICE"]),
    menu("multi_conversations_select"),
    menu("multi_channels_select"),
    menu("multi_external_select"),
    menu("channels_select", response_url_enabled=True),
    RADIO,
]


@pytest.mark.parametrize("element", FIELDS, ids=lambda element: element["type"])
def test_what_stands_in_a_form(element: Json) -> None:
    assert in_modal(asking(element, optional=True, dispatch_action=True)) == []


# The message, and a word of the sentence that refuses it.
BAD: list[tuple[Any, str]] = [
    ({"type": "shout"}, "unsupported type"),
    ({}, "unsupported type"),
    ("text", "unsupported type"),
    ({"type": "section"}, "needs text or fields"),
    ({"type": "section", "text": "plain"}, "must be an object"),
    (section(""), "at least 1"),
    (section("x", colour="red"), "additional property: colour"),
    ({"type": "section", "text": {"type": "markdown", "text": "x"}}, "plain_text"),
    ({"type": "section", "text": {**mrkdwn("x"), "emoji": True}}, "additional property: emoji"),
    ({"type": "section", "text": {**plain("x"), "verbatim": True}}, "additional property: verbatim"),
    ({"type": "header", "text": mrkdwn("x")}, "plain_text"),
    (section("x", accessory=menu("plain_text_input")), "unsupported type in a section"),
    (section("x", accessory=menu("datetimepicker")), "unsupported type in a section"),
    (actions(), "at least 1"),
    (actions(menu("multi_users_select")), "unsupported type in actions"),
    (actions(menu("plain_text_input")), "unsupported type in actions"),
    (actions({"type": "button", "action_id": "a"}), "missing required field: text"),
    (actions(button("a", style="loud")), "one of primary, danger"),
    (actions({**button("a"), "text": mrkdwn("x")}), "plain_text"),
    (actions(button("a"), button("a")), "more than once"),
    (actions(menu("static_select")), "exactly one of options, option_groups"),
    (actions(menu("static_select", options=[])), "at least 1"),
    (actions(menu("static_select", options=options(2), initial_option=option("other"))), "not among the options"),
    (actions(menu("static_select", options=[{"text": mrkdwn("x"), "value": "v"}])), "plain_text"),
    (actions(menu("datepicker", initial_date="2026-13-01")), "a date"),
    (actions(menu("timepicker", initial_time="24:00")), "a time"),
    (actions(menu("datetimepicker", initial_date_time="soon")), "whole number"),
    (actions(button("a", confirm={"title": plain("x")})), "missing required field: confirm"),
    ({"type": "image", "image_url": "x"}, "missing required field: alt_text"),
    ({"type": "image", "alt_text": "x"}, "exactly one of image_url, slack_file"),
    ({"type": "context", "elements": [button("a")]}, "plain_text"),
    (text_input("b"), "unsupported type in a message"),
    ({"type": "table", "rows": [[{"type": "text", "text": "x"}]]}, "unsupported type in a table"),
    ({"type": "rich_text", "elements": [{"type": "text"}]}, "must be one of rich_text_section"),
    (section(7), "must be a string"),  # type: ignore[arg-type]
    (section(None), "must be a string"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("block", "sentence"), BAD, ids=[sentence for _, sentence in BAD])
def test_what_slack_refuses_in_a_message(block: Any, sentence: str) -> None:
    problems = of(block)
    assert any(sentence in problem for problem in problems), problems
    assert all("json-pointer:/blocks" in problem for problem in problems)


def test_names_are_unique() -> None:
    twice = message_problems("x", [section("a", block_id="same"), section("b", block_id="same")])
    assert "block_id 'same'" in twice[0]
    assert message_problems("x", [actions(button("a")), actions(button("a"))]) == []


def test_one_table_and_all_markdown_together() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
    assert message_problems("x", [table, table])
    assert message_problems("x", [{"type": "markdown", "text": "x" * 7000}] * 2)


def test_a_message_needs_words() -> None:
    assert message_problems("", [])
    assert message_problems(None, [section("x")])
    assert message_problems("x", None) == []
    assert message_problems("x", "no list")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (None, "modal or home"),
        ({"type": "window"}, "modal or home"),
        ({"type": "modal", "blocks": []}, "missing required field: title"),
        ({"type": "modal", "title": plain("x")}, "missing required field: blocks"),
        ({**modal(text_input("b")), "submit": None}, "must be an object"),
        ({k: v for k, v in modal(text_input("b")).items() if k != "submit"}, "needs submit"),
        (modal(section("x"), title=mrkdwn("x")), "plain_text"),
        (modal(section("x"), size="large"), "additional property: size"),
        (modal({"type": "markdown", "text": "x"}), "unsupported type in a modal"),
        (modal({"type": "input", "label": plain("x")}), "missing required field: element"),
        (modal(asking(button("a"))), "unsupported type in an input"),
        (modal(asking(menu("number_input"))), "is_decimal_allowed"),
        (modal(asking(menu("plain_text_input", min_length=5, max_length=3))), "min_length"),
        (modal(asking(menu("plain_text_input", initial_value="xxxx", max_length=3))), "initial_value"),
        (modal(asking(menu("multi_users_select", max_selected_items=0))), "whole number"),
        (
            modal(text_input("a", element={"focus_on_load": True}), text_input("b", element={"focus_on_load": True})),
            "focus",
        ),
        ({**home(section("x")), "title": plain("x")}, "additional property: title"),
        (modal(*[section("x" * 3000) for _ in range(90)]), "smaller than"),
    ],
)
def test_what_slack_refuses_of_a_view(view: Any, sentence: str) -> None:
    problems = view_problems(view)
    assert any(sentence in problem for problem in problems), problems


def test_a_problem_says_where() -> None:
    blocks = [DIVIDER, actions(menu("static_select", options=[option("a"), {"text": plain("")}]))]
    problems = message_problems("x", blocks)
    assert "[json-pointer:/blocks/1/elements/0/options/1/text/text]" in problems[1]
    assert problems[0].startswith("[ERROR] missing required field: value")
