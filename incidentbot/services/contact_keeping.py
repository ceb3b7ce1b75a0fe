"""Keeps what people entered theirs: when the process file calls them anew, and when the key is exchanged."""

from __future__ import annotations

from incidentbot.ports import Clock, InForce
from incidentbot.services.contact_own import person_key
from incidentbot.services.sealing import KeyMissing, Seal
from incidentbot.store.contact import KeptMethod
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

# Said wherever it is told who cannot be reached, until the old key is back or the owner enters the address anew.
UNREADABLE = "was encrypted with another INCIDENTBOT_SECRET_KEY"
AT_ONCE = 200  # rows encrypted anew in one transaction


class ContactKeeping:
    def __init__(self, store: Store, clock: Clock, running: InForce, seal: Seal) -> None:
        self._store = store
        self._clock = clock
        self._running = running
        self._seal = seal
        self._followed = ""  # the version of the process file

    def follow_process(self) -> int:
        """Somebody who is called otherwise takes their telephone along, and leaves none to whoever has the old name.

        How many were. People are known by their id in the chat.
        """
        process = self._running.process
        if process.version == self._followed:
            return 0
        with self._store.begin() as tx:
            moved = {
                person: person_key(process, slack_id)
                for person, slack_id in tx.people_with_contacts()
                if person_key(process, slack_id) != person
            }
            for person in moved:  # first out of the way: two people may have exchanged their names
                tx.rename_contacts(person, f"was:{person}")
            for person, key in moved.items():
                tx.rename_contacts(f"was:{person}", key)
        self._followed = process.version
        return len(moved)

    def seal_anew(self) -> int:
        """After another key was put in front: what was encrypted with an old one. How many could be."""
        done, after = 0, 0
        while True:
            with self._store.begin() as tx:
                methods = tx.sealed_contact_methods(after, AT_ONCE)
                done += sum(self._reseal(tx, method) for method in methods)
            if len(methods) < AT_ONCE:
                return done
            after = methods[-1].id

    def _reseal(self, tx: Transaction, method: KeptMethod) -> bool:
        try:
            address = self._seal.unseal(method.address)
        except KeyMissing:
            tx.doubt_contact_method(method.id, UNREADABLE, self._clock.now())
            return False
        if method.refused == UNREADABLE:  # the old key is back
            tx.change_contact_method(method.id, refused="", refused_at=None)
        if self._seal.is_of_first(method.address):
            return False
        if not address:
            tx.change_contact_method(method.id, address=self._seal.seal(""))
            return True
        if tx.is_stopped(self._seal.marks(address)):
            tx.stop_phone(self._seal.marks(address), method.provider, self._clock.now())
        mark = self._seal.mark(address)
        tx.change_contact_method(method.id, address=self._seal.seal(address), address_hash=mark)
        return True
