"""Which alert rules are to be mended, by what, and when they are off the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.catalog import Service, Team
from incidentbot.domain.catalog_labels import LabelMatch
from incidentbot.domain.people import BOT
from incidentbot.domain.process import Process
from incidentbot.services.digest import Digest
from incidentbot.services.intake import Arrived, Intake
from incidentbot.services.readiness import UnreadyRule, unready_rules
from incidentbot.store.store import Store
from tests.world import MONDAY, FakeClock, in_force

WITHOUT = Process(services={"checkout": Service("checkout", team="triage")}, teams={"triage": Team("triage")})
MATCHING = Process(
    services={"checkout": Service("checkout", team="triage", match=LabelMatch({"job": ("shop",)}))},
    teams={"triage": Team("triage")},
)
Says = Callable[..., None]


@pytest.fixture
def says(store: Store, clock: FakeClock) -> Says:
    """Alerts of these rules come in, and are judged."""
    intake, digest = Intake(store, clock), Digest(store, clock, in_force(WITHOUT))

    def says(*rules: str, state: str = "firing", **labels: str) -> None:
        for number, rule in enumerate(rules):
            key = f"{rule}{number}{clock.now()}"[:200]
            alert = Alert(key, AlertState(state), rule, severity="error", labels={"job": "shop", **labels}, rule=rule)
            intake._write_down([Arrived("grafana", "grafana", (alert,))])
        while digest.digest(BOT):
            pass
        clock.advance(minutes=1)

    return says


def listed(store: Store, process: Process = WITHOUT) -> list[UnreadyRule]:
    with store.read() as tx:
        return unready_rules(tx, process, MONDAY, 10)


def test_a_rule_that_cannot_answer_is_listed_with_what_would_mend_it(says: Says, store: Store) -> None:
    says("disk", "disk", "latency")
    disk, latency = listed(store)
    assert (disk.integration, disk.rule, disk.alerts, disk.times, disk.last_at) == ("grafana", "disk", 2, 2, MONDAY)
    assert (latency.rule, latency.alerts) == ("latency", 1)
    assert disk.mend == (
        "service: add the label “service” to the alert, or a “match” line to a service",
        "team: it follows from the service; or add the label “team” with a team of the process file",
    )


def test_a_rule_is_mended_at_its_sender(says: Says, store: Store) -> None:
    says("disk", "latency")
    says("disk", service="checkout")
    assert [rule.rule for rule in listed(store)] == ["latency"]
    says("disk")
    assert {rule.rule for rule in listed(store)} == {"disk", "latency"}, "and broken again"


def test_the_end_of_something_unknown_mends_nothing(says: Says, store: Store) -> None:
    says("disk")
    says("disk", state="resolved", service="checkout")
    assert [rule.rule for rule in listed(store)] == ["disk"]


def test_a_rule_is_mended_in_the_process_file(says: Says, store: Store) -> None:
    says("disk")
    assert listed(store)
    assert listed(store, MATCHING) == []


def test_a_rule_without_a_name_is_called_by_its_title_however_long(says: Says, store: Store) -> None:
    title = "".join(chr(0x4E00 + number) for number in range(1024))
    says(title)
    assert [rule.rule for rule in listed(store)] == [title[:255]]
