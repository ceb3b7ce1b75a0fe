"""What is looked at time and again, and how often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from incidentbot.bootstrap.parts import Parts
from incidentbot.jobs import Job
from incidentbot.services.process import THE_FILE
from incidentbot.watch import Watch
from incidentbot.weekly_test import WeeklyTest


def jobs(parts: Parts, watch: Watch, weekly_test: WeeklyTest) -> list[Job]:
    return [
        Job("postmortems", timedelta(seconds=5), parts.postmortems.ask_for_missing),
        Job("signals left behind", timedelta(seconds=5), parts.intake.pick_up),
        Job("heartbeats", timedelta(seconds=10), _heartbeats(parts)),
        Job("silences", timedelta(seconds=15), parts.silences.judge_ended),
        Job("audit of pages", timedelta(seconds=30), watch.audit),
        Job("is the database there", timedelta(seconds=10), watch.look_for_database, everywhere=True),
        Job("weekly test page", timedelta(minutes=1), _weekly(parts, weekly_test)),
        Job("raises", timedelta(seconds=30), parts.regrades.apply_raises),
        Job("who is on call", timedelta(minutes=5), parts.oncall.look),
        Job("process file", timedelta(seconds=1), _process_file(parts), everywhere=True),
        Job("who cannot be reached", timedelta(minutes=10), parts.reachability.tell_teams),
        Job("people called anew", timedelta(seconds=2), parts.contact_keeping.follow_process, everywhere=True),
    ]


def _weekly(parts: Parts, test: WeeklyTest) -> Callable[[], None]:
    """Looked at every minute, so that a start within the hour does not miss it; done once in it."""

    def begin() -> None:
        if parts.settings.weekly_test and parts.settings.weekly_test.is_now(parts.clock.now()):
            test.begin()

    return begin


def _heartbeats(parts: Parts) -> Callable[[], None]:
    def look() -> None:
        parts.heartbeats.expect()
        parts.heartbeats.look()

    return look


def _process_file(parts: Parts) -> Callable[[], None]:
    def look() -> None:
        if parts.running.has_changed():
            parts.running.reload(THE_FILE)

    return look
