"""docs/process-file.md says what the code does: every key, every table, every example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from incidentbot.domain.priority import PRIORITY_TABLE, SEVERITY_RULES, Urgency
from incidentbot.domain.process import PRIORITY_RULES
from incidentbot.domain.routing_tables import SEVERITY_WORDS, URGENCY_ELSEWHERE, URGENCY_IN_PRODUCTION
from incidentbot.process import parse
from incidentbot.process.lines import ProcessFile
from incidentbot.process.words import duration, term

DOCUMENT = (Path(__file__).parents[2] / "docs" / "process-file.md").read_text()
# What an example of one section names in others.
AROUND = {
    "teams": "people: {alice: {}, bob: {}}",
    "schedules": "people: {alice: {}, bob: {}}",
    "escalations": "people: {alice: {}}\nschedules: {payments-primary: {layers: [{people: alice}]}}",
    "services": "teams: {payments: {owner: alice}}\npeople: {alice: {}}",
    "routing": "teams: {storefront: {owner: alice}}\npeople: {alice: {}}",
    "integrations": "teams: {payments: {owner: alice}}\npeople: {alice: {}}",
}


def section(title: str) -> str:
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found, f"there is no section {title}"
    return found[1]


def rows(title: str) -> list[list[str]]:
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def head(title: str) -> list[str]:
    line = next(line for line in section(title).splitlines() if line.startswith("|"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def documented(title: str) -> list[str]:
    return [key for row in rows(title) for key in re.findall(r"`([^`]+)`", row[0])]


# -- keys -------------------------------------------------------------------------------------------------------------


def lines_in(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for inner in getattr(kind, "__args__", ()):
        yield from lines_in(inner)


def accepted(line: type[BaseModel]) -> Iterator[str]:
    """The keys of a line, `except[].from` for those of the lines of a list in it."""
    for name, field in line.model_fields.items():
        key = field.alias or name
        inner = next(lines_in(field.annotation), None)
        many = "[]" if "list" in str(field.annotation) else ""
        yield from (f"{key}{many}.{deeper}" for deeper in accepted(inner)) if inner else [key]


SECTIONS = {
    field.alias or name: next(lines_in(field.annotation), None) for name, field in ProcessFile.model_fields.items()
}


@pytest.mark.parametrize("name", [name for name, line in SECTIONS.items() if line])
def test_every_key_of_a_section_is_explained_and_no_other(name: str) -> None:
    line = SECTIONS[name]
    assert line
    assert sorted(documented(name)) == sorted(accepted(line))


def test_every_key_of_the_whole_file_is_explained() -> None:
    alone = [name for name, line in SECTIONS.items() if line is None]
    assert sorted(documented("The file as a whole")) == sorted(alone)


@pytest.mark.parametrize("name", [name for name, line in SECTIONS.items() if line])
def test_every_example_works(name: str) -> None:
    example = re.search(rf"`({name}: [^`]+)`", section(name))
    assert example, f"{name} has no example"
    assert parse(f"{example[1]}\n{AROUND.get(name, '')}")


def test_what_priorities_ask_by_default() -> None:
    kinds = {"due": term, "postmortem_due": term, "update_every": duration, "acknowledge_within": duration, "page": str}
    for key, *cells, _ in rows("priorities"):
        name = key.strip("`")
        for priority, cell in zip(head("priorities"), cells, strict=False):
            rule = next(rule for known, rule in PRIORITY_RULES.items() if known == priority)
            assert getattr(rule, name) == (kinds[name](cell) if cell else None), (name, priority)


# -- tables -----------------------------------------------------------------------------------------------------------


def test_the_usual_words_of_monitors() -> None:
    assert {word: severity for severity, words in rows("The usual words of monitors") for word in words.split()} == {
        word: severity.value for word, severity in SEVERITY_WORDS.items()
    }


def test_urgency() -> None:
    told = {int(tier): cells for tier, *cells in rows("Urgency")}
    assert told == {
        tier: [*(urgency.value for urgency in live), URGENCY_ELSEWHERE[tier][0].value]
        for tier, live in URGENCY_IN_PRODUCTION.items()
    }
    assert all(inside == outside for inside, outside in URGENCY_ELSEWHERE.values())


def test_the_severity_of_what_people_declare() -> None:
    told = [(facts, severity, why) for facts, severity, why in rows("Severity of what people declare")]
    assert told == [
        (
            ", ".join(f"{name.replace('_', ' ')} {str(fact).lower()}" for name, fact in rule.needs.items()),
            rule.severity.value,
            rule.reason,
        )
        for rule in SEVERITY_RULES
    ]


def test_the_priority_table() -> None:
    title = "Severity × urgency → priority"
    assert head(title) == [urgency.value for urgency in Urgency]
    assert {severity: cells for severity, *cells in rows(title)} == {
        severity.value: [row[urgency].value for urgency in Urgency] for severity, row in PRIORITY_TABLE.items()
    }
