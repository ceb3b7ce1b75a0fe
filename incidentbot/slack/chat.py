"""Slack as the Chat that the outbox speaks to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from incidentbot.errors import CannotBeDone, NameTaken, NeedsPerson, VendorError
from incidentbot.ports import Channel, PostedMessage
from incidentbot.slack import limits
from incidentbot.slack.render import Renderer, SlackMessage
from incidentbot.slack.trouble import INVITATIONS
from incidentbot.slack.web_api import SlackWeb
from incidentbot.words.text import shortened

MARK = "incidentbot"  # the event type of our message metadata
SKEW = timedelta(minutes=2)  # by how much Slack's clock and ours may differ
MOST_PAGES = 5  # of a listing that we search
INVITED_AT_ONCE = 100
NOT_THERE = ("not_in_channel", "channel_not_found")  # where the bot is not, it cannot have posted


class SlackChat:
    def __init__(self, web: SlackWeb, renderer: Renderer) -> None:
        self._web = web
        self._renderer = renderer

    # -- channels -------------------------------------------------------------------------------------------------

    def open_channel(self, name: str) -> Channel:
        try:
            return _channel(self._web.call("conversations.create", name=name, is_private=False)["channel"])
        except CannotBeDone as refused:
            if refused.code == "name_taken":
                raise NameTaken(str(refused), refused.code) from refused
            raise

    def own_channel_named(self, names: Sequence[str], since: datetime) -> Channel | None:
        """Among the channels that the bot itself is in, never the whole workspace's."""
        oldest = (since - SKEW).timestamp()
        for page in self._own_channels():
            for channel in page:
                if channel["name"] in names and channel.get("created", 0) >= oldest:
                    return _channel(channel)
        return None

    def _own_channels(self) -> Any:
        listing = self._web.pages(
            "users.conversations",
            MOST_PAGES,
            types="public_channel,private_channel",
            exclude_archived=True,
            limit=999,
        )
        return (page["channels"] for page in listing)

    def set_topic(self, channel: str, template: str, data: Mapping[str, Any]) -> None:
        topic = shortened(self._renderer.text(template, data), limits.TOPIC)
        self._web.call("conversations.setTopic", channel=channel, topic=topic)

    def set_purpose(self, channel: str, template: str, data: Mapping[str, Any]) -> None:
        purpose = shortened(self._renderer.text(template, data), limits.TOPIC)
        self._web.call("conversations.setPurpose", channel=channel, purpose=purpose)

    def note_in_topic(self, channel: str, template: str, data: Mapping[str, Any]) -> None:
        """`On call: …` up to the next |; the topic of a channel that the bot is not in is nobody's loss."""
        channel_id = self._channel_id(channel)
        if channel_id is None:
            return
        note = self._renderer.text(template, data)
        found = self._web.call("conversations.info", channel=channel_id)["channel"]
        before = str((found.get("topic") or {}).get("value") or "")
        topic = with_note(before, note)
        if topic != before:
            self._web.call("conversations.setTopic", channel=channel_id, topic=shortened(topic, limits.TOPIC))

    def fill_usergroup(self, usergroup: str, people: Sequence[str]) -> None:
        self._web.call("usergroups.users.update", usergroup=usergroup, users=",".join(people))

    def invite(self, channel: str, people: Sequence[str]) -> Mapping[str, str]:
        refused: dict[str, str] = {}
        for start in range(0, len(people), INVITED_AT_ONCE):
            refused |= self._invite_some(channel, people[start : start + INVITED_AT_ONCE])
        return refused

    def _invite_some(self, channel: str, people: Sequence[str]) -> dict[str, str]:
        """One bad name fails the whole call; then each is invited alone, so that the others come."""
        try:
            self._web.call("conversations.invite", channel=channel, users=",".join(people))
        except CannotBeDone as trouble:
            if trouble.code in ("already_in_channel", "cant_invite_self"):
                if len(people) == 1:
                    return {}
            elif trouble.code not in INVITATIONS:
                raise
            if len(people) == 1:
                return {people[0]: INVITATIONS[trouble.code]}
            return {name: why for one in people for name, why in self._invite_some(channel, [one]).items()}
        return {}

    def bookmark(self, channel: str, title: str, url: str) -> None:
        self._web.call("bookmarks.add", channel_id=channel, title=title, type="link", link=url)

    def has_bookmark(self, channel: str, url: str) -> bool:
        listed = self._web.call("bookmarks.list", channel_id=channel)
        return any(bookmark.get("link") == url for bookmark in listed.get("bookmarks", []))

    def pin(self, message: PostedMessage) -> None:
        try:
            self._web.call("pins.add", channel=message.channel, timestamp=message.ts)
        except CannotBeDone as trouble:
            if trouble.code != "already_pinned":
                raise

    # -- messages -------------------------------------------------------------------------------------------------

    def post(
        self, where: str, template: str, data: Mapping[str, Any], key: str, thread: str | None = None
    ) -> PostedMessage:
        message = self._rendered(template, data)
        arguments: dict[str, Any] = {
            "channel": where,
            "text": message.text,
            "blocks": message.blocks or None,
            "metadata": {"event_type": MARK, "event_payload": {"key": key}},
            "unfurl_links": False,
            "unfurl_media": False,
            "thread_ts": thread,
        }
        try:
            posted = self._web.call("chat.postMessage", **arguments)
        except NeedsPerson as trouble:
            if trouble.code != "not_in_channel":
                raise
            self._join(where, trouble)
            posted = self._web.call("chat.postMessage", **arguments)
        return PostedMessage(posted["channel"], posted["ts"])

    def _join(self, channel: str, trouble: VendorError) -> None:
        """Repairs not_in_channel in a public channel; into a private one somebody has to invite the bot."""
        try:
            self._web.call("conversations.join", channel=channel)
        except CannotBeDone:
            raise NeedsPerson(f"{channel}: {trouble}", trouble.code) from trouble

    def update(self, message: PostedMessage, template: str, data: Mapping[str, Any]) -> None:
        shown = self._rendered(template, data)
        self._web.call(
            "chat.update", channel=message.channel, ts=message.ts, text=shown.text, blocks=shown.blocks or None
        )

    def find_post(self, where: str, key: str, since: datetime, thread: str | None = None) -> PostedMessage | None:
        channel = self._channel_id(where)
        if channel is None:
            return None
        method = "conversations.replies" if thread else "conversations.history"
        listing = self._web.pages(
            method,
            MOST_PAGES,
            channel=channel,
            oldest=f"{(since - SKEW).timestamp():.6f}",
            include_all_metadata=True,
            limit=200,
            **({"ts": thread} if thread else {}),
        )
        messages = (message for page in listing for message in page.get("messages", []))
        try:
            found = next((message for message in messages if _key_of(message) == key), None)
        except VendorError as trouble:
            if trouble.code not in NOT_THERE:
                raise
            return None
        return PostedMessage(channel, found["ts"]) if found else None

    def _channel_id(self, where: str) -> str | None:
        """The id behind a person's id (their direct messages) or a #name of a channel that the bot is in."""
        if where.startswith(("U", "W")):
            return str(self._web.call("conversations.open", users=where)["channel"]["id"])
        if not where.startswith("#"):
            return where
        named = (channel for page in self._own_channels() for channel in page if channel["name"] == where[1:])
        found = next(named, None)
        return found["id"] if found else None

    def _rendered(self, template: str, data: Mapping[str, Any]) -> SlackMessage:
        return self._renderer.message(template, data, whole=data.get("whole"))

    def answer(self, address: str, template: str, data: Mapping[str, Any]) -> None:
        """Beside what is there: the address may belong to a message with a button, which must stay."""
        message = self._rendered(template, data)
        body = {"text": message.text, "blocks": message.blocks, "response_type": "ephemeral"}
        self._web.respond(address, {**body, "replace_original": False})


def with_note(topic: str, note: str) -> str:
    """The topic with the note in the place of the one that begins with the same word, else at its beginning."""
    note = note.replace("|", "/")  # it ends where the next | stands
    begins = note.partition(":")[0] + ":"
    parts = [part.strip() for part in topic.split("|") if part.strip()]
    return " | ".join([note, *(part for part in parts if not part.startswith(begins))])


def _channel(found: Mapping[str, Any]) -> Channel:
    return Channel(str(found["id"]), str(found["name"]))


def _key_of(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("key") if metadata.get("event_type") == MARK else None
