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
from tests.slack.shorthands import BLOCKS, ELEMENTS_IN_ACTIONS, FIELDS, ONE, WEB, plain

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


def test_every_element_is_shown() -> None:
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
