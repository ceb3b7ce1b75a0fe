"""Twilio's calls as the bot sees them: /twilio/2010-04-01/Accounts/…/Calls.json; ringing, talking, pressing keys."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from incidentbot.sandbox.telephones import calling, twiml
from incidentbot.sandbox.telephones.accounts import TWILIO_SID
from incidentbot.sandbox.telephones.exchange import bring, change, item_of, telephones, with_number
from incidentbot.sandbox.telephones.telephone import RINGING, TALKING, Item
from incidentbot.sandbox.telephones.twilio import barred, error, fields_of, kept, refusing, resource, tell, wrong_in
from incidentbot.sandbox.telephones.weather import Fate, in_the_weather
from incidentbot.sandbox.wire import Refusal, opaque
from incidentbot.sandbox.workspace import User
from incidentbot.sandbox.world import World

VOICE = "twilio_voice"
LONGEST_SCRIPT = 4000
OVER = {"completed": "ended", "busy": "declined", "no-answer": "missed"}  # in people's words


async def calls(world: World, request: Request) -> Response:
    fields = await fields_of(request)

    def accept(fate: Fate) -> Response:
        if wrong := wrong_in(fields, "Twiml", LONGEST_SCRIPT):
            return wrong
        sid = f"CA{opaque(16)}"
        world.background(_ring(world, sid, fields, fate))
        return JSONResponse(kept(world, "calls", resource(sid, fields)), 201)

    return barred(request) or await in_the_weather(world, request, VOICE, fields, refusing(fields), accept)


async def change_call(world: World, request: Request) -> Response:
    """`canceled` ends a call that still rings."""
    fields, sid = await fields_of(request), request.path_params["sid"]
    if refused := barred(request):
        return refused
    world.ledger.call(VOICE, fields | {"Sid": sid}).update(ok=True, status=200)
    for telephone in telephones(world):
        for item in telephone.items:
            if item.wire.get("sid") == sid and item.state == RINGING and fields.get("Status") == "canceled":
                await hang_up(world, telephone.user, item, "canceled")
                return JSONResponse({"sid": sid, "status": "canceled"})
    return error("21220", "Unable to update record. Call is not in-progress. Cannot redirect.")


async def _ring(world: World, sid: str, fields: dict[str, str], fate: Fate) -> None:
    to = with_number(world, fields["To"])
    if fate is Fate.DROPPED:
        return
    if fate is Fate.LIE or to is None:
        await _tell_call(world, fields, sid, "in-progress" if fate is Fate.LIE else "failed")
        return
    wire = {"sid": sid, "fields": fields, "at": fields["Twiml"]}
    item = bring(world, to, "call", VOICE, RINGING, fields["From"], title="Incoming call", wire=wire)
    await world.clock.sleep_until(world.clock.epoch() + float(fields.get("Timeout") or 60))
    if item.state == RINGING:
        await hang_up(world, to, item, "no-answer")


async def answer(world: World, user: User, item: Item) -> None:
    if item.state != RINGING:
        raise Refusal("not_ringing", "It does not ring any more.")
    change(world, user, item, TALKING)
    await _tell_call(world, item.wire["fields"], item.wire["sid"], "in-progress")
    await _listen(world, user, item, item.wire["fields"]["Twiml"])


async def press(world: World, user: User, item: Item, digit: str) -> None:
    if item.state != TALKING or item.wire.get("digits_to") is None:
        raise Refusal("not_talking", "Nobody listens for a key.")
    change(world, user, item, TALKING, f"[{digit}]")
    fields = item.wire["fields"]
    told = {"CallSid": item.wire["sid"], "AccountSid": TWILIO_SID, "From": fields["From"], "To": fields["To"]}
    told |= {"CallStatus": "in-progress", "Direction": "outbound-api", "Digits": digit, "msg": "Gather End"}
    heard = await calling.twilio(world, VOICE, item.wire["digits_to"], told)
    if item.state != TALKING:
        return
    if heard is None:
        change(world, user, item, TALKING, "An application error has occurred. Goodbye.")
        await hang_up(world, user, item, "completed")
    else:
        await _listen(world, user, item, heard)


async def hang_up(world: World, user: User, item: Item, status: str) -> None:
    change(world, user, item, OVER.get(status, status))
    await _tell_call(world, item.wire["fields"], item.wire["sid"], status)


async def _listen(world: World, user: User, item: Item, text: str) -> None:
    script = twiml.read(text)
    item.wire["digits_to"] = script.digits_to or (item.wire.get("digits_to") if script.digits_to == "" else None)
    # A voice that says the same three times is shown once.
    change(world, user, item, TALKING, *dict.fromkeys(script.lines))
    if item.wire["digits_to"] is None:
        await hang_up(world, user, item, "completed")


async def _tell_call(world: World, fields: dict[str, str], sid: str, status: str) -> None:
    told = {"CallSid": sid, "CallStatus": status, "Direction": "outbound-api"}
    await tell(world, VOICE, fields, told)


def item_in(world: World, user_id: str, item_id: str) -> tuple[User, Item]:
    user, item = item_of(world, user_id, item_id)
    if item.kind != "call":
        raise Refusal("not_a_call", "That is no call.")
    return user, item
