"""Apprise: best effort, and only towards vendors whose servers are their own."""

from __future__ import annotations

import pytest

from incidentbot.errors import CannotBeDone, TryAgain
from incidentbot.integrations.pagers.apprise import Apprise, is_installed
from incidentbot.ports import PageMessage
from tests.integrations.pagers.test_letters import listening

pytestmark = pytest.mark.skipif(not is_installed(), reason="the extra apprise is not installed")


def test_a_message_goes_out(message: PageMessage) -> None:
    with listening() as (host, heard):
        assert Apprise(frozenset({"json"})).send(message, f"json://{host}/x") == ""
    assert b"P1 checkout is down" in heard[0]["body"]


def test_what_did_not_work_may_have_happened(message: PageMessage) -> None:
    with listening(503) as (host, _), pytest.raises(TryAgain) as trouble:
        Apprise(frozenset({"json"})).send(message, f"json://{host}/x")
    assert trouble.value.doubtful


@pytest.mark.parametrize(
    "address", ["json://127.0.0.1/x", "syslog://", "file:///etc/passwd", "mailto://a:b@c", "tgram://", "nonsense", ""]
)
def test_nothing_inside_and_nothing_unreadable_is_used(message: PageMessage, address: str) -> None:
    with pytest.raises(CannotBeDone):
        Apprise().send(message, address)
