"""What people filled in or typed → values of the domain. Errors name the field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from incidentbot.domain.priority import (
    Classification,
    Condition,
    Customers,
    ImpactFacts,
    Override,
    Priority,
    Urgency,
    classify,
)
from incidentbot.domain.process import Process
from incidentbot.errors import InvalidInput

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
TITLE_LENGTH = 3000

FLAGS: Mapping[str, str] = {
    "data_at_risk": "Data is at risk",
    "security": "Security or privacy is affected",
    "contract": "An SLA, contract or compliance duty is at risk",
    "growing": "It is getting worse",
}
AS_COMPUTED = "computed"


class Answers:
    """A view's state by block id; every input of ours has an action id equal to its block id."""

    def __init__(self, view: Mapping[str, Any]) -> None:
        self._values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}

    def _given(self, name: str) -> Mapping[str, Any]:
        answers = self._values.get(name) or {}
        found: Mapping[str, Any] | None = next(iter(answers.values()), None)
        return found or {}

    def text(self, name: str) -> str:
        return str(self._given(name).get("value") or "").strip()

    def choice(self, name: str) -> str | None:
        option = self._given(name).get("selected_option")
        return str(option["value"]) if option else None

    def choices(self, name: str) -> list[str]:
        return [str(option["value"]) for option in self._given(name).get("selected_options") or []]

    def person(self, name: str) -> str | None:
        return self._given(name).get("selected_user")

    def day(self, name: str) -> date | None:
        given = self._given(name).get("selected_date")
        return date.fromisoformat(given) if given else None

    def clock(self, name: str) -> time | None:
        given = self._given(name).get("selected_time")
        return time.fromisoformat(given) if given else None

    def moment(self, name: str) -> datetime | None:
        given = self._given(name).get("selected_date_time")
        return datetime.fromtimestamp(int(given), UTC) if given else None


@dataclass(frozen=True)
class Draft:
    """The declare form as it stands, finished or not."""

    title: str
    service: str | None
    environment: str
    facts: ImpactFacts
    urgency: Urgency
    wanted: Priority | None
    why: str
    description: str = ""

    def classification(self, process: Process, now: datetime) -> Classification:
        override = Override(self.wanted, self.why) if self.wanted else None
        place = process.environment(self.environment)
        judged = classify(self.facts, self.urgency, place, now, override, process.tables)
        return replace(judged, process_version=process.version)


def read_draft(answers: Answers, process: Process) -> Draft:
    flags = answers.choices("flags")
    wanted = answers.choice("priority")
    return Draft(
        title=answers.text("title"),
        service=answers.choice("service"),
        environment=answers.choice("environment") or process.default_environment.key,
        facts=ImpactFacts(
            customers=Customers(answers.choice("customers") or Customers.NONE),
            condition=Condition(answers.choice("condition") or Condition.FINE),
            data_at_risk="data_at_risk" in flags,
            security="security" in flags,
            contract="contract" in flags,
            growing="growing" in flags,
        ),
        urgency=Urgency(answers.choice("urgency") or Urgency.NOW),
        wanted=Priority(wanted) if wanted and wanted != AS_COMPUTED else None,
        why=answers.text("why"),
        description=answers.text("description"),
    )


def check_draft(draft: Draft, judged: Classification) -> None:
    """Raises InvalidInput."""
    wrong = {}
    if not draft.title:
        wrong["title"] = "Say in a few words what is wrong."
    if judged.override and not judged.override.reason:
        wrong["why"] = f"The answers above give {judged.computed}. Say why you choose {judged.override.priority}."
    if wrong:
        raise InvalidInput(wrong)


def mentioned(text: str) -> tuple[str | None, str]:
    """The first person mentioned in a text, and the text without them."""
    found = MENTION.search(text)
    if not found:
        return None, text.strip()
    without = f"{text[: found.start()]} {text[found.end() :]}"
    return found[1], " ".join(without.split())


def typed_text(text: str) -> str:
    """What the person typed, without Slack's escapes: `&lt;` → `<`, `<@U1|alice>` → `alice`, links → addresses."""
    text = re.sub(r"<[@#!][^>|]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<([@#!])([^>|]*)>", r"\1\2", text)
    text = re.sub(r"<((?:https?|mailto):[^>|]*)(?:\|[^>]*)?>", r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
