"""Puts the parts together; the only module that knows them all."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from incidentbot import __version__, logs, metrics
from incidentbot.clock import SystemClock
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.people import Actor
from incidentbot.domain.vcard import contact_card
from incidentbot.domain.work import WorkState
from incidentbot.emergency import Emergency, Way
from incidentbot.errors import IncidentbotError, StoreUnavailable
from incidentbot.integrations import page_chart as drawn
from incidentbot.integrations.heartbeat import OutwardHeartbeat
from incidentbot.integrations.pagers import Ours, pagers
from incidentbot.integrations.sources import SOURCES
from incidentbot.integrations.sources.fetching import fetch
from incidentbot.integrations.sources.sns_sender import SnsSender
from incidentbot.jobs import Job, Jobs
from incidentbot.notifier import Notifier, SlackPages, Withdrawer
from incidentbot.outbox import Outbox
from incidentbot.page_chart import Drawing, Sharing
from incidentbot.page_clock import PageClock
from incidentbot.ports import Clock, NotificationProvider, Performer
from incidentbot.receipts import ReceiptLooker
from incidentbot.sandbox.followed_clock import FollowedClock
from incidentbot.services.action_item import CHASE, ActionItems
from incidentbot.services.answer import Answers
from incidentbot.services.calendar import Calendars
from incidentbot.services.chat_fact import ChatFacts
from incidentbot.services.contact import Contacts
from incidentbot.services.contact_code import TEST, VERIFY
from incidentbot.services.contact_keeping import ContactKeeping
from incidentbot.services.contact_sending import WRITE_BACK, ContactSending
from incidentbot.services.cover import Covers
from incidentbot.services.digest import Digest
from incidentbot.services.handover import Handovers
from incidentbot.services.heartbeat import Heartbeats
from incidentbot.services.home import Home
from incidentbot.services.inbox import Inbox
from incidentbot.services.incident import Incidents
from incidentbot.services.intake import DIGEST, Intake
from incidentbot.services.link import Links
from incidentbot.services.listing import Listing
from incidentbot.services.notification import Notifications
from incidentbot.services.oncall import Oncall
from incidentbot.services.oncall_change import HANDOFF, SOON
from incidentbot.services.page_audit import PageAudit
from incidentbot.services.page_board import PageBoard
from incidentbot.services.page_chart import DRAW, SHARE, PageCharts
from incidentbot.services.page_stats import PageStats
from incidentbot.services.page_step import LAPSE, NOTIFY, UNSNOOZE, WAIT, WITHDRAW
from incidentbot.services.page_timer import PageTimers
from incidentbot.services.pager import Pager
from incidentbot.services.people import People
from incidentbot.services.postmortem import OPEN as OPEN_POSTMORTEM
from incidentbot.services.postmortem import Postmortems
from incidentbot.services.process import THE_FILE, THE_SIGNAL, THE_START, RunningProcess
from incidentbot.services.queue import COME_BACK, Queue
from incidentbot.services.reachability import Reachability
from incidentbot.services.receipt import LOOK, Receipts
from incidentbot.services.regrade import Regrades
from incidentbot.services.report import Reports
from incidentbot.services.sealing import Seal, secrets_in
from incidentbot.services.search import Search
from incidentbot.services.silence import Silences
from incidentbot.services.speech import FOLDABLE, PACED
from incidentbot.services.status_update import REMIND, StatusUpdates
from incidentbot.services.subscription import CONFIRM, Subscriptions
from incidentbot.services.swap import EXPIRE as SWAP_EXPIRES
from incidentbot.services.swap import REMIND as SWAP_REMINDS
from incidentbot.services.swap import Swaps
from incidentbot.services.ticket import Tickets
from incidentbot.services.timeline import Timeline
from incidentbot.services.token import SANDBOX_KEY, Tokens
from incidentbot.services.trouble import Troubles
from incidentbot.services.weekly_test import JUDGE as JUDGE_TEST
from incidentbot.services.weekly_test import SEND as SEND_TEST
from incidentbot.services.weekly_test import WeeklyTests
from incidentbot.settings import DEFAULT_PROCESS, Settings
from incidentbot.slack.bot import Bot
from incidentbot.slack.chat import SlackChat
from incidentbot.slack.edge import SlackEdge
from incidentbot.slack.files import SlackFiles
from incidentbot.slack.render import Renderer
from incidentbot.slack.web_api import SlackWeb
from incidentbot.store.engine import open_engine
from incidentbot.store.listening import Listener
from incidentbot.store.migrate import database_troubles, migrate
from incidentbot.store.store import Store
from incidentbot.timers import Timer
from incidentbot.verifier import Verifier, WriterBack
from incidentbot.watch import Watch
from incidentbot.web import answer, calendar, callbacks, health, page, pages
from incidentbot.web import intake as intake_route
from incidentbot.web import slack as slack_route
from incidentbot.web.api.app import Services, api
from incidentbot.web.app import Web
from incidentbot.web.app import app as web_app
from incidentbot.web.signed import SignedDoor
from incidentbot.weekly_test import WeeklyTest
from incidentbot.words import Words
from incidentbot.worker import LEASE, Worker

log = logs.logger("incidentbot")

RED_BEFORE_EXIT = 3.0  # seconds for which /readyz is red before the process ends, so that somebody can see why


class Living(Protocol):
    @property
    def is_alive(self) -> bool: ...


class Incidentbot:
    """One replica: everything it is made of, started and stopped in order."""

    def __init__(self, settings: Settings, clock: Clock | None = None, lease: timedelta = LEASE) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        engine = open_engine(settings.database_url.get_secret_value())
        migrate(engine)
        self.store = Store(engine)
        self.running = RunningProcess(self.store, self.clock, settings.process, Path(DEFAULT_PROCESS))
        keys = self._secret_keys()
        self.links = Links(settings.base_url, ",".join(keys))
        self.seal = Seal(keys)
        self.pagers = pagers(settings, Ours(settings.base_url, self.links.callback, self.links.notification_in))
        self._services()
        self.emergency = Emergency(self._emergency_ways(), self.pagers.providers)
        self.weekly_test = WeeklyTest(self.weekly_tests, self.emergency)
        self.watch_over = self._watch_over()
        self.slack = self._slack()
        self.worker = Worker(
            self.store,
            self.clock,
            self._performers(),
            self.troubles,
            foldable=(*FOLDABLE, DIGEST),
            paced=PACED,
            lease=lease,
        )
        self.page_clock = PageClock(self.store, self.clock, self.page_timers)
        self.jobs = Jobs(self.store, self.clock, self._wake, self._jobs())
        self.listener = Listener(engine, self._wake) if self.store.is_postgres else None
        self.web = self._web()
        if isinstance(self.clock, FollowedClock):
            self.clock.when_moved(self._wake, self._next_due)

    # -- parts ----------------------------------------------------------------------------------------------------

    def _wake(self) -> None:
        self.worker.wake()
        self.page_clock.wake()

    def _secret_keys(self) -> list[str]:
        """Those that were set, the newest first; behind them, the one that was made at a start without any."""
        given = secrets_in(self.settings.secret_key.get_secret_value()) if self.settings.secret_key else []
        with self.store.begin() as tx:
            made = tx.kept("secret_key") if given else tx.keep("secret_key", secrets.token_urlsafe(32))
        return [*given, made] if made else given

    def _services(self) -> None:
        store, clock, running = self.store, self.clock, self.running
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
        self.page_charts = PageCharts(store, clock, running, self.page_stats, drawn.is_installed())
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

    def _slack(self) -> SlackEdge:
        settings = self.settings
        assert settings.slack_bot_token is not None, "without a token the sandbox brings one"
        token = settings.slack_bot_token.get_secret_value()
        self.slack_web = SlackWeb(token, settings.slack_api_url)
        self.renderer = Renderer(self.words)
        bot = Bot(
            web=self.slack_web,
            renderer=self.renderer,
            clock=self.clock,
            running=self.running,
            links=self.links,
            people=self.people,
            incidents=self.incidents,
            tickets=self.tickets,
            timeline=self.timeline,
            updates=self.updates,
            items=self.items,
            postmortems=self.postmortems,
            home=self.home,
            queue=self.queue,
            regrades=self.regrades,
            reports=self.reports,
            handovers=self.handovers,
            search=self.search,
            troubles=self.troubles,
            chat_facts=self.chat_facts,
            contacts=self.contacts,
            oncall=self.oncall,
            covers=self.covers,
            swaps=self.swaps,
            calendars=self.calendars,
            pager=self.pager,
            board=self.page_board,
            page_stats=self.page_stats,
            page_charts=self.page_charts,
            answers=self.answers,
        )
        app_token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else None
        secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None
        return SlackEdge(bot, self.inbox, token, app_token, secret, settings.slack_api_url)

    def _performers(self) -> dict[str, Performer]:
        chat = SlackChat(self.slack_web, self.renderer)
        outbox = Outbox(chat, self.chat_facts, self.links, self.running)
        timers: dict[str, Performer] = {
            REMIND: Timer(lambda work, by: self.updates.remind(work.payload["incident_id"], by)),
            OPEN_POSTMORTEM: Timer(lambda work, by: self._open_postmortem(work.payload["incident_id"], by)),
            DIGEST: Timer(lambda work, by: self._digest(by)),
            COME_BACK: Timer(lambda work, by: self.queue.wake(work.payload["ticket_id"], by)),
            CHASE: Timer(lambda work, by: self.items.chase(work.payload["item_id"], by)),
            SOON: Timer(lambda work, by: self.oncall.announce(work.payload["schedule"], work.payload["at"], by)),
            HANDOFF: Timer(lambda work, by: self.oncall.hand_off(work.payload["schedule"], work.payload["at"], by)),
            SWAP_REMINDS: Timer(lambda work, by: self.swaps.remind(work.payload["swap_id"], by)),
            SWAP_EXPIRES: Timer(lambda work, by: self.swaps.expire(work.payload["swap_id"], by)),
        }
        verifier = Verifier(self.contact_sending, self.pagers.providers)
        codes: dict[str, Performer] = {VERIFY: verifier, TEST: verifier}
        codes[WRITE_BACK] = WriterBack(self.contact_sending, self.pagers.providers)
        asking, charts = self._asking(chat), self._charts()
        rest = {**charts, CONFIRM: self.sns, **self.slack.performers()}
        return {**outbox.performers(), **timers, **codes, **asking, **rest}

    def _charts(self) -> dict[str, Performer]:
        files = SlackFiles(self.slack_web, self.renderer)
        draw = drawn.draw if drawn.is_installed() else None
        return {DRAW: Drawing(self.page_charts, files, draw), SHARE: Sharing(files)}

    def _asking(self, chat: SlackChat) -> dict[str, Performer]:
        """What a page asks for: its timers, its notifications, and silence."""
        slack: NotificationProvider = SlackPages(chat, self.clock)
        providers = {**self.pagers.providers, MethodKind.SLACK: [slack]}
        looker = ReceiptLooker(self.receipts, self.pagers.providers, self.answers)
        return {
            LOOK: looker,
            SEND_TEST: self.weekly_test,
            JUDGE_TEST: Timer(lambda _work, by: self.weekly_tests.judge(by)),
            WAIT: Timer(lambda work, by: self.page_timers.begin(work.payload["page_id"], by)),
            LAPSE: Timer(lambda work, by: self.page_timers.lapse(work.payload["page_id"], by)),
            UNSNOOZE: Timer(lambda work, by: self.page_timers.unsnooze(work.payload["page_id"], by)),
            NOTIFY: Notifier(self.notifications, providers, self.links, self.seal.unseal),
            WITHDRAW: Withdrawer(providers),
        }

    def _jobs(self) -> list[Job]:
        return [
            Job("postmortems", timedelta(seconds=5), self.postmortems.ask_for_missing),
            Job("signals left behind", timedelta(seconds=5), self.intake.pick_up),
            Job("heartbeats", timedelta(seconds=10), self._look_for_heartbeats),
            Job("silences", timedelta(seconds=15), self.silences.judge_ended),
            Job("audit of pages", timedelta(seconds=30), self.watch_over.audit),
            Job("is the database there", timedelta(seconds=10), self.watch_over.look_for_database, everywhere=True),
            Job("weekly test page", timedelta(minutes=1), self._test_weekly),
            Job("raises", timedelta(seconds=30), self.regrades.apply_raises),
            Job("who is on call", timedelta(minutes=5), self.oncall.look),
            Job("process file", timedelta(seconds=1), self._look_at_the_process_file, everywhere=True),
            Job("who cannot be reached", timedelta(minutes=10), self.reachability.tell_teams),
            Job("people called anew", timedelta(seconds=2), self.contact_keeping.follow_process, everywhere=True),
        ]

    def _watch_over(self) -> Watch:
        """Whom the environment names is called by the providers that are set up, and needs no database for it."""
        settings = self.settings
        heart = OutwardHeartbeat(settings.heartbeat_url, settings.inner_hosts) if settings.heartbeat_url else None
        return Watch(
            PageAudit(self.store, self.clock, self.running, self.page_timers),
            self.clock,
            self.emergency,
            heart,
            lambda: self.store.trouble(self.clock.now()),
            settings.base_url,
        )

    def _emergency_ways(self) -> list[Way]:
        settings = self.settings
        named = (
            Way(MethodKind.VOICE, settings.emergency_phone or ""),
            Way(MethodKind.SMS, settings.emergency_phone or ""),
            Way(MethodKind.PUSH, settings.emergency_push or "", "ntfy"),
            Way(MethodKind.PUSH, settings.emergency_pushover or "", "pushover"),
            Way(MethodKind.EMAIL, settings.emergency_email or ""),
            Way(MethodKind.WEBHOOK, settings.emergency_webhook or ""),
        )
        return [way for way in named if way.address]

    def _test_weekly(self) -> None:
        """Looked at every minute, so that a start within the hour does not miss it; done once in it."""
        if self.settings.weekly_test and self.settings.weekly_test.is_now(self.clock.now()):
            self.weekly_test.begin()

    def _look_for_heartbeats(self) -> None:
        self.heartbeats.expect()
        self.heartbeats.look()

    def _look_at_the_process_file(self) -> None:
        if self.running.has_changed():
            self.running.reload(THE_FILE)

    def _digest(self, by: Actor) -> None:
        self.digest.digest(by)

    def _open_postmortem(self, incident_id: int, by: Actor) -> None:
        self.postmortems.open(incident_id, by)

    def _web(self) -> Web:
        routers = [
            health.routes(self._checks(), metrics.REGISTRY, self._measure),
            pages.routes(
                self.words, self.links, self.incidents, self.timeline, self.updates, self.items, self.postmortems
            ),
        ]
        routers.append(answer.routes(self.words, self.links, self.answers))
        routers.append(page.routes(self.words, self.links, self.page_board))
        routers.append(calendar.routes(self.calendars, self._contact_card()))
        if self.slack.http:
            routers.append(slack_route.routes(self.slack.http))
        signed = SignedDoor({"cloudwatch": self.sns}, Subscriptions(self.store, self.clock))
        plain = intake_route.routes(self.intake, self.tokens, self.heartbeats, self.running, SOURCES, signed)
        called_back = callbacks.routes(self.pagers.readers, self.answers, lambda: self.settings.base_url)
        offered = Services(
            clock=self.clock,
            running=self.running,
            tokens=self.tokens,
            inbox=self.inbox,
            listing=Listing(self.store, self.clock),
            tickets=self.tickets,
            oncall=self.oncall,
            queue=self.queue,
            regrades=self.regrades,
            reports=self.reports,
            silences=self.silences,
            search=self.search,
            people=self.people,
            pager=self.pager,
            page_stats=self.page_stats,
            words=self.words,
        )
        return web_app(routers, [*plain, *called_back, api(offered, __version__)])

    def _contact_card(self) -> str:
        """A name in place of a number is shown as it is by telephones, and cannot be saved."""
        given = (self.settings.twilio_from, self.settings.vonage_from)
        numbers = [number for number in given if number and number.startswith("+")]
        name = f"{self.running.process.organisation} Incidentbot".strip()
        return contact_card(name, numbers, self.settings.smtp_from or "")

    def _checks(self) -> list[health.Check]:
        def alive(part: Callable[[], bool]) -> Callable[[], str | None]:
            return lambda: None if part() else "has stopped"

        return [
            health.Check("database", lambda: database_troubles(self.store.engine)),
            health.Check("worker", alive(lambda: self.worker.is_alive)),
            health.Check("page clock", alive(lambda: self.page_clock.is_alive)),
            health.Check("inbox", alive(lambda: self.inbox.is_alive)),
            health.Check("intake", alive(lambda: self.intake.is_alive)),
            health.Check("process", self.running.fault, must=False),
            health.Check("scheduler", alive(lambda: self.jobs.is_alive)),
            # Slack is not in the paging path: without it we are unwell, but ready.
            health.Check(
                "slack", lambda: None if self.slack.is_connected else self.slack.trouble or "not connected", must=False
            ),
        ]

    def _measure(self) -> None:
        now = self.clock.now()
        with self.store.read() as tx:
            counted, oldest = tx.count_work(), tx.oldest_due(now)
        for state in (WorkState.READY, WorkState.LEASED, WorkState.DEAD):
            metrics.WORK_ROWS.labels(state).set(counted[state])
        metrics.OLDEST_DUE.set((now - oldest).total_seconds() if oldest else 0)
        metrics.SLACK_CONNECTED.set(self.slack.is_connected)

    def _next_due(self) -> datetime | None:
        try:
            with self.store.read() as tx:
                return tx.next_due(self.clock.now())
        except StoreUnavailable:
            return None  # the page merely shows nothing to jump to

    # -- life -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self.running.keep(THE_START)
        self.contact_keeping.follow_process()
        self.contact_keeping.seal_anew()
        if self.running.trouble:
            log.error("the process file was not taken over; the version before holds", reason=self.running.trouble)
        if self.listener:
            self.listener.start()
        self.inbox.start()
        self.intake.start()
        self.worker.start()
        self.page_clock.start()
        self.jobs.start()
        self.slack.start()

    def keep_sandbox_key(self) -> str:
        """A key with which alerts can be sent at once. Only for the sandbox: everybody can read it in the README."""
        self.tokens.keep_sandbox_key()
        return SANDBOX_KEY

    def stop(self) -> None:
        if isinstance(self.clock, FollowedClock):
            self.clock.when_moved(lambda: None, lambda: None)
        self.slack.stop()
        self.jobs.stop()
        self.page_clock.stop()
        self.worker.stop()
        self.inbox.stop()
        self.intake.stop()
        if self.listener:
            self.listener.stop()
        self.store.close()

    def reload(self) -> None:
        """SIGHUP: the process file is read anew; a wrong one changes nothing, and says so."""
        try:
            self.running.reload(THE_SIGNAL)
        except IncidentbotError as wrong:
            log.error("the process file was not taken over", reason=str(wrong))

    def watch(self, when_dead: Callable[[str], None]) -> None:
        """Calls `when_dead` with the name of the part that died, after /readyz has been red for a moment."""
        vital: dict[str, Living] = {
            "worker": self.worker,
            "page clock": self.page_clock,
            "inbox": self.inbox,
            "intake": self.intake,
            "scheduler": self.jobs,
        }

        def look() -> None:
            while True:
                time.sleep(0.5)
                dead = next((name for name, part in vital.items() if not part.is_alive), None)
                if dead:
                    log.error("a part has died; the process ends", part=dead)
                    time.sleep(RED_BEFORE_EXIT)
                    when_dead(dead)
                    return

        threading.Thread(target=look, name="watch", daemon=True).start()


def manifest_path() -> Path:
    """Inside the installed package, else at the top of the checkout."""
    package = Path(__file__).parent
    inside = package / "manifest.yml"
    return inside if inside.exists() else package.parent / "manifest.yml"
