"""The process file: an empty one works, and every mistake is told at once, with its place and what to write instead."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incidentbot.domain.priority import Priority
from incidentbot.domain.process import ENVIRONMENTS, PRIORITY_RULES, Process, Service
from incidentbot.process import ProcessFileError, load, parse
from incidentbot.process.file import LONGEST_FILE, MOST_MISTAKES

Mistakes = Callable[[str], list[str]]
MANY_SERVICES = "people: {alice: {}}\nteams: {payments: {owner: alice}}\nservices:\n" + "".join(
    f"  service-{number}:\n    team: payments\n    tier: 2\n    customer_path: Customers can pay {number}\n"
    f"    match: {{app: app-{number}, job: [api-{number}, worker-{number}]}}\n"
    f"    runbook: https://runbooks.acme.example/{number}\n"
    for number in range(1000)
)


def update_every(process: Process) -> dict[str, timedelta | None]:
    return {priority.value: process.update_every(priority) for priority in Priority}


# -- what works -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "---\n", "{}", "services: {}", "services:\n#  a: {}\norganisation:\n"]
)
def test_an_empty_file_is_a_working_process(text: str) -> None:
    process = parse(text)
    assert (process.announcements, process.services) == ("#incidents", {})
    assert process.environments == ENVIRONMENTS
    assert process.priorities == PRIORITY_RULES
    assert process.tables == Process().tables
    assert [process.triage_team.key, *process.teams] == ["triage", "triage"]


def test_the_version_is_that_of_the_text() -> None:
    first = parse("organisation: Acme").version
    assert parse("organisation: Acme").version == first
    assert parse("organisation: Ajax").version != first
    assert len(first) == 12


def test_whatever_is_written_is_text_where_text_belongs() -> None:
    process = parse("organisation: 2026\nservices: {no: {customer_path: 1e3}, 5: {tier: '1'}}")
    assert process.organisation == "2026"
    assert [(key, service.customer_path, service.tier) for key, service in process.services.items()] == [
        ("no", "1e3", 2),
        ("5", "", 1),
    ]


def test_what_is_left_out_stays_as_usual_and_nothing_means_nothing() -> None:
    usual = {"P1": timedelta(minutes=30), "P2": timedelta(hours=1), "P3": None, "P4": None}
    assert update_every(parse("priorities: {P1: {}, P2: }")) == usual
    quieter = parse("priorities: {P1: {update_every: 10 min}, P2: {update_every: }, P3: {update_every: 1d}}")
    assert update_every(quieter) == {"P1": timedelta(minutes=10), "P2": None, "P3": timedelta(days=1), "P4": None}


def test_a_dated_exception_is_on_the_organisations_wall_clock() -> None:
    line = "{name: release window, from: 2026-03-02T08:00, to: 2026-03-02T18:00, at_most: P2}"
    process = parse(
        f"timezone: Europe/Prague\nenvironments: {{production: , staging: {{at_most: P3, except: [{line}]}}}}"
    )
    [exception] = process.environment("staging").exceptions
    assert (exception.name, exception.at_most) == ("release window", Priority.P2)
    assert exception.starts == datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    assert exception.ends == datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


def test_a_service_may_be_only_a_name() -> None:
    assert parse("services: {checkout: }").services == {"checkout": Service("checkout")}


def test_a_file_from_windows_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "incidentbot.yml"
    path.write_bytes(b"\xef\xbb\xbforganisation: Acme\r\nannouncements: '#fires'\r\n")
    assert load(path).announcements == "#fires"


@pytest.mark.slow
def test_a_thousand_services_are_read_in_two_seconds() -> None:
    started = time.perf_counter()
    process = parse(MANY_SERVICES)
    took = time.perf_counter() - started
    print(f"1,000 services, {len(MANY_SERVICES)} bytes: {took:.2f} s")
    assert len(process.services) == 1000
    assert took < 2


# -- what does not ---------------------------------------------------------------------------------------------------


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(mistakes: Mistakes) -> None:
    found = mistakes(
        """\
        timezone: Mars
        services:
          checkout: {runbok: x, dashboards: [nope], team: nobody}
          checkout: &again {}
        priorities:
          P1: {update_every: now}
        """
    )
    places = [mistake.split(": ")[0] for mistake in found]
    assert places == ["1:1", "3:14", "3:38", "3:45", "4:3", "4:13", "6:8"]


def test_of_very_many_mistakes_the_first_are_told() -> None:
    with pytest.raises(ProcessFileError) as wrong:
        parse("services:\n" + "".join(f"  a{number}: {{x: 1}}\n" for number in range(1000)), "x.yml")
    told = wrong.value.mistakes
    assert len(told) == MOST_MISTAKES + 1
    assert told[-1] == "x.yml:102:10: 900 more mistakes from here on; mend these first"


def test_a_file_that_is_not_there_or_too_long_or_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "incidentbot.yml"
    with pytest.raises(ProcessFileError, match=r":1:1: cannot be read: No such file or directory; name a file"):
        load(path)
    with pytest.raises(ProcessFileError, match=r":1:1: cannot be read: Is a directory"):
        load(tmp_path)
    path.write_bytes(b"#" * (LONGEST_FILE + 1))
    with pytest.raises(ProcessFileError, match=r":1:1: is longer than 1048576 bytes"):
        load(path)
    path.write_bytes(b"a: b\nc: \xff")
    with pytest.raises(ProcessFileError, match=r":2:4: this is not UTF-8"):
        load(path)
