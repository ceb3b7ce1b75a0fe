"""New Relic's webhook: an issue, by the default template of a workflow or one like it, and the incidents of before."""

from __future__ import annotations

from collections.abc import Mapping

from incidentbot.domain.alert import Alert, AlertLink, AlertState
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.fields import Fields
from incidentbot.integrations.sources.reading import first, first_text, instant, link, listed, mapping

NAME = "new-relic"

STATES = {
    "created": AlertState.FIRING,
    "activated": AlertState.FIRING,
    "open": AlertState.FIRING,
    "acknowledged": AlertState.ACKNOWLEDGED,
    "closed": AlertState.RESOLVED,
    "resolved": AlertState.RESOLVED,
}
TEST_POLICY = "New Relic Alert - Test Policy"  # what the test button of the old channels sends


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    body = Fields(mapping(payload))
    state = STATES.get(body.line("state", "currentstate").lower())
    number = body.line("issueid", "incidentid", "id")
    if state is None or not number:
        raise UnknownShape(
            "Not a webhook of New Relic: expected “id” and “state”, or “incident_id” and “current_state”."
        )
    return [_alert(body, state, number)]


def _alert(body: Fields, state: AlertState, number: str) -> Alert:
    rules = _each(body.get("alertconditionnames", "conditionname"))
    policies = _each(body.get("alertpolicynames", "policyname"))
    targets = [mapping(target) for target in _each(body.get("targets"))]
    entities = [*_each(body.get("impactedentities")), *(target.get("name") for target in targets)]
    return Alert.from_outside(
        key=("issue", number),
        state=state,
        title=first(body.get("title", "issuetitle"), body.get("details"), *rules, f"New Relic issue {number}"),
        severity=body.get("priority", "severity"),
        labels={
            **(mapping(targets[0].get("labels")) if targets else {}),
            "entity": first(*entities),
            "policy": first(*policies),
            "condition": first(*rules),
            "account": body.get("accountname"),
            **body.answers(),
        },
        description=first_text(body.get("conditiondescription"), body.get("details"), body.get("title")),
        links=(
            link("alert", "Issue in New Relic", body.get("issueurl", "issuepageurl", "incidenturl")),
            *_links("runbook", "Runbook", body.get("runbookurl")),
            *_links("image", "Chart", body.get("violationcharturl")),
            *(link("dashboard", "What is affected", target.get("link")) for target in targets),
        ),
        rule=first(*rules),
        started_at=instant(body.get("createdat", "timestamp")) if state is not AlertState.RESOLVED else None,
        ended_at=instant(body.get("closedat", "updatedat", "timestamp")),
        is_test=TEST_POLICY in policies,
        extra={
            "entities": entities if len(entities) > 1 else None,
            "workflow": body.get("workflowname"),
            "acknowledged_by": body.get("acknowledgedby"),
        },
    )


def _each(value: object) -> list[object]:
    """New Relic's templates turn what accumulates into a list, and people write one of them alone."""
    return listed(value) or ([value] if value else [])


def _links(kind: str, label: str, value: object) -> list[AlertLink | None]:
    return [link(kind, label, url) for url in _each(value)]
