"""The lines about who is asked next: escalation policies and their steps."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, PlainValidator

from incidentbot.domain.escalation import USUAL_REPEATS, USUAL_WAIT, Policy, Step, Target, TargetKind
from incidentbot.process.kinds import Duration, Line, checked_channel, checked_usergroup
from incidentbot.process.nearest import nearest
from incidentbot.process.words import shown

MOST_STEPS, MOST_TARGETS, MOST_REPEATS = 20, 20, 9
EXAMPLES = {
    TargetKind.SCHEDULE: "schedule payments-primary",
    TargetKind.PERSON: "person alice",
    TargetKind.TEAM: "team payments",
    TargetKind.CHANNEL: 'channel "#incidents"',
    TargetKind.USERGROUP: "usergroup S01ONCALL",
}


def _target(value: object) -> Target:
    if not isinstance(value, str):
        raise ValueError(f"write whom to ask, like {EXAMPLES[TargetKind.SCHEDULE]}")
    word = value.strip().partition(" ")[0]
    try:
        found = Target.read(value)
    except ValueError:
        like = nearest(word, TargetKind) if word not in tuple(TargetKind) else ""
        example = EXAMPLES[TargetKind(word)] if word in tuple(TargetKind) else EXAMPLES[TargetKind.SCHEDULE]
        raise ValueError(f"{shown(value)} is nobody to ask; {like or f'write it like {example}'}") from None
    if found.kind == TargetKind.CHANNEL:
        checked_channel(found.key)
    if found.kind == TargetKind.USERGROUP:
        checked_usergroup(found.key)
    return found


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


Targets = Annotated[
    list[Annotated[Target, PlainValidator(_target)]], BeforeValidator(_one_or_many), Field(max_length=MOST_TARGETS)
]


class StepLine(Line):
    notify: Annotated[Targets, Field(min_length=1)]
    acknowledge_within: Duration = USUAL_WAIT
    round_robin: bool = False

    def value(self) -> Step:
        return Step(tuple(self.notify), self.acknowledge_within, self.round_robin)


class EscalationLine(Line):
    steps: Annotated[list[StepLine], Field(min_length=1, max_length=MOST_STEPS)]
    repeat: Annotated[int, Field(ge=0, le=MOST_REPEATS)] = USUAL_REPEATS
    last_resort: Targets = Field([])
    acknowledgement_lasts: Duration | None = None

    def value(self, key: str, announcements: str) -> Policy:
        """A page never evaporates: without a last resort it ends in the announcement channel."""
        last = tuple(self.last_resort) or (Target(TargetKind.CHANNEL, announcements),)
        steps = tuple(step.value() for step in self.steps)
        return Policy(key, steps, self.repeat, last, self.acknowledgement_lasts)
