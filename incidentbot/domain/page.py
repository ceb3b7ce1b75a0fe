"""A page: asking for somebody's attention about one ticket; and what became of each of its notifications."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from incidentbot.domain.escalation import Policy, Position
from incidentbot.domain.notification import MethodKind, NotificationState
from incidentbot.domain.priority import Priority


class PageState(StrEnum):
    WAITING = "waiting"  # a P2 outside of its coverage hours
    OPEN = "open"  # somebody is being asked
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    EXHAUSTED = "exhausted"  # everybody was asked, also the last resort, and nobody answered

    @property
    def is_ended(self) -> bool:
        return self in (PageState.RESOLVED, PageState.EXHAUSTED)


@dataclass(frozen=True)
class Page:
    """`position` None: nobody has been asked yet. `epoch` counts decisions; a timer of an older one is void."""

    id: int
    number: int
    code: str
    ticket_id: int
    ticket_label: str
    title: str
    service: str | None
    team: str | None
    priority: Priority
    reason: str
    policy: Policy
    position: Position | None
    state: PageState
    epoch: int
    started_at: datetime
    started_by: str
    next_due_at: datetime | None
    last_asked_at: datetime | None = None
    is_last_resort: bool = False
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None  # a person's key; of a program, its name
    acknowledged_how: str = ""
    first_acknowledged_at: datetime | None = None  # stays when it runs out, is escalated or handed on
    first_acknowledged_by: str | None = None
    snoozed_until: datetime | None = None
    ended_at: datetime | None = None
    is_ticket_open: bool = True
    target: str = ""  # what a person asked for besides the ticket's own page, such as "team search"

    @property
    def subject(self) -> str:
        return f"page:{self.id}"

    @property
    def label(self) -> str:
        return f"page {self.code} ({self.ticket_label})"


@dataclass(frozen=True)
class Notification:
    """One message of a page, to one person, by one contact method. `position` is the step that asked for it."""

    id: int
    page_id: int
    person: str
    kind: MethodKind
    method_id: int | None
    shown: str
    position: Position
    epoch: int
    state: NotificationState
    why: str
    asked_at: datetime
    due_at: datetime
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    ended_at: datetime | None = None
    provider: str = ""
    provider_id: str = ""
    error: str = ""
    attempt: int = 0
    told_with: int | None = None  # the notification that it was bundled into

    @property
    def key(self) -> str:
        """What marks it at the provider, the same at every attempt."""
        return f"notification:{self.id}"


@dataclass(frozen=True)
class PageStory:
    """A page with everything that it asked for, oldest first."""

    page: Page
    notifications: tuple[Notification, ...] = field(default=())
