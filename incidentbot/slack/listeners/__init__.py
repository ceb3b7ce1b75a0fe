"""Who listens to what. Each module is one feature: it acknowledges, reads, calls one service, answers.

command        /incident and its verbs; what is not a verb declares an incident
declare        the form, its shortcuts, and a ticket that got worse
incident       command, status, reopening
status_update  updates and their reminders
timeline       notes, 📌, the timeline and its corrections
action_item    promises, ✅
reaction       📌 and ✅ on messages
channel        channels that people rename, archive or unarchive
home           App Home, the list, help
trouble        trying again what did not work
"""

from __future__ import annotations

from slack_bolt import App

from incidentbot.slack.bot import Bot
from incidentbot.slack.listeners import (
    action_item,
    channel,
    command,
    declare,
    home,
    incident,
    reaction,
    status_update,
    timeline,
    trouble,
)


def register(app: App, bot: Bot) -> None:
    for feature in (command, declare, incident, status_update, timeline, action_item, reaction, channel, home, trouble):
        feature.register(app, bot)
