"""Every template renders with what its callers give it, and Slack would take the result."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from incidentbot.sandbox.block_kit import message_problems, view_problems
from incidentbot.services.oncall_change import MOST_TOLD
from incidentbot.slack.render import Renderer
from incidentbot.words import Words, templates_folder
from tests.samples import oncall
from tests.samples.documents import DOCUMENTS, PAGES, PARTS
from tests.samples.messages import MESSAGES
from tests.samples.values import WHOLE
from tests.samples.views import VIEWS

# Where Jinja takes the end of a line that ends in a tag, the next block of the skeleton becomes a part of a text.
OUT_OF_PLACE = re.compile(r"- (?:section|context|fields|actions|header|input|image|divider|\{button)\b")


def _each(samples: dict[str, list[dict[str, Any]]]) -> list[Any]:
    return [
        pytest.param(name, data, id=f"{name}-{number}")
        for name, given in samples.items()
        for number, data in enumerate(given)
    ]


@pytest.fixture(scope="module")
def words() -> Words:
    return Words()


@pytest.fixture(scope="module")
def renderer(words: Words) -> Renderer:
    return Renderer(words)


@pytest.mark.parametrize(("name", "data"), _each(MESSAGES))
def test_a_message(name: str, data: dict[str, Any], renderer: Renderer) -> None:
    message = renderer.message(name, data, whole=WHOLE)
    assert message.text.strip()
    assert message_problems(message.text, message.blocks or None) == []
    assert not OUT_OF_PLACE.search(json.dumps(message.blocks)), "a line that ends in a tag has lost its end"
    assert "\\n" not in str(message.text)


@pytest.mark.parametrize(("name", "data"), _each(VIEWS))
def test_a_view(name: str, data: dict[str, Any], renderer: Renderer) -> None:
    view = renderer.view(name, data)
    assert view_problems(view) == []
    assert not OUT_OF_PLACE.search(json.dumps(view)), "a line that ends in a tag has lost its end"


@pytest.mark.parametrize(("name", "data"), _each(PAGES))
def test_a_page(name: str, data: dict[str, Any], words: Words) -> None:
    assert words.page(name, data).strip().startswith("<!doctype html>")


@pytest.mark.parametrize(("name", "data"), _each(DOCUMENTS))
def test_a_document(name: str, data: dict[str, Any], words: Words) -> None:
    document = words.markdown(name, data)
    assert document.startswith("# INC-7: checkout: down")
    assert "\n## Milestones\n\n| milestone |" in document


def test_everything_that_is_told_of_changed_shifts_fits_into_the_message(renderer: Renderer) -> None:
    spans = [oncall.SPAN] * MOST_TOLD
    message = renderer.message("oncall/changed", oncall.CHANGED | {"gained": spans, "lost": spans})
    told = message.blocks[0]["text"]["text"]
    assert told.count("on call from") == 2 * MOST_TOLD
    assert "…" not in told


def test_no_template_is_without_a_sample() -> None:
    folder = templates_folder()
    there = {str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*") if path.is_file()}
    assert there == {*MESSAGES, *VIEWS, *PAGES, *DOCUMENTS, *PARTS}
