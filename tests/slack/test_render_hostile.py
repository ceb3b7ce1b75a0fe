"""Whatever arrives from outside, in whichever place of a template: Slack takes the result, and nobody is mentioned."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.slack.render import Renderer, SlackMessage
from incidentbot.words import Person, Words
from tests.slack.refused import mrkdwn_texts, problems_of_message, problems_of_view
from tests.words.hostile import FRAGMENTS, texts

CARD = """
{% if says_text %}
text: "{{ a }} {{ b }} {{ since|when }}"
{% endif %}
blocks:
  {% if says_text %}
  - header: "{{ a }} · {{ b }}"
    id: "{{ key }}"
  {% endif %}
  - section: |
      *{{ a }}* _{{ b }}_ `{{ c }}` {{ commander|person }} {{ ("<" ~ a)|person(b) }} {{ ("<" ~ b)|channel(c) }}
      > {{ c|prose }}
      Since {{ since|when }}: {{ url|link(b) }}
    accessory: {button: "{{ b }}", url: "{{ url }}", action: open, says: "{{ a }}"}
    id: summary
  - section: "{{ c }}"
  - fields: "{{ rows }}"
  - fields: ["*{{ a }}*\\n{{ b }}", {% for row in rows %}"{{ row }} {{ since|when }}", {% endfor %}]
  - context: [{% for row in rows %}"{{ row|prose }}", {% endfor %} {image: "{{ url }}", alt: "{{ a }}"}]
  - context: "{{ rows|listed }}"
  - divider
  - image: "{{ url }}"
    alt: "{{ a }}"
    title: "{{ b }}"
  - actions:
      {% for row in rows %}
      - {button: "{{ row }}", action: "press_{{ loop.index }}", value: "{{ key }}",
         confirm: {title: "{{ a }}", text: "{{ b }}", confirm: "{{ c }}", deny: "{{ a }}"}}
      {% endfor %}
      - {overflow: "{{ choices }}", action: more}
      - {select: "{{ a }}", options: "{{ choices }}", initial: "{{ key }}", action: choose}
      - {select: "{{ a }}", groups: {"{{ b }}": "{{ choices }}", "{{ c }}": {only: "{{ a }}"}}, action: group}
      - {radio: [{option: "{{ a }}", value: one, hint: "{{ b }}"}], action: radio}
      - {checkboxes: "{{ choices }}", initial: "{{ keys }}", action: check}
      - {external_select: "{{ c }}", action: search, initial: {some: "{{ b }}"}}
  {% for row in rows %}
  - section: "{{ loop.index }} {{ row }} {{ a }}"
  {% endfor %}
  - pager: turn
    value: "{{ key }}"
    page: 2
    pages: 3
"""

FORM = """
modal: {title: "{{ a }}", submit: "{{ b }}", close: "{{ c }}", callback: form, metadata: "{{ key }}"}
blocks:
  - input: "{{ a }}"
    id: title
    element: {text: "{{ b }}", initial: "{{ c }}", max: 150}
    hint: "{{ c }}"
  - input: Details
    id: details
    element: {text: "{{ a }}", initial: "{{ c }}", multiline: true}
  - input: Service
    id: service
    element: {select: "{{ b }}", options: "{{ choices }}", initial: "{{ key }}"}
  - input: Facts
    id: facts
    element: {checkboxes: "{{ choices }}", initial: "{{ keys }}"}
  - input: Address
    id: address
    element: {url: "{{ a }}", initial: "{{ url }}"}
  {% for row in rows %}
  - section: "{{ row }} {{ a }}"
    accessory: {overflow: "{{ choices }}", action: more}
  - input: "{{ row }}"
    id: "row_{{ loop.index }}"
    element: {radio: "{{ choices }}"}
  {% endfor %}
"""
HOME = "home: true\nblocks:" + FORM.partition("blocks:")[2]

URLS = st.one_of(texts, texts.map("https://outside.example/".__add__))
IDS = texts.map(lambda text: text[:37]).filter(lambda text: text.isprintable() and text.strip())
DATA = st.fixed_dictionaries(
    {
        "a": texts,
        "b": texts,
        "c": texts,
        "url": URLS,
        "key": IDS,
        "keys": st.lists(IDS, max_size=3),
        "choices": st.dictionaries(IDS, texts, max_size=12),
        "rows": st.one_of(st.lists(texts, max_size=4), texts.map(lambda text: [text] * 60)),
        "since": st.just(datetime(2026, 3, 2, 8, tzinfo=UTC)),
        "says_text": st.booleans(),
        "commander": st.builds(Person, st.sampled_from([None, "U0OURS", "U0OURS>", "<!here>", "!channel"]), texts),
    }
)
WHOLE = st.sampled_from([None, "https://bot.example/incidents/7?a=1&b=2", "https://bot.example/" + "x" * 2900])

# Everything that the template itself says in angle brackets, or that a filter was asked to say.
OURS = re.compile(
    r"<!date\^1772438400\^\{date_short_pretty\} \{time\}\|2026-03-02 08:00 UTC>"
    r"|<@U0OURS>"
    r"|<https://bot\.example/[^|<>]*\|read the whole>"
)
ADDRESS = re.compile(r"<(?:https?://|mailto:)[^|<>\s]+(?:\|[^<>|]*)?>", re.IGNORECASE)


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    folder: Path = tmp_path_factory.mktemp("templates")
    for name, text in {"card": CARD, "form": FORM, "home": HOME}.items():
        (folder / f"{name}.yml").write_text(text)
    return Renderer(Words(folder))


@pytest.mark.slow
@given(data=DATA, whole=WHOLE)
def test_slack_takes_every_message(renderer: Renderer, data: dict[str, Any], whole: str | None) -> None:
    message = renderer.message("card", data, whole)
    assert_fit_for_slack(message)


@pytest.mark.slow
@given(data=DATA, whole=WHOLE, name=st.sampled_from(["form", "home"]))
def test_slack_takes_every_view(renderer: Renderer, data: dict[str, Any], whole: str | None, name: str) -> None:
    view = renderer.view(name, data, whole)
    assert problems_of_view(view) == []
    for text in mrkdwn_texts(view):
        assert_mentions_nobody(text)


@pytest.mark.slow
@given(data=DATA, whole=WHOLE)
def test_the_sandbox_takes_what_we_render(renderer: Renderer, data: dict[str, Any], whole: str | None) -> None:
    block_kit = pytest.importorskip("incidentbot.sandbox.block_kit")
    message = renderer.message("card", data, whole)
    assert block_kit.message_problems(message.text, message.blocks, updating=True) == []
    assert block_kit.view_problems(renderer.view("form", data, whole)) == []
    assert block_kit.view_problems(renderer.view("home", data, whole)) == []


# Just over each limit, in characters that count once, twice and five times.
LONG = [
    character * times
    for character in ("x", "😀", "&")
    for times in (13, 16, 25, 31, 38, 76, 151, 301, 1001, 2001, 3001)
]


@pytest.mark.parametrize("text", [*FRAGMENTS, *LONG], ids=lambda text: ascii(text[:20]) + str(len(text)))
def test_a_hostile_text_in_every_place(renderer: Renderer, text: str) -> None:
    data = {name: text for name in ("a", "b", "c", "url")} | {
        "key": "7",
        "keys": ["1"],
        "choices": {"1": text},
        "rows": [text, text],
        "since": datetime(2026, 3, 2, 8, tzinfo=UTC),
        "says_text": True,
        "commander": Person(text, text),
    }
    assert_fit_for_slack(renderer.message("card", data))
    assert problems_of_view(renderer.view("form", data)) == []


def assert_fit_for_slack(message: SlackMessage) -> None:
    assert problems_of_message(message.text, message.blocks) == []
    for text in [message.text, *mrkdwn_texts(message.blocks)]:
        assert_mentions_nobody(text)


def assert_mentions_nobody(text: str) -> None:
    from_outside = ADDRESS.sub("", OURS.sub("", text))
    assert "<" not in from_outside
    # A ">" of ours is the sign of a quote at the beginning of a line.
    assert ">" not in re.sub(r"^> ", "", from_outside, flags=re.MULTILINE)
    assert re.sub(r"&(amp|lt|gt);", "", from_outside).count("&") == 0
