"""Puts the parts together; the only module that knows them all."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from incidentbot import logs, metrics
from incidentbot.clock import SystemClock
from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.work import WorkState
from incidentbot.errors import IncidentbotError, StoreUnavailable
from incidentbot.integrations.sources import SOURCES
from incidentbot.jobs import Job, Jobs
from incidentbot.outbox import Outbox
from incidentbot.ports import Clock, Performer
from incidentbot.sandbox.followed_clock import FollowedClock
from incidentbot.services.action_item import CHASE, ActionItems
from incidentbot.services.chat_fact import ChatFacts
from incidentbot.services.digest import Digest
from incidentbot.services.heartbeat import Heartbeats
from incidentbot.services.home import Home
from incidentbot.services.inbox import Inbox
from incidentbot.services.incident import Incidents
from incidentbot.services.intake import DIGEST, Intake
from incidentbot.services.link import Links
from incidentbot.services.people import People
from incidentbot.services.postmortem import OPEN as OPEN_POSTMORTEM
from incidentbot.services.postmortem import Postmortems
from incidentbot.services.process import RunningProcess
from incidentbot.services.silence import Silences
from incidentbot.services.speech import FOLDABLE, PACED
from incidentbot.services.status_update import REMIND, StatusUpdates
from incidentbot.services.ticket import Tickets
from incidentbot.services.timeline import Timeline
from incidentbot.services.token import Tokens
from incidentbot.services.trouble import Troubles
from incidentbot.settings import Settings
from incidentbot.slack.bot import Bot
from incidentbot.slack.chat import SlackChat
from incidentbot.slack.edge import SlackEdge
from incidentbot.slack.render import Renderer
from incidentbot.slack.web_api import SlackWeb
from incidentbot.store.engine import open_engine
from incidentbot.store.listening import Listener
from incidentbot.store.migrate import database_troubles, migrate
from incidentbot.store.store import Store
from incidentbot.timers import Timer
from incidentbot.web import health, pages
from incidentbot.web import intake as intake_route
from incidentbot.web import slack as slack_route
from incidentbot.web.app import Web
from incidentbot.web.app import app as web_app
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
        self.running = RunningProcess(self.store, self.clock, settings.process)
        self.links = Links(settings.base_url, self._secret_key())
        self._services()
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
        self.jobs = Jobs(self.store, self.clock, self.worker.wake, self._jobs())
        self.listener = Listener(engine, self.worker.wake) if self.store.is_postgres else None
        self.web = self._web()
        if isinstance(self.clock, FollowedClock):
            self.clock.when_moved(self.worker.wake, self._next_due)

    # -- parts ----------------------------------------------------------------------------------------------------

    def _secret_key(self) -> str:
        """The one that was set, or one made at the first start and kept in the database."""
        if self.settings.secret_key:
            return self.settings.secret_key.get_secret_value()
        with self.store.begin() as tx:
            return tx.keep("secret_key", secrets.token_urlsafe(32))

    def _services(self) -> None:
        store, clock, running = self.store, self.clock, self.running
        self.words = Words()
        self.inbox = Inbox(store, clock)
        self.intake = Intake(store, clock)
        self.digest = Digest(store, clock, running)
        self.tokens = Tokens(store, clock)
        self.heartbeats = Heartbeats(store, clock, running)
        self.silences = Silences(store, clock, running)
        self.people = People(store, clock)
        self.incidents = Incidents(store, clock, running)
        self.tickets = Tickets(store)
        self.timeline = Timeline(store, clock)
        self.updates = StatusUpdates(store, clock, running)
        self.items = ActionItems(store, clock)
        self.postmortems = Postmortems(store, clock, self.words)
        self.home = Home(store, clock)
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
            troubles=self.troubles,
            chat_facts=self.chat_facts,
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
            CHASE: Timer(lambda work, by: self.items.chase(work.payload["item_id"], by)),
        }
        return {**outbox.performers(), **timers, **self.slack.performers()}

    def _jobs(self) -> list[Job]:
        return [
            Job("postmortems", timedelta(seconds=5), self.postmortems.ask_for_missing),
            Job("heartbeats", timedelta(seconds=10), self._look_for_heartbeats),
            Job("silences", timedelta(seconds=15), self.silences.judge_ended),
            Job("process file", timedelta(seconds=2), self._look_at_the_process_file, everywhere=True),
        ]

    def _look_for_heartbeats(self) -> None:
        self.heartbeats.expect()
        self.heartbeats.look()

    def _look_at_the_process_file(self) -> None:
        if self.running.has_changed():
            self.running.reload(BOT)

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
        if self.slack.http:
            routers.append(slack_route.routes(self.slack.http))
        return web_app(routers, intake_route.routes(self.intake, self.tokens, self.heartbeats, self.running, SOURCES))

    def _checks(self) -> list[health.Check]:
        def alive(part: Callable[[], bool]) -> Callable[[], str | None]:
            return lambda: None if part() else "has stopped"

        return [
            health.Check("database", lambda: database_troubles(self.store.engine)),
            health.Check("worker", alive(lambda: self.worker.is_alive)),
            health.Check("inbox", alive(lambda: self.inbox.is_alive)),
            health.Check("intake", alive(lambda: self.intake.is_alive)),
            health.Check("process", lambda: self.running.trouble or None, must=False),
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
        self.running.keep(BOT)
        if self.listener:
            self.listener.start()
        self.inbox.start()
        self.intake.start()
        self.worker.start()
        self.jobs.start()
        self.slack.start()

    def stop(self) -> None:
        if isinstance(self.clock, FollowedClock):
            self.clock.when_moved(lambda: None, lambda: None)
        self.slack.stop()
        self.jobs.stop()
        self.worker.stop()
        self.inbox.stop()
        self.intake.stop()
        if self.listener:
            self.listener.stop()
        self.store.close()

    def reload(self) -> None:
        """SIGHUP: the process file is read anew; a wrong one changes nothing, and says so."""
        try:
            self.running.reload(BOT)
        except IncidentbotError as wrong:
            log.error("the process file was not taken over", reason=str(wrong))

    def watch(self, when_dead: Callable[[str], None]) -> None:
        """Calls `when_dead` with the name of the part that died, after /readyz has been red for a moment."""
        vital: dict[str, Living] = {
            "worker": self.worker,
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
