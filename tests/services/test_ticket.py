"""What people change in a ticket's words, and that it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from incidentbot.domain.catalog import Service, Team
from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Person
from incidentbot.domain.process import Process
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.services.queue import Queue
from incidentbot.services.ticket import Tickets, Wording
from incidentbot.store.store import Store
from tests.world import UTC, FakeClock, InForce
from tests.written import Asked

Told = Callable[[Incident | Ticket], list[str]]
Edit = Callable[..., Ticket]


@pytest.fixture
def tickets(store: Store, clock: FakeClock, process: Process) -> Tickets:
    services = {"checkout": Service("checkout", team="payments"), "search": Service("search", team="storefront")}
    teams = {name: Team(name) for name in ("payments", "storefront")}
    return Tickets(store, clock, InForce(replace(process, services=services, teams=teams)))


@pytest.fixture
def edit(tickets: Tickets, ticket: Ticket, alice: Person) -> Edit:
    """Alice opens the form of T-1, changes this, and saves."""

    def edit(**changes: Any) -> Ticket:
        present = tickets.wording(tickets.numbered(1))
        return tickets.edit(alice.as_actor(), 1, replace(present, **changes))

    return edit


def test_saving_what_is_so_changes_nothing(edit: Edit, ticket: Ticket, told: Told) -> None:
    before = told(ticket)
    assert edit() == ticket
    assert told(ticket) == before


def test_every_change_is_one_line_of_the_history(edit: Edit, ticket: Ticket, told: Told) -> None:
    edited = edit(title="  logs are\nfull ", description="since nine", environment="staging", due=date(2026, 3, 6))
    assert (edited.title, edited.description, edited.environment) == ("logs are full", "since nine", "staging")
    assert edited.due_at == datetime(2026, 3, 6, 18, tzinfo=UTC)
    assert told(ticket)[-1] == (
        "Alice: the title is “logs are full”; the description is another; the environment is staging; "
        "it is due on 2026-03-06"
    )


def test_whose_service_it_is_acts_on_it(edit: Edit) -> None:
    assert edit(service="search").team == "storefront"
    assert edit(service="checkout", team="storefront").team == "payments", "the team was left as it stood"
    assert edit(service="search", team="payments").team == "storefront"
    assert edit(team="payments").service == "search"


def test_the_team_that_was_chosen_wins_over_that_of_the_service(edit: Edit) -> None:
    edited = edit(service="checkout", team="storefront")
    assert (edited.service, edited.team) == ("checkout", "storefront")


def test_a_comment_and_an_owner_come_along(edit: Edit, ticket: Ticket, bob: Person, asked: Asked, told: Told) -> None:
    asked.forget()
    edited = edit(owner=bob, comment=" look at the disk ")
    assert (edited.owner, edited.state) == (bob, TicketState.IN_PROGRESS)
    assert asked.new() == ["message.post dm:U02BOB ticket/assigned"]
    assert told(ticket)[-2:] == ["Alice: gave it to Bob", "Alice: look at the disk"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " \n "}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"service": "nothing"}, "service"),
        ({"team": "nobody"}, "team"),
        ({"environment": "the moon"}, "environment"),
        ({"due": date(2026, 3, 1)}, "due"),
    ],
)
def test_what_cannot_be_is_said_by_the_field(
    edit: Edit, tickets: Tickets, ticket: Ticket, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        edit(**{"description": "another", **changes})
    assert list(refused.value.fields) == [field]
    assert tickets.numbered(1).description == "", "nothing of it was saved"


def test_what_the_process_file_has_forgotten_may_stay(
    store: Store, clock: FakeClock, edit: Edit, alice: Person
) -> None:
    edit(service="search", environment="staging")
    forgetful = Tickets(store, clock, InForce(Process(environments={"production": Process().default_environment})))
    present = forgetful.wording(forgetful.numbered(1))
    saved = forgetful.edit(alice.as_actor(), 1, replace(present, title="x"))
    assert (saved.service, saved.team, saved.environment) == ("search", "storefront", "staging")


def test_a_day_means_the_evening_of_the_team(tickets: Tickets, ticket: Ticket, alice: Person) -> None:
    assert tickets.due(alice.as_actor(), 1, date(2026, 3, 4)).due_at == datetime(2026, 3, 4, 18, tzinfo=UTC)
    with pytest.raises(InvalidInput, match="over"):
        tickets.due(alice.as_actor(), 1, date(2026, 3, 1))


def test_what_is_resolved_is_not_rewritten_but_may_be_commented(
    tickets: Tickets, queue: Queue, ticket: Ticket, alice: Person, edit: Edit, told: Told
) -> None:
    queue.done(alice.as_actor(), 1)
    with pytest.raises(NotPossible, match="T-1 is resolved already"):
        edit(title="x")
    tickets.comment(alice.as_actor(), 1, "it was the disk")
    assert told(ticket)[-1] == "Alice: it was the disk"


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "\u200b\u2060"])
def test_an_empty_comment_is_none(tickets: Tickets, ticket: Ticket, alice: Person, text: str) -> None:
    with pytest.raises(InvalidInput):
        tickets.comment(alice.as_actor(), 1, text)


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "javascript:alert(1)", "https://", "https://[", "ftp://x.example", "//x.example"),
        *("https://x.example/a\nb", "https://x.example/\u202e", "https://x.example/" + "a" * 3000),
    ],
)
def test_only_an_address_that_can_be_followed_is_kept(
    tickets: Tickets, ticket: Ticket, alice: Person, url: str
) -> None:
    with pytest.raises(InvalidInput):
        tickets.link(alice.as_actor(), 1, "  " + url if url else url)
    assert tickets.whole(1).links == ()


def test_the_same_link_is_kept_once(tickets: Tickets, ticket: Ticket, alice: Person, told: Told) -> None:
    for _ in range(2):
        tickets.link(alice.as_actor(), 1, "https://wiki.acme.example/noise")
    assert [row.label for row in tickets.whole(1).links] == ["wiki.acme.example"]
    assert sum("added a link" in line for line in told(ticket)) == 1


def test_a_ticket_of_no_service_belongs_to_the_triage_team(tickets: Tickets, ticket: Ticket) -> None:
    assert tickets.wording(ticket) == Wording(
        ticket.title, "", None, "triage", "production", tickets.wording(ticket).due, None, ""
    )
