"""A dead man's switch: silence is what is reported. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.calendar import spoken

RULE = "heartbeat"


def is_missing(last_at: datetime, every: timedelta, grace: timedelta, now: datetime) -> bool:
    """True once `every` and `grace` have passed since it was heard last."""
    return now - last_at > every + grace


def alert_of(integration: str, state: AlertState, last_at: datetime, every: timedelta) -> Alert:
    """The alert that a missing heartbeat is, and the resolve when it is heard again."""
    expected = f"A sign of life is expected every {spoken(every)}."
    return Alert(
        dedup_key=f"{RULE}:{integration}",
        state=state,
        title=f"Nothing was heard of {integration}",
        severity="critical",
        description=f"{expected} The last one came at {last_at:%Y-%m-%d %H:%M:%S} UTC.",
        rule=RULE,
        labels={"heartbeat": integration},
    )
