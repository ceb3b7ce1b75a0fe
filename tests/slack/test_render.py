"""The shorthand of docs/templates.md, word for word: what a template says is what Slack gets."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from incidentbot.slack.blocks import page_wanted
from incidentbot.slack.elements import ELEMENTS
from incidentbot.slack.render import Renderer
from incidentbot.words import Person, TemplateError, Words
from tests.slack.refused import problems_of_message, problems_of_view

DATA: dict[str, Any] = {
    "id": 7,
    "title": "Checkout & <!channel>",
    "nothing": "",
    "alice": Person("U01ALICE", "alice"),
    "services": {"web": "Web <1>", "db": "Database"},
    "chosen": ["db"],
    "at": datetime(2026, 3, 2, 8, tzinfo=UTC),
    "due": date(2026, 3, 2),
    "urls": ["https://a.example/?a=1|2", "javascript:alert(1)"],
}

Render = Callable[[str], Any]


@pytest.fixture
def message(tmp_path: Path) -> Render:
    def render(template: str, **data: object) -> Any:
        (tmp_path / "t.yml").write_text(template)
        rendered = Renderer(Words(tmp_path)).message("t", DATA | data)
        assert problems_of_message(rendered.text, rendered.blocks) == []
        return rendered

    return render


@pytest.fixture
def view(tmp_path: Path) -> Render:
    def render(template: str, **data: object) -> Any:
        (tmp_path / "t.yml").write_text(template)
        rendered = Renderer(Words(tmp_path)).view("t", DATA | data)
        assert problems_of_view(rendered) == []
        return rendered

    return render


def plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> dict[str, object]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


WEB = {"text": plain("Web <1>"), "value": "web"}
DB = {"text": plain("Database"), "value": "db"}
ONE = {"text": plain("One"), "value": "one"}

BLOCKS = {
    '- header: "INC-{{ id }} {{ title }}"\n  id: top': {
        "type": "header",
        "text": plain("INC-7 Checkout & <!channel>"),
        "block_id": "top",
    },
    '- section: "*{{ title }}* <https://a.example|ours>"\n  accessory: {button: B, action: b}': {
        "type": "section",
        "text": mrkdwn("*Checkout &amp; &lt;!channel&gt;* <https://a.example|ours>"),
        "accessory": {"type": "button", "text": plain("B"), "action_id": "b"},
    },
    '- fields: ["*Who*\\n{{ alice|person }}", b]': {
        "type": "section",
        "fields": [mrkdwn("*Who*\n<@U01ALICE>"), mrkdwn("b")],
    },
    '- context: ["{{ alice|person }}", {image: "{{ urls[0] }}", alt: Chart}, {image: "{{ urls[1] }}", alt: Chart}]': {
        "type": "context",
        "elements": [
            mrkdwn("<@U01ALICE>"),
            {"type": "image", "image_url": "https://a.example/?a=1%7C2", "alt_text": "Chart"},
        ],
    },
    "- context: one text": {"type": "context", "elements": [mrkdwn("one text")]},
    "- divider": {"type": "divider"},
    '- image: "{{ urls[0] }}"\n  alt: A\n  title: T': {
        "type": "image",
        "image_url": "https://a.example/?a=1%7C2",
        "alt_text": "A",
        "title": plain("T"),
    },
    '- section: "{{ nothing }}"': {"type": "section", "text": mrkdwn("—")},
    '- actions: [{button: B, action: b}, {button: Off, url: "{{ urls[1] }}", action: c}]': {
        "type": "actions",
        "elements": [{"type": "button", "text": plain("B"), "action_id": "b"}],
    },
}

ELEMENTS_IN_ACTIONS = {
    '{button: "{{ title }}", action: b, value: "{{ id }}", style: "{{ nothing }}", says: Press}': {
        "type": "button",
        "text": plain("Checkout & <!channel>"),
        "action_id": "b",
        "value": "7",
        "accessibility_label": "Press",
    },
    '{button: B, url: "https://a.example/{{ title }}", action: b, style: danger}': {
        "type": "button",
        "text": plain("B"),
        "url": "https://a.example/Checkout%20%26%20%3C%21channel%3E",
        "action_id": "b",
        "style": "danger",
    },
    "{button: B, action: b, confirm: {title: T, text: X, confirm: Yes, deny: No}}": {
        "type": "button",
        "text": plain("B"),
        "action_id": "b",
        "confirm": {"title": plain("T"), "text": plain("X"), "confirm": plain("Yes"), "deny": plain("No")},
    },
    "{overflow: {one: One}, action: o}": {"type": "overflow", "options": [ONE], "action_id": "o"},
    '{select: Choose, options: "{{ services }}", initial: db, action: s, focus: true}': {
        "type": "static_select",
        "placeholder": plain("Choose"),
        "options": [WEB, DB],
        "initial_option": DB,
        "action_id": "s",
        "focus_on_load": True,
    },
    '{select: Choose, options: "{{ services }}", initial: gone, action: s}': {
        "type": "static_select",
        "placeholder": plain("Choose"),
        "options": [WEB, DB],
        "action_id": "s",
    },
    '{select: Choose, groups: {"{{ title }}": "{{ services }}", Empty: {}}, action: s}': {
        "type": "static_select",
        "placeholder": plain("Choose"),
        "option_groups": [{"label": plain("Checkout & <!channel>"), "options": [WEB, DB]}],
        "action_id": "s",
    },
    '{multi_select: , options: "{{ services }}", initial: "{{ chosen }}", at_most: 2, action: s}': {
        "type": "multi_static_select",
        "options": [WEB, DB],
        "initial_options": [DB],
        "max_selected_items": 2,
        "action_id": "s",
    },
    "{external_select: Search, min: 2, initial: {one: One}, action: s}": {
        "type": "external_select",
        "placeholder": plain("Search"),
        "min_query_length": 2,
        "initial_option": ONE,
        "action_id": "s",
    },
    '{multi_external_select: Search, initial: "{{ services }}", action: s}': {
        "type": "multi_external_select",
        "placeholder": plain("Search"),
        "initial_options": [WEB, DB],
        "action_id": "s",
    },
    "{radio: [{option: One, value: one, hint: The first}], initial: one, action: r}": {
        "type": "radio_buttons",
        "options": [ONE | {"description": plain("The first")}],
        "initial_option": ONE | {"description": plain("The first")},
        "action_id": "r",
    },
    "{checkboxes: {one: One}, initial: [one, two], action: c}": {
        "type": "checkboxes",
        "options": [ONE],
        "initial_options": [ONE],
        "action_id": "c",
    },
    '{user: Who, initial: "{{ alice.slack_id }}", action: u}': {
        "type": "users_select",
        "placeholder": plain("Who"),
        "initial_user": "U01ALICE",
        "action_id": "u",
    },
    "{users: Who, initial: [U01ALICE], action: u}": {
        "type": "multi_users_select",
        "placeholder": plain("Who"),
        "initial_users": ["U01ALICE"],
        "action_id": "u",
    },
    "{channel: Where, initial: C01, action: c}": {
        "type": "channels_select",
        "placeholder": plain("Where"),
        "initial_channel": "C01",
        "action_id": "c",
    },
    "{channels: Where, action: c}": {
        "type": "multi_channels_select",
        "placeholder": plain("Where"),
        "action_id": "c",
    },
    '{conversation: Where, initial: "{{ nothing }}", action: c}': {
        "type": "conversations_select",
        "placeholder": plain("Where"),
        "action_id": "c",
    },
    '{date: Due, initial: "{{ due }}", action: d}': {
        "type": "datepicker",
        "placeholder": plain("Due"),
        "initial_date": "2026-03-02",
        "action_id": "d",
    },
    '{time: At, initial: "{{ at.time() }}", timezone: Europe/Prague, action: d}': {
        "type": "timepicker",
        "placeholder": plain("At"),
        "initial_time": "08:00",
        "timezone": "Europe/Prague",
        "action_id": "d",
    },
    '{datetime: , initial: "{{ at }}", action: d}': {
        "type": "datetimepicker",
        "initial_date_time": 1772438400,
        "action_id": "d",
    },
}

FIELDS = {
    '{text: Say, initial: "{{ title }}", multiline: true, min: 1, max: 10, dispatch_on: [enter_pressed]}': {
        "type": "plain_text_input",
        "placeholder": plain("Say"),
        "initial_value": "Checkout…",
        "multiline": True,
        "min_length": 1,
        "max_length": 10,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    },
    "text": {"type": "plain_text_input"},
    '{number: , initial: "{{ id }}", min: 0, max: 9}': {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": "7",
        "min_value": "0",
        "max_value": "9",
    },
    "{number: , decimals: true}": {"type": "number_input", "is_decimal_allowed": True},
    "{email: Mail}": {"type": "email_text_input", "placeholder": plain("Mail")},
    "{url: Address, focus: true}": {
        "type": "url_text_input",
        "placeholder": plain("Address"),
        "focus_on_load": True,
    },
    '{select: , options: "{{ services }}"}': {"type": "static_select", "options": [WEB, DB]},
}


@pytest.mark.parametrize("shorthand", BLOCKS)
def test_blocks(message: Render, shorthand: str) -> None:
    indented = shorthand.replace("\n", "\n  ")
    assert message(f"text: t\nblocks:\n  {indented}").blocks == [BLOCKS[shorthand]]


@pytest.mark.parametrize("shorthand", ELEMENTS_IN_ACTIONS)
def test_elements(message: Render, shorthand: str) -> None:
    assert message(f"text: t\nblocks:\n  - actions: [{shorthand}]").blocks == [
        {"type": "actions", "elements": [ELEMENTS_IN_ACTIONS[shorthand]]}
    ]


@pytest.mark.parametrize("shorthand", FIELDS)
def test_fields(view: Render, shorthand: str) -> None:
    shown = view(f"modal: {{title: T, submit: S}}\nblocks:\n  - input: L\n    id: it\n    element: {shorthand}")
    field = {"action_id": "it"} | FIELDS[shorthand]
    assert shown["blocks"] == [{"type": "input", "label": plain("L"), "block_id": "it", "element": field}]


def test_every_element_is_shown_above() -> None:
    shown = "\n".join([*BLOCKS, *ELEMENTS_IN_ACTIONS, *FIELDS])
    assert [kind for kind in ELEMENTS if f"{{{kind}:" not in shown] == []


def test_an_inputs_options(view: Render) -> None:
    shown = view(
        "modal: {title: T, submit: S}\n"
        "blocks:\n"
        "  - {input: L, id: it, action: answer, element: text, hint: H, optional: true, dispatch: true}\n"
        '  - {input: L, id: gone, element: {select: C, options: "{{ {} }}"}}\n'
    )
    assert shown["blocks"] == [
        {
            "type": "input",
            "label": plain("L"),
            "block_id": "it",
            "element": {"type": "plain_text_input", "action_id": "answer"},
            "hint": plain("H"),
            "optional": True,
            "dispatch_action": True,
        }
    ]


def test_a_modal_and_the_home(view: Render) -> None:
    frame = "title: '{{ title }}', submit: S, close: C, callback: c, metadata: '{{ id }}', external_id: e"
    assert view(f"modal: {{{frame}, notify_on_close: true}}\nblocks: []") == {
        "type": "modal",
        "title": plain("Checkout & <!channel>"),
        "submit": plain("S"),
        "close": plain("C"),
        "callback_id": "c",
        "private_metadata": "7",
        "notify_on_close": True,
        "external_id": "e",
        "blocks": [],
    }
    assert view("home: true") == {"type": "home", "blocks": []}
    assert view("home: {callback: c}") == {"type": "home", "callback_id": "c", "blocks": []}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("text: 'Hello {{ title }}'", "Hello Checkout &amp; &lt;!channel&gt;"),
        ("blocks: [divider, {header: '{{ title }}'}, {section: b}]", "Checkout &amp; &lt;!channel&gt;"),
        ("blocks: [{context: [{image: 'https://a.example', alt: A}, 'words']}]", "words"),
        ("blocks: [divider]", "—"),
        ("text: '{{ nothing }}'", "—"),
        ("text: 2026-03-02", "2026-03-02"),
    ],
)
def test_there_is_always_a_text(message: Render, tmp_path: Path, template: str, text: str) -> None:
    assert message(template).text == text
    assert Renderer(Words(tmp_path)).text("t", DATA) == text


def test_a_pager_leads_to_the_pages_around(message: Render) -> None:
    def buttons(page: int, pages: int) -> list[tuple[str, str]]:
        blocks = message(
            f"text: t\nblocks: [{{pager: turn, value: '{{{{ id }}}}', page: {page}, pages: {pages}}}]"
        ).blocks
        return [(b["action_id"], b["value"]) for block in blocks for b in block["elements"] if b["type"] == "button"]

    assert buttons(2, 3) == [("turn_previous", "7:1"), ("turn_next", "7:3")]
    assert buttons(1, 3) == [("turn_next", "7:2")]
    assert buttons(3, 3) == [("turn_previous", "7:2")]
    assert buttons(1, 1) == []
    assert page_wanted("INC:7:3") == ("INC:7", 3)


def test_the_answer_to_a_search() -> None:
    assert Renderer(Words(Path())).options({"one": "One", "web": "Web <1>"}) == [ONE, WEB]
    assert len(Renderer(Words(Path())).options({str(n): "x" for n in range(150)})) == 100


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("text: t\nblocks: [{sektion: x}]", "t: block 1: there is no block 'sektion'"),
        ("blocks: [divider, {section: x, colour: red}]", "t: block 2 (section): section does not know 'colour'"),
        ("blocks: [{actions: [{buton: x}]}]", "there is no element 'buton'"),
        ("blocks: [{actions: [{button: x, actoin: y}]}]", "button does not know 'actoin'; it knows action, value"),
        ("blocks: [{actions: [{text: x}]}]", "Slack does not take text in actions"),
        ("blocks: [{actions: [{button: x, style: blue}]}]", "style 'blue' is not one of primary, danger"),
        ("blocks: [{actions: [{button: x, confirm: {title: x}}]}]", "confirm is written {title, text, confirm, deny}"),
        ("blocks: [{actions: [{button: x, action: a}, {button: y, action: a}]}]", "action_id a is used twice"),
        ("blocks: [{section: x, id: a}, {section: y, id: a}]", "block_id a is used twice"),
        ("blocks: [{actions: [{overflow: {'': x}}]}]", "the option 'x' has no value"),
        ("blocks: [{actions: [{overflow: [x]}]}]", "an option is written"),
        ("blocks: [{actions: [{overflow: '{{ id }}'}]}]", "a mapping or a list of options belongs here, not 7"),
        ("blocks: [{fields: '{{ title }}'}]", "a list belongs here"),
        ("blocks: [{section: {text: x}}]", "text belongs here"),
        ("blocks: {section: x}", "blocks is a list"),
        ("blocks: [[x]]", "is not written as kind and options"),
        ("blocks: [{actions: [{button: x, value: '{{ 'v' * 2001 }}'}]}]", "has 2001 characters, Slack takes 2000"),
        ("blocks: [{actions: [{overflow: {'{{ 'v' * 76 }}': x}}]}]", "has 76 characters, Slack takes 75"),
        ("tekst: t", "has ['tekst'] at the top, where blocks, text belong"),
        ("just words", "has 'just words' at the top"),
        ("text: *{{ title }}*", "not YAML once rendered"),
    ],
)
def test_a_mistake_in_a_message_is_named(message: Render, template: str, complaint: str) -> None:
    with pytest.raises(TemplateError) as error:
        message(template)
    assert complaint in str(error.value)
    assert "\ue000" not in str(error.value)


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("blocks: []", "a view is either modal: {title, …} or home: true"),
        ("modal: {submit: S}", "modal is written {title, submit, …}"),
        ("modal: {title: T, colour: red}", "t: modal: modal does not know 'colour'"),
        ("modal: {title: T, metadata: '{{ 'm' * 3001 }}'}", "has 3001 characters, Slack takes 3000"),
        ("home: {title: T}", "home does not know 'title'"),
        ("modal: {title: T}\nblocks: [{input: L, id: a, element: text}]", "a modal with an input needs a submit"),
        ("modal: {title: T, submit: S}\nblocks: [{input: L, element: text}]", "an input needs an id or an action"),
        ("modal: {title: T, submit: S}\nblocks: [{input: L, id: a}]", "an input is written input, id, element"),
        (
            "modal: {title: T, submit: S}\nblocks: [{input: L, id: a, element: {button: x}}]",
            "does not take button in input",
        ),
    ],
)
def test_a_mistake_in_a_view_is_named(view: Render, template: str, complaint: str) -> None:
    with pytest.raises(TemplateError) as error:
        view(template)
    assert complaint in str(error.value)
