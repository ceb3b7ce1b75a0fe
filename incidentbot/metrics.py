"""What is counted, for /metrics."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

WORK_ENDED = Counter(
    "incidentbot_work_ended_total", "Attempts at work rows, by kind and outcome", ["kind", "outcome"], registry=REGISTRY
)
WORK_LATENESS = Histogram(
    "incidentbot_work_lateness_seconds",
    "From due to the beginning of the attempt",
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600),
    registry=REGISTRY,
)
WORK_ROWS = Gauge("incidentbot_work_rows", "Work rows that are not ended, by state", ["state"], registry=REGISTRY)
OLDEST_DUE = Gauge(
    "incidentbot_work_oldest_due_seconds", "For how long the oldest due row has waited", registry=REGISTRY
)
SLACK_CONNECTED = Gauge("incidentbot_slack_connected", "1 while connected to Slack", registry=REGISTRY)
