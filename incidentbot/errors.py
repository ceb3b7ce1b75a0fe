"""Few errors, each named after the broken rule and worded for the person who reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class IncidentbotError(Exception):
    """Its text is shown to a person as it stands; `again` says whether trying again helps."""

    again: bool = False


class SettingsError(IncidentbotError):
    """The environment cannot be used as it is: one line for each variable that is wrong."""


class NotPossible(IncidentbotError):
    """Somebody asked for what the rules do not allow; the message says what is possible instead."""


class NotFound(NotPossible):
    """What was named does not exist."""


class NotGenuine(NotPossible):
    """A message says that it is from somebody, and its signature does not bear that out."""


class InvalidInput(NotPossible):
    """A form or a command with something wrong in it: `fields` says what, by the field's name."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields


class AlreadyActed(IncidentbotError):
    """The same request has acted before; there is nothing left to do."""


class Fenced(IncidentbotError):
    """Another attempt at this work has taken over; whatever this one wanted to write is void."""


class StoreUnavailable(IncidentbotError):
    """The database is locked, full or out of reach."""

    again = True


class SchemaTooNew(IncidentbotError):
    """The database was made by a newer version of this program."""


class VendorError(IncidentbotError):
    """An outside service did not do what we asked. Subclasses say what can be done about it."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class TryAgain(VendorError):
    """It may work later. `after_seconds` is what the service asked for; `doubtful` when it may have happened."""

    again = True

    def __init__(
        self, message: str, code: str = "", after_seconds: float | None = None, doubtful: bool = False
    ) -> None:
        super().__init__(message, code)
        self.after_seconds = after_seconds
        self.doubtful = doubtful


class NeedsPerson(VendorError):
    """Somebody has to change something first (a scope, a token, a right); it is tried again, slowly."""

    again = True


class CannotBeDone(VendorError):
    """Never going to work as asked."""


class NameTaken(CannotBeDone):
    """Another channel, perhaps an archived one, has this name."""


class UnknownShape(IncidentbotError):
    """A body that is valid JSON, but of a shape that nobody knows; its text says what was expected.

    `understood` is what could be read of it all the same.
    """

    def __init__(self, message: str, understood: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.understood = understood
