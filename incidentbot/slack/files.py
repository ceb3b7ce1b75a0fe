"""Slack's files: room is asked for, the content goes there, and completing shows it, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidentbot.errors import CannotBeDone
from incidentbot.slack import limits
from incidentbot.slack.chat import MOST_PAGES, NOT_THERE, SKEW
from incidentbot.slack.render import Renderer
from incidentbot.slack.web_api import SlackWeb
from incidentbot.words.text import shortened


class SlackFiles:
    def __init__(self, web: SlackWeb, renderer: Renderer) -> None:
        self._web = web
        self._renderer = renderer

    def place_for(self, channel: str | None, person: str) -> str:
        """A direct conversation may be one of two other people; the person's own with the bot always works."""
        if channel and not channel.startswith("D") and self._may_speak_in(channel):
            return channel
        return str(self._web.call("conversations.open", users=person)["channel"]["id"])

    def _may_speak_in(self, channel: str) -> bool:
        try:
            found = self._web.call("conversations.info", channel=channel)["channel"]
        except CannotBeDone as trouble:
            if trouble.code not in NOT_THERE:
                raise
            return False
        return bool(found.get("is_member")) and not found.get("is_archived")

    def bring(self, name: str, content: bytes, alt: str) -> str:
        described = shortened(alt, limits.FILE_ALT)
        room = self._web.call("files.getUploadURLExternal", filename=name, length=len(content), alt_txt=described)
        self._web.upload(str(room["upload_url"]), content)
        return str(room["file_id"])

    def share(self, file: str, title: str, where: str, template: str, data: Mapping[str, Any]) -> None:
        comment = self._renderer.text(template, data)
        files = [{"id": file, "title": title}]
        self._web.call("files.completeUploadExternal", files=files, channel_id=where, initial_comment=comment)

    def is_shared(self, file: str, where: str, since: datetime) -> bool:
        oldest = f"{(since - SKEW).timestamp():.6f}"
        listing = self._web.pages("conversations.history", MOST_PAGES, channel=where, oldest=oldest, limit=200)
        messages = (message for page in listing for message in page.get("messages", []))
        return any(file in [shared.get("id") for shared in message.get("files") or []] for message in messages)
