"""What the services ask the chat to do: one work row each, written in the transaction of its reason.

A card and an announcement are rendered when their row is performed, so they always show the present state; rows of a
FOLDABLE kind that a newer one of the same subject has overtaken are dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from incidentbot.domain.incident import Incident
from incidentbot.store.transaction import Transaction

FOLDABLE = ("card.refresh", "channel.topic", "announcement.refresh")
PACED = ("card.post", "announcement.post", "message.post")  # the chat takes about one message a second in a channel

ANNOUNCEMENTS = "announcements"  # the lane of the announcement channel
PATIENCE = timedelta(seconds=5)  # an announcement waits this long for its channel to be there to link to


def card_name(incident: Incident) -> str:
    return f"card:{incident.label}"


def announcement_name(incident: Incident) -> str:
    return f"announcement:{incident.label}"


def lane_of(incident: Incident) -> str:
    return f"channel:{incident.label}"


def in_channel(
    tx: Transaction, incident: Incident, kind: str, now: datetime, key: str | None = None, **payload: object
) -> None:
    """Asks for something in the incident's channel; whatever is asked there happens in order."""
    tx.ask_all([_row(incident, kind, key, **payload)], now)


def _row(incident: Incident, kind: str, key: str | None = None, **payload: object) -> dict[str, Any]:
    return {
        "kind": kind,
        "subject": incident.label,
        "lane": lane_of(incident),
        "dedup_key": key,
        "payload": {"incident_id": incident.id, **payload},
    }


def say(
    tx: Transaction,
    incident: Incident,
    now: datetime,
    template: str,
    data: Mapping[str, Any],
    thread: str | None = None,
) -> None:
    """A message in the incident's channel, perhaps in the thread of another message."""
    in_channel(tx, incident, "message.post", now, template=template, data=data, thread=thread)


def open_channel(
    tx: Transaction, incident: Incident, now: datetime, people: Sequence[str], answer_at: str | None
) -> None:
    """The channel, its card, its people and its signs; each step is made up for separately when it fails."""
    opened = _row(incident, "channel.open", f"channel:{incident.label}", answer_at=answer_at)
    tx.ask_all([opened, *_furniture(incident, people)], now)


def furnish_channel(
    tx: Transaction, incident: Incident, now: datetime, people: Sequence[str], channel: str = ""
) -> None:
    """Of a `channel` that takes the place of another one."""
    tx.ask_all(_furniture(incident, people, channel), now)


def post_card(tx: Transaction, incident: Incident, now: datetime, instead_of: str = "") -> None:
    """Posts and pins it; `instead_of` sets it apart from the card whose place it takes."""
    tx.ask_all(_card(incident, instead_of), now)


def _furniture(incident: Incident, people: Sequence[str], instead_of: str = "") -> list[dict[str, Any]]:
    return [
        _row(incident, "channel.invite", people=list(people)),
        *_card(incident, instead_of),
        _row(incident, "channel.topic"),
        _row(incident, "channel.purpose"),
    ]


def _card(incident: Incident, instead_of: str) -> list[dict[str, Any]]:
    key = f"{card_name(incident)} {instead_of}".strip()
    return [_row(incident, "card.post", key), _row(incident, "card.pin", f"pin:{key}")]


def bookmark(tx: Transaction, incident: Incident, now: datetime, title: str, url: str) -> None:
    in_channel(tx, incident, "channel.bookmark", now, title=title, url=url)


def invite(tx: Transaction, incident: Incident, now: datetime, slack_ids: Sequence[str]) -> None:
    in_channel(tx, incident, "channel.invite", now, people=list(slack_ids))


def announce(tx: Transaction, incident: Incident, now: datetime) -> None:
    """One line in the announcement channel; it waits a moment for the channel, and goes without it if it must."""
    tx.ask(
        "announcement.post",
        now,
        subject=incident.label,
        lane=ANNOUNCEMENTS,
        dedup_key=announcement_name(incident),
        due_at=now + PATIENCE,
        payload={"incident_id": incident.id},
    )


def refresh(tx: Transaction, incident: Incident, now: datetime) -> None:
    """Everything that shows the incident's present state is brought up to it."""
    in_channel(tx, incident, "card.refresh", now)
    in_channel(tx, incident, "channel.topic", now)
    tx.ask(
        "announcement.refresh",
        now,
        subject=incident.label,
        lane=ANNOUNCEMENTS,
        payload={"incident_id": incident.id},
    )


def refresh_later(tx: Transaction, incident: Incident, now: datetime, wait: timedelta) -> None:
    """Counts have changed, nothing that anybody waits for: at most one change of the card in `wait`."""
    if not tx.is_waiting("card.refresh", incident.label):
        payload = {"incident_id": incident.id}
        tx.ask("card.refresh", now, subject=incident.label, due_at=now + wait, payload=payload)


def tell(
    tx: Transaction, slack_id: str, now: datetime, template: str, data: Mapping[str, Any], key: str | None = None
) -> None:
    """A direct message to one person."""
    tx.ask(
        "message.post",
        now,
        lane=f"dm:{slack_id}",
        dedup_key=key,
        payload={"where": slack_id, "template": template, "data": data},
    )


def tell_below_p2(tx: Transaction, slack_id: str, now: datetime, template: str, data: Mapping[str, Any]) -> None:
    """A direct message that wakes nobody: it waits for the end of this person's quiet hours, in a lane of its own, so
    that what cannot wait does not wait behind it."""
    quiet = tx.quiet_hours_of(slack_id)
    end = quiet.end(now) if quiet else None
    if end is None:
        tell(tx, slack_id, now, template, data)
        return
    payload = {"where": slack_id, "template": template, "data": data}
    tx.ask("message.post", now, lane=f"quiet:{slack_id}", due_at=end, payload=payload)


def post(
    tx: Transaction,
    channel: str,
    now: datetime,
    template: str,
    data: Mapping[str, Any],
    asked_by: str | None = None,
    key: str | None = None,
) -> None:
    """A message in a channel that is not an incident's, such as a team's: its id, or #name. Whoever asked for it (a
    Slack id) hears when it cannot be posted there."""
    payload = {"where": channel, "template": template, "data": data, "asked_by": asked_by}
    tx.ask("message.post", now, lane=f"channel:{channel}"[:80], dedup_key=key, payload=payload)


def reply(tx: Transaction, channel: str, thread: str, now: datetime, template: str, data: Mapping[str, Any]) -> None:
    """An answer under somebody's message. Its lane is its own: where the bot may not speak, nothing else waits."""
    payload = {"where": channel, "thread": thread, "template": template, "data": data}
    tx.ask("message.post", now, lane=f"thread:{channel}:{thread}", payload=payload)


def answer(tx: Transaction, address: str, now: datetime, template: str, data: Mapping[str, Any]) -> None:
    """What has come true since the person got their first answer."""
    tx.ask("answer", now, payload={"address": address, "template": template, "data": data})
