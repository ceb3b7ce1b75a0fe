"""What a person says is wrong, and how it is judged before anybody has looked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from incidentbot.domain.priority import (
    Classification,
    Customers,
    Environment,
    ImpactFacts,
    Urgency,
    classify,
)
from incidentbot.domain.process import Process

# Whoever reports is not asked how urgent it is. What hits many customers cannot wait; everything else can be looked at
# in working hours, and gets worse by a button when somebody sees that it must.
URGENCY: Mapping[Customers, Urgency] = {
    Customers.NONE: Urgency.HOURS,
    Customers.SOME: Urgency.HOURS,
    Customers.MANY: Urgency.NOW,
}
COUNT = re.compile(r"\d[\d ,']{0,15}")
NAMED = re.compile(r"(?i)\s*T-(\d{1,9})\b[:,]?\s*")


@dataclass(frozen=True)
class Origin:
    """The message that a report was made from; `thread` is the message under which answers to it stand."""

    channel: str
    ts: str
    thread: str

    @property
    def source(self) -> str:
        return f"{self.channel}:{self.ts}"


@dataclass(frozen=True)
class ReportFacts:
    """What a person says. The first line of `text` becomes the title of a new ticket.

    `customer` is a name and `customer_count` a number, whichever is known; `conversation` the address at which support
    talks with them. `joins` is the number of the ticket that it belongs to. `answer_at` is where the bot may answer
    the person (a response address); without it they get a direct message.
    """

    text: str
    service: str | None = None
    environment: str | None = None
    customers: Customers = Customers.NONE
    customer: str = ""
    customer_count: int | None = None
    conversation: str | None = None
    joins: int | None = None
    origin: Origin | None = None
    answer_at: str | None = None

    @property
    def on_behalf(self) -> str:
        """ " for Acme", " for 1,200 customers", or nothing: for a sentence."""
        number = self.customer_count
        many = None if number is None else "1 customer" if number == 1 else f"{number:,} customers"
        who = ", ".join(filter(None, (self.customer, many)))
        return f" for {who}" if who else ""

    def place(self, process: Process) -> Environment:
        """Where it happens: as they said, else where the service runs, else production."""
        service = process.service(self.service)
        named = self.environment or (service.environment if service else None)
        if named is None:
            return process.default_environment
        return process.environment_called(named) or process.environment(named)

    def judged(self, process: Process, place: Environment, now: datetime) -> Classification:
        """By the same tables as a declaration: a report may well become a P1 incident."""
        facts = ImpactFacts(customers=self.customers)
        return classify(facts, URGENCY[self.customers], place, now, None, process.tables)


def customer_said(text: str) -> tuple[str, int | None]:
    """The customer's name, or how many they are: "Acme" and "1,200" are both answers to "Which customer?"."""
    text = text.strip()
    if COUNT.fullmatch(text):
        return "", int(re.sub(r"\D", "", text))
    return text, None


def named_ticket(text: str) -> tuple[int | None, str]:
    """The number of the ticket that a text begins with, as in "T-12 it is back", and the rest of it."""
    found = NAMED.match(text)
    return (int(found[1]), text[found.end() :]) if found else (None, text)
