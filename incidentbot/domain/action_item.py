"""A promise with an owner and a due date: how people say the date, and when the owner is chased."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from incidentbot.domain.people import Person

CHASE_AT = time(9, 0)  # in the owner's own zone
DEFAULT_TERM = timedelta(days=7)
LONGEST_TERM = timedelta(days=3660)


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class ActionItem:
    id: int
    ticket_id: int
    text: str
    owner: Person | None
    due: date
    state: ActionState
    promised_at: datetime
    link: str | None = None
    closing_note: str = ""
    incident_number: int | None = None

    @property
    def label(self) -> str:
        return f"AI-{self.id}"

    def is_overdue(self, today: date) -> bool:
        return self.state == ActionState.OPEN and self.due < today


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Bare, only the short forms are a due date: "raise retention to 30 days" promises no day.
_IN_DAYS = re.compile(r"(?:(?:with)?in )(\d{1,3}) ?(d|days?|w|weeks?)")
_SHORT = re.compile(r"(\d{1,3})(d|w)")


def due_date(words: str, today: date) -> date | None:
    """The day that somebody means: 2026-03-02, today, tomorrow, friday, next week, in 3 days, 2w. None if none."""
    words = re.sub(r"^(?:by|due|until|on) ", "", words.strip().lower())
    fixed = {"today": 0, "tomorrow": 1, "next week": 7}
    if words in fixed:
        return today + timedelta(days=fixed[words])
    for number, weekday in enumerate(WEEKDAYS):
        if words in (weekday, weekday[:3], f"next {weekday}"):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    if match := _IN_DAYS.fullmatch(words) or _SHORT.fullmatch(words):
        return today + timedelta(days=int(match[1]) * (7 if match[2].startswith("w") else 1))
    try:
        return date.fromisoformat(words) if _ISO_DAY.fullmatch(words) else None
    except ValueError:
        return None


def split_due(text: str, today: date) -> tuple[str, date | None]:
    """Takes a due date off the end of a sentence: "rotate the keys by next friday" → ("rotate the keys", the day)."""
    words = text.split()
    for taken in range(min(4, len(words) - 1), 0, -1):
        day = due_date(" ".join(words[-taken:]), today)
        if day is not None:
            return " ".join(words[:-taken]), day
    return text.strip(), None


def next_chase(due: date, owner_tz: str, now: datetime) -> datetime:
    """The next reminder after `now`: the day before, on the day, then weekly, at 09:00 on the owner's wall clock."""
    zone = ZoneInfo(owner_tz)
    days = [due - timedelta(days=1), due]
    overdue_weeks = max(0, (now.astimezone(zone).date() - due).days // 7)
    days += [due + timedelta(weeks=overdue_weeks + n) for n in (0, 1, 2)]
    moments = [datetime.combine(day, CHASE_AT, zone) for day in days]
    return min(moment for moment in moments if moment > now)
