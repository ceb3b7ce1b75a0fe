"""The lines about one sender of alerts."""

from __future__ import annotations

from pydantic import Field, model_validator

from incidentbot.domain.priority import Severity
from incidentbot.domain.process_integration import (
    USUAL_GRACE,
    USUAL_GROUPING_WINDOW,
    AlertMapping,
    Heartbeat,
    IntegrationConfig,
)
from incidentbot.process.kinds import Duration, Expression, Line, Source, Text

GENERIC = "generic"


class MappingLine(Line):
    title: Expression
    dedup_key: Expression | None = None
    state: Expression | None = None
    severity: Expression | None = None
    description: Expression | None = None
    rule: Expression | None = None
    labels: dict[Text, Expression] = Field({})
    links: dict[Text, Expression] = Field({})
    alerts: Expression | None = None

    def value(self) -> AlertMapping:
        fields = {name: said for name, said in self if isinstance(said, str) and name != "alerts"}
        return AlertMapping(fields, self.labels, self.links, self.alerts)


class HeartbeatLine(Line):
    every: Duration
    grace: Duration = USUAL_GRACE

    def value(self) -> Heartbeat:
        return Heartbeat(self.every, self.grace)


class IntegrationLine(Line):
    source: Source
    team: str | None = None
    grouping_window: Duration = USUAL_GROUPING_WINDOW
    labels: dict[Text, Text] = Field({})
    severity: Severity | None = None
    severity_words: dict[str, Severity] = Field({})
    mapping: MappingLine | None = None
    heartbeat: HeartbeatLine | None = None

    @model_validator(mode="after")
    def _only_generic_is_mapped(self) -> IntegrationLine:
        if self.mapping and self.source != GENERIC:
            raise ValueError("has a mapping, which only source: generic needs; write that, or take the mapping out")
        if self.source == GENERIC and not self.mapping:
            raise ValueError(
                "is generic and has no mapping; write where the title stands, like mapping: {title: $.title}"
            )
        return self

    def value(self, name: str) -> IntegrationConfig:
        return IntegrationConfig(
            name,
            self.source,
            self.team,
            self.grouping_window,
            self.labels,
            self.severity,
            folded_words(self.severity_words),
            self.mapping.value() if self.mapping else None,
            self.heartbeat.value() if self.heartbeat else None,
        )


def folded_words(words: dict[str, Severity]) -> dict[str, Severity]:
    return {word.strip().casefold(): severity for word, severity in words.items()}
