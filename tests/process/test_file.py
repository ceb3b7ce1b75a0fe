"""The process file: an empty one works, and every mistake is told at once, with its place and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentbot.domain.priority import Priority
from incidentbot.domain.process import PRIORITY_RULES, Process, Service
from incidentbot.process import ProcessFileError, built_in, load
from incidentbot.process.file import LONGEST_FILE

Written = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def written(text: str) -> Path:
        path = tmp_path / "incidentbot.yml"
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return written


@pytest.fixture
def mistakes(written: Written) -> Callable[[str], list[str]]:
    """What is wrong with this text, a line each, `line:column: what`."""

    def mistakes(text: str) -> list[str]:
        path = written(text)
        with pytest.raises(ProcessFileError) as wrong:
            load(path)
        assert str(wrong.value) == "\n".join(wrong.value.mistakes)
        assert all(mistake.startswith(f"{path}:") for mistake in wrong.value.mistakes)
        return [mistake.removeprefix(f"{path}:").strip() for mistake in wrong.value.mistakes]

    return mistakes


Mistakes = Callable[[str], list[str]]


def update_every(process: Process) -> dict[str, timedelta | None]:
    return {priority.value: process.update_every(priority) for priority in Priority}


# -- what works -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "---\n", "{}", "services: {}", "services:\n#  a: {}\norganisation:\n"]
)
def test_an_empty_file_is_a_working_process(written: Written, text: str) -> None:
    process = load(written(text))
    assert (process.announcements, process.services) == ("#incidents", {})
    assert process.environments == Process().environments
    assert process.priorities == PRIORITY_RULES


def test_the_example_is_a_working_process() -> None:
    process = built_in()
    assert process.organisation == "Acme"
    assert list(process.services) == ["checkout", "catalogue", "delivery"]
    assert process.services["checkout"] == Service(
        "checkout",
        "payments",
        "Customers can pay",
        "https://runbooks.acme.example/checkout",
        ("https://grafana.acme.example/d/checkout",),
    )
    assert process.default_environment.key == "production"
    assert process.environment("staging").at_most == Priority.P3


def test_the_version_is_that_of_the_text(written: Written) -> None:
    first = load(written("organisation: Acme")).version
    assert load(written("organisation: Acme")).version == first
    assert load(written("organisation: Ajax")).version != first
    assert len(first) == 12


def test_a_dated_exception_is_on_the_organisations_wall_clock(written: Written) -> None:
    process = load(
        written(
            """
            timezone: Europe/Prague
            environments:
              production: {}
              staging:
                at_most: P3
                except:
                  - {name: release window, from: 2026-03-02T08:00, to: 2026-03-02T18:00, at_most: P2}
            """
        )
    )
    [exception] = process.environment("staging").exceptions
    assert (exception.name, exception.at_most) == ("release window", Priority.P2)
    assert exception.starts == datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    assert exception.ends == datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "begins"),
    [
        ("2026-03-02T08:00:00", "2026-03-02 18:00:00", "07:00"),  # with seconds YAML would make a date of its own of it
        ("2026-03-02", "2026-03-03", "23:00"),
        ("2026-03-02T08:00+00:00", "2026-03-02T18:00", "08:00"),
        ('"2026-03-02T08:00"', "'2026-03-02T18:00'", "07:00"),
    ],
)
def test_moments_may_be_written_in_several_ways(written: Written, starts: str, ends: str, begins: str) -> None:
    line = f"{{name: x, from: {starts}, to: {ends}, at_most: P2}}"
    text = f"timezone: Europe/Prague\nenvironments:\n  staging: {{at_most: P3, except: [{line}]}}\n"
    [exception] = load(written(text)).environment("staging").exceptions
    assert f"{exception.starts:%H:%M}" == begins


def test_what_is_left_out_stays_as_usual_and_nothing_means_nothing(written: Written) -> None:
    usual = {"P1": timedelta(minutes=30), "P2": timedelta(hours=1), "P3": None, "P4": None}
    assert update_every(load(written("priorities: {P1: {}, P2: }"))) == usual
    quieter = load(written("priorities: {P1: {update_every: 10 min}, P2: {update_every: }, P3: {update_every: 1d}}"))
    assert update_every(quieter) == {"P1": timedelta(minutes=10), "P2": None, "P3": timedelta(days=1), "P4": None}


def test_a_service_may_be_only_a_name(written: Written) -> None:
    assert load(written("services: {checkout: }")).services == {"checkout": Service("checkout")}


def test_a_file_from_windows_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "incidentbot.yml"
    path.write_bytes(b"\xef\xbb\xbforganisation: Acme\r\nannouncements: '#fires'\r\n")
    assert load(path).announcements == "#fires"


# -- what does not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("organisatoin: Acme", "1:1: organisatoin: “organisatoin” is not known here; did you mean “organisation”?"),
        (
            "pager: x",
            "1:1: pager: “pager” is not known here; known are organisation, timezone, announcements, services, "
            "environments, priorities",
        ),
        (
            "services:\n  checkout:\n    runbok: https://x.example\n",
            "3:5: services.checkout.runbok: “runbok” is not known here; did you mean “runbook”?",
        ),
        (
            "services:\n  checkout: {runbook: 'javascript:alert(1)'}\n",
            "2:14: services.checkout.runbook: URL scheme should be 'http' or 'https'",
        ),
        ("services: [checkout]", "1:1: services: write lines of the form “name: value” here"),
        (
            "services: {checkout: {team: 5}}",
            "1:23: services.checkout.team: write text here; in quotes, where it looks like a number or a list",
        ),
        (
            "services: {checkout: {dashboards: https://x.example}}",
            "1:23: services.checkout.dashboards: write a list here, like [one, two]",
        ),
        ("timezone: Prague", "1:1: timezone: “Prague” is not a time zone; write one like Europe/Prague"),
        (
            "pager:",
            "1:1: pager: “pager” is not known here; known are organisation, timezone, announcements, services, "
            "environments, priorities",
        ),
        ("announcements: incidents", None),
        ("announcements: '#one two'", None),
        (
            "priorities: {P5: {}}",
            "1:14: priorities.P5: Input should be 'P1', 'P2', 'P3' or 'P4'",
        ),
        (
            "priorities: {P1: {update_every: soon}}",
            "1:19: priorities.P1.update_every: “soon” is not a duration; write a number and a unit, like 30m, 1h or 2d",
        ),
        (
            "priorities: {P1: {update_every: 0m}}",
            "1:19: priorities.P1.update_every: “0m” is not a useful duration; write something between 1s and 365d",
        ),
        (
            "priorities: {P1: {update_every: 999999999d}}",
            "1:19: priorities.P1.update_every: “999999999d” is not a useful duration; "
            "write something between 1s and 365d",
        ),
        ("environments: {staging: {atmost: P3}}", None),
        ("- a\n- list\n", "1:1: file: write lines of the form “name: value” here"),
        ("just a sentence", "1:1: file: write lines of the form “name: value” here"),
        ("a: [1", "1:6: expected ',' or ']', but got '<stream end>'"),
        ("services:\n\tcheckout: {}\n", "2:1: found character '\\t' that cannot start any token"),
        ("organisation: A\norganisation: B\n", None),
        ("a: &x {b: 1}\nc: *x\n", "2:4: aliases (*name) are not read; write the value out"),
        ("a: 1\n---\nb: 2\n", "2:1: but found another document"),
        ("- " * 1000 + "a", "is nested too deeply"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_write_instead(
    mistakes: Mistakes, text: str, told: str | None
) -> None:
    found = mistakes(text)
    assert len(found) == 1
    if told:
        assert found == [told]
    else:
        assert found[0][0].isdigit()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "{name: x, from: tomorrow, to: 2026-03-02T18:00, at_most: P2}",
            "from: “tomorrow” is not a moment; write it like 2026-03-02T08:00",
        ),
        (
            "{name: x, from: 2026-03-02T18:00, to: 2026-03-02T18:00, at_most: P2}",
            "0: ends at 2026-03-02T18:00, which is not after 2026-03-02T18:00",
        ),
        (
            "{name: x, from: '0001-01-01T00:00', to: 2026-03-02T18:00, at_most: P2}",
            "from: “0001-01-01T00:00” is not a moment; write it like 2026-03-02T08:00",
        ),
        ("{name: x, from: 2026-03-02T08:00, at_most: P2}", "to: is missing here"),
        (
            "{name: x, from: 2026-03-02T08:00, to: 2026-03-02T18:00, at_most: P2, untill: x}",
            "untill: “untill” is not known here; known are name, from, to, at_most",
        ),
    ],
)
def test_a_wrong_exception_is_told_where_it_stands(mistakes: Mistakes, line: str, told: str) -> None:
    [found] = mistakes(f"environments:\n  staging:\n    at_most: P3\n    except:\n      - {line}\n")
    place, _, what = found.partition(": environments.staging.except.")
    assert place.split(":")[0] == "5"
    assert what.removeprefix("0.") == told


def test_all_mistakes_are_told_at_once(mistakes: Mistakes) -> None:
    found = mistakes(
        """\
        timezone: Mars
        services:
          checkout: {runbok: x, dashboards: [nope]}
        priorities:
          P1: {update_every: now}
        """
    )
    assert [mistake.split(": ")[0] for mistake in found] == ["1:1", "3:25", "3:14", "5:8"]


def test_a_file_that_is_not_there_or_too_long_or_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "incidentbot.yml"
    with pytest.raises(ProcessFileError, match="cannot be read: No such file or directory"):
        load(path)
    with pytest.raises(ProcessFileError, match="cannot be read: Is a directory"):
        load(tmp_path)
    path.write_bytes(b"#" * (LONGEST_FILE + 1))
    with pytest.raises(ProcessFileError, match="is 1048577 bytes long; at most 1048576 are read"):
        load(path)
    for raw in (b"\xff\xfe\x00", b"a: \x00"):
        path.write_bytes(raw)
        with pytest.raises(ProcessFileError, match="not YAML"):
            load(path)


WORDS = ["services", "checkout", "environments", "staging", "except", "from", "P1", "30m", "1", "null", "2026-03-02"]
LINES = st.lists(
    st.sampled_from([*WORDS, ": ", "\n", "\n  ", "- ", "{", "}", "[", "]", "'", "&a ", "*a ", "!!x ", "🔥"])
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_whatever_is_written_it_is_a_process_or_a_list_of_mistakes(tmp_path: Path, pieces: list[str]) -> None:
    path = tmp_path / "incidentbot.yml"
    path.write_text("".join(pieces), encoding="utf-8")
    assert read(path)


def read(path: Path) -> Process | list[str]:
    try:
        return load(path)
    except ProcessFileError as wrong:
        return wrong.mistakes
