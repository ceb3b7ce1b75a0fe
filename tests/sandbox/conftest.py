"""One sandbox for all of these tests, made new before each; and a second one with a real Bolt app on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from incidentbot.sandbox import start
from incidentbot.sandbox.facts import COMMON_ERRORS, METHODS
from tests.sandbox.links import Link
from tests.sandbox.robot import Robot
from tests.sandbox.town import Json, Town

MANIFEST = Path(__file__).with_name("manifest.yml")
# What stands in no method's list: the sandbox's own misfortunes, and answers that come before any method is known.
UNLISTED = {"unknown_method", "broken_off", "down", "server_error", "invalid_json", "json_not_object", "boom"}


@pytest.fixture(scope="session")
def town_without_app() -> Iterator[Town]:
    sandbox = start(manifest=MANIFEST)
    town = Town(sandbox)
    yield town
    town.close()
    sandbox.stop()


@pytest.fixture
def town(town_without_app: Town) -> Iterator[Town]:
    town = town_without_app
    town.post("/sandbox/reset")
    yield town
    town.http.delete("/sandbox/faults")
    town.post("/sandbox/delivery", mode="socket", retry_scale=1)
    _only_documented_errors(town.calls())


@pytest.fixture
def link(town: Town) -> Iterator[Callable[[], Link]]:
    """Opens connections of the app; closes them at the end."""
    opened: list[Link] = []

    def open_one() -> Link:
        opened.append(Link(town))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def town_with_app() -> Iterator[tuple[Town, Robot]]:
    sandbox = start(manifest=MANIFEST)
    town = Town(sandbox)
    robot = Robot(sandbox)
    yield town, robot
    town.close()
    sandbox.stop()
    robot.close()


@pytest.fixture
def robot(town_with_app: tuple[Town, Robot]) -> Iterator[Robot]:
    town, robot = town_with_app
    town.post("/sandbox/reset")
    robot.forget()
    yield robot
    town.http.delete("/sandbox/faults")
    _only_documented_errors(town.calls())


@pytest.fixture
def inhabited(town_with_app: tuple[Town, Robot], robot: Robot) -> Town:
    """The town in which the robot works."""
    return town_with_app[0]


def _only_documented_errors(calls: list[Json]) -> None:
    for call in calls:
        if call["error"] and call["method"] in METHODS and call["method"] != "api.test":
            documented = METHODS[call["method"]].errors | COMMON_ERRORS | UNLISTED
            assert call["error"] in documented, f"{call['method']} never answers {call['error']}"
