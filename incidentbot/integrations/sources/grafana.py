"""Grafana's webhook: unified alerting, which is Alertmanager's and more, and the legacy alerts of older versions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources import alertmanager
from incidentbot.integrations.sources.reading import at, first, link, listed, mapping, tags

NAME = "grafana"

# A rule without data is `no_data` in some versions and `alerting` in others, as its rule says.
LEGACY_STATES = {
    "alerting": AlertState.FIRING,
    "no_data": AlertState.FIRING,
    "unknown": AlertState.FIRING,
    "ok": AlertState.RESOLVED,
}
NOT_YET = {"pending", "paused"}
STATE_IN_TITLE = re.compile(r"^\[[^\]]*\]\s*")  # [OK] …, [Alerting] …


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    body = mapping(payload)
    if "alerts" in body:
        return [_unified(body, mapping(entry)) for entry in alertmanager.entries(body)]
    state = first(body.get("state")).lower()
    if state in NOT_YET:
        return []
    if state not in LEGACY_STATES or not first(body.get("ruleName"), body.get("title")):
        raise UnknownShape("Not a webhook of Grafana: expected “alerts”, or in older versions “state” and “ruleName”.")
    return [_legacy(body, state)]


def _unified(body: Mapping[str, object], entry: Mapping[str, object]) -> Alert:
    labels = mapping(entry.get("labels"))
    return alertmanager.alert_in(
        body,
        entry,
        links=(
            link("dashboard", "Panel", entry.get("panelURL")),
            link("dashboard", "Dashboard", entry.get("dashboardURL")),
            link("image", "Picture", entry.get("imageURL")),
            link("document", "Silence", entry.get("silenceURL")),
        ),
        # The test button of a contact point sends this one.
        is_test=(labels.get("alertname"), labels.get("instance")) == ("TestAlert", "Grafana"),
        # A rule without data, or one that fails, fires under another name and says its own here.
        rule=first(labels.get("rulename")),
        extra={"values": entry.get("values") or entry.get("valueString")},
    )


def _legacy(body: Mapping[str, object], state: str) -> Alert:
    labels = tags(body.get("tags"))
    rule = first(body.get("ruleName"), STATE_IN_TITLE.sub("", first(body.get("title"))))
    values = {first(at(match, "metric")): at(match, "value") for match in listed(body.get("evalMatches"))}
    return Alert.from_outside(
        key=("rule", first(body.get("orgId"), "1"), first(body.get("ruleId"), rule)),
        state=LEGACY_STATES[state],
        title=rule,
        severity=labels.get("severity") or (None if LEGACY_STATES[state] is AlertState.RESOLVED else state),
        labels=labels,
        description=body.get("message"),
        links=(link("dashboard", "Panel", body.get("ruleUrl")), link("image", "Picture", body.get("imageUrl"))),
        rule=rule,
        is_test=rule == "Test notification",
        extra={"values": values or None},
    )
