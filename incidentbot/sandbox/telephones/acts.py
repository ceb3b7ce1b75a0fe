"""What people do with their telephones: one function for each `do`."""

from __future__ import annotations

from incidentbot.sandbox.telephones import ntfy, pushover, twilio, twilio_calls, vonage, webhook
from incidentbot.sandbox.telephones.exchange import item_of, telephone
from incidentbot.sandbox.telephones.telephone import TALKING, number_of
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.world import World

KEYS = "0123456789*#"
REPLIES = {twilio.SMS: twilio.reply, vonage.SMS: vonage.reply}
BUTTONS = {ntfy.PUSH: ntfy.press, pushover.PUSH: pushover.press, webhook.HOOK: webhook.press}


async def answer(world: World, user: str, said: Json) -> Json:
    await twilio_calls.answer(world, *twilio_calls.item_in(world, user, said["item"]))
    return {}


async def digit(world: World, user: str, said: Json) -> Json:
    if len(said["value"]) != 1 or said["value"] not in KEYS:
        raise Refusal("no_such_key", "A telephone has the keys 0 to 9, * and #.")
    await twilio_calls.press(world, *twilio_calls.item_in(world, user, said["item"]), said["value"])
    return {}


async def hang_up(world: World, user: str, said: Json) -> Json:
    """Also declines a call that rings."""
    person, item = twilio_calls.item_in(world, user, said["item"])
    if item.state not in ("ringing", TALKING):
        raise Refusal("not_talking", "The call is over.")
    await twilio_calls.hang_up(world, person, item, "completed" if item.state == TALKING else "busy")
    return {}


async def reply_sms(world: World, user: str, said: Json) -> Json:
    """To the number that texted last."""
    person = world.workspace.users[user]
    texts = [item for item in telephone(world, person).items if item.kind == "sms" and not item.is_mine]
    if not texts:
        raise Refusal("nobody_to_answer", "Nobody has texted this telephone yet.")
    if not said["text"].strip():
        raise Refusal("no_text", "There is nothing to send.")
    await REPLIES[texts[-1].provider](world, person, texts[-1], said["text"], number_of(person))
    return {}


async def push_action(world: World, user: str, said: Json) -> Json:
    person, item = item_of(world, user, said["item"])
    if item.provider not in BUTTONS:
        raise Refusal("no_such_button", "This has no buttons.")
    await BUTTONS[item.provider](world, person, item, said["value"])
    return {}
