"""The timeline keeps what people add, once each, and what it really was; nothing is erased and nobody is disturbed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Person
from incidentbot.errors import AlreadyActed, InvalidInput, NotFound, NotPossible
from incidentbot.services.timeline import Quoted, Timeline
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.world import MONDAY, FakeClock, arrived, because
from tests.written import Asked, count

MESSAGE = Quoted(
    channel="C1",
    ts="1772442000.000100",
    text="pool is exhausted <!channel> 🔥",
    author="Bob",
    written_at=MONDAY + timedelta(minutes=2),
    link="https://chat.example/archives/C1/p1772442000000100",
    files=("graph.png", "pool.log"),
)


@pytest.fixture
def read(timeline: Timeline, incident: Incident) -> Callable[[], list[str]]:
    """Today's timeline without its beginning: `09:02 Alice: text`, and what became of it."""

    def read() -> list[str]:
        lines = []
        for entry in timeline.told(incident)[3:]:
            line = f"{entry.happened_at:%H:%M} {entry.event.actor}: {entry.text}"
            line += "".join(f" (was {before.happened_at:%H:%M} {before.text})" for before in entry.before)
            lines.append(line + (f" (withdrawn by {entry.withdrawn_by})" if entry.withdrawn_by else ""))
        return lines

    return read


Read = Callable[[], list[str]]


def test_a_note_is_kept_with_its_author_and_its_moment(
    timeline: Timeline, incident: Incident, alice: Person, clock: FakeClock, read: Read, asked: Asked
) -> None:
    clock.advance(minutes=3)
    timeline.note(incident.id, "  rolled back the deploy\n", alice.as_actor())
    assert read() == ["09:03 Alice: rolled back the deploy"]
    assert asked.new() == []


@pytest.mark.parametrize("text", ["", "  \n "])
def test_a_note_of_nothing_is_refused(
    timeline: Timeline, incident: Incident, alice: Person, read: Read, text: str
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        timeline.note(incident.id, text, alice.as_actor())
    assert list(wrong.value.fields) == ["text"]
    assert read() == []


def test_a_long_note_is_kept_whole(timeline: Timeline, incident: Incident, alice: Person) -> None:
    timeline.note(incident.id, "🔥" * 50_000, alice.as_actor())
    assert timeline.told(incident)[-1].text == "🔥" * 50_000


# -- messages ---------------------------------------------------------------------------------------------------------


def test_a_message_keeps_text_author_link_and_files_and_the_moment_it_was_written(
    timeline: Timeline, incident: Incident, alice: Person, clock: FakeClock, asked: Asked
) -> None:
    clock.advance(minutes=10)
    assert timeline.add_message(incident.id, MESSAGE, alice.as_actor()) is True
    event = timeline.told(incident)[-1].event
    assert (event.actor, event.actor_slack_id, event.author) == ("Alice", "U01ALICE", "Bob")
    assert (event.text, event.link, event.files) == (MESSAGE.text, MESSAGE.link, MESSAGE.files)
    assert (event.happened_at, event.recorded_at) == (MESSAGE.written_at, clock.now())
    assert asked.new() == []


def test_a_message_counts_once_however_many_people_add_it(
    timeline: Timeline, incident: Incident, alice: Person, bob: Person, read: Read
) -> None:
    assert timeline.add_message(incident.id, MESSAGE, alice.as_actor()) is True
    assert timeline.add_message(incident.id, MESSAGE, bob.as_actor()) is False
    assert timeline.add_message(incident.id, replace(MESSAGE, text="edited since"), bob.as_actor()) is False
    assert read() == [f"09:02 Alice: {MESSAGE.text}"]


def test_added_by_two_people_at_once_it_counts_once(
    timeline: Timeline, incident: Incident, alice: Person, bob: Person, read: Read
) -> None:
    with slow_commits():
        results = at_once(
            lambda: timeline.add_message(incident.id, MESSAGE, alice.as_actor()),
            lambda: timeline.add_message(incident.id, MESSAGE, bob.as_actor()),
        )
    assert sorted(results) == [False, True]
    assert len(read()) == 1


def test_the_same_ts_in_another_channel_is_another_message(
    timeline: Timeline, incident: Incident, alice: Person, read: Read
) -> None:
    timeline.add_message(incident.id, MESSAGE, alice.as_actor())
    assert timeline.add_message(incident.id, replace(MESSAGE, channel="C2"), alice.as_actor()) is True
    assert len(read()) == 2


def test_the_same_message_may_stand_on_two_incidents(
    timeline: Timeline, declare: Callable[..., Incident], alice: Person
) -> None:
    for incident in (declare("one"), declare("two")):
        assert timeline.add_message(incident.id, MESSAGE, alice.as_actor()) is True


def test_taking_the_mark_off_withdraws_the_message_and_it_stays_readable(
    timeline: Timeline, incident: Incident, alice: Person, bob: Person, read: Read
) -> None:
    timeline.add_message(incident.id, MESSAGE, alice.as_actor())
    assert timeline.withdraw_message(incident.id, MESSAGE.source, bob.as_actor()) is True
    assert timeline.withdraw_message(incident.id, MESSAGE.source, bob.as_actor()) is False
    assert read() == [f"09:02 Alice: {MESSAGE.text} (withdrawn by Bob)"]


def test_marked_again_it_is_restored_and_can_be_withdrawn_again(
    timeline: Timeline, incident: Incident, alice: Person, bob: Person, read: Read, told: Callable[..., list[str]]
) -> None:
    timeline.add_message(incident.id, MESSAGE, alice.as_actor())
    timeline.withdraw_message(incident.id, MESSAGE.source, bob.as_actor())
    assert timeline.add_message(incident.id, MESSAGE, bob.as_actor()) is True
    assert timeline.add_message(incident.id, MESSAGE, alice.as_actor()) is False
    assert read() == [f"09:02 Alice: {MESSAGE.text}"]
    assert timeline.withdraw_message(incident.id, MESSAGE.source, alice.as_actor()) is True
    assert told(incident)[3:] == [
        f"Alice: {MESSAGE.text}",
        "Bob: withdrew it",
        "Bob: added it again",
        "Alice: withdrew it",
    ]


def test_withdrawing_what_was_never_added_does_nothing(
    timeline: Timeline, incident: Incident, alice: Person, read: Read
) -> None:
    assert timeline.withdraw_message(incident.id, MESSAGE.source, alice.as_actor()) is False
    assert read() == []


def test_two_withdraw_at_once_and_it_is_withdrawn_once(
    timeline: Timeline, incident: Incident, alice: Person, bob: Person, told: Callable[..., list[str]]
) -> None:
    timeline.add_message(incident.id, MESSAGE, alice.as_actor())
    with slow_commits():
        results = at_once(
            lambda: timeline.withdraw_message(incident.id, MESSAGE.source, alice.as_actor()),
            lambda: timeline.withdraw_message(incident.id, MESSAGE.source, bob.as_actor()),
        )
    assert sorted(results) == [False, True]
    assert len([line for line in told(incident) if line.endswith("withdrew it")]) == 1


# -- corrections ------------------------------------------------------------------------------------------------------


@pytest.fixture
def note_id(timeline: Timeline, incident: Incident, alice: Person) -> int:
    timeline.note(incident.id, "rolled bakc", alice.as_actor())
    return timeline.told(incident)[-1].event.id


def test_a_correction_is_a_new_event_and_the_old_stays_readable(
    timeline: Timeline, incident: Incident, note_id: int, bob: Person, read: Read, store: Store, asked: Asked
) -> None:
    earlier = MONDAY - timedelta(minutes=5)
    timeline.correct(incident.id, note_id, " rolled back ", earlier, bob.as_actor())
    assert timeline.told(incident)[0].text == "rolled back", "it is told where it belongs now"
    entry = timeline.entry(incident.id, note_id)
    assert (entry.text, entry.happened_at) == ("rolled back", earlier)
    assert [(before.text, before.happened_at) for before in entry.before] == [("rolled bakc", MONDAY)]
    assert count(store, "timeline_event WHERE text = 'rolled bakc'") == 1
    assert asked.new() == []


def test_a_correction_can_be_corrected(
    timeline: Timeline, incident: Incident, note_id: int, alice: Person, bob: Person, read: Read
) -> None:
    timeline.correct(incident.id, note_id, "rolled back", MONDAY, bob.as_actor())
    timeline.correct(incident.id, note_id, "rolled back v42", MONDAY, alice.as_actor())
    assert read() == ["09:00 Alice: rolled back v42 (was 09:00 rolled bakc) (was 09:00 rolled back)"]


@pytest.mark.parametrize(
    ("text", "minutes", "wrong"), [(" ", 0, {"text"}), ("x", 1, {"happened_at"}), ("", 1, {"text", "happened_at"})]
)
def test_a_correction_with_something_wrong_says_where(
    timeline: Timeline, incident: Incident, note_id: int, bob: Person, text: str, minutes: int, wrong: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        timeline.correct(incident.id, note_id, text, MONDAY + timedelta(minutes=minutes), bob.as_actor())
    assert set(refused.value.fields) == wrong
    assert not timeline.entry(incident.id, note_id).is_corrected


def test_correcting_nothing_is_said(timeline: Timeline, incident: Incident, note_id: int, bob: Person) -> None:
    with pytest.raises(NotPossible, match=r"Nothing was changed\."):
        timeline.correct(incident.id, note_id, "rolled bakc", MONDAY, bob.as_actor())


def test_a_correction_cannot_itself_be_corrected_nor_an_event_of_another_incident(
    timeline: Timeline, incident: Incident, note_id: int, declare: Callable[..., Incident], bob: Person
) -> None:
    timeline.correct(incident.id, note_id, "rolled back", MONDAY, bob.as_actor())
    other = declare("another")
    for where, which in ((incident, note_id + 1), (other, note_id), (incident, 999)):
        with pytest.raises(NotFound, match="That event is not on this timeline"):
            timeline.correct(where.id, which, "x", MONDAY, bob.as_actor())


# -- once -------------------------------------------------------------------------------------------------------------


def test_the_same_request_notes_once_even_from_two_threads(
    timeline: Timeline, incident: Incident, alice: Person, store: Store, clock: FakeClock, read: Read
) -> None:
    by = because(alice, arrived(store, clock, "trigger:1"))
    with slow_commits():
        results = at_once(*[lambda: timeline.note(incident.id, "once", by)] * 2)
    assert sorted(str(type(result).__name__) for result in results) == ["AlreadyActed", "NoneType"]
    with pytest.raises(AlreadyActed):
        timeline.note(incident.id, "once", by)
    assert read() == ["09:00 Alice: once"]
