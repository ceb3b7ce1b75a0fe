"""Reports of people: what they say becomes a ticket or joins one, and they hear what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from incidentbot.domain.people import Actor, Person
from incidentbot.domain.process import Process
from incidentbot.domain.report import ReportFacts
from incidentbot.domain.ticket import Ticket
from incidentbot.errors import InvalidInput
from incidentbot.ports import Clock, InForce
from incidentbot.services import facts, speech
from incidentbot.services.report_ticket import Reported, ReportTicket, ticket_named
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction
from incidentbot.words.text import cleaned, is_blank

LONGEST_LINK = 2000
MOST_CUSTOMERS = 1_000_000_000
MOST_OFFERED = 10


class Reports:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def report(self, by: Actor, said: ReportFacts) -> Reported:
        """Opens a ticket, or joins the one that was named or was made from the same message; answers the reporter.

        A report on a resolved ticket opens it again; one on a closed incident opens a ticket that names it. One that
        is worse than what was known makes the ticket worse, perhaps an incident.
        Raises InvalidInput (fields text, service, customer, conversation), and NotFound for a ticket that there is
        not, or that a guest has not reported.
        """
        now = self._clock.now()
        process = self._running.process
        said = _checked(said, process)
        with self._store.begin(by, now) as tx:
            reporter = tx.person(by.person_id) if by.person_id is not None else None
            reported = ReportTicket(tx, process, said, by, reporter, now).of_report()
            if said.conversation:
                tx.add_ticket_link(reported.ticket.id, "conversation", "Where it was reported", said.conversation)
            _answer(tx, process, said, reported, by, reporter, now)
            tx.add_report(reported.ticket.id, said, now, by)
            return reported

    def joinable(self, service: str | None, joins: int | None, person: Person) -> list[Ticket]:
        """Tickets that a report of this person may belong to: the one they named, and the open ones of the service.

        Raises NotFound as `report` does.
        """
        with self._store.read() as tx:
            named = [ticket_named(tx, joins, person)] if joins is not None else []
            offered = tx.open_tickets_of_service(service, MOST_OFFERED) if service and not person.is_guest else []
        return [*named, *(ticket for ticket in offered if ticket.number != joins)]


def _answer(
    tx: Transaction,
    process: Process,
    said: ReportFacts,
    reported: Reported,
    by: Actor,
    reporter: Person | None,
    now: datetime,
) -> None:
    """The reporter hears it where they asked; under the message that it was made from it is said once."""
    team = process.team(reported.ticket.team)
    ticket = facts.of_ticket(reported.ticket)
    data = {
        "ticket": ticket,
        "incident": facts.of_incident(reported.incident) if reported.incident else None,
        "joined": reported.joined,
        "after": reported.after.label if reported.after else None,
        "team": team.label if team else reported.ticket.team,
        "sees_queue": reporter is None or not reporter.is_guest,
    }
    if said.answer_at:
        speech.answer(tx, said.answer_at, now, "report/noted", data)
    elif by.slack_id:
        speech.tell(tx, by.slack_id, now, "report/noted", data)
    origin = said.origin
    if origin and not tx.has_thread(reported.ticket.id, origin.channel, origin.thread):
        told = {"ticket": ticket, "by": facts.of_person(by), "joined": reported.joined}
        speech.reply(tx, origin.channel, origin.thread, now, "report/thread", told)


def _checked(said: ReportFacts, process: Process) -> ReportFacts:
    text = cleaned(said.text).strip()
    wrong = {}
    if is_blank(text):
        wrong["text"] = "Say in a few words what is wrong."
    if said.service and process.service(said.service) is None:
        wrong["service"] = f"There is no service “{said.service}”. There are: {', '.join(process.services) or 'none'}."
    if said.customer_count is not None and not 0 <= said.customer_count <= MOST_CUSTOMERS:
        wrong["customer"] = f"A number of customers is between 0 and {MOST_CUSTOMERS:,}."
    if said.conversation and not _is_address(said.conversation):
        wrong["conversation"] = "Give an address that begins with https:// or http://."
    if wrong:
        raise InvalidInput(wrong)
    return replace(said, text=text, customer=" ".join(cleaned(said.customer).split()))


def _is_address(text: str) -> bool:
    try:
        url = urlsplit(text)
    except ValueError:
        return False
    return url.scheme in ("http", "https") and bool(url.hostname) and len(text) <= LONGEST_LINK and text.isprintable()
