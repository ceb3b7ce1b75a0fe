"""For stories of the pager: a small process with two steps, telephones that people have, and looking at pages."""

from __future__ import annotations

import re

import httpx2

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.page import Page, PageState
from incidentbot.domain.people import BOT
from tests.hands import Hands, Json, eventually, whole_text

CODE = re.compile(r"code is ((?:\d ?){6})")
PROCESS = """
organisation: Acme
people:
  alice: {name: Alice Novak, slack: U01ALICE}
  bob: {name: Bob Okafor, slack: U02BOB}
  carol: {name: Carol Reyes, slack: U03CAROL}
teams:
  payments: {name: Payments, members: [alice, bob], escalation: payments, usergroup: S01PAYMENTS}
  storefront: {members: [carol]}
services:
  checkout: {team: payments, tier: 1}
  catalogue: {team: storefront}
escalations:
  payments:
    steps:
      - {notify: [person alice], acknowledge_within: 5m}
      - {notify: [person bob], acknowledge_within: 5m}
    repeat: 0
    last_resort: [channel "#incidents"]
    acknowledgement_lasts: 2h
"""


def alerted(bot: Incidentbot, title: str = "checkout is down", number: int = 1) -> Page:
    """A monitor says that checkout is down; its page, once it asks."""
    key = bot.tokens.make("integration", f"pager {title}"[:50], "pagerduty", [], BOT)
    payload = {"summary": title, "source": "web-1", "severity": "critical", "custom_details": {"service": "checkout"}}
    event = {"routing_key": key, "event_action": "trigger", "dedup_key": title, "payload": payload}
    assert httpx2.post(f"{bot.settings.base_url}/v2/enqueue", json=event).status_code == 202
    return the_page(bot, number=number)


def the_page(bot: Incidentbot, state: PageState = PageState.OPEN, number: int = 1) -> Page:
    """Once it is in this state."""

    def look() -> Page | None:
        with bot.store.read() as tx:
            found = tx.connection.exec_driver_sql(f"SELECT id FROM page WHERE number = {number}").scalar()
            page = tx.page(found) if found else None
        return page if page and page.state == state else None

    page = eventually(look, f"page {number} is {state}")
    assert isinstance(page, Page)
    return page


def phone(hands: Hands) -> Json:
    found: Json = next(one for one in hands.state()["phones"] if one["user"] == hands.id)
    return found


def has_a_telephone(hands: Hands, rules: str) -> None:
    """As a person adds it: the number, the code, the rules."""
    hands.types(f"/incident me add {phone(hands)['number']}")
    assert hands.form("me_add").submit()["ok"]
    form = hands.form("me_code")
    texts = eventually(lambda: [item["text"] for item in phone(hands)["items"]], "a code")
    found = CODE.search(texts[-1])
    assert found, texts
    assert form.fill(code=found[1].replace(" ", "")).submit()["ok"]
    hands.types(f"/incident me P1 {rules}")
    hands.sees("P1: ", "C01GENERAL")


def rings(hands: Hands) -> list[Json]:
    return [item for item in phone(hands)["items"] if item["kind"] == "call"]


def ringing(hands: Hands) -> Json:
    found = eventually(lambda: next((item for item in rings(hands) if item["state"] == "ringing"), None), "it rings")
    return dict(found)


def card(hands: Hands, channel: str) -> str:
    return whole_text(next(one for one in hands.messages(channel) if "Everything on one page" in whole_text(one)))


def told(bot: Incidentbot, page: Page) -> list[str]:
    with bot.store.read() as tx:
        return [f"{event.actor}: {event.text}" for event in tx.timeline(page.ticket_id) if event.kind == "page"]
