"""Somebody's notification rules as a sentence, and out of one: "Slack and push at once, SMS after 1 min"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time, timedelta

from incidentbot.domain.notification import WORDS, MethodKind, NotificationRule
from incidentbot.domain.priority import Priority

PAGED = (Priority.P1, Priority.P2)  # the others never page, so there is nothing to say about them
MOST_RULES = 12  # of one priority
LONGEST_DELAY = timedelta(hours=4)

SPOKEN = {
    **{WORDS[kind].lower(): kind for kind in MethodKind},
    **dict.fromkeys(("text", "texts", "texting"), MethodKind.SMS),
    **dict.fromkeys(("phone", "voice", "calls", "telephone"), MethodKind.VOICE),
    **dict.fromkeys(("email", "mail", "e-mails"), MethodKind.EMAIL),
    **dict.fromkeys(("pushes", "ntfy", "pushover"), MethodKind.PUSH),
    "dm": MethodKind.SLACK,
}
_UNITS = {"s": 1, "sec": 1, "second": 1, "seconds": 1, "h": 3600, "hour": 3600, "hours": 3600}
_DELAY = re.compile(r"(?:after|in)?\s*(\d{1,5})\s*(s|sec|seconds?|m|min|minutes?|h|hours?)?", re.ASCII)
_PART = re.compile(r"(?P<kinds>.*?)(?P<delay>\s+(?:at once|now|immediately)|\s+(?:(?:after|in)\s+)?\d.*)?", re.DOTALL)
_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to|until)\s*(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)


def sentence(rules: Iterable[NotificationRule], priority: Priority) -> str:
    """What happens, in order of time; "nothing" where no rule speaks of this priority."""
    delays: dict[timedelta, list[str]] = {}
    for rule in sorted((rule for rule in rules if rule.priority == priority), key=_order):
        delays.setdefault(rule.after, []).append(WORDS[rule.kind])
    parts = [f"{_listed(dict.fromkeys(kinds))} {spoken_delay(delay)}" for delay, kinds in delays.items()]
    return ", ".join(parts) if parts else "nothing"


def spoken_delay(delay: timedelta) -> str:
    seconds = int(delay.total_seconds())
    if not seconds:
        return "at once"
    return f"after {seconds // 60} min" if seconds % 60 == 0 else f"after {seconds} s"


def _order(rule: NotificationRule) -> tuple[timedelta, int]:
    return rule.after, list(MethodKind).index(rule.kind)


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def read(text: str, priority: Priority) -> tuple[NotificationRule, ...]:
    """The other way round; a kind without a delay comes at once, unless a delay follows further on.

    "Slack, push at once, SMS after 1 min, call 3". Raises ValueError, which says which words it does not know.
    """
    text = text.strip().lower()
    if text in ("nothing", "never", "none"):
        return ()
    found: list[NotificationRule] = []
    waiting: list[MethodKind] = []  # for the delay that closes their part
    for part in re.split(r",|\band\b|;", text):
        match = _PART.fullmatch(part.strip())
        assert match is not None, "every part of it may be empty"
        waiting += _kinds(match["kinds"], part)
        if match["delay"]:
            after = _delay(match["delay"].strip())
            found += [NotificationRule(priority, kind, after) for kind in waiting]
            waiting = []
    found += [NotificationRule(priority, kind) for kind in waiting]
    rules = tuple(dict.fromkeys(sorted(found, key=_order)))
    if len(rules) > MOST_RULES:
        raise ValueError(f"that is more than {MOST_RULES}")
    return rules


def _kinds(words: str, part: str) -> list[MethodKind]:
    words = words.strip().removesuffix(" after").strip()
    if words not in SPOKEN:
        known = ", ".join(WORDS[kind] for kind in MethodKind)
        raise ValueError(f"“{part.strip()}” is not known; there are {known}, each at once or after some minutes")
    return [SPOKEN[words]]


def _delay(words: str) -> timedelta:
    match = _DELAY.fullmatch(words)
    if match is None:
        if words in ("at once", "now", "immediately"):
            return timedelta(0)
        raise ValueError(f"“{words}” is no delay; write at once, or after 3 min")
    delay = timedelta(seconds=int(match[1]) * _UNITS.get(match[2] or "min", 60))
    if delay > LONGEST_DELAY:
        raise ValueError(f"“{words}” is too long; the longest delay is 4 hours")
    return delay


def read_hours(text: str) -> tuple[time, time] | None:
    """ "22:00-07:00", "22 to 7"; None for what is no stretch of a day."""
    match = _HOURS.fullmatch(text.strip().lower())
    if match is None:
        return None
    try:
        opens, closes = (time(int(match[n]), int(match[n + 1] or 0)) for n in (1, 3))
    except ValueError:
        return None
    return (opens, closes) if opens != closes else None
