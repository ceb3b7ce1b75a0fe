"""By what a person is told, and when; what is held back, and why. Time comes in as a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from incidentbot.domain.coverage import Coverage
from incidentbot.domain.priority import Priority


class MethodKind(StrEnum):
    SLACK = "slack"
    PUSH = "push"
    SMS = "sms"
    VOICE = "voice"
    EMAIL = "email"
    WEBHOOK = "webhook"


WORDS: Mapping[MethodKind, str] = {
    MethodKind.SLACK: "Slack",
    MethodKind.PUSH: "push",
    MethodKind.SMS: "SMS",
    MethodKind.VOICE: "call",
    MethodKind.EMAIL: "e-mail",
    MethodKind.WEBHOOK: "webhook",
}


class NotificationState(StrEnum):
    WAITING = "waiting"  # for its time
    SENDING = "sending"
    SENT = "sent"  # the provider has taken it
    DELIVERED = "delivered"  # the provider says that it arrived
    FAILED = "failed"
    CANCELLED = "cancelled"  # somebody acknowledged before it was sent
    SKIPPED = "skipped"  # held back, with its reason
    BUNDLED = "bundled"  # told with another one


@dataclass(frozen=True)
class NotificationRule:
    """`after` counts from the moment at which the person is asked."""

    priority: Priority
    kind: MethodKind
    after: timedelta = timedelta(0)


_P1, _P2, _P3, _P4 = Priority
_SOME_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
DEFAULT_RULES: tuple[NotificationRule, ...] = (
    NotificationRule(_P1, MethodKind.SLACK),
    NotificationRule(_P1, MethodKind.PUSH),
    NotificationRule(_P1, MethodKind.SMS, timedelta(minutes=1)),
    NotificationRule(_P1, MethodKind.VOICE, timedelta(minutes=3)),
    NotificationRule(_P2, MethodKind.SLACK),
    NotificationRule(_P2, MethodKind.PUSH),
    NotificationRule(_P2, MethodKind.SMS, timedelta(minutes=5)),
)


@dataclass(frozen=True)
class ContactMethod:
    """`refused`: why it may not be used, such as that its owner said STOP. `doubt`: what a provider said against it
    when a page was sent; it is still tried, for a message may be at fault."""

    id: int
    kind: MethodKind
    is_verified: bool = True
    shown: str = ""  # masked: what others may see of the address
    refused: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class QuietHours:
    """When somebody is told nothing that is below P2; it waits for their end."""

    hours: Coverage
    zone: str = "UTC"

    def end(self, now: datetime) -> datetime | None:
        """None outside of them."""
        stretch = self.hours.around(now, ZoneInfo(self.zone))
        return stretch.end if stretch.is_open else None


@dataclass(frozen=True)
class Recipient:
    """A person of the process file, and how they can be reached. `rules` None: the default ones."""

    person: str
    slack: str | None = None
    methods: tuple[ContactMethod, ...] = ()
    rules: tuple[NotificationRule, ...] | None = None
    quiet: QuietHours | None = None

    def usable(self, kind: MethodKind) -> list[ContactMethod]:
        return [method for method in self.methods if method.kind == kind and method.is_verified and not method.refused]


@dataclass(frozen=True)
class Planned:
    """One message to come. Slack needs no method: `method_id` is None."""

    method_id: int | None
    kind: MethodKind
    at: datetime
    why: str
    shown: str = ""


@dataclass(frozen=True)
class Plan:
    planned: tuple[Planned, ...] = ()
    missing: tuple[str, ...] = ()  # rules that reach nobody, each with its reason


def plan(recipient: Recipient, priority: Priority, now: datetime) -> Plan:
    """Every rule of this priority by every method of its kind, in order of time.

    Whoever has no verified method that a rule would use is still told in Slack, if they are there.
    """
    rules = DEFAULT_RULES if recipient.rules is None else recipient.rules
    mine = [rule for rule in rules if rule.priority == priority]
    begin = now if priority.is_incident or recipient.quiet is None else recipient.quiet.end(now) or now
    planned = [one for rule in mine for one in _by_rule(recipient, rule, begin)]
    missing = [WORDS[rule.kind] for rule in mine if not _by_rule(recipient, rule, begin)]
    if not planned and recipient.slack and priority.is_incident:
        planned = [Planned(None, MethodKind.SLACK, begin, "nothing else reaches them", recipient.slack)]
    told = tuple(f"{recipient.person} has no {kind}" for kind in dict.fromkeys(missing))
    return Plan(tuple(sorted(planned, key=lambda one: one.at)), told)


def _by_rule(recipient: Recipient, rule: NotificationRule, begin: datetime) -> list[Planned]:
    why = f"{rule.priority}: {WORDS[rule.kind]} {_after(rule.after)}"
    if rule.kind == MethodKind.SLACK:
        slack = recipient.slack
        return [Planned(None, rule.kind, begin + rule.after, why, slack)] if slack else []
    return [
        Planned(method.id, rule.kind, begin + rule.after, why, method.shown) for method in recipient.usable(rule.kind)
    ]


def _after(delay: timedelta) -> str:
    minutes, seconds = divmod(int(delay.total_seconds()), 60)
    if not delay:
        return "at once"
    return f"after {minutes} min" if not seconds else f"after {minutes * 60 + seconds} s"


def unreachable(recipient: Recipient) -> list[str]:
    """What is missing for this person to be woken by a P1 with Slack down; empty where nothing is."""
    found = []
    rings = [one for one in plan(recipient, _P1, _SOME_MOMENT).planned if one.kind != MethodKind.SLACK]
    if not recipient.usable(MethodKind.SMS) and not recipient.usable(MethodKind.VOICE):
        found.append("no verified telephone")
    if not rings:
        found.append("no rule for P1 reaches a telephone or push")
    against = [(method, method.refused or method.doubt) for method in recipient.methods]
    found += [f"{WORDS[method.kind]} {method.shown}: {why}" for method, why in against if why]
    if not recipient.slack:
        found.append("not in Slack")
    return found


# -- holding back -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Limit:
    most: int
    within: timedelta


LIMITS: Mapping[MethodKind, Limit] = {
    MethodKind.VOICE: Limit(3, timedelta(minutes=15)),
    MethodKind.SMS: Limit(5, timedelta(minutes=15)),
}
STALE = timedelta(hours=1)
BUNDLED_KINDS = frozenset({MethodKind.VOICE, MethodKind.SMS, MethodKind.PUSH, MethodKind.EMAIL})


@dataclass(frozen=True)
class Noise:
    """What the process file may say otherwise."""

    limits: Mapping[MethodKind, Limit] = field(default_factory=lambda: LIMITS)
    stale: timedelta = STALE


def over_limit(
    kind: MethodKind, sent: Sequence[datetime], now: datetime, is_first_of_p1: bool, limits: Mapping[MethodKind, Limit]
) -> str | None:
    """Why one more message is too many for this person now. The first one of a P1 never is."""
    limit = limits.get(kind)
    if limit is None or is_first_of_p1:
        return None
    recent = sum(now - limit.within < at <= now for at in sent)
    if recent < limit.most:
        return None
    minutes = int(limit.within.total_seconds() // 60)
    return f"{recent} by {WORDS[kind]} within {minutes} min already"


def is_stale(due_at: datetime, now: datetime, limit: timedelta = STALE) -> bool:
    """It should have been sent so long ago that we must have been away."""
    return now - due_at > limit


@dataclass(frozen=True)
class Due:
    """A notification that is due, of whichever page."""

    id: int
    priority: Priority
    due_at: datetime
    service: str | None = None


@dataclass(frozen=True)
class Bundle:
    leader: Due
    folded: tuple[Due, ...] = ()

    @property
    def more(self) -> str:
        """ "checkout: 14 more"; empty where it stands alone."""
        counted = Counter(one.service or "other" for one in self.folded)
        return ", ".join(f"{service}: {count} more" for service, count in counted.most_common())


def bundle(due: Iterable[Due]) -> Bundle:
    """What is due to one person by one kind is one message: the most urgent leads, then the oldest."""
    leader, *folded = sorted(due, key=lambda one: (one.priority, one.due_at, one.id))
    return Bundle(leader, tuple(folded))
