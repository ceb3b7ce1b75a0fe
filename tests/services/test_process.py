"""The process that is in force: exchanged whole, kept by version, and never by a file that is wrong."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from incidentbot.domain.people import Actor, Person
from incidentbot.domain.process import Process
from incidentbot.process import ProcessFileError, built_in
from incidentbot.services.incident import Incidents
from incidentbot.services.process import THE_FILE, THE_START, RunningProcess
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.world import P1, P3, FakeClock, said
from tests.written import Asked, rows_of

ALICE = Actor("Alice")
WRONG = "organisatoin: Acme\n"


class File:
    """The process file, and what is done to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._age = 0

    def write(self, text: str) -> None:
        self.path.write_text(text)
        self._age += 1  # two writes within one tick of the file system's clock
        os.utime(self.path, (self._age, self._age))


@pytest.fixture
def file(tmp_path: Path) -> File:
    file = File(tmp_path / "incidentbot.yml")
    file.write("organisation: Acme\n")
    return file


@pytest.fixture
def running(store: Store, clock: FakeClock, file: File) -> RunningProcess:
    running = RunningProcess(store, clock, file.path)
    running.keep(THE_START)
    return running


@pytest.fixture
def second(replica: Store, running: RunningProcess, clock: FakeClock, file: File) -> RunningProcess:
    """Another replica, with the same file."""
    second = RunningProcess(replica, clock, file.path)
    second.keep(THE_START)
    return second


def told(asked: Asked) -> list[str]:
    return [row.payload["template"].removeprefix("process/") for row in asked.rows() if row.kind == "message.post"]


def kept(store: Store) -> list[tuple[str, str]]:
    return [(row["text"].strip(), row["loaded_by"]) for row in rows_of(store, tables.process_version)]


def refused(running: RunningProcess, by: Actor = THE_FILE) -> str:
    with pytest.raises(ProcessFileError) as wrong:
        running.reload(by)
    return str(wrong.value)


def test_a_changed_file_is_taken_over_whole_and_its_version_is_kept(
    running: RunningProcess, file: File, store: Store, asked: Asked, clock: FakeClock
) -> None:
    before = running.process
    file.write("organisation: Ajax\n")
    clock.advance(minutes=5)
    assert running.reload(ALICE) is running.process
    assert (before.organisation, running.process.organisation) == ("Acme", "Ajax")
    assert kept(store) == [("organisation: Acme", "the start of the bot"), ("organisation: Ajax", "Alice")]
    rows = rows_of(store, tables.process_version)
    assert [row["hash"] for row in rows] == [before.version, running.process.version]
    assert [row["loaded_at"] for row in rows] == [clock.now().replace(minute=0), clock.now()]
    assert (running.fault(), told(asked)) == (None, [])


def test_a_version_that_is_loaded_again_is_kept_once(running: RunningProcess, store: Store) -> None:
    for _ in range(3):
        running.reload(ALICE)
    assert kept(store) == [("organisation: Acme", "the start of the bot")]


def test_a_wrong_file_changes_nothing_and_is_told_once(
    running: RunningProcess, file: File, store: Store, asked: Asked
) -> None:
    before = running.process
    file.write(WRONG)
    mistake = f"{file.path}:1:1: organisatoin: “organisatoin” is not known here; did you mean “organisation”?"
    assert refused(running) == refused(running, ALICE) == mistake
    assert running.process is before
    [row] = asked.rows()
    assert (row.lane, row.payload["where"]) == ("announcements", "#incidents")
    assert row.payload["data"] == {"mistakes": [mistake], "more": 0, "version": before.version, "by": THE_FILE.name}
    assert running.fault() == f"version {before.version} stays in force; the file was not taken over: {mistake}"
    assert rows_of(store, tables.process_version)[-1]["mistakes"] == mistake


def test_another_mistake_is_told_anew_and_so_is_the_mending(running: RunningProcess, file: File, asked: Asked) -> None:
    for text in (WRONG, "timezone: Mars\n"):
        file.write(text)
        refused(running)
    assert told(asked) == ["refused", "refused"]
    file.write("organisation: Acme\n")
    running.reload(THE_FILE)
    running.reload(THE_FILE)
    assert told(asked) == ["refused", "refused", "mended"]
    assert (running.trouble, running.fault()) == ("", None)
    file.write(WRONG)
    refused(running)
    assert told(asked)[-1] == "refused", "the same mistake again is news again"


def test_of_many_mistakes_the_message_tells_a_few(running: RunningProcess, file: File, asked: Asked) -> None:
    file.write("".join(f"wrong{number}: 1\n" for number in range(8)))
    refused(running)
    data = asked.rows()[0].payload["data"]
    assert (len(data["mistakes"]), data["more"]) == (5, 3)


# -- looking at the file ----------------------------------------------------------------------------------------------


def looks(running: RunningProcess, times: int = 3) -> list[bool]:
    return [running.has_changed() for _ in range(times)]


def test_a_change_is_seen_when_the_file_has_come_to_rest(running: RunningProcess, file: File) -> None:
    assert looks(running) == [False, False, False]
    file.write("organisation: Aj")  # somebody's editor is still writing
    assert looks(running, 1) == [False]
    file.write("organisation: Ajax\n")
    assert looks(running) == [False, True, True]
    running.reload(THE_FILE)
    assert looks(running) == [False, False, False]


def test_a_file_that_was_replaced_by_one_just_as_old_and_long_is_another(running: RunningProcess, file: File) -> None:
    other = file.path.with_name("new")
    other.write_text("organisation: Ajax\n")
    os.utime(other, (1, 1))
    os.replace(other, file.path)
    assert looks(running, 2) == [False, True]


def test_a_wrong_file_is_not_tried_again_until_it_changes(running: RunningProcess, file: File) -> None:
    file.write(WRONG)
    looks(running, 2)
    refused(running)
    assert looks(running) == [False, False, False]


def test_a_file_that_was_taken_away_is_wrong_and_mended_when_it_is_back(
    running: RunningProcess, file: File, asked: Asked
) -> None:
    text = file.path.read_text()
    file.path.unlink()
    assert looks(running, 2) == [False, True]
    assert "cannot be read: No such file or directory" in refused(running)
    file.write(text)
    assert looks(running, 2) == [False, True]
    running.reload(THE_FILE)
    assert told(asked) == ["refused", "mended"]


# -- two replicas -----------------------------------------------------------------------------------------------------


def test_two_replicas_take_the_same_file_over_and_say_everything_once(
    running: RunningProcess, second: RunningProcess, file: File, store: Store, asked: Asked
) -> None:
    for text in (WRONG, "organisation: Ajax\n"):
        file.write(text)
        for replica in (running, second):
            assert replica.has_changed() is False
            assert replica.has_changed() is True
            if text == WRONG:
                refused(replica)
            else:
                replica.reload(THE_FILE)
    assert running.process == second.process
    assert running.process.organisation == "Ajax"
    assert [text for text, _ in kept(store)] == ["organisation: Acme", WRONG.strip(), "organisation: Ajax"]
    assert told(asked) == ["refused", "mended"]
    assert running.fault() is second.fault() is None


def test_a_replica_with_another_file_says_so(
    running: RunningProcess, replica: Store, clock: FakeClock, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "other.yml"
    elsewhere.write_text("organisation: Ajax\n")
    other = RunningProcess(replica, clock, elsewhere)
    other.keep(ALICE)
    assert other.fault() is None
    assert running.fault() == (
        f"decides by version {running.process.version}, but {other.process.version} was loaded after it "
        "(2026-03-02 09:00 UTC, by Alice); give every replica the same file"
    )


# -- starting ---------------------------------------------------------------------------------------------------------


def test_it_starts_with_the_version_before_when_the_file_is_wrong(
    running: RunningProcess, replica: Store, clock: FakeClock, file: File, asked: Asked
) -> None:
    file.write(WRONG)
    again = RunningProcess(replica, clock, file.path)
    again.keep(THE_START)
    assert again.process == running.process
    assert "organisatoin" in again.trouble
    assert told(asked) == ["refused"]
    file.write("organisation: Ajax\n")
    assert looks(again, 2) == [False, True]
    assert again.reload(THE_FILE).organisation == "Ajax"
    assert told(asked) == ["refused", "mended"]


def test_without_a_version_before_it_does_not_start_with_a_wrong_file(
    store: Store, clock: FakeClock, file: File
) -> None:
    file.write(WRONG)
    with pytest.raises(ProcessFileError):
        RunningProcess(store, clock, file.path)


def test_without_a_file_the_example_is_in_force(store: Store, clock: FakeClock) -> None:
    running = RunningProcess(store, clock, None)
    running.keep(THE_START)
    assert running.process == running.reload(ALICE) == built_in()
    assert running.has_changed() is False
    assert rows_of(store, tables.process_version)[0]["hash"] == running.process.version


def test_the_file_may_appear_while_the_example_is_in_force(
    store: Store, clock: FakeClock, tmp_path: Path, asked: Asked
) -> None:
    path = tmp_path / "incidentbot.yml"
    running = RunningProcess(store, clock, None, expected=path)
    assert looks(running) == [False, False, False]
    assert running.reload(ALICE) == built_in(), "it is not missed before it was there"
    path.write_text(WRONG)
    assert looks(running, 2) == [False, True]
    refused(running)
    assert running.process == built_in()
    path.write_text("organisation: Ajax and sons\n")
    assert looks(running, 2) == [False, True]
    assert running.reload(THE_FILE).organisation == "Ajax and sons"
    path.unlink()
    assert looks(running, 2) == [False, True]
    assert "cannot be read" in refused(running), "from then on it is"
    assert told(asked) == ["refused", "mended", "refused"]


# -- decisions --------------------------------------------------------------------------------------------------------


def test_a_decision_names_the_version_by_which_it_was_judged(
    incidents: Incidents, alice: Person, process: Process, store: Store
) -> None:
    """A form that was judged by the version before, and sent when there was a newer one."""
    assert process.version == "v1"
    incidents.declare(said("new", P3), alice.as_actor())
    old = incidents.declare(said("old", replace(P3, process_version="v0")), alice.as_actor()).ticket
    incidents.got_worse(old.id, P1, alice.as_actor())
    assert [row["process_version"] for row in rows_of(store, tables.classification)] == ["v1", "v0", "v1"]
