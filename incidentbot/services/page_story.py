"""A page as people see it: who was asked, by what, when, whether it arrived, and who has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from incidentbot.domain.notification import WORDS, NotificationState
from incidentbot.domain.page import Notification, Page, PageState, PageStory
from incidentbot.domain.process import Process
from incidentbot.services import facts
from incidentbot.services.recipient import name_of, slack_of

MOST_ASKED = 6  # people of the steps before these are in the timeline
LONGEST_ERROR = 80
UNANSWERED = (PageState.OPEN, PageState.WAITING, PageState.SNOOZED, PageState.EXHAUSTED)
ESCALATES = (PageState.OPEN, PageState.WAITING, PageState.SNOOZED, PageState.ACKNOWLEDGED)

# What became of a notification, in a word, and the instant that goes with it.
BECAME: Mapping[NotificationState, tuple[str, Callable[[Notification], datetime | None]]] = {
    NotificationState.WAITING: ("comes at", lambda one: one.due_at),
    NotificationState.SENDING: ("is on its way", lambda _one: None),
    NotificationState.SENT: ("sent at", lambda one: one.sent_at),
    NotificationState.DELIVERED: ("arrived at", lambda one: one.delivered_at),
    NotificationState.FAILED: ("failed", lambda _one: None),
    NotificationState.CANCELLED: ("was not needed any more", lambda _one: None),
    NotificationState.SKIPPED: ("was held back", lambda _one: None),
    NotificationState.BUNDLED: ("was told with another at", lambda one: one.ended_at),
}
TELLS_WHY = (NotificationState.FAILED, NotificationState.SKIPPED)


def of_story(process: Process, story: PageStory) -> dict[str, Any]:
    page = story.page
    asked = _asked(process, story)
    return {
        **facts.of_page(page),
        "about": page.target,
        "is_unanswered": page.state in UNANSWERED,
        "can_escalate": page.state in ESCALATES and page.position != page.policy.last_resort_at,
        "can_snooze": not page.state.is_ended,
        "seen": position_written(page),
        "has_it": _who(process, page.acknowledged_by) if page.acknowledged_by else None,
        "asked": asked[-MOST_ASKED:],
        "asked_before": max(0, len(asked) - MOST_ASKED),
    }


def position_written(page: Page) -> str:
    """What an Escalate button carries, so that two who press it escalate once: the step that they saw."""
    return f"{page.id} {page.position.cycle}:{page.position.step}" if page.position else f"{page.id} -"


def _asked(process: Process, story: PageStory) -> list[dict[str, Any]]:
    """One for each time that a person was asked, in order."""
    found: dict[tuple[object, ...], dict[str, Any]] = {}
    for one in story.notifications:
        asked = found.setdefault((one.person, one.position, one.epoch), {**_who(process, one.person), "ways": []})
        asked["ways"].append(_way(one))
    return list(found.values())


def _who(process: Process, key: str) -> dict[str, Any]:
    return {"name": name_of(process, key), "slack_id": slack_of(process, key)}


def _way(one: Notification) -> dict[str, Any]:
    became, at = BECAME[one.state]
    why = one.error[:LONGEST_ERROR] if one.state in TELLS_WHY else ""
    return {"way": WORDS[one.kind], "became": became, "at": at(one), "why": why}
