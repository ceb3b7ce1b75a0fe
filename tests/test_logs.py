"""One line per event, from us and from the libraries, and never a secret in it."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog

from incidentbot import logs


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Written(io.StringIO):
    def events(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture(autouse=True)
def _logging_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, threading.excepthook
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    yield
    root.handlers, threading.excepthook = handlers, hook
    root.setLevel(level)
    logging.captureWarnings(False)


@pytest.fixture
def written() -> Written:
    stream = Written()
    logs.configure(production=True, stream=stream)
    return stream


def test_an_event_is_one_line_of_json(written):
    logs.logger("worker").info("claimed work", rows=3, title="日本\nsecond line")
    [event] = written.events()
    assert datetime.fromisoformat(str(event.pop("timestamp"))).utcoffset() == datetime.now(UTC).utcoffset()
    assert event == {
        "level": "info",
        "logger": "worker",
        "event": "claimed work",
        "rows": 3,
        "title": "日本\nsecond line",
    }


def test_the_fields_that_everybody_looks_for_come_first(written):
    logs.logger("worker").info("claimed work", rows=3)
    assert list(written.events()[0])[:4] == ["timestamp", "level", "logger", "event"]


def test_libraries_speak_through_the_same_pipe(written):
    logging.getLogger("uvicorn.error").info("Uvicorn running on %s", "http://127.0.0.1:3000")
    logging.getLogger("slack_bolt.App").error("Unhandled request")
    assert [(event["logger"], event["event"]) for event in written.events()] == [
        ("uvicorn.error", "Uvicorn running on http://127.0.0.1:3000"),
        ("slack_bolt.App", "Unhandled request"),
    ]


def test_the_chatter_of_libraries_is_left_out(written):
    for name in ("uvicorn.access", "apscheduler.executors.default", "alembic.runtime", "slack_sdk.web", "httpx2"):
        logging.getLogger(name).info("chatter")
    logs.logger("worker").debug("detail")
    assert written.events() == []


def test_a_level_can_be_chosen():
    stream = Written()
    logs.configure(production=True, level="debug", stream=stream)
    logs.logger("worker").debug("detail")
    # At this level a library's thread that another test left behind may have something to say, too.
    assert [event["event"] for event in stream.events() if event["logger"] == "worker"] == ["detail"]


def test_configuring_twice_does_not_double_the_lines(written):
    logs.configure(production=True, stream=written)
    logs.logger("worker").info("once")
    assert len(written.events()) == 1


def test_what_was_bound_to_the_context_is_on_each_line(written):
    with structlog.contextvars.bound_contextvars(request="r-1"):
        logs.logger("web").info("in")
    logs.logger("web").info("out")
    assert [event.get("request") for event in written.events()] == ["r-1", None]


def test_secrets_are_taken_out_of_events_fields_and_exceptions(written):
    try:
        raise ConnectionError("cannot reach postgresql://bot:hush@db/bot")
    except ConnectionError:
        logs.logger("store").exception("failed with xoxb-hush", token="hush", body={"headers": {"Cookie": "hush"}})
        logging.getLogger("slack_sdk.web").exception("sent Bearer %s", "hush")
    assert "hush" not in written.getvalue()
    assert [("ConnectionError" in str(event["exception"])) for event in written.events()] == [True, True]


def test_what_nobody_caught_is_an_event_too(written):
    thread = threading.Thread(target=lambda: 1 // 0, name="worker-1")
    thread.start()
    thread.join()
    sys.excepthook(RuntimeError, RuntimeError("lost xoxb-hush"), None)
    died, stopped = written.events()
    assert (died["level"], died["event"], died["thread"]) == ("critical", "a thread died", "worker-1")
    assert "ZeroDivisionError" in str(died["exception"])
    assert "lost xoxb-***" in str(stopped["exception"])


def test_warnings_are_events(written):
    warnings.warn("old way", DeprecationWarning, stacklevel=1)
    assert [event["logger"] for event in written.events()] == ["py.warnings"]


def test_a_terminal_gets_a_line_for_people_without_secrets():
    terminal = Terminal()
    logs.configure(production=False, stream=terminal)
    logs.logger("worker").info("claimed work", rows=3, token="hush", title="\x1b[2J")
    assert "claimed work" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")
    assert "hush" not in terminal.getvalue()
    assert "\x1b[2J" not in terminal.getvalue()


def test_production_is_json_even_on_a_terminal():
    terminal = Terminal()
    logs.configure(production=True, stream=terminal)
    logs.logger("worker").info("claimed work")
    assert json.loads(terminal.getvalue())["event"] == "claimed work"


def test_without_a_terminal_it_is_json():
    stream = Written()
    logs.configure(production=False, stream=stream)
    logs.logger("worker").info("claimed work")
    assert stream.events()[0]["event"] == "claimed work"
