"""Performs the work rows that speak to the chat: each one call, each able to tell whether it happened before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from incidentbot.domain.incident import Incident, channel_name
from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.work import Work
from incidentbot.errors import CannotBeDone, NameTaken, NotPossible, TryAgain
from incidentbot.ports import Channel, Chat, InForce, Performer, PostedMessage
from incidentbot.services import facts, speech
from incidentbot.services.chat_fact import ChatFacts
from incidentbot.services.link import Links
from incidentbot.services.page_story import of_story
from incidentbot.services.trouble import NO_CHANNEL

MOST_PAGES = 3  # on the card, the newest; /incident pages shows the others
MOST_NAMES = 5  # suffixes tried for a channel whose name is taken


@dataclass(frozen=True)
class Step:
    """A Performer out of two functions."""

    do: Callable[[Work, Actor], str | None]
    ask: Callable[[Work], bool]

    def perform(self, work: Work, by: Actor) -> str | None:
        return self.do(work, by)

    def happened(self, work: Work) -> bool:
        return self.ask(work)


def _repeatable(_work: Work) -> bool:
    """Doing it twice is the same as doing it once, so nobody need be asked."""
    return False


class Outbox:
    def __init__(self, chat: Chat, chat_facts: ChatFacts, links: Links, running: InForce) -> None:
        self._chat = chat
        self._facts = chat_facts
        self._links = links
        self._running = running

    @property
    def _announcements(self) -> str:
        return self._running.process.announcements

    def performers(self) -> dict[str, Performer]:
        return {
            "channel.open": Step(self._open_channel, self._was_opened),
            "channel.invite": Step(self._in_channel(self._invite), _repeatable),
            "channel.topic": Step(self._in_channel(self._set_topic), _repeatable),
            "channel.purpose": Step(self._in_channel(self._set_purpose), _repeatable),
            "channel.bookmark": Step(self._in_channel(self._bookmark), self._was_bookmarked),
            "card.post": Step(self._in_channel(self._post_card), self._card_was_posted),
            "card.pin": Step(self._in_channel(self._pin_card), _repeatable),
            "card.refresh": Step(self._refresh_card, _repeatable),
            "announcement.post": Step(self._announce, self._was_announced),
            "announcement.refresh": Step(self._refresh_announcement, _repeatable),
            "message.post": Step(self._post, self._was_posted),
            "answer": Step(self._answer, _repeatable),
            "oncall.topic": Step(self._note_on_call, _repeatable),
            "oncall.usergroup": Step(self._fill_usergroup, _repeatable),
        }

    # -- the channel ----------------------------------------------------------------------------------------------

    def _open_channel(self, work: Work, by: Actor) -> str:
        incident = self._incident(work)
        channel = self._new_channel(incident)
        self._facts.channel_opened(incident.id, channel, work.payload.get("answer_at"), by)
        return channel.id

    def _new_channel(self, incident: Incident) -> Channel:
        for name in _names(incident):
            try:
                return self._chat.open_channel(name)
            except NameTaken:
                continue
        raise CannotBeDone(f"every name from {_names(incident)[0]} on is taken", "name_taken")

    def _was_opened(self, work: Work) -> bool:
        incident = self._incident(work)
        assert work.first_tried_at is not None, "it was tried before"
        found = self._chat.own_channel_named(_names(incident), work.first_tried_at)
        if found:
            self._facts.channel_opened(incident.id, found, work.payload.get("answer_at"), BOT.because_of(work.cause))
        return found is not None

    def _in_channel(
        self, act: Callable[[Work, Incident, str, Actor], str | None]
    ) -> Callable[[Work, Actor], str | None]:
        """An act in the incident's channel. A channel that was deleted is made anew, and the act follows there."""

        def perform(work: Work, by: Actor) -> str | None:
            incident = self._incident(work)
            if incident.channel_id is None:
                raise CannotBeDone("the incident's channel could not be opened", NO_CHANNEL)
            if incident.is_channel_archived and not incident.status.is_open:
                raise NotPossible(
                    f"{incident.label} is closed and its channel archived: nothing is said there any more"
                )
            try:
                return act(work, incident, incident.channel_id, by)
            except CannotBeDone as trouble:
                if trouble.code != "channel_not_found":
                    raise
                self._replace_channel(incident)
                raise TryAgain("the channel was gone and has been made anew", "channel_not_found") from trouble

        return perform

    def _replace_channel(self, incident: Incident) -> None:
        found = self._chat.own_channel_named(_names(incident), incident.declared_at)
        self._facts.channel_replaced(incident.id, found or self._new_channel(incident))

    def _invite(self, work: Work, incident: Incident, channel: str, by: Actor) -> None:
        refused = self._chat.invite(channel, work.payload["people"])
        if refused:
            self._facts.not_invited(incident.id, refused, by)

    def _set_topic(self, _work: Work, incident: Incident, channel: str, _by: Actor) -> None:
        self._chat.set_topic(channel, "incident/topic", self._shown(incident))

    def _set_purpose(self, _work: Work, incident: Incident, channel: str, _by: Actor) -> None:
        self._chat.set_purpose(channel, "incident/purpose", self._shown(incident))

    def _bookmark(self, work: Work, _incident: Incident, channel: str, _by: Actor) -> None:
        self._chat.bookmark(channel, work.payload["title"], work.payload["url"])

    def _was_bookmarked(self, work: Work) -> bool:
        channel = self._incident(work).channel_id
        return channel is not None and self._chat.has_bookmark(channel, work.payload["url"])

    # -- the card and the announcement: always the present state -------------------------------------------------

    def _shown(self, incident: Incident) -> Mapping[str, Any]:
        return {"incident": facts.of_incident(incident), "whole": self._links.incident(incident.number)}

    def _card(self, incident: Incident) -> Mapping[str, Any]:
        stories = self._facts.pages_of(incident.ticket_id, MOST_PAGES)
        pages = [of_story(self._running.process, story) for story in stories]
        return {**self._shown(incident), "pages": pages}

    def _post_card(self, work: Work, incident: Incident, channel: str, by: Actor) -> str:
        card = self._chat.post(channel, "incident/card", self._card(incident), work.key)
        return self._posted(work, card, speech.card_name(incident), by)

    def _card_was_posted(self, work: Work) -> bool:
        incident = self._incident(work)
        return self._found(work, incident.channel_id, speech.card_name(incident))

    def _pin_card(self, _work: Work, incident: Incident, _channel: str, _by: Actor) -> None:
        if card := self._facts.message_named(speech.card_name(incident)):
            self._chat.pin(card)

    def _refresh_card(self, work: Work, by: Actor) -> str | None:
        """Without a channel there is no card yet; when it is posted it shows the present state."""
        if self._incident(work).channel_id is None:
            return None
        return self._in_channel(self._redraw_card)(work, by)

    def _redraw_card(self, _work: Work, incident: Incident, _channel: str, _by: Actor) -> None:
        card = self._facts.message_named(speech.card_name(incident))
        if card is None:
            return
        try:
            self._chat.update(card, "incident/card", self._card(incident))
        except CannotBeDone as trouble:
            if trouble.code != "message_not_found":
                raise
            self._facts.card_lost(incident.id)  # somebody deleted it: it is posted and pinned anew

    def _announce(self, work: Work, by: Actor) -> str:
        incident = self._incident(work)
        line = self._chat.post(self._announcements, "incident/announcement", self._shown(incident), work.key)
        return self._posted(work, line, speech.announcement_name(incident), by)

    def _was_announced(self, work: Work) -> bool:
        return self._found(work, self._announcements, speech.announcement_name(self._incident(work)))

    def _refresh_announcement(self, work: Work, _by: Actor) -> None:
        incident = self._incident(work)
        line = self._facts.message_named(speech.announcement_name(incident))
        if line is None:
            return
        try:
            self._chat.update(line, "incident/announcement", self._shown(incident))
        except CannotBeDone as trouble:
            if trouble.code != "message_not_found":
                raise
            raise NotPossible("somebody deleted the announcement") from trouble

    # -- messages -------------------------------------------------------------------------------------------------

    def _post(self, work: Work, by: Actor) -> str | None:
        if "incident_id" in work.payload:
            return self._in_channel(self._post_in_channel)(work, by)
        payload = work.payload
        message = self._chat.post(
            payload["where"], payload["template"], payload["data"], work.key, payload.get("thread")
        )
        return self._posted(work, message, work.payload.get("name"), by)

    def _post_in_channel(self, work: Work, incident: Incident, channel: str, by: Actor) -> str:
        data = {"whole": self._links.incident(incident.number), **work.payload["data"]}
        if work.payload["template"] == "postmortem/opened":
            data["postmortem"] = self._links.postmortem(incident.number)
        thread = work.payload.get("thread")
        message = self._chat.post(channel, work.payload["template"], data, work.key, thread)
        return self._posted(work, message, None, by)

    def _was_posted(self, work: Work) -> bool:
        if "incident_id" in work.payload:
            return self._found(work, self._incident(work).channel_id, None)
        return self._found(work, work.payload["where"], work.payload.get("name"))

    def _answer(self, work: Work, _by: Actor) -> None:
        try:
            self._chat.answer(work.payload["address"], work.payload["template"], work.payload["data"])
        except CannotBeDone as late:
            raise NotPossible(str(late)) from late  # the person was told at once; this only adds a link

    def _note_on_call(self, work: Work, _by: Actor) -> None:
        self._chat.note_in_topic(work.payload["channel"], "oncall/topic", work.payload["data"])

    def _fill_usergroup(self, work: Work, _by: Actor) -> None:
        self._chat.fill_usergroup(work.payload["usergroup"], work.payload["users"])

    def _found(self, work: Work, where: str | None, name: str | None) -> bool:
        if where is None:
            return False
        assert work.first_tried_at is not None, "it was tried before"
        message = self._chat.find_post(where, work.key, work.first_tried_at, work.payload.get("thread"))
        if message:
            self._posted(work, message, name, BOT.because_of(work.cause))
        return message is not None

    def _posted(self, work: Work, message: PostedMessage, name: str | None, by: Actor) -> str:
        self._facts.message_posted(name, message, work.lane, by)
        return f"{message.channel}:{message.ts}"

    def _incident(self, work: Work) -> Incident:
        return self._facts.incident(work.payload["incident_id"])


def _names(incident: Incident) -> list[str]:
    return [channel_name(incident.number, incident.title, taken) for taken in range(MOST_NAMES)]
