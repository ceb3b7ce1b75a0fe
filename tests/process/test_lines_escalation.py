"""Escalation policies: targets in words, with what to write instead; and what will be missed one night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incidentbot.domain.escalation import Policy, Position, Step, Target, TargetKind
from incidentbot.process import ProcessFileError, parse, warnings

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUSE = """\
people: {alice: {}, bob: {}}
teams: {payments: {owner: alice, escalation: night}}
schedules: {night: {layers: [{people: alice}]}}
"""


def policy(text: str) -> Policy:
    return parse(f"{HOUSE}escalations: {{night: {text}}}").escalations["night"]


def test_a_policy_is_read_with_what_is_usual() -> None:
    read = policy("{steps: [{notify: schedule night}, {notify: ['channel \"#ops\"', person bob], round_robin: true}]}")
    assert read == Policy(
        "night",
        (
            Step((Target(TargetKind.SCHEDULE, "night"),), timedelta(minutes=5)),
            Step(
                (Target(TargetKind.CHANNEL, "#ops"), Target(TargetKind.PERSON, "bob")),
                timedelta(minutes=5),
                round_robin=True,
            ),
        ),
        repeat=2,
        last_resort=(Target(TargetKind.CHANNEL, "#incidents"),),
    )
    assert read.step_at(Position(0, 1)).places == (Target(TargetKind.CHANNEL, "#ops"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", "escalations.night.steps: is missing here; write it"),
        ("{steps: []}", "escalations.night.steps: is empty; write at least one line"),
        ("{steps: [{notify: []}]}", "escalations.night.steps.0.notify: is empty; write at least one line"),
        (
            "{steps: [{notify: [shedule night]}]}",
            "escalations.night.steps.0.notify.0: “shedule night” is nobody to ask; did you mean “schedule”?",
        ),
        (
            "{steps: [{notify: [person]}]}",
            "escalations.night.steps.0.notify.0: “person” is nobody to ask; write it like person alice",
        ),
        (
            "{steps: [{notify: [channel ops team]}]}",
            "escalations.night.steps.0.notify.0: “ops team” is not a channel; "
            'write its name in quotes, like "#incidents"',
        ),
        (
            "{steps: [{notify: [usergroup oncall]}]}",
            "escalations.night.steps.0.notify.0: “oncall” is not the id of a user group; write one like S01ONCALL",
        ),
        (
            "{steps: [{notify: person bbo}], last_resort: [team payment]}",
            "escalations.night.last_resort.0: there is no team “payment”; did you mean “payments”? | "
            "escalations.night.steps.0.notify: there is no person “bbo”; did you mean “bob”?",
        ),
        ("{steps: [{notify: person bob}], repeat: 10}", "escalations.night.repeat: write a number up to 9"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_write(text: str, told: str) -> None:
    with pytest.raises(ProcessFileError) as wrong:
        policy(text)
    assert " | ".join(sorted(line.split(": ", 1)[1] for line in wrong.value.mistakes)) == told


@pytest.mark.parametrize("people", ["shadows: [alize]", "shadows: alize"])
def test_shadows_are_people_of_the_file(people: str) -> None:
    with pytest.raises(ProcessFileError) as wrong:
        parse(f"people: {{alice: {{}}}}\nschedules: {{a: {{layers: [{{people: alice, {people}}}]}}}}")
    assert "there is no person “alize”; did you mean “alice”?" in str(wrong.value)


WATCHED = "people: {alice: {}}\nteams: {payments: {owner: alice, escalation: night}}\n"
ALWAYS = "schedules: {night: {layers: [{people: alice}]}}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{WATCHED}{ALWAYS}escalations: {{night: {{steps: [{{notify: schedule night}}]}}}}", ""),
        (
            f"{WATCHED}{ALWAYS}escalations: {{night: {{steps: [{{notify: person alice}}]}}}}",
            "3:13: schedules.night: asked by nobody; name it in a step of escalations, or call it like its team",
        ),
        (
            f"{WATCHED}schedules: {{night: {{layers: [{{people: alice, hours: Mon-Fri 09:00-17:00}}]}}}}\n"
            "escalations: {night: {steps: [{notify: schedule night}]}}",
            "3:13: schedules.night: nobody is on call from Mon 2026-03-02 17:00 to Tue 2026-03-03 09:00, "
            "and 21 more times in the next 30 days; add a layer for it",
        ),
        (
            f"{WATCHED}escalations: {{night: {{steps: [{{notify: 'channel #x'}}]}}}}",
            "3:15: escalations.night: reaches nobody, ever; name a person or a schedule with people in it",
        ),
        (
            "people: {alice: {}}\nteams: {payments: {owner: alice}}\n"
            "escalations: {spare: {steps: [{notify: person alice}]}}",
            "3:15: escalations.spare: no team asks by it; write escalation: spare at a team",
        ),
        (
            f"{WATCHED}schedules: {{night: {{layers: [{{people: alice, until: 2026-01-01}}]}}}}\n"
            "escalations: {night: {steps: [{notify: schedule night}]}}",
            "3:13: schedules.night: nobody is on call from Mon 2026-03-02 09:00 to Wed 2026-04-01 09:00; "
            "add a layer for it | "
            "4:15: escalations.night: reaches nobody, ever; name a person or a schedule with people in it",
        ),
    ],
)
def test_what_will_be_missed_one_night_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "incidentbot.yml"
    path.write_text(text)
    assert " | ".join(warnings(path, NOW)).replace(f"{path}:", "") == told
