"""Pages as people see them in Slack: a list with a line for each, and the form with which a person pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from incidentbot.domain.incident import Incident
from incidentbot.domain.page import PageStory
from incidentbot.domain.process import Process
from incidentbot.services import facts
from incidentbot.services.page_board import PageBoard

MOST_TEAMS = 100  # of a menu in Slack


def listed(
    board: PageBoard, stories: Sequence[PageStory], title: str = "", said: str = "", nothing: str = "Quiet is good."
) -> dict[str, Any]:
    return {"title": title, "said": said, "nothing": nothing, "pages": [board.shown(story) for story in stories]}


def form(
    process: Process, incident: Incident | None, answer_at: str | None, team: str | None, person: str | None, why: str
) -> dict[str, Any]:
    return {
        "incident": facts.of_incident(incident) if incident else None,
        "teams": {key: process.teams[key].label for key in list(process.teams)[:MOST_TEAMS]},
        "team": team,
        "person": person,
        "why": why,
        "metadata": json.dumps({"incident": incident.id if incident else None, "answer_at": answer_at}),
    }
