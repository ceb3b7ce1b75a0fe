"""From what monitors say to tickets: joined, counted, resolved, flapping, held back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.catalog import Service, Team
from incidentbot.domain.people import BOT
from incidentbot.domain.process import Process
from incidentbot.services.digest import Digest
from incidentbot.services.intake import Arrived, Intake
from incidentbot.store.store import Store
from tests.world import FakeClock, InForce
from tests.written import Asked

Says = Callable[..., None]


@pytest.fixture
def shop() -> InForce:
    services = {
        "checkout": Service("checkout", team="payments", tier=1),
        "catalogue": Service("catalogue", team="storefront"),
    }
    teams = {name: Team(name) for name in ("payments", "storefront", "triage")}
    return InForce(Process(services=services, teams=teams, triage="triage"))


@pytest.fixture
def digest(store: Store, clock: FakeClock, shop: InForce) -> Digest:
    return Digest(store, clock, shop)


def an_alert(key: str = "a", state: str = "firing", **changes: object) -> Alert:
    given = {
        "dedup_key": key,
        "state": AlertState(state),
        "title": f"alert {key}",
        "severity": "critical",
        "labels": {"service": "checkout", "environment": "production"},
        "rule": "CheckoutDown",
    }
    return Alert(**{**given, **changes})


@pytest.fixture
def monitor(store: Store, clock: FakeClock, digest: Digest) -> Says:
    """Says these alerts, and lets them be digested."""
    intake = Intake(store, clock)

    def says(*alerts: Alert, integration: str = "prometheus") -> None:
        intake._write_down([Arrived(integration, "alertmanager", tuple(alerts))])
        while digest.digest(BOT):
            pass

    return says


def tickets(store: Store) -> list[tuple[str, str, str, int, int]]:
    """Title, priority, state, open alerts, all alerts."""
    with store.read() as tx:
        rows = tx.connection.exec_driver_sql(
            "SELECT title, priority, state, alerts_open, alerts_total FROM ticket ORDER BY id"
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]


def told(store: Store, ticket_id: int = 1) -> list[str]:
    with store.read() as tx:
        return [event.text for event in tx.timeline(ticket_id)]


def test_a_critical_alert_of_a_tier_1_service_is_an_incident(store: Store, monitor: Says, asked: Asked) -> None:
    monitor(an_alert())
    assert tickets(store) == [("alert a", "P1", "open", 1, 1)]
    with store.read() as tx:
        (incident,) = tx.open_incidents(5)
    assert (incident.label, incident.service, incident.commander) == ("INC-1", "checkout", None)
    assert [row.kind for row in asked.rows() if row.lane == "channel:INC-1"][:2] == ["channel.open", "channel.invite"]


def test_the_same_from_staging_is_a_p3_ticket(store: Store, monitor: Says, asked: Asked) -> None:
    asked.forget()
    monitor(an_alert(labels={"service": "checkout", "environment": "staging"}))
    assert [row[1] for row in tickets(store)] == ["P3"]
    with store.read() as tx:
        assert tx.open_incidents(5) == []
    assert {row.kind for row in asked.rows()} == {"signal.digest"}, "nobody is told, let alone woken"


def test_an_alert_without_a_service_is_not_ready_and_waits_for_the_triage_team(store: Store, monitor: Says) -> None:
    monitor(an_alert(labels={}))
    assert [row[1] for row in tickets(store)] == ["P3"]
    with store.read() as tx:
        (row,) = tx.connection.exec_driver_sql("SELECT team, missing FROM ticket").all()
        (rule,) = tx.unready_rules(10)
    assert row.team == "triage"
    assert "service" in str(row.missing)
    assert (rule.integration, rule.rule, rule.alerts) == ("prometheus", "CheckoutDown", 1)


def test_repeats_count_and_make_nothing_new(store: Store, monitor: Says) -> None:
    monitor(an_alert())
    monitor(an_alert(), an_alert())
    monitor(an_alert())
    assert tickets(store) == [("alert a", "P1", "open", 1, 1)]
    with store.read() as tx:
        (row,) = tx.alerts_of_ticket(1, 10)
    assert (row.times, row.is_open) == (4, True)


def test_alerts_of_one_service_join_one_ticket_while_its_window_is_open(
    store: Store, monitor: Says, clock: FakeClock
) -> None:
    monitor(an_alert("a"))
    clock.advance(minutes=10)
    monitor(an_alert("b"))
    assert tickets(store) == [("alert a", "P1", "open", 2, 2)]
    clock.advance(minutes=20)
    monitor(an_alert("c"))
    assert [row[0] for row in tickets(store)] == ["alert a", "alert c"]


def test_a_storm_is_one_ticket_with_true_counts_and_a_short_timeline(store: Store, monitor: Says, asked: Asked) -> None:
    monitor(*(an_alert(str(number)) for number in range(2_000)))
    assert tickets(store) == [("alert 0", "P1", "open", 2_000, 2_000)]
    assert len(told(store)) < 15
    assert "500 alerts joined, such as: alert 0" in told(store)
    rows = asked.rows()
    assert len([row for row in rows if row.kind == "card.refresh"]) == 1, "counts are brought up to date once a minute"


def test_the_last_resolve_closes_a_ticket(store: Store, monitor: Says) -> None:
    quiet = {"service": "catalogue", "environment": "staging"}
    monitor(an_alert("a", labels=quiet), an_alert("b", labels=quiet))
    monitor(an_alert("a", "resolved", labels=quiet))
    assert tickets(store) == [("alert a", "P3", "open", 1, 2)]
    monitor(an_alert("b", "resolved", labels=quiet))
    assert tickets(store) == [("alert a", "P3", "resolved", 0, 2)]
    assert told(store)[-1] == "resolved: all its alerts have resolved"


def test_the_last_resolve_tells_an_incident_and_does_not_close_it(store: Store, monitor: Says, asked: Asked) -> None:
    monitor(an_alert())
    asked.forget()
    monitor(an_alert(state="resolved"))
    assert tickets(store) == [("alert a", "P1", "open", 0, 1)]
    assert asked.last("message.post").payload["template"] == "alert/all_resolved"


def test_a_resolve_for_an_unknown_key_is_accepted_and_noted(store: Store, monitor: Says) -> None:
    monitor(an_alert("never seen", "resolved"))
    assert tickets(store) == []
    with store.read() as tx:
        (row,) = tx.connection.exec_driver_sql("SELECT dedup_key, is_open, ticket_id FROM alert").all()
    assert (row.dedup_key, bool(row.is_open), row.ticket_id) == ("never seen", False, None)


def test_firing_and_resolving_in_one_breath_ends_closed(store: Store, monitor: Says) -> None:
    quiet = {"service": "catalogue", "environment": "staging"}
    monitor(an_alert(labels=quiet), an_alert(state="resolved", labels=quiet))
    assert tickets(store) == [("alert a", "P3", "resolved", 0, 1)]


def test_an_alert_that_comes_and_goes_stays_on_its_ticket_and_is_said_to_flap_once(
    store: Store, monitor: Says, clock: FakeClock
) -> None:
    quiet = {"service": "catalogue", "environment": "staging"}
    for _ in range(6):
        monitor(an_alert(labels=quiet))
        clock.advance(minutes=1)
        monitor(an_alert(state="resolved", labels=quiet))
        clock.advance(minutes=1)
    assert tickets(store) == [("alert a", "P3", "resolved", 0, 1)]
    assert told(store).count("flapping: alert a comes and goes") == 1
    clock.advance(hours=1)
    monitor(an_alert(labels=quiet))
    assert len(tickets(store)) == 2, "an hour later it is another one"


def test_a_more_urgent_alert_makes_the_ticket_an_incident_once(store: Store, monitor: Says) -> None:
    monitor(an_alert("a", severity="info"))
    assert [row[1] for row in tickets(store)] == ["P3"]
    monitor(an_alert("b"), an_alert("c"))
    assert [row[1] for row in tickets(store)] == ["P1"]
    with store.read() as tx:
        assert [incident.label for incident in tx.open_incidents(5)] == ["INC-1"]
    assert sum(text.startswith("opened INC-1") for text in told(store)) == 1


def test_what_a_silence_names_is_held_back(store: Store, monitor: Says, clock: FakeClock) -> None:
    with store.begin() as tx:
        now = clock.now()
        tx.add_silence(
            "silence", {"service": "check*"}, now, now + timedelta(hours=1), "we move the database", BOT, now
        )
    monitor(an_alert("held"), an_alert("heard", labels={"service": "catalogue", "environment": "production"}))
    assert [row[0] for row in tickets(store)] == ["alert heard"]
    with store.read() as tx:
        assert [row.dedup_key for row in tx.held_alerts(1, 10)] == ["held"]


def test_another_version_of_the_process_decides_from_then_on(store: Store, monitor: Says, shop: InForce) -> None:
    monitor(an_alert("a", labels={"service": "billing"}))
    shop.process = Process(
        services={"billing": Service("billing", team="payments")},
        teams={"payments": Team("payments")},
        triage="payments",
    )
    monitor(an_alert("b", labels={"service": "billing"}))
    with store.read() as tx:
        teams = tx.connection.exec_driver_sql("SELECT team FROM ticket ORDER BY id").scalars().all()
    assert teams == ["triage", "payments"]


def test_a_repeat_that_says_worse_raises_the_ticket_once(store: Store, monitor: Says) -> None:
    monitor(an_alert(severity="info"))
    before = tickets(store)[0][1]
    monitor(an_alert(severity="critical", description="now it is down"))
    monitor(an_alert(severity="critical", description="now it is down"))
    assert (before, tickets(store)) == ("P3", [("alert a", "P1", "open", 1, 1)])
    with store.read() as tx:
        row = tx.alert(1)
        assert (row.severity, row.description, row.times) == ("critical", "now it is down", 3)
    assert len([text for text in told(store) if "P1" in text]) == 1


def test_one_signal_that_breaks_the_judging_does_not_keep_the_others(
    store: Store, monitor: Says, shop: InForce, clock: FakeClock
) -> None:
    """What nobody foresaw: here a row that is no alert at all."""
    with store.begin() as tx:
        broken = {"integration": "prometheus", "source": "alertmanager", "dedup_key": "x", "state": "firing"}
        tx.add_signals([{**broken, "alert": {"what": "?"}, "times": 1, "arrived_at": clock.now()}])
    monitor(an_alert())
    found = {title: (priority, team_alerts) for title, priority, _, team_alerts, _ in tickets(store)}
    assert found == {"alert a": ("P1", 1), "prometheus sends something that could not be judged": ("P3", 1)}
    with store.read() as tx:
        assert tx.count_signals() == 0


def test_a_signal_of_another_replica_with_a_smaller_id_is_not_lost(
    store: Store, digest: Digest, clock: FakeClock
) -> None:
    """PostgreSQL gives ids before commits, so a smaller one may become visible while a digest is at work."""
    intake = Intake(store, clock)
    intake._write_down([Arrived("prometheus", "alertmanager", (an_alert("late"), an_alert("early")))])
    with store.begin() as tx:
        late, early = tx.oldest_signals(2)
        tx.forget_signals([early.id])
        assert [row.id for row in tx.oldest_signals(2)] == [late.id]


def test_a_stream_is_digested_in_bites_and_the_first_alert_at_once(store: Store, clock: FakeClock) -> None:
    intake = Intake(store, clock)
    for number in range(60):
        intake._write_down([Arrived("prometheus", "alertmanager", (an_alert(str(number)),))])
        clock.advance(milliseconds=10)
    with store.read() as tx:
        rows = tx.connection.exec_driver_sql(
            "SELECT due_at, asked_at FROM work WHERE kind = 'signal.digest' ORDER BY id"
        )
        due = [(row[0], row[1]) for row in rows]
    assert 2 <= len(due) <= 5, "not one for each"
    assert due[0][0] == due[0][1], "the first does not wait"


def test_what_a_digest_has_missed_is_picked_up(store: Store, clock: FakeClock, digest: Digest) -> None:
    intake = Intake(store, clock)
    intake._write_down([Arrived("prometheus", "alertmanager", (an_alert("a"),))])
    with store.begin() as tx:
        tx.connection.exec_driver_sql("DELETE FROM work")
    assert not intake.pick_up(), "it may still be on its way"
    clock.advance(seconds=3)
    assert intake.pick_up()
    assert not intake.pick_up(), "one is waiting now"
    assert digest.digest(BOT) == 1
