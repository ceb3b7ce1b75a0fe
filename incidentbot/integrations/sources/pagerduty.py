"""PagerDuty's Events API, for senders that speak it already: its second version, and the first by its own names."""

from __future__ import annotations

from collections.abc import Mapping

import incidentbot.integrations.sources.pagerduty_v1 as v1
import incidentbot.integrations.sources.pagerduty_v2 as v2
from incidentbot.domain.alert import Alert
from incidentbot.integrations.sources.reading import mapping

NAME = "pagerduty"


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    parse_version = v1.parse if "event_type" in mapping(payload) else v2.parse
    return parse_version(payload, headers)
