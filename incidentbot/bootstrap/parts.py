"""What every face stands on: the store, the process in force, the accounts, and a service for each feature."""

from __future__ import annotations

import secrets
from pathlib import Path

from incidentbot.clock import SystemClock
from incidentbot.integrations import page_chart as drawn
from incidentbot.integrations.pagers import Ours, pagers
from incidentbot.integrations.sources.fetching import fetch
from incidentbot.integrations.sources.sns_sender import SnsSender
from incidentbot.ports import Clock
from incidentbot.services.action_item import ActionItems
from incidentbot.services.answer import Answers
from incidentbot.services.calendar import Calendars
from incidentbot.services.chat_fact import ChatFacts
from incidentbot.services.contact import Contacts
from incidentbot.services.contact_keeping import ContactKeeping
from incidentbot.services.contact_sending import ContactSending
from incidentbot.services.cover import Covers
from incidentbot.services.digest import Digest
from incidentbot.services.handover import Handovers
from incidentbot.services.heartbeat import Heartbeats
from incidentbot.services.home import Home
from incidentbot.services.inbox import Inbox
from incidentbot.services.incident import Incidents
from incidentbot.services.intake import Intake
from incidentbot.services.link import Links
from incidentbot.services.notification import Notifications
from incidentbot.services.oncall import Oncall
from incidentbot.services.page_board import PageBoard
from incidentbot.services.page_chart import PageCharts
from incidentbot.services.page_stats import PageStats
from incidentbot.services.page_timer import PageTimers
from incidentbot.services.pager import Pager
from incidentbot.services.people import People
from incidentbot.services.postmortem import Postmortems
from incidentbot.services.process import RunningProcess
from incidentbot.services.queue import Queue
from incidentbot.services.reachability import Reachability
from incidentbot.services.receipt import Receipts
from incidentbot.services.regrade import Regrades
from incidentbot.services.report import Reports
from incidentbot.services.sealing import Seal, secrets_in
from incidentbot.services.search import Search
from incidentbot.services.silence import Silences
from incidentbot.services.status_update import StatusUpdates
from incidentbot.services.swap import Swaps
from incidentbot.services.ticket import Tickets
from incidentbot.services.timeline import Timeline
from incidentbot.services.token import Tokens
from incidentbot.services.trouble import Troubles
from incidentbot.services.weekly_test import WeeklyTests
from incidentbot.settings import DEFAULT_PROCESS, Settings
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
from incidentbot.store.store import Store
from incidentbot.words import Words


class Parts:
    """Made in the order in which they need one another; nothing is started yet."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        engine = open_engine(settings.database_url.get_secret_value())
        migrate(engine)
        self.store = Store(engine)
        self.running = RunningProcess(self.store, self.clock, settings.process, Path(DEFAULT_PROCESS))
        keys = self._secret_keys()
        self.links = Links(settings.base_url, ",".join(keys))
        self.seal = Seal(keys)
        links = self.links
        self.pagers = pagers(settings, Ours(settings.base_url, links.callback, links.notification_in, links.page_of))
        self._services(self.store, self.clock, self.running)

    def _secret_keys(self) -> list[str]:
        """Those that were set, the newest first; behind them, the one that was made at a start without any."""
        given = secrets_in(self.settings.secret_key.get_secret_value()) if self.settings.secret_key else []
        with self.store.begin() as tx:
            made = tx.kept("secret_key") if given else tx.keep("secret_key", secrets.token_urlsafe(32))
        return [*given, made] if made else given

    def _services(self, store: Store, clock: Clock, running: RunningProcess) -> None:
        self.words = Words()
        self.inbox = Inbox(store, clock)
        self.intake = Intake(store, clock)
        self.digest = Digest(store, clock, running)
        self.tokens = Tokens(store, clock)
        self.contacts = Contacts(store, clock, running, self.seal, self.pagers.ways)
        self.contact_sending = ContactSending(store, clock, running, self.seal)
        self.contact_keeping = ContactKeeping(store, clock, running, self.seal)
        self.reachability = Reachability(store, clock, running)
        self.sns = SnsSender(fetch)
        self.heartbeats = Heartbeats(store, clock, running)
        self.silences = Silences(store, clock, running)
        self.people = People(store, clock)
        self.incidents = Incidents(store, clock, running)
        self.tickets = Tickets(store, clock, running)
        self.pager = Pager(store, clock, running)
        self.page_timers = PageTimers(store, clock, running)
        self.page_board = PageBoard(store, clock, running)
        self.page_stats = PageStats(store, clock, running)
        self.page_charts = PageCharts(store, clock, self.page_stats, drawn.is_installed())
        self.notifications = Notifications(store, clock, running)
        self.receipts = Receipts(store, clock)
        self.weekly_tests = WeeklyTests(store, clock, running)
        self.answers = Answers(
            store,
            clock,
            running,
            self.inbox,
            self.pager,
            self.notifications,
            self.contact_sending,
            self.weekly_tests,
        )
        self.oncall = Oncall(store, clock, running)
        self.covers = Covers(store, clock, running)
        self.swaps = Swaps(store, clock, running)
        self.calendars = Calendars(store, clock, running, self.links)
        self.queue = Queue(store, clock, running)
        self.regrades = Regrades(store, clock, running)
        self.timeline = Timeline(store, clock)
        self.updates = StatusUpdates(store, clock, running)
        self.items = ActionItems(store, clock)
        self.postmortems = Postmortems(store, clock, self.words)
        self.reports = Reports(store, clock, running)
        self.handovers = Handovers(store, clock, running)
        self.search = Search(store)
        self.home = Home(store, clock, running)
        self.troubles = Troubles(store, clock)
        self.chat_facts = ChatFacts(store, clock)
