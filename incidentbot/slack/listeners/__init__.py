"""Who listens to what. Each module is one feature: it acknowledges, reads, calls one service, answers.

command        /incident and its verbs; what is not a verb declares an incident
declare        the form, its shortcuts, and a ticket that got worse
incident       command, status, reopening
status_update  updates and their reminders
timeline       notes, 📌, the timeline and its corrections
action_item    promises, ✅
reaction       📌, ✅ and 👀 on messages
channel        channels that people rename, archive or unarchive
handover       command, or the queue at the end of a shift
report         problems that people tell of, in words or from a message
queue          the tickets in working order, a page at a time, and the buttons of each line
ticket         one ticket: in words, and the form with everything about it
regrade        another priority or severity, growing impact
page           paging somebody, the pages of an incident, handing a page over
ack            acknowledging, also by 👀; activity that keeps an acknowledgement alive
escalate       asking the next ones now
snooze         nobody is asked before a moment
oncall         who is on call; a test page before a shift
cover          who is on call instead of whom; days off, other plans
swap           asking others to take a shift
calendar       calendars to subscribe to, and new addresses for them
stats          figures about pages
search         words in tickets, incidents and timelines
me, me_form    how I am reached: contact methods, rules, quiet hours
home           App Home, the list, help
trouble        trying again what did not work
"""

from __future__ import annotations

from slack_bolt import App

from incidentbot.slack.bot import Bot
from incidentbot.slack.listeners import (
    ack,
    action_item,
    calendar,
    channel,
    command,
    cover,
    declare,
    escalate,
    handover,
    home,
    incident,
    me,
    me_form,
    oncall,
    page,
    queue,
    reaction,
    regrade,
    report,
    search,
    snooze,
    stats,
    status_update,
    swap,
    ticket,
    timeline,
    trouble,
)

FEATURES = (
    command,
    declare,
    incident,
    status_update,
    timeline,
    action_item,
    reaction,
    channel,
    report,
    handover,
    search,
    queue,
    ticket,
    regrade,
    page,
    ack,
    escalate,
    snooze,
    stats,
    oncall,
    cover,
    swap,
    calendar,
    me,
    me_form,
    home,
    trouble,
)


def register(app: App, bot: Bot) -> None:
    for feature in FEATURES:
        feature.register(app, bot)
