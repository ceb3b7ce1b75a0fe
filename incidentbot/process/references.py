"""What is named in one place has to stand in another: people, teams, services, schedules and the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from incidentbot.domain.catalog import TRIAGE
from incidentbot.domain.process import ENVIRONMENTS
from incidentbot.process.nearest import nearest
from incidentbot.process.tree import Tree, Where
from incidentbot.process.words import shown

# Where a name stands → the section in which it has to be; * is every item.
REFERENCES: tuple[tuple[str, str], ...] = (
    ("triage", "teams"),
    ("teams.*.members.*", "people"),
    ("teams.*.owner", "people"),
    ("teams.*.calendar", "calendars"),
    ("teams.*.escalation", "escalations"),
    ("services.*.team", "teams"),
    ("services.*.environment", "environments"),
    ("routing.*.then.service", "services"),
    ("routing.*.then.team", "teams"),
    ("routing.*.then.environment", "environments"),
    ("integrations.*.team", "teams"),
    ("integrations.*.labels.service", "services"),
    ("integrations.*.labels.team", "teams"),
    ("schedules.*.layers.*.people", "people"),
    ("schedules.*.layers.*.people.*", "people"),
    ("schedules.*.layers.*.shadows", "people"),
    ("schedules.*.layers.*.shadows.*", "people"),
)
# Targets are written as a word and a name: “schedule payments-primary”.
TARGETS = (
    "escalations.*.steps.*.notify",
    "escalations.*.steps.*.notify.*",
    "escalations.*.last_resort",
    "escalations.*.last_resort.*",
)
TARGET_SECTIONS = {"schedule": "schedules", "person": "people", "team": "teams"}
ONE_OF = {
    "people": "person",
    "calendars": "calendar",
    "teams": "team",
    "escalations": "escalation",
    "services": "service",
    "environments": "environment",
    "schedules": "schedule",
}
# What is there when its section is not.
USUAL: dict[str, list[str]] = {"teams": [TRIAGE], "environments": list(ENVIRONMENTS)}

Mistake = tuple[Where, str]


def dangling(tree: Tree) -> Iterator[Mistake]:
    """Every reference to something that does not exist, with what was probably meant."""
    known = {section: _known(tree, section) for section in ONE_OF}
    for where, key, section in _references(tree):
        if not _is_there(key, known[section], is_label="labels" in where):
            like = nearest(key, known[section]) or f"add it to {section}"
            yield where, f"there is no {ONE_OF[section]} {shown(key)}; {like}"


def _is_there(key: str, known: Collection[str], is_label: bool) -> bool:
    """In a label upper and lower case are the same, as they will be when it is compared."""
    return any(key.strip().casefold() == one.casefold() for one in known) if is_label else key in known


def _known(tree: Tree, section: str) -> Collection[str]:
    there = tree.at((section,))
    return dict(there) if isinstance(there, dict) and there else USUAL.get(section, [])


def _references(tree: Tree) -> Iterator[tuple[Where, str, str]]:
    for path, section in REFERENCES:
        for where in _every(tree, path):
            if isinstance(key := tree.at(where), str):
                yield where, key, section
    for path in TARGETS:
        for where in _every(tree, path):
            if isinstance(target := tree.at(where), str):
                word, _, key = target.strip().partition(" ")
                if word in TARGET_SECTIONS and key:
                    yield where, key.strip().strip("\"'"), TARGET_SECTIONS[word]


def _every(tree: Tree, path: str) -> Iterator[Where]:
    """Every place that a path with * leads to."""
    found: list[Where] = [()]
    for part in path.split("."):
        found = [(*where, step) for where in found for step in _steps(tree, where, part)]
    yield from found


def _steps(tree: Tree, where: Where, part: str) -> list[str] | range:
    there = tree.at(where)
    if isinstance(there, dict):
        return list(there) if part == "*" else [part] * (part in there)
    return range(len(there)) if isinstance(there, list) and part == "*" else []
