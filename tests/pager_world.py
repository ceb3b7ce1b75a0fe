"""A small world for stories about pages: two teams with schedules, telephones, a clock that is moved, and a worker that
does one thing after another. `rings()` tells who has been reached by what since it was last asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from incidentbot.domain.catalog import CatalogPerson, Team
from incidentbot.domain.coverage import Coverage, Window
from incidentbot.domain.escalation import Policy, Step, Target
from incidentbot.domain.incident import Incident
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.page import Notification, Page
from incidentbot.domain.people import BOT, Person
from incidentbot.domain.priority import Classification
from incidentbot.domain.process import Process, Service
from incidentbot.domain.schedule import Layer, Schedule
from incidentbot.domain.ticket import Ticket
from incidentbot.domain.work import Work
from incidentbot.errors import Fenced, IncidentbotError, TryAgain
from incidentbot.notifier import Notifier, Withdrawer
from incidentbot.ports import Performer
from incidentbot.services.answer import Answers
from incidentbot.services.contact_sending import ContactSending
from incidentbot.services.inbox import Inbox
from incidentbot.services.incident import Incidents
from incidentbot.services.link import Links
from incidentbot.services.notification import Notifications
from incidentbot.services.page_step import LAPSE, NOTIFY, UNSNOOZE, WAIT, WITHDRAW
from incidentbot.services.page_timer import PageTimers
from incidentbot.services.pager import Pager
from incidentbot.services.paging import start_page
from incidentbot.services.people import People
from incidentbot.services.regrade import Regrades
from incidentbot.services.sealing import Seal
from incidentbot.services.weekly_test import WeeklyTests
from incidentbot.store import tables
from incidentbot.store.store import Store
from incidentbot.timers import Timer
from tests.telephones import Telephones
from tests.world import FakeClock, InForce, said
from tests.written import Asked

__all__ = ("world",)  # what `import *` brings: the fixture

OFFICE = Coverage((Window.daily(time(8), time(18), frozenset(range(5))),))
PEOPLE = {
    name: CatalogPerson(name, f"U0{number}{name.upper()}")
    for number, name in enumerate(("alice", "bob", "carol", "dave", "cto"), 1)
}


def targets(*texts: str) -> tuple[Target, ...]:
    return tuple(Target.read(text) for text in texts)


def schedule(key: str, *people: str, coverage: Coverage = OFFICE) -> Schedule:
    """Always these people."""
    layers = (Layer(f"{key} always", people),) if people else ()
    return Schedule(key, "UTC", layers, coverage)


PAYMENTS = Policy(
    "payments",
    (
        Step(targets("schedule payments-primary"), timedelta(minutes=5)),
        Step(targets("schedule payments-secondary"), timedelta(minutes=10)),
    ),
    1,
    targets("channel #incidents", "person cto"),
)


def pager_process(**changes: Any) -> Process:
    schedules = {
        "payments-primary": schedule("payments-primary", "alice"),
        "payments-secondary": schedule("payments-secondary", "bob"),
    }
    usual: dict[str, Any] = {
        "people": PEOPLE,
        "teams": {
            "payments": Team("payments", members=("alice", "bob", "carol"), owner="carol", escalation="payments"),
            "search": Team("search", members=("dave",)),
        },
        "services": {"checkout": Service("checkout", team="payments"), "search": Service("search", team="search")},
        "schedules": schedules,
        "escalations": {"payments": PAYMENTS},
        "version": "v1",
    }
    return Process(**{**usual, **changes})


class PagerWorld:
    def __init__(self, store: Store, clock: FakeClock, process: Process) -> None:
        self.store, self.clock = store, clock
        self.in_force = InForce(process)
        self.pager = Pager(store, clock, self.in_force)
        self.timers = PageTimers(store, clock, self.in_force)
        self.notifications = Notifications(store, clock, self.in_force)
        self.incidents = Incidents(store, clock, self.in_force)
        self.regrades = Regrades(store, clock, self.in_force)
        self.slack = Telephones(MethodKind.SLACK, "slack")
        self.push = Telephones(MethodKind.PUSH, "ntfy")
        self.sms = Telephones(MethodKind.SMS, "twilio")
        self.other_sms = Telephones(MethodKind.SMS, "vonage", can_be_asked=False)
        self.voice = Telephones(MethodKind.VOICE, "twilio")
        self.providers = {
            MethodKind.SLACK: [self.slack],
            MethodKind.PUSH: [self.push],
            MethodKind.SMS: [self.sms, self.other_sms],
            MethodKind.VOICE: [self.voice],
        }
        self.asked = Asked(store)
        self._heard: dict[int, int] = {}
        links = Links("https://incidents.acme.example", "key")
        self.notifier = Notifier(self.notifications, self.providers, links, lambda kept: kept)
        self.performers: dict[str, Performer] = {
            WAIT: Timer(lambda work, by: self.timers.begin(work.payload["page_id"], by)),
            LAPSE: Timer(lambda work, by: self.timers.lapse(work.payload["page_id"], by)),
            UNSNOOZE: Timer(lambda work, by: self.timers.unsnooze(work.payload["page_id"], by)),
            NOTIFY: self.notifier,
            WITHDRAW: Withdrawer(self.providers),
        }
        people = People(store, clock)
        self.people = {
            name: people.meet(str(person.slack), name, "UTC", False, False, False) for name, person in PEOPLE.items()
        }

    # -- what happens ---------------------------------------------------------------------------------------------

    def give(self, person: str, kind: MethodKind, address: str = "", **more: Any) -> int:
        """A contact method that has been verified."""
        address = address or f"{person}'s {kind}"
        values = {
            "address": address,
            "address_hash": address,
            "shown": f"…{address[-2:]}",
            "added_at": self.clock.now(),
        }
        with self.store.begin() as tx:
            usual = {"verified_at": self.clock.now(), "provider": ""}
            return tx.add(tables.contact_method, person=person, kind=kind, **{**values, **usual, **more})

    def declare(
        self, judged: Classification, service: str | None = "checkout", title: str = "checkout is down"
    ) -> Incident:
        """Somebody who is on call for nothing declares it."""
        declared = self.incidents.declare(said(title, judged, service=service), self.person("dave").as_actor())
        assert declared.incident
        return declared.incident

    def start_again(self, incident: Incident) -> None:
        """What every further signal about it comes to."""
        with self.store.begin() as tx:
            start_page(tx, self.in_force.process, tx.ticket(incident.ticket_id), self.clock.now())

    def person(self, name: str) -> Person:
        return self.people[name]

    def page_of(self, of: Incident | Ticket) -> Page:
        """The newest of its pages."""
        ticket_id = of.ticket_id if isinstance(of, Incident) else of.id
        return self.pager.pages_of(ticket_id)[0].page

    def notified(self, page: Page) -> list[Notification]:
        return list(self.pager.one(page.id).notifications)

    def acknowledge(self, page: Page, name: str) -> Page:
        return self.pager.acknowledge(page.id, self.person(name).as_actor())

    def forget_work(self, kind: str) -> None:
        """A bug, or somebody's hand in the database."""
        with self.store.engine.begin() as connection:
            connection.execute(delete(tables.work).where(tables.work.c.kind == kind))

    def override(self, schedule: str, who: str | None, hours: float, replaces: str | None = "*") -> None:
        now = self.clock.now()
        times = {"starts_at": now, "ends_at": now + timedelta(hours=hours), "made_at": now, "made_by": "test"}
        with self.store.begin() as tx:
            tx.add(tables.override, schedule=schedule, who=who, replaces=replaces, **times)

    # -- the worker -----------------------------------------------------------------------------------------------

    def work(self, most: int = 500) -> None:
        """Does everything that is due, one thing after another."""
        for _ in range(most):
            if not self.work_once():
                return
        raise AssertionError("the work does not end")

    def work_once(self) -> bool:
        now = self.clock.now()
        with self.store.begin() as tx:
            claimed = tx.claim_work(now, "me", now + timedelta(seconds=6), now, 50, [])
        for work in claimed:
            self.attempt(work)
        return bool(claimed) or self.timers.take_due_steps() > 0

    def attempt(self, work: Work) -> None:
        """As the worker does it."""
        performer = self.performers.get(work.kind)
        if performer is None:  # what is said in the chat is not this story
            with self.store.begin() as tx:
                tx.seal_work(work.cause, self.clock.now())
            return
        try:
            if not (work.doubtful and performer.happened(work)):
                performer.perform(work, BOT.because_of(work.cause))
        except TryAgain as trouble:
            due = self.clock.now() + timedelta(seconds=trouble.after_seconds or 1)
            with self.store.begin() as tx:
                tx.retry_work(work.cause, due, str(trouble), trouble.doubtful)
            return
        except Fenced:
            return
        except IncidentbotError as refused:
            with self.store.begin() as tx:
                tx.drop_work(work.cause, self.clock.now(), str(refused))
            return
        with self.store.begin() as tx:
            row = tx.work_row(work.id)
            if row is not None and row.state == "leased":
                tx.seal_work(work.cause, self.clock.now())

    def advance(self, **parts: float) -> None:
        """Time passes, and the worker with it: whatever comes due is done when it comes due."""
        until = self.clock.now() + timedelta(**parts)
        self.work()
        while (due := self._next()) is not None and due <= until:
            self.clock.advance(seconds=max(0.0, (due - self.clock.now()).total_seconds()))
            self.work()
        self.clock.advance(seconds=(until - self.clock.now()).total_seconds())
        self.work()

    def _next(self) -> datetime | None:
        with self.store.read() as tx:
            return tx.next_due(self.clock.now())

    # -- what can be heard ----------------------------------------------------------------------------------------

    def rings(self) -> list[str]:
        """`alice by sms`, in order of kind, since the last time."""
        return sorted(self._new_rings())

    def _new_rings(self) -> Iterator[str]:
        for providers in self.providers.values():
            for provider in providers:
                heard = self._heard.get(id(provider), 0)
                self._heard[id(provider)] = len(provider.rang)
                for address, _ in provider.rang[heard:]:
                    yield f"{_whose(address)} by {provider.kind}"

    def told(self, of: Incident) -> list[str]:
        """The page's part of the timeline."""
        with self.store.read() as tx:
            kinds = ("page", "trouble", "commander")
            return [f"{event.actor}: {event.text}" for event in tx.timeline(of.ticket_id) if event.kind in kinds]

    def answers(self, inbox: Inbox, seal: Seal) -> Answers:
        """What is pressed, written back or clicked."""
        store, clock, in_force = self.store, self.clock, self.in_force
        contacts, tests = ContactSending(store, clock, in_force, seal), WeeklyTests(store, clock, in_force)
        return Answers(store, clock, in_force, inbox, self.pager, self.notifications, contacts, tests)


def _whose(address: str) -> str:
    if "'" in address:
        return address.split("'")[0]
    return next((name for name, person in PEOPLE.items() if person.slack == address), address)


@pytest.fixture
def world(store: Store, clock: FakeClock) -> PagerWorld:
    return PagerWorld(store, clock, pager_process())
