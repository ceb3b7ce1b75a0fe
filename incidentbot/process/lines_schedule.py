"""The lines about who is on call: schedules and their layers."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from incidentbot.domain.coverage import ALWAYS, EVERY_DAY, Coverage, Window
from incidentbot.domain.rotation import Every, Monthly, OnWeekdays, Rotation
from incidentbot.domain.schedule import Layer, Schedule
from incidentbot.process import words_schedule
from incidentbot.process.kinds import Day, Line, Moment, Text, Zone
from incidentbot.process.words_schedule import Handoff, Turns

FIRST_MONDAY = date(
    2024, 1, 1
)  # where a file says no start, turns are counted from here, and not from when it was read
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
MOST_PEOPLE, MOST_LAYERS = 200, 50


def _as_text(read: Any) -> Any:
    def reading(value: object) -> Any:
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = ", ".join(value)
        if not isinstance(value, str):
            raise ValueError("write one word or number here, not a list and no lines of its own")
        return read(value)

    return PlainValidator(reading)


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


TurnsText = Annotated[Turns, _as_text(words_schedule.turns)]
HandoffText = Annotated[Handoff, _as_text(words_schedule.handoff)]
WeekdaysText = Annotated[frozenset[int], _as_text(words_schedule.weekdays)]
WindowsText = Annotated[tuple[Window, ...], _as_text(words_schedule.windows)]
People = Annotated[list[str], BeforeValidator(_one_or_many), Field(max_length=MOST_PEOPLE)]


class LayerLine(Line):
    name: Text | None = None
    rotation: TurnsText | None = None
    handoff: HandoffText | None = None
    start: Day | None = None
    people: People
    at_once: Annotated[int, Field(ge=1, le=MOST_PEOPLE)] = 1
    days: WeekdaysText | None = None
    hours: WindowsText | None = None
    timezone: Zone | None = None
    shadows: People = Field([])
    precedence: Annotated[int, Field(ge=0, le=100)] = 0
    begins: Moment | None = Field(None, alias="from")
    ends: Moment | None = Field(None, alias="until")

    @model_validator(mode="after")
    def _can_be_understood(self) -> LayerLine:
        for is_wrong, what_to_write in (
            (not self.people, "has nobody in it; write at least one of people"),
            (
                self.rotation is None and len(self.people) > self.at_once,
                "has several people and no rotation; write how they take turns, like rotation: weekly",
            ),
            (
                self.days is not None and (self.rotation is None or self.rotation.unit != "day"),
                "has days, which are for a daily rotation; write the days in hours, like hours: Mon-Fri 00:00-24:00",
            ),
            (
                self._weekday is not None and (self.rotation is None or self.rotation.unit != "week"),
                "hands over on a weekday, which is for a weekly rotation; write handoff: 09:00",
            ),
            (
                self.begins is not None and self.ends is not None and self.ends <= self.begins,
                "ends before it begins; write in “until” a moment after that in “from”",
            ),
        ):
            if is_wrong:
                raise ValueError(what_to_write)
        return self

    @property
    def _weekday(self) -> int | None:
        return self.handoff.weekday if self.handoff else None

    def value(self, number: int) -> Layer:
        return Layer(
            self.name or f"layer {number}",
            tuple(self.people),
            self._rotation() if self.rotation else None,
            self.at_once,
            self._hours(),
            self.timezone,
            tuple(self.shadows),
            self.precedence,
            self.begins,
            self.ends,
        )

    def _rotation(self) -> Rotation | None:
        assert self.rotation is not None
        start, clock, count = self.start or FIRST_MONDAY, self._clock, self.rotation.count
        if self.rotation.unit == "month":
            return Monthly(start, clock, count)
        if self.rotation.unit == "weekday":
            return OnWeekdays(start, clock, self.rotation.weekdays)
        if self.rotation.unit == "day" and self._chosen_days != EVERY_DAY:
            return OnWeekdays(start, clock, self._chosen_days, count)
        if self._weekday is not None:
            start -= timedelta(days=(start.weekday() - self._weekday) % 7)
        return Every(start, clock, STEPS[self.rotation.unit] * count)

    @property
    def _clock(self) -> time:
        return self.handoff.clock if self.handoff else time(9, 0)

    @property
    def _chosen_days(self) -> frozenset[int]:
        """Those of a daily rotation. Where only hours are said, a day without any spends no turn."""
        if self.days is not None:
            return self.days
        return frozenset(day for window in self.hours for day in window.weekdays) if self.hours else EVERY_DAY

    def _hours(self) -> Coverage:
        if self.hours is not None:
            return Coverage(self.hours)
        return Coverage((Window.daily(self._clock, self._clock, self.days),)) if self.days else ALWAYS


class ScheduleLine(Line):
    timezone: Zone | None = None
    coverage: WindowsText | None = None
    holidays: list[Day] = Field([])
    layers: Annotated[list[LayerLine], Field(min_length=1, max_length=MOST_LAYERS)]

    @model_validator(mode="after")
    def _layers_differ_by_name(self) -> ScheduleLine:
        names = [layer.name for layer in self.layers if layer.name]
        if len(set(names)) < len(names):
            raise ValueError("has two layers of the same name; write another name for one of them")
        return self

    def value(self, key: str, usual_zone: str) -> Schedule:
        """On a holiday of its own no coverage hours begin, but somebody is on call as ever."""
        coverage = Coverage(self.coverage or (), frozenset(self.holidays)) if self.coverage else ALWAYS
        layers = tuple(layer.value(number) for number, layer in enumerate(self.layers, 1))
        return Schedule(key, self.timezone or usual_zone, layers, coverage)
