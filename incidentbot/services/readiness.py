"""Alert rules that are not ready for on-call: those of the alerts that came, judged by a process file of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incidentbot.domain.process import Process
from incidentbot.domain.routing import route
from incidentbot.services import alert_fact
from incidentbot.store.transaction import Transaction


@dataclass(frozen=True)
class UnreadyRule:
    """What would answer each question that the last alert of this rule leaves open; and how often it came."""

    integration: str
    rule: str
    alerts: int
    times: int
    mend: tuple[str, ...]
    last_at: datetime


def unready_rules(tx: Transaction, process: Process, now: datetime, most: int) -> list[UnreadyRule]:
    """Those that came most often first. What `process` would answer is mended already, and left out."""
    found = []
    for rule in tx.unready_rules(most):
        last = tx.alert(rule.last)
        if last is None:
            continue
        config = process.integration(rule.integration)
        if mend := route(alert_fact.of_row(last), process, config, now).missing:
            found.append(UnreadyRule(rule.integration, rule.rule, rule.alerts, rule.times, mend, last.last_at))
    return found
