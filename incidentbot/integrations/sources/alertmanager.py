"""Prometheus Alertmanager's webhook: a group of alerts, each with its own status. Version 4, older, and imitations."""

from __future__ import annotations

from collections.abc import Mapping

from incidentbot.domain.alert import Alert, AlertLink, AlertState, flat
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.reading import at, first, first_text, instant, link, link_named, mapping

NAME = "alertmanager"

ENDED = {"resolved", "ok"}  # whatever else it says is not over
SAID_ELSEWHERE = {"summary", "description", "severity"}


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    group = mapping(payload)
    return [alert_in(group, mapping(entry)) for entry in entries(group)]


def entries(group: Mapping[str, object]) -> list[object]:
    found = group.get("alerts")
    if not isinstance(found, list) or not all(mapping(entry) for entry in found):
        raise UnknownShape('Not a webhook of Alertmanager: expected {"status": …, "alerts": [{"labels": {…}, …}, …]}.')
    return found


def alert_in(
    group: Mapping[str, object],
    entry: Mapping[str, object],
    links: tuple[AlertLink | None, ...] = (),
    is_test: bool = False,
    rule: str = "",
    extra: Mapping[str, object] | None = None,
) -> Alert:
    """One alert of a group; after it, what Grafana adds."""
    # An imitation may lack labels; a real sender's already hold what the group has in common.
    labels = mapping(entry.get("labels")) or mapping(group.get("commonLabels"))
    said = mapping(entry.get("annotations")) or mapping(group.get("commonAnnotations"))
    name = first(labels.get("alertname"))
    called = f"{name}: {rule}" if rule else name
    status = first(entry.get("status"), group.get("status")).lower()
    return Alert.from_outside(
        key=_key(entry, labels, name),
        state=AlertState.RESOLVED if status in ENDED else AlertState.FIRING,
        title=first(said.get("summary"), said.get("title"), said.get("message"), called, said.get("description")),
        severity=first(labels.get("severity"), said.get("severity"), labels.get("priority")),
        labels=labels,
        description=first_text(said.get("description"), said.get("message")),
        links=(
            *links,
            *(link_named(name, url) for name, url in said.items()),
            link("alert", "Alert rule", entry.get("generatorURL")),
            link("alert", "All alerts", group.get("externalURL")),
        ),
        rule=rule or name,
        started_at=instant(entry.get("startsAt")),
        ended_at=instant(entry.get("endsAt")),
        is_test=is_test,
        extra={
            **{
                name: value
                for name, value in said.items()
                if name not in SAID_ELSEWHERE and not link_named(name, value)
            },
            **(extra or {}),
            "receiver": group.get("receiver"),
            # The sender was told to keep to a number of alerts (max_alerts), and there were more.
            "truncated_alerts": group.get("truncatedAlerts") or None,
        },
    )


def _key(entry: Mapping[str, object], labels: Mapping[str, object], name: str) -> object:
    """The fingerprint is a hash of the labels; older versions did not send it."""
    if fingerprint := first(entry.get("fingerprint")):
        return fingerprint
    pairs = ",".join(f"{label}={value}" for label, value in sorted(flat(labels).items()))
    return f"{{{pairs}}}" if pairs else ("no labels", first(at(entry, "annotations", "summary"), name))
