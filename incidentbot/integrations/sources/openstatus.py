"""OpenStatus's webhook: a monitor is degraded, in error, or has recovered."""

from __future__ import annotations

from collections.abc import Mapping

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.reading import first, instant, link, mapping

NAME = "openstatus"

STATES = {"degraded": AlertState.FIRING, "error": AlertState.FIRING, "recovered": AlertState.RESOLVED}
WORDS = {"degraded": "is degraded", "error": "is failing", "recovered": "has recovered"}
TEST_MONITOR = ("1", "test", "http://openstat.us")  # what the test button sends


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    body = mapping(payload)
    monitor, status = mapping(body.get("monitor")), first(body.get("status")).lower()
    number, name, url = (first(monitor.get(field)) for field in ("id", "name", "url"))
    if status not in STATES or not (number or name):
        raise UnknownShape(
            "Not a webhook of OpenStatus: expected “monitor” and a “status” (degraded, error, recovered)."
        )
    moment = instant(body.get("cronTimestamp"))
    firing = STATES[status] is AlertState.FIRING
    return [
        Alert.from_outside(
            key=("monitor", number or name),
            state=STATES[status],
            title=f"{name or f'Monitor {number}'} {WORDS[status]}",
            severity=status if firing else None,
            labels={"monitor": name, "status_code": body.get("statusCode")},
            description=body.get("errorMessage") or body.get("message"),
            links=(link("document", "What is watched", url),),
            rule=name,
            started_at=moment if firing else None,
            ended_at=moment,
            is_test=(number, name, url) == TEST_MONITOR,
            extra={"latency_ms": body.get("latency")},
        )
    ]
