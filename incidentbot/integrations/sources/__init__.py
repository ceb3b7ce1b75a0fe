"""What monitors send. One module a source: a foreign JSON in, alerts out; docs/adding-a-source.md says how to add one.

alertmanager   Prometheus Alertmanager, version 4 and older
grafana        Grafana, unified and legacy alerting
datadog        monitors, in the body that its owner laid out
sentry         issue, event and metric alerts of an integration; the old plugin
cloudwatch     alarms, through SNS or bare
uptime_kuma    monitors, certificates, the test button
openstatus     monitors
github         workflow runs, check runs and check suites that failed
pingdom        checks
newrelic       issues, and the incidents of before
zabbix         problems, in the body that its owner laid out
healthchecks   checks, in the body that its owner laid out
pagerduty      the Events API, for senders that speak it already (pagerduty_v2, and the older pagerduty_v1)

sns            whether a message of Amazon SNS is genuine, and confirming a subscription
sns_sender     … with the certificates that are kept for it
fetching       a small document from an address
reading        values out of a foreign JSON, whatever stands there
fields         … and out of a body that somebody laid out

`generic` is not here: its owner says in the process file where the answers stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

# Written in full, for mypy takes no name from a package that is still being read.
import incidentbot.integrations.sources.alertmanager as alertmanager
import incidentbot.integrations.sources.cloudwatch as cloudwatch
import incidentbot.integrations.sources.datadog as datadog
import incidentbot.integrations.sources.github as github
import incidentbot.integrations.sources.grafana as grafana
import incidentbot.integrations.sources.healthchecks as healthchecks
import incidentbot.integrations.sources.newrelic as newrelic
import incidentbot.integrations.sources.openstatus as openstatus
import incidentbot.integrations.sources.pagerduty as pagerduty
import incidentbot.integrations.sources.pingdom as pingdom
import incidentbot.integrations.sources.sentry as sentry
import incidentbot.integrations.sources.uptime_kuma as uptime_kuma
import incidentbot.integrations.sources.zabbix as zabbix
from incidentbot.domain.alert import Alert


@dataclass(frozen=True)
class Source:
    """`name` stands in the address. `parse` takes the body and the request's headers.

    No alerts means that there is nothing to do: a ping, a run that was cancelled. It raises UnknownShape for a body
    that it does not know, and never anything else.
    """

    name: str
    parse: Callable[[object, Mapping[str, str]], list[Alert]]


_MODULES = (
    alertmanager,
    cloudwatch,
    datadog,
    github,
    grafana,
    healthchecks,
    newrelic,
    openstatus,
    pagerduty,
    pingdom,
    sentry,
    uptime_kuma,
    zabbix,
)
SOURCES: Mapping[str, Source] = {module.NAME: Source(module.NAME, module.parse) for module in _MODULES}
