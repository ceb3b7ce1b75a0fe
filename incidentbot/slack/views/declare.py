"""The declare form: what it shows while the person answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from incidentbot.domain.priority import Condition, Customers, ImpactFacts, Priority, Urgency, consequences
from incidentbot.domain.process import Process
from incidentbot.domain.ticket import Ticket
from incidentbot.slack.forms import AS_COMPUTED, FLAGS, TITLE_LENGTH, Draft


class Prospects(Protocol):
    """Who would be asked, and when; PageBoard knows."""

    def prospect(self, service: str | None, priority: Priority, growing: bool) -> dict[str, Any] | None: ...


def blank(process: Process, title: str = "", description: str = "") -> Draft:
    """Whoever declares under stress and changes nothing gets an incident, not a ticket."""
    return Draft(
        title=title[:TITLE_LENGTH],
        service=None,
        environment=process.default_environment.key,
        facts=ImpactFacts(customers=Customers.SOME, condition=Condition.DEGRADED),
        urgency=Urgency.NOW,
        wanted=None,
        why="",
        description=description,
    )


def of_ticket(ticket: Ticket) -> Draft:
    judged = ticket.classification
    return Draft(
        title=ticket.title[:TITLE_LENGTH],
        service=ticket.service,
        environment=ticket.environment,
        facts=judged.facts,
        urgency=judged.urgency,
        wanted=None,
        why="",
    )


def shown(
    draft: Draft,
    process: Process,
    now: datetime,
    metadata: Mapping[str, Any],
    board: Prospects,
    most_options: int = 100,
) -> dict[str, Any]:
    judged = draft.classification(process, now)
    return {
        "callback": "got_worse" if "ticket" in metadata else "declare",
        "draft": draft,
        "flags": {name: label for name, label in FLAGS.items()},
        "chosen_flags": [name for name in FLAGS if getattr(draft.facts, name)],
        "services": {key: service.customer_path or key for key, service in process.services.items()},
        "many_services": len(process.services) > most_options,
        "environments": {key: key for key in list(process.environments)[:most_options]},
        "judged": judged,
        "asks_why": judged.override is not None,
        "priority_choice": draft.wanted or AS_COMPUTED,
        "consequences": consequences(judged.priority),
        "paging": board.prospect(draft.service, judged.priority, draft.facts.growing),
        "metadata": json.dumps(dict(metadata)),
        "nearest": metadata.get("nearest"),
        "typed": metadata.get("typed"),
        "ticket": metadata.get("ticket_label"),
    }
