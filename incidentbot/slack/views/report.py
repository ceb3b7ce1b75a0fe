"""The report form: what it shows, and what was answered in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from incidentbot.domain.priority import Customers, consequences
from incidentbot.domain.process import Process
from incidentbot.domain.report import Origin, ReportFacts, customer_said
from incidentbot.domain.ticket import Ticket
from incidentbot.slack.forms import Answers
from incidentbot.slack.views.declare import Prospects

NEW = "new"  # the answer to "Is it one of these?" that opens a ticket


def read(answers: Answers, metadata: Mapping[str, Any]) -> ReportFacts:
    customer, count = customer_said(answers.text("customer"))
    joins = answers.choice("joins") or ""
    return ReportFacts(
        text=answers.text("text"),
        service=answers.choice("reported_service"),
        customers=Customers(answers.choice("reported_customers") or Customers.NONE),
        customer=customer,
        customer_count=count,
        conversation=answers.text("conversation") or None,
        joins=int(joins) if joins.isdecimal() else None,
        origin=Origin(**metadata["origin"]) if metadata.get("origin") else None,
    )


def shown(
    draft: ReportFacts,
    customer: str,
    joinable: Sequence[Ticket],
    sees_queue: bool,
    process: Process,
    now: datetime,
    metadata: Mapping[str, Any],
    board: Prospects,
    most_options: int = 100,
) -> dict[str, Any]:
    """`customer` as it was typed. Whoever does not see the queue is not told what becomes of the report there."""
    judged = draft.judged(process, draft.place(process), now)
    labels = {key: service.customer_path or key for key, service in process.services.items()}
    offered = {str(ticket.number): f"{ticket.label} · {ticket.title}" for ticket in joinable}
    return {
        "callback": "report",
        "draft": draft,
        "customer": customer,
        "services": labels,
        "many_services": len(labels) > most_options,
        "chosen_service": {draft.service: labels[draft.service]} if draft.service in labels else {},
        "joinable": {NEW: "No, this is another problem", **offered} if offered else {},
        "joins": str(draft.joins) if str(draft.joins) in offered else NEW,
        "priority": judged.priority if sees_queue else None,
        "reasons": judged.reasons,
        "consequences": consequences(judged.priority),
        "paging": board.prospect(draft.service, judged.priority, growing=False) if sees_queue else None,
        "metadata": json.dumps(dict(metadata)),
    }
