"""Performs weekly_test.send: one provider brings the weekly test page to whom the environment names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from incidentbot.domain.contact import without_address
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.people import Actor
from incidentbot.domain.priority import Priority
from incidentbot.domain.work import Work
from incidentbot.emergency import NO_NOTIFICATION, Emergency
from incidentbot.errors import VendorError
from incidentbot.ports import KnowsReceipts, NotificationProvider, PageMessage
from incidentbot.services.weekly_test import Trial, WeeklyTests

# What names an address for these kinds; what is missing is said where the outcome is told.
SETTINGS: Mapping[MethodKind, str] = {
    MethodKind.VOICE: "INCIDENTBOT_EMERGENCY_PHONE",
    MethodKind.SMS: "INCIDENTBOT_EMERGENCY_PHONE",
    MethodKind.PUSH: "INCIDENTBOT_EMERGENCY_PUSH",
    MethodKind.EMAIL: "INCIDENTBOT_EMERGENCY_EMAIL",
    MethodKind.WEBHOOK: "INCIDENTBOT_EMERGENCY_WEBHOOK",
}
OF_PROVIDER = {"pushover": "INCIDENTBOT_EMERGENCY_PUSHOVER"}
NOT_TESTED = ("apprise",)  # best effort: what it would be tested with is not known


class WeeklyTest:
    def __init__(self, tests: WeeklyTests, emergency: Emergency) -> None:
        self._tests = tests
        self._emergency = emergency

    def begin(self) -> int:
        """Each provider that is set up, also those for which nobody is named."""
        providers = [one for some in self._emergency.providers.values() for one in some if one.name not in NOT_TESTED]
        return self._tests.begin([self._tested(one) for one in providers])

    def _tested(self, provider: NotificationProvider) -> Trial:
        missing = "" if self._emergency.way_of(provider.kind, provider.name) else setting_of(provider)
        return Trial(provider.kind, provider.name, provider.tells_delivery, missing)

    def perform(self, work: Work, by: Actor) -> str | None:
        test_id, kind, name = work.payload["test_id"], MethodKind(work.payload["kind"]), work.payload["provider"]
        way = self._emergency.way_of(kind, name)
        provider = next((one for one in self._emergency.of(way) if one.name == name), None) if way else None
        if way is None or provider is None:
            self._tests.refused(test_id, "is not set up any more", by)
            return None
        try:
            provider_id = provider.send(_message(test_id, work.due_at), way.address)
        except VendorError as trouble:  # a page would go to the next one; this test is of this one
            self._tests.refused(test_id, without_address(str(trouble), way.address), by)
            return None
        self._tests.taken(test_id, provider_id, by, has_receipt=isinstance(provider, KnowsReceipts))
        return provider_id

    def happened(self, _work: Work) -> bool:
        return False  # a test that comes twice harms nobody


def setting_of(provider: NotificationProvider) -> str:
    return OF_PROVIDER.get(provider.name, SETTINGS[provider.kind])


def _message(test_id: int, at: datetime) -> PageMessage:
    return PageMessage(
        notification_id=NO_NOTIFICATION,
        key=f"weekly_test:{test_id}",
        priority=Priority.P1,
        title="This is how a page reaches you",
        body=f"The weekly test of Incidentbot, {at:%H:%M} UTC. You need do nothing.",
        is_test=True,
    )
