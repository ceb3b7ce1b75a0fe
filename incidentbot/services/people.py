"""Who somebody is, as the chat told us."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from incidentbot.domain.people import Person
from incidentbot.ports import Clock
from incidentbot.store.store import Store

FRESH_FOR = timedelta(hours=24)


class People:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def known(self, slack_id: str) -> tuple[Person | None, bool]:
        """The person, if met before, and whether what we know is fresh."""
        now = self._clock.now()
        with self._store.read() as tx:
            found = tx.person_by_slack_id(slack_id)
        return (found[0], now - found[1] < FRESH_FOR) if found else (None, False)

    def meet(self, slack_id: str, name: str, tz: str, is_guest: bool, is_bot: bool, is_deleted: bool) -> Person:
        """Notes a profile as the chat has it now. `tz` is an IANA zone name; an unknown one counts as UTC."""
        now = self._clock.now()
        flags = {"is_guest": is_guest, "is_bot": is_bot, "is_deleted": is_deleted}
        with self._store.begin() as tx:
            return tx.meet(slack_id, now, name=name, tz=tz if _is_zone(tz) else "UTC", **flags)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a name at all; a folder of names
        return False
    return True
