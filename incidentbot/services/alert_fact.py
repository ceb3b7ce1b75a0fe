"""An alert as it is kept in the database, and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from incidentbot.domain.alert import Alert, AlertLink, AlertState
from incidentbot.store.payload import write


def written(alert: Alert) -> Any:
    return write(asdict(alert))


def read(kept: dict[str, Any]) -> Alert:
    """Raises KeyError and TypeError for what `written` did not make."""
    moments = {name: _moment(kept[name]) for name in ("started_at", "ended_at")}
    links = tuple(AlertLink(**link) for link in kept["links"])
    return Alert(**{**kept, **moments, "links": links, "state": AlertState(kept["state"])})


def _moment(kept: dict[str, str] | None) -> datetime | None:
    return datetime.fromisoformat(kept["$at"]) if kept else None
