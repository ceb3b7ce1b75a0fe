"""Who looks after us, and who is called when nothing else works."""

from __future__ import annotations

from incidentbot.bootstrap.parts import Parts
from incidentbot.domain.notification import MethodKind
from incidentbot.emergency import Emergency, Way
from incidentbot.integrations.heartbeat import OutwardHeartbeat
from incidentbot.services.page_audit import PageAudit
from incidentbot.watch import Watch


def emergency(parts: Parts) -> Emergency:
    """Whom the environment names."""
    settings = parts.settings
    named = (
        Way(MethodKind.VOICE, settings.emergency_phone or ""),
        Way(MethodKind.SMS, settings.emergency_phone or ""),
        Way(MethodKind.PUSH, settings.emergency_push or "", "ntfy"),
        Way(MethodKind.PUSH, settings.emergency_pushover or "", "pushover"),
        Way(MethodKind.EMAIL, settings.emergency_email or ""),
        Way(MethodKind.WEBHOOK, settings.emergency_webhook or ""),
    )
    return Emergency([way for way in named if way.address], parts.pagers.providers)


def watch(parts: Parts, emergency: Emergency) -> Watch:
    """Whom the environment names is called by the providers that are set up, and needs no database for it."""
    settings = parts.settings
    heart = OutwardHeartbeat(settings.heartbeat_url, settings.inner_hosts) if settings.heartbeat_url else None
    return Watch(
        PageAudit(parts.store, parts.clock, parts.running, parts.page_timers),
        parts.clock,
        emergency,
        heart,
        lambda: parts.store.trouble(parts.clock.now()),
        settings.base_url,
    )
