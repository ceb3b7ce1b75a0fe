"""The lines about who and what: people, teams, calendars, services, environments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from incidentbot.domain.calendar import OFFICE_HOURS, Calendar
from incidentbot.domain.catalog import USUAL_TIER, CatalogPerson, Service, Team
from incidentbot.domain.catalog_labels import LabelMatch
from incidentbot.domain.priority import CapException, Environment, Priority
from incidentbot.domain.process import ENVIRONMENTS
from incidentbot.process.kinds import (
    Address,
    Channel,
    Day,
    Email,
    Hours,
    Line,
    Match,
    Moment,
    SlackUser,
    Text,
    UserGroup,
    Zone,
)


def label_match(line: Match) -> LabelMatch:
    return LabelMatch({name: tuple(patterns) for name, patterns in line.items()})


class PersonLine(Line):
    slack: SlackUser | None = None
    email: Email | None = None
    name: Text = ""

    def value(self, key: str) -> CatalogPerson:
        return CatalogPerson(key, self.slack, self.email, self.name)


class CalendarLine(Line):
    timezone: Zone | None = None
    working_hours: Hours = OFFICE_HOURS
    holidays: list[Day] = Field([])

    def value(self, usual_zone: str) -> Calendar:
        return Calendar(self.timezone or usual_zone, self.working_hours, frozenset(self.holidays))


class TeamLine(Line):
    name: Text = ""
    members: list[str] = Field([])
    owner: str | None = None
    channel: Channel | None = None
    usergroup: UserGroup | None = None
    escalation: str | None = None
    calendar: str | None = None
    queue: Literal["builtin"] = "builtin"  # where its tickets live; trackers will be others

    @model_validator(mode="after")
    def _somebody_is_in_it(self) -> TeamLine:
        if not self.members and not self.owner:
            raise ValueError("has neither owner nor members; write who looks after its queue, like owner: alice")
        return self

    def value(self, key: str, calendars: Mapping[str, Calendar], usual: Calendar) -> Team:
        calendar = calendars.get(self.calendar, usual) if self.calendar else usual
        asked = self.escalation, calendar, self.usergroup
        return Team(key, self.name, tuple(self.members), self.channel, self.owner, *asked)


class ServiceLine(Line):
    team: str | None = None
    tier: Annotated[int, Field(ge=1, le=4)] = USUAL_TIER
    customer_path: Text = ""
    match: Match = Field({})
    environment: str | None = None
    runbook: Address | None = None
    dashboards: list[Address] = Field([])

    def value(self, key: str) -> Service:
        return Service(
            key,
            self.team,
            self.customer_path,
            self.runbook,
            tuple(self.dashboards),
            self.tier,
            label_match(self.match),
            self.environment,
        )


class ExceptionLine(Line):
    name: Text
    starts: Moment = Field(alias="from")
    ends: Moment = Field(alias="to")
    at_most: Priority

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> ExceptionLine:
        if self.ends <= self.starts:
            raise ValueError("ends before it starts; write in “to” a moment after that in “from”")
        return self

    def value(self) -> CapException:
        return CapException(self.name, self.starts, self.ends, self.at_most)


class EnvironmentLine(Line):
    at_most: Priority | None = None
    exceptions: list[ExceptionLine] = Field([], alias="except")
    aliases: list[Text] | None = None
    match: Match = Field({})

    def value(self, key: str) -> Environment:
        usual = ENVIRONMENTS[key].aliases if key in ENVIRONMENTS else ()
        aliases = usual if self.aliases is None else tuple(self.aliases)
        exceptions = tuple(line.value() for line in self.exceptions)
        return Environment(key, self.at_most, exceptions, aliases, label_match(self.match))
