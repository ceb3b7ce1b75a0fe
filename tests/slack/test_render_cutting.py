"""Too long is shortened where it hurts least, too many goes on elsewhere, and a link leads to the whole."""

from pathlib import Path
from typing import Any

import pytest

from incidentbot.slack.render import Renderer, SlackMessage
from incidentbot.words import Person, Prose, Words
from tests.slack.refused import length, problems_of_message, problems_of_view

WHOLE = "https://bot.example/incidents/7?a=1&b=2"
LINK = "<https://bot.example/incidents/7?a=1&amp;b=2|read the whole>"


@pytest.fixture
def render(tmp_path: Path):
    def render(template: str, whole: str | None = WHOLE, **data: object) -> SlackMessage:
        (tmp_path / "t.yml").write_text(template)
        message = Renderer(Words(tmp_path)).message("t", data, whole)
        assert problems_of_message(message.text, message.blocks) == []
        return message

    return render


@pytest.fixture
def render_view(tmp_path: Path):
    def render(template: str, whole: str | None = WHOLE, **data: object) -> dict[str, Any]:
        (tmp_path / "t.yml").write_text(template)
        view = Renderer(Words(tmp_path)).view("t", data, whole)
        assert problems_of_view(view) == []
        return view

    return render


def test_a_long_title_leaves_the_words_around_it(render) -> None:
    template = 'blocks: [{section: "*{{ title }}*\\n{{ who|person }} says: {{ reason }}"}]'
    message = render(template, title="😀" * 3000, who=Person("U01ALICE", "alice"), reason="customers cannot pay")
    text = message.blocks[0]["text"]["text"]
    assert text.startswith("*😀😀")
    assert text.endswith(f"😀…*\n<@U01ALICE> says: customers cannot pay {LINK}")
    assert length(text) in (2999, 3000)


def test_two_long_values_share_the_room(render) -> None:
    text = render('text: "{{ a }}|{{ b }}"', whole=None, a="a" * 5000, b="b" * 5000).text
    assert text == "a" * 1498 + "…|" + "b" * 1499 + "…" or abs(text.count("a") - text.count("b")) <= 1


def test_a_list_loses_its_end_rather_than_the_end_of_every_line(render) -> None:
    template = "blocks:\n  - section: |\n{% for row in rows %}\n      {{ loop.index }} {{ row }}\n{% endfor %}"
    lines = render(template, rows=["something that happened at night"] * 200).blocks[0]["text"]["text"].split("\n")
    assert lines[1] == "2 something that happened at night"
    assert lines[-1].endswith(f"… {LINK}")


def test_prose_is_cut_at_its_end(render) -> None:
    text = render('text: "{{ text }}"', text=Prose("*one* <&> " * 1000)).text
    assert text.startswith("*one* &lt;&amp;&gt; *one*")
    assert text.endswith(f"… {LINK}")


def test_without_an_address_there_is_an_ellipsis(render) -> None:
    assert render('text: "{{ text }}"', whole=None, text="x" * 4000).text == "x" * 2999 + "…"
    assert render('text: "{{ text }}"', whole="javascript:alert(1)", text="x" * 4000).text == "x" * 2999 + "…"


def test_an_address_longer_than_the_text_is_left_out(render) -> None:
    assert (
        render('text: "{{ text }}"', whole="https://a.example/" + "x" * 2000, text="x" * 4000).text == "x" * 2999 + "…"
    )


def test_what_is_cut_where_no_link_can_be_gets_one_below(render) -> None:
    message = render('blocks: [{header: "{{ title }}"}, divider]', title="x" * 151)
    assert message.blocks[0]["text"]["text"] == "x" * 149 + "…"
    assert [block["type"] for block in message.blocks] == ["header", "divider", "context"]
    assert message.blocks[-1]["elements"][0]["text"] == LINK


def test_what_fits_has_no_link(render) -> None:
    message = render('blocks: [{header: "{{ title }}"}]', title="x" * 150)
    assert [block["type"] for block in message.blocks] == ["header"]


def test_a_limit_counts_what_slack_counts(render) -> None:
    assert render('text: "{{ text }}"', whole=None, text="&" * 600).text == "&amp;" * 600
    assert render('text: "{{ text }}"', whole=None, text="&" * 601).text == "&amp;" * 599 + "…"


def test_further_fields_and_elements_go_into_further_blocks(render) -> None:
    message = render(
        """
        text: t
        blocks:
          - fields: "{{ rows }}"
            id: facts
          - context: [{% for row in rows %}"{{ row }}", {% endfor %}]
          - actions:
              {% for row in rows %}
              - {button: "{{ row }}", action: "press_{{ row }}"}
              {% endfor %}
        """,
        rows=[str(n) for n in range(26)],
    )
    counts = [(block["type"], len(block.get("fields") or block["elements"])) for block in message.blocks]
    assert counts == [
        *[("section", 10), ("section", 10), ("section", 6)],
        *[("context", 10), ("context", 10), ("context", 6)],
        *[("actions", 25), ("actions", 1)],
    ]
    assert [block.get("block_id") for block in message.blocks][:3] == ["facts", None, None]


ROWS = """
{{ frame }}
blocks:
  {% for row in rows %}
  - section: "{{ row }}"
  {% endfor %}
  - actions: [{button: Close, action: close}]
"""


def test_too_many_blocks_are_counted_and_the_buttons_stay(render) -> None:
    message = render(ROWS.replace("{{ frame }}", "text: t"), rows=range(120))
    assert len(message.blocks) == 50
    assert message.blocks[47]["text"]["text"] == "47"
    assert message.blocks[48]["elements"][0]["text"] == f"… and 72 more {LINK}"
    assert message.blocks[49]["type"] == "actions"


def test_fifty_blocks_are_not_too_many(render) -> None:
    message = render(ROWS.replace("{{ frame }}", "text: t"), rows=range(49))
    assert [block["type"] for block in message.blocks] == ["section"] * 49 + ["actions"]


def test_a_view_has_twice_the_room(render_view) -> None:
    view = render_view(ROWS.replace("{{ frame }}", "home: true"), rows=range(120), whole=None)
    assert len(view["blocks"]) == 100
    assert view["blocks"][98]["elements"][0]["text"] == "… and 22 more"


def test_a_view_is_not_larger_than_slack_takes(render_view) -> None:
    view = render_view(ROWS.replace("{{ frame }}", "modal: {title: T}"), rows=["障" * 450] * 95)
    kept = [block for block in view["blocks"] if block["type"] == "section"]
    assert 80 < len(kept) < 95
    assert view["blocks"][-2]["elements"][0]["text"] == f"… and {95 - len(kept)} more {LINK}"
    assert view["blocks"][-1]["type"] == "actions"


def test_too_many_options_lose_their_end(render) -> None:
    template = """
    text: t
    blocks:
      - actions:
          - {select: S, options: "{{ many }}", action: a}
          - {overflow: "{{ many }}", action: b}
          - {radio: "{{ many }}", action: c}
          - {checkboxes: "{{ many }}", action: d}
    """
    message = render(template, many={str(n): "x" * n for n in range(150)})
    elements = message.blocks[0]["elements"]
    assert [len(element["options"]) for element in elements] == [100, 5, 10, 10]
    assert elements[0]["options"][99]["text"]["text"] == "x" * 74 + "…"
