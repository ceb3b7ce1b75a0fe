"""The cover form: what it shows, what was answered in it, and what can be said in one line instead."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from incidentbot.domain.process import Process
from incidentbot.domain.schedule import TemporaryShift
from incidentbot.domain.span_words import Span, span
from incidentbot.errors import InvalidInput
from incidentbot.services.cover import Entered
from incidentbot.services.oncall_fact import of_key
from incidentbot.services.recipient import key_of, slack_of
from incidentbot.slack.forms import MENTION, Answers
from incidentbot.store.override import KeptOverride

MOST_SCHEDULES = 100  # as many as a menu takes
_WITH = re.compile(r"\s+(?:by|with)\s+", re.IGNORECASE)


class Kind(StrEnum):
    INSTEAD = "instead"
    BESIDES = "besides"
    OFF = "off"
    PLAN = "plan"


KINDS: Mapping[Kind, str] = {
    Kind.INSTEAD: "Somebody covers for somebody else",
    Kind.BESIDES: "Somebody is on call besides the others",
    Kind.OFF: "Somebody is away, in every schedule",
    Kind.PLAN: "Another plan for a while",
}


@dataclass(frozen=True)
class Draft:
    """The form as it stands. People by their Slack id, as the form has them."""

    kind: Kind = Kind.INSTEAD
    schedule: str | None = None
    replaces: str | None = None
    who: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    reason: str = ""
    shifts: str = ""


def read(answers: Answers) -> Draft:
    return Draft(
        kind=Kind(answers.choice("cover_kind") or Kind.INSTEAD),
        schedule=answers.choice("schedule"),
        replaces=answers.person("replaces"),
        who=answers.person("who"),
        start=answers.moment("start"),
        end=answers.moment("end"),
        reason=answers.text("reason"),
        shifts=answers.text("shifts"),
    )


def shown(draft: Draft, process: Process, metadata: Mapping[str, Any], told: str = "") -> dict[str, Any]:
    keys = list(process.schedules)[:MOST_SCHEDULES]
    if draft.schedule and draft.schedule in process.schedules and draft.schedule not in keys:
        keys = [draft.schedule, *keys[:-1]]
    return {
        "draft": draft,
        "kind": draft.kind.value,
        "kinds": {kind.value: label for kind, label in KINDS.items()},
        "schedules": {key: key for key in keys},
        "told": told,
        "callback": "cover",
        "metadata": json.dumps(dict(metadata)),
    }


# -- one line ---------------------------------------------------------------------------------------------------------


def said(text: str, process: Process, me: str, now: datetime, zone: str) -> tuple[Draft, str]:
    """`bob from fri 18:00 to mon 09:00` (I cover), `me tonight by @carol`. What could not be read is given back."""
    text = " ".join(text.split())
    whom, _, rest = text.partition(" ")
    replaces = _person(whom, process, me)
    if replaces is None:
        return Draft(reason=text), text
    words, *coverer = _WITH.split(rest, maxsplit=1)
    mention = MENTION.search(words)
    who_word = coverer[0] if coverer else mention[0] if mention else ""
    words = MENTION.sub("", words).strip()
    who = _person(who_word, process, me) if who_word else (None if replaces == me else me)
    found = span(words, now, zone)
    draft = Draft(replaces=replaces, who=who)
    return (replace(draft, start=found.start, end=found.end), "") if found else (draft, words)


def _person(word: str, process: Process, me: str) -> str | None:
    """Their Slack id: mentioned, or by key or name; `me` is whoever speaks."""
    word = word.strip().removeprefix("@")
    if mention := MENTION.search(word):
        return mention[1]
    if word.casefold() in ("me", "myself", "my"):
        return me
    found = _named(word, process)
    return slack_of(process, found) if found else None


def _named(word: str, process: Process) -> str | None:
    """By their key or name, or the name that they are called by."""
    wanted = word.casefold()
    for key, one in process.people.items():
        if wanted and wanted in (key.casefold(), one.name.casefold(), one.name.partition(" ")[0].casefold()):
            return key
    return None


# -- what it means ----------------------------------------------------------------------------------------------------


def person_key(process: Process, slack_id: str | None, field: str) -> str:
    """Raises InvalidInput for nobody, and for somebody whom the process file does not name."""
    key = key_of(process, slack_id)
    if key is None:
        told = "Say who." if slack_id is None else "The process file does not name them with their Slack id."
        raise InvalidInput({field: told})
    return key


def checked_span(draft: Draft) -> Span:
    """Raises InvalidInput."""
    if draft.start is None or draft.end is None:
        missing = {"start": draft.start, "end": draft.end}
        raise InvalidInput({name: "Say when." for name, at in missing.items() if at is None})
    return Span(draft.start, draft.end)


def planned(text: str, process: Process, now: datetime, zone: str) -> list[TemporaryShift]:
    """A line for each shift: `alice fri 18:00 to sat 09:00`. Raises InvalidInput with the line that is wrong."""
    found = []
    for number, line in enumerate((line.strip() for line in text.splitlines() if line.strip()), 1):
        word, _, rest = line.partition(" ")
        named = (
            key for key, one in process.people.items() if word.rstrip(":").casefold() in (key, one.name.casefold())
        )
        key, when = next(named, None), span(rest, now, zone)
        if key is None or when is None:
            what = f"“{word[:40]}” is nobody of the process file" if key is None else "I cannot read when that is"
            raise InvalidInput({"shifts": f"Line {number}: {what}. Write lines like alice fri 18:00 to sat 09:00."})
        found.append(TemporaryShift(key, *when))
    if not found:
        raise InvalidInput({"shifts": "Write a line for each shift, like alice fri 18:00 to sat 09:00."})
    return found


# -- what came of it --------------------------------------------------------------------------------------------------


def entered(process: Process, made: Entered, schedules: Sequence[str]) -> dict[str, Any]:
    return {
        "covers": [of_cover(process, kept) for kept in made.covers],
        "temporary": made.temporary_id,
        "schedules": list(schedules),
        "changed": [of_key(process, person) for person in dict.fromkeys(change.person for change in made.changes)],
        "gaps": [{"schedule": key, "start": gap.start, "end": gap.end} for key, gap in made.gaps[:10]],
    }


def of_cover(process: Process, kept: KeptOverride) -> dict[str, Any]:
    one = kept.override
    return {
        "id": kept.id,
        "schedule": kept.schedule,
        "who": of_key(process, one.who) if one.who else None,
        "replaces": of_key(process, one.replaces) if one.replaces and one.replaces != "*" else None,
        "is_besides": one.replaces is None,
        "is_swap": one.is_swap,
        "start": one.start,
        "end": one.end,
        "reason": kept.reason,
        "made_by": kept.made_by,
    }
