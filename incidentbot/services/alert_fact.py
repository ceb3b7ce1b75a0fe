"""An alert as it is kept in the database, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidentbot.domain.alert import Alert, AlertLink, AlertState
from incidentbot.store.plain import storable


def written(alert: Alert) -> dict[str, Any]:
    """By hand, because a thousand of them come in a second."""
    return {
        "dedup_key": storable(alert.dedup_key),
        "state": alert.state.value,
        "title": storable(alert.title),
        "severity": alert.severity and storable(alert.severity),
        "labels": _plain(alert.labels),
        "description": storable(alert.description),
        "links": [
            {"kind": link.kind, "label": storable(link.label), "url": storable(link.url)} for link in alert.links
        ],
        "rule": storable(alert.rule),
        "started_at": alert.started_at and alert.started_at.isoformat(),
        "ended_at": alert.ended_at and alert.ended_at.isoformat(),
        "is_test": alert.is_test,
        "extra": _plain(alert.extra),
    }


def _plain(labels: Mapping[str, str]) -> dict[str, str]:
    return {storable(name): storable(value) for name, value in labels.items()}


def read(kept: dict[str, Any]) -> Alert:
    """Raises KeyError, TypeError or ValueError for what `written` did not make."""
    moments = {name: _moment(kept[name]) for name in ("started_at", "ended_at")}
    links = tuple(AlertLink(**link) for link in kept["links"])
    return Alert(**{**kept, **moments, "links": links, "state": AlertState(kept["state"])})


def of_row(row: Any) -> Alert:
    """A row of the alert table as the alert that it was, firing, so that it can be judged anew."""
    return Alert(
        dedup_key=row.dedup_key,
        state=AlertState.FIRING,
        title=row.title,
        severity=row.severity,
        labels=row.labels,
        description=row.description,
        links=tuple(AlertLink(**link) for link in row.links),
        rule=row.rule,
    )


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None
