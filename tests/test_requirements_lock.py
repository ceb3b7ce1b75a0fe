"""The lock pins everything that pyproject.toml asks for, with hashes, and says nothing about where it came from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).parents[1]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)")


@pytest.fixture(scope="module")
def lock() -> str:
    return (TOP / "requirements.lock").read_text(encoding="utf-8")


def test_everything_asked_for_is_pinned_to_a_version_that_fits(lock):
    pins = {canonicalize_name(pin[1]): pin[2] for pin in map(PINNED.match, lock.splitlines()) if pin}
    wrong = [
        str(wish) for wish in _wishes() if not wish.specifier.contains(pins.get(canonicalize_name(wish.name), "0"))
    ]
    assert wrong == [], "run `make lock`"


def test_every_pin_has_a_hash(lock):
    entries = re.split(r"\n(?=[A-Za-z])", lock)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("place", ["://", "--index", "--extra-index", "--find-links", "--trusted-host", " @ ", " /"])
def test_no_place_is_named(lock, place):
    assert place not in lock


def _wishes() -> list[Requirement]:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    wishes = [*project["project"]["dependencies"], *(wish for extra in extras for wish in extra)]
    return [
        wish for wish in map(Requirement, [*wishes, *project["build-system"]["requires"]]) if wish.name != "incidentbot"
    ]
