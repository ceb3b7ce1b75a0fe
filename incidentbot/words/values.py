"""Things that know how they are said: the same person is a mention in Slack and a name in a document.

Each is what a template filter of the same name makes; everything else in a template is plain text from outside.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import ClassVar

from incidentbot.words import markdown, mrkdwn
from incidentbot.words.text import cleaned, one_line

_MEMBER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{2,}")
_GROUP_ID = re.compile(r"S[A-Z0-9]{2,}")
_DATE_FORMS = {"full": "{date_short_pretty} {time}", "time": "{time}", "date": "{date_long}", "ago": "{ago}"}


class Spoken(ABC):
    cuttable: ClassVar[bool] = False

    @abstractmethod
    def plain(self) -> str: ...

    @abstractmethod
    def mrkdwn(self) -> str: ...

    def markdown(self) -> str:
        return markdown.inline(self.plain())

    def __html__(self) -> str:
        return escape(self.plain())

    def __str__(self) -> str:
        return self.plain()


@dataclass(frozen=True)
class When(Spoken):
    """An instant: in Slack each reader sees it in their own time zone, elsewhere it is UTC and says so."""

    instant: datetime
    form: str = "full"

    def __post_init__(self) -> None:
        if self.instant.tzinfo is None:
            raise ValueError(f"{self.instant} has no time zone")
        if self.form not in _DATE_FORMS:
            raise ValueError(f"when({self.form!r}) is not one of {', '.join(_DATE_FORMS)}")

    def plain(self) -> str:
        return f"{self.instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

    def mrkdwn(self) -> str:
        return f"<!date^{int(self.instant.timestamp())}^{_DATE_FORMS[self.form]}|{self.plain()}>"

    def __html__(self) -> str:
        return f'<time datetime="{self.instant.astimezone(UTC).isoformat()}">{self.plain()}</time>'


@dataclass(frozen=True)
class Person(Spoken):
    slack_id: str | None
    name: str

    def plain(self) -> str:
        return "@" + one_line(cleaned(self.name))

    def mrkdwn(self) -> str:
        known = self.slack_id and _MEMBER_ID.fullmatch(self.slack_id)
        return f"<@{self.slack_id}>" if known else mrkdwn.inline(self.plain())

    def markdown(self) -> str:
        return markdown.inline(self.name)  # in a document "@" would mention somebody elsewhere


@dataclass(frozen=True)
class Group(Spoken):
    """A user group of the process file: whoever is in it hears of the message."""

    slack_id: str

    def plain(self) -> str:
        return "@" + one_line(cleaned(self.slack_id))

    def mrkdwn(self) -> str:
        return f"<!subteam^{self.slack_id}>" if _GROUP_ID.fullmatch(self.slack_id) else mrkdwn.inline(self.plain())


@dataclass(frozen=True)
class Channel(Spoken):
    slack_id: str | None
    name: str

    def plain(self) -> str:
        return "#" + one_line(cleaned(self.name)).removeprefix("#")

    def mrkdwn(self) -> str:
        known = self.slack_id and _CHANNEL_ID.fullmatch(self.slack_id)
        return f"<#{self.slack_id}>" if known else mrkdwn.inline(self.plain())


@dataclass(frozen=True)
class Link(Spoken):
    """A label that leads somewhere; only its label where the address is not one that may be followed."""

    url: str
    label: str

    def plain(self) -> str:
        return one_line(cleaned(self.label)) or self.url

    def mrkdwn(self) -> str:
        return mrkdwn.link(self.url, self.label)

    def markdown(self) -> str:
        target = mrkdwn.safe_url(self.url)
        return f"[{markdown.inline(self.plain())}](<{target}>)" if target else markdown.inline(self.plain())

    def __html__(self) -> str:
        target = mrkdwn.safe_url(self.url)
        shown = escape(self.plain())
        return f'<a href="{escape(target)}" rel="noopener noreferrer">{shown}</a>' if target else shown


@dataclass(frozen=True)
class Prose(Spoken):
    """What a person wrote, in their own lines."""

    text: str
    cuttable: ClassVar[bool] = True

    def plain(self) -> str:
        return cleaned(self.text).strip()

    def mrkdwn(self) -> str:
        return mrkdwn.prose(self.text)

    def markdown(self) -> str:
        return markdown.prose(self.text)

    def __html__(self) -> str:
        return escape(self.plain()).replace("\n", "<br>\n")


@dataclass(frozen=True)
class Listed(Spoken):
    """Several things in one sentence: "alice, bob and carol"."""

    items: tuple[object, ...]
    last: str = "and"
    cuttable: ClassVar[bool] = True

    def plain(self) -> str:
        return self._sentence(lambda item: one_line(cleaned(str(item))))

    def mrkdwn(self) -> str:
        return self._sentence(in_mrkdwn)

    def markdown(self) -> str:
        return self._sentence(in_markdown)

    def __html__(self) -> str:
        return self._sentence(lambda item: item.__html__() if isinstance(item, Spoken) else escape(str(item)))

    def _sentence(self, say: Callable[[object], str]) -> str:
        said = [say(item) for item in self.items]
        return f" {self.last} ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def in_mrkdwn(value: object) -> str:
    if value is None:
        return ""
    return value.mrkdwn() if isinstance(value, Spoken) else mrkdwn.inline(str(value))


def in_markdown(value: object) -> str:
    if value is None:
        return ""
    return value.markdown() if isinstance(value, Spoken) else markdown.inline(str(value))


def in_plain(value: object) -> str:
    if value is None:
        return ""
    return value.plain() if isinstance(value, Spoken) else one_line(cleaned(str(value)))


def person(who: object, name: str | None = None) -> Person | None:
    """`{{ commander|person }}` for what has slack_id and name, a mapping too; `{{ id|person(name) }}` for the parts."""
    if who is None:
        return None
    if isinstance(who, str):
        return Person(who, name or who)
    known = who if isinstance(who, Mapping) else {key: getattr(who, key, None) for key in ("slack_id", "name")}
    slack_id = known.get("slack_id")
    return Person(slack_id, str(name or known.get("name") or slack_id or who))


def channel(slack_id: str | None, name: str | None = None) -> Channel | None:
    return Channel(slack_id, name or slack_id or "") if slack_id or name else None


def link(url: str, label: object = "") -> Link:
    return Link(str(url), str(label or url))


def listed(items: Iterable[object], last: str = "and") -> Listed:
    return Listed(tuple(items), last)


def duration(length: timedelta | float) -> str:
    """ "45 s", "20 min", "1 h 20 min", "2 d 3 h": the two largest parts, without a sign. A number counts seconds."""
    seconds = abs(int(length.total_seconds() if isinstance(length, timedelta) else length))
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    parts = [(minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min")]
    first = next(n for n, (count, _) in enumerate(parts) if count)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count)


def day(when: date) -> str:
    """ "Mon 2 Mar 2026" for a date without a time, such as a due date."""
    return f"{when:%a} {when.day} {when:%b %Y}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


FILTERS: dict[str, Callable[..., object]] = {
    "when": When,
    "person": person,
    "channel": channel,
    "group": lambda slack_id: Group(str(slack_id)),
    "link": link,
    "prose": lambda text: None if text is None else Prose(str(text)),
    "listed": listed,
    "duration": duration,
    "day": day,
    "counted": counted,
}
