"""What a transaction can say: the named queries of every room."""

from __future__ import annotations

from incidentbot.store.action_item import ActionItemRows
from incidentbot.store.alert import AlertRows
from incidentbot.store.heartbeat import HeartbeatRows
from incidentbot.store.inbox import InboxRows
from incidentbot.store.incident import IncidentRows
from incidentbot.store.message import MessageRows
from incidentbot.store.people import PeopleRows
from incidentbot.store.periodic import PeriodicRows
from incidentbot.store.postmortem import PostmortemRows
from incidentbot.store.report import ReportRows
from incidentbot.store.signal import SignalRows
from incidentbot.store.silence import SilenceRows
from incidentbot.store.status_update import StatusUpdateRows
from incidentbot.store.ticket import TicketRows
from incidentbot.store.timeline import TimelineRows
from incidentbot.store.token import TokenRows
from incidentbot.store.work import WorkRows


class Transaction(
    ActionItemRows,
    AlertRows,
    HeartbeatRows,
    InboxRows,
    IncidentRows,
    MessageRows,
    PeopleRows,
    PeriodicRows,
    PostmortemRows,
    ReportRows,
    SignalRows,
    SilenceRows,
    StatusUpdateRows,
    TicketRows,
    TimelineRows,
    TokenRows,
    WorkRows,
):
    """One class, so that a service says `tx.…` for whatever its sentence needs."""
