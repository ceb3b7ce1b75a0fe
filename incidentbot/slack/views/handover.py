"""The handover form: a field for each open item, found again by the ticket's id."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from incidentbot.services.handover import HandoverDigest, of_digest
from incidentbot.slack.forms import Answers


def shown(digest: HandoverDigest, incoming: str | None, other_teams: Sequence[str]) -> dict[str, Any]:
    """`incoming` is the Slack id of whoever was named; `other_teams` are those in which the person is, too."""
    metadata = {"team": digest.team.key, "tickets": [item.ticket.id for item in digest.items]}
    return {
        **of_digest(digest),
        "channel": digest.team.channel,
        "incoming": incoming,
        "others": list(other_teams),
        "callback": "hand_over",
        "metadata": json.dumps(metadata),
    }


def read(answers: Answers, metadata: Mapping[str, Any]) -> dict[int, str]:
    """What was said of each ticket, by its id; nothing of those that were left out."""
    said = {int(ticket_id): answers.text(f"note_{ticket_id}") for ticket_id in metadata["tickets"]}
    return {ticket_id: sentence for ticket_id, sentence in said.items() if sentence}
