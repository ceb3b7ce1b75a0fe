"""Alice adds her telephone: the code, a mistyped one, the mask; rules, quiet hours, a test page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from incidentbot.bootstrap import Incidentbot
from tests.hands import Form, Hands, Json, Workspace, eventually, mrkdwn_text, whole_text

BROADCASTS = re.compile(r"<!(channel|here|everyone|subteam)")
CODE = re.compile(r"code is ((?:\d ?){6})")


def phone(hands: Hands) -> Json:
    return next(one for one in hands.state()["phones"] if one["user"] == hands.id)


def number(hands: Hands) -> str:
    return str(phone(hands)["number"])


def masked(hands: Hands) -> str:
    return f"+420 ••• ••• {number(hands)[-3:]}"


def codes(hands: Hands) -> list[str]:
    """Those that came to this telephone, oldest first."""
    said = [f"{item['title']} {item['text']} {' '.join(item['lines'])}" for item in phone(hands)["items"]]
    return [found[1].replace(" ", "") for text in said if (found := CODE.search(text))]


def code(hands: Hands, number: int = 1) -> str:
    return str(eventually(lambda: codes(hands)[number - 1 : number], f"code number {number}")[0])


def shows(hands: Hands, words: str) -> Form:
    """The form, once it says so."""

    def look() -> bool:
        views = hands.state()["views"]
        return bool(views) and words in whole_text(views[-1])

    eventually(look, f"a form with “{words}”; there is {[whole_text(one) for one in hands.state()['views']]}")
    return hands.form()


def adds(hands: Hands, address: str, offer: str = "mobile") -> Form:
    """The form in which the code is asked for."""
    shows(hands, "How I reach you").press("Add a telephone or another way")
    form = hands.form("me_add").fill(offer=offer, address=address)
    assert form.submit()["ok"]
    return hands.form("me_code")


def test_a_number_is_added_mistyped_confirmed_and_masked(
    alice: Hands, bot: Incidentbot, workspace: Workspace, sqlite_url: str
) -> None:
    alice.types("/incident me")
    form = shows(alice, "no verified telephone")
    assert "*P1*: Slack and push at once, SMS after 1 min, call after 3 min." in form.text
    assert re.search(r"/calendar/\w+\.ics", form.text)
    assert "/contact.vcf" in form.text
    form.press("Add a telephone or another way")
    form = alice.form("me_add").fill(offer="mobile", address="601 234")
    assert "with its country" in form.submit()["errors"]["address"]
    form = alice.form("me_add")
    assert form.fill(offer="mobile", address=f" 00{number(alice)[1:]} ").submit()["ok"]
    form = alice.form("me_code")
    assert masked(alice) in form.text
    right = code(alice)
    refused = form.fill(code=f"{(int(right) + 1) % 1_000_000:06}").submit()
    assert refused["errors"]["code"] == "That is not the code: 4 more tries."
    assert form.fill(code=right).submit()["ok"]
    form = shows(alice, f"{masked(alice)} is verified. Now send yourself a test page.")
    assert f"*{masked(alice)}*  SMS and call · _verified_" in form.text
    assert "You can be reached" in form.text
    form.press("Send me a test page")
    shows(alice, f"SMS {masked(alice)}, call {masked(alice)}.")
    alice.sees("*TEST* This is how I reach you in Slack", alice.dm())
    eventually(
        lambda: (
            {item["kind"] for item in phone(alice)["items"] if "TEST" in f"{item['title']}{item['text']}"} >= {"sms"}
            and any(item["kind"] == "call" for item in phone(alice)["items"])
        ),
        "the test on the telephone",
    )
    shows(alice, masked(alice)).press("Remove")
    shows(alice, f"{masked(alice)} is removed.")
    workspace.settled()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    raw = b"".join(each.read_bytes() for each in path.parent.glob(path.name + "*"))
    assert masked(alice).encode() in raw
    assert number(alice)[4:].encode() not in raw, "no number in clear"


def test_two_people_cannot_use_each_others_code(alice: Hands, bob: Hands, bot: Incidentbot) -> None:
    for hands in (alice, bob):
        hands.types("/incident me")
    of_alice, of_bob = adds(alice, number(alice)), adds(bob, number(bob))
    theirs = code(alice), code(bob)
    assert "not the code" in of_bob.fill(code=theirs[0]).submit()["errors"]["code"]
    assert of_bob.fill(code=theirs[1]).submit()["ok"]
    assert of_alice.fill(code=theirs[0]).submit()["ok"]
    # Bob's own form, with the number of Alice's method in it.
    [mine] = bot.contacts.of("U01ALICE").addresses
    bob.types("/incident me")
    shows(bob, masked(bob))
    bob.act(
        "block_action",
        container={"type": "view", "view_id": bob.form().view["id"]},
        block_id=next(one["block_id"] for one in bob.form().view["blocks"] if one["type"] == "actions"),
        action_id="me_remove",
        action={"type": "button", "value": str(mine.id)},
        state={"values": {}},
    )
    assert bot.contacts.of("U01ALICE").addresses == (mine,)


def test_a_call_a_push_and_a_letter_bring_their_codes(alice: Hands, bot: Incidentbot) -> None:
    alice.types("/incident me")
    ways = (("ntfy", phone(alice)["topic"]), ("pushover", phone(alice)["pushover"]), ("email", phone(alice)["email"]))
    for place, (offer, address) in enumerate(ways, 1):
        assert adds(alice, address, offer).fill(code=code(alice, place)).submit()["ok"]
        shows(alice, "is verified. Now")
    form = adds(alice, number(alice), "landline")
    ringing = eventually(lambda: [item for item in phone(alice)["items"] if item["kind"] == "call"], "it rings")
    alice.act("answer", item=ringing[0]["id"])
    assert form.fill(code=code(alice, 4)).submit()["ok"]
    kinds = [address.kinds for address in bot.contacts.of("U01ALICE").addresses]
    assert [kind.value for (kind,) in kinds] == ["push", "push", "email", "voice"]


def test_a_webhook_is_verified_and_brings_a_page_to_its_receiver(alice: Hands, bot: Incidentbot) -> None:
    alice.types("/incident me")
    form = adds(alice, phone(alice)["webhook"], "webhook")
    assert form.fill(code=code(alice)).submit()["ok"]
    shows(alice, "127.0.0.1/••• is verified. Now").press("Send me a test page")
    hook = eventually(
        lambda: [one for one in phone(alice)["items"] if one["kind"] == "webhook" and "TEST" in one["title"]],
        "the test at the receiver",
    )[0]
    assert '"type": "page.test"' in hook["raw"]


def test_rules_and_quiet_hours_in_the_form(alice: Hands, bot: Incidentbot) -> None:
    alice.types("/incident me")
    shows(alice, "How I reach you").press("Change")
    form = alice.form("me_rules").choose("rule_voice", ["0", "120"])
    assert "Slack, push and call at once, SMS after 1 min, call after 2 min" in form.text
    assert form.choose("rule_sms", []).submit()["ok"]
    shows(alice, "*P1*: Slack, push and call at once, call after 2 min.").press("Back to the usual rules")
    shows(alice, "The usual rules hold again.")
    _press_the(alice, "me_quiet")
    form = alice.form("me_quiet").fill(opens="22:00")
    assert form.submit()["errors"]["closes"] == "Choose both, or neither."
    assert form.fill(closes="07:00").submit()["ok"]
    shows(alice, "Between 22:00 and 07:00")


def _press_the(hands: Hands, action: str) -> None:
    """By its action: several buttons are called *Change*."""
    form = hands.form()
    block = next(one for one in form.view["blocks"] if (one.get("accessory") or {}).get("action_id") == action)
    hands.act(
        "block_action",
        container={"type": "view", "view_id": form.view["id"]},
        block_id=block["block_id"],
        action_id=action,
        action={"type": "button", "value": block["accessory"]["value"]},
        state={"values": {}},
    )


def test_everything_can_be_typed(alice: Hands, bot: Incidentbot) -> None:
    alice.types(f"/incident me add {number(alice)}")
    form = alice.form("me_add")
    assert form.values["address"]["address"]["value"] == number(alice)
    assert form.submit()["ok"]
    alice.act("view_close", view_id=alice.form("me_code").view["id"])
    alice.types(f"/incident me code {code(alice)}")
    alice.sees(f"{masked(alice)} is verified.", "C01GENERAL")
    alice.types("/incident me P1 call at once, SMS after 2 min")
    alice.sees("P1: call at once, SMS after 2 min.", "C01GENERAL")
    alice.types("/incident me P1 pigeons")
    told = alice.sees("“pigeons” is not known", "C01GENERAL")
    assert "You had typed" in whole_text(told)
    alice.types("/incident me quiet 22-7")
    alice.sees("Nothing below P2 is told to you 22-7.", "C01GENERAL")
    alice.types("/incident me quiet off")
    alice.sees("There are no quiet hours.", "C01GENERAL")
    alice.types("/incident me tset")
    alice.sees("I do not know “tset”", "C01GENERAL")
    alice.types("/incident me test")
    alice.sees("A test is on its way by Slack, e-mail a•••@acme.example, SMS", "C01GENERAL")


def test_a_guest_is_not_paged(workspace: Workspace, bot: Incidentbot) -> None:
    gina = workspace.person("U05GINA")
    gina.types("/incident me", "C04SUPPORT")
    gina.sees("Guests are not paged.", "C04SUPPORT")


@pytest.mark.parametrize("hostile", ["<!channel> <@U02BOB> *x* `{{ 7*7 }}`", "+420<!here>601", "x" * 500])
def test_hostile_addresses_are_refused_and_do_nothing(
    hostile: str, alice: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    alice.types("/incident me")
    shows(alice, "How I reach you").press("Add a telephone or another way")
    for offer in ("mobile", "landline", "ntfy", "pushover", "email", "webhook"):
        refused = alice.form("me_add").fill(offer=offer, address=hostile).submit()
        assert refused["errors"]["address"]
    alice.types(f"/incident me {hostile}")
    alice.sees("I do not know", "C01GENERAL")
    workspace.settled()
    for shown in workspace.export()["channels"]:
        for message in shown["messages"]:
            if message["user"] == "U00BOT":
                assert not BROADCASTS.search(mrkdwn_text(message))
                assert "<@U02BOB>" not in mrkdwn_text(message)
