"""What several answers are made of: instants in UTC, bounded words, people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Protocol

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from incidentbot.domain import timeline

LARGEST = 2**53 - 1  # the largest number that every reader of JSON keeps exactly
FIRST_YEAR, LAST_YEAR = 1971, 9000  # further away the calendar has no room for zones and terms


def in_utc(moment: datetime) -> datetime:
    """Raises ValueError for a moment without a zone, or so far away that its UTC has no name."""
    if moment.tzinfo is None:
        raise ValueError("say the time zone too, such as 2026-03-02T09:00:00Z")
    if not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise ValueError("this moment is too far away")
    return moment.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(in_utc)]
Past = Annotated[Instant | None, Field(description="From this moment on.")]
Before = Annotated[Instant | None, Field(description="Earlier than this moment.")]
Id = Annotated[int, Path(ge=1, le=LARGEST)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
SlackId = Annotated[str, StringConstraints(pattern=r"^[UW][A-Z0-9]{2,30}$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]


TicketName = Annotated[str, Path(pattern=r"^([Tt]-)?[1-9][0-9]{0,14}$", description="T-12, or just 12.")]
IncidentName = Annotated[str, Path(pattern=r"^([Ii][Nn][Cc]-)?[1-9][0-9]{0,14}$", description="INC-7, or just 7.")]


def number_of(name: str) -> int:
    return int(name.rpartition("-")[2])


class Known(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def slack_id(self) -> str | None: ...


class Who(BaseModel):
    """A person whom the bot has met."""

    name: str
    slack_id: str | None = Field(description="Null for whoever is not in Slack, such as an API key.")


def who(person: Known | None) -> Who | None:
    return Who(name=person.name, slack_id=person.slack_id) if person else None


class Link(BaseModel):
    label: str
    url: str
    kind: str


class Entry(BaseModel):
    """An event of a timeline as it is told today."""

    at: Instant
    by: str
    kind: str
    text: str
    link: str | None
    author: str | None = Field(description="Who wrote the message, where the event is one.")
    withdrawn_by: str | None
    is_corrected: bool


def entry(told: timeline.Entry) -> Entry:
    event = told.event
    return Entry(
        at=told.happened_at,
        by=event.actor,
        kind=event.kind,
        text=told.text,
        link=event.link,
        author=event.author,
        withdrawn_by=told.withdrawn_by,
        is_corrected=told.is_corrected,
    )
