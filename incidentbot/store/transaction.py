"""What a transaction can say: the named queries of every room."""

from __future__ import annotations

from incidentbot.store.action_item import ActionItemRows
from incidentbot.store.alert import AlertRows
from incidentbot.store.calendar_key import CalendarKeyRows
from incidentbot.store.claim import ClaimRows
from incidentbot.store.contact import ContactRows
from incidentbot.store.handover import HandoverRows
from incidentbot.store.heartbeat import HeartbeatRows
from incidentbot.store.inbox import InboxRows
from incidentbot.store.incident import IncidentRows
from incidentbot.store.listing import ListingRows
from incidentbot.store.message import MessageRows
from incidentbot.store.notification import NotificationRows
from incidentbot.store.override import OverrideRows
from incidentbot.store.page import PageRows
from incidentbot.store.page_stats import PageStatsRows
from incidentbot.store.page_view import PageViewRows
from incidentbot.store.people import PeopleRows
from incidentbot.store.periodic import PeriodicRows
from incidentbot.store.postmortem import PostmortemRows
from incidentbot.store.process import ProcessRows
from incidentbot.store.queue import QueueRows
from incidentbot.store.recipient import RecipientRows
from incidentbot.store.regrade import RegradeRows
from incidentbot.store.report import ReportRows
from incidentbot.store.schedule_version import ScheduleVersionRows
from incidentbot.store.search import SearchRows
from incidentbot.store.shift_change import ShiftChangeRows
from incidentbot.store.signal import SignalRows
from incidentbot.store.silence import SilenceRows
from incidentbot.store.status_update import StatusUpdateRows
from incidentbot.store.swap import SwapRows
from incidentbot.store.ticket import TicketRows
from incidentbot.store.timeline import TimelineRows
from incidentbot.store.token import TokenRows
from incidentbot.store.weekly_test import WeeklyTestRows
from incidentbot.store.work import WorkRows


class Transaction(
    ActionItemRows,
    AlertRows,
    CalendarKeyRows,
    ClaimRows,
    ContactRows,
    HandoverRows,
    HeartbeatRows,
    InboxRows,
    IncidentRows,
    ListingRows,
    MessageRows,
    NotificationRows,
    OverrideRows,
    PageRows,
    PageStatsRows,
    PageViewRows,
    PeopleRows,
    PeriodicRows,
    PostmortemRows,
    ProcessRows,
    QueueRows,
    RecipientRows,
    RegradeRows,
    ReportRows,
    ScheduleVersionRows,
    SearchRows,
    ShiftChangeRows,
    SignalRows,
    SilenceRows,
    StatusUpdateRows,
    SwapRows,
    TicketRows,
    TimelineRows,
    TokenRows,
    WeeklyTestRows,
    WorkRows,
):
    """One class, so that a service says `tx.…` for whatever its sentence needs."""
