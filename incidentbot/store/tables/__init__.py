"""Every table. A column that holds one word of a closed list holds that word; the lists are in `domain`."""

from incidentbot.store.tables.base import Document, Id, metadata
from incidentbot.store.tables.incident import (
    action_item,
    classification,
    counter,
    incident,
    keepsake,
    person,
    posted_message,
    postmortem,
    status_update,
    ticket,
    timeline_event,
)
from incidentbot.store.tables.intake import (
    alert,
    heartbeat,
    process_version,
    report,
    signal,
    silence,
    ticket_link,
    token,
)
from incidentbot.store.tables.work import epoch, inbox, lane, periodic_run, work

__all__ = [
    "Document",
    "Id",
    "action_item",
    "alert",
    "classification",
    "counter",
    "epoch",
    "heartbeat",
    "inbox",
    "incident",
    "keepsake",
    "lane",
    "metadata",
    "periodic_run",
    "person",
    "posted_message",
    "postmortem",
    "process_version",
    "report",
    "signal",
    "silence",
    "status_update",
    "ticket",
    "ticket_link",
    "timeline_event",
    "token",
    "work",
]
