"""Everything about a ticket, and the fields that change it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from incidentbot.domain.process import Process
from incidentbot.services import facts
from incidentbot.services.ticket import Whole, Wording
from incidentbot.slack import limits

MOST_ENTRIES = 12
LONGEST_SHOWN = 3000  # of a description, in a field
MOST_OPTIONS = limits.OPTIONS["static_select"]


def form(
    whole: Whole, wording: Wording, process: Process, callback: str, metadata: Mapping[str, Any]
) -> dict[str, Any]:
    entries = whole.entries[-MOST_ENTRIES:]
    services = {key: service.customer_path or key for key, service in process.services.items()}
    return {
        "ticket": facts.of_ticket(whole.ticket),
        "incident": facts.of_incident(whole.incident) if whole.incident else None,
        "editable": whole.ticket.is_open,
        "wording": wording,
        "services": _offered(services, wording.service),
        "many_services": len(services) > MOST_OPTIONS,
        "chosen_service": {wording.service: services.get(wording.service, wording.service)} if wording.service else {},
        "teams": _offered({key: team.label for key, team in process.teams.items()}, wording.team),
        "environments": _offered({key: key for key in process.environments}, wording.environment),
        "alerts": whole.alerts,
        "reports": whole.reports,
        "links": whole.links,
        "entries": [facts.of_entry(entry) for entry in reversed(entries)],
        "earlier": len(whole.entries) - len(entries),
        "callback": callback,
        "metadata": json.dumps(dict(metadata)),
    }


def _offered(options: Mapping[str, str], present: str | None) -> dict[str, str]:
    """What is so now is offered first, also where the process file has forgotten it."""
    first = {present: options.get(present, present)} if present else {}
    return dict(list({**first, **options}.items())[:MOST_OPTIONS])
