"""The sources that a process file may name are those that can be read."""

from __future__ import annotations

from incidentbot.domain.process_integration import SOURCE_NAMES
from incidentbot.integrations.sources import SOURCES

ELSEWHERE = {"generic", "heartbeat"}  # read by a mapping of the file; sends no alerts


def test_every_source_may_be_named_and_every_name_is_read() -> None:
    assert set(SOURCE_NAMES) == SOURCES.keys() | ELSEWHERE
    assert len(SOURCE_NAMES) == len(set(SOURCE_NAMES))


def test_a_source_is_called_as_it_stands_in_the_address() -> None:
    for name, source in SOURCES.items():
        assert source.name == name
        assert name == name.lower()
        assert name.replace("-", "").isalnum()
