"""Who performs which kind of work."""

from __future__ import annotations

from incidentbot.bootstrap.parts import Parts
from incidentbot.bootstrap.slack import Slack
from incidentbot.domain.notification import MethodKind
from incidentbot.integrations import page_chart as drawn
from incidentbot.notifier import Notifier, SlackPages, Withdrawer
from incidentbot.outbox import Outbox
from incidentbot.page_chart import Drawing, Sharing
from incidentbot.ports import NotificationProvider, Performer
from incidentbot.receipts import ReceiptLooker
from incidentbot.services.action_item import CHASE
from incidentbot.services.contact_code import TEST, VERIFY
from incidentbot.services.contact_sending import WRITE_BACK
from incidentbot.services.intake import DIGEST
from incidentbot.services.oncall_change import HANDOFF, SOON
from incidentbot.services.page_chart import DRAW, SHARE
from incidentbot.services.page_step import LAPSE, NOTIFY, UNSNOOZE, WAIT, WITHDRAW
from incidentbot.services.postmortem import OPEN as OPEN_POSTMORTEM
from incidentbot.services.queue import COME_BACK
from incidentbot.services.receipt import LOOK
from incidentbot.services.status_update import REMIND
from incidentbot.services.subscription import CONFIRM
from incidentbot.services.swap import EXPIRE as SWAP_EXPIRES
from incidentbot.services.swap import REMIND as SWAP_REMINDS
from incidentbot.services.weekly_test import JUDGE as JUDGE_TEST
from incidentbot.services.weekly_test import SEND as SEND_TEST
from incidentbot.slack.chat import SlackChat
from incidentbot.slack.files import SlackFiles
from incidentbot.timers import Timer
from incidentbot.verifier import Verifier, WriterBack
from incidentbot.weekly_test import WeeklyTest


def performers(parts: Parts, slack: Slack, weekly_test: WeeklyTest) -> dict[str, Performer]:
    """By the kind of work."""
    chat = SlackChat(slack.web, slack.renderer)
    outbox = Outbox(chat, parts.chat_facts, parts.links, parts.running)
    timers: dict[str, Performer] = {
        REMIND: Timer(lambda work, by: parts.updates.remind(work.payload["incident_id"], by)),
        OPEN_POSTMORTEM: Timer(lambda work, by: _done(parts.postmortems.open(work.payload["incident_id"], by))),
        DIGEST: Timer(lambda work, by: _done(parts.digest.digest(by))),
        COME_BACK: Timer(lambda work, by: parts.queue.wake(work.payload["ticket_id"], by)),
        CHASE: Timer(lambda work, by: parts.items.chase(work.payload["item_id"], by)),
        SOON: Timer(lambda work, by: parts.oncall.announce(work.payload["schedule"], work.payload["at"], by)),
        HANDOFF: Timer(lambda work, by: parts.oncall.hand_off(work.payload["schedule"], work.payload["at"], by)),
        SWAP_REMINDS: Timer(lambda work, by: parts.swaps.remind(work.payload["swap_id"], by)),
        SWAP_EXPIRES: Timer(lambda work, by: parts.swaps.expire(work.payload["swap_id"], by)),
    }
    verifier = Verifier(parts.contact_sending, parts.pagers.providers)
    codes: dict[str, Performer] = {VERIFY: verifier, TEST: verifier}
    codes[WRITE_BACK] = WriterBack(parts.contact_sending, parts.pagers.providers)
    asking, charts = _asking(parts, chat, weekly_test), _charts(parts, slack)
    rest = {**charts, CONFIRM: parts.sns, **slack.edge.performers()}
    return {**outbox.performers(), **timers, **codes, **asking, **rest}


def _charts(parts: Parts, slack: Slack) -> dict[str, Performer]:
    files = SlackFiles(slack.web, slack.renderer)
    draw = drawn.draw if drawn.is_installed() else None
    return {DRAW: Drawing(parts.page_charts, files, draw), SHARE: Sharing(files)}


def _asking(parts: Parts, chat: SlackChat, weekly_test: WeeklyTest) -> dict[str, Performer]:
    """What a page asks for: its timers, its notifications, and silence."""
    slack: NotificationProvider = SlackPages(chat, parts.clock)
    providers = {**parts.pagers.providers, MethodKind.SLACK: [slack]}
    looker = ReceiptLooker(parts.receipts, parts.pagers.providers, parts.answers)
    return {
        LOOK: looker,
        SEND_TEST: weekly_test,
        JUDGE_TEST: Timer(lambda _work, by: parts.weekly_tests.judge(by)),
        WAIT: Timer(lambda work, by: parts.page_timers.begin(work.payload["page_id"], by)),
        LAPSE: Timer(lambda work, by: parts.page_timers.lapse(work.payload["page_id"], by)),
        UNSNOOZE: Timer(lambda work, by: parts.page_timers.unsnooze(work.payload["page_id"], by)),
        NOTIFY: Notifier(parts.notifications, providers, parts.links, parts.seal.unseal),
        WITHDRAW: Withdrawer(providers),
    }


def _done(_told: object) -> None:
    """What a service answers is for people; a timer has nobody to tell."""
