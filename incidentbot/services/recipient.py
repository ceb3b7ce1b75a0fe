"""Who a key of the process file is: by what they can be reached, and as whom they act."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from incidentbot.domain.contact import FROM_FILE, masked_email
from incidentbot.domain.notification import ContactMethod, MethodKind, Recipient
from incidentbot.domain.people import Actor, Cause, Person
from incidentbot.domain.process import Process
from incidentbot.services.reach import is_slack_only
from incidentbot.store.transaction import Transaction

LONG_AGO = timedelta(days=365)  # when we asked the chat about somebody of whom we know but the process file's line


def slack_of(process: Process, key: str) -> str | None:
    if is_slack_only(key):
        return key.partition(":")[2]
    person = process.people.get(key)
    return person.slack if person else None


def key_of(process: Process, slack_id: str | None) -> str | None:
    """The person of the process file who is this one in the chat."""
    if slack_id is None:
        return None
    return next((key for key, person in process.people.items() if person.slack == slack_id), None)


def keys_of(process: Process, slack_id: str) -> list[str]:
    """Under which this one may have been asked: by the process file's key, or by name alone."""
    key = key_of(process, slack_id)
    return [*([key] if key else []), f"slack:{slack_id}"]


def key_of_actor(process: Process, by: Actor) -> str:
    """Under which whoever acts is asked again: by the process file's key or the chat's. A program has only a name."""
    return key_of(process, by.slack_id) or (f"slack:{by.slack_id}" if by.slack_id else by.name)


def recipients_of(tx: Transaction, process: Process, keys: Collection[str]) -> dict[str, Recipient]:
    methods, wishes = tx.contact_methods_of(keys), tx.contact_wishes_of(keys)
    found = {}
    for key in keys:
        wish = wishes.get(key)
        rules, quiet = (wish.rules, wish.quiet) if wish else (None, None)
        found[key] = Recipient(key, slack_of(process, key), (*_of_file(process, key), *methods[key]), rules, quiet)
    return found


def _of_file(process: Process, key: str) -> list[ContactMethod]:
    """The e-mail address in the file was reviewed by people who know: it counts as verified."""
    person = process.people.get(key)
    if person is None or person.email is None:
        return []
    return [ContactMethod(FROM_FILE, MethodKind.EMAIL, shown=masked_email(person.email))]


def actor_of(tx: Transaction, process: Process, key: str, now: datetime, cause: Cause | None = None) -> Actor:
    """Somebody who answers from outside of the chat acts as the person whom the chat knows."""
    slack_id = slack_of(process, key)
    if slack_id is None:
        return Actor(name_of(process, key), cause=cause)
    return person_of(tx, process, key, slack_id, now).as_actor(cause)


def person_of(tx: Transaction, process: Process, key: str, slack_id: str, now: datetime) -> Person:
    """Whom the chat knows, also where we have not met them there."""
    if known := tx.person_by_slack_id(slack_id):
        return known[0]
    profile = {"name": name_of(process, key), "tz": process.timezone}
    flags = {"is_guest": False, "is_bot": False, "is_deleted": False}
    return tx.meet(slack_id, now - LONG_AGO, **profile, **flags)


def called(tx: Transaction, key: str) -> str:
    """The key, in whose place somebody whom the process file does not name has a name in the chat."""
    known = tx.person_by_slack_id(key.partition(":")[2]) if is_slack_only(key) else None
    return known[0].name if known else key


def name_of(process: Process, key: str) -> str:
    person = process.people.get(key)
    return (person.name or key) if person else key
