"""PagerDuty's Events API v2: trigger, acknowledge, resolve. For senders that speak it already, at another address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from incidentbot.domain.alert import Alert, AlertLink, AlertState, as_text
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.reading import at, first, instant, link, link_named, listed, mapping

ACTIONS = {
    "trigger": AlertState.FIRING,
    "acknowledge": AlertState.ACKNOWLEDGED,
    "resolve": AlertState.RESOLVED,
}
OWN_LABELS = ("source", "component", "group", "class")


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    event = mapping(payload)
    said = mapping(event.get("payload"))
    state = ACTIONS.get(first(event.get("event_action")).lower())
    key = event.get("dedup_key") if as_text(event.get("dedup_key")) else None
    fires = state is AlertState.FIRING
    if state is None or (fires and not first(said.get("summary"))) or (not fires and key is None):
        raise UnknownShape(
            "Not an event of the Events API v2: expected “event_action” (trigger, acknowledge, resolve); with trigger"
            " a “payload” and its “summary”, with the others the “dedup_key”."
        )
    return [_alert(event, said, state, key)]


def _alert(event: Mapping[str, object], said: Mapping[str, object], state: AlertState, key: object) -> Alert:
    details = said.get("custom_details")
    moment = instant(said.get("timestamp"))
    return Alert.from_outside(
        # Without a key it is a thing of its own: the same words from the same place at the same moment.
        key=("event", said) if key is None else key,
        state=state,
        title=first(said.get("summary"), key),
        severity=said.get("severity"),
        labels={**mapping(details), **{name: said[name] for name in OWN_LABELS if said.get(name)}},
        description=told(details),
        links=(
            link("alert", first(event.get("client"), "The sender"), event.get("client_url")),
            *links_in(event.get("links")),
            *links_in(event.get("images")),
        ),
        rule=said.get("class"),
        started_at=moment if state is AlertState.FIRING else None,
        ended_at=moment,
        extra={"client": event.get("client")},
    )


def told(details: object) -> str:
    """Details are a text, or names and values: one line each."""
    if isinstance(details, Mapping):
        return "\n".join(f"{name}: {as_text(value)}" for name, value in details.items())
    return as_text(details)


def links_in(entries: object) -> Iterator[AlertLink | None]:
    """Links have an address and a text, pictures a source, a text for those who do not see them, and an address."""
    for entry in listed(entries):
        yield link("image", first(at(entry, "alt"), "Picture"), at(entry, "src"))
        yield link_named(first(at(entry, "text"), at(entry, "alt"), "Link"), at(entry, "href"))
